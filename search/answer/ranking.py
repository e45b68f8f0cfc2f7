"""From matches to an order: neighbours, exact titles, the answer set, fair shares for guides."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.matrix.neighbours import MAX_WEIGHT
from index.matrix.postings import MAX_IDF, MAX_IMPACT
from search.engines.protocol import Matches
from search.query.relaxation import MAX_SHORT_CLAUSES

Rows = NDArray[np.integer]
Scores = NDArray[np.int64]

OWN_SHARE, NEIGHBOUR_SHARE = 8, 2
"""Tenths of a score that are a document's own, and its neighbours'."""

UNIT = MAX_IDF * MAX_IMPACT * 100 * 100 * (OWN_SHARE + NEIGHBOUR_SHARE)
"""The score of one word of the greatest idf and impact: shown scores are multiples of it."""

N_SUPPORTED = 100
"""The best documents, whose score their neighbours support."""

ANSWER_SHARE = 5
"""A document belongs to the answer when it scores at least a fifth of the best."""

BLOCK = 64
"""Scores of which the best alone is looked at first, at most."""

_FIRST = np.int64(1 << 61)
"""Above every score."""

PER_GUIDE = 3
"""Hits of one guide before those of others."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The documents of an answer and what orders them; all arrays go by place in ``answer``.

    ``answer`` holds rows, in order. ``scores`` hold everything that counts: ``supported`` is what neighbours
    added, ``titled`` what an exact title did, ``lead`` what the ``pinned`` row, that of place -1 for none, is
    given. ``has_all_terms`` says which documents have every word; they come before the others when the query
    ``is_short``.
    """

    answer: Rows
    scores: Scores
    supported: Scores
    titled: Scores
    has_all_terms: NDArray[np.bool_]
    is_short: bool
    pinned: int = -1
    lead: int = 0

    @property
    def first(self) -> NDArray[np.bool_]:
        return self.has_all_terms if self.is_short else np.zeros_like(self.has_all_terms)


def rank(
    matches: Matches,
    n_clauses: int,
    neighbours: tuple[NDArray[np.int32], NDArray[np.uint16]] | None,
    titled: tuple[NDArray[np.int32], NDArray[np.int64]],
    pinned: int | None = None,
) -> Ranking:
    """Order what matched.

    Args:
        neighbours: rows and weights of shape (n_docs, k), weights in 0..1023; None to do without.
        titled: rows whose title or alias is the query, and how many times the best score each is given.
        pinned: a row that is in the answer, and first there, whatever it matches.
    """
    if pinned is not None:
        matches = _with_row(matches, pinned)
    found = _candidates(matches, pinned)
    own = matches.scores[found].astype(np.int64)
    scores = own * OWN_SHARE
    supported = np.zeros_like(own)
    if neighbours:
        top = best_rows(own, N_SUPPORTED)
        supported[top] = _support(matches, found[top], *neighbours)
        scores += supported
    best = int(scores.max(initial=0))
    kept = np.flatnonzero(
        matches.has_all_terms[found] | (scores * ANSWER_SHARE >= best) | _is_pinned(matches.rows[found], pinned)
    )
    answer, has_all_terms = matches.rows[found[kept]], matches.has_all_terms[found[kept]]
    bonus = _given(answer, titled[0], titled[1] * best)
    ranking = Ranking(
        answer, scores[kept] + bonus, supported[kept], bonus, has_all_terms, n_clauses <= MAX_SHORT_CLAUSES
    )
    return ranking if pinned is None else _with_lead(ranking, pinned)


def _with_row(matches: Matches, row: int) -> Matches:
    """Return ``matches`` with ``row`` among them, at a score of 0 unless it matches."""
    place = int(np.searchsorted(matches.rows, row))
    if place < len(matches.rows) and matches.rows[place] == row:
        return matches
    rows, scores, has_all_terms = matches
    return Matches(np.insert(rows, place, row), np.insert(scores, place, 0), np.insert(has_all_terms, place, False))


def _is_pinned(rows: Rows, pinned: int | None) -> NDArray[np.bool_]:
    is_pinned: NDArray[np.bool_] = rows == (-1 if pinned is None else pinned)
    return is_pinned


def _candidates(matches: Matches, pinned: int | None) -> Rows:
    """Return the places of the matches that may be in the answer, the best and the pinned one among them."""
    scores = matches.scores
    least = min(_least(scores, N_SUPPORTED), scores.max(initial=0) // ANSWER_SHARE)
    return np.flatnonzero(matches.has_all_terms | (scores >= least) | _is_pinned(matches.rows, pinned))


def _with_lead(ranking: Ranking, pinned: int) -> Ranking:
    """Give the pinned row, beside what it scores, as much as the best, or a word's worth."""
    lead = int(ranking.scores.max(initial=0)) or UNIT
    place = int(np.searchsorted(ranking.answer, pinned))
    ranking.scores[place] += lead
    return replace(ranking, pinned=place, lead=lead)


