"""Rule ``placeholder``: text left over from a template, outside code.

Many features expose $-style endpoints.      # the name was to stand before "-style"
Welcome to {{ name }}!
To be completed.                             # a line of its own
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.guide import Guide
from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import Grouping, by_subject
from search.gaps.pages.kinds import PART, POST, RELEASE
from search.gaps.rule import Rule
from search.gaps.site import Site, field_line
from search.gaps.text.prose import prose_lines

_VARIABLES = (
    re.compile(r"(?<![{\w])\{\{\s*[\w-]+\s*\}\}(?!\})"),
    re.compile(r"(?<![\w$])\$\{\s*\w+\s*\}"),
)
"""Names that a template was to fill in, where no template of the site fills them in."""

_PATTERNS = (
    re.compile(r"(?<![\w$\\])\$-[a-z]\w+(?![\w-]|\s?[:;])"),
    re.compile(r"(?<!\w)(?:TODO|FIXME|TBD|TBC)(?=:)"),
    re.compile(r"[(\[](?:TODO|FIXME|TBD|TBC)\b(?!\s?[,|/]\s?[\"'`]?[A-Z][A-Z_-]{2,})[^)\]]{0,500}[)\]](?!\()"),
    re.compile(r"\bTO ?DO: |\bTBD\b(?=[.,;]|\s*$)"),
    re.compile(r"\b(?:text|content|description|more) (?:goes|go) here\b", re.IGNORECASE),
    re.compile(r"(?<![\w*_`])_{2}[A-Z][A-Z_]{2,60}_{2}(?![\w_])"),
)
_SAMPLES = (re.compile(r"(?:(?<=[.!?:>|*]\s)|(?<=[>|*])|^)lorem ipsum\b|\blorem ipsum dolor\b", re.IGNORECASE),)
"""Text that stands for another, and not a sentence about it. A page that shows markup means it: it shows how text
looks."""

_BLANKS = (re.compile(r"\[(?:insert|add|your|enter|replace|fill in)\s[^\]]{2,40}\](?![(\[:]|\s\()", re.IGNORECASE),)
"""Blanks to fill in. Those of a page that is itself a template are meant for its readers."""

_ALONE = (
    re.compile(r"^\W*(?:TODO|FIXME|TBD|TBC|XXX)\b(?=\W*$)"),
    re.compile(r"^[\W_]*coming soon[\W_]*$", re.IGNORECASE),
    re.compile(
        r"^(?:[^\w#]|_)*(?:(?:this|the) (?:section|page|guide|chapter|document(?:ation)?|article|part) is )?"
        r"(?:still |currently )?(?:a stub|under construction|(?:a )?work in progress|wip|unfinished|being written"
        r"|(?:yet )?to be (?:written|completed|done|continued|documented|added)"
        r"|not (?:yet )?(?:written|documented)(?: yet)?"
        r"|(?:documentation|docs|details|content|more) (?:is |are )?(?:coming|to come)(?: soon)?)[\W_]*$",
        re.IGNORECASE,
    ),
)
"""Patterns of a left-over that is a whole line."""

FIX = "write what was meant to stand there, or mark it as code"

SURROUNDING = " |*#-"
"""Characters of Markdown around a left-over that are not reported."""

MAX_BLANKS = 1
"""Blanks of a page from which on more are meant for its readers, as in a letter to copy. By hand."""

MAX_OF_GUIDE = 2
"""Left-overs of one guide that stay separate findings; more become one: the guide is a draft, or a file of notes. By
hand."""

MAX_SAME = 2
"""Guides with the same left-over that stay separate findings; more become one. By hand."""

MAX_LEFT_OVERS = 1_000
"""Different left-overs of one guide that are looked for in its code; further ones are not reported. By hand: the
guide is a template."""

MINUTES_PER_TEXT = 5
"""By hand."""

_QUOTES = (("“", "”"), ("«", "»"), ("„", "“"), ("「", "」"))
_HEADING = re.compile(r"\s{0,3}#{1,6}\s")
_IN_CODE = re.compile(r"`([^`\n]+)`")
_SENTENCE = re.compile(r"(?:[^.!?|*]|[.!?](?=\w)){0,80}")
_CODE_SPAN = re.compile(r"`[^`\n]{1,500}`")
_FENCE_MARKS = ("```", "~~~")
_TEMPLATE_TAG = re.compile(
    r"\{%-?\s{0,9}[a-z]|\{\{[<%]|\{\{\s?#|<script setup|\{\{-?\s{0,9}[\w\"']+(?:[.(]|\s?\|\s?\w)|\{\{\s{0,9}\$?t\(",
    re.IGNORECASE,
)
_SHOWS_MARKUP = re.compile(r"^[ \t>]*(?:`{3,}|~{3,})[ \t{.]*(?:markdown|md|html|liquid|njk)\b", re.MULTILINE)
_MATHS = re.compile(r"\$\$|\\\(|\\frac|\\text")


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A left-over in a line: its key, which is the same in every guide, and its text with a note to the author."""

    key: str
    text: str


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per left-over of a guide, its places together."""
    patterns = _PATTERNS if fills_variables(site) else (*_PATTERNS, *_VARIABLES)
    for guide in site.judged(RULE):
        if "template" in guide.path.rpartition("/")[2].lower():
            continue  # a page to be copied
        own_patterns = patterns if _is_template(guide) else (*patterns, *_BLANKS)
        if not _SHOWS_MARKUP.search(site.written(guide)):
            own_patterns = (*own_patterns, *_SAMPLES)
        by_key: dict[str, list[Place]] = defaultdict(list)
        for key, place in _places(guide, site.written(guide), own_patterns):
            by_key[key].append(place)
        for key, places in by_key.items():
            yield _gap(guide, key, places)


def fills_variables(site: Site) -> bool:
    """Tell whether a template of the site fills in what stands in double braces: its pages have tags of one, or more
    than names in braces (``{{ site.title }}``, ``{{ date | year }}``), or Sphinx makes it, which substitutes names."""
    return bool(site.labels) or any(_TEMPLATE_TAG.search(_without_code(site.written(guide))) for guide in site.guides)


def _without_code(text: str) -> str:
    """Return the lines of a text outside of fences, without code spans."""
    fence, lines = "", []
    for line in text.split("\n"):
        mark = line[:3] if line.startswith(_FENCE_MARKS) else ""
        if fence:
            fence = "" if mark == fence else fence
        elif mark:
            fence = mark
        else:
            lines.append(_CODE_SPAN.sub(" ", line))
    return "\n".join(lines)


def _is_template(guide: Guide) -> bool:
    """Tell whether a page is meant to be copied: it says so, or it has several blanks."""
    n_blanks = sum(len(pattern.findall(guide.body)) for pattern in _BLANKS)
    return n_blanks > MAX_BLANKS or "template" in guide.title.lower()


def _places(guide: Guide, written: str, patterns: Sequence[re.Pattern[str]]) -> Iterator[tuple[str, Place]]:
    """Yield the left-overs of a guide with their keys, front matter first, then in order of line.

    Text that occurs in the code of the guide too is a sample, and no left-over; nor is the name of the guide's file, or
    a link by reference: ``[add a page]`` with ``[add a page]: new.md``.
    """
    code = _key(" ".join((*(s.code for s in guide.sections), *_IN_CODE.findall(guide.body))))
    in_code: dict[str, bool] = {}
    body = written.lower()
    # kramdown-rfc refers to a place of the page by ``{{anchor}}``.
    references = {f"{{{{{section.anchor}}}}}" for section in guide.sections if section.anchor}
    for name, text in _front_matter(guide):
        for left_over in _left_overs(text, (*patterns, *_ALONE)):
            yield left_over.key, Place(guide.path, field_line(guide, name), left_over.text)
    for line, text, is_label in _prose(guide):
        for left_over in _left_overs(text, patterns if is_label else (*patterns, *_ALONE)):
            if len(in_code) < MAX_LEFT_OVERS and left_over.key not in in_code:
                is_link = left_over.key.startswith("[") and f"{left_over.key}:" in body
                is_name = is_link or left_over.key in guide.path.lower() or left_over.key in references
                in_code[left_over.key] = is_name or left_over.key in code
            if not in_code.get(left_over.key, True):
                yield left_over.key, Place(guide.path, line, left_over.text)


def _prose(guide: Guide) -> Iterator[tuple[int, str, bool]]:
    """Yield the lines of prose, each with whether it is a heading with content: ``## TODO`` above a list is its label,
    and no left-over."""
    lines = [(number, text) for number, text in prose_lines(guide) if text.strip()]
    for (number, text), (_, following) in pairwise([*lines, (0, "")]):
        is_label = bool(_HEADING.match(text) and following and not _HEADING.match(following))
        yield number, text, is_label


def _front_matter(guide: Guide) -> Iterator[tuple[str, str]]:
    yield "title", guide.title
    yield "summary", guide.summary
    if "faq" in dict(guide.fields):
        yield "faq", "\n".join(f"{faq.text}\n{faq.answer}" for faq in guide.faqs)
    if "questions" in dict(guide.fields):
        yield (
            "questions",
            "\n".join(f"{q.text}\n{q.answer}\n{q.why_asked}" for q in guide.questions),
        )


def _left_overs(text: str, patterns: Sequence[re.Pattern[str]]) -> Iterator[LeftOver]:
    """Yield the left-overs of a text in order and without overlap; none in a formula."""
    if _MATHS.search(text):
        return
    end = 0
    found = ((pattern, match) for pattern in patterns for match in pattern.finditer(text))
    matches = [match for pattern, match in found if pattern not in _BLANKS or not _is_quoted(text, match)]
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        if match.start() >= end:
            end = match.end()
            yield LeftOver(_key(match.group().strip(SURROUNDING)), _with_note(text, match))


def _is_quoted(text: str, match: re.Match[str]) -> bool:
    """Tell whether a blank is between quotation marks: it is what something is called, or what to say."""
    before = text[: match.start()]
    return before.count('"') % 2 == 1 or any(before.count(one) > before.count(other) for one, other in _QUOTES)


def _with_note(text: str, match: re.Match[str]) -> str:
    """Return a left-over on one line; a note such as ``TODO:`` with its text, up to the end of the sentence."""
    left_over = match.group()
    if left_over.rstrip().endswith(":"):
        left_over += _SENTENCE.match(text, match.end()).group()  # type: ignore[union-attr]
    return " ".join(left_over.split()).strip(SURROUNDING)


def _key(text: str) -> str:
    return " ".join(text.lower().split())


def _gap(guide: Guide, key: str, places: list[Place]) -> Gap:
    often = f", {len(places)} times" if len(places) > 1 else ""
    return Gap(
        key=(guide.id, key),
        place=Place(places[0].path, places[0].line),
        message=f"{places[0].text!r} is left over from a template{often}",
        evidence=tuple(places),
        fix=FIX,
        subject=places[0].text,
        minutes=MINUTES_PER_TEXT,
        shares=(
            Share("text", ("all", key)),
            Share("guide", ("guide:", guide.id)),
            Share("template", ("all",)),
        ),
        about=places[0].text[: len(key)],
    )


OF_GUIDE = {"evidence": by_subject, "shares": (Share("template", ("all",)),)}

RULE = Rule(
    name="placeholder",
    severity="error",
    summary="text left over from a template",
    check=check,
    minutes=MINUTES_PER_TEXT,
    worth=2.5,
    meaning="Readers see a note that was meant for the author, or the gap in a text that a template was to fill.",
    precision=0.6,
    groupings=(
        Grouping("text", "{about!r} is left over from a template in {n:,} guides", FIX, "{about}", MAX_SAME),
        Grouping(
            "guide", "{n} notes or left-overs stand in {key[1]!r}", FIX, "{key[1]}", MAX_OF_GUIDE, fields=OF_GUIDE
        ),
        Grouping("template", "{n:,} left-overs of templates stand in {guides:,} guides", FIX),
    ),
    default=True,
    leaves_out=frozenset({PART, RELEASE}),
    leaves_out_few=frozenset({POST}),
)
