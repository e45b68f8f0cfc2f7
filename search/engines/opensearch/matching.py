"""The matches of a plan that an answer needs, in at most three requests.

1. The best documents by the cluster's own sums, a few more than ``Weights.n_supported``, each with its impacts. Where
   that is all that matches, there is nothing else to ask.
2. The impacts in the neighbours of those, which lend them a share of their scores, for plans of several clauses.
3. The other documents that may belong to the answer, those with every clause or near a fifth of the best score: row and
   score alone, in a list that each shard makes. Their exact scores are asked for where they decide something.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.engines.near_scores import ERROR, NearScores
from search.engines.opensearch.impacts import Impacts, Worth, leaves_of_plan
from search.engines.opensearch.queries import Dsl, PlanQueries, clause_filter, has_all, limited, row_filter
from search.engines.opensearch.searched_index import SearchedIndex
from search.engines.protocol import ANSWER_SHARE, Matches, Plan, Scope

Rows = NDArray[np.int32]

MARGIN = 20
"""Documents that the first request asks for beyond those whose exact order it must find; by hand."""

WIDENED = 5
"""How many times as many are asked for when documents with nearly the same scores are cut apart; by hand."""

MAX_HITS = 10_000
"""Most hits of a request, which is OpenSearch's own limit."""

MAX_ASKED = 1_000
"""Rows whose impacts one request asks for; by hand."""

LIST_ROWS: Mapping[str, Any] = {
    "init_script": "state.rows = new ArrayList()",
    # the row in the upper 32 bits, the score in the lower ones
    "map_script": "if (_score >= params.least) "
    "{ state.rows.add((doc['row'].value << 32) | Float.floatToIntBits((float) _score)) }",
    "combine_script": "return state.rows",
    "reduce_script": "List all = new ArrayList(); for (rows in states) { if (rows != null) { all.addAll(rows) } } "
    "return all",
}


