"""Text that several guides share but for the skill's name, and that tells readers of none of them
anything.

    kafka.md     Organizations adopt Kafka when it reduces time-to-market.
    graphql.md   Organizations adopt GraphQL when it reduces time-to-market.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.guide import Guide
from index.related.boilerplate import Occurrence, Shared
from search.gaps.finding import Gap, Place
from search.gaps.grouping import A_DAY
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.prose import line_of

LEAST_WORDS = 8
"""A block of fewer words is a turn of phrase, not a template."""

MOSTLY = 0.6

EXAMPLE = 200
"""Letters of the shared text that are shown."""

FIX = "write what is true of each skill alone, or say it once on a page that they link"
FIX_EMPTY = "write the guides that readers ask for, and take the others off the site until somebody does"

ALIKE = 0.8
"""Texts are one block when this share of the guides of either has both."""


@dataclass(slots=True)
class SharedBlock:
    """Texts that much the same guides share."""

    texts: list[Shared] = field(default_factory=list)
    guides: frozenset[str] = frozenset()

    def takes(self, shared: Shared) -> bool:
        both = len(self.guides & shared.guides)
        return both >= ALIKE * len(self.guides | shared.guides)

    def add(self, shared: Shared) -> None:
        self.texts.append(shared)
        self.guides = self.guides or shared.guides


def check(site: Site) -> Iterator[Gap]:
    enough = enough_guides(len(site.originals))
    for block in blocks(site.boilerplate.shared):
        slugs = {site.by_id[guide].slug for guide in block.guides}
        if len(slugs) >= max(enough, site.settings.shared_by) and _says_something(site, block):
            yield _gap(site, block)


def enough_guides(n_guides: int) -> int:
    """Return how many guides must share a text before an editor wants to know: 3 to 10, as sites grow."""
    return max(3, min(10, round(math.sqrt(n_guides) / 3)))


def _says_something(site: Site, block: SharedBlock) -> bool:
    """Tell whether a block is more than a turn of phrase (``… as follows:``) or a list of links."""
    texts = [shared for shared in block.texts if not shared.places[0].text.endswith(":")]
    if sum(shared.words for shared in texts) < LEAST_WORDS:
        return False
    return not all(_is_link(site, shared.places[0]) for shared in texts)


def _is_link(site: Site, place: Occurrence) -> bool:
    """Tell whether a text is the words of a link, or mostly: the title of a book, a row of badges."""
    linked = [link.text for link in site.by_id[place.guide].links]
    within = sum(len(text) for text in linked if text and text in place.text)
    return within >= MOSTLY * len(place.text) or any(place.text in text for text in linked)


def blocks(shared: Sequence[Shared]) -> list[SharedBlock]:
    """Return the shared texts grouped by the guides that have them, the widest spread first."""
    found: list[SharedBlock] = []
    of_guide: dict[str, list[SharedBlock]] = {}
    for one in shared:
        guides = one.guides
        near = {id(b): b for guide in sorted(guides)[:3] for b in of_guide.get(guide, ())}
        block = next((b for b in near.values() if b.takes(one)), None)
        if block is None:
            block = SharedBlock()
            found.append(block)
            for guide in guides:
                of_guide.setdefault(guide, []).append(block)
        block.add(one)
    return found


def _gap(site: Site, block: SharedBlock) -> Gap:
    places = tuple(
        Place(place.path, line_of(site.by_id[place.guide], place.text, place.line), place.text)
        for place in _one_per_guide(block)
    )
    n_guides, n_texts = len(block.guides), len(block.texts)
    n_empty = sum(not _has_own_words(site, site.by_id[guide]) for guide in block.guides)
    what = "a sentence" if n_texts == 1 else f"{n_texts} sentences"
    nothing_else = f"; {n_empty:,} of them say nothing else" if n_empty > MOSTLY * n_guides else ""
    example = _example(site, block)
    return Gap(
        key=(min(shared.places[0].text for shared in block.texts),),
        place=Place(places[0].path, places[0].line),
        message=f"{n_guides:,} guides share {what} but for the names in them{nothing_else}: {example!r}",
        evidence=places,
        fix=FIX_EMPTY if nothing_else else FIX,
        subject=example,
        waiting=n_guides,
        minutes=min(A_DAY, 15 * n_guides),
    )


def _example(site: Site, block: SharedBlock) -> str:
    """Return what a guide with most of the texts says, in the order in which it says it."""
    of_guide: dict[str, list[Occurrence]] = {}
    for shared in block.texts:
        for place in shared.places:
            of_guide.setdefault(place.guide, []).append(place)
    guide, said = min(of_guide.items(), key=lambda pair: (-len(pair[1]), pair[1][0].path))
    whole = " ".join(section.text for section in site.by_id[guide].sections)
    ordered = sorted(said, key=lambda place: (whole.find(place.text), place.line))
    text = " ".join(dict.fromkeys(place.text for place in ordered))
    return text if len(text) <= EXAMPLE else text[: EXAMPLE - 1].rstrip() + "…"


def _has_own_words(site: Site, guide: Guide) -> bool:
    """Tell whether a guide says more than texts that others have too."""
    return any(site.boilerplate.own_text(guide.id, s.text) or s.code for s in guide.sections) or bool(guide.questions)


def _one_per_guide(block: SharedBlock) -> list[Occurrence]:
    """Return each guide's longest text of the block, in order of their paths."""
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
    default=True,
)
