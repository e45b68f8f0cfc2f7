"""Words by spelling: what lies within a few edits of a word."""

from collections.abc import Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

MIN_TYPO, MIN_TWO_TYPOS = 4, 8
"""Letters from which one edit, and two, are taken for a typo."""


def typo_distance(word: str) -> int:
    """Return how many edits of ``word`` are taken for a typo."""
    return 0 if len(word) < MIN_TYPO else 1 if len(word) < MIN_TWO_TYPOS else 2


def n_edits(word: str, other: str) -> int:
    """Return how many edits lie between two words (optimal string alignment)."""
    return int(OSA.distance(word, other))


class Spelling:
    """Words by spelling, without an index of its own.

    Each word has 64 bits: the letters it holds, and those it holds twice. An edit changes at most two of them,
    so that few words of near length are left to compare.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = sorted(words, key=len)
        lengths = np.array([len(word) for word in self._words], np.int64)
        longest = int(lengths[-1]) if len(lengths) else 0
        self._starts = np.searchsorted(lengths, np.arange(longest + 2))
        self._signatures = np.array([_signature(word) for word in self._words], np.uint64)

    def near(self, word: str, distance: int) -> list[tuple[str, int]]:
        """Return the words within ``distance`` edits of ``word`` (optimal string alignment), each with its edits."""
        if not distance:
            return []
        last_length = len(self._starts) - 1
        first, last = (
            int(self._starts[min(max(length, 0), last_length)])
            for length in (len(word) - distance, len(word) + distance + 1)
        )
        differing = np.bitwise_count(self._signatures[first:last] ^ np.uint64(_signature(word)))
        similar = np.flatnonzero(differing <= 2 * distance) + first
        choices = [*map(self._words.__getitem__, similar.tolist())]
        found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=distance, limit=None, processor=None)
        return [(near, int(edits)) for near, edits, _ in found]


def _signature(word: str) -> int:
    once = twice = 0
    for character in word:
        bit = 1 << (ord(character) & 31)
        twice |= once & bit
        once |= bit
    return once | twice << 32