def _given(answer: Rows, rows: NDArray[Any], values: Scores) -> Scores:
    """Return the greatest of the ``values`` that each row of ``answer`` is given, 0 where there is none."""
    given = np.zeros(len(answer), np.int64)
    if len(answer) and len(rows):
        place = np.minimum(np.searchsorted(answer, rows), len(answer) - 1)
        found = answer[place] == rows
        np.maximum.at(given, place[found], values[found])
    return given


def _support(matches: Matches, top: Rows, rows: NDArray[np.int32], weights: NDArray[np.uint16]) -> Scores:
    """Return what their neighbours lend the matches at the places ``top``."""
    matching = matches.rows[top]
    near = rows[matching]
    place = np.minimum(np.searchsorted(matches.rows, near), len(matches.rows) - 1)
    scores = np.where(matches.rows[place] == near, matches.scores[place], 0).astype(np.int64)
    supported: Scores = (scores * weights[matching]).sum(axis=1) * NEIGHBOUR_SHARE // MAX_WEIGHT
    return supported


def best_rows(scores: Scores, k: int) -> Rows:
    """Return the rows of the ``k`` greatest scores above 0, best first, ties to the smaller row."""
    if len(scores) <= 512:
        order = np.argsort(-scores, kind="stable")[:k]
        return order[scores[order] > 0]
    candidates = np.flatnonzero(scores >= max(1, _least(scores, k)))
    return candidates[np.argsort(-scores[candidates], kind="stable")[:k]]


def _least(scores: NDArray[Any], k: int) -> int:
    """Return a score that is not above the ``k``-th greatest: that of the best of each block of scores."""
    size = min(BLOCK, len(scores) // (2 * k))
    if size < 2:
        return 1
    blocks = scores[: len(scores) // size * size].reshape(size, -1).max(axis=0)
    return int(np.partition(blocks, len(blocks) - k)[len(blocks) - k])


def ordered(ranking: Ranking, guides: NDArray[np.int32] | None, n_wanted: int) -> Rows:
    """Return the places in the answer of its first ``n_wanted`` documents, or of all where there are fewer.

    Documents with all words come first, then the score decides, then the smaller row. With ``guides``, the
    code of each document's guide, no guide has a fourth hit before the other guides' first three. What is
    pinned comes before everything.
    """
    places = _in_fair_order(ranking, guides, n_wanted)
    if ranking.pinned < 0:
        return places
    return np.concatenate([[ranking.pinned], places[places != ranking.pinned]])[:n_wanted]


def _in_fair_order(ranking: Ranking, guides: NDArray[np.int32] | None, n_wanted: int) -> Rows:
    key = ranking.scores + np.where(ranking.has_all_terms, _FIRST, 0) if ranking.is_short else ranking.scores
    taken = 4 * n_wanted + 64
    while True:
        places = best_rows(key, taken) if taken < len(key) else np.argsort(-key, kind="stable")
        if guides is None:
            return places[:n_wanted]
        own = guides[ranking.answer[places]]
        if _is_fair(own[:n_wanted]):
            return places[:n_wanted]
        fair, n_certain = _fair_shares(places, ranking.first[places], own)
        if len(places) == len(key) or n_certain >= n_wanted:
            return fair[:n_wanted]
        taken *= 4


def _is_fair(guides: NDArray[np.int32]) -> bool:
    """Tell whether no guide has more than its share of these: then nothing changes places."""
    return max(Counter(guides.tolist()).values(), default=0) <= PER_GUIDE


def _fair_shares(rows: Rows, has_all_terms: NDArray[np.bool_], guides: NDArray[np.int32]) -> tuple[Rows, int]:
    """Return ``rows`` reordered, and how many of them no further row could come before."""
    turn = _places_within(guides) // PER_GUIDE
    order = np.lexsort((np.arange(len(rows)), turn, ~has_all_terms))
    last_group = has_all_terms == has_all_terms[-1] if len(rows) else has_all_terms
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
