"""Rule ``boilerplate``: text that several guides share but for the names of skills, so that it tells readers nothing.

kafka.md     Organizations adopt Kafka when it reduces time-to-market.
graphql.md   Organizations adopt GraphQL when it reduces time-to-market.
"""

import math
import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.guide import Guide
from index.analysis import fold
from index.links import names_of
from index.related.boilerplate import Occurrence, Shared
from search.gaps.finding import Gap, Place
from search.gaps.grouping import DAY_MINUTES
from search.gaps.pages.kinds import NOTICE, PART, POST, RELEASE, are_family
from search.gaps.rule import Rule
from search.gaps.settings import MIN_TEMPLATE_GUIDES
from search.gaps.site import Site
from search.gaps.text.prose import line_of

MIN_WORDS = 8
"""Words of a block below which it is a turn of phrase, not a template. By hand."""

MIN_LINK_SHARE = 0.6
"""Share of the letters of a text within links from which on it is the text of a link. By hand."""

MIN_EMPTY_SHARE = 0.6
"""Share of the guides of a block without other words above which the finding reports it. By hand."""

MIN_GUIDE_OVERLAP = 0.8
"""Jaccard similarity of the guides of two texts from which on they are one block. By hand."""

MAX_FOLDER_SHARE = 0.5
"""Share of the guides of a site up to which those below a folder are one kind among others. By hand."""

MAX_SHARING_GUIDES = 10
"""Greatest number of guides that must share a text. By hand: the number is a third of the root of the number of guides,
3 on a site of 81 and 10 on one of 900."""

MAX_PROBED_GUIDES = 3
"""Guides of a text whose blocks are compared with it. By hand: a block of nearly the same guides has one of three."""

MINUTES_PER_GUIDE = 15
"""By hand."""

MAX_EXAMPLE = 200
"""Letters of the shared text that are shown. By hand."""

FIX = "write what is true of each skill alone, or say it once on a page that they link"
FIX_EMPTY = "write the guides that readers ask for, and take the others off the site until somebody does"


