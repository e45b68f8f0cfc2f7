"""The index that a process serves, opened at the first request."""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock

from corpus.problems import GuidedexError
from index.storage.generations import CURRENT
from search.searcher import Searcher, index_folder, open_index

LOWEST_PRIORITY = 19
"""The priority ("nice" value) at which files are verified: searches come first."""

LOOK_SECONDS = 5
"""Time between two looks for a generation that is not verified yet. By hand."""


class IndexSource:
    """Provides the searcher of one index folder; thread-safe.

    Args:
        meaning: the setting, with which the index would be built now.
        engine: the address of the cluster that has the index, of which the folder is the mirror; else "".
    """

    def __init__(self, path: Path, meaning: str = "", engine: str = "") -> None:
        self.path = path
        self._meaning = meaning
        self._meaning_problem = ("", "")
        self._engine = engine
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
                self._open()
            searcher = self._searcher
        assert searcher is not None
        return searcher.pinned()

    def _open(self) -> None:
        """Open the index, and follow that of a cluster from now on."""
        if self._engine and not (self.path / CURRENT).exists():
            index_folder(self._engine)
        self._searcher = open_index(self.path, falls_back=True)
        if self._engine:
            threading.Thread(target=self._keep_following, name="following", daemon=True).start()

    def _keep_following(self) -> None:
        """Bring the mirror to each build that goes live in the cluster; one that cannot be asked is asked again."""
        while True:
            time.sleep(LOOK_SECONDS)
            with suppress(GuidedexError, OSError):
                index_folder(self._engine)

    def generation(self) -> str:
        """Return a key that changes whenever another generation is served; empty if there is no index."""
        try:
            status = os.stat(self._current)
        except OSError:
            return ""
        n_falls = self._searcher.n_falls if self._searcher else 0
        return f"{status.st_ino}.{status.st_mtime_ns}.{n_falls}"

    def damage(self) -> str:
        """Return what was found damaged in the live generation, and the command to run; "" for nothing."""
        return self._searcher.damage if self._searcher else ""

    def meaning_problem(self) -> str:
        """Return why the index is not searched by meaning as it should be, and the command to run; "" for nothing."""
        live = self.searcher().generation
        if not (self._meaning or live.manifest.get("meaning")):
            return ""
        if self._meaning_problem[0] != live.build_id:
            from index.meaning.opening import meaning_problem

            self._meaning_problem = (live.build_id, meaning_problem(live, self._meaning))
        return self._meaning_problem[1]

    def verify(self) -> bool:
        """Read all files of the generation that is served; return whether they are as they were written."""
        self.searcher()
        return self._searcher is not None and self._searcher.verify()

    def verify_in_background(self) -> None:
        """Verify the generation that is served, and each later one, in a thread that gives way to all others."""
        threading.Thread(target=self._keep_verifying, name="verification", daemon=True).start()

    def _keep_verifying(self) -> None:
        with suppress(OSError, AttributeError):  # where threads have no priority of their own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST_PRIORITY)
        verified = ""
        while True:
            generation = self.generation()
            if generation != verified:
                with suppress(GuidedexError):
                    self.verify()
                verified = self.generation()
            time.sleep(LOOK_SECONDS)
