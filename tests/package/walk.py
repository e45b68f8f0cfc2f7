"""Install a wheel or sdist in empty environments and use it: ``python -m tests.package.walk dist/*``.

Each Python of ``PYTHONS`` that is on the path, or each one named by ``--python``, gets an environment with the package,
builds, checks, searches, exports and serves a site, and says what the environment weighs. ``--extras`` does the same
with each extra of ``pyproject.toml`` alone.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.package.declared import PYTHONS, ROOT, extras

SITE = ROOT / "corpus" / "guides"
"""The guides to build without ``--site``: those that ship."""

PATHS = ("/", "/search?q=cache", "/api/v1/search?q=cache", "/api/v1/skills", "/widget.js", "/readyz", "/healthz")


def main(arguments: Sequence[str] | None = None) -> None:
    """Walk every combination of package, Python and extra, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.package.walk")
    parser.add_argument("packages", nargs="+", type=Path, help="a wheel or an sdist")
    parser.add_argument("--python", action="append", help="an interpreter; by default those on the path")
    parser.add_argument("--site", type=Path, default=SITE, help="a folder of guides")
    parser.add_argument("--extras", action="store_true", help="each extra alone too")
    asked = parser.parse_args(arguments)
    pythons = asked.python or [name for name in (f"python{version}" for version in PYTHONS) if runs(name)]
    for python in pythons:
        for package in asked.packages:
            for extra in ("", *(extras() if asked.extras else ())):
                print(walked(python, package.resolve(), extra, asked.site.resolve()), flush=True)


def runs(python: str) -> bool:
    """Return whether an interpreter is there and runs: a version manager's command may stand for one that it lacks."""
    return (
        shutil.which(python) is not None and not subprocess.run([python, "--version"], capture_output=True).returncode
    )


def walked(python: str, package: Path, extra: str, site: Path) -> str:
    """Return what an environment of ``python`` with ``package`` printed and weighs; raise where a step fails."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ran(folder, python, "-m", "venv", "env")
        pip = ("env/bin/python", "-m", "pip", "--quiet", "--disable-pip-version-check")
        ran(folder, *pip, "install", f"{package}[{extra}]" if extra else str(package))
        ran(folder, *pip, "check")
        version = ran(folder, "env/bin/python", "--version").split()[-1]
        megabytes = int(ran(folder, "du", "-sm", "--exclude=__pycache__", "env/lib").split()[0])
        steps = used(folder, site)
    return f"Python {version}, {package.name}{f' [{extra}]' if extra else ''}: {steps}; {megabytes} MB"


def used(folder: Path, site: Path) -> str:
    """Return figures of a site that is built, checked, searched, exported and served by the installed command."""
    guidedex = "env/bin/guidedex"
    read = json.loads(ran(folder, guidedex, "build", str(site), "--json"))
    found = json.loads(ran(folder, guidedex, "search", "cache", "--json"))
    gaps = json.loads(ran(folder, guidedex, "gaps", "--json"))
    ran(folder, guidedex, "check")
    ran(folder, guidedex, "export", "static")
    with served(folder, guidedex) as url:
        for path in PATHS:
            with urlopen(url + path, timeout=30) as answer:
                assert answer.status == 200, path
    n_files = sum(path.is_file() for path in (folder / "static").rglob("*"))
    return (
        f"{read['guides']} guides, {found['total']} hits, {len(gaps['findings'])} findings, "
        f"{n_files} files exported, {len(PATHS)} pages served"
    )


@contextmanager
def served(folder: Path, guidedex: str) -> Iterator[str]:
    """Yield the URL of a server of the built index."""
    command = [guidedex, "serve", "--port", "0", "--workers", "1"]
    server = subprocess.Popen(command, cwd=folder, env=environ(), stderr=subprocess.PIPE, text=True)
    assert server.stderr
    try:
        yield next(match[0] for line in server.stderr if (match := re.search(r"http://[\d.:]+", line)))
    finally:
        server.terminate()
        server.communicate(timeout=30)


def environ() -> dict[str, str]:
    """Return the environment without the variables by which the source tree would be found in place of the package."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHONPATH", "GUIDEDEX_"))}


def ran(folder: Path, *command: str) -> str:
    """Return what a command prints in ``folder``."""
    done = subprocess.run(command, cwd=folder, env=environ(), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
