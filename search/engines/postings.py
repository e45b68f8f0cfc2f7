"""What a plan matches and scores, worked out of the postings of an engine: the same for every engine."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.matrix.postings import MAX_IDF, distinct, is_in, quantised_idf
from search.engines.protocol import (
    EXACT_SHARE,
    Alternative,
    Clause,
    LeafQuery,
    Matches,
    Nearby,
    PhraseQuery,
    Plan,
    PrefixQuery,
    TermQuery,
)
from search.engines.spelling import Spelling

Rows = NDArray[np.int32]
Scores = NDArray[np.float64]
"""Integers, which float64 holds exactly up to 2 ** 53 and compares four times as fast as int64."""

ONE_CLAUSE = float(1 << 45)
"""A clause that is satisfied, above every score: one sum says what a document scores and how many it satisfies."""

N_KEPT = 1 << 14
"""Words whose place in the postings is kept."""

N_KEPT_PHRASES = 1 << 10
"""Phrases whose rows are kept: a query asks for those of each of its phrases several times."""

FEW = 16
"""Lists that hold together one document of so many, or fewer, are joined by sorting; else they are marked."""

DENSE = 8
"""Where a query has one posting for so many documents, or more, all documents are looked at for their sums."""

SPARSE = 128
"""One row of so many documents, or fewer, is looked for one by one; else all documents are scored."""


class TermPostings(NamedTuple):
    """The documents that hold a term, in order, what it is worth in each, and how much it tells."""

    rows: Rows
    impacts: NDArray[np.uint16]
    idf: int


class ScoredPostings(NamedTuple):
    """What one posting list adds to the score of its documents; the parts of a leaf are added.

    ``adds_rows`` says which of its rows do not stand in the parts before, as one word where it is the same for all.
    """

    rows: Rows
    worth: Scores
    adds_rows: bool | NDArray[np.bool_] = True


class PostingsEngine(ABC):
    """The part of ``engine.Engine`` that follows from what is abstract here."""

    n_docs: int

    def __init__(self) -> None:
        self._local = threading.local()
        self._word_postings = lru_cache(maxsize=N_KEPT)(self._find_word_postings)
        self._phrase_rows = lru_cache(maxsize=N_KEPT_PHRASES)(self.phrase_rows)

    @abstractmethod
    def df(self, term: str) -> int: ...

    @abstractmethod
    def idf(self, term: str) -> int:
        """Return the idf of ``term``; 0 when it is not in the vocabulary."""

    @abstractmethod
    def postings(self, term: str) -> TermPostings | None:
        """Return the postings of ``term``, None when it is not in the vocabulary."""

    @abstractmethod
    def prefix_impacts(self, prefix: str) -> tuple[Rows, NDArray[np.uint16]]:
        """Return the rows with a surface that begins with ``prefix``, in order, and the best impact in each."""

    @abstractmethod
    def phrase_rows(self, surfaces: tuple[str, ...]) -> Rows:
        """Return the rows in which ``surfaces`` stand at successive positions, in order."""

    @property
    @abstractmethod
    def spelling(self) -> Spelling:
        """The surfaces by spelling."""

    def matches(self, plan: Plan) -> Matches:
        rows, sums = self._summed([part for clause in plan.clauses for part in self._clause_parts(clause)])
        allowed = self.allowed(plan)
        if allowed is not None:
            kept = allowed.take(rows)
            rows, sums = rows[kept], sums[kept]
        n_clauses = np.floor(sums / ONE_CLAUSE)
        return Matches(rows, sums - n_clauses * ONE_CLAUSE, n_clauses >= len(plan.clauses))

    def allowed(self, plan: Plan) -> NDArray[np.bool_] | None:
        """Return which documents have all that ``plan`` requires and nothing that it excludes; None for all."""
        if not (plan.required or plan.excluded):
            return None
        allowed = np.ones(self.n_docs, np.bool_)
        for leaf in plan.required:
            allowed &= self._marked([self.rows_of(leaf)])
        for excluded in plan.excluded:
            allowed[self.rows_of(excluded)] = False
        return allowed

    def contributions(self, clause: Clause, row: int) -> Sequence[tuple[Alternative, int]]:
        highest_idf = self.typed_idf(clause)
        here = np.array([row], np.int32)
        return [
            (alternative, int(self._worth_at(self._weighted(alternative, clause.times, highest_idf), here)[0]))
            for alternative in clause.alternatives
        ]

    def rows_of(self, leaf: LeafQuery) -> Rows:
        if isinstance(leaf, PhraseQuery):
            return self._phrase_rows(tuple([word.surface for word in leaf.terms]))
        return self._union(_lists([self.parts(leaf)]))

    def near(self, word: str, distance: int) -> list[Nearby]:
        close = self.spelling.near(word, distance)
        found = [Nearby(near, edits, self.df(near)) for near, edits in close]
        found = [nearby for nearby in found if nearby.distance]
        return sorted(found, key=lambda nearby: (nearby.distance, -nearby.df, nearby.word))

    def typed_idf(self, clause: Clause) -> int:
        """Return the highest idf of any alternative of ``clause``: that of the word as typed, or of a commoner alias.

        ``postgres`` tells no more than ``PostgreSQL`` does, however seldom it is written so.
        """
        typed, *others = clause.alternatives
        if typed.kind != "exact" or not isinstance(typed.query, TermQuery):
            return MAX_IDF
        leaves = [
            typed.query,
            *(
                alternative.query
                for alternative in others
                if alternative.kind == "alias" and isinstance(alternative.query, TermQuery)
            ),
        ]
        return min(max(self.idf(leaf.stem), self.idf(leaf.surface)) or MAX_IDF for leaf in leaves)

    def parts(self, leaf: LeafQuery, highest_idf: int = MAX_IDF, times: int = 1) -> list[ScoredPostings]:
        """Return what ``leaf`` is worth, ``times`` over, where it matches; none where it matches nothing."""
        if isinstance(leaf, TermQuery):
            return self._word_parts(leaf, highest_idf, times)
        if isinstance(leaf, PrefixQuery):
            return self._prefix_parts(leaf.text, highest_idf, times)
        return self._phrase_parts(leaf, highest_idf, times)

    def _word_parts(self, leaf: TermQuery, highest_idf: int, times: int) -> list[ScoredPostings]:
        """Return what the stem is worth, and what the surface adds to it."""
        return [
            ScoredPostings(
                rows, np.multiply(impacts, min(idf, highest_idf) * share * times, dtype=np.float64), adds_rows
            )
            for (rows, impacts, idf), share, adds_rows in self._word_postings(leaf)
        ]

    def _find_word_postings(self, leaf: TermQuery) -> list[tuple[TermPostings, int, bool | NDArray[np.bool_]]]:
        """Return the postings of the stem and the surface, their shares, and which rows are not in those before.

        In one language the surface has no row of its own; where it is the stem's only one, the two are one list.
        """
        stem, surface = self.postings(leaf.stem), self.postings(leaf.surface)
        if not (stem and surface):
            return [(one, share, True) for one, share in ((stem, 100), (surface, EXACT_SHARE)) if one]
        if _is_same(stem, surface):
            return [(stem, 100 + EXACT_SHARE, True)]
        adds_rows = ~is_in(surface.rows, stem.rows)
        return [(stem, 100, True), (surface, EXACT_SHARE, adds_rows if adds_rows.any() else False)]

    def _prefix_parts(self, prefix: str, highest_idf: int, times: int) -> list[ScoredPostings]:
        """Score all surfaces that begin so as one word: the best impact, the idf of the documents touched."""
        rows, best = self.prefix_impacts(prefix)
        if not len(rows):
            return []
        idf = min(int(quantised_idf(np.array([len(rows)]), self.n_docs)[0]), highest_idf)
        return [ScoredPostings(rows, np.multiply(best, idf * 100 * times, dtype=np.float64))]

    def _phrase_parts(self, phrase: PhraseQuery, highest_idf: int, times: int) -> list[ScoredPostings]:
        """Score a phrase, which stands for one word, by the word of it that tells most."""
        rows = self.rows_of(phrase)
        if not len(rows):
            return []
        words = [self._word_worth(leaf, highest_idf, rows) for leaf in phrase.terms]
        return [ScoredPostings(rows, np.maximum.reduce(words) * times)]

    def _word_worth(self, leaf: TermQuery, highest_idf: int, rows: Rows) -> Scores:
        """Return what a word is worth in a few ``rows``."""
        worth = np.zeros(len(rows))
        for postings, share, _ in self._word_postings(leaf):
            worth += _at(postings.rows, postings.impacts, rows) * (min(postings.idf, highest_idf) * share)
        return worth

    def _weighted(self, alternative: Alternative, times: int, highest_idf: int) -> list[ScoredPostings]:
        return self.parts(alternative.query, highest_idf, alternative.percent * times)

    def _clause_parts(self, clause: Clause) -> list[ScoredPostings]:
        """Return what adds up to the worth of the best alternative of ``clause``, and to one clause, in each row."""
        highest_idf = MAX_IDF if len(clause.alternatives) == 1 else self.typed_idf(clause)
        alternatives = [self._weighted(alternative, clause.times, highest_idf) for alternative in clause.alternatives]
        alternatives = sorted(filter(None, alternatives), key=_n_postings, reverse=True)
        if not alternatives:
            return []
        first, *others = alternatives
        better = [self._better_part(first, others)] if others else []
        for part in first:
            _count(part)
        return [*first, *better]

    def _better_part(
        self, first: Sequence[ScoredPostings], others: Sequence[Sequence[ScoredPostings]]
    ) -> ScoredPostings:
        """Return by how much the best of ``others`` exceeds ``first``, and the rows that it adds."""
        rows = self._union(_lists(others))
        worth = self._worth_at(first, rows)
        if len(rows) * SPARSE < self.n_docs:
            best = _best_at(others, rows)
        else:
            best = np.maximum.reduce([self._worth_at(parts, rows) for parts in others])
        return ScoredPostings(rows, np.maximum(best - worth, 0) + np.where(worth == 0, ONE_CLAUSE, 0))

    def _summed(self, parts: Sequence[ScoredPostings]) -> tuple[Rows, Scores]:
        """Return the rows of ``parts``, in order, and what the parts add up to in each.

        They are added up where they stand in an array of all documents, of which nothing else is looked at.
        """
        lists = _lists([parts])
        with self._zeros() as total:
            for part in parts:
                np.add.at(total, part.rows, part.worth)
            if _length(lists) * DENSE > self.n_docs:
                rows = np.flatnonzero(total > 0).astype(np.int32)
                sums = total.take(rows)
                total.fill(0)
                return rows, sums
            taken = []
            for rows in lists:
                taken.append(total.take(rows))
                total[rows] = 0
        if len(lists) < 2:
            return (lists[0], taken[0]) if lists else (np.zeros(0, np.int32), np.zeros(0))
        rows, sums = np.concatenate(lists), np.concatenate(taken)
        first_time = sums > 0
        rows, sums = rows[first_time], sums[first_time]
        order = np.argsort(rows, kind="stable")
        return rows.take(order), sums.take(order)

    @contextmanager
    def _zeros(self) -> Iterator[Scores]:
        """Give an array of n_docs zeros of this thread's own; who uses it leaves it so."""
        if not hasattr(self._local, "zeros"):
            self._local.zeros = np.zeros(self.n_docs)
        try:
            yield self._local.zeros
        except BaseException:
            del self._local.zeros
            raise

    def _worth_at(self, parts: Sequence[ScoredPostings], rows: Rows) -> Scores:
        """Return what ``parts`` add up to in ``rows``, 0 where none of them stands."""
        worth = np.zeros(len(rows))
        if len(rows) * SPARSE < self.n_docs:
            for part in parts:
                worth += _at(part.rows, part.worth, rows)
            return worth
        with self._zeros() as everywhere:
            for part in parts:
                np.add.at(everywhere, part.rows, part.worth)
            worth = everywhere.take(rows)
            for part in parts:
                everywhere[part.rows] = 0
        return worth

    def _union(self, lists: Sequence[Rows]) -> Rows:
        if len(lists) == 1:
            return lists[0]
        if _length(lists) * FEW < self.n_docs:
            return distinct(np.sort(np.concatenate([np.zeros(0, np.int32), *lists])))
        return np.flatnonzero(self._marked(lists)).astype(np.int32)

    def _marked(self, lists: Iterable[Rows]) -> NDArray[np.bool_]:
        """Return which rows stand in one of ``lists``."""
        marked = np.zeros(self.n_docs, np.bool_)
        for rows in lists:
            marked[rows] = True
        return marked


