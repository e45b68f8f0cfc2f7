"""Rule ``weak-search``: a search of readers with few results, or with few clicks on them.

Few results are enough where one is about it: where the title, a heading or a question of the best one names all that
was searched. Else guides speak of it in passing, and several such searches are one finding, to be looked through at
once: some are for what the site is not about.
"""

from collections.abc import Iterator
from dataclasses import replace

from index.analysis import name_key
from search.gaps.demand import search_key
from search.gaps.finding import Gap, Share
from search.gaps.grouping import Group, Grouping
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

PASSING_CONFIDENCE = 0.4
"""Confidence in a search for what guides speak of in passing. By hand."""

MAX_SEPARATE = 1
"""Such searches up to which each is a finding. By hand."""

MAX_NAMED = 4
"""Searches that a message names. By hand."""

IN_PASSING = Share("passing", ("passing",))
FIX_IN_PASSING = "write of those that the site is about, in a section with that heading"


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per weak search that was made often enough."""
    for search in site.searches:
        was_closed = search.demand.results == 0 and bool(search.results)
        if search.demand.count < site.settings.min_searches or was_closed:
            continue
        if _finds_few(search, site):
            few = f"finds {search.results} of {site.settings.weak_results} results or more hoped for"
            yield replace(_gap(search, few, site), confidence=PASSING_CONFIDENCE, shares=(IN_PASSING,))
        elif _is_shunned(search, site):
            yield _gap(search, f"is followed by {search.demand.clicks:,} clicks", site)


def _finds_few(search: ReplayedSearch, site: Site) -> bool:
    """Tell whether a search finds few results, of which none is about it and readers follow none."""
    demand = search.demand
    is_followed = demand.clicks is not None and demand.clicks >= FOLLOWED_SHARE * demand.count
    are_few = 0 < (search.results or 0) < site.settings.weak_results
    return are_few and not is_followed and not site.names_what_is_searched(demand.query)


def _is_shunned(search: ReplayedSearch, site: Site) -> bool:
    """Tell whether a search has results that hardly anybody opens."""
    demand = search.demand
    if search.results == 0 or demand.clicks is None or demand.count < MIN_COUNT_FOR_CLICKS:
        return False
    return demand.clicks < site.settings.weak_click_share * demand.count


def _gap(search: ReplayedSearch, weakness: str, site: Site) -> Gap:
    demand = search.demand
    return Gap(
        key=(search_key(demand.query),),
        place=site.place_of_search(demand.query),
        message=f"{demand.query!r}, searched {demand.count:,} times, {weakness}",
        fix="look at what it finds: a better title, an alias or a section may answer it",
        subject=demand.query,
        explained_by=frozenset({("search", name_key(demand.query))}),
        in_group=f"{demand.query} ({demand.count:,}): {weakness}",
        demand=demand.count,
        confidence=CONFIDENCE,
    )


def _message_in_passing(group: Group) -> str:
    named = ", ".join(repr(gap.subject) for gap in group.gaps[:MAX_NAMED])
    others = " and others" if len(group.gaps) > MAX_NAMED else ""
    return f"readers searched for {len(group.gaps)} things of which guides speak in passing: {named}{others}"


OF_PASSING = {"waiting": 1, "demand": lambda group: max(gap.demand for gap in group.gaps)}


RULE = Rule(
    name="weak-search",
    severity="info",
    summary="readers searched for it and found little, or nothing that they opened",
    check=check,
    minutes=45,
    worth=2.0,
    meaning="Readers asked for it and either found little, or saw results that hardly anybody opened.",
    precision=0.8,
    groupings=(
        Grouping(
            "passing",
            _message_in_passing,
            FIX_IN_PASSING,
            "{first.subject}",
            MAX_SEPARATE,
            order=lambda gap: (-gap.demand, gap.subject),
            fields=OF_PASSING,
        ),
    ),
    default=True,
)
