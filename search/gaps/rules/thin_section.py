"""A section that says little of its own once the text that other guides share is set aside.

## Limitations
No tool is universal.             # four words, and every guide has them
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from corpus.guide import Guide
from search.gaps.finding import Gap, Place
from search.gaps.grouping import DAY_MINUTES, MAX_SEPARATE_GAPS, merge_if_many
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.outline import (
    SELF_MARK,
    SectionTree,
    has_non_text_content,
    heading_key,
    n_own_words,
    section_trees,
)

READ_MOST = "begin with the guides that readers open most; thin_words in guidedex.yaml says what is few"
HEADINGS = "say in each what is particular to it, or take those sections out of them all"
NAMED = 3
"""Headings that a finding for many of them names."""

SAME_HEADING = 5
"""Guides in which a section is thin under one heading, beyond which the heading is what is wrong."""

EMPTY = ("all",)
"""The key of the gap of the guides without a word of their own."""

SHORT = 1 / 3
"""The share of the usual words under a heading from which on a section is short for its heading."""

SEVERAL = 3
"""Thin sections of one guide that are one finding."""


Key = tuple[str, str]
"""The language and the key of a heading."""


@dataclass(frozen=True, slots=True)
class Sized:
    """A section with the words that it has of its own."""

    guide: Guide
    part: SectionTree
    key: Key
    n_words: int
    holds_more: bool
    """Whether it has code, tables, links or the like beside its words."""

    @property
    def place(self) -> Place:
        return Place(self.guide.path, self.part.section.line, self.part.section.title)


def check(site: Site) -> Iterator[Gap]:
    """Yield what is thin, as few findings as there are causes: guides without a word of their own, guides all of
    whose sections are thin, a heading that is thin wherever it stands, and then the sections."""
    empty = _without_words(site)
    if len(empty) > MAX_SEPARATE_GAPS:
        yield _many_empty(empty)
    left_out = {guide.id for guide in empty} if len(empty) > MAX_SEPARATE_GAPS else set()
    outlines = {guide.id: _outline(site, guide) for guide in site.guides if guide.id not in left_out}
    least = _least_words(site.settings.thin_words, outlines.values())
    sections: list[Sized] = []
    thin_guides: list[Gap] = []
    for outline in outlines.values():
        thin = [one for one in outline if one.n_words < least[one.key] and not one.holds_more]
        if thin and len(thin) == len(outline) and not outline[0].guide.questions:
            n_words = sum(one.n_words for one in thin if not one.part.section.path)
            thin_guides.append(_thin_guide(site, outline[0].guide, n_words))
        else:
            sections += _outermost(thin)
    yield from merge_if_many(thin_guides, ("guides",), "{guides} guides have few words of their own in all", READ_MOST)
    yield from _sections(site, sections)


def _outline(site: Site, guide: Guide) -> list[Sized]:
    return [
        Sized(
            guide,
            part,
            (guide.lang, heading_key(part.section.title, guide)),
            n_own_words(part, guide, site.boilerplate),
            has_non_text_content(part, guide),
        )
        for part in section_trees(guide)
    ]


def _least_words(few_words: int, outlines: Iterable[Sequence[Sized]]) -> Mapping[Key, float]:
    """Return from how many words on a section is not thin, by its heading: ``few_words``, and less where those of
    other guides under the same heading are short too, as ``Also known as`` is."""
    lengths: dict[Key, list[int]] = defaultdict(list)
    for outline in outlines:
        for one in outline:
            lengths[one.key].append(one.n_words)
    return {
        key: max(1.0, min(few_words, median(found) * SHORT)) if len(found) > SAME_HEADING else few_words
        for key, found in lengths.items()
    }


def _outermost(thin: Sequence[Sized]) -> Iterator[Sized]:
    """Yield the thin sections without those inside another one."""
    end = 0
    for one in thin:
        if one.part.section.line >= end:
            end = one.part.end
            yield one


def _sections(site: Site, thin: Sequence[Sized]) -> Iterator[Gap]:
    """Yield thin sections by heading, then by guide, then one by one; each as one where it is too much."""
    headings, others = _by_heading(thin)
    said = "{n} kinds of sections have few words of their own wherever they stand: " + _names(headings)
    yield from merge_if_many(headings, ("headings",), said, HEADINGS)
    by_guide: dict[str, list[Sized]] = defaultdict(list)
    for one in others:
        by_guide[one.guide.id].append(one)
    several = [_several(site, same) for _, same in sorted(by_guide.items()) if len(same) >= SEVERAL]
    yield from merge_if_many(several, ("several",), "{guides} guides have several sections of few words", READ_MOST)
    rest = [_thin_section(site, one) for _, same in sorted(by_guide.items()) if len(same) < SEVERAL for one in same]
    said = "{n} sections have few words of their own, one or two each in {guides} guides"
    yield from merge_if_many(rest, ("scattered",), said, READ_MOST)


def _by_heading(thin: Sequence[Sized]) -> tuple[list[Gap], list[Sized]]:
    """Return a gap for each heading that is thin in many guides, and the sections under other headings."""
    headings: dict[Key, list[Sized]] = defaultdict(list)
    for one in thin:
        headings[one.key].append(one)
    gaps, others = [], []
    for (lang, key), same in sorted(headings.items()):
        if key != SELF_MARK and len({one.guide.slug for one in same}) > SAME_HEADING:
            gaps.append(_heading(lang, key, same))
        else:
            others += same
    return gaps, sorted(others, key=lambda one: one.place)


def _names(headings: Sequence[Gap]) -> str:
    """Return the headings that are thin in most guides, as words."""
    widest = sorted(headings, key=lambda gap: (-gap.waiting, gap.subject))[:NAMED]
    named = ", ".join(repr(gap.subject) for gap in widest)
    return named if len(headings) <= NAMED else f"{named} and others"


def _heading(lang: str, key: str, thin: Sequence[Sized]) -> Gap:
    places = tuple(one.place for one in thin)
    n_guides = len({place.path for place in places})
    title = thin[0].part.section.title
    return Gap(
        key=("heading", lang, key),
        place=Place(places[0].path, places[0].line),
        message=f"the section {title!r} has few words of its own in {n_guides:,} guides",
        evidence=places,
        fix="say in each what is particular to it, or take the section out of them all",
        subject=title,
        waiting=n_guides,
        minutes=DAY_MINUTES,
    )


def _several(site: Site, thin: Sequence[Sized]) -> Gap:
    guide = thin[0].guide
    return Gap(
        key=(guide.id, "several"),
        place=Place(guide.path, thin[0].place.line),
        message=f"{len(thin)} sections of {guide.title!r} have few words of their own",
        evidence=tuple(one.place for one in thin),
        fix=f"say what is particular to {guide.skill}, or join the sections",
        subject=guide.title,
        waiting=1 + len(site.inbound.get(guide.slug, ())),
        minutes=60,
    )


def _without_words(site: Site) -> list[Guide]:
    """Return the guides all of whose text others have too."""
    return [
        guide
        for guide in site.guides
        if not guide.questions
        and not any(section.code or section.tables for section in guide.sections)
        and not any(site.boilerplate.own_text(guide.id, section.text) for section in guide.sections)
    ]


def _many_empty(guides: list[Guide]) -> Gap:
    return Gap(
        key=EMPTY,
        place=Place(guides[0].path, 1),
        message=f"{len(guides):,} guides have no words of their own",
        evidence=tuple(Place(guide.path, 1, guide.title) for guide in guides),
        fix="write the guides that readers ask for, and take the others off the site until somebody does",
        waiting=len(guides),
        minutes=DAY_MINUTES,
    )


def _thin_section(site: Site, thin: Sized) -> Gap:
    guide, title = thin.guide, thin.part.section.title
    return Gap(
        key=(guide.id, thin.part.section.anchor),
        place=Place(guide.path, thin.part.section.line),
        message=f"the section {title!r} has {_count(thin.n_words)} of its own",
        fix=f"say what is particular to {guide.skill}, or remove the section",
        subject=title,
        waiting=1 + len(site.inbound.get(guide.slug, ())),
    )


def _thin_guide(site: Site, guide: Guide, n_words: int) -> Gap:
    return Gap(
        key=(guide.id,),
        place=Place(guide.path, 1),
        message=f"{guide.title!r} has {_count(n_words)} of its own in all",
        fix="write the guide, or remove it until somebody does",
        subject=guide.title,
        waiting=1 + len(site.inbound.get(guide.slug, ())),
        minutes=120,
    )


def _count(n_words: int) -> str:
    return {0: "no words", 1: "1 word"}.get(n_words, f"{n_words} words")


RULE = Rule(
    name="thin-section",
    severity="info",
    summary="a section has few words that no other guide has",
    check=check,
    minutes=30,
    worth=1.0,
)
