"""A guide that lists another as related and is not listed by it.

kubernetes.md  related: [Terraform]
terraform.md   related: [Microservices]     # Kubernetes is missing here
"""

from collections.abc import Iterator

from corpus.guide import Guide
from search.gaps.finding import Gap, Place
from search.gaps.rule import Rule
from search.gaps.site import Listing, Site, field_line


def check(site: Site) -> Iterator[Gap]:
    pairs = {(listing.guide.slug, other.slug) for listing in site.listings for other in listing.found}
    seen = set()
    for listing in site.listings:
        for other in listing.found[:1]:
            pair = (listing.guide.slug, other.slug)
            if pair[0] != pair[1] and pair[::-1] not in pairs and pair not in seen:
                seen.add(pair)
                if not _refuses(site, other, listing.guide):
                    yield _gap(listing, other)


def _refuses(site: Site, guide: Guide, other: Guide) -> bool:
    """Tell whether the guide's own front matter keeps the other out of its list."""
    return any(found.slug == other.slug for name in guide.related_exclude for found in site.names.find(name))


def _gap(listing: Listing, other: Guide) -> Gap:
    name = listing.guide.skill
    return Gap(
        key=(other.id, listing.guide.id),
        place=Place(other.path, field_line(other, "related")),
        message=f"{listing.guide.title!r} lists {other.title!r}, and is not listed there",
        evidence=(listing.place,),
        fix=f"add {name!r} to related, or to related_exclude if it does not belong",
        subject=name,
    )


RULE = Rule(
    name="one-way-related",
    severity="info",
    summary="a guide lists another as related and is not listed in return",
    check=check,
    minutes=2,
    worth=0.5,
)
