"""What words, prefixes and phrases score, worked out of the postings of an engine: the same for every engine."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.postings import MAX_IDF, quantised_idf
from search.engines.engine import (
    EXACT_SHARE,
    Alternative,
    Clause,
    Leaf,
    Nearby,
    PhraseLeaf,
    PrefixLeaf,
    WordLeaf,
)
from search.spelling import Spelling

Rows = NDArray[np.int32]
Scores = NDArray[np.int64]


class TermPostings(NamedTuple):
    """The documents that hold a term, in order, what it is worth in each, and how much it tells."""

    rows: Rows
    impacts: Scores
    idf: int


class LeafEngine(ABC):
    """The part of ``engine.Engine`` that follows from what is abstract here."""

    n_docs: int

    @abstractmethod
    def df(self, term: str) -> int: ...

    @abstractmethod
    def idf(self, term: str) -> int:
        """Return the idf of ``term``; 0 when it is not in the vocabulary."""

    @abstractmethod
    def postings(self, term: str) -> TermPostings | None:
        """Return the postings of ``term``, None when it is not in the vocabulary."""

    @abstractmethod
    def prefix_impacts(self, prefix: str) -> tuple[Rows, Scores]:
        """Return the rows with a surface that begins with ``prefix``, in order, and the best impact in each."""

    @abstractmethod
    def phrase_rows(self, surfaces: Sequence[str]) -> Rows:
        """Return the rows in which ``surfaces`` stand at successive positions, in order."""

    @property
    @abstractmethod
    def spelling(self) -> Spelling:
        """The surfaces by spelling."""

    def contributions(self, clause: Clause, row: int) -> Sequence[tuple[Alternative, int]]:
        highest_idf = self.typed_idf(clause)
        return [
            (
                alternative,
                _at(*self.leaf_scores(alternative.leaf, highest_idf), row, alternative, clause),
            )
            for alternative in clause.alternatives
        ]

    def rows_of(self, leaf: Leaf) -> Rows:
        return self.leaf_scores(leaf)[0]

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

    def leaf_scores(self, leaf: Leaf, highest_idf: int = MAX_IDF) -> tuple[Rows, Scores]:
        """Return the rows that ``leaf`` matches, in order, and its scores there."""
        if isinstance(leaf, WordLeaf):
            return _summed(self.word_parts(leaf, highest_idf))
        if isinstance(leaf, PrefixLeaf):
            return self._prefix_scores(leaf.text, highest_idf)
        return self._phrase_scores(leaf, highest_idf)

    def word_parts(self, leaf: WordLeaf, highest_idf: int = MAX_IDF) -> list[tuple[Rows, Scores]]:
        """Return rows and scores of the stem, then of the surface, as far as they exist."""
        parts = []
        for term, share in ((leaf.stem, 100), (leaf.surface, EXACT_SHARE)):
            found = self.postings(term)
            if found:
                parts.append((found.rows, found.impacts * (min(found.idf, highest_idf) * share)))
        return parts

    def _prefix_scores(self, prefix: str, highest_idf: int) -> tuple[Rows, Scores]:
        """Score all surfaces that begin so as one word: the best impact, the idf of the documents touched."""
        rows, best = self.prefix_impacts(prefix)
        if not len(rows):
            return rows, best
        idf = min(int(quantised_idf(np.array([len(rows)]), self.n_docs)[0]), highest_idf)
        return rows, best * (idf * 100)

    def _phrase_scores(self, phrase: PhraseLeaf, highest_idf: int) -> tuple[Rows, Scores]:
        """Score a phrase, which stands for one word, by the word of it that tells most."""
        rows = self.phrase_rows([leaf.surface for leaf in phrase.leaves])
        best = np.zeros(len(rows), np.int64)
        for leaf in phrase.leaves if len(rows) else ():
            docs, scores = _summed(self.word_parts(leaf, highest_idf))
            np.maximum(best, scores[np.searchsorted(docs, rows)], out=best)
        return rows, best


def _summed(parts: Sequence[tuple[Rows, Scores]]) -> tuple[Rows, Scores]:
    """Return the rows of a stem and of a surface as one, their scores added."""
    if not parts:
        return np.zeros(0, np.int32), np.zeros(0, np.int64)
    if len(parts) == 1:
        return parts[0]
    (rows, scores), (fewer, more) = parts
    at = np.searchsorted(rows, fewer)
    place = np.minimum(at, len(rows) - 1)
    same = rows[place] == fewer
    scores[place[same]] += more[same]
    if same.all():
        return rows, scores
    new = ~same
    return np.insert(rows, at[new], fewer[new]), np.insert(scores, at[new], more[new])


def _at(rows: Rows, scores: Scores, row: int, alternative: Alternative, clause: Clause) -> int:
    place = int(np.searchsorted(rows, row))
    if place == len(rows) or rows[place] != row:
        return 0
    return int(scores[place]) * alternative.percent * clause.times
