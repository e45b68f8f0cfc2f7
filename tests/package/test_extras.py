"""Where an extra is not installed, everything else works, and what needs it names the command that installs it."""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.package.declared import ROOT, dependencies, extras, names

pytestmark = pytest.mark.server

ASKED = {
    "mcp": ("mcp",),
    "meaning": ("build",),
    "opensearch": ("build", "--engine", "opensearch://127.0.0.1:9/guides"),
    "rate-limit": ("serve", "--port", "0"),
    "rst": ("build",),
}
"""Extra -> a command that needs it, over guides that need it."""

NEEDING = {"meaning": "meaning: on\n", "rate-limit": "server: {rate_limit: 9 per minute}\n"}
"""Extra -> the settings that need it."""


def without(extra: str, folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of Guidedex in ``folder`` as where nothing of ``extra`` is installed."""
    blocked = sorted(modules_of(extra))
    (folder / "path").mkdir(exist_ok=True)
    program = f"import sys\nsys.modules.update(dict.fromkeys({blocked!r}))\n"
    (folder / "path" / "sitecustomize.py").write_text(program)
    environ = {**os.environ, "PYTHONPATH": f"{folder / 'path'}:{ROOT}", "GUIDEDEX_INDEX": "index", "COLUMNS": "200"}
    run = [sys.executable, "-m", "web.cli", *command]
    return subprocess.run(run, cwd=folder, env=environ, capture_output=True, text=True, timeout=120)


def modules_of(extra: str) -> set[str]:
    """Return the modules that an extra brings by itself."""
    only = names(extras()[extra]) - names(dependencies())
    found = packages_distributions().items()
    return {module for module, brought in found if {canonicalize_name(each) for each in brought} & only}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a folder with a guide in Markdown and one in reStructuredText."""
    (tmp_path / "guides").mkdir()
    (tmp_path / "guides" / "caching.md").write_text("# Caching\n\nA cache keeps answers.\n")
    (tmp_path / "guides" / "queues.rst").write_text("Queues\n======\n\nA queue keeps work.\n")
    (tmp_path / "guidedex.yaml").write_text("sources: [guides]\n")
    return tmp_path


def test_every_extra_has_a_command_that_needs_it() -> None:
    assert ASKED.keys() == extras().keys()
    assert all(modules_of(extra) for extra in ASKED)


@pytest.mark.parametrize("extra", ASKED)
def test_what_needs_a_missing_extra_names_it(site: Path, extra: str) -> None:
    with (site / "guidedex.yaml").open("a") as settings:
        settings.write(NEEDING.get(extra, ""))
    done = without(extra, site, *ASKED[extra])
    assert f"pip install 'guidedex[{extra}]'" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


WORKS: Sequence[Sequence[str]] = (("build",), ("search", "cache"), ("related", "caching"), ("gaps",), ("check",))


@pytest.mark.parametrize("extra", ASKED)
def test_everything_else_works_without_an_extra(site: Path, extra: str) -> None:
    for command in WORKS:
        done = without(extra, site, *command)
        assert done.returncode == 0, done.stderr
