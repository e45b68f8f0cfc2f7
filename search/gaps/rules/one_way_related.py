"""Rule ``one-way-related``: a guide that lists another as related and is not listed by it.

kubernetes.md  related: [Terraform]
terraform.md   related: [Microservices]     # Kubernetes is missing here

Lists that lead on in one direction are meant so. The rule speaks where lists are returned as a habit of the site.
"""

from collections.abc import Iterator

from corpus.guide import Guide
from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import DAY_MINUTES, Group, Grouping
from search.gaps.rule import Rule
from search.gaps.site import RelatedListing, Site, field_line

MAX_NAMES = 3
"""Guides that a fix names. By hand."""

MIN_RETURNED = 0.7
"""Share of the listings that are returned from which on that is a habit of the site. By hand."""

MIN_LISTINGS = 4
"""Listings up to which a habit does not show. By hand."""

GUIDE = "{n} guides list {about.title!r}, and are not listed there"
SITE = "{atoms:,} related guides of {n:,} guides do not list them in return"
FIX_SITE = "add those that belong, beginning with the guides that are listed oftenest"
ALL = Share("site", ("all",))


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per listing that is not returned."""
    pairs = {(listing.guide.slug, other.slug) for listing in site.listings for other in listing.matches}
    n_returned = sum(pair[::-1] in pairs for pair in pairs)
    if len(pairs) > MIN_LISTINGS and n_returned < MIN_RETURNED * len(pairs):
        return
    seen = set()
    for listing in site.listings:
        for other in listing.matches[:1]:
            pair = (listing.guide.slug, other.slug)
            if pair[0] != pair[1] and pair[::-1] not in pairs and pair not in seen:
                seen.add(pair)
                if not _refuses(site, other, listing.guide):
                    yield _gap(other, listing)


def _refuses(site: Site, guide: Guide, other: Guide) -> bool:
    """Tell whether the front matter of a guide excludes the other from its related guides."""
    return any(match.slug == other.slug for name in guide.related_exclude for match in site.resolver.named(name))


def _gap(guide: Guide, listing: RelatedListing) -> Gap:
    first = listing.guide
    return Gap(
        key=(guide.id, first.id),
        place=Place(guide.path, field_line(guide, "related")),
        message=f"{first.title!r} lists {guide.title!r}, and is not listed there",
        evidence=(listing.place,),
        fix=f"add {first.skill!r} to related, or to related_exclude if it does not belong",
        subject=first.skill,
        in_group=first.skill,
        minutes=2,
        shares=(Share("guide", (guide.id,)), ALL),
        about=guide,
    )


def _fix_of_guide(group: Group) -> str:
    names, n_more = [repr(gap.subject) for gap in group.gaps], len(group.gaps) - MAX_NAMES
    more = f" and {n_more} more" if n_more > 0 else ""
    return f"add {', '.join(names[:MAX_NAMES])}{more} to related, or to related_exclude if it does not belong"


OF_GUIDE = {
    "evidence": lambda group: tuple(place for gap in group.gaps for place in gap.evidence),
    "in_group": lambda group: ", ".join(gap.subject for gap in group.gaps),
    "minutes": lambda group: 1 + len(group.gaps),
    "shares": (ALL,),
}

RULE = Rule(
    name="one-way-related",
    severity="info",
    summary="a guide lists another as related and is not listed in return, as most are",
    check=check,
    minutes=2,
    worth=0.5,
    meaning="Readers of one guide are led to the other, and not back, as they are elsewhere on the site.",
    precision=0.3,
    groupings=(
        Grouping("guide", GUIDE, _fix_of_guide, "{first.subject}", more_than=1, fields=OF_GUIDE),
        Grouping("site", SITE, FIX_SITE, order=lambda gap: (-gap.minutes, gap.key), fields={"minutes": DAY_MINUTES}),
    ),
)
