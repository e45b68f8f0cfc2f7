"""Whether the index is as new as the files that it was built from."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.problems import GuidedexError
from index.build import check
from index.storage.generations import CheckReport

LOOK_SECONDS = 10
"""For so long a verdict is believed; thousands of files take some milliseconds to look at."""

STALE = 1


@dataclass(frozen=True, slots=True)
class Freshness:
    """``is_stale`` when the sources have changed since the build; ``detail`` says what to run."""

    is_stale: bool
    detail: str = ""


FRESH = Freshness(False)


class FreshnessCheck:
    """Compares an index with its sources, at most every ``look_seconds``; safe to share among threads.

    Times of change are looked at first. Only where a file is newer than the index is everything read and
    compared, once for each change: a checkout makes files new that say what they said.
    """

    def __init__(
        self,
        index: Path,
        checker: Callable[[Path], CheckReport] = check,
        clock: Callable[[], float] = time.monotonic,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._index = index
        self._check = checker
        self._clock = clock
        self._look_seconds = look_seconds
        self._lock = threading.Lock()
        self._looked = -float("inf")
        self._newest: tuple[float, float] | None = None
        self._verdict = FRESH

    def verdict(self) -> Freshness:
        """Return whether the sources have changed; where they cannot be read, the index counts as fresh."""
        with self._lock:
            now = self._clock()
            if now - self._looked >= self._look_seconds:
                self._looked = now
                self._look()
            return self._verdict

    def _look(self) -> None:
        try:
            built = (self._index / "CURRENT").stat().st_mtime
            newest = max(_times(_sources(self._index)), default=0.0)
        except (OSError, ValueError, KeyError):
            self._newest, self._verdict = None, FRESH
            return
        if (built, newest) != self._newest:
            self._newest = (built, newest)
            self._verdict = self._compared() if newest > built else FRESH

    def _compared(self) -> Freshness:
        try:
            report = self._check(self._index)
        except GuidedexError:
            return FRESH
        return Freshness(True, " ".join(report.messages)) if report.status == STALE else FRESH


def _sources(index: Path) -> list[Path]:
    """Return the folders and files that the index remembers it was built from."""
    remembered = json.loads((index / "sources.json").read_bytes())
    return [Path(source) for source in remembered["sources"]]


def _times(sources: list[Path]) -> Iterator[float]:
    """Yield when each file and folder changed; a folder does when a file comes or goes."""
    for source in sources:
        yield source.stat().st_mtime
        for folder, folders, names in os.walk(source):
            folders[:] = [name for name in folders if not name.startswith(".")]
            yield os.stat(folder).st_mtime
            yield from (os.stat(os.path.join(folder, name)).st_mtime for name in names if not name.startswith("."))
