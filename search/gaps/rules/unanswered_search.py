"""Rule ``unanswered-search``: a search of readers without results; searches for the same thing are one finding.

A search for the name of a guide with a word for its kind, such as "each loop" or "kafka tutorial", has found the guide.
Searches with a word that no guide has may be for what the site is not about: they come last, and several of them are
one finding, to be looked through at once.
"""

from collections.abc import Iterator, Sequence

from index.analysis import name_key
from search.gaps.demand import search_key
from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import Group, Grouping
from search.gaps.replay import ReplayedSearch
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.similarity import neighbours
from search.wording import shell_word

MIN_COSINE = 0.55
"""TF-IDF cosine from which on two searches are for the same thing. By hand."""

MAX_WORDINGS = 10
"""Wordings of a search that a finding lists. By hand."""

MAX_SEPARATE = 2
"""Searches with words that no guide has up to which each is a finding. By hand."""

UNSPOKEN_CONFIDENCE = 0.3
"""Confidence that such a search is for what the site is about. By hand."""

MAX_NAMED = 4
"""Searches that a message names. By hand."""

FIX_UNSPOKEN = "write about those that belong to what the site is about, and accept the others in a baseline"


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per cluster of searches that were made often enough."""
    without_results = (search for search in site.searches if search.results == 0)
    unanswered = [search for search in without_results if not site.has_page_named(search.demand.query)]
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
    unknown = site.vocabulary.unknown(name)
    return Gap(
        key=(search_key(name),),
        place=site.place_of_search(name),
        message=f"readers searched {name!r} {times}{others} and {found}",
        evidence=_wordings(cluster[:MAX_WORDINGS]) if len(cluster) > 1 else (),
        fix=_fix(name, unknown),
        subject=name,
        explained_by=frozenset({("search", name_key(name))}),
        demand=total,
        in_group=f"{name} ({total:,})",
        confidence=UNSPOKEN_CONFIDENCE if unknown else 1.0,
        shares=(Share("unspoken", ("unspoken",)),) if unknown else (),
    )


def _fix(name: str, unknown: Sequence[str]) -> str:
    fix = f"write it (guidedex new {shell_word(name)}), or add it as an alias of the guide that answers it"
    return f"{fix}; no guide has {' or '.join(map(repr, unknown))}: is the site about it?" if unknown else fix


def _wordings(searches: Sequence[ReplayedSearch]) -> tuple[Place, ...]:
    return tuple(Place("", 0, f"{search.demand.query} ({search.demand.count:,})") for search in searches)


def _message_of_unspoken(group: Group) -> str:
    ordered = sorted(group.gaps, key=_by_demand)
    named = ", ".join(repr(gap.subject) for gap in ordered[:MAX_NAMED])
    others = " and others" if len(ordered) > MAX_NAMED else ""
    total = sum(gap.demand for gap in ordered)
    return f"readers searched {total:,} times for {len(ordered)} things of which no guide speaks: {named}{others}"


def _by_demand(gap: Gap) -> tuple[int, str]:
    return (-gap.demand, gap.subject)


OF_UNSPOKEN = {"waiting": 1, "demand": lambda group: max(gap.demand for gap in group.gaps), "place": Place("", 0)}

RULE = Rule(
    name="unanswered-search",
    severity="warning",
    summary="readers searched for it and found nothing",
    check=check,
    minutes=120,
    worth=4.0,
    meaning="Readers asked for it in their own words and left with nothing.",
    precision=0.7,
    groupings=(
        Grouping(
            "unspoken",
            _message_of_unspoken,
            FIX_UNSPOKEN,
            "{first.subject}",
            MAX_SEPARATE,
            order=_by_demand,
            fields=OF_UNSPOKEN,
        ),
    ),
    default=True,
)
