"""A name under ``related:`` that misspells a guide's, or that names the guide itself.

related: [Kuberntes]              # Kubernetes is meant: nothing else is called that
"""

from collections.abc import Iterator

from search.gaps.finding import Gap, Place
from search.gaps.names import Near
from search.gaps.rule import Rule
from search.gaps.site import Listing, Site
from search.gaps.unknown import unknown_names


def check(site: Site) -> Iterator[Gap]:
    for unknown in unknown_names(site):
        if unknown.meant is not None:
            for listing in unknown.listings:
                yield _misspelt(listing, unknown.meant)
    for listing in site.listings:
        if any(other.slug == listing.guide.slug for other in listing.found):
            yield _itself(listing)


def _misspelt(listing: Listing, meant: Near) -> Gap:
    whose = "" if meant.name in (meant.guide.skill, meant.guide.title) else f" ({meant.guide.title})"
    return Gap(
        key=(listing.guide.id, listing.name),
        place=_line(listing),
        message=f"no guide is called {listing.name!r}; the nearest is {meant.name!r}{whose}",
        evidence=(listing.place,),
        fix=f"replace {listing.name!r} by {meant.name!r}",
        subject=listing.name,
    )


def _itself(listing: Listing) -> Gap:
    return Gap(
        key=(listing.guide.id, listing.name, "itself"),
        place=_line(listing),
        message=f"the guide lists itself as related: {listing.name!r}",
        evidence=(listing.place,),
        fix=f"remove {listing.name!r} from related",
        subject=listing.name,
    )


def _line(listing: Listing) -> Place:
    return Place(listing.guide.path, listing.place.line)


RULE = Rule(
    name="broken-related",
    severity="error",
    summary="a related guide that does not exist, where another is nearly of that name",
    check=check,
    minutes=1,
    worth=3.0,
    default=True,
)
