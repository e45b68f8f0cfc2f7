"""Sections with their subsections: word counts, other content, and headings compared across guides."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.guide import Guide, Section
from index.analysis import fold, stem, tokenize
from index.related.boilerplate import Boilerplate

SELF_MARK = "…"
"""Replaces the guide's own name in a heading."""

_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
"""Characters of Thai, Japanese and Chinese, which are written without spaces."""


@dataclass(frozen=True, slots=True)
class SectionTree:
    """A section with its subsections; ``end`` is the first line of the file after them."""

    section: Section
    below: tuple[Section, ...]
    end: int


def section_trees(guide: Guide) -> Iterator[SectionTree]:
    """Yield the titled sections of a guide in order, each with its subsections of every level."""
    last_line = guide.line(guide.body.count("\n")) + 1
    for i, section in enumerate(guide.sections):
        subsections = []
        end = last_line
        for at in range(i + 1, len(guide.sections)):
            other = guide.sections[at]
            if other.level <= section.level:
                end = other.line
                break
            subsections.append(other)
        if section.title:
            yield SectionTree(section, tuple(subsections), end)


def n_own_words(tree: SectionTree, guide: Guide, boilerplate: Boilerplate) -> int:
    """Return the number of words of the section and its subsections outside boilerplate."""
    texts = (boilerplate.own_text(guide.id, s.text) for s in (tree.section, *tree.below))
    return sum(map(_n_words, texts))


def _n_words(text: str) -> int:
    """Return the number of words of a text; in scripts without spaces two characters are one word."""
    spaced = _UNSPACED.sub(" ", text)
    return sum(1 for _ in tokenize(spaced)) + (len(_UNSPACED.findall(text)) + 1) // 2


class OtherContent:
    """The lines of a guide that hold something beside words: questions, projects, links or images."""

    def __init__(self, guide: Guide) -> None:
        body = ((guide.line(at), line) for at, line in enumerate(guide.body.splitlines()))
        images = (n for n, line in body if "![" in line or "<img" in line or "<iframe" in line)
        lines = [question.line for question in (*guide.questions, *guide.faqs)]
        lines += [project.line for project in guide.projects]
        lines += [link.line for link in guide.links]
        self._lines = sorted((*lines, *images))

    def is_in(self, tree: SectionTree, *, skip_heading: bool = False) -> bool:
        """Tell whether the section or a subsection has code, a table, questions, projects, links or an image.

        With ``skip_heading`` those of its own heading do not count.
        """
        if any(section.code.strip() or section.tables for section in (tree.section, *tree.below)):
            return True
        at = bisect_left(self._lines, tree.section.line + skip_heading)
        return at < len(self._lines) and self._lines[at] < tree.end


def heading_key(title: str, guide: Guide) -> str:
    """Return the common key of a heading in several guides: its stems, with the guide's own names masked.

    ``Limits of Kafka`` in the guide on Kafka and ``Limits of Redis`` in that on Redis have the same key.
    """
    stems = heading_stems(title)
    for name_stems in _stems_of_names((guide.title, guide.skill, *guide.aliases)):
        if name_stems[0] not in stems:
            continue
        for i in range(len(stems) - len(name_stems) + 1):
            if stems[i : i + len(name_stems)] == name_stems:
                stems[i : i + len(name_stems)] = [SELF_MARK]
                break
    return " ".join(stems)


@lru_cache(maxsize=1 << 10)
def _stems_of_names(names: tuple[str, ...]) -> tuple[list[str], ...]:
    """Return the stems of each name that has some, the longest name first."""
    return tuple(stems for name in sorted(names, key=len, reverse=True) if (stems := heading_stems(name)))


def heading_stems(text: str) -> list[str]:
    """Return the stems of the words of a heading, in order."""
    return [stem(fold(match.group()).removesuffix("'s")) for match in tokenize(text)]
