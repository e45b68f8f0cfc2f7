"""``kill -9`` at random instants of commands, and what the next ones find.

python -m tests.faults.kills [SECONDS]
"""

import fcntl
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.beside import unknown_files
from index.build import build
from index.storage.generations import BUILD_ID, current_build, damage
from index.storage.writing import LOCK, MAX_GENERATIONS, remove_leftovers
from search import open_index

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "corpus" / "guides"
N_KILLS = 140
"""Kills that a run asks for; with those of servers (``tests.faults.servers``) 200. By hand."""

SEED = 19
STEPS = ("build", "edit", "export", "check")
"""What is killed; an edit is a build after a guide has changed."""

EDITED = "animals.md"
TEXTS = ("---\ntitle: Zebra\n---\nA striped animal.\n", "---\ntitle: Okapi\n---\nAnother striped animal.\n")


@dataclass(frozen=True, slots=True)
class Kill:
    """One killed command, and what came of it.

    ``wrong`` says that the index answered from something else than the build before or after, ``leftovers`` names
    what was left in index and export after the next start.
    """

    step: str
    was_running: bool
    wrong: bool
    leftovers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A site that is built, edited and exported; ``right`` maps each build to the title that it finds."""

    folder: Path
    right: Mapping[str, str]

    @property
    def guides(self) -> Path:
        return self.folder / "guides"

    @property
    def index(self) -> Path:
        return self.folder / "index"

    @property
    def exported(self) -> Path:
        return self.folder / "exported"

    def command(self, step: str) -> list[str]:
        """Return the command of ``step``; a build has no cache, so that it does all the work."""
        options = ["--index", str(self.index)]
        if step == "export":
            return ["export", str(self.exported), *options]
        return ["check", *options] if step == "check" else ["build", str(self.guides), *options]

    def edit(self, number: int) -> None:
        (self.guides / EDITED).write_text(TEXTS[number % len(TEXTS)])


def site_of(folder: Path, names: str = "*.md") -> Site:
    """Return a built site of those shipped guides."""
    site = Site(folder, {})
    site.guides.mkdir(parents=True)
    for path in GUIDES.glob(names):
        shutil.copy(path, site.guides)
    right = {}
    for number, title in enumerate(("Zebra", "Okapi")):
        site.edit(number)
        right[build([site.guides], site.index).build_id] = title
    return Site(folder, right)


def kills(site: Site, n_kills: int, steps: Sequence[str] = STEPS, seed: int = SEED) -> Iterator[Kill]:
    """Kill commands at random instants, one at a time, and start the next one."""
    generator = random.Random(seed)
    seconds = {step: _run(site, step) for step in steps}
    sound_export = _files(site.exported)
    for number in range(n_kills):
        turn, step = number // len(steps), steps[number % len(steps)]
        if step == "edit":
            site.edit(turn)
        elif step == "build":
            (site.index / "readings.cache").unlink(missing_ok=True)
        was_running = _killed(site, step, generator.uniform(0, seconds[step]))
        wrong = not is_right(site)
        leftovers = _after_export(site, sound_export) if step == "export" else _after_start(site, turn)
        yield Kill(step, was_running, wrong or not is_right(site), leftovers)


def _run(site: Site, step: str) -> float:
    """Run a command to its end, and return the time that it takes."""
    begin = time.monotonic()
    with started(site, step) as process:
        process.wait()
    return time.monotonic() - begin


def started(site: Site, step: str) -> "subprocess.Popen[bytes]":
    """Start a command in a session of its own, so that its processes end with it."""
    command = [sys.executable, "-P", "-m", "web.cli", *site.command(step)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=site.folder, env=environ, stdout=quiet, stderr=quiet, start_new_session=True)


def _killed(site: Site, step: str, seconds: float) -> bool:
    """Kill a command and its processes after so many seconds; return whether it was still running."""
    with started(site, step) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            kill(process, site)
            return True
    return False


def kill(process: "subprocess.Popen[bytes]", site: Site) -> None:
    """Kill a command with its processes, and return when the last of them has let go of the index."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    with (site.index / LOCK).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)


def is_right(site: Site) -> bool:
    """Tell whether the index is the whole build of one of the two states of the site, and answers from it."""
    title = site.right.get(current_build(site.index))
    return not damage(site.index) and open_index(site.index).search("striped animal").hits[0].title == title


def _after_start(site: Site, turn: int) -> tuple[str, ...]:
    """Start a build or, every second time, what a server does first; return what is left over."""
    if turn % 2:
        build([site.guides], site.index)
    else:
        remove_leftovers(site.index)
    n_generations = sum(bool(BUILD_ID.fullmatch(path.name)) for path in site.index.iterdir())
    too_many = (f"{n_generations} generations",) if n_generations > MAX_GENERATIONS else ()
    return (*unknown_files(site.index), *too_many)


def _after_export(site: Site, sound: Mapping[str, int]) -> tuple[str, ...]:
    """Export again; return the files that a sound export does not have, or has not in this size."""
    _run(site, "export")
    files = _files(site.exported)
    others = {path.name for path in site.folder.iterdir()} - {"guides", "index", "exported", ".guidedex", "build"}
    return (*sorted(files.keys() ^ sound.keys()), *sorted(others))


def _files(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def run(budget_seconds: float) -> list[dict[str, object]]:
    """Return the figures of ``N_KILLS`` kills, or of as many as the budget allows, as rows of a table."""
    ends = time.monotonic() + budget_seconds
    done: list[Kill] = []
    with tempfile.TemporaryDirectory() as folder:
        for each in kills(site_of(Path(folder)), N_KILLS):
            done.append(each)
            if time.monotonic() > ends:
                break
    return rows(done)


def rows(done: Sequence[Kill]) -> list[dict[str, object]]:
    """Return the figures of kills as rows of a table."""
    left = [name for each in done for name in each.leftovers]
    wrong = [each.step for each in done if each.wrong]
    running = sum(each.was_running for each in done)
    return [
        {"what": f"kills over {', '.join(STEPS)} ({running} of them while it ran)", "figure": len(done), "of": N_KILLS},
        {"what": "wrong answers after a kill", "figure": len(wrong), "which": wrong[:5]},
        {"what": "leftovers after the next start", "figure": len(left), "which": left[:5]},
    ]


if __name__ == "__main__":
    for row in run(float(sys.argv[1]) if len(sys.argv) > 1 else 300):
        print(row)
