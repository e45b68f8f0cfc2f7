"""Sections of different guides that say the same: copied, made from one template, or on the same topic.

A section is *contained* in another when most of its runs of words stand there too, names of skills masked. What
a few guides share is copied; what many share is a template. Sections that share their telling words and few runs
are on the same topic.
"""

import math
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from corpus.guide import Guide, Section
from index.analysis import STOP_WORDS, analyze, stem, tokenize
from index.related.boilerplate import masked_words
from search.gaps.finding import Place

COPIED, TEMPLATED, SAME_TOPIC = "copied", "templated", "same topic"

ENOUGH_WORDS = 20
"""Words that a section must have, code and names left out, to be compared."""

RUN = 4
"""Words of a run."""

SAMPLED = 2
"""One in so many runs is looked at, chosen by its digest: the same ones in every text."""

CONTAINED = 0.6
"""The share of the runs of the shorter section that must stand in the other."""

FEW_RUNS = 0.3
"""With a greater share of its runs in the other, a section is an edition of it and not one on its topic."""

ALIKE = 0.5
"""The cosine of telling words from which on two sections are on the same topic."""

N_TERMS = 40
"""Telling words of a section that are compared, the strongest."""

MOSTLY = 0.6

ROWS_AT_ONCE = 256

COMMON_RUN = 64
"""A run in more sections than this tells nothing about any two of them."""


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section of a guide."""

    guide: Guide
    section: Section

    @property
    def place(self) -> Place:
        return Place(self.guide.path, self.section.line, self.section.title)


@dataclass(frozen=True, slots=True)
class Alike:
    """Sections that say the same, in order of their places; ``share`` is the least that any two next to one another
    have in common: of runs, or the cosine of sections on the same topic."""

    kind: str
    parts: tuple[SectionText, ...]
    share: float


def similar_sections(guides: Sequence[Guide], shared_by: int = 3) -> tuple[Alike, ...]:
    """Return the sections that say the same, in order of place; ``shared_by`` guides make a template."""
    by_lang: dict[str, list[Guide]] = defaultdict(list)
    for guide in guides:
        by_lang[guide.lang].append(guide)
    found = [alike for lang, same in sorted(by_lang.items()) for alike in _of_lang(same, lang, shared_by)]
    return tuple(sorted(found, key=lambda alike: (alike.parts[0].place, alike.kind)))


def _of_lang(guides: Sequence[Guide], lang: str, shared_by: int) -> Iterator[Alike]:
    masked = masked_words(guides)
    parts: list[SectionText] = []
    runs: list[frozenset[int]] = []
    for guide in sorted(guides, key=lambda guide: guide.path):
        for section in guide.sections:
            words = masked(guide, section.text)
            if len(words) >= ENOUGH_WORDS and not _lists_links(guide, section):
                parts.append(SectionText(guide, section))
                runs.append(_runs(words))
    shares = _shares(parts, runs)
    together = _joined(pair for pair, share in shares.items() if share >= CONTAINED)
    for group in together:
        kind = TEMPLATED if len({parts[i].guide.slug for i in group}) >= shared_by else COPIED
        within = [shares[pair] for pair in combinations(group, 2) if shares.get(pair, 0) >= CONTAINED]
        yield Alike(kind, tuple(parts[i] for i in group), min(within))
    taken = {i for group in together for i in group}
    for (one, other), cosine in _on_one_topic(parts, lang):
        if not ({one, other} & taken) and shares.get((one, other), 0.0) < FEW_RUNS:
            yield Alike(SAME_TOPIC, (parts[one], parts[other]), cosine)


def _lists_links(guide: Guide, section: Section) -> bool:
    """Tell whether a section is mostly the words of links: guides may well name the same books."""
    after = min((other.line for other in guide.sections if other.line > section.line), default=math.inf)
    linked = sum(len(link.text) for link in guide.links if section.line <= link.line < after)
    return linked >= MOSTLY * len(section.text)


def _runs(words: Sequence[str]) -> frozenset[int]:
    """Return digests of some of the runs of a text, of all where it is short."""
    digests = [zlib.crc32(" ".join(words[i : i + RUN]).encode()) for i in range(len(words) - RUN + 1)]
    return frozenset(digest for digest in digests if digest % SAMPLED == 0) or frozenset(digests)


def _shares(parts: Sequence[SectionText], runs: Sequence[frozenset[int]]) -> dict[tuple[int, int], float]:
    """Return, for sections of different guides that share runs, what part of the shorter one's runs that is."""
    having: dict[int, list[int]] = defaultdict(list)
    for number, digests in enumerate(runs):
        for digest in digests:
            having[digest].append(number)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for numbers in having.values():
        if len(numbers) > COMMON_RUN:
            numbers = numbers[:1] + numbers[-COMMON_RUN:]
        for pair in combinations(numbers, 2):
            shared[pair] += 1
    return {
        (one, other): n / min(len(runs[one]), len(runs[other]))
        for (one, other), n in shared.items()
        if parts[one].guide.slug != parts[other].guide.slug
    }


