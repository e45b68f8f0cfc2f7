"""What a plan matches and scores, computed from postings: the same for every engine."""

import threading
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.matrix.ordered import distinct, is_in, values_at
from index.matrix.postings import MAX_IDF, quantised_idf
from index.storage.caching import cached
from index.weights import WEIGHTS, Weights
from search.engines.protocol import (
    Alternative,
    Clause,
    LeafQuery,
    Matches,
    PhraseQuery,
    Plan,
    PrefixQuery,
    Scope,
    TermQuery,
)
from search.engines.terms import TermEngine

Rows = NDArray[np.int32]
Scores = NDArray[np.float64]
"""Integers in float64, exact below 2 ** 53; comparing them is four times as fast as int64 (tests/bench/NOTES.md)."""

ONE_CLAUSE = float(1 << 45)
"""Added to a score for each satisfied clause: one sum then holds the score and, in its high bits, the clause count.

It exceeds every score, and the sums of a query of 128 clauses stay below 2 ** 53 (tests/search/query/test_bounds.py).
"""

MAX_CACHED_TERMS = 1 << 14
"""Term queries whose postings are looked up once; by hand."""

MAX_CACHED_PHRASES = 1 << 10
"""Phrases whose rows are computed once; planning and scoring ask for the same phrase several times. By hand."""

SORTED_SHARE = 16
"""Lists with fewer than 1 posting per 16 documents are merged by sorting, longer ones by marking all documents.

By hand: marking costs 13 to 30 µs at 50,000 documents however few rows there are (tests/bench/NOTES.md).
"""

DENSE_SHARE = 8
"""With more than 1 posting per 8 documents, sums are read from all documents, not list by list. By hand."""

SPARSE_SHARE = 128
"""Scores in fewer than 1 row per 128 documents are looked up by bisection, else added up for all documents. By hand."""


class TermPostings(NamedTuple):
    """The documents that contain a term, ascending, its impact in each, and its idf."""

    rows: Rows
    impacts: NDArray[np.uint16]
    idf: int


class ScoredPostings(NamedTuple):
    """The documents of one posting list, and what it adds to the score of each.

    A leaf query may have several lists; their scores add up. ``adds_rows`` marks the rows that no earlier list of the
    query contains: one bool where it is the same for all of them, else an array of shape (n_rows,).
    """

    rows: Rows
    scores: Scores
    adds_rows: bool | NDArray[np.bool_] = True


class AllMatches(NamedTuple):
    """See ``protocol.Matching``: every match, of which a scope has some."""

    matches: Matches

    def within(self, scope: Scope | None, also: Sequence[int] = ()) -> Matches:
        return self.matches if scope is None else self.matches.only(scope.mask)


