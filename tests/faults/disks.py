"""A disk that is full at every stage of a build, an export and the query log.

The disk is a file system in memory of a given size, which only root may mount.

    python -m tests.faults.disks [SECONDS]
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.beside import unknown_files
from index.storage.generations import damage
from search.query_log import QueryLog, logged_demand
from tests.faults.kills import ROOT, Site, is_right, site_of
from web.export import MANIFEST as EXPORT_MANIFEST

N_STAGES = 20
"""Sizes of the room that is left, from none to more than enough. By hand."""

STEPS = ("build", "export", "log")

BLOCK = 4096
"""Bytes of a block of the file system, the least that it can have left."""


@dataclass(frozen=True, slots=True)
class Full:
    """One step on a disk with too little room, and what came of it.

    ``wrong`` names what was half written where a page reads it, ``lost`` what was there before and is no more.
    """

    step: str
    room: int
    has_failed: bool
    wrong: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def can_mount() -> bool:
    """Return whether a file system can be mounted here."""
    if not shutil.which("mount"):
        return False
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "none", folder], capture_output=True)
        if mounted.returncode == 0:
            subprocess.run(["umount", folder], check=True)
    return mounted.returncode == 0


@contextmanager
def disk(folder: Path) -> Iterator[None]:
    """Mount a file system in memory at ``folder``, which is made."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "none", folder], check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def full(folder: Path, room: int) -> Iterator[None]:
    """Leave so many bytes of room on the disk at ``folder``."""
    status = os.statvfs(folder)
    used = (status.f_blocks - status.f_bfree) * status.f_frsize
    subprocess.run(["mount", "-o", f"remount,size={used + room // BLOCK * BLOCK}", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,size=1g", folder], check=True)


def built_when_full(folder: Path, prepared: Site, room: int, number: int) -> Full:
    """Build an edited site with so much room; the live index is whole, and the next build with room succeeds."""
    with disk(folder):
        site = _copied(prepared, folder / "site")
        site.edit(number)
        with full(folder, room):
            has_failed = _run(site, "build") != 0
            wrong = () if is_right(site) else ("index",)
        mended = () if _run(site, "build") == 0 and not damage(site.index) else ("next build",)
        return Full("build", room, has_failed, (*wrong, *mended, *unknown_files(site.index)))


def exported_when_full(folder: Path, prepared: Site, room: int, number: int) -> Full:
    """Export another build over an earlier export; every file is whole, that of the one or of the other."""
    with disk(folder):
        site = _copied(prepared, folder / "site")
        before = _contents(site.exported)
        site.edit(1)
        _run(site, "build")
        with full(folder, room):
            has_failed = _run(site, "export") != 0
        half = _contents(site.exported)
        _run(site, "export")
        after = _contents(site.exported)
        whole = {name: (before.get(name), after.get(name)) for name in half if name != EXPORT_MANIFEST}
        wrong = tuple(name for name, versions in whole.items() if half[name] not in versions)
        json.loads(half[EXPORT_MANIFEST])  # it lists the files of both exports until the second is finished
        lost = tuple(name for name in before.keys() & after.keys() if name not in half)
        return Full("export", room, has_failed, wrong, lost)


def logged_when_full(folder: Path, prepared: Site, room: int, number: int) -> Full:
    """Log searches until the disk is full; those that were written before are still there."""
    with disk(folder):
        path = folder / "queries.sqlite"
        log = QueryLog(path)
        for at in range(200):
            log.record(f"kept {number} {at}", 1)
        log.flush()
        with full(folder, room):
            for at in range(4_000):
                log.record(f"flood {at}", 1)
            log.flush()
            has_failed = bool(log._tally.count)
        log.flush()
        log.close()
        queries = {each.query for each in logged_demand(path)}
        due = {f"kept {number} {at}" for at in range(200)} | {f"flood {at}" for at in range(4_000)}
        return Full("log", room, has_failed, lost=tuple(sorted(due - queries)))


def prepare(folder: Path, names: str = "*.md") -> Site:
    """Return a built site of those shipped guides with an export of one of its two builds."""
    site = site_of(folder / "site", names)
    site.edit(0)
    _run(site, "build")
    _run(site, "export")
    return site


def _copied(site: Site, folder: Path) -> Site:
    shutil.copytree(site.folder, folder)
    return Site(folder, site.right)


def _run(site: Site, step: str) -> int:
    """Run a command to its end, and return its exit status."""
    command = [sys.executable, "-P", "-m", "web.cli", *site.command(step)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=site.folder, env=environ, capture_output=True).returncode


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


MOST_ROOM = {"build": 9_000_000, "export": 200_000, "log": 400_000}
"""Bytes with which each step succeeds. By hand, after a look at what each writes."""

CASES = {"build": built_when_full, "export": exported_when_full, "log": logged_when_full}


def cases(n_stages: int = N_STAGES) -> Iterator[Full]:
    """Yield each step with rooms of all sizes, in turn."""
    with tempfile.TemporaryDirectory() as place:
        prepared = prepare(Path(place))
        for number in range(n_stages):
            for step in STEPS:
                with tempfile.TemporaryDirectory() as folder:
                    yield CASES[step](Path(folder), prepared, MOST_ROOM[step] * number // n_stages, number)


def run(budget_seconds: float) -> list[dict[str, object]]:
    """Return the figures of the stages that the budget allows, as rows of a table."""
    if not can_mount():
        return [{"what": "full disks: not tried, as only root may mount one", "figure": 0}]
    ends, done = time.monotonic() + budget_seconds, []
    for each in cases():
        done.append(each)
        if time.monotonic() > ends:
            break
    failed = sum(each.has_failed for each in done)
    wrong = Counter(f"{each.step}: {name}" for each in done for name in each.wrong)
    lost = Counter(f"{each.step}: {name}" for each in done for name in each.lost)
    return [
        {"what": f"full disks ({failed} of them too full)", "figure": len(done), "of": N_STAGES * len(STEPS)},
        {"what": "half files where a page reads, and builds not mended", "figure": len(wrong), "which": [*wrong][:5]},
        {"what": "files and logged searches lost", "figure": len(lost), "which": [*lost][:5]},
    ]


if __name__ == "__main__":
    for row in run(float(sys.argv[1]) if len(sys.argv) > 1 else 300):
        print(row)
