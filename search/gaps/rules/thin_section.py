"""Rule ``thin-section``: a section with few words of its own, the text that other guides share left out.

## Limitations
No tool is universal.             # four words, and every guide has them
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from corpus.guide import Guide
from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import MAX_SEPARATE_GAPS, Group, Grouping, by_subject
from search.gaps.pages.kinds import INDEX, PART, POST, RELEASE
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.outline import (
    SELF_MARK,
    OtherContent,
    SectionTree,
    heading_key,
    n_own_words,
    section_trees,
)

FIX_MANY = "begin with the guides that readers open most; thin_words in guidedex.yaml says what is few"
FIX_EMPTY = "write the guides that readers ask for, and take the others off the site until somebody does"
FIX_HEADINGS = "say in each what is particular to it, or take those sections out of them all"

HEADING = "the section {first.subject!r} has few words of its own in {guides:,} guides"
FIX_HEADING = "say in each what is particular to it, or take the section out of them all"
GUIDE = "{n} sections of {about.title!r} have few words of their own"
FIX_GUIDE = "say what is particular to {about.skill}, or join the sections"
SCATTERED = "{n:,} sections have few words of their own, one or two each in {guides:,} guides"

MAX_NAMED_HEADINGS = 3
"""Headings that one finding for many of them names. By hand."""

MAX_SAME_HEADING = 5
"""Guides with a thin section under one heading that stay separate findings; in more, the heading is the finding. Also
the number of sections under a heading above which their median length is known. By hand."""

MIN_ANY_WORDS = 4.0
"""Words below which no section says anything. By hand: ``Not yet.``, ``See below.``"""

MAX_STUB_LETTERS = 40
"""Letters of a section in its file, markup and code among them, from which on it is no stub. By hand."""

MAX_STUB_WORDS = 40
"""Words of a section, those that other guides share among them, from which on it is no stub. By hand."""

SHORT_SHARE = 1 / 3
"""Share of the median length under a heading below which a section is thin for its heading. By hand."""

MAX_PER_GUIDE = 2
"""Thin sections of one guide that stay separate findings; more become one. By hand."""

GUIDE_MINUTES = 120
SEVERAL_MINUTES = 60
"""Minutes for a whole guide, and for several sections of one. By hand."""


_LETTER = re.compile(r"\w")

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


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per guide without words of its own, per guide with thin sections only, and per other thin section."""
    # A few empty guides may be lists or parts of pages: their sections are judged like those of the others.
    empty = guides if len(guides := _empty_guides(site)) > MAX_SEPARATE_GAPS else []
    for guide in empty:
        template = frozenset({("template", guide.path)})
        gap = replace(_guide_gap(site, guide, 0), in_group=guide.title)
        yield replace(gap, shares=(Share("empty", ("all",)),), explained_by=template)
    reported = {guide.id for guide in empty}
    outlines = [_outline(site, guide) for guide in site.judged(RULE) if guide.id not in reported]
    min_words = _min_words(site.settings.thin_words, outlines)
    for outline in outlines:
        thin = [section for section in outline if section.n_words < min_words[section.key]]
        thin = [section for section in thin if not section.has_other_content and _is_stub(site, section)]
        if thin and len(thin) == len(outline) and not outline[0].guide.questions:
            # Words of a subsection are counted with its parent, so only top sections are added up.
            n_words = sum(section.n_words for section in thin if not section.tree.section.path)
            yield _guide_gap(site, outline[0].guide, n_words)
        else:
            yield from (_section_gap(site, section) for section in _outermost(thin))


def _outline(site: Site, guide: Guide) -> list[SizedSection]:
    other_content = OtherContent(guide)
    return [
        SizedSection(
            guide,
            tree,
            (guide.lang, heading_key(tree.section.title, guide)),
            n_own_words(tree, guide, site.boilerplate),
            other_content.is_in(tree),
        )
        for tree in section_trees(guide)
    ]


def _min_words(thin_words: int, outlines: Iterable[Sequence[SizedSection]]) -> Mapping[HeadingKey, float]:
    """Return the number of words from which on a section is not thin, by its heading.

    A section is short by those of other guides under the same heading, where three quarters of them have at least
    ``thin_words``: its least length is a third of their median. Under any other heading only a section of fewer than
    MIN_ANY_WORDS is thin: that one is short does not tell whether it is done.
    """
    lengths: dict[HeadingKey, list[int]] = defaultdict(list)
    for outline in outlines:
        for section in outline:
            lengths[section.key].append(section.n_words)
    return {key: _least(counts, thin_words) for key, counts in lengths.items()}


