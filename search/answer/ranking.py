"""From matches to an order: support of neighbours, exact names, the answer set, fair shares for guides."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.matrix.neighbours import MAX_WEIGHT
from index.matrix.ordered import look_up, values_at
from index.matrix.postings import MAX_IDF, MAX_IMPACT
from search.best_rows import best_rows, lower_bound
from search.engines.protocol import Matches
from search.query.relaxation import MAX_SHORT_CLAUSES

Rows = NDArray[np.integer]
Scores = NDArray[np.int64]

OWN_SHARE, NEIGHBOUR_SHARE = 8, 2
"""Tenths of a score that are a document's own, and its neighbours'.

In a prototype, .8 and .2 raised nDCG@10 of the judged sets by 2 % on average; tenths keep scores integers.
"""

UNIT = MAX_IDF * MAX_IMPACT * 100 * 100 * (OWN_SHARE + NEIGHBOUR_SHARE)
"""The score of a term of the greatest idf and impact, by which scores are divided when they are shown.

The hundreds are the percent of the alternative and that of the term, see ``EXACT_SHARE``.
"""

MAX_SUPPORTED = 100
"""The best documents, whose scores their neighbours support; by hand: in a prototype the look-ups took 20 µs."""

ANSWER_SHARE = 5
"""A document belongs to the answer when it scores at least a fifth of the best.

In a prototype, a fifth left nDCG@10 of the judged sets as it was, with 35 to 1,000 documents in an answer.
"""

MAX_PER_GUIDE = 3
"""Hits of one guide before those of others; by hand."""

_ALL_TERMS_LEAD = np.int64(1 << 61)
"""Above every score, and a score added to it is still an int64."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The documents of an answer and what orders them; arrays of shape (n_answer,).

    Attributes:
        answer: rows, in order.
        scores: the whole score of each, with ``supported``, ``titled`` and ``lead``.
        supported: the part of the score that neighbours gave.
        titled: the part that an exact or begun name gave.
        has_all_terms: whether the document has every clause.
        is_short: whether documents with all terms come before the others.
        pinned: the place in the answer of the pinned row, -1 for none.
        lead: the part of its score that the pin gave.
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
    def comes_first(self) -> NDArray[np.bool_]:
        """Which documents come before the others whatever they score."""
        return self.has_all_terms if self.is_short else np.zeros_like(self.has_all_terms)

    def only(self, allowed: NDArray[np.bool_]) -> "Ranking":
        """Return the ranking of the rows that are ``allowed``, of shape (n_docs,); their scores stay as they are."""
        kept = np.flatnonzero(allowed[self.answer])
        keeps_pinned = self.pinned >= 0 and bool(allowed[self.answer[self.pinned]])
        return Ranking(
            self.answer[kept],
            self.scores[kept],
            self.supported[kept],
            self.titled[kept],
            self.has_all_terms[kept],
            self.is_short,
            int(np.searchsorted(kept, self.pinned)) if keeps_pinned else -1,
            self.lead if keeps_pinned else 0,
        )


