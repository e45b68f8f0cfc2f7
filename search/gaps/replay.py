"""How the present index answers what was searched before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from search.gaps.demand import Demand
from search.results import ResultPage

WEAKENED = ("drop", "browse")
"""Ways of relaxing a query after which it is no longer what the reader asked."""


class ReplayedSearches(Protocol):
    """What can be asked; a ``Searcher`` is one."""

    def search(self, query: str, *, limit: int) -> ResultPage: ...


@dataclass(frozen=True, slots=True)
class Answered:
    """A search and the number of results that it has now; None where that is not known."""

    demand: Demand
    results: int | None


def replay(searcher: ReplayedSearches) -> Callable[[str], int]:
    """Return a function that counts the results of a query; those of a weaker query do not count, nor those of a
    corrected one that is itself answered by a weaker."""

    def results(query: str) -> int:
        page = searcher.search(query, limit=1)
        found = n_answers(page)
        if found and page.relaxed is not None and page.relaxed.query != query:
            return min(found, n_answers(searcher.search(page.relaxed.query, limit=1)))
        return found

    return results


def n_answers(page: ResultPage) -> int:
    """Return how many results answer what was asked: none where they are those of a weaker query."""
    is_weakened = page.relaxed is not None and page.relaxed.step in WEAKENED
    return 0 if is_weakened else page.total


def answered(demands: Sequence[Demand], search: Callable[[str], int] | None) -> tuple[Answered, ...]:
    """Return the searches with their results: those of ``search``, else those that they had."""
    return tuple(Answered(demand, demand.results if search is None else search(demand.query)) for demand in demands)


def closed(searches: Sequence[Answered]) -> tuple[str, ...]:
    """Return the searches that found nothing when they were made and find something now."""
    return tuple(s.demand.query for s in searches if s.demand.results == 0 and s.results)
