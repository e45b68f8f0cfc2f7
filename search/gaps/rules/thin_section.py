"""Rule ``thin-section``: a section with few words of its own, the text that other guides share left out.

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

FIX_MANY = "begin with the guides that readers open most; thin_words in guidedex.yaml says what is few"
FIX_HEADINGS = "say in each what is particular to it, or take those sections out of them all"

MAX_NAMED_HEADINGS = 3
"""Headings that one finding for many of them names. By hand."""

MAX_SAME_HEADING = 5
"""Guides with a thin section under one heading that stay separate findings; in more, the heading is the finding. Also
the number of sections under a heading above which their median length is known. By hand."""

EMPTY = ("all",)
"""The key of the one gap for many guides without a word of their own."""

SHORT_SHARE = 1 / 3
"""Share of the median length under a heading below which a section is thin for its heading. By hand."""

MIN_PER_GUIDE = 3
"""Thin sections of one guide from which on they are one finding. By hand."""

GUIDE_MINUTES = 120
SEVERAL_MINUTES = 60
"""Minutes for a whole guide, and for several sections of one. By hand."""


HeadingKey = tuple[str, str]
"""The language and the key of a heading."""


@dataclass(frozen=True, slots=True)
class SizedSection:
    """A section and the number of its own words."""

    guide: Guide
    tree: SectionTree
    key: HeadingKey
    n_words: int
    has_other_content: bool
    """Whether it has code, tables, links or the like beside its words."""

    @property
    def place(self) -> Place:
        return Place(self.guide.path, self.tree.section.line, self.tree.section.title)


def check(site: Site) -> Iterator[Gap]:
    """Yield the gaps, one per cause: guides without words of their own if they are many, guides with thin sections
    only, headings that are thin in many guides, and then the other thin sections."""
    empty = _empty_guides(site)
    if len(empty) > MAX_SEPARATE_GAPS:
        yield _empty_gap(empty)
    reported = {guide.id for guide in empty} if len(empty) > MAX_SEPARATE_GAPS else set()
    outlines = {guide.id: _outline(site, guide) for guide in site.guides if guide.id not in reported}
    min_words = _min_words(site.settings.thin_words, outlines.values())
    thin_sections: list[SizedSection] = []
    thin_guides: list[Gap] = []
    for outline in outlines.values():
        thin = [section for section in outline if section.n_words < min_words[section.key]]
        thin = [section for section in thin if not section.has_other_content]
        if thin and len(thin) == len(outline) and not outline[0].guide.questions:
            # Words of a subsection are counted with its parent, so only top sections are added up.
            n_words = sum(section.n_words for section in thin if not section.tree.section.path)
            thin_guides.append(_guide_gap(site, outline[0].guide, n_words))
        else:
            thin_sections += _outermost(thin)
    yield from merge_if_many(thin_guides, ("guides",), "{guides} guides have few words of their own in all", FIX_MANY)
    yield from _section_gaps(site, thin_sections)


def _outline(site: Site, guide: Guide) -> list[SizedSection]:
    return [
        SizedSection(
            guide,
            tree,
            (guide.lang, heading_key(tree.section.title, guide)),
            n_own_words(tree, guide, site.boilerplate),
            has_non_text_content(tree, guide),
        )
        for tree in section_trees(guide)
    ]


def _min_words(thin_words: int, outlines: Iterable[Sequence[SizedSection]]) -> Mapping[HeadingKey, float]:
    """Return the number of words from which on a section is not thin, by its heading.

    It is ``thin_words``, or less where the sections of other guides under the heading are short too, such as
    ``Also known as``: a third of their median, at least 1.
    """
    lengths: dict[HeadingKey, list[int]] = defaultdict(list)
    for outline in outlines:
        for section in outline:
            lengths[section.key].append(section.n_words)
    return {
        key: max(1.0, min(thin_words, median(counts) * SHORT_SHARE)) if len(counts) > MAX_SAME_HEADING else thin_words
        for key, counts in lengths.items()
    }


def _outermost(thin: Sequence[SizedSection]) -> Iterator[SizedSection]:
    """Yield the thin sections of one guide without those inside another one."""
    end = 0
    for section in thin:
        if section.tree.section.line >= end:
            end = section.tree.end
            yield section


def _section_gaps(site: Site, thin: Sequence[SizedSection]) -> Iterator[Gap]:
    """Yield the gaps of thin sections: by heading, then by guide, then one by one, each kind merged if many."""
    heading_gaps, others = _by_heading(thin)
    message = "{n} kinds of sections have few words of their own wherever they stand: " + _enumeration(heading_gaps)
    yield from merge_if_many(heading_gaps, ("headings",), message, FIX_HEADINGS)
    by_guide: dict[str, list[SizedSection]] = defaultdict(list)
    for section in others:
        by_guide[section.guide.id].append(section)
    groups = [same for _, same in sorted(by_guide.items())]
    several = [_several_gap(site, same) for same in groups if len(same) >= MIN_PER_GUIDE]
    yield from merge_if_many(several, ("several",), "{guides} guides have several sections of few words", FIX_MANY)
    single = [_section_gap(site, section) for same in groups if len(same) < MIN_PER_GUIDE for section in same]
    message = "{n} sections have few words of their own, one or two each in {guides} guides"
    yield from merge_if_many(single, ("scattered",), message, FIX_MANY)


def _by_heading(thin: Sequence[SizedSection]) -> tuple[list[Gap], list[SizedSection]]:
    """Return a gap per heading that is thin in many guides, and the sections under other headings by place."""
    by_key: dict[HeadingKey, list[SizedSection]] = defaultdict(list)
    for section in thin:
        by_key[section.key].append(section)
    gaps, others = [], []
    for (lang, key), same in sorted(by_key.items()):
        if key != SELF_MARK and len({section.guide.slug for section in same}) > MAX_SAME_HEADING:
            gaps.append(_heading_gap(lang, key, same))
        else:
            others += same
    return gaps, sorted(others, key=lambda section: section.place)


def _enumeration(heading_gaps: Sequence[Gap]) -> str:
    """Return the headings that are thin in most guides, in words."""
    widest = sorted(heading_gaps, key=lambda gap: (-gap.waiting, gap.subject))[:MAX_NAMED_HEADINGS]
    names = ", ".join(repr(gap.subject) for gap in widest)
    return names if len(heading_gaps) <= MAX_NAMED_HEADINGS else f"{names} and others"


def _heading_gap(lang: str, key: str, thin: Sequence[SizedSection]) -> Gap:
    places = tuple(section.place for section in thin)
    n_guides = len({place.path for place in places})
    title = thin[0].tree.section.title
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


def _several_gap(site: Site, thin: Sequence[SizedSection]) -> Gap:
    guide = thin[0].guide
    return Gap(
        key=(guide.id, "several"),
        place=Place(guide.path, thin[0].place.line),
        message=f"{len(thin)} sections of {guide.title!r} have few words of their own",
        evidence=tuple(section.place for section in thin),
        fix=f"say what is particular to {guide.skill}, or join the sections",
        subject=guide.title,
        waiting=1 + len(site.inbound.get(guide.slug, ())),
        minutes=SEVERAL_MINUTES,
    )


def _empty_guides(site: Site) -> list[Guide]:
    """Return the guides without text outside boilerplate, code, tables or questions."""
    return [
        guide
        for guide in site.guides
        if not guide.questions
        and not any(section.code or section.tables for section in guide.sections)
        and not any(site.boilerplate.own_text(guide.id, section.text) for section in guide.sections)
    ]


def _empty_gap(guides: list[Guide]) -> Gap:
    return Gap(
        key=EMPTY,
        place=Place(guides[0].path, 1),
        message=f"{len(guides):,} guides have no words of their own",
        evidence=tuple(Place(guide.path, 1, guide.title) for guide in guides),
        fix="write the guides that readers ask for, and take the others off the site until somebody does",
        waiting=len(guides),
        minutes=DAY_MINUTES,
    )


def _section_gap(site: Site, thin: SizedSection) -> Gap:
    guide, title = thin.guide, thin.tree.section.title
    return Gap(
        key=(guide.id, thin.tree.section.anchor),
        place=Place(guide.path, thin.tree.section.line),
        message=f"the section {title!r} has {_count(thin.n_words)} of its own",
        fix=f"say what is particular to {guide.skill}, or remove the section",
        subject=title,
        waiting=1 + len(site.inbound.get(guide.slug, ())),
    )


def _guide_gap(site: Site, guide: Guide, n_words: int) -> Gap:
    return Gap(
        key=(guide.id,),
        place=Place(guide.path, 1),
        message=f"{guide.title!r} has {_count(n_words)} of its own in all",
        fix="write the guide, or remove it until somebody does",
        subject=guide.title,
        waiting=1 + len(site.inbound.get(guide.slug, ())),
        minutes=GUIDE_MINUTES,
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
