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
from search.gaps.site import Listing, Site

ASKED_BY_TOO_MANY = 3

MANY_UNKNOWN = 10
USUALLY_KNOWN = 0.2
"""Where more than this share of the listed names is unknown, most are skills and few are slips."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that guides list and no guide has; ``meant`` is the guide that it misspells, if it
    does."""

    name: str
    listings: tuple[Listing, ...]
    meant: Near | None


def unknown_names(site: Site) -> tuple[Unknown, ...]:
    """Return the listed names without a guide, in order of their keys."""
    asked: dict[str, list[Listing]] = defaultdict(list)
    for listing in site.listings:
        if not listing.found and (key := name_key(listing.name)):
            asked[key].append(listing)
    n_listed = len({name_key(listing.name) for listing in site.listings})
    strict = len(asked) > max(MANY_UNKNOWN, USUALLY_KNOWN * n_listed)
    return tuple(
        Unknown(_commonest(listings), tuple(listings), _meant(site, listings, strict))
        for _, listings in sorted(asked.items())
    )


def _commonest(listings: Sequence[Listing]) -> str:
    """Return the spelling that most guides use, of two as common the one with more capitals."""
    count = Counter(listing.name for listing in listings)
    return max(count, key=lambda name: (count[name], sum(c.isupper() for c in name), name))


def _meant(site: Site, listings: Sequence[Listing], strict: bool) -> Near | None:
    name = listings[0].name
    if inflected := site.names.inflected(name):
        return inflected
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