class PostingsEngine(TermEngine):
    """The part of ``protocol.Engine`` that follows from the abstract methods below."""

    n_docs: int

    def __init__(self, weights: Weights = WEIGHTS) -> None:
        self._exact_percent = weights.exact_percent
        self._local = threading.local()

    @abstractmethod
    def postings(self, term: str) -> TermPostings | None:
        """Return the postings of ``term``, None when it is not in the vocabulary."""

    @abstractmethod
    def prefix_impacts(self, prefix: str) -> tuple[Rows, NDArray[np.uint16]]:
        """Return the rows that contain a surface with ``prefix``, ascending, and the greatest impact in each."""

    @abstractmethod
    def phrase_rows(self, surfaces: tuple[str, ...]) -> Rows:
        """Return the rows that contain ``surfaces`` at successive positions, ascending."""

    @cached(MAX_CACHED_PHRASES)
    def _phrase_rows(self, surfaces: tuple[str, ...]) -> Rows:
        return self.phrase_rows(surfaces)

    def matches(self, plan: Plan) -> Matches:
        rows, sums = self._summed([postings for clause in plan.clauses for postings in self._scored_clause(clause)])
        allowed = self.allowed(plan)
        if allowed is not None:
            is_allowed = allowed.take(rows)
            rows, sums = rows[is_allowed], sums[is_allowed]
        # sums are n_clauses * ONE_CLAUSE + score, and score < ONE_CLAUSE
        n_clauses = np.floor(sums / ONE_CLAUSE)
        return Matches(rows, sums - n_clauses * ONE_CLAUSE, n_clauses >= len(plan.clauses))

    def matching(self, plan: Plan) -> AllMatches:
        return AllMatches(self.matches(plan))

    def most_clauses(self, plan: Plan) -> int:
        n_clauses = np.zeros(self.n_docs, np.int8)
        for clause in plan.clauses:
            has_clause = np.zeros(self.n_docs, np.bool_)
            for alternative in clause.alternatives:
                has_clause[self.rows_of(alternative.query)] = True
            n_clauses += has_clause
        # what the plan requires and excludes leaves some rows out; without that, all rows with a clause match
        is_limited = plan.required or plan.excluded
        return int((n_clauses[self.matches(plan).rows] if is_limited else n_clauses).max(initial=0))

    def allowed(self, plan: Plan) -> NDArray[np.bool_] | None:
        """Return a mask of the documents that satisfy ``plan.required`` and ``plan.excluded``; None for all."""
        if not (plan.required or plan.excluded):
            return None
        allowed = np.ones(self.n_docs, np.bool_)
        for required in plan.required:
            allowed &= self._marked([self.rows_of(phrase) for phrase in required])
        for excluded in plan.excluded:
            allowed[self.rows_of(excluded)] = False
        return allowed

    def contributions(self, clause: Clause, rows: Rows) -> Scores:
        max_idf = self.max_idf_of(clause)
        scores = [
            self._leaf_scores(alternative.query, max_idf, rows) * (alternative.percent * clause.times)
            for alternative in clause.alternatives
        ]
        return np.stack(scores)

    def _leaf_scores(self, query: LeafQuery, max_idf: int, rows: Rows) -> Scores:
        """Return the score of ``query`` in each of a few ``rows``."""
        if isinstance(query, TermQuery):
            return self._term_scores(query, max_idf, rows)
        scores = np.zeros(len(rows))
        for postings in self.scored(query, max_idf):
            scores += values_at(postings.rows, postings.scores, rows)
        return scores

    def rows_of(self, query: LeafQuery) -> Rows:
        if isinstance(query, PhraseQuery):
            return self._phrase_rows(tuple([term.surface for term in query.terms]))
        return self._union(_covering_rows([self.scored(query)]))

    def reach(self) -> None:
        """Postings on this machine are always there."""

    def n_rows(self, query: LeafQuery) -> int:
        return len(self.rows_of(query))

    def n_beside(self, queries: Sequence[TermQuery], others: Sequence[TermQuery]) -> list[int]:
        n_others = np.zeros(self.n_docs, np.int64)
        for other in others:
            n_others[self.rows_of(other)] += 1
        return [int(n_others[self.rows_of(query)].sum()) for query in queries]

    def scored(self, query: LeafQuery, max_idf: int = MAX_IDF, weight: int = 1) -> list[ScoredPostings]:
        """Return the scored postings of ``query``, scores times ``weight``; none where nothing matches."""
        if isinstance(query, TermQuery):
            return self._scored_term(query, max_idf, weight)
        if isinstance(query, PrefixQuery):
            return self._scored_prefix(query.text, max_idf, weight)
        return self._scored_phrase(query, max_idf, weight)

    def _scored_term(self, query: TermQuery, max_idf: int, weight: int) -> list[ScoredPostings]:
        """Return the scored postings of the stem, and those of the surface, which add to them."""
        return [
            ScoredPostings(
                rows, np.multiply(impacts, min(idf, max_idf) * percent * weight, dtype=np.float64), adds_rows
            )
            for (rows, impacts, idf), percent, adds_rows in self._weighted_postings(query)
        ]

    @cached(MAX_CACHED_TERMS)
    def _weighted_postings(self, query: TermQuery) -> list[tuple[TermPostings, int, bool | NDArray[np.bool_]]]:
        """Return the postings of stem and surface, the percent each scores, and its ``ScoredPostings.adds_rows``.

        Within one language every row of the surface is one of its stem too. Where the surface is the stem's only one,
        their postings are equal and become one list.
        """
        stem, surface = self.postings(query.stem), self.postings(query.surface)
        if not (stem and surface):
            pairs = ((stem, 100), (surface, self._exact_percent))
            return [(postings, percent, True) for postings, percent in pairs if postings]
        if _is_same(stem, surface):
            return [(stem, 100 + self._exact_percent, True)]
        adds_rows = ~is_in(surface.rows, stem.rows)
        return [(stem, 100, True), (surface, self._exact_percent, adds_rows if adds_rows.any() else False)]

    def _scored_prefix(self, prefix: str, max_idf: int, weight: int) -> list[ScoredPostings]:
        """Score all surfaces with ``prefix`` as one word: greatest impact, and the idf of its documents' number."""
        rows, best = self.prefix_impacts(prefix)
        if not len(rows):
            return []
        idf = min(int(quantised_idf(np.array([len(rows)]), self.n_docs)[0]), max_idf)
        return [ScoredPostings(rows, np.multiply(best, idf * 100 * weight, dtype=np.float64))]

    def _scored_phrase(self, phrase: PhraseQuery, max_idf: int, weight: int) -> list[ScoredPostings]:
        """Score a phrase, which takes the place of one word, by the best-scoring word of it in each document."""
        rows = self.rows_of(phrase)
        if not len(rows):
            return []
        scores = [self._term_scores(term, max_idf, rows) for term in phrase.terms]
        return [ScoredPostings(rows, np.maximum.reduce(scores) * weight)]

    def _term_scores(self, query: TermQuery, max_idf: int, rows: Rows) -> Scores:
        """Return the score of a term in each of a few ``rows``."""
        scores = np.zeros(len(rows))
        for postings, percent, _ in self._weighted_postings(query):
            scores += values_at(postings.rows, postings.impacts, rows) * (min(postings.idf, max_idf) * percent)
        return scores

    def _scored_alternative(self, alternative: Alternative, times: int, max_idf: int) -> list[ScoredPostings]:
        return self.scored(alternative.query, max_idf, alternative.percent * times)

    def _scored_clause(self, clause: Clause) -> list[ScoredPostings]:
        """Return postings that add up, in each row, to the best alternative's score plus ``ONE_CLAUSE``."""
        max_idf = MAX_IDF if len(clause.alternatives) == 1 else self.max_idf_of(clause)
        alternatives = [self._scored_alternative(a, clause.times, max_idf) for a in clause.alternatives]
        # the longest alternative is added as it is, so that only the shorter ones are compared with it
        alternatives = sorted(filter(None, alternatives), key=_n_postings, reverse=True)
        if not alternatives:
            return []
        longest, *others = alternatives
        surplus = [self._surplus(longest, others)] if others else []
        for postings in longest:
            _count_clause(postings)
        return [*longest, *surplus]

    def _surplus(self, longest: Sequence[ScoredPostings], others: Sequence[Sequence[ScoredPostings]]) -> ScoredPostings:
        """Return by how much the best of ``others`` exceeds ``longest`` in each row, 0 where it does not.

        Rows that ``longest`` lacks get ``ONE_CLAUSE`` too, since they satisfy the clause by another alternative.
        """
        rows = self._union(_covering_rows(others))
        scores = self._scores_in(longest, rows)
        if len(rows) * SPARSE_SHARE < self.n_docs:
            best = _best_of_rows(others, rows)
        else:
            best = np.maximum.reduce([self._scores_in(alternative, rows) for alternative in others])
        return ScoredPostings(rows, np.maximum(best - scores, 0) + np.where(scores == 0, ONE_CLAUSE, 0))

    def _summed(self, scored: Sequence[ScoredPostings]) -> tuple[Rows, Scores]:
        """Return the rows of ``scored``, ascending, and the sum of their scores in each.

        The scores are added in one array of all documents (``np.add.at``: 1.8 ns a posting, tests/bench/NOTES.md).
        Reading back only the rows of the lists leaves the rest of the array untouched.
        """
        lists = _covering_rows([scored])
        with self._zeros() as total:
            for postings in scored:
                np.add.at(total, postings.rows, postings.scores)
            # many postings: one pass over all documents is cheaper than sorting the rows
            if _n_rows(lists) * DENSE_SHARE > self.n_docs:
                rows = np.flatnonzero(total > 0).astype(np.int32)
                sums = total.take(rows)
                total.fill(0)
                return rows, sums
            # Few postings: take the sums list by list, and clear them. A row of several lists has its whole sum in the
            # first one and 0 in the others.
            sums_of_lists = []
            for rows in lists:
                sums_of_lists.append(total.take(rows))
                total[rows] = 0
        if len(lists) < 2:
            return (lists[0], sums_of_lists[0]) if lists else (np.zeros(0, np.int32), np.zeros(0))
        rows, sums = np.concatenate(lists), np.concatenate(sums_of_lists)
        is_first = sums > 0
        rows, sums = rows[is_first], sums[is_first]
        order = np.argsort(rows, kind="stable")
        return rows.take(order), sums.take(order)

    @contextmanager
    def _zeros(self) -> Iterator[Scores]:
        """Lend this thread's array of n_docs zeros; the block must set it back to zeros.

        After an exception the array is dropped, since it may hold scores.
        """
        if not hasattr(self._local, "zeros"):
            self._local.zeros = np.zeros(self.n_docs)
        try:
            yield self._local.zeros
        except BaseException:
            del self._local.zeros
            raise

    def _scores_in(self, scored: Sequence[ScoredPostings], rows: Rows) -> Scores:
        """Return the sums of ``scored`` in ``rows``, 0 where none of its lists contains the row."""
        scores = np.zeros(len(rows))
        if len(rows) * SPARSE_SHARE < self.n_docs:
            for postings in scored:
                scores += values_at(postings.rows, postings.scores, rows)
            return scores
        with self._zeros() as total:
            for postings in scored:
                np.add.at(total, postings.rows, postings.scores)
            scores = total.take(rows)
            for postings in scored:
                total[postings.rows] = 0
        return scores

    def _union(self, lists: Sequence[Rows]) -> Rows:
        """Return the distinct rows of ``lists``, ascending."""
        if len(lists) == 1:
            return lists[0]
        if _n_rows(lists) * SORTED_SHARE < self.n_docs:
            return distinct(np.sort(np.concatenate([np.zeros(0, np.int32), *lists])))
        return np.flatnonzero(self._marked(lists)).astype(np.int32)

    def _marked(self, lists: Iterable[Rows]) -> NDArray[np.bool_]:
        """Return a mask of shape (n_docs,) of the rows in any of ``lists``."""
        marked = np.zeros(self.n_docs, np.bool_)
        for rows in lists:
            marked[rows] = True
        return marked


