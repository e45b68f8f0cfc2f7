"""Rule ``weak-search``: a search of readers with few results, or with few clicks on them."""

from collections.abc import Iterator

from index.analysis import name_key
from search.gaps.demand import search_key
from search.gaps.finding import Gap, Place
from search.gaps.replay import ReplayedSearch
from search.gaps.rule import Rule
from search.gaps.site import Site

MIN_COUNT_FOR_CLICKS = 20
"""Times that a query must be searched for its share of clicks to count. By hand."""

FOLLOWED_SHARE = 0.3
"""Share of the searches for a query that are followed by a click from which on its few results are the right ones. By
hand."""

CONFIDENCE = 0.8
"""By hand: readers may find the answer in the snippet, without a click."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per weak search that was made often enough."""
    for search in site.searches:
        was_closed = search.demand.results == 0 and bool(search.results)
        if search.demand.count < site.settings.min_searches or was_closed:
            continue
        if weakness := _weakness(search, site):
            yield _gap(search, weakness, site.place_of_search(search.demand.query))


def _weakness(search: ReplayedSearch, site: Site) -> str:
    """Return the weakness of a search in words, or ""."""
    demand, settings = search.demand, site.settings
    is_followed = demand.clicks is not None and demand.clicks >= FOLLOWED_SHARE * demand.count
    if search.results and search.results < settings.weak_results and not is_followed:
        return f"finds {search.results} of {settings.weak_results} results or more hoped for"
    if search.results == 0 or demand.clicks is None or demand.count < MIN_COUNT_FOR_CLICKS:
        return ""
    if demand.clicks < settings.weak_click_share * demand.count:
        return f"is followed by {demand.clicks:,} clicks"
    return ""


def _gap(search: ReplayedSearch, weakness: str, place: Place) -> Gap:
    demand = search.demand
    return Gap(
        key=(search_key(demand.query),),
        place=place,
        message=f"{demand.query!r}, searched {demand.count:,} times, {weakness}",
        fix="look at what it finds: a better title, an alias or a section may answer it",
        subject=demand.query,
        explained_by=frozenset({("search", name_key(demand.query))}),
        demand=demand.count,
        confidence=CONFIDENCE,
    )


RULE = Rule(
    name="weak-search",
    severity="info",
    summary="readers searched for it and found little, or nothing that they opened",
    check=check,
    minutes=45,
    worth=2.0,
    meaning="Readers asked for it and either found little, or saw results that hardly anybody opened.",
    precision=0.9,
    default=True,
)
