"""Recorded searches, run again on the present index."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from search.gaps.demand import Demand
from search.results import ResultPage

MAX_REPLAYED = 1_000
"""Searches that are run again, the most frequent ones; the recorded numbers of results count for the others. By hand:
some ten seconds, and more than anybody writes for."""

WEAKER_STEPS = ("drop", "browse")
"""Steps of relaxation after which the results no longer answer the reader's query."""


class SupportsSearch(Protocol):
    """An index that can be searched; a ``Searcher`` is one."""

    def search(self, query: str, *, limit: int) -> ResultPage: ...


@dataclass(frozen=True, slots=True)
class ReplayedSearch:
    """A recorded search and its present number of results; None where that is not known."""

    demand: Demand
    results: int | None


def result_counter(searcher: SupportsSearch) -> Callable[[str], int]:
    """Return a function that counts the results of a query.

    Results of a weaker query do not count, nor do those of a corrected query that is itself answered by a weaker one.
    """

    def results(query: str) -> int:
        page = searcher.search(query, limit=1)
        count = n_answers(page)
        if count and page.relaxed is not None and page.relaxed.query != query:
            return min(count, n_answers(searcher.search(page.relaxed.query, limit=1)))
        return count

    return results


def best_guide(searcher: SupportsSearch) -> Callable[[str], str]:
    """Return a function that finds the id of the guide that is nearest to answering a query, "" for none.

    It is the guide of the best result, even of a weaker query: where the answer may be written.
    """

    def guide(query: str) -> str:
        page = searcher.search(query, limit=1)
        return page.hits[0].guide if page.hits and not (page.relaxed and page.relaxed.step == "browse") else ""

    return guide


def n_answers(page: ResultPage) -> int:
    """Return the number of results that answer the query; 0 where a weaker query found them."""
    is_weakened = page.relaxed is not None and page.relaxed.step in WEAKER_STEPS
    return 0 if is_weakened else page.total


def replayed_searches(demands: Sequence[Demand], search: Callable[[str], int] | None) -> tuple[ReplayedSearch, ...]:
    """Return the searches, the most frequent first, with the counts of ``search`` for MAX_REPLAYED of them; with the
    recorded counts for the others, and where ``search`` is None."""
    ordered = sorted(demands, key=lambda demand: (-demand.count, demand.query))
    return tuple(
        ReplayedSearch(demand, demand.results if search is None or number >= MAX_REPLAYED else search(demand.query))
        for number, demand in enumerate(ordered)
    )


def closed_queries(searches: Sequence[ReplayedSearch]) -> tuple[str, ...]:
    """Return the queries that had no results when they were recorded and have some now."""
    return tuple(s.demand.query for s in searches if s.demand.results == 0 and s.results)
