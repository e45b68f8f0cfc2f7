"""The input of the rules: guides, settings and searches, and what is derived from them once."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Protocol

from corpus.guide import Guide, Link
from corpus.identity.versions import age
from index.analysis import STOP_WORDS, name_key
from index.links import FILE, MISSING, OUTSIDE, Resolver, Target, address_of_page, names_of
from index.related.boilerplate import Boilerplate, find_boilerplate
from search.gaps.demand import Demand
from search.gaps.finding import Place
from search.gaps.half_typed import with_whole_words
from search.gaps.judged_links import JudgedLinks
from search.gaps.links import NearbyPlaces, names_address
from search.gaps.names import GuideNameIndex
from search.gaps.pages.anchors import AnchorIndex, labels
from search.gaps.pages.destinations import Destinations
from search.gaps.pages.files import NoFiles, SourceFiles, is_made_elsewhere
from search.gaps.pages.kinds import kinds_of
from search.gaps.pages.redirects import Redirects
from search.gaps.replay import ReplayedSearch, replayed_searches
from search.gaps.settings import GapSettings, PageType
from search.gaps.text.outline import heading_stems
from search.gaps.text.vocabulary import KIND_STEMS, Vocabulary

MAX_WRITTEN = 1_000
"""Files that are kept in memory as they are written. By hand."""

MIN_SPOKEN_OF = 3
"""Times that a guide has the words of a search in their order from which on it does not speak of them in passing. By
hand."""

MIN_LINKING = 2
"""Guides that link an address in vain from which on a guide may be missing. By hand: one link alone, to what no related
list names, is a broken link."""


class JudgingRule(Protocol):
    """What a site knows of a rule: its name, and the kinds of pages that it leaves out, always or where few."""

    @property
    def name(self) -> str: ...

    @property
    def leaves_out(self) -> Collection[str]: ...

    @property
    def leaves_out_few(self) -> Collection[str]: ...


@dataclass(frozen=True, slots=True)
class RelatedListing:
    """A name that a guide lists as related, and the guides of that name in order of their ids."""

    guide: Guide
    name: str
    matches: tuple[Guide, ...]

    @property
    def place(self) -> Place:
        return Place(self.guide.path, field_line(self.guide, "related"), self.name)


class Site:
    """The guides with their names and links, the settings, today's ISO date, and the searches of readers.

    ``search`` returns the present number of results of a query; without it the recorded numbers count. ``files`` are
    those of the sources; without them the rules know what the guides contain. ``best_guide`` returns the id of the
    guide that is nearest to answering a query, "" for none.
    """

    def __init__(
        self,
        guides: Sequence[Guide],
        settings: GapSettings,
        today: str,
        demand: Sequence[Demand] = (),
        search: Callable[[str], int] | None = None,
        files: SourceFiles | None = None,
        best_guide: Callable[[str], str] | None = None,
    ) -> None:
        self.guides = tuple(sorted(guides, key=lambda guide: guide.id))
        self.settings = settings
        self.today = today
        self.demand = tuple(demand)
        self.search = search
        self.files = files or NoFiles()
        self._best_guide = cache(best_guide) if best_guide else None
        self._written: dict[str, str] = {}

    def judged(self, rule: "JudgingRule", *, originals: bool = False) -> Iterator[Guide]:
        """Yield the guides that a rule judges, in order of their ids.

        Earlier versions of a page are left out, pages that tools write, pages of the kinds that the rule leaves out,
        and what the settings leave out of it. With ``originals`` there is one guide per slug, without its translations.
        """
        left_out = (*self.settings.leave_out.get("all", ()), *self.settings.leave_out.get(rule.name, ()))
        n_few = sum(kind in rule.leaves_out_few for kind in self.kinds.values())
        few = rule.leaves_out_few if 2 * n_few < len(self.kinds) else ()
        for guide in self.originals if originals else self.guides:
            kind = self.kinds[guide.id]
            if (
                guide.id not in self._outdated
                and guide.id not in self._made_elsewhere
                and kind not in rule.leaves_out
                and kind not in few
                and not self._is_in(guide, left_out)
            ):
                yield guide

    def _is_in(self, guide: Guide, names: Collection[str]) -> bool:
        """Tell whether a guide is of one of the kinds or page types, or below one of the folders."""
        if not names:
            return False
        page_type = type_of(guide, self.settings.page_types)
        own = {self.kinds[guide.id], guide.path, page_type.name if page_type else ""} - {""}
        return any(name in own or guide.path.startswith(f"{name.strip('/')}/") for name in names)

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The kind of each guide by its id."""
        return kinds_of(self.guides)

    @cached_property
    def _outdated(self) -> frozenset[str]:
        """The ids of the guides of earlier versions, those whose page newer versions do not have among them."""
        newest = min((guide.version for guide in self.guides if guide.versioned_page), key=age, default="")
        return frozenset(guide.id for guide in self.guides if guide.n_newer or _is_older(guide.version, newest))

    @cached_property
    def _made_elsewhere(self) -> frozenset[str]:
        """The ids of the guides that tools write: what is wrong with them is mended elsewhere."""
        return frozenset(guide.id for guide in self.guides if is_made_elsewhere(self.written(guide)))

    @cached_property
    def by_id(self) -> Mapping[str, Guide]:
        return {guide.id: guide for guide in self.guides}

    @cached_property
    def by_page_and_lang(self) -> Mapping[tuple[str, str], Guide]:
        """The newest version of each page in each language, by the name of the page and the language."""
        ordered = sorted(self.guides, key=lambda guide: (-guide.n_newer, guide.id))
        return {(guide.page, guide.lang): guide for guide in ordered}

    @cached_property
    def searches(self) -> tuple[ReplayedSearch, ...]:
        """The searches of readers with their present numbers of results."""
        whole = with_whole_words(self.demand, self.names.__contains__)
        return replayed_searches(whole, self.search)

    def place_of_search(self, query: str) -> Place:
        """Return the guide that is nearest to answering a query; no place where none is."""
        guide = self.by_id.get(self._best_guide(query)) if self._best_guide else None
        return Place(guide.path, 1) if guide else Place("", 0)

    def names_what_is_searched(self, query: str) -> bool:
        """Tell whether the best guide for a query is about it: its title, a heading or a question has all words of it,
        or the text has it again and again."""
        guide = self.by_id.get(self._best_guide(query)) if self._best_guide else None
        if guide is None:
            return False
        asked = (question.text for question in (*guide.questions, *guide.faqs))
        headings = (guide.title, guide.skill, *guide.aliases, *(section.title for section in guide.sections), *asked)
        if guide.body.casefold().count(query.casefold()) >= MIN_SPOKEN_OF:
            return True
        words = _content_stems(heading_stems(query))
        return any(words.issubset(heading_stems(heading)) for heading in headings)

    def has_page_named(self, query: str) -> bool:
        """Tell whether a name of the best guide for a query has all words of it but those for a kind of thing or page:
        ``@each`` for "each loop", ``Kafka`` for "kafka tutorial"."""
        stems = heading_stems(query)
        if KIND_STEMS.isdisjoint(stems):
            return False  # a guide whose name has all words would have been found
        guide = self.by_id.get(self._best_guide(query)) if self._best_guide else None
        words = _content_stems(stem for stem in stems if stem not in KIND_STEMS)
        return guide is not None and any(words and words.issubset(heading_stems(name)) for name in names_of(guide))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.guides)

    @cached_property
    def boilerplate(self) -> Boilerplate:
        return find_boilerplate(self.guides, self.settings.shared_by)

    @cached_property
    def names(self) -> GuideNameIndex:
        return GuideNameIndex(self.resolver, self.settings.lookalikes)

    @cached_property
    def resolver(self) -> Resolver:
        settings = self.settings
        return Resolver(self.guides, settings.base_url, settings.url_pattern, settings.pages)

    @cached_property
    def addresses(self) -> NearbyPlaces:
        return NearbyPlaces(self.resolver)

    @cached_property
    def anchors(self) -> AnchorIndex:
        return AnchorIndex(self.written)

    def written(self, guide: Guide) -> str:
        """Return the file of a guide as it is written; its body where the file is gone."""
        if guide.id not in self._written:
            if len(self._written) >= MAX_WRITTEN:
                self._written.clear()
            self._written[guide.id] = self.files.text(guide.path) or guide.body
        return self._written[guide.id]

    @cached_property
    def redirects(self) -> Redirects:
        folders = {address_of_page(guide.path).rpartition("/")[0] for guide in self.guides}
        return Redirects(self.files.settings(), folders)

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels of places that any page may link by name, as Sphinx has them."""
        return frozenset(label.lower() for guide in self.guides for label in labels(self.written(guide)))

    @cached_property
    def listings(self) -> tuple[RelatedListing, ...]:
        """The names that guides list as related or pinned, each once per guide."""
        return tuple(
            RelatedListing(guide, name, self.resolver.named(name))
            for guide in self.guides
            for name in dict.fromkeys((*guide.related, *guide.related_pin))
        )

    @cached_property
    def links(self) -> tuple[tuple[Guide, Link, Target], ...]:
        """The links of all guides to addresses of guides, with their targets; links elsewhere are left out."""
        triples = ((x, link, self.resolver.target(link.target, x)) for x in self.guides for link in x.links)
        return tuple(triple for triple in triples if triple[2].kind not in (FILE, OUTSIDE))

    @cached_property
    def _n_linking(self) -> Mapping[str, int]:
        """The number of guides that link each missing address."""
        pairs = {(target.address, guide.slug) for guide, _, target in self.links if target.kind == MISSING}
        return Counter(address for address, _ in pairs)

    @cached_property
    def _wanted_names(self) -> frozenset[str]:
        """The keys of the names that related lists or the settings have and no guide has."""
        listed = (listing.name for listing in self.listings if not listing.matches)
        return frozenset(map(name_key, (*listed, *self.settings.skills)))

    @cached_property
    def judged_links(self) -> JudgedLinks:
        """The links that lead nowhere, and which of them are broken."""
        knowledge = (
            self.written,
            self.anchors,
            self.labels,
            self.files,
            self.addresses,
            self.by_page_and_lang,
            self.redirects,
        )
        return JudgedLinks(self.links, Destinations(*knowledge))

    def is_unwritten(self, guide: Guide, link: Link, target: Target) -> bool:
        """Tell whether a link leads to a guide that nobody wrote, and not to a misspelt address of one, or into a part
        of the site that was not read."""
        if self.labels and ("/" not in link.target or link.target.lower() in self.labels):
            return False  # the name of a place or an object, which Sphinx resolves
        return (
            target.kind == MISSING
            and (self._n_linking.get(target.address, 0) >= MIN_LINKING or name_key(link.text) in self._wanted_names)
            and names_address(link.text, target.address)
            and link.text not in self.names
            and self.judged_links.is_broken(guide, link)
            and self.addresses.nearest(target.address) is None
        )

    @cached_property
    def originals(self) -> tuple[Guide, ...]:
        """One guide per slug, without its translations: the English one where there is one."""
        first: dict[str, Guide] = {}
        for guide in sorted(self.guides, key=lambda g: (g.slug, g.lang != "en", g.lang)):
            first.setdefault(guide.slug, guide)
        return tuple(first.values())


def _content_stems(stems: Iterable[str]) -> set[str]:
    """Return the stems without those of words such as "of", or all where there are no others."""
    stems = set(stems)
    return stems - STOP_WORDS or stems


def _is_older(version: str, newest: str) -> bool:
    """Tell whether a version is an earlier one; ``next`` and ``main`` are not released yet."""
    return any(c.isdigit() for c in version) and age(version) > age(newest)


def type_of(guide: Guide, page_types: Sequence[PageType]) -> PageType | None:
    """Return the first page type that applies to a guide, or None."""
    for page_type in page_types:
        by_category = not page_type.categories or guide.category in page_type.categories
        by_path = not page_type.paths or guide.path.startswith(page_type.paths)
        if by_category and by_path:
            return page_type
    return None


def field_line(guide: Guide, name: str) -> int:
    """Return the line of a front-matter field, or 1 where it is not known."""
    return dict(guide.fields).get(name, 1)
