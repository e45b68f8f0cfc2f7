"""The order of packages and rooms: ``corpus <- index <- search <- web``, and the rooms of each package in ``ROOMS``.

An import may skip a package or a room, and never turns back; imports inside functions count too. Only
``index/matrix/vectors.py`` imports scikit-learn, so that a search needs neither it nor SciPy.
"""

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("corpus", "index", "search", "web")
ROOMS: Mapping[str, Sequence[str]] = {
    "corpus": (
        "plain_text nearest_names dates difficulty slugs problems",
        "addresses guide document languages page processes heading_slugs",
        "frontmatter markdown",
        "questions",
        "formats sections",
        "assemble render files identity",
        "reader",
    ),
    "index": (
        "analysis options weights folders",
        "documents storage",
        "matrix names routes links lookups",
        "related",
        "whoosh_writer cluster sources reading_cache last_build meaning",
        "beside searched",
        "build",
    ),
    "search": (
        "results wording versions copies best_rows",
        "engines",
        "query",
        "unknown_names",
        "documents names facets",
        "closeness hit stored_tokens",
        "related gaps query_log",
        "generation",
        "live",
        "answer",
        "searcher",
        "evaluate distribution",
    ),
    "web": (
        "import_guard parent_process settings",
        "version options index_source source_files command",
        "site markdown",
        "http",
        "api",
        "pages",
        "editor",
        "assistants",
        "app",
        "blueprint mounting",
        "server",
        "apply_fixes export export_names new_guide watching",
        "cli",
    ),
}
"""The rooms of each package, lowest first; rooms on one line may import each other as long as no circle arises."""

MAX_FLAT = 18
"""Modules in one folder, ``__init__.py`` apart: more than a newcomer takes in at a glance."""

VECTORS = "index.matrix.vectors"
HEAVY = ("sklearn", "scipy", "flask", "granian", "watchfiles", "asyncio", "multiprocessing")


@cache
def modules() -> Mapping[str, Path]:
    """Return the file of every module of the four packages, by the module's dotted name."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return {_dotted(path.relative_to(ROOT)): path for path in paths}


def _dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the dotted name of everything that a file imports; ``from a import b`` gives ``a.b``."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = path.relative_to(ROOT).parts
            package = parts[: len(parts) - node.level] if node.level else ()
            base = ".".join((*package, *filter(None, [node.module])))
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _imports_by_name(node):
            yield node.lineno, node.args[0].value


def _imports_by_name(call: ast.Call) -> bool:
    """Return whether a call is ``import_module("...")`` or ``__import__("...")``."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    is_constant = bool(call.args) and isinstance(call.args[0], ast.Constant)
    return name in ("import_module", "__import__") and is_constant


def imported_modules(module: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of each module of the four packages that ``module`` imports."""
    for line, name in imports(modules()[module]):
        target = name if name in modules() else name.rpartition(".")[0]
        if target in modules() and target != module:
            yield line, target


def room_of(module: str) -> str:
    """Return the room of a module: the name below its package, ``""`` for the package itself."""
    return [*module.split("."), ""][1]


def level_of(module: str) -> int:
    """Return the line of ``ROOMS`` that holds the room of ``module``; above all of them for the package itself."""
    package, room = module.split(".")[0], room_of(module)
    levels = [level for level, rooms in enumerate(ROOMS[package]) if room in rooms.split()]
    assert levels or not room, f"{module}: ROOMS does not place the room {room!r}"
    return levels[0] if room else len(ROOMS[package])


def test_all_four_packages_are_read():
    assert {name.split(".")[0] for name in modules()} == set(PACKAGES)
    assert len(modules()) > 200


def test_every_room_exists():
    rooms = {f"{package}.{room}" for package, lines in ROOMS.items() for line in lines for room in line.split()}
    assert rooms <= set(modules()), "ROOMS lists rooms that are gone"


@pytest.mark.parametrize("module", modules())
def test_imports_never_turn_back(module):
    package = PACKAGES.index(module.split(".")[0])
    arrows = [
        f"{module} (line {line}) -> {target}"
        for line, target in imported_modules(module)
        if PACKAGES.index(target.split(".")[0]) > package
        or (target.split(".")[0] == module.split(".")[0] and level_of(target) > level_of(module))
    ]
    assert arrows == []


def test_no_module_imports_tests():
    arrows = [f"{module} -> {name}" for module in modules() for _, name in imports(modules()[module])]
    assert [arrow for arrow in arrows if arrow.split(" -> ")[1].split(".")[0] == "tests"] == []


def test_no_modules_import_each_other_in_a_circle():
    graph = {module: {target for _, target in imported_modules(module)} for module in modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("circle: " + " <- ".join(error.args[1]))


def test_no_folder_is_crowded():
    folders = Counter(path.parent for path in modules().values() if path.name != "__init__.py")
    crowded = {
        str(folder.relative_to(ROOT)): n_modules
        for folder, n_modules in folders.items()
        if n_modules > MAX_FLAT and folder.name != "rules"
    }
    assert crowded == {}


def test_scikit_learn_is_imported_in_one_module_only():
    importers = {module for module in modules() for _, name in imports(modules()[module]) if name.startswith("sklearn")}
    assert importers == {VECTORS}


def test_imports_are_seen_wherever_they_are(tmp_path, monkeypatch):
    (tmp_path / "index" / "deep").mkdir(parents=True)
    within = "def f():\n from web import app\n from . import x\n from ..y import z\n"
    path = tmp_path / "index" / "deep" / "module.py"
    path.write_text(f"import os.path\n{within}import_module('search.gaps')\n")
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    names = {name for _, name in imports(path)}
    assert names == {"os.path", "web.app", "index.deep.x", "index.y.z", "search.gaps"}


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
