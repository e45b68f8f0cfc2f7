"""The wheel, installed elsewhere, serves what the project does: no file is left behind."""

import json
import os
import subprocess
import sys
from email.parser import HeaderParser
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zipfile import ZipFile

import pytest

from web.cli.main import run

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
LOOK = """
import json, sys
from hashlib import sha256
from pathlib import Path
import web
from web.app import create_app
from web.settings import QueryLogSettings, Settings
client = create_app(Settings(index=Path(sys.argv[1]), query_log=QueryLogSettings(enabled=False))).test_client()
answers = {path: client.get(path, buffered=True) for path in sys.argv[2:]}
seen = {path: [answer.status_code, sha256(answer.data).hexdigest()] for path, answer in answers.items()}
print(json.dumps({"from": web.__file__, "seen": seen}))
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel of the project, made without asking for anything from elsewhere."""
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
    """Return a folder into which the wheel was installed, and nothing else."""
    folder = wheel.parent / "installed"
    pip(wheel.parent, "install", "--no-deps", "--no-index", "--target", str(folder), str(wheel))
    return folder


def _copy(source: Path, target: Path) -> None:
    for path in source.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            copied = target / path.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            copied.write_bytes(path.read_bytes())


def pip(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


def python(folder: Path, path: Path, *arguments: str) -> str:
    """Run Python elsewhere, with our packages from ``path`` and the others as this process has them."""
    environ = {**os.environ, "PYTHONPATH": str(path), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environ, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


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
    assert run(["build", str(ROOT / "corpus" / "guides"), "--index", str(here), "--json"]) == 0
    report = json.loads(python(tmp_path, installed, "-m", "web.cli", "build", "--index", str(there), "--json"))
    assert report["guides"] == len(list((ROOT / "corpus" / "guides").glob("*.md")))
    asked = [*PAGES, *FILES]
    ours = json.loads(python(tmp_path, ROOT, "-c", LOOK, str(here), *asked))
    theirs = json.loads(python(tmp_path, installed, "-c", LOOK, str(there), *asked))
    assert Path(theirs["from"]).is_relative_to(installed)
    assert {status for status, _ in theirs["seen"].values()} == {200}
    assert theirs["seen"] == ours["seen"]
