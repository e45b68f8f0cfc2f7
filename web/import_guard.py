"""A check that ``import corpus`` and the like find Guidedex's packages: other code may use these common names."""

from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("corpus", "index", "search")


def check_packages(root: Path, names: tuple[str, ...] = PACKAGES) -> None:
    """Check that each of ``names`` would be imported from the folder ``root``.

    Raises: ImportError that names the package found instead.
    """
    for name in names:
        spec = find_spec(name)
        found = Path(spec.origin).parent if spec and spec.origin else None
        if found is None or found.resolve() != (root / name).resolve():
            raise ImportError(
                f"cannot start Guidedex: `import {name}` finds {found or 'no such package'}, and not {root / name}; "
                "rename the other one, start from another folder, or take its folder out of PYTHONPATH"
            )