def _count(part: ScoredPostings) -> None:
    """Add one clause to what a part is worth where it is new, in place: a copy would take as long as adding it up."""
    if part.adds_rows is not False:
        np.add(part.worth, ONE_CLAUSE * part.adds_rows, out=part.worth)


def _best_at(alternatives: Sequence[Sequence[ScoredPostings]], rows: Rows) -> Scores:
    """Return what the best of ``alternatives``, none of which has other rows, is worth in each of a few ``rows``."""
    if len(alternatives) == 1 and len(alternatives[0]) == 1:
        return alternatives[0][0].worth
    parts = [part for alternative in alternatives for part in alternative]
    first = np.repeat(
        [i * len(rows) for i, alternative in enumerate(alternatives) for _ in alternative],
        [len(part.rows) for part in parts],
    )
    place = first + rows.searchsorted(np.concatenate([part.rows for part in parts]))
    worth = np.concatenate([part.worth for part in parts])
    best: Scores = np.bincount(place, worth, len(alternatives) * len(rows)).reshape(len(alternatives), -1).max(axis=0)
    return best


def _length(lists: Sequence[Rows]) -> int:
    return sum(map(len, lists))


def _is_same(one: TermPostings, other: TermPostings) -> bool:
    return np.array_equal(one.rows, other.rows) and np.array_equal(one.impacts, other.impacts)


def _lists(alternatives: Sequence[Sequence[ScoredPostings]]) -> list[Rows]:
    """Return the lists that hold every row of ``alternatives``."""
    return [part.rows for parts in alternatives for part in parts if part.adds_rows is not False]


def _n_postings(parts: Sequence[ScoredPostings]) -> int:
    return sum(len(part.rows) for part in parts)


def _at(rows: Rows, values: NDArray[Any], wanted: Rows) -> Scores:
    """Return the values of the ``wanted`` rows, 0 where ``rows``, which are in order, lack them."""
    place = np.minimum(rows.searchsorted(wanted), len(rows) - 1)
    found: Scores = (rows.take(place) == wanted) * values.take(place).astype(np.float64)
    return found
