"""The default engine: NumPy over the memory-mapped postings, every posting of the query's words added."""

import threading
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.analysis import STEM
from index.postings import MAX_IDF, is_in, quantised_idf
from index.storage import Generation
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

_COUNT_BIT = 48
"""A score takes the bits below, the number of clauses that matched those above: one addition for both."""

_ONE_CLAUSE = np.int64(1 << _COUNT_BIT)
_SCORE_MASK = np.int64((1 << _COUNT_BIT) - 1)

Rows = NDArray[np.int32]
Scores = NDArray[np.int64]


class ArraysEngine:
    """See ``engine.Engine``."""

    def __init__(self, generation: Generation) -> None:
        self.n_docs: int = generation.manifest["documents"]
        self._terms = generation.lines("terms")
        self._starts = generation.array("posting_starts")
        self._docs = generation.array("posting_docs")
        self._impacts = generation.array("posting_impacts")
        self._idf = generation.array("idf")
        self._position_starts = generation.array("position_starts")
        self._positions = generation.array("positions")
        self._doc_starts = generation.array("doc_starts")
        self._local = threading.local()
        self._first_surface = self._terms.insertion_row(chr(ord(STEM) + 1))

    @property
    def _scratch(self) -> Scores:
        """Zeros of shape (n_docs,) of this thread's own; who uses them leaves them so."""
        if not hasattr(self._local, "zeros"):
            self._local.zeros = np.zeros(self.n_docs, np.int64)
        zeros: Scores = self._local.zeros
        return zeros

    def matches(self, plan: Plan) -> Matches:
        total = np.zeros(self.n_docs, np.int64)
        for clause in plan.clauses:
            self._add_clause(clause, total)
        allowed = self._allowed(plan)
        if allowed is not None:
            total *= allowed
        return Matches(total & _SCORE_MASK, total >> _COUNT_BIT)

    def contributions(self, clause: Clause, row: int) -> Sequence[tuple[Alternative, int]]:
        highest_idf = self._typed_idf(clause)
        return [
            (
                alternative,
                _at(*self._leaf_scores(alternative.leaf, highest_idf), row, alternative, clause),
            )
            for alternative in clause.alternatives
        ]

    def df(self, term: str) -> int:
        number = self._terms.find(term)
        return int(self._starts[number + 1] - self._starts[number]) if number >= 0 else 0

    def rows_of(self, leaf: Leaf) -> Rows:
        return self._leaf_scores(leaf)[0]

    def completions(self, prefix: str, limit: int) -> list[str]:
        first, last = self._prefix_range(prefix)
        df = np.diff(self._starts[first : last + 1])
        commonest = np.argsort(-df, kind="stable")[:limit]
        return [self._terms[first + int(i)] for i in commonest]

    def near(self, word: str, distance: int) -> list[Nearby]:
        close = self._spelling.near(word, distance)
        found = [Nearby(near, edits, self.df(near)) for near, edits in close]
        found = [nearby for nearby in found if nearby.distance]
        return sorted(found, key=lambda nearby: (nearby.distance, -nearby.df, nearby.word))

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self._terms[self._first_surface :])

    def _allowed(self, plan: Plan) -> NDArray[np.bool_] | None:
        allowed: NDArray[np.bool_] | None = None
        for phrase in plan.required:
            mask = np.zeros(self.n_docs, np.bool_)
            mask[self._leaf_scores(phrase)[0]] = True
            allowed = mask if allowed is None else allowed & mask
        for leaf in plan.excluded:
            allowed = np.ones(self.n_docs, np.bool_) if allowed is None else allowed
            allowed[self._leaf_scores(leaf)[0]] = False
        return allowed

    def _add_clause(self, clause: Clause, total: Scores) -> None:
        if len(clause.alternatives) == 1 and isinstance(clause.alternatives[0].leaf, WordLeaf):
            self._add_word(clause.alternatives[0], clause.times, total)
            return
        highest_idf = self._typed_idf(clause)
        found = [
            (rows, scores * (alternative.percent * clause.times))
            for alternative in clause.alternatives
            for rows, scores in [self._leaf_scores(alternative.leaf, highest_idf)]
            if len(rows)
        ]
        if len(found) == 1:
            rows, scores = found[0]
            total[rows] += scores + _ONE_CLAUSE
            return
        best = self._scratch
        for rows, scores in found:
            best[rows] = np.maximum(best[rows], scores)
        for rows, _ in found:
            won = best[rows]
            total[rows] += np.where(won > 0, won + _ONE_CLAUSE, 0)
            best[rows] = 0

    def _typed_idf(self, clause: Clause) -> int:
        """Return the idf of the word as typed: no other way to satisfy its clause may tell more."""
        typed = clause.alternatives[0]
        if typed.kind != "exact" or not isinstance(typed.leaf, WordLeaf):
            return MAX_IDF
        numbers = [self._terms.find(term) for term in (typed.leaf.stem, typed.leaf.surface)]
        return max((int(self._idf[number]) for number in numbers if number >= 0), default=MAX_IDF)

    def _add_word(self, alternative: Alternative, times: int, total: Scores) -> None:
        leaf = alternative.leaf
        assert isinstance(leaf, WordLeaf)
        counted = False
        for rows, scores in self._word_parts(leaf):
            value = scores * (alternative.percent * times)
            total[rows] += value if counted else value + _ONE_CLAUSE
            counted = True

    def _word_parts(self, leaf: WordLeaf, highest_idf: int = MAX_IDF) -> list[tuple[Rows, Scores]]:
        """Return postings and scores of the stem, then of the surface, as far as they exist."""
        parts = []
        for term, share in ((leaf.stem, 100), (leaf.surface, EXACT_SHARE)):
            number = self._terms.find(term)
            if number >= 0:
                rows, impacts = self._postings(number)
                idf = min(int(self._idf[number]), highest_idf)
                parts.append((rows, impacts * (idf * share)))
        return parts

    def _postings(self, number: int) -> tuple[Rows, Scores]:
        first, last = self._starts[number], self._starts[number + 1]
        return self._docs[first:last], self._impacts[first:last].astype(np.int64)

    def _leaf_scores(self, leaf: Leaf, highest_idf: int = MAX_IDF) -> tuple[Rows, Scores]:
        """Return the rows that ``leaf`` matches, in order, and its scores there."""
        if isinstance(leaf, WordLeaf):
            return _summed(self._word_parts(leaf, highest_idf))
        if isinstance(leaf, PrefixLeaf):
            return self._prefix_scores(leaf.text, highest_idf)
        return self._phrase_scores(leaf, highest_idf)

    def _prefix_range(self, prefix: str) -> tuple[int, int]:
        """Return the first surface that begins with ``prefix``, and the first behind those."""
        if not prefix:
            return self._first_surface, self._first_surface
        return self._terms.insertion_row(prefix), self._terms.insertion_row(prefix + "\U0010ffff")

    def _prefix_scores(self, prefix: str, highest_idf: int) -> tuple[Rows, Scores]:
        """Score all surfaces that begin so as one word: the best impact, the idf of the documents touched."""
        first, last = self._prefix_range(prefix)
        postings = slice(self._starts[first], self._starts[last])
        best = np.zeros(self.n_docs, np.uint16)
        np.maximum.at(best, self._docs[postings], self._impacts[postings])
        rows = np.flatnonzero(best)
        if not len(rows):
            return rows.astype(np.int32), np.zeros(0, np.int64)
        idf = min(int(quantised_idf(np.array([len(rows)]), self.n_docs)[0]), highest_idf)
        return rows.astype(np.int32), best[rows].astype(np.int64) * (idf * 100)

    def _phrase_scores(self, phrase: PhraseLeaf, highest_idf: int) -> tuple[Rows, Scores]:
        """Score a phrase, which stands for one word, by the word of it that tells most."""
        rows = self._phrase_rows([leaf.surface for leaf in phrase.leaves])
        best = np.zeros(len(rows), np.int64)
        for leaf in phrase.leaves if len(rows) else ():
            docs, scores = _summed(self._word_parts(leaf, highest_idf))
            np.maximum(best, scores[np.searchsorted(docs, rows)], out=best)
        return rows, best

    def _phrase_rows(self, surfaces: Sequence[str]) -> Rows:
        """Return the documents in which ``surfaces`` stand at successive positions; the rarest is looked at first."""
        numbers = [self._terms.find(surface) for surface in surfaces]
        if min(numbers, default=-1) < 0:
            return np.zeros(0, np.int32)
        places = [
            self._positions[self._position_starts[number] : self._position_starts[number + 1]] for number in numbers
        ]
        order = sorted(range(len(places)), key=lambda i: len(places[i]))
        found = places[order[0]] - order[0]
        for i in order[1:]:
            found = found[is_in(found + i, places[i])]
        rows = np.searchsorted(self._doc_starts, found, side="right") - 1
        return _distinct(rows.astype(np.int32))


def _distinct(ordered: Rows) -> Rows:
    """Return the different values of ``ordered``, which is in ascending order."""
    return ordered[np.flatnonzero(np.diff(ordered, prepend=-1))]


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
