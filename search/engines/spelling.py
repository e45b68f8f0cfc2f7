"""Look-up of words by spelling: all words within a few edits of a given one."""

import re
from collections.abc import Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.analysis import is_unspaced

MIN_TYPO, MIN_TWO_TYPOS = 4, 8
"""Letters from which a word may have one typo, and two.

By hand; `python -m tests.relevance.figures` counts the names with one random edit that are still found (at most 5 %
may be missed).
"""


_DOUBLED = re.compile(r"(.)\1")


def typo_distance(word: str) -> int:
    """Return the most edits of ``word`` that count as a typo: 0, 1 or 2."""
    if is_unspaced(word) or word[:1].isdigit():  # each character is a syllable or a word; a number is never a typo
        return 0
    return 0 if len(word) < MIN_TYPO else 1 if len(word) < MIN_TWO_TYPOS else 2


def n_edits(word: str, other: str) -> int:
    """Return the edit distance between two words (optimal string alignment)."""
    return int(OSA.distance(word, other))


def begins_alike(word: str, other: str) -> bool:
    """Return whether two words begin with the same letter, or with the same two in another order."""
    return word[0] == other[0] or word[:2] == other[1::-1]


def without_doubles(word: str) -> str:
    """Return ``word`` with single letters in place of doubled ones."""
    return _DOUBLED.sub(r"\1", word)


class Spelling:
    """Words that can be looked up by edit distance, without an index on disk.

    Each word has a signature of 64 bits: the letters that occur in it, and those that occur twice. An edit changes at
    most two of the bits, so that comparing signatures leaves few words of similar length to compare letter by letter.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = sorted(words, key=len)
        lengths = np.array([len(word) for word in self._words], np.int64)
        longest = int(lengths[-1]) if len(lengths) else 0
        # words of length n are self._words[starts[n] : starts[n + 1]]
        self._starts = np.searchsorted(lengths, np.arange(longest + 2))
        self._signatures = np.array([_signature(word) for word in self._words], np.uint64)

    def near(self, word: str, distance: int) -> list[tuple[str, int]]:
        """Return the words within ``distance`` edits of ``word`` (optimal string alignment), each with its edits."""
        if not distance:
            return []
        # each edit changes the length by one at most
        last_length = len(self._starts) - 1
        first, last = (
            int(self._starts[min(max(length, 0), last_length)])
            for length in (len(word) - distance, len(word) + distance + 1)
        )
        # a replaced letter changes two bits of the signature, any other edit fewer
        n_differing_bits = np.bitwise_count(self._signatures[first:last] ^ np.uint64(_signature(word)))
        candidates = np.flatnonzero(n_differing_bits <= 2 * distance) + first
        choices = [*map(self._words.__getitem__, candidates.tolist())]
        near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=distance, limit=None, processor=None)
        return [(choice, int(edits)) for choice, edits, _ in near]


def _signature(word: str) -> int:
    """Return the letters of ``word``, modulo 32, as bits: bits 0 to 31 occur, bits 32 to 63 occur twice or more."""
    once = twice = 0
    for character in word:
        bit = 1 << (ord(character) & 31)
        twice |= once & bit
        once |= bit
    return once | twice << 32
