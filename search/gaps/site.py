"""Everything that the rules may look at, worked out once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.guide import Guide, Link
from index.related.boilerplate import Boilerplate, find_boilerplate
from search.gaps.demand import Demand
from search.gaps.finding import Place
from search.gaps.links import Addresses, Target, full_address, says_the_same
from search.gaps.names import Names
from search.gaps.replay import Answered, answered
from search.gaps.settings import GapSettings

ENOUGH_PAGES = 10
"""Guides that are linked at one host before it may be the site's own."""


@dataclass(frozen=True, slots=True)
class RelatedListing:
    """A skill that a guide lists as related, and the guides of that name."""

    guide: Guide
    name: str
    found: tuple[Guide, ...]

    @property
    def place(self) -> Place:
        return Place(self.guide.path, field_line(self.guide, "related"), self.name)


class Site:
    """The guides, their names and links; the settings, the date and the demand."""

    def __init__(
        self,
        guides: Sequence[Guide],
        settings: GapSettings,
        today: str,
        demand: Sequence[Demand] = (),
        search: Callable[[str], int] | None = None,
    ) -> None:
        self.guides = tuple(sorted(guides, key=lambda guide: guide.id))
        self.settings = settings
        self.today = today
        self.demand = tuple(demand)
        self.search = search

    @cached_property
    def by_id(self) -> Mapping[str, Guide]:
        return {guide.id: guide for guide in self.guides}

    @cached_property
    def answered(self) -> tuple[Answered, ...]:
        """What was searched, with the results that it has now."""
        return answered(self.demand, self.search)

    @cached_property
    def boilerplate(self) -> Boilerplate:
        return find_boilerplate(self.guides, self.settings.shared_by)

    @cached_property
    def names(self) -> Names:
        return Names(self.guides, self.settings.lookalikes)

    @cached_property
    def addresses(self) -> Addresses:
        settings = self.settings
        return Addresses(self.guides, settings.base_url, settings.url_pattern, settings.pages)

    @cached_property
    def listings(self) -> tuple[RelatedListing, ...]:
        """The names that guides list as related or pin, each once per guide."""
        return tuple(
            RelatedListing(guide, name, self.names.find(name))
            for guide in self.guides
            for name in dict.fromkeys((*guide.related, *guide.related_pin))
        )

    @cached_property
    def links(self) -> tuple[tuple[Guide, Link, Target], ...]:
        """The links of all guides that do not lead out of them."""
        found = ((guide, link, self.addresses.target(link, guide)) for guide in self.guides for link in guide.links)
        return tuple(triple for triple in found if triple[2].kind != "elsewhere")

    def is_unwritten(self, link: Link, target: Target) -> bool:
        """Tell whether a link leads to a guide that nobody wrote, and is no misspelling of another."""
        return (
            target.kind == "missing"
            and says_the_same(link.text, target.address)
            and link.text not in self.names
            and self.addresses.nearest(target.address) is None
        )

    @cached_property
    def inbound(self) -> Mapping[str, tuple[str, ...]]:
        """The slugs of the guides that list or link each guide, by its slug; itself left out."""
        pointing: dict[str, set[str]] = defaultdict(set)
        for listing in self.listings:
            for other in listing.found:
                pointing[other.slug].add(listing.guide.slug)
        for guide, _, target in self.links:
            if target.guide is not None:
                pointing[target.guide.slug].add(guide.slug)
        for guide, other in self._by_full_address():
            pointing[other.slug].add(guide.slug)
        return {slug: tuple(sorted(from_ - {slug})) for slug, from_ in pointing.items()}

    def _by_full_address(self) -> Iterator[tuple[Guide, Guide]]:
        """Yield guides with those that they link by a full address of the site, where nobody said what that is."""
        found: dict[str, dict[str, Guide | None]] = defaultdict(dict)
        linked: list[tuple[Guide, str, str]] = []
        for guide in self.guides if not self.settings.base_url else ():
            for link in guide.links:
                if (whole := full_address(link)) and whole[1] not in found[whole[0]]:
                    found[whole[0]][whole[1]] = self.addresses.with_tail(whole[1], guide.lang)
                if whole:
                    linked.append((guide, *whole))
        own = {host for host, pages in found.items() if _is_own(pages.values())}
        for guide, host, address in linked:
            if host in own and (other := found[host][address]) is not None:
                yield guide, other

    @cached_property
    def originals(self) -> tuple[Guide, ...]:
        """The guides without their translations: one per slug, the English one where there is
        one."""
        first: dict[str, Guide] = {}
        for guide in sorted(self.guides, key=lambda g: (g.slug, g.lang != "en", g.lang)):
            first.setdefault(guide.slug, guide)
        return tuple(first.values())


def _is_own(pages: Collection[Guide | None]) -> bool:
    """Tell whether a host is the site's: most of its pages that guides link are guides, and they are many."""
    n_guides = sum(page is not None for page in pages)
    return n_guides >= ENOUGH_PAGES and n_guides > len(pages) / 2


def field_line(guide: Guide, name: str) -> int:
    """Return the line of a front-matter field, 1 where it is not known."""
    return dict(guide.fields).get(name, 1)
