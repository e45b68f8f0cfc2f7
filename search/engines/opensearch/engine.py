"""The engine on a cluster. The vocabulary is on this machine, postings and positions are in the cluster."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.cluster.client import Cluster
from index.cluster.mapping import rows_index
from index.cluster.mirror import address_beside, check_layout
from index.matrix.postings import quantised_idf
from index.storage.generations import Generation
from index.weights import WEIGHTS, Weights
from search.engines.opensearch.impacts import ImpactFinder, Impacts, Leaf, Worth, leaves_of, leaves_of_plan
from search.engines.opensearch.listing import listed
from search.engines.opensearch.matching import ClusterMatching
from search.engines.opensearch.queries import filter_of, n_clauses_query
from search.engines.opensearch.searched_index import SearchedIndex
from search.engines.opensearch.steps import Dsl, in_step
from search.engines.protocol import Clause, LeafQuery, Matches, PhraseQuery, Plan, PrefixQuery, TermQuery, Wanted
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
        address = address_beside(generation.folder.parent)
        check_layout(address, generation.manifest)
        cluster = Cluster(address)
        self._counted: dict[tuple[Leaf, ...], int] = {}
        self._index = SearchedIndex(cluster, rows_index(address.name, generation.build_id))

    def reach(self) -> None:
        self._index.searches([{"size": 0, "terminate_after": 1, "track_total_hits": False}])

    def matches(self, plan: Plan) -> Matches:
        return self._index.found(self._matching(plan).everywhere())

    def needed(self, wanted: Sequence[Wanted]) -> Iterator[Matches]:
        finding = [self._matching(each.plan).needed(each.scope, each.pinned) for each in wanted]
        for each, (matches, impacts) in zip(wanted, self._index.found(in_step(finding)), strict=True):
            self._index.keep(each.plan, impacts)
            yield matches

    def _matching(self, plan: Plan) -> ClusterMatching:
        max_idfs = [self.max_idf_of(clause) for clause in plan.clauses]
        finder = ImpactFinder(leaves_of_plan(plan, self._worth), self.number)
        return ClusterMatching(plan, max_idfs, self._worth, finder, self._index, self._neighbours, self._n_supported)

    def most_clauses(self, plans: Sequence[Plan]) -> list[int]:
        best = {"size": 1, "stored_fields": "_none_", "track_total_hits": False}
        answers = self._index.searches([{**best, "query": n_clauses_query(plan)} for plan in plans])
        return [round(answer["hits"].get("max_score") or 0) for answer in answers]

    def scores(self, clauses: Sequence[Clause], rows: NDArray[np.int32]) -> NDArray[np.float64]:
        return np.array([self.contributions(clause, rows).max(axis=0) for clause in clauses])

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
        impacts = self._index.found(self._matching(plan).impacts(np.unique(rows)))
        self._index.keep(plan, impacts)
        return impacts

    def rows_of(self, query: LeafQuery) -> NDArray[np.int32]:
        return np.sort(self._index.found(listed(_constant(filter_of(query)))).rows)

    def n_rows(self, queries: Sequence[LeafQuery]) -> list[int]:
        if len(self._counted) > MAX_COUNTED:
            self._counted = {}
        counted = self._counted
        # a phrase of other stems, those of another language, is in the same documents
        leaves = [leaves_of(query)[:1] if isinstance(query, PhraseQuery) else leaves_of(query) for query in queries]
        unknown = {key: query for key, query in zip(leaves, queries, strict=True) if key not in counted}
        asked = {key: filter_of(query) for key, query in unknown.items() if self._may_occur(query)}
        totals: list[int] = []
        if asked:
            bodies = [{"size": 0, "query": _constant(each), "track_total_hits": True} for each in asked.values()]
            totals = [int(answer["hits"]["total"]["value"]) for answer in self._index.searches(bodies)]
        counted.update({**dict.fromkeys(unknown, 0), **dict(zip(asked, totals, strict=True))})
        return [counted[key] for key in leaves]

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
        answer = self._index.searches([{"size": 0, "aggs": outer}])[0]["aggregations"]
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
