"""The index that a process serves: opened at the first request, and kept."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from index.storage.generations import CURRENT
from search.results import Skill
from search.searcher import Searcher, open_index


class IndexSource:
    """Gives the searcher of one index folder; safe to share among threads."""

    def __init__(self, path: Path, opener: Callable[[Path], Searcher] = open_index) -> None:
        self.path = path
        self._current = os.fspath(path / CURRENT)
        self._opener = opener
        self._lock = Lock()
        self._searcher: Searcher | None = None
        self._skills: tuple[str, tuple[Skill, ...]] = ("", ())

    def searcher(self) -> Searcher:
        """Return the searcher.

        An index that could not be opened is tried again at the next call, so that pages work as
        soon as somebody has built it.

        Raises: GuidedexError when there is no index, or one that cannot be read; the text says what to run.
        """
        with self._lock:
            if self._searcher is None:
                self._searcher = self._opener(self.path)
            return self._searcher

    def generation(self) -> str:
        """Return a text that is another one as soon as another build is live; empty where there is none."""
        try:
            found = os.stat(self._current)
        except OSError:
            return ""
        return f"{found.st_ino}.{found.st_mtime_ns}"

    def skills(self) -> tuple[Skill, ...]:
        """Return all skills in order of title, counted once for each build.

        Raises: GuidedexError as ``searcher`` does.
        """
        searcher = self.searcher()
        build_id, skills = self._skills
        if build_id != searcher.build_id:
            skills = searcher.skills()
            self._skills = (searcher.build_id, skills)
        return skills
