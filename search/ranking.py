"""From matches to an order: neighbours, exact titles, the answer set, fair shares for guides."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.engines.engine import Matches

Rows = NDArray[np.int64]
Scores = NDArray[np.int64]

OWN_SHARE, NEIGHBOUR_SHARE = 8, 2
"""Tenths of a score that are a document's own, and its neighbours'."""

N_SUPPORTED = 100
"""The best documents, whose score their neighbours support."""

ANSWER_SHARE = 5
"""A document belongs to the answer when it scores at least a fifth of the best."""

ALL_WORDS_FIRST = 4
"""Up to so many words, documents with all of them come before the others."""

PER_GUIDE = 3
"""Hits of one guide before those of others."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The documents of an answer and what orders them; all of shape (n_docs,).

    ``scores`` hold everything that counts; ``supported`` what neighbours added, ``titled`` what an exact
    title did. ``complete`` says which documents have every word of a query that wants those first.
    """

    scores: Scores
    supported: Scores
    titled: Scores
    complete: NDArray[np.bool_]
    answer: Rows


def rank(
    matches: Matches,
    n_clauses: int,
    neighbours: tuple[NDArray[np.int32], NDArray[np.uint16]] | None,
    titled: tuple[NDArray[np.int32], NDArray[np.int64]],
) -> Ranking:
    """Order what matched.

    Args:
        neighbours: rows and weights of shape (n_docs, k), weights in 0..1023; None to do without.
        titled: rows whose title or alias is the query, and how many times the best score each is given.
    """
    own = matches.scores * OWN_SHARE
    supported = np.zeros_like(own)
    if neighbours is not None:
        top = best_rows(matches.scores, N_SUPPORTED)
        supported[top] = _support(matches.scores, top, *neighbours)
    scores = own + supported
    everything = matches.n_clauses >= n_clauses
    best = int(scores.max(initial=0))
    answer = np.flatnonzero((matches.scores > 0) & (everything | (scores * ANSWER_SHARE >= best)))
    bonus = np.zeros_like(own)
    rows, times = titled
    matched = matches.scores[rows] > 0
    np.maximum.at(bonus, rows[matched], times[matched] * best)
    first = everything if n_clauses <= ALL_WORDS_FIRST else np.zeros_like(everything)
    return Ranking(scores + bonus, supported, bonus, first, answer)


def _support(scores: Scores, top: Rows, rows: NDArray[np.int32], weights: NDArray[np.uint16]) -> Scores:
    near = rows[top]
    lent = np.where(near >= 0, scores[near] * weights[top].astype(np.int64), 0).sum(axis=1)
    supported: Scores = lent * NEIGHBOUR_SHARE // 1023
    return supported


def best_rows(scores: Scores, k: int) -> Rows:
    """Return the rows of the ``k`` greatest scores above 0, best first, ties to the smaller row."""
    if len(scores) <= 512:
        order = np.argsort(-scores, kind="stable")[:k]
        return order[scores[order] > 0]
    n_blocks = 64
    blocks = scores[: len(scores) // n_blocks * n_blocks].reshape(n_blocks, -1).max(axis=0)
    floor = 1
    if len(blocks) > k:
        floor = max(1, int(np.partition(blocks, len(blocks) - k)[-k]))
    candidates = np.flatnonzero(scores >= floor)
    return candidates[np.argsort(-scores[candidates], kind="stable")[:k]]


def ordered(ranking: Ranking, guides: NDArray[np.int32] | None, n_wanted: int) -> Rows:
    """Return the first ``n_wanted`` rows of the answer, or all where there are fewer.

    Documents with all words come first, then the score decides, then the smaller row. With ``guides``, the
    code of each document's guide, no guide has a fourth hit before the other guides' first three.
    """
    answer = ranking.answer
    key = np.where(ranking.complete, np.int64(1) << 61, 0)[answer] + ranking.scores[answer]
    taken = 4 * n_wanted + 64
    while True:
        order = best_rows(key, taken) if taken < len(answer) else np.argsort(-key, kind="stable")
        rows = answer[order]
        if guides is None:
            return rows[:n_wanted]
        fair, n_certain = _fair_shares(rows, ranking.complete[rows], guides[rows])
        if len(rows) == len(answer) or n_certain >= n_wanted:
            return fair[:n_wanted]
        taken *= 4


def _fair_shares(rows: Rows, complete: NDArray[np.bool_], guides: NDArray[np.int32]) -> tuple[Rows, int]:
    """Return ``rows`` reordered, and how many of them no further row could come before."""
    turn = _places_within(guides) // PER_GUIDE
    order = np.lexsort((np.arange(len(rows)), turn, ~complete))
    last_group = complete == complete[-1] if len(rows) else complete
    n_certain = int((~last_group).sum() + (turn[last_group] == 0).sum())
    return rows[order], n_certain


def _places_within(groups: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return how many earlier entries have the same group, for each entry."""
    order = np.argsort(groups, kind="stable")
    sorted_groups = groups[order]
    first = np.searchsorted(sorted_groups, sorted_groups)
    places = np.empty(len(groups), np.int64)
    places[order] = np.arange(len(groups)) - first
    return places


Normalised = Callable[[int], float]
