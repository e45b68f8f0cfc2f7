"""What readers searched and found little for, or found and did not open."""

from collections.abc import Iterator

from search.gaps.demand import search_key
from search.gaps.finding import Gap, Place
from search.gaps.replay import ReplayedSearch
from search.gaps.rule import Rule
from search.gaps.site import Site

ENOUGH_FOR_A_SHARE = 20
"""ReplayedSearches before their share of clicks says anything."""


def check(site: Site) -> Iterator[Gap]:
    for search in site.searches:
        if search.demand.count < site.settings.min_searches:
            continue
        if said := _weakness(search, site):
            yield _gap(search, said)


def _weakness(search: ReplayedSearch, site: Site) -> str:
    """Return in what a search is weak, or nothing."""
    demand, settings = search.demand, site.settings
    if search.results and search.results < settings.weak_results:
        return f"finds {search.results} of {settings.weak_results} results or more hoped for"
    if search.results == 0 or demand.clicks is None or demand.count < ENOUGH_FOR_A_SHARE:
        return ""
    if demand.clicks < settings.weak_click_share * demand.count:
        return f"is followed by {demand.clicks:,} clicks"
    return ""


def _gap(search: ReplayedSearch, said: str) -> Gap:
    demand = search.demand
    return Gap(
        key=(search_key(demand.query),),
        place=Place("", 0),
        message=f"{demand.query!r}, searched {demand.count:,} times, {said}",
        fix="look at what it finds: a better title, an alias or a section may answer it",
        subject=demand.query,
        demand=demand.count,
        confidence=0.8,
    )


RULE = Rule(
    name="weak-search",
    severity="info",
    summary="readers searched for it and found little, or nothing that they opened",
    check=check,
    minutes=45,
    worth=2.0,
)