def _count_clause(postings: ScoredPostings) -> None:
    """Add ``ONE_CLAUSE`` to the scores of new rows, in place: a copy would take as long as adding the postings up."""
    if postings.adds_rows is not False:
        np.add(postings.scores, ONE_CLAUSE * postings.adds_rows, out=postings.scores)


def _best_of_rows(alternatives: Sequence[Sequence[ScoredPostings]], rows: Rows) -> Scores:
    """Return the score of the best of ``alternatives`` in each of a few ``rows``, which contain all of their rows."""
    if len(alternatives) == 1 and len(alternatives[0]) == 1:
        return alternatives[0][0].scores
    lists = [postings for alternative in alternatives for postings in alternative]
    # One bincount sums all lists into a table of shape (n_alternatives, n_rows): cell i * n_rows + j holds the score
    # of alternative i in rows[j]. `offsets` is i * n_rows for each posting.
    lengths = [len(postings.rows) for postings in lists]
    offsets = np.repeat([i * len(rows) for i, alternative in enumerate(alternatives) for _ in alternative], lengths)
    cells = offsets + rows.searchsorted(np.concatenate([postings.rows for postings in lists]))
    scores = np.concatenate([postings.scores for postings in lists])
    table = np.bincount(cells, scores, len(alternatives) * len(rows)).reshape(len(alternatives), -1)
    best: Scores = table.max(axis=0)
    return best


def _n_rows(lists: Sequence[Rows]) -> int:
    return sum(map(len, lists))


def _is_same(postings: TermPostings, other: TermPostings) -> bool:
    return np.array_equal(postings.rows, other.rows) and np.array_equal(postings.impacts, other.impacts)


def _covering_rows(alternatives: Sequence[Sequence[ScoredPostings]]) -> list[Rows]:
    """Return lists that together contain every row of ``alternatives``; those that add no row are left out."""
    return [postings.rows for scored in alternatives for postings in scored if postings.adds_rows is not False]


def _n_postings(scored: Sequence[ScoredPostings]) -> int:
    return sum(len(postings.rows) for postings in scored)
