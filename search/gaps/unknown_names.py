"""Names without a guide: told apart into misspellings of a guide and skills that nobody has written
about.

A name is a misspelling when it is an inflection of a guide's name (``Microservice``), or when it is
near one (see ``Names.nearest``), fewer than three guides list it, and it stands nowhere in the text
of the guides. What others list too, or what the guides write about in that spelling, is a skill of
its own.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis import fold
from search.gaps.names import Near, name_key
from search.gaps.site import RelatedListing, Site

ASKED_BY_TOO_MANY = 3

MANY_UNKNOWN = 10
USUALLY_KNOWN = 0.2
"""Where more than this share of the listed names is unknown, most are skills and few are slips."""

MOSTLY_UNKNOWN = 0.5
"""Where more than this share of the listed names is unknown, the lists hold something else: tags, say."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that guides list and no guide has; ``meant`` is the guide that it misspells, if it
    does."""

    name: str
    listings: tuple[RelatedListing, ...]
    meant: Near | None
    is_sure: bool = False
    """Whether ``meant`` may be put in its place unasked: an inflection, or a slip where slips are what there is."""


def unknown_names(site: Site) -> tuple[Unknown, ...]:
    """Return the listed names without a guide, in order of their keys."""
    asked: dict[str, list[RelatedListing]] = defaultdict(list)
    for listing in site.listings:
        if not listing.found and (key := name_key(listing.name)):
            asked[key].append(listing)
    n_listed = len({name_key(listing.name) for listing in site.listings})
    strict = len(asked) > max(MANY_UNKNOWN, USUALLY_KNOWN * n_listed)
    return tuple(_unknown(site, listings, strict) for _, listings in sorted(asked.items()))


def lists_hold_tags(site: Site) -> bool:
    """Tell whether most of the names that guides list are of no guide, and are many."""
    keys = {name_key(listing.name): bool(listing.found) for listing in site.listings}
    n_unknown = sum(not is_known for is_known in keys.values())
    return n_unknown > MANY_UNKNOWN and n_unknown > MOSTLY_UNKNOWN * len(keys)


def _unknown(site: Site, listings: Sequence[RelatedListing], strict: bool) -> Unknown:
    name, all_ = _commonest(listings), tuple(listings)
    if inflected := site.names.inflected(listings[0].name):
        return Unknown(name, all_, inflected, is_sure=True)
    return Unknown(name, all_, _misspelt(site, listings, strict), is_sure=not strict)


def _commonest(listings: Sequence[RelatedListing]) -> str:
    """Return the spelling that most guides use, of two as common the one with more capitals."""
    count = Counter(listing.name for listing in listings)
    return max(count, key=lambda name: (count[name], sum(c.isupper() for c in name), name))


def _misspelt(site: Site, listings: Sequence[RelatedListing], strict: bool) -> Near | None:
    name = listings[0].name
    if len({listing.guide.slug for listing in listings}) >= ASKED_BY_TOO_MANY:
        return None
    near = site.names.nearest(name, strict)
    if near is None or _is_written_about(site, name):
        return None
    return near


def _is_written_about(site: Site, name: str) -> bool:
    """Tell whether the name stands in the text of a guide."""
    pattern = re.compile(rf"(?<!\w){re.escape(fold(name))}(?!\w)")
    return any(pattern.search(fold(section.text)) for guide in site.guides for section in guide.sections)
