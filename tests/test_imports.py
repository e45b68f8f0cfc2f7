"""The direction of imports: ``corpus <- index <- search <- web``, and never back.

A layer may import any of those before it; this holds for imports within functions too. Only
``index/matrix/vectors.py`` imports scikit-learn, so that searching needs neither it nor SciPy.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("corpus", "index", "search", "web")
VECTORS = Path("index/matrix/vectors.py")
HEAVY = ("sklearn", "scipy", "flask", "granian", "watchfiles", "asyncio", "multiprocessing")


def modules() -> list[Path]:
    """Return every module of the four layers, relative to the project."""
    return sorted(path.relative_to(ROOT) for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))


def imports(module: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and absolute name of every import in ``module``, at any depth."""
    for node in ast.walk(ast.parse((ROOT / module).read_bytes())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = module.parts[: len(module.parts) - node.level] if node.level else ()
            yield node.lineno, ".".join((*package, *filter(None, [node.module])))
        elif isinstance(node, ast.Call) and _imports_by_name(node):
            yield node.lineno, node.args[0].value


def _imports_by_name(call: ast.Call) -> bool:
    """Return whether a call is ``import_module("…")`` or ``__import__("…")``."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    constant = bool(call.args) and isinstance(call.args[0], ast.Constant)
    return name in ("import_module", "__import__") and constant


def test_all_four_layers_are_examined():
    paths = modules()
    assert {path.parts[0] for path in paths} == set(LAYERS)
    assert len(paths) > 60


@pytest.mark.parametrize("module", modules(), ids=str)
def test_imports_never_turn_back(module):
    allowed = LAYERS[: LAYERS.index(module.parts[0]) + 1]
    backwards = [
        f"{module}:{line} imports {name}"
        for line, name in imports(module)
        if name.split(".")[0] in (*LAYERS, "tests") and name.split(".")[0] not in allowed
    ]
    assert backwards == []


def test_scikit_learn_is_imported_in_one_module_only():
    importers = {module for module in modules() for _, name in imports(module) if name.split(".")[0] == "sklearn"}
    assert importers == {VECTORS}


def test_imports_at_any_depth_are_found(tmp_path, monkeypatch):
    (tmp_path / "index" / "deep").mkdir(parents=True)
    within = "def f():\n from web import app\n from . import x\n from ..y import z\n"
    source = f"import os.path\n{within}import_module('search.gaps')\n"
    (tmp_path / "index" / "deep" / "module.py").write_text(source)
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    names = {name for _, name in imports(Path("index/deep/module.py"))}
    assert names == {"os.path", "web", "index.deep", "index.y", "search.gaps"}


def test_a_search_from_the_command_line_imports_nothing_heavy(tmp_path):
    source = tmp_path / "guide.md"
    source.write_text("---\ntitle: Kafka\n---\n\nA log.\n")
    index = str(tmp_path / "index")
    guidedex(["build", str(source), "--index", index, "--json"])
    heavy = guidedex(["search", "kafka", "--index", index, "--json"])
    assert heavy == "set()"


def guidedex(arguments: list[str]) -> str:
    """Run the command in a process of its own, and return the heavy packages it imported."""
    program = (
        "import sys; from web.cli.main import run; assert run(sys.argv[1:]) == 0;"
        f"heavy = {set(HEAVY)};"
        "print(heavy & sys.modules.keys(), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stderr.strip()