@dataclass(slots=True)
class SharedBlock:
    """Texts shared by nearly the same guides; ``guides`` are those of the first text."""

    texts: list[Shared] = field(default_factory=list)
    guides: frozenset[str] = frozenset()

    def accepts(self, shared: Shared) -> bool:
        n_common = len(self.guides & shared.guides)
        return n_common >= MIN_GUIDE_OVERLAP * len(self.guides | shared.guides)

    def add(self, shared: Shared) -> None:
        self.texts.append(shared)
        self.guides = self.guides or shared.guides


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per block of texts that enough guides share."""
    judged = {guide.id for guide in site.judged(RULE, originals=True)}
    min_guides = max(min_sharing_guides(len(site.originals)), site.settings.shared_by)
    for block in blocks(site.boilerplate.shared):
        pages = {site.by_id[guide].page for guide in block.guides if guide in judged}
        if len(pages) >= min_guides and _is_template(site, block) and _hides_what_differs(site, block):
            yield _gap(site, block)


def min_sharing_guides(n_guides: int) -> int:
    """Return the number of guides that must share a text to be a finding: 3 to 10, growing with the site."""
    return max(MIN_TEMPLATE_GUIDES, min(MAX_SHARING_GUIDES, round(math.sqrt(n_guides) / 3)))


def _is_template(site: Site, block: SharedBlock) -> bool:
    """Tell whether a block is more than a turn of phrase (``… as follows:``) or a list of links."""
    texts = [shared for shared in block.texts if not shared.places[0].text.endswith(":")]
    if sum(shared.words for shared in texts) < MIN_WORDS:
        return False
    return not all(_is_link(site, shared.places[0]) for shared in texts)


def _is_link(site: Site, place: Occurrence) -> bool:
    """Tell whether a text is mostly the text of links: the title of a book, a row of badges."""
    link_texts = [link.text for link in site.by_id[place.guide].links]
    n_linked = sum(len(text) for text in link_texts if text and text in place.text)
    return n_linked >= MIN_LINK_SHARE * len(place.text) or any(place.text in text for text in link_texts)


def _hides_what_differs(site: Site, block: SharedBlock) -> bool:
    """Tell whether a block is all that most of its guides say, or a template that is filled in with names alone.

    Guides of one family, whose names have a word in common (``install-linux``, ``install-windows``), share text by
    intent, and so do guides that repeat a note word by word.
    """
    guides = [site.by_id[guide] for guide in block.guides]
    n_empty = sum(not _has_own_words(site, guide) for guide in guides)
    if n_empty > MIN_EMPTY_SHARE * len(guides):
        return True
    is_filled_in = any(_names_its_guide(site, shared) for shared in block.texts)
    return is_filled_in and not are_family(guides) and not _are_of_one_kind(site, guides)


def _are_of_one_kind(site: Site, guides: Sequence[Guide]) -> bool:
    """Tell whether guides are below one folder that is a small part of the site: pages of one kind, alike by intent."""
    folder = posixpath.commonpath([posixpath.dirname(guide.path) for guide in guides])
    n_below = sum(guide.path.startswith(f"{folder}/") for guide in site.originals)
    return bool(folder) and n_below <= MAX_FOLDER_SHARE * len(site.originals)


def _names_its_guide(site: Site, shared: Shared) -> bool:
    """Tell whether a text names the skill of most guides that it is in."""
    n_named = sum(
        any(fold(name) in fold(place.text) for name in names_of(site.by_id[place.guide]) if name)
        for place in shared.places
    )
    return n_named > len(shared.places) / 2


def blocks(shared: Sequence[Shared]) -> list[SharedBlock]:
    """Return the shared texts in blocks of nearly the same guides, in the order of the first text of each."""
    result: list[SharedBlock] = []
    blocks_of: dict[str, list[SharedBlock]] = {}
    for text in shared:
        guides = text.guides
        # Only blocks of a few of its guides are compared, so that the time does not grow with the square of the texts.
        near = {id(b): b for guide in sorted(guides)[:MAX_PROBED_GUIDES] for b in blocks_of.get(guide, ())}
        block = next((b for b in near.values() if b.accepts(text)), None)
        if block is None:
            block = SharedBlock()
            result.append(block)
            for guide in guides:
                blocks_of.setdefault(guide, []).append(block)
        block.add(text)
    return result


def _gap(site: Site, block: SharedBlock) -> Gap:
    places = tuple(
        Place(place.path, line_of(site.by_id[place.guide], place.text, place.line), place.text)
        for place in _one_per_guide(block)
    )
    n_guides, n_texts = len(block.guides), len(block.texts)
    n_empty = sum(not _has_own_words(site, site.by_id[guide]) for guide in block.guides)
    sentences = "a sentence" if n_texts == 1 else f"{n_texts} sentences"
    nothing_else = f"; {n_empty:,} of them say nothing else" if n_empty > MIN_EMPTY_SHARE * n_guides else ""
    example = _example(site, block)
    return Gap(
        key=(min(shared.places[0].text for shared in block.texts),),
        place=Place(places[0].path, places[0].line),
        message=f"{n_guides:,} guides share {sentences} but for the names in them{nothing_else}: {example!r}",
        evidence=places,
        fix=FIX_EMPTY if nothing_else else FIX,
        subject=example,
        waiting=n_guides,
        minutes=min(DAY_MINUTES, MINUTES_PER_GUIDE * n_guides),
    )


def _example(site: Site, block: SharedBlock) -> str:
    """Return the shared texts of the guide that has most of them, in the order of that guide, cut to MAX_EXAMPLE."""
    by_guide: dict[str, list[Occurrence]] = {}
    for shared in block.texts:
        for place in shared.places:
            by_guide.setdefault(place.guide, []).append(place)
    guide, places = min(by_guide.items(), key=lambda pair: (-len(pair[1]), pair[1][0].path))
    guide_text = " ".join(section.text for section in site.by_id[guide].sections)
    ordered = sorted(places, key=lambda place: (guide_text.find(place.text), place.line))
    text = " ".join(dict.fromkeys(place.text for place in ordered))
    return text if len(text) <= MAX_EXAMPLE else text[: MAX_EXAMPLE - 1].rstrip() + "…"


def _has_own_words(site: Site, guide: Guide) -> bool:
    """Tell whether a guide has text outside boilerplate, code or questions."""
    return any(site.boilerplate.own_text(guide.id, s.text) or s.code for s in guide.sections) or bool(guide.questions)


def _one_per_guide(block: SharedBlock) -> list[Occurrence]:
    """Return the longest text of each guide in the block, in order of path."""
    first: dict[str, Occurrence] = {}
    for shared in sorted(block.texts, key=lambda shared: -shared.words):
        for place in shared.places:
            first.setdefault(place.guide, place)
    return sorted(first.values(), key=lambda place: (place.path, place.line))


RULE = Rule(
    name="boilerplate",
    severity="warning",
    summary="text that several guides share but for the skill's name",
    check=check,
    minutes=60,
    worth=1.5,
    meaning="A sentence that is true of every skill tells readers nothing about this one.",
    precision=0.3,
    leaves_out=frozenset({PART, POST, RELEASE, NOTICE}),
)
