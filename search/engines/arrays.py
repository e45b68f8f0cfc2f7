"""The default engine: NumPy over the memory-mapped postings, every posting of the query's words added."""

import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.analysis import STEM
from index.postings import is_in
from index.storage import Generation
from search.engines.engine import Alternative, Clause, Matches, Plan, WordLeaf
from search.engines.leaves import LeafEngine, Rows, Scores, TermPostings
from search.spelling import Spelling

_COUNT_BIT = 48
"""A score takes the bits below, the number of clauses that matched those above: one addition for both."""

_ONE_CLAUSE = np.int64(1 << _COUNT_BIT)
_SCORE_MASK = np.int64((1 << _COUNT_BIT) - 1)


class ArraysEngine(LeafEngine):
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
        self._stem_holds = lru_cache(maxsize=1 << 16)(self._compare_with_stem)
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

    def df(self, term: str) -> int:
        number = self._terms.find(term)
        return int(self._starts[number + 1] - self._starts[number]) if number >= 0 else 0

    def idf(self, term: str) -> int:
        number = self._terms.find(term)
        return int(self._idf[number]) if number >= 0 else 0

    def postings(self, term: str) -> TermPostings | None:
        number = self._terms.find(term)
        if number < 0:
            return None
        first, last = self._starts[number], self._starts[number + 1]
        impacts = self._impacts[first:last].astype(np.int64)
        return TermPostings(self._docs[first:last], impacts, int(self._idf[number]))

    def prefix_impacts(self, prefix: str) -> tuple[Rows, Scores]:
        first, last = self._prefix_range(prefix)
        postings = slice(self._starts[first], self._starts[last])
        best = np.zeros(self.n_docs, np.uint16)
        np.maximum.at(best, self._docs[postings], self._impacts[postings])
        rows = np.flatnonzero(best)
        return rows.astype(np.int32), best[rows].astype(np.int64)

    def phrase_rows(self, surfaces: Sequence[str]) -> Rows:
        """See ``LeafEngine``; the rarest is looked at first."""
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

    def completions(self, prefix: str, limit: int) -> list[str]:
        first, last = self._prefix_range(prefix)
        df = np.diff(self._starts[first : last + 1])
        commonest = np.argsort(-df, kind="stable")[:limit]
        return [self._terms[first + int(i)] for i in commonest]

    @cached_property
    def spelling(self) -> Spelling:
        return Spelling(self._terms[self._first_surface :])

    def _allowed(self, plan: Plan) -> NDArray[np.bool_] | None:
        allowed: NDArray[np.bool_] | None = None
        for phrase in plan.required:
            mask = np.zeros(self.n_docs, np.bool_)
            mask[self.leaf_scores(phrase)[0]] = True
            allowed = mask if allowed is None else allowed & mask
        for leaf in plan.excluded:
            allowed = np.ones(self.n_docs, np.bool_) if allowed is None else allowed
            allowed[self.leaf_scores(leaf)[0]] = False
        return allowed

    def _add_clause(self, clause: Clause, total: Scores) -> None:
        if len(clause.alternatives) == 1 and isinstance(clause.alternatives[0].leaf, WordLeaf):
            self._add_word(clause.alternatives[0], clause.times, total)
            return
        highest_idf = self.typed_idf(clause)
        found = [
            (rows, scores * (alternative.percent * clause.times))
            for alternative in clause.alternatives
            for rows, scores in [self.leaf_scores(alternative.leaf, highest_idf)]
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

    def _add_word(self, alternative: Alternative, times: int, total: Scores) -> None:
        leaf = alternative.leaf
        assert isinstance(leaf, WordLeaf)
        parts = self.word_parts(leaf) if self._stem_holds(leaf) else [self.leaf_scores(leaf)]
        for number, (rows, scores) in enumerate(parts):
            value = scores * (alternative.percent * times)
            total[rows] += value if number else value + _ONE_CLAUSE

    def _compare_with_stem(self, leaf: WordLeaf) -> bool:
        """Tell whether all documents with the surface have the stem: in another language it has another one."""
        numbers = [self._terms.find(term) for term in (leaf.stem, leaf.surface)]
        if min(numbers) < 0:
            return True
        stem, surface = (self._docs[self._starts[n] : self._starts[n + 1]] for n in numbers)
        return len(surface) <= len(stem) and bool(is_in(surface, stem).all())

    def _prefix_range(self, prefix: str) -> tuple[int, int]:
        """Return the first surface that begins with ``prefix``, and the first behind those."""
        if not prefix:
            return self._first_surface, self._first_surface
        return self._terms.insertion_row(prefix), self._terms.insertion_row(prefix + "\U0010ffff")


def _distinct(ordered: Rows) -> Rows:
    """Return the different values of ``ordered``, which is in ascending order."""
    return ordered[np.flatnonzero(np.diff(ordered, prepend=-1))]
