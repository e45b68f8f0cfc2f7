"""The index in the cluster that is searched, and the impacts that it told for recent plans."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any

from index.cluster.client import Cluster, ClusterRefused, ClusterUnavailable
from search.engines.opensearch.impacts import Impacts
from search.engines.opensearch.steps import Dsl, Found, Steps
from search.engines.protocol import Clause, Plan

MAX_KEPT_ROWS = 2_000
"""Rows of a clause up to which further ones are kept beside them; by hand."""

MAX_KEPT = 256
"""Clauses whose impacts are kept for explanations and support; by hand, a query has a few."""


class SearchedIndex:
    """One index of a cluster; thread-safe."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self._cluster = cluster
        self._name = name
        self._kept: OrderedDict[Clause, Impacts] = OrderedDict()
        self._lock = Lock()

    def found(self, finding: Steps[Found]) -> Found:
        """Return what is found in some steps, each of which is one request.

        Raises: ClusterUnavailable.
        """
        answers: Any = None  # a generator is started with None
        while True:
            try:
                searches = finding.send(answers)
            except StopIteration as ended:
                found: Found = ended.value
                return found
            answers = self.searches(searches) if searches else []

    def searches(self, bodies: Sequence[Dsl]) -> list[Any]:
        """Return the answers to several searches, which are asked for in one request.

        Raises: ClusterUnavailable, also where the build is not there any more.
        """
        try:
            return self._cluster.searches(self._name, bodies)
        except ClusterRefused as error:
            if error.status != 404:
                raise
            raise ClusterUnavailable(
                f"search is unavailable: {self._cluster.address} has no {self._name}; another build took its place"
            ) from error

    def keep(self, plan: Plan, impacts: Impacts) -> None:
        """Keep the impacts of a plan's clauses, with those in a few other rows that were kept before."""
        with self._lock:
            for clause in plan.clauses:
                before = self._kept.get(clause)
                is_joined = before is not None and before is not impacts and len(before.rows) < MAX_KEPT_ROWS
                self._kept[clause] = before.joined(impacts) if before is not None and is_joined else impacts
                self._kept.move_to_end(clause)
            while len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)

    def kept(self, clause: Clause) -> Impacts | None:
        """Return the impacts that were kept of a clause."""
        with self._lock:
            return self._kept.get(clause)
