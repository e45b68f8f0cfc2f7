"""Whether the index is as new as the files that it was built from."""

import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from corpus.files import FileState, SourceFile, list_files
from corpus.problems import GuidedexError
from corpus.reader import digest_of
from index.sources import SOURCES, Sources, changed_since, recorded_sources

LOOK_SECONDS = 10
"""Age until which a look is believed. By hand."""

WAIT_SECONDS = 0.05
"""How long a request waits for the look that it began; one at 5,000 files takes that long. By hand."""

MAX_COMPARED = 1_000
"""Files that one look reads to compare their content, some 100 ms of reading. By hand."""


class FreshnessCheck:
    """Compares files with those that an index was built from; safe to share among threads.

    A look runs in a thread of its own, at most one at a time, and parses nothing. It compares names and sizes. A file
    with another time of change is read and compared by its digest, as a checkout changes the times of files that it
    leaves as they were; of more than ``MAX_COMPARED``, the next looks read the rest.
    """

    def __init__(
        self, index: Path, clock: Callable[[], float] = time.monotonic, look_seconds: float = LOOK_SECONDS
    ) -> None:
        self._index = index
        self._clock = clock
        self._look_seconds = look_seconds
        self._lock = threading.Lock()
        self._thread = threading.Thread()
        self._looked = -float("inf")
        self._mark = (0, 0)
        self._sources: Sources | None = None
        self._same: dict[str, int] = {}  # times of change of files that were compared and found unchanged
        self._change = ""

    def change(self) -> str:
        """Return what the last look found changed and the command to run, "" for nothing.

        Where the sources are not there to be compared, nothing counts as changed.
        """
        with self._lock:
            now = self._clock()
            mark = _mark(self._index / SOURCES)
            if (now - self._looked >= self._look_seconds or mark != self._mark) and not self._thread.is_alive():
                self._looked = now
                self._thread = threading.Thread(target=self._look, args=(mark,), name="freshness", daemon=True)
                self._thread.start()
            thread = self._thread
        if thread.ident is not None:
            thread.join(WAIT_SECONDS)
        return self._change

    def _look(self, mark: tuple[int, int]) -> None:
        try:
            if mark != self._mark:
                self._sources, self._same = None, {}
                self._sources, self._mark = recorded_sources(self._index), mark
            is_changed = self._sources is not None and self._differ(self._sources)
            self._change = changed_since(self._index) if is_changed else ""
        except GuidedexError:
            self._change = ""

    def _differ(self, sources: Sources) -> bool:
        """Return whether a file has come, gone or changed.

        Raises: GuidedexError where a source is missing.
        """
        if not sources.files:
            return False
        files = {file.key: file for file in _files(sources)}
        return (
            files.keys() != sources.files.keys()
            or any(file.size != sources.files[key].size for key, file in files.items())
            or self._differ_in_content(files, sources)
        )

    def _differ_in_content(self, files: Mapping[str, SourceFile], sources: Sources) -> bool:
        touched = [file for key, file in files.items() if not self._is_same(file, sources.files[key])]
        for file in touched[:MAX_COMPARED]:
            if digest_of(file, sources.read.max_bytes) != sources.files[file.key].digest:
                return True
            self._same[file.key] = file.mtime_ns
        return False

    def _is_same(self, file: SourceFile, state: FileState) -> bool:
        return file.mtime_ns in (state.mtime_ns, self._same.get(file.key)) or not state.digest


def _files(sources: Sources) -> list[SourceFile]:
    if not all(path.exists() for path in sources.paths):
        raise GuidedexError("the sources are elsewhere")
    return list_files(sources.paths, sources.read.ignore, hidden=sources.read.drafts).files


def _mark(path: Path) -> tuple[int, int]:
    """Return a value that changes whenever the file is replaced."""
    try:
        found = os.stat(path)
    except OSError:
        return (0, 0)
    return found.st_ino, found.st_mtime_ns
