"""Similar sections of different guides: copied, made from one template, or on the same topic.

A section is contained in another when most of its shingles (runs of four words, names of skills masked) occur in the
other too. A text that a few guides share is copied; one that many share is a template. Two sections that share their
content terms but few shingles are on the same topic.

Source of containment by sampled shingles: A. Broder, On the resemblance and containment of documents (1997).
"""

import zlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from corpus.guide import Guide, Section
from index.related.boilerplate import masked_words
from search.gaps.finding import Place
from search.gaps.settings import MIN_TEMPLATE_GUIDES
from search.gaps.text.similarity import content_vectors, near_rows

COPIED, TEMPLATED, SAME_TOPIC = "copied", "templated", "same topic"

# The values below are by hand. With them, ``python -m tests.gaps.measures`` prints for planted sections a precision of
# 1.00 for all three kinds, and a recall of 0.91 for copied sections, 1.00 for templated ones and those on one topic.

MIN_WORDS = 20
"""Words that a section must have to be compared, code left out and names masked. By hand, on the planted sections of
tests/gaps/sections.py."""

MAX_LETTERS = 50_000
"""Letters of a section that are compared, from its beginning: twenty pages. By hand."""

SHINGLE_WORDS = 4

SHINGLE_SAMPLING = 2
"""One shingle in this many is compared, chosen by its digest, so that every text keeps the same ones. By hand, on
the planted sections of tests/gaps/sections.py."""

MIN_CONTAINMENT = 0.6
"""Share of the shingles of the shorter section that must occur in the other. By hand, on the planted sections of
tests/gaps/sections.py."""

MAX_TOPIC_OVERLAP = 0.3
"""Share of shingles from which on two sections are editions of one text, and not two on one topic. By hand, on the
planted sections of tests/gaps/sections.py."""

MIN_TOPIC_COSINE = 0.5
"""Cosine of content terms from which on two sections are on the same topic. By hand, on the planted sections of
tests/gaps/sections.py."""

MAX_TERMS = 40
"""Content terms of a section that are compared, those of the greatest TF-IDF. By hand, on the planted sections of
tests/gaps/sections.py."""

MIN_LINK_SHARE = 0.6
"""Share of the letters of a section within links from which on it is a list of links. By hand, on the planted
sections of tests/gaps/sections.py."""

