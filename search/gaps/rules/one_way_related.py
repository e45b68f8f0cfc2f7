"""Rule ``one-way-related``: a guide that lists another as related and is not listed by it.

kubernetes.md  related: [Terraform]
terraform.md   related: [Microservices]     # Kubernetes is missing here
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from corpus.guide import Guide
from search.gaps.finding import Gap, Place
from search.gaps.grouping import DAY_MINUTES, MAX_SEPARATE_GAPS
from search.gaps.rule import Rule
from search.gaps.site import RelatedListing, Site, field_line

MAX_NAMES = 3
"""Guides that a fix names. By hand."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per guide that does not return listings; one for the site where they are many."""
    one_way = _one_way(site)
    if len(one_way) > MAX_SEPARATE_GAPS:
        yield _site_gap(site, one_way)
    else:
        yield from (_gap(site.by_id[id_], listings) for id_, listings in sorted(one_way.items()))


def _one_way(site: Site) -> dict[str, list[RelatedListing]]:
    """Return the listings that are not returned, by the id of the guide that does not return them."""
    pairs = {(listing.guide.slug, other.slug) for listing in site.listings for other in listing.matches}
    seen = set()
    one_way: dict[str, list[RelatedListing]] = defaultdict(list)
    for listing in site.listings:
        for other in listing.matches[:1]:
            pair = (listing.guide.slug, other.slug)
            if pair[0] != pair[1] and pair[::-1] not in pairs and pair not in seen:
                seen.add(pair)
                if not _refuses(site, other, listing.guide):
                    one_way[other.id].append(listing)
    return one_way


def _refuses(site: Site, guide: Guide, other: Guide) -> bool:
    """Tell whether the front matter of a guide excludes the other from its related guides."""
    return any(match.slug == other.slug for name in guide.related_exclude for match in site.resolver.named(name))


def _gap(guide: Guide, listings: Sequence[RelatedListing]) -> Gap:
    """Return the gap of a guide that does not return some listings."""
    first = listings[0].guide
    names = ", ".join(repr(listing.guide.skill) for listing in listings[:MAX_NAMES])
    more = f" and {len(listings) - MAX_NAMES} more" if len(listings) > MAX_NAMES else ""
    whose = f"{first.title!r} lists" if len(listings) == 1 else f"{len(listings)} guides list"
    verb = "is" if len(listings) == 1 else "are"
    return Gap(
        key=(guide.id, *((first.id,) if len(listings) == 1 else ())),
        place=Place(guide.path, field_line(guide, "related")),
        message=f"{whose} {guide.title!r}, and {verb} not listed there",
        evidence=tuple(listing.place for listing in listings),
        fix=f"add {names}{more} to related, or to related_exclude if it does not belong",
        subject=first.skill,
        minutes=1 + len(listings),
    )


def _site_gap(site: Site, one_way: dict[str, list[RelatedListing]]) -> Gap:
    """Return the gap of a site with many listings that are not returned, the guides with most of them first."""
    ids = sorted(one_way, key=lambda id_: (-len(one_way[id_]), id_))
    n_listings = sum(map(len, one_way.values()))
    places = [(site.by_id[id_], ", ".join(listing.guide.skill for listing in one_way[id_])) for id_ in ids]
    return Gap(
        key=("all",),
        place=Place(places[0][0].path, field_line(places[0][0], "related")),
        message=f"{n_listings:,} related guides of {len(ids):,} guides do not list them in return",
        evidence=tuple(Place(guide.path, field_line(guide, "related"), names) for guide, names in places),
        fix="add those that belong, beginning with the guides that are listed oftenest",
        waiting=len(ids),
        minutes=DAY_MINUTES,
    )


RULE = Rule(
    name="one-way-related",
    severity="info",
    summary="a guide lists another as related and is not listed in return",
    check=check,
    minutes=2,
    worth=0.5,
)
