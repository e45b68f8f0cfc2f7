"""Building again when the sources change."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.problems import GuidedexError
from web.server.workers import build_report, start_build
from web.settings import Settings

LOOK_SECONDS = 0.5
"""Between two looks at the sources; a change is built once two looks see the same."""

READ_THOUGH_HIDDEN = (".gitignore", ".guidedexignore")

Snapshot = Mapping[str, tuple[int, int]]
"""Size and time of change, in nanoseconds, of every file by its path."""


def snapshot(sources: Sequence[Path], apart: Path) -> Snapshot:
    """Return the state of the files of ``sources``, hidden ones and ``apart`` left out."""
    return dict(_files(sources, apart))


class Watcher:
    """A thread that looks at the sources and builds the index when they have changed.

    Looking, unlike being told by the system, works on every file system, mounted ones too.
    """

    def __init__(self, settings: Settings, sources: Sequence[Path], look_seconds: float = LOOK_SECONDS) -> None:
        self._settings = settings
        self._sources = tuple(sources)
        self._look_seconds = look_seconds
        self._built = self._look()
        self._stopped = threading.Event()
        self._build: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread, and the build that it may have begun; the live index stays."""
        self._stopped.set()
        if self._build is not None:
            self._build.terminate()
        self._thread.join()

    def _look(self) -> Snapshot:
        files = (self._settings.file,) if self._settings.file else ()
        return snapshot((*self._sources, *files), self._settings.index)

    def _run(self) -> None:
        before = self._built
        while not self._stopped.wait(self._look_seconds):
            now = self._look()
            if now == before != self._built:
                self._built = now
                self._rebuild()
            before = now

    def _rebuild(self) -> None:
        self._build = start_build(self._settings, self._sources)
        try:
            said = _summary(build_report(self._build))
        except GuidedexError as error:
            said = f"Not rebuilt: {error}"
        if not self._stopped.is_set():
            print(said, file=sys.stderr, flush=True)


def _summary(report: Mapping[str, Any]) -> str:
    problems = f", {len(report['problems'])} problems" if report["problems"] else ""
    return f"Rebuilt: {report['guides']} guides{problems}, in {report['seconds']:.1f} s"


def _files(sources: Sequence[Path], apart: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    for source in sources:
        if source.is_file():
            yield from _state(source)
        for folder, folders, names in os.walk(source):
            here = Path(folder)
            folders[:] = [n for n in folders if n[0] != "." and not _same(here / n, apart)]
            for name in names:
                if name[0] != "." or name in READ_THOUGH_HIDDEN:
                    yield from _state(here / name)


def _state(file: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the state of a file, unless it has just gone."""
    try:
        found = file.stat()
    except OSError:
        return
    yield str(file), (found.st_size, found.st_mtime_ns)


def _same(path: Path, other: Path) -> bool:
    return path.name == other.name and path.resolve() == other.resolve()