MAX_SHINGLE_SECTIONS = 64
"""Sections of one shingle that are paired: bounds the pairs of a shingle at 2,080. The first section stays, since the
groups of a template need one common member. By hand, on the planted sections of tests/gaps/sections.py."""


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section and its guide."""

    guide: Guide
    section: Section

    @property
    def place(self) -> Place:
        return Place(self.guide.path, self.section.line, self.section.title)


@dataclass(frozen=True, slots=True)
class SimilarSections:
    """Similar sections in order of their places.

    ``share`` is the least containment among their pairs; for SAME_TOPIC it is the cosine of the pair.
    """

    kind: str
    parts: tuple[SectionText, ...]
    share: float


def similar_sections(guides: Sequence[Guide], shared_by: int = MIN_TEMPLATE_GUIDES) -> tuple[SimilarSections, ...]:
    """Return the groups of similar sections of different guides of one language, in order of place.

    Args:
        shared_by: guides from which on a shared text is a template.
    """
    by_lang: dict[str, list[Guide]] = defaultdict(list)
    for guide in guides:
        by_lang[guide.lang].append(guide)
    groups = [group for lang, same in sorted(by_lang.items()) for group in _of_lang(same, lang, shared_by)]
    return tuple(sorted(groups, key=lambda group: (group.parts[0].place, group.kind)))


def _of_lang(guides: Sequence[Guide], lang: str, shared_by: int) -> Iterator[SimilarSections]:
    masked = masked_words(guides)
    parts: list[SectionText] = []
    shingles: list[frozenset[int]] = []
    for guide in sorted(guides, key=lambda guide: guide.path):
        n_linked = _n_linked(guide)
        for section in guide.sections:
            words = masked(guide, section.text[:MAX_LETTERS])
            # Many guides list the same books: a section that is mostly the text of links is not compared.
            if len(words) >= MIN_WORDS and n_linked[section.line] < MIN_LINK_SHARE * len(section.text):
                parts.append(SectionText(guide, section))
                shingles.append(_shingles(words))
    containment = _containment(parts, shingles)
    groups = _connected_groups(pair for pair, share in containment.items() if share >= MIN_CONTAINMENT)
    for group in groups:
        kind = TEMPLATED if len({parts[i].guide.slug for i in group}) >= shared_by else COPIED
        shares = [containment[pair] for pair in combinations(group, 2) if containment.get(pair, 0) >= MIN_CONTAINMENT]
        yield SimilarSections(kind, tuple(parts[i] for i in group), min(shares))
    # A section that is copied or from a template is not reported a second time for its topic.
    grouped = {i for group in groups for i in group}
    for (one, other), cosine in _same_topic_pairs(parts, lang):
        if not ({one, other} & grouped) and containment.get((one, other), 0.0) < MAX_TOPIC_OVERLAP:
            yield SimilarSections(SAME_TOPIC, (parts[one], parts[other]), cosine)


def _n_linked(guide: Guide) -> Counter[int]:
    """Return the number of letters that are the text of links, by the line of the section that has them."""
    lines = sorted(section.line for section in guide.sections)
    n_linked: Counter[int] = Counter()
    for link in guide.links:
        if at := bisect_right(lines, link.line):
            n_linked[lines[at - 1]] += len(link.text)
    return n_linked


def _shingles(words: Sequence[str]) -> frozenset[int]:
    """Return the CRC-32 digests of the sampled shingles of a text, of all shingles where none is sampled."""
    n_shingles = len(words) - SHINGLE_WORDS + 1
    digests = [zlib.crc32(" ".join(words[i : i + SHINGLE_WORDS]).encode()) for i in range(n_shingles)]
    return frozenset(digest for digest in digests if digest % SHINGLE_SAMPLING == 0) or frozenset(digests)


def _containment(parts: Sequence[SectionText], shingles: Sequence[frozenset[int]]) -> dict[tuple[int, int], float]:
    """Return the share of the shorter section's shingles that both have, in (0, 1], by the pair of their numbers.

    Only pairs of different guides with a common shingle are returned, the smaller number first.
    """
    sections_of: dict[int, list[int]] = defaultdict(list)
    for number, digests in enumerate(shingles):
        for digest in digests:
            sections_of[digest].append(number)
    n_shared: dict[tuple[int, int], int] = defaultdict(int)
    for numbers in sections_of.values():
        if len(numbers) > MAX_SHINGLE_SECTIONS:
            numbers = numbers[:1] + numbers[-MAX_SHINGLE_SECTIONS:]
        for pair in combinations(numbers, 2):
            n_shared[pair] += 1
    return {
        (one, other): n / min(len(shingles[one]), len(shingles[other]))
        for (one, other), n in n_shared.items()
        if parts[one].guide.slug != parts[other].guide.slug
    }


def _connected_groups(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the connected components of the pairs, each in order."""
    group_of: dict[int, list[int]] = {}
    for one, other in pairs:
        group, other_group = group_of.setdefault(one, [one]), group_of.setdefault(other, [other])
        if group is not other_group:
            group += other_group
            group_of.update(dict.fromkeys(other_group, group))
    return sorted({id(group): sorted(group) for group in group_of.values()}.values())


def _same_topic_pairs(parts: Sequence[SectionText], lang: str) -> Iterator[tuple[tuple[int, int], float]]:
    """Yield the pairs of sections of different guides that are each other's nearest by content terms, with cosines."""
    nearest: dict[int, tuple[int, float]] = {}
    vectors = content_vectors([f"{p.section.title} {p.section.text[:MAX_LETTERS]}" for p in parts], lang, MAX_TERMS)
    for number, near in enumerate(near_rows(vectors, MIN_TOPIC_COSINE)):
        others = ((other, cosine) for cosine, other in near if parts[other].guide.slug != parts[number].guide.slug)
        if pair := next(others, None):
            nearest[number] = pair
    for number, (other, cosine) in nearest.items():
        if number < other and nearest.get(other, (-1, 0.0))[0] == number:
            yield (number, other), cosine
