"""Listed names without a guide: misspellings of a guide's name, and skills that nobody has written about.

A name is a misspelling when it is an inflection of a guide's name (``Microservice``), or when it is close to one (see
``GuideNameIndex.nearest``), fewer than three guides list it, and it occurs nowhere in the text of the guides. Every
other name is a skill of its own.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis import fold, name_key
from search.gaps.names import NearName
from search.gaps.site import RelatedListing, Site

MIN_LISTINGS_OF_SKILL = 3
"""Guides that list a name from which on it is a skill and no slip. By hand: three authors seldom make one typo."""

MIN_UNKNOWN_NAMES = 10
"""Unknown names up to which the shares below say nothing. By hand."""

STRICT_UNKNOWN_SHARE = 0.2
"""Share of unknown names above which most of them are skills, so that only likely slips count. By hand."""

TAGS_UNKNOWN_SHARE = 0.5
MIN_TAGS = 3
"""Share of unknown names above which, and number above which, the lists hold something else than guides, such as tags.
By hand."""


@dataclass(frozen=True, slots=True)
class UnmatchedName:
    """A listed name that no guide has; ``correction`` is the name that it misspells, None for a skill."""

    name: str
    listings: tuple[RelatedListing, ...]
    correction: NearName | None
    is_sure: bool = False
    """Whether the correction is safe without asking: an inflection, or a slip on a site where few names are unknown."""


def unknown_names(site: Site) -> tuple[UnmatchedName, ...]:
    """Return the listed names without a guide, in order of their keys."""
    unmatched: dict[str, list[RelatedListing]] = defaultdict(list)
    for listing in site.listings:
        if not listing.matches and (key := name_key(listing.name)):
            unmatched[key].append(listing)
    n_listed = len({name_key(listing.name) for listing in site.listings})
    strict = len(unmatched) > max(MIN_UNKNOWN_NAMES, STRICT_UNKNOWN_SHARE * n_listed)
    return tuple(_unknown(site, listings, strict) for _, listings in sorted(unmatched.items()))


def lists_hold_tags(site: Site) -> bool:
    """Tell whether the related lists hold tags: more than half of their names, and more than three, have no guide."""
    keys = {name_key(listing.name): bool(listing.matches) for listing in site.listings}
    n_unknown = sum(not is_known for is_known in keys.values())
    return n_unknown > MIN_TAGS and n_unknown > TAGS_UNKNOWN_SHARE * len(keys)


def _unknown(site: Site, listings: Sequence[RelatedListing], strict: bool) -> UnmatchedName:
    name, all_listings = _commonest(listings), tuple(listings)
    if inflected := site.names.inflected(listings[0].name):
        return UnmatchedName(name, all_listings, inflected, is_sure=True)
    return UnmatchedName(name, all_listings, _misspelt(site, listings, strict), is_sure=not strict)


def _commonest(listings: Sequence[RelatedListing]) -> str:
    """Return the commonest spelling; of two as common the one with more capitals."""
    count = Counter(listing.name for listing in listings)
    return max(count, key=lambda name: (count[name], sum(c.isupper() for c in name), name))


def _misspelt(site: Site, listings: Sequence[RelatedListing], strict: bool) -> NearName | None:
    """Return the guide's name that the listings misspell, or None where they name a skill of its own."""
    name = listings[0].name
    if len({listing.guide.slug for listing in listings}) >= MIN_LISTINGS_OF_SKILL:
        return None
    near = site.names.nearest(name, strict)
    if near is None or _is_written_about(site, name):
        return None
    return near


def _is_written_about(site: Site, name: str) -> bool:
    """Tell whether the name occurs in the text of a guide."""
    pattern = re.compile(rf"(?<!\w){re.escape(fold(name))}(?!\w)")
    return any(pattern.search(fold(section.text)) for guide in site.guides for section in guide.sections)
