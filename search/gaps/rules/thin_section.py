"""Rule ``thin-section``: a section, or a whole guide, that waits for its text.

## Limits
This section is a stub.           # its text says so
## Costs                          # no text at all, where the sections beside it have some
## Uses
Few words.                        # a fraction of what nearly all other guides have under this heading

That a section is short does not alone tell that it is not done, so nothing else is reported.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from corpus.guide import Guide
from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import MAX_SEPARATE_GAPS, Grouping, by_subject
from search.gaps.pages.kinds import INDEX, NOTICE, PART, POST, RELEASE
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.outline import SELF_MARK, OtherContent, SectionTree, heading_key, n_own_words, section_trees

FIX_MANY = "begin with the guides that readers open most"
FIX_EMPTY = "write the guides that readers ask for, and take the others off the site until somebody does"

GUIDE = "{n} sections of {about.title!r} wait for their text"
FIX_GUIDE = "write them, or take them off the page until somebody does"
SCATTERED = "{n:,} sections of {guides:,} guides wait for their text"

MIN_SAME_HEADING = 10
"""Guides with a heading from which on the usual length of its section is known. By hand."""

SHORT_SHARE = 0.2
"""Share of the median length under a heading below which a section is far shorter than the others. By hand."""

USUAL_SHARE = 0.5
MAX_UNUSUAL = 0.1
"""Share of the median length that the sections under a heading must have for that length to be usual, and share of them
that may have less. By hand: arguments of functions, notes and overviews are of any length."""

NO_TEXT = "has no text"

MAX_NOTE_WORDS = 15
"""Words of a text that says no more than that it is to be written. By hand."""

MAX_UNREAD_LETTERS = 4
"""Letters in the lines of a section beside those that were read, from which on a directive, an element or a component
is its content. By hand."""

MAX_TITLE_WORDS = 6
"""Words of a heading from which on it is a sentence, which needs no text below it. By hand."""

MAX_SAME_EMPTY = 2
"""Guides with a heading without text up to which somebody forgot it; in more it is part of a template. By hand."""

MAX_PER_GUIDE = 2
"""Stubs of one guide that stay separate findings; more become one. By hand."""

SHORT_CONFIDENCE = 0.7
"""Confidence that a section which is far shorter than the others is not done. By hand."""

GUIDE_MINUTES = 120
SEVERAL_MINUTES = 60
"""Minutes for a whole guide, and for several sections of one. By hand."""

_NOTE = re.compile(
    r"^\W*(?:wip|stub)\b|\b(?:under construction|work in progress|pending docs?|more to come|nothing here yet|is a stub"
    r"|(?:to be|not yet|yet to be) (?:written|added|completed|documented|done|continued|filled in)"
    r"|(?:is|are) (?:unfinished|being written|still missing)"
    r"|(?:documentation|docs|details|content|guide|section|page) (?:is |are |will be )?(?:coming|to follow))\b",
    re.IGNORECASE,
)
"""Words by which a text says that it is to be written; ``TODO`` and the like are left to the rule ``placeholder``."""

_NAME_OF_CODE = re.compile(r"[`()\[\]{}=<>_]|--|::|[.!?:]$")
"""Signs in a heading that is a name in code, a sentence or an example."""

_HEADING = re.compile(r"[ ]{0,3}#{1,6}\s")
_HEADING_IN_LIST = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]{1,9}#{1,6}\s")
_LETTER = re.compile(r"\w")

HeadingKey = tuple[str, str]
"""The language and the key of a heading."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The titled sections of a guide, and its lines as they are written, of which the first is line ``first`` of its
    file; ``n_sections`` and ``n_full`` count the sections of each level, and those of them that have something."""

    guide: Guide
    trees: tuple[SectionTree, ...]
    lines: tuple[str, ...]
    first: int
    content: OtherContent
    n_sections: Counter[int]
    n_full: Counter[int]

    def starts_with_heading(self, tree: SectionTree) -> bool:
        """Tell whether a section has a heading of Markdown, and none of HTML or an underlined one."""
        at = tree.section.line - self.first
        return 0 <= at < len(self.lines) and bool(_HEADING.match(self.lines[at]))

    def goes_on_in_list(self, tree: SectionTree) -> bool:
        """Tell whether a list with a heading in an item follows a section, which is its content."""
        at = tree.end - self.first
        return 0 <= at < len(self.lines) and bool(_HEADING_IN_LIST.match(self.lines[at]))

    def shows(self, tree: SectionTree) -> bool:
        """Tell whether a section has code, a table or an image."""
        below = self.lines[max(0, tree.section.line - self.first + 1) : max(0, tree.end - self.first)]
        parts = (tree.section, *tree.below)
        return any(part.code.strip() or part.tables for part in parts) or any("![" in line for line in below)

    @property
    def waits(self) -> bool:
        """Whether the whole guide is a note that it is to be written, or a heading with nothing below it."""
        text = " ".join(section.text for section in self.guide.sections).strip()
        if text or len(self.trees) != 1:
            return _is_note(text)
        return self.starts_with_heading(self.trees[0]) and self.is_read(self.trees[0])

    def is_read(self, tree: SectionTree) -> bool:
        """Tell whether the words of a section are all that it has: no other content, and nothing unread."""
        if self.content.is_in(tree):
            return False
        below = self.lines[max(0, tree.section.line - self.first + 1) : max(0, tree.end - self.first)]
        written = _without_comments("\n".join(below))
        read = tree.section.text + "".join(f"{part.title}{part.text}" for part in tree.below)
        return _n_letters(written) - _n_letters(read) < MAX_UNREAD_LETTERS


@dataclass(frozen=True, slots=True)
class Stub:
    """A section that waits for its text, and why it seems so."""

    guide: Guide
    tree: SectionTree
    reason: str
    confidence: float

    @property
    def key(self) -> HeadingKey:
        return _key(self.guide, self.tree)


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per guide that waits for its text, and per such section of another one."""
    empty = guides if len(guides := _empty_guides(site)) > MAX_SEPARATE_GAPS else []
    for guide in empty:  # a few of them may be lists or parts of pages
        gap = replace(_guide_gap(site, guide), in_group=guide.title)
        yield replace(gap, shares=(Share("empty", ("all",)),), explained_by=frozenset({("template", guide.path)}))
    reported = {guide.id for guide in empty}
    outlines = [_outline(site, guide) for guide in site.judged(RULE) if guide.id not in reported]
    usual = {key: _usual_length(found, site.settings.thin_words) for key, found in _lengths(site, outlines).items()}
    yield from (_guide_gap(site, outline.guide) for outline in outlines if outline.waits)
    stubs = [stub for outline in outlines if not outline.waits for stub in _stubs(site, outline, usual)]
    without_text = {(stub.key, stub.guide.id) for stub in stubs if stub.reason == NO_TEXT}
    n_empty = Counter(key for key, _ in without_text)
    for stub in stubs:
        if stub.reason != NO_TEXT or n_empty[stub.key] <= MAX_SAME_EMPTY:
            yield _section_gap(site, stub)


