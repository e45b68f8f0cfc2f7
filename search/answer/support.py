"""What other documents add to the scores of the best ones: the parts of the same guide, and the nearest documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.matrix.neighbours import MAX_WEIGHT
from index.matrix.ordered import begins_run, values_at
from index.weights import WEIGHTS, Weights
from search.best_rows import best_rows
from search.engines.protocol import Clause, Engine, Matches

Places = NDArray[np.integer]
Scores = NDArray[np.int64]


class Support(NamedTuple):
    """What is added to the scores of some documents, in tenths of a score: two arrays of the same shape."""

    guide: Scores
    neighbours: Scores


@dataclass(frozen=True, slots=True)
class Supporters:
    """The documents that support each other where they match the same clauses.

    Attributes:
        neighbours: rows and weights of each document's neighbours, of shape (n_docs, k); -1 for none, and weights in
            units of 1 / ``MAX_WEIGHT``.
        guides: the code of each document's guide, of shape (n_docs,).
        guide_sizes: the number of documents of each guide, by its code.
        is_page: which documents are a guide's own page, of shape (n_docs,).
    """

    clauses: Sequence[Clause]
    engine: Engine
    neighbours: tuple[NDArray[np.int32], NDArray[np.uint16]]
    guides: NDArray[np.int32]
    guide_sizes: NDArray[np.integer]
    is_page: NDArray[np.bool_]
    weights: Weights = WEIGHTS

    def support(self, matches: Matches) -> Support:
        """Return what is added to the score of each match: to the best ``Weights.n_supported`` alone.

        A single clause is no reason to prefer one guide's documents or another's: nothing is added.
        """
        support = Support(np.zeros(len(matches.rows), np.int64), np.zeros(len(matches.rows), np.int64))
        if len(self.clauses) > 1:
            top = best_rows(matches.scores, self.weights.n_supported)
            support.guide[top] = self._of_guides(matches, top)
            support.neighbours[top] = self._of_neighbours(matches, top)
        return support

    def _of_guides(self, matches: Matches, top: Places) -> Scores:
        """Return the share of what each guide's best documents score more, clause by clause, than each of them.

        A part of a guide about Java need not say so again: where another part scores more for that word, the part is
        given some of the difference, and less in a guide that is too large to be about one subject. A guide's own page
        is given nothing: where a part has what is asked, the part is the better hit.
        """
        support = np.zeros(len(top), np.int64)
        guides = self.guides[matches.rows[top]]
        order = guides.argsort(kind="stable")
        is_first = begins_run(guides[order])
        # those of a guide with others, one guide after the other
        has_others = ~is_first
        has_others[:-1] |= ~is_first[1:]
        order, is_first = order[has_others], is_first[has_others]
        if not len(order):
            return support
        rows, firsts = matches.rows[top[order]], is_first.nonzero()[0]
        best_of_guide = np.maximum.reduceat(self.engine.scores(self.clauses, rows), firsts, axis=1).sum(axis=0)
        lead = best_of_guide[is_first.cumsum() - 1] - matches.scores[top[order]]
        lead_of_part = np.where(self.is_page[rows], 0, lead).astype(np.int64)
        n_focused = self.weights.n_focused
        sizes = np.maximum(self.guide_sizes[guides[order]], n_focused)
        support[order] = lead_of_part * self.weights.guide_tenths * n_focused // sizes
        return support

    def _of_neighbours(self, matches: Matches, top: Places) -> Scores:
        """Return the share of their neighbours' scores that documents are given."""
        rows, weights = self.neighbours
        matching = matches.rows[top]
        scores = values_at(matches.rows, matches.scores, rows[matching]).astype(np.int64)
        lent: Scores = (scores * weights[matching]).sum(axis=1) * self.weights.neighbour_tenths // MAX_WEIGHT
        return lent