class ClusterMatching:
    """See ``protocol.Matching``.

    Args:
        max_idfs: the idf that caps each clause.
        neighbours: the rows of each document's neighbours, -1 for none.
    """

    def __init__(
        self,
        plan: Plan,
        max_idfs: Sequence[int],
        worth: Worth,
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
        self._leaves = leaves_of_plan(plan)
        self._queries = PlanQueries(plan, self._leaves, max_idfs, worth)

    def within(self, scope: Scope | None, also: Sequence[int] = ()) -> Matches:
        impacts, is_all = self._best(scope)
        if is_all:
            return self._matches(impacts, None, scope)
        impacts = impacts.joined(self._neighbours(impacts, scope, also))
        best = float(self._own_scores(impacts).max(initial=0))
        listed = self._listed(scope, best / ANSWER_SHARE * (1 - ERROR))
        return self._matches(impacts, listed, scope)

    def everywhere(self) -> Matches:
        """Return every match with its exact score; not for answers, since it asks for all impacts."""
        rows = self._listed(None, 0.0)[0].tolist()
        return self._matches(self._impacts_in(rows, None), None, None)

    def contributions(self, rows: Sequence[int]) -> Impacts:
        """Return the impacts in a few rows, which need not match."""
        found = self._impacts_in(rows, None)
        absent = sorted(set(rows) - set(found.rows.tolist()))
        return found.joined(Impacts(np.array(absent, np.int32), {}))

    def _best(self, scope: Scope | None) -> tuple[Impacts, bool]:
        """Return the impacts in the best documents, and whether these are all that match.

        They are those that the exact order has first, and any that their floats do not tell from the last of them.
        """
        n_wanted = self._n_supported
        size = n_wanted + MARGIN
        while True:
            hits, total = self._hits(self._queries.scored(scope), size, [{"_score": "desc"}, {"row": "asc"}])
            impacts = Impacts.of_hits([(row, named) for row, named, _ in hits], self._leaves)
            is_all = total <= len(hits)
            scores = [score for _, _, score in hits]
            if is_all or scores[-1] < scores[n_wanted - 1] * (1 - ERROR) or size == MAX_HITS:
                return impacts, is_all
            size = min(size * WIDENED, MAX_HITS)

    def _neighbours(self, impacts: Impacts, scope: Scope | None, also: Sequence[int]) -> Impacts:
        """Return the impacts in the matches among the neighbours of the best documents, and among the rows ``also``."""
        rows = set(also)
        if len(self._plan.clauses) > 1:
            order = np.lexsort((impacts.rows, -self._own_scores(impacts)))
            best = impacts.rows[order[: self._n_supported]]
            rows |= set(self._all_neighbours[best].ravel().tolist()) - {-1}
        return self._impacts_in(sorted(rows - set(impacts.rows.tolist())), scope)

    def _impacts_in(self, rows: Sequence[int], scope: Scope | None) -> Impacts:
        """Return the impacts in those of ``rows`` that match, in requests of ``MAX_ASKED``."""
        found: list[tuple[int, Mapping[str, float]]] = []
        for first in range(0, len(rows), MAX_ASKED):
            asked = rows[first : first + MAX_ASKED]
            hits, _ = self._hits(self._queries.scored(scope, [row_filter(asked)]), len(asked), [{"row": "asc"}])
            found += [(row, named) for row, named, _ in hits]
        return Impacts.of_hits(found, self._leaves)

    def _hits(
        self, query: Mapping[str, Any], size: int, sort: Sequence[Any]
    ) -> tuple[list[tuple[int, Mapping[str, float], float]], int]:
        """Return hits as row, impacts by name, and score, and how many there are in all."""
        body = {"size": size, "query": query, "sort": sort, "track_total_hits": True, "stored_fields": "_none_"}
        params = {
            "include_named_queries_score": "true",
            "filter_path": "timed_out,_shards,hits.total,hits.hits.sort,hits.hits.matched_queries",
        }
        answer = self._index.search(body, params)["hits"]
        hits = [
            (int(hit["sort"][-1]), hit.get("matched_queries", {}), float(hit["sort"][0]))
            for hit in answer.get("hits", ())
        ]
        return hits, int(answer["total"]["value"])

    def _listed(self, scope: Scope | None, least: float) -> tuple[Rows, NDArray[np.float64], NDArray[np.bool_]]:
        """Return the rows, in order, and near scores of the matches with every clause or that reach ``least``."""
        every = has_all(self._plan)
        with_all = _listing(self._queries.scored(scope, [every]), 0)
        others = _listing(self._queries.scored(scope, [{"bool": {"must_not": [every]}}]), least)
        # of one clause, every match has all
        asked = [with_all, others] if len(self._plan.clauses) > 1 else [with_all]
        lists = [listed_values(answer) for answer in self._index.searches(asked)]
        packed = np.concatenate(lists)
        rows = (packed >> 32).astype(np.int32)
        scores = np.rint((packed & 0xFFFFFFFF).astype(np.uint32).view(np.float32).astype(np.float64))
        has_every = np.arange(len(packed)) < len(lists[0])
        order = np.argsort(rows)
        return rows[order], scores[order], has_every[order]

    def _matches(
        self,
        impacts: Impacts,
        listed: tuple[Rows, NDArray[np.float64], NDArray[np.bool_]] | None,
        scope: Scope | None,
    ) -> Matches:
        """Return the matches of which the impacts are known, and of the others that are listed."""
        self._index.keep(self._plan, impacts)
        of_clauses = self._clause_scores(impacts)
        own = of_clauses.sum(axis=0)
        has_every: NDArray[np.bool_] = np.all(of_clauses > 0, axis=0)
        if listed is None:
            return Matches(impacts.rows, own, has_every)
        is_other = ~np.isin(listed[0], impacts.rows)
        rows = np.concatenate([impacts.rows, listed[0][is_other]])
        scores = np.concatenate([own, listed[1][is_other]])
        order = np.argsort(rows)
        is_exact = np.arange(len(rows)) < len(impacts.rows)
        near = NearScores(rows[order], scores[order], is_exact[order], self._exact_scores)
        return Matches(rows[order], scores[order], np.concatenate([has_every, listed[2][is_other]])[order], near)

    def _exact_scores(self, rows: Sequence[int]) -> NDArray[np.float64]:
        impacts = self.contributions(rows)
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


def _listing(query: Dsl, least: float) -> Dsl:
    """Return the request for the rows and scores of what ``query`` finds at scores from ``least`` on.

    It has one aggregation: beside a second one, OpenSearch 3.6 gives many documents the score of another.
    """
    rows = {"scripted_metric": {**LIST_ROWS, "params": {"least": least}}}
    return {"size": 0, "query": query, "track_total_hits": False, "aggs": {"rows": rows}}


def listed_rows(filtering: Dsl) -> Dsl:
    """Return the request for the rows of what a filter finds."""
    return _listing({"constant_score": {"filter": filtering}}, 0)


def listed_values(answer: Any) -> NDArray[np.int64]:
    """Return the values that ``LIST_ROWS`` made."""
    return np.array(answer["aggregations"]["rows"]["value"], np.int64)


def n_clauses_query(plan: Plan) -> Mapping[str, Any]:
    """Return the query that scores a document by the number of its clauses."""
    ones = [{"constant_score": {"filter": clause_filter(clause), "boost": 1}} for clause in plan.clauses]
    return limited(ones, plan, None)
