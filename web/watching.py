"""Builds in a process of their own, and building again when the sources change."""

import math
import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from corpus.problems import GuidedexError
from web.command import Process, result_of, start_build
from web.settings import Settings

LOOK_SECONDS = 2.0
"""Seconds between two looks at the sources where the disk sends no events, such as a network file system; by hand."""

QUIET_MS, MAX_QUIET_MS = 100, 2_000
"""A change is built after so many milliseconds without another, and after the second number in any case; by hand."""

MIN_WAIT_SECONDS, MAX_WAIT_SECONDS = 2.0, 60.0
"""Seconds before a failed build is tried again, at first and at most; by hand."""

READ_THOUGH_HIDDEN = (".gitignore", ".guidedexignore")
"""Hidden files whose change changes what a build reads."""

Snapshot = Mapping[str, tuple[int, int]]
"""Size and time of change, in nanoseconds, of every file by its path."""


def snapshot(sources: Sequence[Path], apart: Path) -> Snapshot:
    """Return the state of the files of ``sources``, hidden ones and ``apart`` left out."""
    return dict(_files(sources, apart))


class Failures:
    """When to try a failed build again: after 2 s, then twice as long each time, up to a minute."""

    def __init__(self) -> None:
        self._wait = 0.0
        self._due = math.inf

    def note(self, now: float) -> float:
        """Note a failure at ``now``, and return the seconds until the next try."""
        self._wait = min(2 * self._wait, MAX_WAIT_SECONDS) or MIN_WAIT_SECONDS
        self._due = now + self._wait
        return self._wait

    def is_due(self, now: float) -> bool:
        return now >= self._due


class Watcher:
    """A thread that builds the index when the sources have changed.

    ``watchfiles`` reports events, and the sizes and times of the files decide whether one is a change. Every 2 seconds
    they are compared without an event as well, for disks that send none. ``WATCHFILES_FORCE_POLLING`` makes
    ``watchfiles`` poll three times a second instead.
    """

    def __init__(self, settings: Settings, sources: Sequence[Path]) -> None:
        self._settings = settings
        self._watched = (*sources, *((settings.file,) if settings.file else ()))
        self._sources = tuple(sources)
        self._built = snapshot(self._watched, settings.index)
        self._stopped = threading.Event()
        self._build: Process | None = None
        self._failures = Failures()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)

    def start(self, failed: bool = False) -> None:
        """Begin to watch; ``failed`` is whether the build before did, which is then tried again."""
        if failed:
            self._failures.note(time.monotonic())
        self._thread.start()

    def stop(self) -> None:
        """End the thread and its build, whether it runs or waits; the live index stays."""
        self._stopped.set()
        if self._build is not None:
            self._build.terminate()
        self._thread.join()
        if self._build is not None:  # none waits for its result
            self._build.terminate()
            self._build.communicate()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._prepare()
                self._build_next_change()
            except Exception:  # a source is gone, or has more folders than the system can watch
                self._stopped.wait(LOOK_SECONDS)
                with suppress(OSError):  # a disk that fails now may answer at the next look
                    self._build_change()

    def _build_next_change(self) -> None:
        """Wait for a change and build it.

        The watch begins anew each time: it follows inodes, and would miss a file or folder that was replaced.
        """
        from watchfiles import watch

        changes = watch(
            *self._watched,
            watch_filter=None,
            debounce=MAX_QUIET_MS,
            step=QUIET_MS,
            stop_event=self._stopped,
            rust_timeout=int(LOOK_SECONDS * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
        )
        with suppress(StopIteration):
            while not self._build_change():
                next(changes)

    def _build_change(self) -> bool:
        """Build if the sources have changed since the last build, or it failed and its time has come.

        Returns: whether it built.
        """
        now = snapshot(self._watched, self._settings.index)
        if (now == self._built and not self._failures.is_due(time.monotonic())) or self._stopped.is_set():
            return False
        self._built = now
        self._rebuild()
        return True

    def _prepare(self) -> None:
        """Start the process of the next build, which waits; where that fails, the build itself tells."""
        with suppress(GuidedexError, OSError):
            self._build = self._waiting_build()

    def _waiting_build(self) -> Process:
        """Return the process that waits for a change, another one where something has ended it."""
        if self._build is not None and self._build.poll() is not None:
            self._build.communicate()
            self._build = None
        return self._build or start_build(self._settings, self._sources)

    def _rebuild(self) -> None:
        try:
            self._build = self._waiting_build()
            message = _summary(result_of(self._build))
            self._failures = Failures()
        except (GuidedexError, OSError) as error:
            wait = self._failures.note(time.monotonic())
            message = f"Not rebuilt: {error}; trying again in {wait:.0f} s, or at the next change"
        self._build = None
        if not self._stopped.is_set():
            with suppress(OSError):  # nobody reads it any more
                print(message, file=sys.stderr, flush=True)


def _summary(report: Mapping[str, Any]) -> str:
    problems = f", {len(report['problems'])} problems" if report["problems"] else ""
    return f"Rebuilt: {report['guides']} guides{problems}, in {report['seconds']:.1f} s"


def _files(sources: Sequence[Path], apart: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    for source in sources:
        if source.is_file():
            yield from _state(source)
        for path, folders, names in os.walk(source):
            folder = Path(path)
            folders[:] = [n for n in folders if n[0] != "." and not _same(folder / n, apart)]
            for name in names:
                if name[0] != "." or name in READ_THOUGH_HIDDEN:
                    yield from _state(folder / name)


def _state(file: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the state of a file, unless it has just gone."""
    try:
        status = file.stat()
    except OSError:
        return
    yield str(file), (status.st_size, status.st_mtime_ns)


def _same(path: Path, other: Path) -> bool:
    return path.name == other.name and path.resolve() == other.resolve()
