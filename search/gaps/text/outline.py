"""Sections with their subsections: word counts, other content, and headings compared across guides."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
    for i, section in enumerate(guide.sections):
        subsections = []
        end = guide.body_line + guide.body.count("\n") + 1
        for other in guide.sections[i + 1 :]:
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


def has_non_text_content(tree: SectionTree, guide: Guide) -> bool:
    """Tell whether the section or a subsection has code, a table, questions, projects, links or an image."""
    if any(section.code.strip() or section.tables for section in (tree.section, *tree.below)):
        return True
    lines = [question.line for question in (*guide.questions, *guide.faqs)]
    lines += [project.line for project in guide.projects]
    lines += [link.line for link in guide.links]
    if any(tree.section.line <= line < tree.end for line in lines):
        return True
    first = max(0, tree.section.line - guide.body_line)
    body = guide.body.splitlines()[first : tree.end - guide.body_line]
    return any("![" in line or "<img" in line or "<iframe" in line for line in body)


def heading_key(title: str, guide: Guide) -> str:
    """Return the common key of a heading in several guides: its stems, with the guide's own names masked.

    ``Limits of Kafka`` in the guide on Kafka and ``Limits of Redis`` in that on Redis have the same key.
    """
    stems = _stems(title)
    for name in sorted((guide.title, guide.skill, *guide.aliases), key=len, reverse=True):
        name_stems = _stems(name)
        for i in range(len(stems) - len(name_stems) + 1):
            if name_stems and stems[i : i + len(name_stems)] == name_stems:
                stems[i : i + len(name_stems)] = [SELF_MARK]
                break
    return " ".join(stems)


def _stems(text: str) -> list[str]:
    return [stem(fold(match.group()).removesuffix("'s")) for match in tokenize(text)]
