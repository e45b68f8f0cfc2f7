"""The default engine: NumPy over memory-mapped postings. It adds up every posting of the query's terms."""

import numpy as np
from numpy.typing import NDArray

from index.matrix.ordered import begins_run, distinct, is_in
from index.storage.generations import Generation
from index.weights import WEIGHTS, Weights
from search.engines.merging import SORTED_SHARE
from search.engines.postings import PostingsEngine, Rows, TermPostings
from search.engines.terms import ListedTerms


class ArraysEngine(ListedTerms, PostingsEngine):
    """See ``protocol.Engine``."""

    def __init__(self, generation: Generation, weights: Weights = WEIGHTS) -> None:
        ListedTerms.__init__(self, generation)
        PostingsEngine.__init__(self, generation, weights)
        self.n_docs: int = generation.number("documents")
        self._docs = generation.array("posting_docs")
        self._impacts = generation.array("posting_impacts")
        self._position_starts = generation.array("position_starts")
        self._positions = generation.array("positions")
        self._doc_starts = generation.array("doc_starts")

    def postings(self, term: str) -> TermPostings | None:
        number = self._terms.find(term)
        if number < 0:
            return None
        first, last = self._starts[number], self._starts[number + 1]
        return TermPostings(self._docs[first:last], self._impacts[first:last], int(self._idf[number]))

    def prefix_impacts(self, prefix: str) -> tuple[Rows, NDArray[np.uint16]]:
        first, last = self._prefix_range(prefix)
        # terms are numbered in alphabetical order: the postings of all surfaces with a prefix are one slice
        postings = slice(self._starts[first], self._starts[last])
        docs, impacts = self._docs[postings], self._impacts[postings]
        if len(docs) * SORTED_SHARE < self.n_docs:
            return _best_impacts(docs, impacts)
        best = np.zeros(self.n_docs, np.uint16)
        np.maximum.at(best, docs, impacts)
        rows = np.flatnonzero(best > 0)
        return rows.astype(np.int32), best[rows]

    def phrase_rows(self, surfaces: tuple[str, ...]) -> Rows:
        """See ``PostingsEngine``; the rarest surface is looked up first."""
        numbers = [self._terms.find(surface) for surface in surfaces]
        if min(numbers, default=-1) < 0:
            return np.zeros(0, np.int32)
        positions = [
            self._positions[self._position_starts[number] : self._position_starts[number + 1]] for number in numbers
        ]
        rarest, *others = sorted(range(len(positions)), key=lambda i: len(positions[i]))
        # Positions count through all documents, with gaps between fields. `starts` holds the positions at which the
        # phrase may begin; surface i of the phrase has to occur at start + i.
        starts = positions[rarest] - rarest
        for i in others:
            starts = starts[is_in(starts + i, positions[i])]
        rows = np.searchsorted(self._doc_starts, starts, side="right") - 1
        return distinct(rows.astype(np.int32))


def _best_impacts(rows: Rows, impacts: NDArray[np.uint16]) -> tuple[Rows, NDArray[np.uint16]]:
    """Return the distinct ``rows``, ascending, each with the greatest of its impacts."""
    order = rows.argsort(kind="stable")
    rows = rows[order]
    first = np.flatnonzero(begins_run(rows))
    return rows[first], np.maximum.reduceat(impacts[order], first) if len(first) else impacts
