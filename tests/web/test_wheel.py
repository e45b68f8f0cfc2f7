"""The wheel contains every file: installed in an empty environment, it serves the same pages as the project."""

import os
import re
import subprocess
import sys
import venv
from collections.abc import Sequence
from email.parser import HeaderParser
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("/", "/search?q=rate+limiting", "/questions", "/guides/caching", "/widgets", "/widget.js", "/api/v1/docs")
FILES = (
    "/static/site.css",
    "/static/search.js",
    "/static/icon.svg",
    "/api/v1/skills",
    "/opensearch.xml",
    "/sitemap.xml",
)
BASE_URL = "https://guides.example"
"""The base URL of both sites, so that their pages do not differ in the port."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel of the project, built without network access."""
    try:
        if int(version("setuptools").split(".")[0]) < 77:
            pytest.skip("needs setuptools 77: pip install 'setuptools>=77'")
    except PackageNotFoundError:
        pytest.skip("needs setuptools: pip install 'setuptools>=77'")
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "source"
    for name in ("corpus", "index", "search", "web"):
        _copy(ROOT / name, copy / name)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        (copy / name).write_bytes((ROOT / name).read_bytes())
    pip(folder, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(copy))
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """Return the folder of programs of a new environment with the wheel and its dependencies alone."""
    folder = wheel.parent / "environment"
    venv.create(folder, with_pip=True)
    constraints = str(ROOT / "constraints.txt")
    pip(wheel.parent, "install", "--constraint", constraints, str(wheel), of=folder / "bin" / "python")
    return folder / "bin"


def _copy(source: Path, target: Path) -> None:
    for path in source.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            copied = target / path.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            copied.write_bytes(path.read_bytes())


def pip(folder: Path, *arguments: str, of: Path = Path(sys.executable)) -> None:
    command = [str(of), "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


def served(command: Sequence[str], folder: Path, paths: Sequence[str], path: str = "") -> dict[str, tuple[int, bytes]]:
    """Return path -> status and content that ``command`` serves in ``folder``, over an index of the shipped guides.

    Args:
        path: the value of PYTHONPATH.
    """
    environ = {"PATH": os.defpath, "PYTHONPATH": path, "GUIDEDEX_BASE_URL": BASE_URL}
    serve = [*command, "serve", "--port", "0", "--workers", "1"]
    server = subprocess.Popen(serve, cwd=folder, env=environ, stderr=subprocess.PIPE, text=True)
    try:
        url = next(match[0] for line in server.stderr if (match := re.search(r"http://[\d.:]+", line)))
        answers = {}
        for url_path in paths:
            with urlopen(url + url_path, timeout=30) as answer:
                answers[url_path] = (answer.status, answer.read())
        return answers
    finally:
        server.terminate()
        server.communicate(timeout=30)


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        held = set(archive.namelist())
    for name in ("corpus", "index", "search", "web"):
        for path in (ROOT / name).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert str(path.relative_to(ROOT)) in held


def test_the_wheel_names_its_licence_and_what_it_needs(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = HeaderParser().parsestr(archive.read(name).decode("utf-8"))
    assert metadata["License-Expression"] == "MIT"
    assert any(need.startswith("prometheus-client") for need in metadata.get_all("Requires-Dist"))


def test_the_installed_wheel_builds_and_serves_the_same(installed: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    ours = served([sys.executable, "-P", "-m", "web.cli"], here, (*PAGES, *FILES), str(ROOT))
    theirs = served([str(installed / "guidedex")], there, (*PAGES, *FILES))
    assert {status for status, _ in theirs.values()} == {200}
    assert theirs == ours
    check = [installed / "python", "-m", "web.cli", "check"]
    completed = subprocess.run(check, cwd=there, capture_output=True, text=True)
    assert completed.returncode == 0, completed.stderr
