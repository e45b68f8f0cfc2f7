"""The matches that an answer needs, found without the postings that bring no document into it.

Clauses are read from the one that can add most. What an answer needs scores a fifth of the best, or is among the best
few, or has every clause; once the clauses that are left add less than that together, no document comes in by them, and
they are looked up where a document is left that they may change.
Source: Turtle & Flood, Query Evaluation: Strategies and Optimizations (1995), MaxScore.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.matrix.ordered import distinct, is_in
from search.best_rows import best_rows, lower_bound
from search.engines.merging import ScoredPostings
from search.engines.protocol import ANSWER_SHARE

Rows = NDArray[np.intp]
Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]
"""Documents among which an answer is sought, of shape (n_docs,)."""

SCORE_UNIT = float(1 << 8)
"""What a score of 1 is in a sum, whose low bits count the satisfied clauses: one number is both, in order of score.

At most 128 clauses are counted, and the scores of a query stay below 2 ** 45, so that sums stay below 2 ** 53
(tests/search/query/test_bounds.py).
"""


LOOK_UP_COST = 16
"""Postings that are added up in the time in which one document is looked up in a list. By hand."""


MIN_LEFT = 1 << 17
"""Postings that must be left for a look whether any of them are needed. By hand: of 50,000 documents, to look cost a
tenth more than to read all."""


class Counted(Protocol):
    """A clause whose scores are in units of ``SCORE_UNIT``, with one clause counted."""

    @property
    def most(self) -> float:
        """A number that none of the scores is above."""

    @property
    def n_postings(self) -> int:
        """About how many documents match."""

    def add_to(self, sums: Scores) -> None:
        """Add the score of each document that matches to ``sums``, of shape (n_docs,)."""

    def rows(self) -> NDArray[np.integer]:
        """Return the documents that match, ascending."""

    def at(self, rows: Rows) -> Scores:
        """Return the score in each of ``rows``, 0 where the clause does not match."""


def n_clauses(sums: Scores) -> Scores:
    """Return how many clauses are counted in each sum."""
    return sums - np.floor(sums / SCORE_UNIT) * SCORE_UNIT


def needed_sums(
    clauses: Sequence[Counted],
    zeros: Scores,
    mask: Mask | None,
    neighbours: NDArray[np.int32],
    n_supported: int,
    also: Sequence[int] = (),
) -> ScoredPostings:
    """Return the sums of the matches that an answer needs (see ``protocol.Engine.needed``), and of few others.

    Args:
        clauses: one at least.
        zeros: of shape (n_docs,); it is 0 again afterwards.
        neighbours: the rows of each document's neighbours, -1 for none.
        n_supported: the number of best documents that are needed, with their neighbours, whatever they score.
        also: rows that are needed where they match.
    """
    best = _Best(zeros, mask, n_supported)
    found, of_found, looked_up = _found(clauses, zeros, best)
    scores = np.floor(of_found / SCORE_UNIT).astype(np.int64)
    near = neighbours[found[best_rows(scores, n_supported)]].ravel()
    beside = best.within(_union(near[near >= 0].astype(np.intp), np.array(also, np.intp)))
    beside = beside[~is_in(beside, found)]
    of_beside = zeros.take(beside)
    zeros.fill(0)
    for clause in looked_up:
        of_beside += clause.at(beside)
    return _matching(np.concatenate([found, beside]), np.concatenate([of_found, of_beside]))


def _found(clauses: Sequence[Counted], sums: Scores, best: "_Best") -> tuple[Rows, Scores, Sequence[Counted]]:
    """Return the documents that score enough or have every clause, their sums, and the clauses not in ``sums``."""
    n_left = sum([clause.n_postings for clause in clauses])
    ordered = sorted(clauses, key=lambda clause: -clause.most) if n_left >= MIN_LEFT else clauses
    left = sum([clause.most for clause in ordered]) if n_left >= MIN_LEFT else 0
    found: Rows | None = None  # documents that may be needed, once no others are
    of_found = beyond = np.zeros(0)  # their sums, and the part of them that is looked up
    looked_up = []
    for n_done, clause in enumerate(ordered, 1):
        left = left and left - clause.most
        if found is not None and len(found) * LOOK_UP_COST < clause.n_postings:
            beyond = beyond + clause.at(found)
            looked_up.append(clause)
        else:
            clause.add_to(sums)
        if found is None:
            n_left -= clause.n_postings
            if n_left >= MIN_LEFT:
                best.grow(clause.rows)
            if n_done < len(ordered) and (n_left < MIN_LEFT or left >= best.least):
                continue
            if n_done == len(ordered):
                best.see_all()
            shortest = min(ordered[:n_done], key=lambda clause: clause.n_postings).rows()
            complete = shortest[n_clauses(sums.take(shortest)) == n_done]
            found = best.within(_union((sums >= max(best.least - left, 1)).nonzero()[0], complete))
            beyond = np.zeros(len(found))
        of_found = sums.take(found) + beyond
        best.see(of_found)
        is_needed = (of_found >= best.least - left) | (n_clauses(of_found) == n_done)
        found, of_found, beyond = found[is_needed], of_found[is_needed], beyond[is_needed]
    assert found is not None  # after the last clause at the latest
    return found, of_found, looked_up


def _matching(rows: Rows, sums: Scores) -> ScoredPostings:
    """Return the rows whose sums are not 0, ascending."""
    order = rows.argsort(kind="stable")
    order = order[sums[order] > 0]
    return ScoredPostings(rows[order], sums[order])


class _Best:
    """What is known of the best sums while they are added up: ``least`` is what a needed document has at least."""

    def __init__(self, sums: Scores, mask: Mask | None, n_supported: int) -> None:
        self._sums = sums
        self._mask = mask
        self._n_supported = n_supported
        self._rows = np.zeros(0, np.intp)
        self.least = 0.0

    def within(self, rows: Rows) -> Rows:
        """Return the rows among which an answer is sought."""
        return rows if self._mask is None else rows[self._mask.take(rows)]

    def grow(self, changed: Callable[[], NDArray[np.integer]]) -> None:
        """Take note that the sums of some documents have grown; ``changed`` are looked at until enough are known."""
        if len(self._rows) < self._n_supported:
            rows = self.within(changed().astype(np.intp))
            of_rows = self._sums.take(rows)
            self._rows = _union(self._rows, rows[of_rows >= lower_bound(of_rows, self._n_supported)])
        self.see(self._sums.take(self._rows))

    def see_all(self) -> None:
        """Set the sums of documents among which no answer is sought to 0, and take note of all others."""
        if self._mask is not None:
            np.multiply(self._sums, self._mask, out=self._sums)
        self._see(lower_bound(self._sums, self._n_supported), self._sums.max())

    def see(self, sums: Scores) -> None:
        """Take note of the sums of some rows."""
        if len(sums) < self._n_supported:
            return
        place = len(sums) - self._n_supported
        self._see(np.partition(sums, place)[place], sums.max())

    def _see(self, of_last: float, of_first: float) -> None:
        """Take note that ``n_supported`` sums are not below ``of_last``, and one is ``of_first``."""
        least = min(of_last // SCORE_UNIT, of_first // SCORE_UNIT // ANSWER_SHARE)
        self.least = max(self.least, float(least * SCORE_UNIT))


def _union(one: Rows, other: Rows) -> Rows:
    return distinct(np.sort(np.concatenate([one, other])))
