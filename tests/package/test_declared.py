"""Everything that the four packages import is declared, and everything declared is imported."""

import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions

from packaging.utils import canonicalize_name

from tests.package.declared import TOOLS, dependencies, extras, least_versions, names, project
from tests.test_imports import PACKAGES, imports, modules

OURS = {*PACKAGES, *sys.stdlib_module_names}


def imported() -> Iterator[tuple[str, int, str]]:
    """Yield the module, the line and the distribution of every import of somebody else's package."""
    providers = packages_distributions()
    for module, path in modules().items():
        for line, name in imports(path):
            top = name.split(".")[0]
            if top not in OURS:
                yield from ((module, line, canonicalize_name(each)) for each in set(providers.get(top, [top])))


def test_every_import_is_a_dependency_or_in_an_extra() -> None:
    declared = names(dependencies()).union(*map(names, extras().values()))
    found = set(imported())
    undeclared = sorted(f"{module} (line {line}): {name}" for module, line, name in found if name not in declared)
    assert undeclared == []
    assert {"scipy", "numpy", "lxml", "mcp", "docutils"} <= {name for _, _, name in found}


def test_every_dependency_and_every_extra_is_imported() -> None:
    found = {name for _, _, name in imported()}
    assert names(dependencies()) - found == set()
    for extra, added in extras().items():
        assert names(added) & found, f"nothing of the extra {extra!r} is imported"


def test_what_an_extra_brings_is_imported_at_the_top_of_no_module_that_others_need() -> None:
    only_extra = set().union(*map(names, extras().values())) - names(dependencies())
    importers = {module for module, _, name in imported() if name in only_extra}
    assert importers
    assert "web.app" not in importers
    assert "search.searcher" not in importers


def test_every_requirement_names_its_least_version() -> None:
    assert len(least_versions()) >= 25
    assert set(TOOLS) <= set(project()["optional-dependencies"])
