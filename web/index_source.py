"""The index that a process serves, opened at the first request."""

import os
from pathlib import Path
from threading import Lock

from index.storage.generations import CURRENT
from search.searcher import Searcher, open_index


class IndexSource:
    """Provides the searcher of one index folder; thread-safe."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._current = os.fspath(path / CURRENT)
        self._lock = Lock()
        self._searcher: Searcher | None = None

    def searcher(self) -> Searcher:
        """Return a searcher of the live generation, and of no other: one request takes one.

        If opening fails, the next call tries again, so that pages work as soon as an index has been built.

        Raises: GuidedexError when there is no readable index; the message names the command to run.
        """
        with self._lock:
            if self._searcher is None:
                self._searcher = open_index(self.path)
            searcher = self._searcher
        return searcher.pinned()

    def generation(self) -> str:
        """Return a key that changes whenever another build becomes live; empty if there is no index."""
        try:
            status = os.stat(self._current)
        except OSError:
            return ""
        return f"{status.st_ino}.{status.st_mtime_ns}"
