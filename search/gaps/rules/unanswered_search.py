"""Rule ``unanswered-search``: a search of readers without results; searches for the same thing are one finding."""

from collections.abc import Iterator, Sequence

from index.analysis import name_key
from search.gaps.demand import search_key
from search.gaps.finding import Gap, Place
from search.gaps.replay import ReplayedSearch
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.similarity import neighbours
from search.wording import shell_word

MIN_COSINE = 0.55
"""TF-IDF cosine from which on two searches are for the same thing. By hand."""

MAX_WORDINGS = 10
"""Wordings of a search that a finding lists. By hand."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per cluster of searches that were made often enough."""
    unanswered = [search for search in site.searches if search.results == 0]
    for cluster in clusters(unanswered):
        total = sum(search.demand.count for search in cluster)
        if total >= site.settings.min_searches:
            yield _gap(site, cluster, total)


def clusters(searches: Sequence[ReplayedSearch]) -> list[list[ReplayedSearch]]:
    """Return the searches in clusters of one meaning, each led by its most frequent search.

    A search joins the nearest leader within MIN_COSINE among the more frequent ones, or leads a cluster of its own.
    """
    ordered = sorted(searches, key=lambda search: (-search.demand.count, search.demand.query))
    near = neighbours([search.demand.query for search in ordered], MIN_COSINE)
    by_leader: dict[int, list[ReplayedSearch]] = {}
    for i, search in enumerate(ordered):
        leader = next((other for _, other in near[i] if other in by_leader), i)
        by_leader.setdefault(leader, []).append(search)
    return list(by_leader.values())


def _gap(site: Site, cluster: Sequence[ReplayedSearch], total: int) -> Gap:
    name = cluster[0].demand.query
    others = f" ({len(cluster)} wordings)" if len(cluster) > 1 else ""
    times = f"{total:,} times" if total > 1 else "once"
    # Who opened a result, of a search engine say, found something: only here is nothing.
    found = "this index finds nothing for it" if any(search.demand.clicks for search in cluster) else "found nothing"
    return Gap(
        key=(search_key(name),),
        place=site.place_of_search(name),
        message=f"readers searched {name!r} {times}{others} and {found}",
        evidence=_wordings(cluster[:MAX_WORDINGS]) if len(cluster) > 1 else (),
        fix=f"write it (guidedex new {shell_word(name)}), or add it as an alias of the guide that answers it",
        subject=name,
        explained_by=frozenset({("search", name_key(name))}),
        demand=total,
    )


def _wordings(searches: Sequence[ReplayedSearch]) -> tuple[Place, ...]:
    return tuple(Place("", 0, f"{search.demand.query} ({search.demand.count:,})") for search in searches)


RULE = Rule(
    name="unanswered-search",
    severity="warning",
    summary="readers searched for it and found nothing",
    check=check,
    minutes=120,
    worth=4.0,
    meaning="Readers asked for it in their own words and left with nothing.",
    precision=0.65,
    default=True,
)