def _joined(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return what pairs join, each group in order."""
    group_of: dict[int, list[int]] = {}
    for one, other in pairs:
        mine, theirs = group_of.setdefault(one, [one]), group_of.setdefault(other, [other])
        if mine is not theirs:
            mine += theirs
            group_of.update(dict.fromkeys(theirs, mine))
    return sorted({id(group): sorted(group) for group in group_of.values()}.values())


def _on_one_topic(parts: Sequence[SectionText], lang: str) -> Iterator[tuple[tuple[int, int], float]]:
    """Yield pairs of sections of different guides that are each other's nearest by their telling words."""
    nearest: dict[int, tuple[int, float]] = {}
    for number, near in enumerate(_near([f"{p.section.title} {p.section.text}" for p in parts], lang)):
        others = [pair for pair in near if parts[pair[0]].guide.slug != parts[number].guide.slug]
        if others:
            nearest[number] = min(others, key=lambda pair: (-pair[1], pair[0]))
    for number, (other, cosine) in nearest.items():
        if number < other and nearest.get(other, (-1, 0.0))[0] == number:
            yield (number, other), cosine


def _near(texts: Sequence[str], lang: str) -> Iterator[list[tuple[int, float]]]:
    """Yield, for each text, the texts whose cosine with it is at least ALIKE, itself among them."""
    vectors = _vectors(texts, lang)
    if vectors is None:
        return
    transposed = vectors.T.tocsr()
    for start in range(0, vectors.shape[0], ROWS_AT_ONCE):
        block = (vectors[start : start + ROWS_AT_ONCE] @ transposed).tocsr()
        block.data[block.data < ALIKE] = 0.0
        block.eliminate_zeros()
        for row in range(block.shape[0]):
            ends = slice(block.indptr[row], block.indptr[row + 1])
            yield list(zip(block.indices[ends].tolist(), block.data[ends].tolist(), strict=True))


def _vectors(texts: Sequence[str], lang: str) -> Any:
    """Return TF-IDF rows of the strongest telling words, of L2 norm 1, or 0; None where there are no such words."""
    import numpy as np
    from scipy.sparse import csr_array, diags_array

    from index.matrix.vectors import strongest, tfidf

    columns: dict[str, int] = {}
    rows = [[columns.setdefault(term, len(columns)) for term in _telling(text, lang)] for text in texts]
    if not columns:
        return None
    indptr = np.cumsum([0, *(len(row) for row in rows)])
    indices = [column for row in rows for column in row]
    counts = csr_array((np.ones(len(indices)), indices, indptr), shape=(len(texts), len(columns)))
    counts.sum_duplicates()
    kept = strongest(tfidf(counts), N_TERMS)
    norms = np.sqrt(np.asarray(kept.multiply(kept).sum(axis=1)).ravel())
    return (diags_array(1 / np.where(norms > 0, norms, 1.0)) @ kept).tocsr()


def _telling(text: str, lang: str) -> Iterator[str]:
    for match in tokenize(text):
        for surface in analyze(match.group()).surfaces:
            if not surface.spelled and surface.term not in STOP_WORDS:
                yield stem(surface.term, lang)
