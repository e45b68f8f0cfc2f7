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


class Spelling:
    """Words by spelling: what lies within a few edits of a word, without an index of its own.

    Each word has 64 bits: the letters it holds, and those it holds twice. An edit changes at most two bits
    of each half, so that few words are left to compare.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = list(words)
        self._lengths = np.array([len(word) for word in self._words], np.int32)
        self._signatures = np.array([_signature(word) for word in self._words], np.uint64)

    def near(self, word: str, distance: int) -> list[tuple[str, int]]:
        """Return the words within ``distance`` edits of ``word`` (optimal string alignment), each with its edits."""
        differing = np.bitwise_count(self._signatures ^ np.uint64(_signature(word)))
        close = (np.abs(self._lengths - len(word)) <= distance) & (differing <= 4 * distance)
        numbers = np.flatnonzero(close)
        choices = [self._words[int(number)] for number in numbers]
        found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=distance, limit=None, processor=None)
        return [(near, int(edits)) for near, edits, _ in found]


def _signature(word: str) -> int:
    once = twice = 0
    for character in word:
        bit = 1 << (ord(character) & 31)
        twice |= once & bit
        once |= bit
    return once | twice << 32
