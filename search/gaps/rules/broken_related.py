"""Rule ``broken-related``: a name under ``related:`` that misspells a guide's name, or names its own guide.

related: [Kuberntes]              # Kubernetes is the nearest name
"""

from collections.abc import Iterator

from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import Grouping
from search.gaps.rule import Rule
from search.gaps.site import RelatedListing, Site
from search.gaps.unknown_names import UnmatchedName, unknown_names

SAME_NAME = (
    "{n} guides list {about[1].name!r}; no guide is called that, and the nearest is {about[1].correction.name!r}"
)

MAX_SAME_NAME = 2
"""Guides with the same misspelling that stay separate findings; more become one. By hand."""

MINUTES_PER_NAME = 1
"""By hand."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per listing of a misspelt name, and per guide that lists itself."""
    for unknown in unknown_names(site):
        if unknown.correction is not None:
            yield from (_misspelt(listing, unknown) for listing in unknown.listings)
    for listing in site.listings:
        if any(other.slug == listing.guide.slug for other in listing.matches):
            yield _itself(listing)


def _misspelt(listing: RelatedListing, unknown: UnmatchedName) -> Gap:
    correction = unknown.correction
    assert correction is not None
    is_own_name = correction.name in (correction.guide.skill, correction.guide.title)
    whose = "" if is_own_name else f" ({correction.guide.title})"
    return Gap(
        key=(listing.guide.id, listing.name),
        place=_line(listing),
        message=f"no guide is called {listing.name!r}; the nearest is {correction.name!r}{whose}",
        evidence=(listing.place,),
        fix=f"replace {listing.name!r} by {correction.name!r}",
        subject=listing.name,
        minutes=MINUTES_PER_NAME,
        shares=(Share("name", ("all", unknown.name)),),
        about=(listing, unknown),
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
        shares=(Share("itself", ("itself",)),),
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
    meaning="The widget of related guides leaves the name out, so that readers never see the guide that was meant.",
    groupings=(
        Grouping("name", SAME_NAME, "{first.fix}", "{about[1].name}", MAX_SAME_NAME),
        Grouping("itself", "{guides} guides list themselves as related", "remove each from its own list"),
    ),
    default=True,
)
