"""The matches of a plan that an answer needs, in two requests; of several answers, in the same two.

1. The best documents by the cluster's own sums, a few more than ``Weights.n_supported``, and a list of all that have
   every clause. Of a document come row and score alone, and the score is near the truth.
2. The impacts in the best documents and in their neighbours, which lend them a share of their scores, and a list of the
   others that score near a fifth of the best.

The exact scores of listed documents are asked for where they decide something.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.engines.near_scores import ERROR, NearScores
from search.engines.opensearch.impacts import ImpactFinder, Impacts, Worth
from search.engines.opensearch.listing import Listed, listed, listed_best
from search.engines.opensearch.queries import PlanQueries, has_all, row_filter
from search.engines.opensearch.searched_index import SearchedIndex
from search.engines.opensearch.steps import Steps, in_step
from search.engines.protocol import ANSWER_SHARE, Matches, Plan, Scope

Rows = NDArray[np.int32]

MARGIN = 20
"""Documents that the first request asks for beyond those whose exact order it must find; by hand."""

WIDENED = 5
"""How many times as many are asked for when documents with nearly the same scores are cut apart; by hand."""

MAX_HITS = 10_000
"""Most hits of a request, which is OpenSearch's own limit."""


class ClusterMatching:
    """The matches of one plan.

    Args:
        max_idfs: the idf that caps each clause.
        neighbours: the rows of each document's neighbours, -1 for none.
    """

    def __init__(
        self,
        plan: Plan,
        max_idfs: Sequence[int],
        worth: Worth,
        finder: ImpactFinder,
        index: SearchedIndex,
        neighbours: Rows,
        n_supported: int,
    ) -> None:
        self._plan = plan
        self._max_idfs = max_idfs
        self._worth = worth
        self._index = index
        self._all_neighbours = neighbours
        self._n_supported = n_supported
        self._finder = finder
        self._queries = PlanQueries(plan, max_idfs, worth)
        self._every = has_all(plan)

    def needed(self, scope: Scope | None, pinned: int | None) -> Steps[tuple[Matches, Impacts]]:
        """Find the matches that an answer needs, and the impacts in the best of them."""
        best, complete = yield from self._best(scope)
        if complete is None or len(self._plan.clauses) == 1:
            impacts = yield from self.impacts(np.sort(best.rows))
            return self._matches(impacts, complete, None), impacts
        beside = self._beside(best, scope, pinned)
        least = float(best.scores[0]) / ANSWER_SHARE * (1 - ERROR)
        finding: list[Steps[Any]] = [
            self.impacts(np.union1d(best.rows, beside)),
            listed(self._queries.scored(scope, [row_filter(beside.tolist())])),
            listed(self._queries.scored(scope, [{"bool": {"must_not": [self._every]}}]), least),
        ]
        impacts, matching, others = yield from in_step(finding)
        impacts = impacts.within(np.concatenate([best.rows, matching.rows]))
        return self._matches(impacts, complete, others), impacts

    def everywhere(self) -> Steps[Matches]:
        """Find every match with its exact score; not for answers, since it asks for all impacts."""
        every = yield from listed(self._queries.scored(None))
        impacts = yield from self.impacts(np.sort(every.rows))
        return self._matches(impacts, None, None)

    def impacts(self, rows: Rows) -> Steps[Impacts]:
        """Find the impacts in ``rows``, ascending, which need not match."""
        return self._finder.within(rows)

    def _best(self, scope: Scope | None) -> Steps[tuple[Listed, Listed | None]]:
        """Find the best documents, and those with every clause; None where the best are all that match.

        The best are those that the exact order has first, and any that their sums do not tell from the last of them.
        """
        query, n_wanted = self._queries.scored(scope), self._n_supported
        finding: list[Steps[Any]] = [
            listed_best(query, size := n_wanted + MARGIN),
            listed(self._queries.scored(scope, [self._every])),
        ]
        (best, total), complete = yield from in_step(finding)
        while True:
            if total <= len(best.rows):
                return best, None
            if best.scores[-1] < best.scores[n_wanted - 1] * (1 - ERROR) or size == MAX_HITS:
                return best, complete
            size = min(size * WIDENED, MAX_HITS)
            best, total = yield from listed_best(query, size)

    def _beside(self, best: Listed, scope: Scope | None, pinned: int | None) -> Rows:
        """Return the pinned row and the neighbours of the best documents, those in ``scope`` that are none of these."""
        last = best.scores[: self._n_supported][-1] * (1 - ERROR)
        rows = self._all_neighbours[best.rows[best.scores >= last]].ravel()
        rows = np.setdiff1d(np.append(rows, -1 if pinned is None else pinned), np.append(best.rows, -1))
        return rows if scope is None else rows[scope.mask[rows]]

    def _matches(self, impacts: Impacts, complete: Listed | None, others: Listed | None) -> Matches:
        """Return the matches of which the impacts are known, and of the others that are listed.

        Args:
            complete: documents with every clause.
            others: documents without some; None for no more than those of which the impacts are known.
        """
        of_clauses = self._clause_scores(impacts)
        own = of_clauses.sum(axis=0)
        has_every: NDArray[np.bool_] = np.all(of_clauses > 0, axis=0)
        if complete is None:
            return Matches(impacts.rows, own, has_every)
        parts = [(impacts.rows, own, has_every)]
        for part, is_complete in ((complete, True), (others, False)):
            if part is not None:
                is_new = ~np.isin(part.rows, impacts.rows)
                parts.append((part.rows[is_new], np.rint(part.scores[is_new]), np.full(is_new.sum(), is_complete)))
        rows, scores, has_every = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
        order, is_exact = np.argsort(rows), np.arange(len(rows)) < len(impacts.rows)
        near = NearScores(rows[order], scores[order], is_exact[order], self._exact_scores)
        return Matches(rows[order], scores[order], has_every[order], near)

    def _exact_scores(self, rows: Sequence[int]) -> NDArray[np.float64]:
        impacts = self._index.found(self.impacts(np.array(rows, np.int32)))
        self._index.keep(self._plan, impacts)
        return self._own_scores(impacts)

    def _own_scores(self, impacts: Impacts) -> NDArray[np.float64]:
        scores: NDArray[np.float64] = self._clause_scores(impacts).sum(axis=0)
        return scores

    def _clause_scores(self, impacts: Impacts) -> NDArray[np.float64]:
        """Return what each clause scores in each row, of shape (n_clauses, n_rows)."""
        scores = [
            impacts.scores(clause, max_idf, self._worth).max(axis=0)
            for clause, max_idf in zip(self._plan.clauses, self._max_idfs, strict=True)
        ]
        return np.array(scores).reshape(len(scores), len(impacts.rows))