def _outline(site: Site, guide: Guide) -> Outline:
    text = site.written(guide)
    first = guide.body_line if text == guide.body else 1
    trees, content = tuple(section_trees(guide)), OtherContent(guide)
    full = [tree for tree in trees if tree.section.text.strip() or tree.below or content.is_in(tree)]
    n_sections, n_full = (Counter(tree.section.level for tree in counted) for counted in (trees, full))
    return Outline(guide, trees, tuple(text.split("\n")), first, content, n_sections, n_full)


def _stubs(site: Site, outline: Outline, usual: Mapping[HeadingKey, float]) -> Iterator[Stub]:
    """Yield the stubs of a guide, those inside another one left out."""
    end = 0
    for tree in outline.trees:
        if tree.section.line < end:
            continue
        n_words = n_own_words(tree, outline.guide, site.boilerplate)
        reason, confidence = _reason(outline, tree, n_words, usual)
        if reason:
            end = tree.end
            yield Stub(outline.guide, tree, reason, confidence)


def _reason(outline: Outline, tree: SectionTree, n_words: int, usual: Mapping[HeadingKey, float]) -> tuple[str, float]:
    """Return why a section is a stub, and the confidence; "" and 0 where it is none."""
    text = " ".join(part.text for part in (tree.section, *tree.below)).strip()
    if _is_note(text) and not outline.shows(tree):
        return "says that it is to be written", 1.0
    if not text:
        return (NO_TEXT, 1.0) if _is_empty(outline, tree) else ("", 0.0)
    length = usual.get(_key(outline.guide, tree), 0.0)
    if n_words < SHORT_SHARE * length and outline.is_read(tree):
        count = "1 word" if n_words == 1 else f"{n_words} words"
        return f"has {count} of its own; in other guides it has {length:.0f}", SHORT_CONFIDENCE
    return "", 0.0


def _is_note(text: str) -> bool:
    return len(text.split()) <= MAX_NOTE_WORDS and bool(_NOTE.search(text))


