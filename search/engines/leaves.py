"""What a plan matches and scores, worked out of the postings of an engine: the same for every engine."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.postings import MAX_IDF, is_in, quantised_idf
from search.engines.engine import (
    EXACT_SHARE,
    Alternative,
    Clause,
    Leaf,
    Matches,
    Nearby,
    PhraseLeaf,
    Plan,
    PrefixLeaf,
    WordLeaf,
)
from search.spelling import Spelling

Rows = NDArray[np.int32]
Scores = NDArray[np.int64]

FEW = 16
"""Rows are looked for one by one in a list that is so many times as long; else the whole list is marked."""


class TermPostings(NamedTuple):
    """The documents that hold a term, in order, what it is worth in each, and how much it tells."""

    rows: Rows
    impacts: NDArray[np.uint16]
    idf: int


class Part(NamedTuple):
    """What one posting list adds to the score of its documents; the parts of a leaf are added."""

    rows: Rows
    worth: Scores


class LeafEngine(ABC):
    """The part of ``engine.Engine`` that follows from what is abstract here."""

    n_docs: int

    def __init__(self) -> None:
        self._local = threading.local()

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
    def phrase_rows(self, surfaces: Sequence[str]) -> Rows:
        """Return the rows in which ``surfaces`` stand at successive positions, in order."""

    @property
    @abstractmethod
    def spelling(self) -> Spelling:
        """The surfaces by spelling."""

    def matches(self, plan: Plan) -> Matches:
        scores = np.zeros(self.n_docs, np.int64)
        holders = [self._add_clause(clause, scores) for clause in plan.clauses]
        complete = self._in_all(holders)
        allowed = self.allowed(plan)
        if allowed is not None:
            scores *= allowed
            complete = complete[allowed[complete]]
        return Matches(scores, complete)

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
            (alternative, int(_worth_at(self._weighted(alternative, clause.times, highest_idf), here)[0]))
            for alternative in clause.alternatives
        ]

    def rows_of(self, leaf: Leaf) -> Rows:
        if isinstance(leaf, PhraseLeaf):
            return self.phrase_rows([word.surface for word in leaf.leaves])
        lists = [part.rows for part in self.parts(leaf)]
        return lists[0] if len(lists) == 1 else self._union(lists)

    def near(self, word: str, distance: int) -> list[Nearby]:
        close = self.spelling.near(word, distance)
        found = [Nearby(near, edits, self.df(near)) for near, edits in close]
        found = [nearby for nearby in found if nearby.distance]
        return sorted(found, key=lambda nearby: (nearby.distance, -nearby.df, nearby.word))

    def typed_idf(self, clause: Clause) -> int:
        """Return the idf of the word as typed: no other way to satisfy its clause may tell more."""
        typed = clause.alternatives[0]
        if typed.kind != "exact" or not isinstance(typed.leaf, WordLeaf):
            return MAX_IDF
        return max(self.idf(typed.leaf.stem), self.idf(typed.leaf.surface)) or MAX_IDF

    def parts(self, leaf: Leaf, highest_idf: int = MAX_IDF, times: int = 1) -> list[Part]:
        """Return what ``leaf`` is worth, ``times`` over, where it matches; none where it matches nothing."""
        if isinstance(leaf, WordLeaf):
            return self._word_parts(leaf, highest_idf, times)
        if isinstance(leaf, PrefixLeaf):
            return self._prefix_parts(leaf.text, highest_idf, times)
        return self._phrase_parts(leaf, highest_idf, times)

    def _word_parts(self, leaf: WordLeaf, highest_idf: int, times: int) -> list[Part]:
        """Return what the stem is worth, and what the surface adds to it."""
        found = []
        for term, share in ((leaf.stem, 100), (leaf.surface, EXACT_SHARE)):
            postings = self.postings(term)
            if postings:
                weight = min(postings.idf, highest_idf) * share * times
                found.append(Part(postings.rows, np.multiply(postings.impacts, weight, dtype=np.int64)))
        return found

    def _prefix_parts(self, prefix: str, highest_idf: int, times: int) -> list[Part]:
        """Score all surfaces that begin so as one word: the best impact, the idf of the documents touched."""
        rows, best = self.prefix_impacts(prefix)
        if not len(rows):
            return []
        idf = min(int(quantised_idf(np.array([len(rows)]), self.n_docs)[0]), highest_idf)
        return [Part(rows, np.multiply(best, idf * 100 * times, dtype=np.int64))]

    def _phrase_parts(self, phrase: PhraseLeaf, highest_idf: int, times: int) -> list[Part]:
        """Score a phrase, which stands for one word, by the word of it that tells most."""
        rows = self.rows_of(phrase)
        if not len(rows):
            return []
        words = [_worth_at(self._word_parts(leaf, highest_idf, times), rows) for leaf in phrase.leaves]
        return [Part(rows, np.maximum.reduce(words))]

    def _weighted(self, alternative: Alternative, times: int, highest_idf: int) -> list[Part]:
        return self.parts(alternative.leaf, highest_idf, alternative.percent * times)

    def _add_clause(self, clause: Clause, scores: Scores) -> list[Rows]:
        """Add what the best alternative of ``clause`` is worth; return the rows of all of them, list by list."""
        highest_idf = MAX_IDF if len(clause.alternatives) == 1 else self.typed_idf(clause)
        ways = [self._weighted(alternative, clause.times, highest_idf) for alternative in clause.alternatives]
        ways = [parts for parts in ways if parts]
        if len(ways) > 1:
            self._add_best(ways, scores)
        else:
            for part in (part for parts in ways for part in parts):
                np.add.at(scores, part.rows, part.worth)
        return [part.rows for parts in ways for part in parts]

    def _add_best(self, ways: Sequence[Sequence[Part]], scores: Scores) -> None:
        best, way = self._scratch
        for parts in ways:
            for rows, worth in parts:
                np.add.at(way, rows, worth)
            for rows, _ in parts:
                np.maximum.at(best, rows, way[rows])
                way[rows] = 0
        for rows, _ in (part for parts in ways for part in parts):
            np.add.at(scores, rows, best[rows])
            best[rows] = 0

    @property
    def _scratch(self) -> tuple[Scores, Scores]:
        """Two arrays of n_docs zeros of this thread's own; who uses them leaves them so."""
        if not hasattr(self._local, "zeros"):
            self._local.zeros = (np.zeros(self.n_docs, np.int64), np.zeros(self.n_docs, np.int64))
        zeros: tuple[Scores, Scores] = self._local.zeros
        return zeros

    def _in_all(self, holders: Sequence[Sequence[Rows]]) -> Rows:
        """Return the rows, in order, that stand in a list of each of ``holders``: the shortest lists decide."""
        if not holders or not all(holders):
            return np.zeros(0, np.int32)
        first, *others = sorted(holders, key=_length)
        found = self._union(first)
        for lists in others:
            if not len(found):
                break
            if len(found) * FEW < _length(lists):
                found = found[np.logical_or.reduce([is_in(found, rows) for rows in lists])]
            else:
                found = found[self._marked(lists)[found]]
        return found

    def _union(self, lists: Sequence[Rows]) -> Rows:
        return np.flatnonzero(self._marked(lists)).astype(np.int32)

    def _marked(self, lists: Iterable[Rows]) -> NDArray[np.bool_]:
        """Return which rows stand in one of ``lists``."""
        marked = np.zeros(self.n_docs, np.bool_)
        for rows in lists:
            marked[rows] = True
        return marked


def _length(lists: Sequence[Rows]) -> int:
    return sum(map(len, lists))


def _worth_at(parts: Sequence[Part], rows: Rows) -> Scores:
    """Return what ``parts`` add up to in ``rows``, 0 where none of them stands."""
    worth = np.zeros(len(rows), np.int64)
    for part in parts:
        place = np.minimum(np.searchsorted(part.rows, rows), len(part.rows) - 1)
        worth += np.where(part.rows[place] == rows, part.worth[place], 0)
    return worth
