"""From matches to an order: support of other documents, exact names, pins, the answer set."""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.matrix.ordered import look_up
from index.matrix.postings import MAX_IDF, MAX_IMPACT
from search.answer.support import Supporters
from search.best_rows import best_rows
from search.engines.near_scores import ERROR, NearScores
from search.engines.protocol import ANSWER_SHARE, Matches

Rows = NDArray[np.integer]
Scores = NDArray[np.int64]

TENTHS = 10
"""Scores are counted in tenths, so that shares of them are integers."""

UNIT = MAX_IDF * MAX_IMPACT * 100 * 100 * TENTHS
"""The score of a term of the greatest idf and impact, by which scores are divided when they are shown.

The hundreds are the percent of the alternative and that of the term, see ``Weights.exact_percent``.
"""


class FromMeaning(NamedTuple):
    """What meaning adds to the scores of an answer, and which documents are close in meaning, of shape (n_answer,).

    ``vector`` is that of the query.
    """

    added: Scores
    is_close: NDArray[np.bool_]
    vector: NDArray[np.int8]

    def at(self, places: Rows) -> "FromMeaning":
        return FromMeaning(self.added[places], self.is_close[places], self.vector)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The documents of an answer and what orders them; arrays of shape (n_answer,).

    Attributes:
        answer: rows, in order.
        scores: the whole score of each, with everything below that adds to it.
        from_guide: the part of the score that other documents of the guide gave.
        from_neighbours: the part that neighbours gave.
        titled: the part that an exact or begun name gave.
        has_all_terms: whether the document has every clause.
        pinned: the place in the answer of the pinned row, -1 for none.
        lead: the part of its score that the pin gave.
        from_meaning: the part that meaning gave; None where the query was not encoded.
        near: the exact scores of documents where ``scores`` are known only nearly, see ``Matches``.
    """

    answer: Rows
    scores: Scores
    from_guide: Scores
    from_neighbours: Scores
    titled: Scores
    has_all_terms: NDArray[np.bool_]
    pinned: int = -1
    lead: int = 0
    from_meaning: FromMeaning | None = None
    near: NearScores | None = None

    @property
    def n_bytes(self) -> int:
        """Bytes of the arrays."""
        own = (self.answer, self.scores, self.from_guide, self.from_neighbours, self.titled, self.has_all_terms)
        of_meaning = self.from_meaning or ()
        return sum(array.nbytes for array in (*own, *of_meaning))

    @property
    def by_words(self) -> Scores:
        """The part of each score that words gave, those of other documents among them, without names and pins."""
        scores = self.scores - self.titled
        if self.pinned >= 0:
            scores[self.pinned] -= self.lead
        return scores if self.from_meaning is None else scores - self.from_meaning.added

    def exact(self, places: Rows) -> Scores:
        """Return the exact scores at a few places."""
        scores: Scores = self.scores[places]
        return scores if self.near is None else scores + self.near.corrections(self.answer[places]) * TENTHS

    def only(self, allowed: NDArray[np.bool_]) -> "Ranking":
        """Return the ranking of the rows that are ``allowed``, of shape (n_docs,); their scores stay as they are."""
        kept = np.flatnonzero(allowed[self.answer])
        keeps_pinned = self.pinned >= 0 and bool(allowed[self.answer[self.pinned]])
        return Ranking(
            self.answer[kept],
            self.scores[kept],
            self.from_guide[kept],
            self.from_neighbours[kept],
            self.titled[kept],
            self.has_all_terms[kept],
            int(np.searchsorted(kept, self.pinned)) if keeps_pinned else -1,
            self.lead if keeps_pinned else 0,
            self.from_meaning and self.from_meaning.at(kept),
            self.near,
        )

    def with_rows(self, rows: Rows) -> "Ranking":
        """Return the ranking, without meaning, with ``rows`` in the answer too; those that are new score 0."""
        answer = np.union1d(self.answer, rows).astype(self.answer.dtype)
        places = answer.searchsorted(self.answer)

        def spread(values: NDArray[Any]) -> NDArray[Any]:
            whole = np.zeros(len(answer), values.dtype)
            whole[places] = values
            return whole

        return Ranking(
            answer,
            spread(self.scores),
            spread(self.from_guide),
            spread(self.from_neighbours),
            spread(self.titled),
            spread(self.has_all_terms),
            int(places[self.pinned]) if self.pinned >= 0 else -1,
            self.lead,
        )

    def with_meaning(self, from_meaning: FromMeaning) -> "Ranking":
        """Return the ranking, which has none, with what meaning adds; what is pinned stays first."""
        scores = self.scores + from_meaning.added
        lead = self.lead
        if self.pinned >= 0:
            scores[self.pinned] -= lead
            lead = int(scores.max(initial=0)) + 1
            scores[self.pinned] += lead
        return replace(self, scores=scores, lead=lead, from_meaning=from_meaning)


def rank(
    matches: Matches,
    supporters: Supporters,
    titled: tuple[NDArray[np.int32], NDArray[np.int64]],
    pinned: int | None = None,
) -> Ranking:
    """Return the ranking of what matched; ``ordered`` puts it in order.

    Args:
        titled: rows whose title or alias is the query, and how many times the best score each is given.
        pinned: a row that is in the answer, and first there, whatever it matches.
    """
    if pinned is not None:
        matches = _with_row(matches, pinned)
    from_guide, from_neighbours = supporters.support(matches)
    scores = matches.scores.astype(np.int64) * TENTHS + from_guide + from_neighbours
    # the answer set is cut before names count, so that an exact name does not empty it
    best = int(scores.max(initial=0))
    is_answer = matches.has_all_terms | _reaches(scores, best, matches.rows, matches.near)
    if pinned is not None:
        is_answer |= matches.rows == pinned
    kept = is_answer.nonzero()[0]
    answer = matches.rows.take(kept)
    bonus = _bonus(answer, titled[0], titled[1] * best)
    ranking = Ranking(
        answer,
        scores.take(kept) + bonus,
        from_guide.take(kept),
        from_neighbours.take(kept),
        bonus,
        matches.has_all_terms.take(kept),
        near=matches.near,
    )
    return ranking if pinned is None else _with_lead(ranking, pinned)


def ordered(ranking: Ranking, n_wanted: int) -> Rows:
    """Return the places in the answer of its first ``n_wanted`` documents: by falling score, equal ones by row."""
    scores = ranking.scores if ranking.near is None else _exact_among_first(ranking, n_wanted, np.zeros(1))
    if n_wanted < len(scores):
        return best_rows(scores, n_wanted)
    return np.argsort(-scores, kind="stable")


def ordered_by(ranking: Ranking, keys: NDArray[Any], n_wanted: int) -> Rows:
    """Return the places in the answer of its first ``n_wanted`` documents in order of ``keys``.

    The best matches stay together: documents with every word come first, and equal keys go by score.
    """
    groups = np.stack([~ranking.has_all_terms, keys])
    scores = ranking.scores if ranking.near is None else _exact_among_first(ranking, n_wanted, groups)
    return np.lexsort((-scores, keys, ~ranking.has_all_terms))[:n_wanted]


def _exact_among_first(ranking: Ranking, n_wanted: int, groups: NDArray[Any]) -> Scores:
    """Return the scores, exact for all documents that may be among the first ``n_wanted``.

    Args:
        groups: rows of sort keys before the score, the first of them first; of shape (n_keys, n_answer) or (1,).
    """
    groups = np.broadcast_to(groups.reshape(len(groups), -1), (len(groups), len(ranking.scores)))
    order = np.lexsort((-ranking.scores, *groups[::-1]))
    first = order[:n_wanted]
    if not len(first):
        return ranking.scores
    # those that the last one wanted may change places with
    scores, last = ranking.scores, first[-1]
    is_near = (groups == groups[:, [last]]).all(axis=0) & (np.abs(scores - scores[last]) <= scores[last] * ERROR)
    is_near[first] = True
    places = np.flatnonzero(is_near)
    exact = scores.copy()
    exact[places] = ranking.exact(places)
    return exact


def _reaches(scores: Scores, best: int, rows: Rows, near: NearScores | None) -> NDArray[np.bool_]:
    """Return which of the scores, those of ``rows``, are high enough for the answer."""
    reaches: NDArray[np.bool_] = scores * ANSWER_SHARE >= best
    if near:
        doubtful = np.flatnonzero(np.abs(scores * ANSWER_SHARE - best) <= best * ERROR)
        exact = scores[doubtful] + near.corrections(rows[doubtful]) * TENTHS
        reaches[doubtful] = exact * ANSWER_SHARE >= best
    return reaches


def _with_row(matches: Matches, row: int) -> Matches:
    """Return ``matches`` with ``row`` among them, at a score of 0 unless it matches."""
    place = int(np.searchsorted(matches.rows, row))
    if place < len(matches.rows) and matches.rows[place] == row:
        return matches
    rows, scores, has_all_terms, near = matches
    return Matches(
        np.insert(rows, place, row), np.insert(scores, place, 0), np.insert(has_all_terms, place, False), near
    )


def _with_lead(ranking: Ranking, pinned: int) -> Ranking:
    """Add to the pinned row's score what puts it above all others."""
    lead = int(ranking.scores.max(initial=0)) + 1
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
    if not len(rows):  # most queries are nobody's name
        return bonus
    place, is_there = look_up(answer, rows)
    np.maximum.at(bonus, place[is_there], values[is_there])
    return bonus
