"""What a plan matches and scores, computed from postings: the same for every engine."""

from abc import abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.matrix.ordered import distinct, values_at
from index.matrix.postings import MAX_IDF, MAX_IMPACT, quantised_idf
from index.matrix.scratch import Zeros
from index.storage.bounded_cache import BoundedCache
from index.storage.caching import cached
from index.storage.generations import Generation
from index.weights import WEIGHTS, Weights
from search.best_rows import best_rows, lower_bound
from search.engines.merging import NO_POSTINGS, Merger, ScoredPostings, above_zero
from search.engines.protocol import (
    ANSWER_SHARE,
    Alternative,
    Clause,
    LeafQuery,
    Matches,
    PhraseQuery,
    Plan,
    PrefixQuery,
    Scope,
    TermQuery,
    Wanted,
)
from search.engines.skipping import SCORE_UNIT, Counted, needed_sums
from search.engines.terms import TermEngine

Rows = NDArray[np.int32]
Scores = NDArray[np.float64]
"""Integers in float64, exact below 2 ** 53; comparing them is four times as fast as int64 (tests/bench/NOTES.md)."""

MAX_CACHED_BYTES = 64 << 20
"""Bytes of the postings that are kept of clauses, a few words of which are in most queries; 16 each. By hand."""

ALTERNATIVE_BYTES = 1_500
"""Bytes of an alternative in the key of a clause, apart from its text as typed: terms have 64 characters at most. By
hand; to add up what each string takes (``bounded_cache.footprint``) costs as much as a merge."""

MAX_CACHED_PHRASES = 1 << 10
"""Phrases whose rows are computed once; planning and scoring ask for the same phrase several times. By hand."""

MAX_SMALL = 1 << 12
"""Documents of an index up to which all matches are ranked: telling those that are needed takes longer. By hand."""

MIN_SKIPPED = 1 << 17
"""Documents of an index from which postings are skipped. By hand: of 50,000 documents, reading all takes less."""

MIN_LONG, N_ADDED = 1 << 16, 1 << 13
"""Postings from which a list is added up without being kept, and postings that are added at a time. By hand."""


class TermPostings(NamedTuple):
    """The documents that contain a term, ascending, its impact in each, and its idf."""

    rows: Rows
    impacts: NDArray[np.uint16]
    idf: int


