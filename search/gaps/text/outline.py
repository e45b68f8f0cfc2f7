"""What a section holds, and what its heading says whatever the skill."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.guide import Guide, Section
from index.analysis import fold, stem, tokenize
from index.related.boilerplate import Boilerplate

SELF = "…"
"""Stands for the guide's own name in a heading."""

_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
"""Signs of Thai, Japanese and Chinese."""


@dataclass(frozen=True, slots=True)
class SectionPart:
    """A section with all that is below it, up to the line ``end`` of the file, which is not in
    it."""

    section: Section
    below: tuple[Section, ...]
    end: int


def parts(guide: Guide) -> Iterator[SectionPart]:
    """Yield the titled sections of a guide, each with the sections inside it."""
    for i, section in enumerate(guide.sections):
        inside = []
        end = guide.body_line + guide.body.count("\n") + 1
        for other in guide.sections[i + 1 :]:
            if other.level <= section.level:
                end = other.line
                break
            inside.append(other)
        if section.title:
            yield SectionPart(section, tuple(inside), end)


def n_own_words(part: SectionPart, guide: Guide, boilerplate: Boilerplate) -> int:
    """Return how many words the section says that no template says, those below it included."""
    texts = (boilerplate.own_text(guide.id, s.text) for s in (part.section, *part.below))
    return sum(map(_n_words, texts))


def _n_words(text: str) -> int:
    """Return how many words a text has; two signs are one where a script writes no blanks."""
    spaced = _UNSPACED.sub(" ", text)
    return sum(1 for _ in tokenize(spaced)) + (len(_UNSPACED.findall(text)) + 1) // 2


def holds_more_than_text(part: SectionPart, guide: Guide) -> bool:
    """Tell whether the section has code, a table, questions, projects, links or an image."""
    if any(section.code.strip() or section.tables for section in (part.section, *part.below)):
        return True
    lines = [question.line for question in (*guide.questions, *guide.faqs)]
    lines += [project.line for project in guide.projects]
    lines += [link.line for link in guide.links]
    if any(part.section.line <= line < part.end for line in lines):
        return True
    first = max(0, part.section.line - guide.body_line)
    body = guide.body.splitlines()[first : part.end - guide.body_line]
    return any("![" in line or "<img" in line or "<iframe" in line for line in body)


def heading_key(title: str, guide: Guide) -> str:
    """Return what headings of several guides share when they head the same: stems, own name
    masked."""
    words = _stems(title)
    for name in sorted((guide.title, guide.skill, *guide.aliases), key=len, reverse=True):
        own = _stems(name)
        for i in range(len(words) - len(own) + 1):
            if own and words[i : i + len(own)] == own:
                words[i : i + len(own)] = [SELF]
                break
    return " ".join(words)


def _stems(text: str) -> list[str]:
    return [stem(fold(match.group()).removesuffix("'s")) for match in tokenize(text)]
