"""The plain text of inline Markdown, its links, and the bold text or link at its ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.difficulty import difficulty_in
from corpus.guide import Link
from corpus.markdown.html_fragments import attribute
from corpus.plain_text import QUESTION_MARKS, plain

_BADGE = re.compile(r"https?://[^/]*\bshields\.io/|https?://.*badge", re.IGNORECASE)
"""The address of a badge, such as a build status."""

SOFT_BREAK, HARD_BREAK = "\n", "\n\n"
"""The line ends of a paragraph in its raw text: one that readers see as a space, and one that begins a new line."""

_LINE_ENDS = re.compile(r"(?<!\s)\s*\n\s*")
_ENDS_QUESTION = re.compile(rf"[{QUESTION_MARKS}][\"'”’»)\]]{{0,8}}$")
_LABEL = re.compile(
    r"(?![a-z]{2})[^\W\d_]{1,20}(?: [^\W\d_]{1,20}){0,2}[ -]?\d{0,4}[:：]|[(\[]?[A-Za-z]\d{0,4}[.)\]]\s|Ans\."
)
"""The label at the beginning of a line ("Answer:", "A)"), which belongs to no sentence of the line above."""

_MARKS = re.compile(r"[*`]|\]\(")
_WRITTEN = re.compile(
    r"(?<![a-zA-Z0-9)\]\\])(?:"
    r"!?\[(?P<text>[^\[\]]{0,300})\]\((?:[./#]|https?:|mailto:|\w)[^()\s]{0,500}(?:\s\"[^\"]{0,200}\")?\)"
    r"|(?<!`)(?P<ticks>`{1,3}+)(?P<code_text>[^`]{1,300})(?P=ticks)(?![a-zA-Z0-9`])"
    r"|(?<!\*)\*\*(?P<bold>[^\s*](?:[^*]{0,300}[^\s*])?)\*\*(?![a-zA-Z0-9*]))"
)
_UNDERSCORE = "\ue000"
MAX_MARKED = 1_000
"""Characters of a summary whose marks are removed. By hand."""


@dataclass(slots=True)
class InlineText:
    """The plain text of an inline token with its features; see the fields of the same names of ``Block``."""

    text: str = ""
    first_line: str = ""
    lead: str = ""
    tail: str = ""
    within_page: bool = False
    is_link: bool = False
    anchor: str = ""
    """The name of the first ``<a name>`` or the id of the first element in the text, "" for none."""


def read_inline(token: Token, line: int, links: list[Link]) -> InlineText:
    """Return the text of an inline token, and append its links to ``links``; ``line`` is its line in the file."""
    children = token.children or []
    if len(children) == 1 and children[0].type == "text":
        text = plain(children[0].content)
        return InlineText(text, text)
    return _InlineReader(line, links).read(children)


class _InlineReader:
    """Collects the text of inline tokens, the bold beginning, and the text outside of links."""

    def __init__(self, line: int, links: list[Link]) -> None:
        self._line = line
        self._links = links
        self._parts: list[str] = []
        self._outside: list[str] = []
        self._bold_from = -1
        self._lead = ""
        self._link: tuple[str, int, int] | None = None
        self._last_link = (0, 0)
        self._targets: list[str] = []
        self._anchor = ""
        self._is_raised = False
        """Whether the text that follows is raised, as a number of a note or an exponent is."""

    def read(self, children: Sequence[Token]) -> InlineText:
        for token in children:
            self._take(token)
        raw = "".join(self._parts)
        text = plain(raw)
        first = plain(first_line(raw, self._lead)) if "\n" in raw else text
        is_link = bool(self._targets) and not has_letters("".join(self._outside))
        within = is_link and all(target.startswith("#") for target in self._targets)
        return InlineText(text, first, plain(self._lead), self._tail(), within, is_link, self._anchor)

    def _tail(self) -> str:
        """Return the text of the link at the end with the marks that follow it, "" where words follow it."""
        start, end = self._last_link
        return plain("".join(self._parts[start:])) if end and not has_letters("".join(self._parts[end:])) else ""

    def _take(self, token: Token) -> None:
        kind = token.type
        if kind in ("text", "code_inline", "text_special"):
            self._add(token.content)
        elif kind in ("softbreak", "hardbreak"):
            self._line += 1
            self._parts.append(SOFT_BREAK if kind == "softbreak" else HARD_BREAK)
        elif kind == "strong_open":
            self._open_bold()
        elif kind == "strong_close":
            self._close_bold()
        elif kind == "link_open":
            self._link = (str(token.attrGet("href") or ""), self._line, len(self._parts))
        elif kind == "link_close":
            self._end_link()
        elif kind == "image":
            self._add(image_text(str(token.attrGet("src") or ""), _alt_text(token)))
        elif kind == "html_inline":
            self._html(token.content)

    def _open_bold(self) -> None:
        if not self._lead and not "".join(self._parts).strip():
            self._bold_from = len(self._parts)

    def _close_bold(self) -> None:
        if self._bold_from >= 0:
            self._lead = "".join(self._parts[self._bold_from :])
            self._bold_from = -1

    def _add(self, text: str) -> None:
        if self._is_raised and text[:1].isdigit() and self._parts and self._parts[-1][-1:].isalnum():
            text = f" {text}"  # of ``9.0.201<sup>1</sup>``, the number is searched, not 9.0.2011
        self._is_raised = False
        self._parts.append(text)
        if self._link is None:
            self._outside.append(text)

    def _end_link(self) -> None:
        """Keep the link; the text of one without letters to a place in the page, such as "↑", is dropped."""
        if self._link is None:
            return
        target, line, start = self._link
        self._link = None
        text = plain("".join(self._parts[start:]))
        self._targets.append(target)
        self._links.append(Link(text, target, line))
        self._last_link = (start, len(self._parts))
        if target.startswith("#") and not has_letters(text):
            del self._parts[start:]

    def _html(self, tag: str) -> None:
        lower = tag[:5].lower()
        self._anchor = self._anchor or tag_anchor(tag)
        if lower.startswith("<br"):
            self._parts.append(HARD_BREAK)
        elif lower.startswith("<img"):
            self._add(image_text(attribute(tag, "src"), attribute(tag, "alt")))
        elif lower == "<sup>":
            self._is_raised = True
        elif tag in ("<b>", "<strong>"):
            self._open_bold()
        elif tag in ("</b>", "</strong>"):
            self._close_bold()
        elif lower.startswith("<a ") and (target := attribute(tag, "href")):
            self._link = (target, self._line, len(self._parts))
        elif lower.startswith("</a") and self._link:
            self._end_link()


def first_line(raw: str, lead: str = "") -> str:
    """Return ``raw`` up to the first line end that also ends a line for readers.

    That is a hard break, and a soft one after a question mark, after the bold ``lead`` or before a label.

    >>> first_line("What is the difference between a process\\nand a thread?\\nA thread shares memory.")
    'What is the difference between a process\\nand a thread?'
    """
    raw, end_of_lead = raw.strip(), len(lead.strip())
    for line_end in _LINE_ENDS.finditer(raw):
        start, end = line_end.span()
        is_hard = line_end.group().count("\n") > 1
        if is_hard or start == end_of_lead or _ENDS_QUESTION.search(raw, start - 9, start) or _LABEL.match(raw, end):
            return raw[:start]
    return raw


def without_marks(text: str) -> str:
    """Return text from raw HTML without the stars, code marks and links that some generators read there.

    >>> without_marks("What is **it** in `<div>` and __init__?")
    'What is it in <div> and __init__?'
    """
    if len(text) > MAX_MARKED or not _MARKS.search(text):
        return text
    # ``_`` stays: ``__init__`` in HTML is a name.
    (token,) = _text_parser().parseInline(text.replace("_", _UNDERSCORE))
    return read_inline(token, 0, []).text.replace(_UNDERSCORE, "_")


def unmarked(text: str) -> str:
    """Return text from raw HTML without links, code marks and stars of Markdown, which MDX and shortcodes write there.

    Signs between letters stay, as in ``2**8`` and ``row[i](x)``.

    >>> unmarked("**Note:** see [the log](/log) and `x`, not 2**8")
    'Note: see the log and x, not 2**8'
    """
    if not _MARKS.search(text):
        return text
    return _WRITTEN.sub(lambda match: (match["text"] or match["code_text"] or match["bold"] or "").strip(), text)


@cache
def _text_parser() -> MarkdownIt:
    return MarkdownIt("commonmark").disable(["html_inline", "autolink", "entity"])


def tag_anchor(tag: str) -> str:
    """Return the id or, of a link, the name that an opening tag gives its place, "" for none."""
    if "id" not in tag and "name" not in tag and "ID" not in tag and "NAME" not in tag:
        return ""
    return attribute(tag, "id") or (attribute(tag, "name") if tag[:2].lower() == "<a" else "")


def image_text(source: str, alternative: str) -> str:
    """Return the alternative text of an image; of a badge, only a difficulty in it."""
    if not _BADGE.match(source):
        return alternative
    return f" ({difficulty})" if (difficulty := difficulty_in(alternative)) else ""


def _alt_text(token: Token) -> str:
    return "".join(child.content for child in token.children or [])


def has_letters(text: str) -> bool:
    """Return whether there is a letter or a digit in ``text``."""
    return any(map(str.isalnum, text))


def n_letters(text: str) -> int:
    """Return the number of letters and digits in ``text``."""
    return sum(character.isalnum() for character in text)