def _is_empty(outline: Outline, tree: SectionTree) -> bool:
    """Tell whether nothing is below a heading, while most sections beside it have something.

    Headings of one level that are mostly empty are a list, and a heading that is a name in code or a sentence says
    enough.
    """
    title = tree.section.title
    says_enough = _NAME_OF_CODE.search(title) or len(title.split()) > MAX_TITLE_WORDS
    if says_enough or tree.below or title == outline.guide.title or not outline.starts_with_heading(tree):
        return False
    level = tree.section.level
    is_exception = 2 * outline.n_full[level] > outline.n_sections[level] - 1
    return is_exception and outline.is_read(tree) and not outline.goes_on_in_list(tree)


def _key(guide: Guide, tree: SectionTree) -> HeadingKey:
    return guide.lang, heading_key(tree.section.title, guide)


def _lengths(site: Site, outlines: Iterable[Outline]) -> Mapping[HeadingKey, Sequence[int]]:
    """Return the lengths of the sections under each heading, in words of their own."""
    lengths: dict[HeadingKey, list[int]] = defaultdict(list)
    for outline in outlines:
        for tree in outline.trees:
            if (key := _key(outline.guide, tree))[1] != SELF_MARK:
                lengths[key].append(n_own_words(tree, outline.guide, site.boilerplate))
    return lengths


def _usual_length(lengths: Sequence[int], thin_words: int) -> float:
    """Return the median length of sections under one heading; 0 where no length is usual.

    It is usual where there are enough of them, and nearly all have at least half of it and at least ``thin_words``.
    """
    if len(lengths) < MIN_SAME_HEADING:
        return 0.0
    usual = float(median(lengths))
    n_below = sum(n_words < max(USUAL_SHARE * usual, thin_words) for n_words in lengths)
    return usual if n_below <= max(1, MAX_UNUSUAL * len(lengths)) else 0.0


def _without_comments(text: str) -> str:
    """Return a text without its comments of HTML and MDX; one that does not end stays."""
    for opening, closing in (("<!--", "-->"), ("{/*", "*/}")):
        first, *others = text.split(opening)
        text = first + "".join(part.partition(closing)[2] if closing in part else part for part in others)
    return text


def _n_letters(text: str) -> int:
    return len(_LETTER.findall(text))


def _empty_guides(site: Site) -> list[Guide]:
    """Return the guides without text outside boilerplate, code, tables or questions."""
    return [
        guide
        for guide in site.judged(RULE)
        if not guide.questions
        and not any(section.code or section.tables for section in guide.sections)
        and not any(site.boilerplate.own_text(guide.id, section.text) for section in guide.sections)
        and _n_letters(guide.body) - _n_letters("".join(f"{s.title}{s.text}" for s in guide.sections))
        < MAX_UNREAD_LETTERS
    ]


def _section_gap(site: Site, stub: Stub) -> Gap:
    guide, tree, title = stub.guide, stub.tree, stub.tree.section.title
    return Gap(
        key=(guide.id, tree.section.anchor),
        place=Place(guide.path, tree.section.line),
        message=f"the section {title!r} {stub.reason}",
        fix="write it, or take the heading off the page until somebody does",
        subject=title,
        waiting=1 + len(site.inbound.get(guide.slug, ())),
        confidence=stub.confidence,
        shares=(Share("guide", (guide.id, "several")), Share("scattered", ("scattered",))),
        about=guide,
    )


def _guide_gap(site: Site, guide: Guide) -> Gap:
    return Gap(
        key=(guide.id,),
        place=Place(guide.path, 1),
        message=f"{guide.title!r} waits for its text",
        fix="write the guide, or take it off the site until somebody does",
        subject=guide.title,
        waiting=1 + len(site.inbound.get(guide.slug, ())),
        minutes=GUIDE_MINUTES,
        shares=(Share("guides", ("guides",)),),
    )


OF_GUIDE = {
    "evidence": by_subject,
    "waiting": lambda group: group.gaps[0].waiting,
    "minutes": SEVERAL_MINUTES,
    "shares": (),
}

RULE = Rule(
    name="thin-section",
    severity="info",
    summary="a section or a guide waits for its text",
    check=check,
    minutes=30,
    worth=1.0,
    meaning="The heading promises what the page does not have.",
    precision=0.3,
    leaves_out=frozenset({PART, INDEX, POST, RELEASE, NOTICE}),
    groupings=(
        Grouping("empty", "{n:,} guides have no words of their own", FIX_EMPTY),
        Grouping("guides", "{guides:,} guides wait for their text", FIX_MANY),
        Grouping("guide", GUIDE, FIX_GUIDE, "{about.title}", MAX_PER_GUIDE, fields=OF_GUIDE),
        Grouping("scattered", SCATTERED, FIX_MANY),
    ),
)
