"""From an order by words to one by words and meaning: the best documents re-scored, and others found by meaning alone.

Where few documents have words of a query, or none has its most telling ones, all documents are compared with it.

A document's score gains ``Weights.meaning`` times the best score for a cosine of 1. A document that has every word is
taken for closer than its cosine says: half as far from the closest one. A query is not encoded where its words say all:
it has operators, or it is short and a document has all of its words, as with names.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.answer.ranking import UNIT, FromMeaning, Ranking, ordered
from search.best_rows import best_rows
from search.closeness import Closeness, Coded, Cosines
from search.engines.protocol import Engine
from search.generation import OpenGeneration
from search.query.parse import Query, Word
from search.query.plan import Planned
from search.query.respelling import corrected

Rows = NDArray[Any]

N_COMPARED = 200
"""Documents that are compared with the query, the best by its words."""

N_CLOSE = 20
"""The most documents that are found by meaning alone: 200 gained nothing. By hand."""

N_LOOKED_AT = 20
"""Hits that are looked at for the words of the query; by hand."""

MAX_SHORT = 2
"""Words typed of a query that is not encoded where a document has all of them; `tests.relevance.fit_meaning`."""

ALL_WORDS = 0.5
"""Share of its distance to the closest document that a document with every word is spared."""

N_FEW = 100
"""Documents that answer by their words; fewer are joined by the closest of all. `tests.relevance.fit_meaning`."""

MAX_UNKNOWN = 6
"""Words of a query that may be mostly unknown; by hand."""

KNOWN_SHARE = 0.5
"""Share of the idf of a query's words that one of the best hits has; below it the query is mostly unknown."""

UNKNOWN_WEIGHT = 2.5
"""What meaning counts for a query that is mostly unknown, times its weight; `tests.relevance.fit_meaning`."""

MIN_COSINE = 0.3
"""Cosine from which on a document may be found by meaning alone, and readers are told that it is close; by hand."""


def with_meaning(
    ranking: Ranking, query: Query, planned: Planned, allowed: NDArray[np.bool_] | None, live: OpenGeneration
) -> Ranking:
    """Return ``ranking`` with what meaning adds to its scores, and with the documents that meaning alone finds.

    Args:
        allowed: the documents among which the answer is sought, of shape (n_docs,); None for all.
    """
    closeness = live.closeness
    if closeness is None or _says_all(query, not planned.missing and bool(ranking.has_all_terms.any())):
        return ranking
    vector = closeness.query_vector(corrected(_text_of(query), planned.corrections))
    if vector is None:
        return ranking
    best = ranking.answer[best_rows(ranking.scores, N_COMPARED)]
    is_unknown = _is_mostly_unknown(ranking, planned, live.engine)
    if is_unknown or len(ranking.answer) < N_FEW:
        best = np.union1d(best, _close_rows(vector, allowed, closeness))
        ranking = ranking.with_rows(best)
    cosines, weight = closeness.cosines(vector, best), live.weights.meaning * (UNKNOWN_WEIGHT if is_unknown else 1)
    return ranking.with_meaning(from_meaning(ranking, best, vector, cosines, weight, not planned.missing))


def from_meaning(
    ranking: Ranking, rows: Rows, vector: Coded, cosines: Cosines, weight: float, are_words_known: bool = True
) -> FromMeaning:
    """Return what meaning adds: ``weight`` times the best score by words for a cosine of 1.

    Args:
        rows: those of the answer that were compared with ``vector``, and have these ``cosines``.
        are_words_known: whether the query has no word that no document has; else no document has all of its words.
    """
    places = ranking.answer.searchsorted(rows)
    best = int(ranking.by_words.max(initial=0)) or UNIT
    has_all_words = ranking.has_all_terms[places] & are_words_known
    spared = ALL_WORDS * (cosines.max(initial=0) - cosines)
    credited = np.where(has_all_words, cosines + spared, cosines).clip(0)
    added = np.zeros_like(ranking.scores)
    added[places] = (weight * best * credited).astype(np.int64)
    is_close = np.zeros(len(added), np.bool_)
    is_close[places] = (cosines >= MIN_COSINE) & ~has_all_words
    return FromMeaning(added, is_close, vector)


def _says_all(query: Query, is_met: bool) -> bool:
    """Return whether the words of a query say all: it has operators, or it is short and ``is_met`` by a document."""
    has_operators = query.excluded or any(not isinstance(word, Word) for word in query.wanted)
    if has_operators or any(word.is_prefix or word.is_quoted for word in query.words):
        return True
    return is_met and len(query.words) <= MAX_SHORT


def _text_of(query: Query) -> str:
    """Return what is encoded of a query: its text, or its words where filters are among them."""
    return " ".join(word.text for word in query.words) if query.filters else query.text


def _is_mostly_unknown(ranking: Ranking, planned: Planned, engine: Engine) -> bool:
    """Return whether none of the best hits has the most telling words of a short query."""
    clauses = planned.plan.clauses
    # where every word is missing, the clauses are those of missing words
    missing = {word.typed for word in planned.missing} - {clause.shown for clause in clauses}
    if len(clauses) + len(missing) > MAX_UNKNOWN:
        return False
    rows = np.sort(ranking.answer[ordered(ranking, N_LOOKED_AT)]).astype(np.int32)
    known, total = np.zeros(len(rows)), len(missing) * _telling(0, engine.n_docs)
    for clause, scores in zip(clauses, engine.scores(clauses, rows), strict=True):
        n_rows = engine.n_rows([alternative.query for alternative in clause.alternatives])
        worth = _telling(max(n_rows), engine.n_docs)
        total += worth
        known += worth * (scores > 0)
    return bool(known.max(initial=0) < KNOWN_SHARE * total)


def _telling(n_rows: int, n_docs: int) -> float:
    """Return the idf of a word that ``n_rows`` documents contain."""
    return math.log1p(n_docs / (n_rows + 0.5))


def _close_rows(vector: Coded, allowed: NDArray[np.bool_] | None, closeness: Closeness) -> Rows:
    """Return the rows of the closest documents, ascending."""
    cosines = closeness.cosines(vector)
    is_close = cosines >= MIN_COSINE
    rows = np.flatnonzero(is_close if allowed is None else is_close & allowed)
    best = rows[np.argsort(-cosines[rows], kind="stable")[:N_CLOSE]]
    return np.sort(best).astype(np.int32)