class PostingsEngine(TermEngine):
    """The part of ``protocol.Engine`` that follows from the abstract methods below."""

    n_docs: int

    def __init__(self, generation: Generation, weights: Weights = WEIGHTS) -> None:
        self._exact_percent = weights.exact_percent
        self._n_supported = weights.n_supported
        self._neighbours = generation.array("neighbour_rows")
        n_docs = generation.number("documents")
        self._zeros = Zeros(n_docs, np.float64)
        self._merger = Merger(n_docs, self._zeros)
        self._of_clauses = BoundedCache[tuple[tuple[Alternative, ...], int], ScoredPostings](MAX_CACHED_BYTES)

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
        return self._all_matches([self.counted(clause) for clause in plan.clauses], plan, None)

    def _all_matches(self, lists: Sequence[ScoredPostings], plan: Plan, scope: Scope | None) -> Matches:
        """Return the matches of ``plan``, of which ``lists`` are the postings of each clause, in ``scope``."""
        rows, sums = self._merger.merged(lists, np.add)
        for mask in self._masks(plan, scope):
            is_within = mask.take(rows)
            rows, sums = rows[is_within], sums[is_within]
        return _matches(rows, sums, plan)

    def _masks(self, plan: Plan, scope: Scope | None) -> list[NDArray[np.bool_]]:
        """Return masks of the documents in which ``plan`` is matched, all of which hold; none where it is in all."""
        masks = (self.allowed(plan), scope.mask if scope else None)
        return [mask for mask in masks if mask is not None]

    def needed(self, wanted: Sequence[Wanted]) -> list[Matches]:
        return [self._needed_matches(*each) for each in wanted]

    def _needed_matches(self, plan: Plan, scope: Scope | None, pinned: int | None) -> Matches:
        """Return the matches that ``needed`` may not leave out, or all where they are few or all have every clause."""
        if self.n_docs >= MIN_SKIPPED and len(plan.clauses) > 1:
            return self._with_postings_skipped(plan, scope, pinned)
        lists = [self.counted(clause) for clause in plan.clauses]
        if len(lists) == 1 or self._merger.are_few(lists):
            return self._all_matches(lists, plan, scope)
        sums = self._zeros.lend()
        for rows, scores in lists:
            np.add.at(sums, rows, scores)
        for mask in self._masks(plan, scope):
            np.multiply(sums, mask, out=sums)
        also = () if pinned is None else (pinned,)
        rows = above_zero(sums) if self.n_docs <= MAX_SMALL else self._needed_rows(sums, lists, also)
        needed = sums.take(rows)
        sums.fill(0)
        self._zeros.take_back(sums)
        return _matches(rows, needed, plan)

    def _with_postings_skipped(self, plan: Plan, scope: Scope | None, pinned: int | None) -> Matches:
        clauses = [CountedClause(clause, self) for clause in plan.clauses]
        masks = self._masks(plan, scope)
        mask = np.logical_and.reduce(masks) if masks else None
        also = () if pinned is None else (pinned,)
        zeros = self._zeros.lend()
        rows, sums = needed_sums(clauses, zeros, mask, self._neighbours, self._n_supported, also)
        self._zeros.take_back(zeros)
        return _matches(rows, sums, plan)

    def _needed_rows(self, sums: Scores, lists: Sequence[ScoredPostings], also: Sequence[int]) -> NDArray[np.intp]:
        """Return the rows, ascending, of the matches that an answer needs, whose sums are not 0.

        Args:
            sums: of shape (n_docs,).
            lists: the postings of each clause.
        """
        least = min(lower_bound(sums, self._n_supported) // SCORE_UNIT, sums.max() // SCORE_UNIT // ANSWER_SHARE)
        best = (sums >= max(least * SCORE_UNIT, 1)).nonzero()[0]
        # only a document of the shortest list may have every clause
        shortest = min([rows for rows, _ in lists], key=len)
        complete = shortest[sums.take(shortest) % SCORE_UNIT == len(lists)]
        supported = best[best_rows(np.floor(sums.take(best) / SCORE_UNIT), self._n_supported)]
        near = self._neighbours[supported].ravel()
        rows = distinct(np.sort(np.concatenate([best, complete, near[near >= 0], np.array(also, np.intp)])))
        return rows[sums.take(rows) > 0]

    def most_clauses(self, plans: Sequence[Plan]) -> list[int]:
        return [self._most_clauses(plan) for plan in plans]

    def _most_clauses(self, plan: Plan) -> int:
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
            allowed &= self._merger.marked([self.rows_of(phrase) for phrase in required])
        for excluded in plan.excluded:
            allowed[self.rows_of(excluded)] = False
        return allowed

    def scores(self, clauses: Sequence[Clause], rows: Rows) -> Scores:
        if self.n_docs >= MIN_SKIPPED:
            return np.floor(np.array([CountedClause(clause, self).at(rows) for clause in clauses]) / SCORE_UNIT)
        return np.floor(np.array([values_at(*self.counted(clause), rows) for clause in clauses]) / SCORE_UNIT)

    def contributions(self, clause: Clause, rows: Rows) -> Scores:
        max_idf = self.max_idf_of(clause)
        scored = [self.scored(a.query, max_idf, a.percent * clause.times) for a in clause.alternatives]
        return np.stack([values_at(postings.rows, postings.scores, rows) for postings in scored])

    def rows_of(self, query: LeafQuery) -> Rows:
        if isinstance(query, PhraseQuery):
            return self._phrase_rows(tuple([term.surface for term in query.terms]))
        if isinstance(query, PrefixQuery):
            return self.prefix_impacts(query.text)[0]
        return self._merger.union([postings.rows for postings, _ in self._weighted_postings(query)])

    def reach(self) -> None:
        """Postings on this machine are always there."""

    def n_rows(self, queries: Sequence[LeafQuery]) -> list[int]:
        return [len(self.rows_of(query)) for query in queries]

    def n_beside(self, queries: Sequence[TermQuery], others: Sequence[TermQuery]) -> list[int]:
        n_others = np.zeros(self.n_docs, np.int64)
        for other in others:
            n_others[self.rows_of(other)] += 1
        return [int(n_others[self.rows_of(query)].sum()) for query in queries]

    def scored(self, query: LeafQuery, max_idf: int = MAX_IDF, weight: int = 1) -> ScoredPostings:
        """Return the scored postings of ``query``, scores times ``weight``, in arrays of their own."""
        if isinstance(query, TermQuery):
            return self._scored_term(query, max_idf, weight)
        if isinstance(query, PrefixQuery):
            return self._scored_prefix(query.text, max_idf, weight)
        return self._scored_phrase(query, max_idf, weight)

    def _scored_term(self, query: TermQuery, max_idf: int, weight: int) -> ScoredPostings:
        """Return what stem and surface score together."""
        lists = [
            ScoredPostings(
                rows.astype(np.intp), np.multiply(impacts, min(idf, max_idf) * percent * weight, dtype=np.float64)
            )
            for (rows, impacts, idf), percent in self._weighted_postings(query)
        ]
        return self._merger.merged(lists, np.add)

    def _weighted_postings(self, query: TermQuery) -> list[tuple[TermPostings, int]]:
        """Return the postings of stem and surface, and the percent that each scores."""
        pairs = ((self.postings(query.stem), 100), (self.postings(query.surface), self._exact_percent))
        return [(postings, percent) for postings, percent in pairs if postings]

    def _scored_prefix(self, prefix: str, max_idf: int, weight: int) -> ScoredPostings:
        """Score all surfaces with ``prefix`` as one word: greatest impact, and the idf of its documents' number."""
        rows, best = self.prefix_impacts(prefix)
        if not len(rows):
            return NO_POSTINGS
        idf = min(int(quantised_idf(np.array([len(rows)]), self.n_docs)[0]), max_idf)
        return ScoredPostings(rows.astype(np.intp), np.multiply(best, idf * 100 * weight, dtype=np.float64))

    def _scored_phrase(self, phrase: PhraseQuery, max_idf: int, weight: int) -> ScoredPostings:
        """Score a phrase, which takes the place of one word, by the best-scoring word of it in each document."""
        rows = self.rows_of(phrase)
        if not len(rows):
            return NO_POSTINGS
        scores = [self._term_scores(term, max_idf, rows) for term in phrase.terms]
        return ScoredPostings(rows.astype(np.intp), np.maximum.reduce(scores) * weight)

    def _term_scores(self, query: TermQuery, max_idf: int, rows: NDArray[np.integer]) -> Scores:
        """Return the score of a term in each of a few ``rows``."""
        scores = np.zeros(len(rows))
        for postings, percent in self._weighted_postings(query):
            scores += values_at(postings.rows, postings.impacts, rows) * (min(postings.idf, max_idf) * percent)
        return scores

    def counted(self, clause: Clause) -> ScoredPostings:
        """Return the score of the best alternative of ``clause`` in each document, with one clause counted."""
        counted = self.kept(clause)
        if counted is None:
            max_idf = self.max_idf_of(clause)
            times = clause.times * int(SCORE_UNIT)
            scored = [self.scored(a.query, max_idf, a.percent * times) for a in clause.alternatives]
            rows, scores = counted = self._merger.merged(scored, np.maximum)
            scores += 1
            n_bytes = sum([ALTERNATIVE_BYTES + 4 * len(alternative.shown) for alternative in clause.alternatives])
            self._of_clauses.put(_key(clause), counted, n_bytes + rows.nbytes + scores.nbytes)
        return counted

    def kept(self, clause: Clause) -> ScoredPostings | None:
        """Return what ``counted`` returns where it is kept of an earlier search."""
        return self._of_clauses.get(_key(clause))

    def counted_at(self, clause: Clause, rows: NDArray[np.integer]) -> Scores:
        """Return what ``counted`` has at ``rows``, without the whole lists; its queries are terms."""
        max_idf = self.max_idf_of(clause)
        scored = [
            self._term_scores(a.query, max_idf, rows) * (a.percent * clause.times * SCORE_UNIT)
            for a in clause.alternatives
            if isinstance(a.query, TermQuery)
        ]
        best: Scores = np.maximum.reduce(scored)
        return best + (best > 0)

    def add_counted(self, clause: Clause, sums: Scores) -> bool:
        """Add what ``counted`` has to ``sums`` without a list of it; return False unless a term comes first.

        Arrays for a few thousand postings at a time stay in the processor's cache; one for all of a long list takes as
        long as adding it up.
        """
        typed, *others = clause.alternatives
        if not isinstance(typed.query, TermQuery):
            return False
        max_idf, times = self.max_idf_of(clause), clause.times * SCORE_UNIT
        for n_counted, (postings, percent) in zip((1, 0), self._weighted_postings(typed.query), strict=False):
            each = min(postings.idf, max_idf) * percent * typed.percent * times
            for first in range(0, len(postings.rows), N_ADDED):
                part = slice(first, first + N_ADDED)
                np.add.at(sums, postings.rows[part].astype(np.intp), postings.impacts[part] * each + n_counted)
        sums[self._beside_stem(typed.query)] += 1
        # where another alternative scores more, what it scores more is added
        scored = [self.scored(other.query, max_idf, int(other.percent * times)) for other in others]
        rows, best = self._merger.merged(scored, np.maximum)
        as_typed = self._term_scores(typed.query, max_idf, rows) * (typed.percent * times)
        np.add.at(sums, rows, np.maximum(best - as_typed, 0) + (as_typed == 0))
        return True

    @cached(MAX_CACHED_PHRASES)
    def _beside_stem(self, query: TermQuery) -> Rows:
        """Return the few documents that have a surface without its stem, such as some in another language."""
        lists = [postings.rows for postings, _ in self._weighted_postings(query)]
        if len(lists) < 2:
            return np.zeros(0, np.int32)
        of_stem, of_surface = lists
        return of_surface[~self._merger.marked([of_stem]).take(of_surface)]

    def n_with(self, query: LeafQuery) -> int:
        """Return about how many documents ``query`` matches, as far as that is known without a look at them."""
        return max(self.df(query.stem), self.df(query.surface)) if isinstance(query, TermQuery) else 0

    def most(self, clause: Clause) -> float:
        """Return a number that no score of ``counted`` is above."""
        max_idf = self.max_idf_of(clause)
        most = [self._most_of(a.query, max_idf) * a.percent for a in clause.alternatives]
        return max(most) * clause.times * SCORE_UNIT + 1

    def _most_of(self, query: LeafQuery, max_idf: int) -> int:
        if isinstance(query, PrefixQuery):
            return max_idf * 100 * MAX_IMPACT
        terms = query.terms if isinstance(query, PhraseQuery) else (query,)
        idfs = [(self.idf(term.stem), self.idf(term.surface)) for term in terms]
        percents = [min(of_stem, max_idf) * 100 + min(own, max_idf) * self._exact_percent for of_stem, own in idfs]
        return max(percents, default=0) * MAX_IMPACT


def _matches(rows: NDArray[np.intp], sums: Scores, plan: Plan) -> Matches:
    scores = np.floor(sums / SCORE_UNIT)
    return Matches(rows.astype(np.int32), scores, sums - scores * SCORE_UNIT == len(plan.clauses))


class CountedClause(Counted):
    """One clause, of which whole lists or single documents are read; see ``skipping.Counted``."""

    def __init__(self, clause: Clause, engine: PostingsEngine) -> None:
        self._clause = clause
        self._engine = engine
        self._kept = engine.kept(clause)

    @cached_property
    def most(self) -> float:
        return self._engine.most(self._clause)

    @cached_property
    def n_postings(self) -> int:
        if self._kept:
            return len(self._kept.rows)
        return sum([self._engine.n_with(alternative.query) for alternative in self._clause.alternatives])

    def add_to(self, sums: Scores) -> None:
        if self._kept or self.n_postings < MIN_LONG or not self._engine.add_counted(self._clause, sums):
            np.add.at(sums, *self._postings())

    def rows(self) -> NDArray[np.integer]:
        first = self._clause.alternatives[0].query
        is_one_term = len(self._clause.alternatives) == 1 and isinstance(first, TermQuery)
        return self._engine.rows_of(first) if self._kept is None and is_one_term else self._postings().rows

    def at(self, rows: NDArray[np.integer]) -> Scores:
        # of the beginning of a word, or of a phrase, the whole list is found before a document is
        if self._kept is None and all(isinstance(other.query, TermQuery) for other in self._clause.alternatives):
            return self._engine.counted_at(self._clause, rows)
        return values_at(*self._postings(), rows)

    def _postings(self) -> ScoredPostings:
        if self._kept is None:
            self._kept = self._engine.counted(self._clause)
        return self._kept


def _key(clause: Clause) -> tuple[tuple[Alternative, ...], int]:
    return clause.alternatives, clause.times
