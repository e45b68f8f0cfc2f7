"""The engine on a cluster. The vocabulary is on this machine, postings and positions are in the cluster."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.cluster.client import Cluster
from index.cluster.mapping import rows_index
from index.cluster.mirror import address_beside
from index.matrix.postings import quantised_idf
from index.storage.generations import Generation
from index.weights import WEIGHTS, Weights
from search.engines.opensearch.impacts import Impacts, Worth
from search.engines.opensearch.matching import ClusterMatching, listed_rows, listed_values, n_clauses_query
from search.engines.opensearch.queries import Dsl, filter_of
from search.engines.opensearch.searched_index import SearchedIndex
from search.engines.protocol import Clause, LeafQuery, Matches, PhraseQuery, Plan, PrefixQuery, TermQuery
from search.engines.terms import ListedTerms

MAX_COUNTED = 1 << 14
"""Queries whose documents are counted once, until there are so many; by hand."""


class OpenSearchEngine(ListedTerms):
    """See ``protocol.Engine``."""

    def __init__(self, generation: Generation, weights: Weights = WEIGHTS) -> None:
        super().__init__(generation)
        self.n_docs: int = generation.number("documents")
        self._n_supported = weights.n_supported
        self._neighbours: NDArray[np.int32] = generation.array("neighbour_rows")
        self._worth = Worth(self.idf, self._prefix_idf, weights.exact_percent)
        cluster = Cluster(address_beside(generation.folder.parent))
        self._counted: dict[LeafQuery, int] = {}
        self._index = SearchedIndex(cluster, rows_index(cluster.address.name, generation.build_id))

    def reach(self) -> None:
        self._index.search({"size": 0, "terminate_after": 1, "track_total_hits": False})

    def matches(self, plan: Plan) -> Matches:
        return self.matching(plan).everywhere()

    def matching(self, plan: Plan) -> ClusterMatching:
        max_idfs = [self.max_idf_of(clause) for clause in plan.clauses]
        return ClusterMatching(plan, max_idfs, self._worth, self._index, self._neighbours, self._n_supported)

    def most_clauses(self, plan: Plan) -> int:
        if not plan.clauses:
            return 0
        answer = self._index.search({"size": 1, "query": n_clauses_query(plan), "stored_fields": "_none_"})
        return round(answer["hits"]["max_score"] or 0)

    def scores(self, clause: Clause, rows: NDArray[np.int32]) -> NDArray[np.float64]:
        scores: NDArray[np.float64] = self.contributions(clause, rows).max(axis=0)
        return scores

    def contributions(self, clause: Clause, rows: NDArray[np.int32]) -> NDArray[np.float64]:
        impacts = self._kept_impacts(clause, rows)
        places = np.searchsorted(impacts.rows, rows)
        return impacts.scores(clause, self.max_idf_of(clause), self._worth)[:, places]

    def _kept_impacts(self, clause: Clause, rows: NDArray[np.int32]) -> Impacts:
        """Return the impacts of a clause in rows that contain ``rows``, asked for unless they are kept."""
        kept = self._index.kept(clause)
        if kept is not None and np.isin(rows, kept.rows).all():
            return kept
        plan = Plan((clause,))
        impacts = self.matching(plan).contributions(sorted(set(rows.tolist())))
        self._index.keep(plan, impacts)
        return impacts

    def rows_of(self, query: LeafQuery) -> NDArray[np.int32]:
        packed = listed_values(self._index.search(listed_rows(filter_of(query))))
        return np.sort((packed >> 32).astype(np.int32))

    def n_rows(self, queries: Sequence[LeafQuery]) -> list[int]:
        if len(self._counted) > MAX_COUNTED:
            self._counted = {}
        counted = self._counted
        unknown = [query for query in dict.fromkeys(queries) if query not in counted]
        asked = [query for query in unknown if self._may_occur(query)]
        totals: list[int] = []
        if asked:
            bodies = [{"size": 0, "query": _constant(filter_of(query)), "track_total_hits": True} for query in asked]
            totals = [int(answer["hits"]["total"]["value"]) for answer in self._index.searches(bodies)]
        counted.update({**dict.fromkeys(unknown, 0), **dict(zip(asked, totals, strict=True))})
        return [counted[query] for query in queries]

    def _may_occur(self, query: LeafQuery) -> bool:
        """Return whether the vocabulary has what ``query`` needs."""
        if isinstance(query, TermQuery):
            return bool(self.df(query.stem) or self.df(query.surface))
        if isinstance(query, PhraseQuery):
            return bool(query.terms) and all(self.df(term.surface) for term in query.terms)
        return bool(self.completions(query.text, 1))

    def n_beside(self, queries: Sequence[TermQuery], others: Sequence[TermQuery]) -> list[int]:
        inner = {str(number): {"filter": filter_of(other)} for number, other in enumerate(others)}
        if not inner:
            return [0 for _ in queries]
        outer = {str(number): {"filter": filter_of(query), "aggs": inner} for number, query in enumerate(queries)}
        answer = self._index.search({"size": 0, "aggs": outer})["aggregations"]
        return [
            sum(answer[str(number)][str(other)]["doc_count"] for other in range(len(others)))
            for number in range(len(queries))
        ]

    def _prefix_idf(self, query: PrefixQuery) -> int:
        """Return the idf of all surfaces with a prefix as one word."""
        n_rows = self.n_rows([query])[0]
        return int(quantised_idf(np.array([n_rows]), self.n_docs)[0]) if n_rows else 0


def _constant(query: Dsl) -> Dsl:
    return {"constant_score": {"filter": query}}