def _least(counts: Sequence[int], thin_words: int) -> float:
    """Return the least length of a section among those under one heading, given their lengths."""
    if len(counts) <= MAX_SAME_HEADING:
        return MIN_ANY_WORDS
    usual = max(1.0, median(counts) * SHORT_SHARE)
    are_long = sorted(counts)[len(counts) // 4] >= thin_words
    return min(usual, thin_words if are_long else MIN_ANY_WORDS)


def _is_stub(site: Site, section: SizedSection) -> bool:
    """Tell whether a section is as short in its file, where an element or a directive is content too."""
    if sum(len(part.text.split()) for part in (section.tree.section, *section.tree.below)) >= MAX_STUB_WORDS:
        return False
    if section.n_words >= MIN_ANY_WORDS:
        return True
    lines = site.written(section.guide).splitlines()[section.tree.section.line : section.tree.end - 1]
    n_letters = sum(len(line.strip()) for line in lines)
    return (
        n_letters < MAX_STUB_LETTERS if section.n_words else not any(len(_LETTER.findall(line)) > 1 for line in lines)
    )


def _outermost(thin: Sequence[SizedSection]) -> Iterator[SizedSection]:
    """Yield the thin sections of one guide without those inside another one."""
    end = 0
    for section in thin:
        if section.tree.section.line >= end:
            end = section.tree.end
            yield section


def _headings(group: Group) -> str:
    """Return the headings that are thin in most guides, in words."""
    widest = sorted(group.gaps, key=lambda gap: (-gap.waiting, gap.subject))[:MAX_NAMED_HEADINGS]
    names = ", ".join(repr(gap.subject) for gap in widest)
    others = " and others" if len(group.gaps) > MAX_NAMED_HEADINGS else ""
    return f"{len(group.gaps):,} kinds of sections have few words of their own wherever they stand: {names}{others}"


def _empty_guides(site: Site) -> list[Guide]:
    """Return the guides without text outside boilerplate, code, tables or questions."""
    return [
        guide
        for guide in site.judged(RULE)
        if not guide.questions
        and not any(section.code or section.tables for section in guide.sections)
        and not any(site.boilerplate.own_text(guide.id, section.text) for section in guide.sections)
    ]


def _section_gap(site: Site, thin: SizedSection) -> Gap:
    guide, title = thin.guide, thin.tree.section.title
    return Gap(
        key=(guide.id, thin.tree.section.anchor),
        place=Place(guide.path, thin.tree.section.line),
        message=f"the section {title!r} has {_count(thin.n_words)} of its own",
        fix=f"say what is particular to {guide.skill}, or remove the section",
        subject=title,
        waiting=1 + len(site.inbound.get(guide.slug, ())),
        shares=(
            *([Share("heading", ("heading", *thin.key))] if thin.key[1] != SELF_MARK else []),
            Share("guide", (guide.id, "several")),
            Share("scattered", ("scattered",)),
        ),
        about=guide,
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
        shares=(Share("guides", ("guides",)),),
    )


def _count(n_words: int) -> str:
    return {0: "no words", 1: "1 word"}.get(n_words, f"{n_words} words")


def _path(gap: Gap) -> str:
    return gap.place.path


OF_HEADING = {"evidence": by_subject, "shares": (Share("headings", ("headings",)),)}
OF_GUIDE = {
    "evidence": by_subject,
    "waiting": lambda group: group.gaps[0].waiting,
    "minutes": SEVERAL_MINUTES,
    "shares": (Share("guides of several", ("several",)),),
}

RULE = Rule(
    name="thin-section",
    severity="info",
    summary="a section has few words that no other guide has",
    check=check,
    minutes=30,
    worth=1.0,
    leaves_out=frozenset({PART, INDEX, POST, RELEASE}),
    groupings=(
        Grouping("empty", "{n:,} guides have no words of their own", FIX_EMPTY),
        Grouping("guides", "{guides:,} guides have few words of their own in all", FIX_MANY),
        Grouping(
            "heading", HEADING, FIX_HEADING, "{first.subject}", MAX_SAME_HEADING, differs=_path, fields=OF_HEADING
        ),
        Grouping("headings", _headings, FIX_HEADINGS),
        Grouping("guide", GUIDE, FIX_GUIDE, "{about.title}", MAX_PER_GUIDE, fields=OF_GUIDE),
        Grouping("guides of several", "{guides:,} guides have several sections of few words", FIX_MANY),
        Grouping("scattered", SCATTERED, FIX_MANY),
    ),
)