def rank(
    matches: Matches,
    n_clauses: int,
    neighbours: tuple[NDArray[np.int32], NDArray[np.uint16]] | None,
    titled: tuple[NDArray[np.int32], NDArray[np.int64]],
    pinned: int | None = None,
) -> Ranking:
    """Return the ranking of what matched; see ``ordered`` for its order.

    Args:
        neighbours: rows and weights of shape (n_docs, k), weights in 0..1023; None to do without.
        titled: rows whose title or alias is the query, and how many times the best score each is given.
        pinned: a row that is in the answer, and first there, whatever it matches.
    """
    if pinned is not None:
        matches = _with_row(matches, pinned)
    # ``candidates`` are places in matches; ``own_scores``, ``scores`` and ``supported`` go by place in candidates
    candidates = _candidates(matches, pinned)
    own_scores = matches.scores[candidates].astype(np.int64)
    scores = own_scores * OWN_SHARE
    supported = np.zeros_like(own_scores)
    if neighbours:
        top = best_rows(own_scores, MAX_SUPPORTED)
        supported[top] = _support(matches, candidates[top], *neighbours)
        scores += supported
    # the answer set is cut before names count, so that an exact name does not empty it
    best = int(scores.max(initial=0))
    is_answer = (
        matches.has_all_terms[candidates]
        | (scores * ANSWER_SHARE >= best)
        | _is_pinned(matches.rows[candidates], pinned)
    )
    in_answer = np.flatnonzero(is_answer)
    answer, has_all_terms = matches.rows[candidates[in_answer]], matches.has_all_terms[candidates[in_answer]]
    bonus = _bonus(answer, titled[0], titled[1] * best)
    is_short = n_clauses <= MAX_SHORT_CLAUSES
    ranking = Ranking(answer, scores[in_answer] + bonus, supported[in_answer], bonus, has_all_terms, is_short)
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
    """Return the places of the matches that may be in the answer, the best and the pinned one among them.

    A document in the answer without all terms has a fifth of the best score: either by its own score alone, or with
    the support of its neighbours, which only the best ``MAX_SUPPORTED`` have.
    """
    scores = matches.scores
    threshold = min(lower_bound(scores, MAX_SUPPORTED), scores.max(initial=0) // ANSWER_SHARE)
    return np.flatnonzero(matches.has_all_terms | (scores >= threshold) | _is_pinned(matches.rows, pinned))


def _with_lead(ranking: Ranking, pinned: int) -> Ranking:
    """Add the best score to the pinned row's own, or ``UNIT`` where nothing scores."""
    lead = int(ranking.scores.max(initial=0)) or UNIT
    place = int(np.searchsorted(ranking.answer, pinned))
    ranking.scores[place] += lead
    return replace(ranking, pinned=place, lead=lead)


def _bonus(answer: Rows, rows: NDArray[Any], values: Scores) -> Scores:
    """Return the bonus of each row of ``answer``: the greatest of the ``values`` of that row, 0 without one.

    Args:
        rows: of shape (m,), in any order; one row may come up several times, by several names.
        values: of shape (m,).
    """
    bonus = np.zeros(len(answer), np.int64)
    place, is_there = look_up(answer, rows)
    np.maximum.at(bonus, place[is_there], values[is_there])
    return bonus


def _support(matches: Matches, top: Rows, rows: NDArray[np.int32], weights: NDArray[np.uint16]) -> Scores:
    """Return the share of their neighbours' scores that the matches at the places ``top`` are given.

    Args:
        rows: the neighbours of each document, of shape (n_docs, k), -1 for none.
        weights: of the same shape, in units of 1 / ``MAX_WEIGHT``.
    """
    matching = matches.rows[top]
    scores = values_at(matches.rows, matches.scores, rows[matching]).astype(np.int64)
    supported: Scores = (scores * weights[matching]).sum(axis=1) * NEIGHBOUR_SHARE // MAX_WEIGHT
    return supported


def ordered(ranking: Ranking, guides: NDArray[np.int32] | None, n_wanted: int) -> Rows:
    """Return the places in the answer of its first ``n_wanted`` documents, or of all where there are fewer.

    The pinned row comes before everything. For a short query, documents with all terms come before the others; then
    the score decides, then the smaller row. With ``guides``, the code of each document's guide, of shape (n_docs,), no
    guide has a fourth hit before the other guides' first three.
    """
    places = _in_fair_order(ranking, guides, n_wanted)
    if ranking.pinned < 0:
        return places
    return np.concatenate([[ranking.pinned], places[places != ranking.pinned]])[:n_wanted]


def _in_fair_order(ranking: Ranking, guides: NDArray[np.int32] | None, n_wanted: int) -> Rows:
    """Return what ``ordered`` does, pins aside.

    Sorts only as many as are likely to be enough, four times as many when the shares of guides need more.
    """
    # one sort key in place of two: documents with all terms are lifted above every score
    key = ranking.scores + np.where(ranking.has_all_terms, _ALL_TERMS_LEAD, 0) if ranking.is_short else ranking.scores
    n_sorted = 4 * n_wanted + 64
    while True:
        places = best_rows(key, n_sorted) if n_sorted < len(key) else np.argsort(-key, kind="stable")
        if guides is None:
            return places[:n_wanted]
        guide_of_place = guides[ranking.answer[places]]
        if _is_fair(guide_of_place[:n_wanted]):
            return places[:n_wanted]
        fair, n_certain = _fair_shares(places, ranking.comes_first[places], guide_of_place)
        if len(places) == len(key) or n_certain >= n_wanted:
            return fair[:n_wanted]
        n_sorted *= 4


def _is_fair(guides: NDArray[np.int32]) -> bool:
    """Tell whether no guide has more than its share of these hits, so that the order stays as it is."""
    return max(Counter(guides.tolist()).values(), default=0) <= MAX_PER_GUIDE


def _fair_shares(places: Rows, comes_first: NDArray[np.bool_], guides: NDArray[np.int32]) -> tuple[Rows, int]:
    """Return ``places`` reordered, and how many of the first of them are certain when more places follow.

    The turn of a document is 0 for the first three of its guide, 1 for the next three, and so on. Documents that come
    first do so in any turn; among each of the two groups turns decide, then the order that they come in.
    """
    turn = _n_before(guides) // MAX_PER_GUIDE
    order = np.lexsort((np.arange(len(places)), turn, ~comes_first))
    # further places belong to the last group, behind its turn 0: what is before them is certain
    in_last_group = comes_first == comes_first[-1] if len(places) else comes_first
    n_certain = int((~in_last_group).sum() + (turn[in_last_group] == 0).sum())
    return places[order], n_certain


def _n_before(groups: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return how many earlier entries have the same group, for each entry."""
    # in a stable sort by group, an entry's place less the first place of its group
    order = np.argsort(groups, kind="stable")
    sorted_groups = groups[order]
    first = np.searchsorted(sorted_groups, sorted_groups)
    n_before = np.empty(len(groups), np.int64)
    n_before[order] = np.arange(len(groups)) - first
    return n_before
