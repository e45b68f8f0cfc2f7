"""The generation of an index that is searched: opened, verified, and replaced by a sound one where it is damaged."""

import logging
import threading
import time
from pathlib import Path
from typing import Protocol

from corpus.problems import GuidedexError
from index.storage.generations import (
    Generation,
    IndexDamaged,
    IndexFormat,
    current_mark,
    earlier_generations,
    open_generation,
)
from search.generation import OpenGeneration

VERIFIED_SECONDS = 10
"""Time for which a generation counts as verified, so that errors with another cause cost no more reading. By hand."""

logger = logging.getLogger("guidedex.index")


class SearchedIndex(Protocol):
    """An index of which one generation at a time is searched."""

    @property
    def n_falls(self) -> int:
        """How often a damaged generation gave way to an earlier one, or to none."""

    def current(self) -> OpenGeneration:
        """Return the generation to search.

        Raises: IndexDamaged where it is damaged and no sound one is there.
        """

    @property
    def damage(self) -> str:
        """What was found damaged in the live generation, and the command to run; "" for nothing."""

    def verify(self) -> bool:
        """Read all files of the generation that is searched; return whether they are as they were written."""


class LiveIndex:
    """The index in the folder ``path``, whose live generation is opened anew when a build is published; thread-safe.

    With ``falls_back``, the newest sound generation is searched where the live one is damaged.
    """

    def __init__(self, path: Path, falls_back: bool = False) -> None:
        self._path = path
        self._falls_back = falls_back
        self._lock = threading.Lock()
        self._verifying = threading.Lock()
        self._verified: tuple[Generation | None, float] = (None, 0.0)
        self._live: OpenGeneration | None = None
        self._damage = ""
        self.n_falls = 0
        self._open(current_mark(path))

    @property
    def damage(self) -> str:
        return self._damage

    def current(self) -> OpenGeneration:
        """Return the live generation, opened anew when the mark of the index has changed, which takes one ``stat``."""
        mark = current_mark(self._path)
        if mark != self._mark:
            with self._lock:
                if mark != self._mark:
                    self._open(mark)
        live = self._live
        if live is None:
            raise IndexDamaged(self._damage)
        return live

    def verify(self) -> bool:
        """Read all files of the generation that is searched; return whether they are as they were written.

        Where they are not, the newest sound generation is searched from now on; without one, ``current`` raises
        IndexDamaged until another build is published.
        """
        live = self.current()
        with self._verifying:
            generation, at = self._verified
            if generation is live.generation and time.monotonic() - at < VERIFIED_SECONDS:
                return True
            found = live.generation.damage()
            if not found:
                self._verified = (live.generation, time.monotonic())
                return True
        with self._lock:
            if self._live is live and not self._fall_back(found[0]):
                logger.error("%s; there is no sound build to search", found[0])
        return False

    def _open(self, mark: tuple[int, int]) -> None:
        """Open the live generation unless it is open; of one build, that of another folder is another generation."""
        try:
            generation = open_generation(self._path)
            if self._live is None or self._damage or not _is_same(generation, self._live.generation):
                self._live = _opened(generation)
                self._damage = ""
        except (IndexDamaged, IndexFormat) as error:
            if not self._falls_back or not self._fall_back(str(error)):
                raise
        self._mark = mark

    def _fall_back(self, damage: str) -> bool:
        """Search the newest sound generation, or none where there is none; return whether there is one."""
        self._damage = damage
        self._live = None
        self.n_falls += 1
        earlier = next(earlier_generations(self._path), None) if self._falls_back else None
        if earlier:
            self._live = _opened(earlier)
            logger.error("%s; searches answer from build %s", damage, earlier.build_id)
        return earlier is not None


class PinnedIndex:
    """One generation of an index, whatever is published meanwhile; what is damaged is known to the index."""

    def __init__(self, index: SearchedIndex) -> None:
        self._index = index
        self._generation = index.current()

    @property
    def n_falls(self) -> int:
        return self._index.n_falls

    @property
    def damage(self) -> str:
        return self._index.damage

    def current(self) -> OpenGeneration:
        return self._generation

    def verify(self) -> bool:
        return self._index.verify()


def _opened(generation: Generation) -> OpenGeneration:
    """Open a generation.

    Raises: IndexFormat, IndexDamaged.
    """
    try:
        return OpenGeneration(generation)
    except GuidedexError:
        raise
    except Exception as error:
        if found := generation.damage():
            raise IndexDamaged(found[0]) from error
        raise


def _is_same(one: Generation, other: Generation) -> bool:
    return (one.build_id, one.mark) == (other.build_id, other.mark)
