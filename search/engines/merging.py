"""Several lists of documents made one: scored postings that are added up or compared, and rows alone."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.matrix.ordered import begins_run, distinct
from index.matrix.scratch import Zeros

SORTED_SHARE = 16
"""Lists with fewer than 1 posting per 16 documents are merged by sorting, longer ones by marking all documents.

By hand: marking costs 13 to 30 µs at 50,000 documents however few rows there are (tests/bench/NOTES.md).
"""


class ScoredPostings(NamedTuple):
    """Documents, ascending, and the score of each, above 0."""

    rows: NDArray[np.intp]
    scores: NDArray[np.float64]


NO_POSTINGS = ScoredPostings(np.zeros(0, np.intp), np.zeros(0))


class Merger:
    """Merges lists of the documents of one index; ``zeros`` are as long as it has documents."""

    def __init__(self, n_docs: int, zeros: Zeros[np.float64]) -> None:
        self._n_docs = n_docs
        self._zeros = zeros

    def merged(self, lists: Sequence[ScoredPostings], combine: np.ufunc) -> ScoredPostings:
        """Return the documents of all ``lists``, with the scores of those in several combined."""
        lists = [postings for postings in lists if len(postings.rows)]
        if len(lists) < 2:
            return lists[0] if lists else NO_POSTINGS
        if len(lists) == 2 and (merged := self._within_longer(lists[0], lists[1], combine)):
            return merged
        if self.are_few(lists):
            return _sorted(lists, combine)
        of_all = self._zeros.lend()
        for rows, scores in lists:
            combine.at(of_all, rows, scores)
        rows = above_zero(of_all)
        merged = ScoredPostings(rows, of_all.take(rows))
        of_all.fill(0)
        self._zeros.take_back(of_all)
        return merged

    def _within_longer(self, one: ScoredPostings, other: ScoredPostings, combine: np.ufunc) -> ScoredPostings | None:
        """Return two lists merged where one has all rows of the other, as a stem has those of its surfaces; else None.

        The shorter one is spread over all documents and read at the rows of the longer one: nothing is sorted.
        """
        longer, shorter = (one, other) if len(one.rows) >= len(other.rows) else (other, one)
        of_shorter = self._zeros.lend()
        of_shorter[shorter.rows] = shorter.scores
        beside = of_shorter.take(longer.rows)
        of_shorter[shorter.rows] = 0
        self._zeros.take_back(of_shorter)
        if np.count_nonzero(beside) < len(shorter.rows):
            return None
        return ScoredPostings(longer.rows, combine(longer.scores, beside, out=beside))

    def are_few(self, lists: Sequence[ScoredPostings]) -> bool:
        return sum(len(rows) for rows, _ in lists) * SORTED_SHARE < self._n_docs

    def union(self, lists: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """Return the distinct rows of ``lists``, ascending."""
        if len(lists) == 1:
            return lists[0]
        if sum(map(len, lists)) * SORTED_SHARE < self._n_docs:
            return distinct(np.sort(np.concatenate([np.zeros(0, np.int32), *lists])))
        return np.flatnonzero(self.marked(lists)).astype(np.int32)

    def marked(self, lists: Iterable[NDArray[np.int32]]) -> NDArray[np.bool_]:
        """Return a mask of shape (n_docs,) of the rows in any of ``lists``."""
        marked = np.zeros(self._n_docs, np.bool_)
        for rows in lists:
            marked[rows] = True
        return marked


def _sorted(lists: Sequence[ScoredPostings], combine: np.ufunc) -> ScoredPostings:
    """Return several lists merged by sorting, which takes little where each is in order."""
    rows, scores = (np.concatenate(arrays) for arrays in zip(*lists, strict=True))
    order = rows.argsort(kind="stable")
    rows = rows[order]
    first = begins_run(rows).nonzero()[0]
    return ScoredPostings(rows[first], combine.reduceat(scores[order], first))


def above_zero(sums: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the rows of the sums above 0; NumPy takes ten times as long to find them among floats as among bools."""
    return (sums > 0).nonzero()[0]
