"""Rule ``broken-related``: a name under ``related:`` that misspells a guide's name, or names its own guide.

related: [Kuberntes]              # Kubernetes is the nearest name
"""

from collections.abc import Iterator

from search.gaps.finding import Gap, Place
from search.gaps.grouping import merge_if_many, merged_gap
from search.gaps.names import NearName
from search.gaps.rule import Rule
from search.gaps.site import RelatedListing, Site
from search.gaps.unknown_names import unknown_names

MIN_GROUP = 3
"""Guides with the same misspelling from which on they are one finding. By hand."""

MINUTES_PER_NAME = 1
"""By hand."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per listing; one per name that several guides misspell, and one for guides that list themselves
    if they are many."""
    for unknown in unknown_names(site):
        if (correction := unknown.correction) is None:
            continue
        gaps = [_misspelt(listing, correction) for listing in unknown.listings]
        if len(gaps) >= MIN_GROUP:
            nearest = f"no guide is called that, and the nearest is {correction.name!r}"
            message = f"{len(gaps)} guides list {unknown.name!r}; {nearest}"
            yield merged_gap(gaps, ("all", unknown.name), message, gaps[0].fix, unknown.name)
        else:
            yield from gaps
    themselves = [
        _itself(listing)
        for listing in site.listings
        if any(other.slug == listing.guide.slug for other in listing.matches)
    ]
    yield from merge_if_many(
        themselves, ("itself",), "{guides} guides list themselves as related", "remove each from its own list"
    )


def _misspelt(listing: RelatedListing, correction: NearName) -> Gap:
    whose = (
        "" if correction.name in (correction.guide.skill, correction.guide.title) else f" ({correction.guide.title})"
    )
    return Gap(
        key=(listing.guide.id, listing.name),
        place=_line(listing),
        message=f"no guide is called {listing.name!r}; the nearest is {correction.name!r}{whose}",
        evidence=(listing.place,),
        fix=f"replace {listing.name!r} by {correction.name!r}",
        subject=listing.name,
        minutes=MINUTES_PER_NAME,
    )


def _itself(listing: RelatedListing) -> Gap:
    return Gap(
        key=(listing.guide.id, listing.name, "itself"),
        place=_line(listing),
        message=f"the guide lists itself as related: {listing.name!r}",
        evidence=(listing.place,),
        fix=f"remove {listing.name!r} from related",
        subject=listing.name,
        minutes=MINUTES_PER_NAME,
    )


def _line(listing: RelatedListing) -> Place:
    return Place(listing.guide.path, listing.place.line)


RULE = Rule(
    name="broken-related",
    severity="error",
    summary="a related guide that does not exist, where another is nearly of that name",
    check=check,
    minutes=MINUTES_PER_NAME,
    worth=3.0,
    default=True,
)
