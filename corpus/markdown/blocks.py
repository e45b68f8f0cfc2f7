"""Blocks of a body as a flat list; each block carries the containers that enclose it."""

import re
from dataclasses import dataclass, field

from corpus.guide import Link, Table
from corpus.markdown.bounds import MAX_HEADING, MAX_HEADINGS, Bound
from corpus.markdown.dialects import EMOJI
from corpus.markdown.heading_ids import split_heading
from corpus.markdown.inline import InlineText
from corpus.plain_text import plain

HEADING, TEXT, CODE, TABLE = "heading", "text", "code", "table"
SUMMARY, RULE, NOTE = "summary", "rule", "note"
"""Kinds of blocks. A note is an HTML comment, which may give the difficulty of a question."""

MAX_DEPTH = 100
"""Nesting of containers from which deeper ones count as part of the last. By hand."""

_ALERT = re.compile(r"\[![A-Z]+\]\s*")
_TASK = re.compile(r"\[[ xX]\]\s+")


@dataclass(slots=True)
class Block:
    """One block, as plain text."""

    kind: str
    line: int
    """The line of the file at which the block begins."""
    text: str = ""
    level: int = 0
    """Of a heading: 1 to 6; otherwise 0."""
    inside: tuple[int, ...] = ()
    """Numbers of the list items, quotes and details that enclose the block, outermost first."""
    scope: int = 0
    """Of a heading: the number of the innermost details that enclose it, 0 for none."""
    list_id: int = 0
    """Of the first block of a list item: the number of the list; otherwise 0."""
    number: str = ""
    """Of the first block of an item of an ordered list: the item's number as written."""
    quote: int = 0
    """Of the first block of a quote: the number of the quote; otherwise 0."""
    first_line: str = ""
    """The text up to the first line end that ends a line for readers; see ``inline.first_line``."""
    lead: str = ""
    """The bold text at the beginning."""
    tail: str = ""
    """The text of the link at the end."""
    within_page: bool = False
    """Whether all its letters are in links to places in the same page."""
    is_link: bool = False
    """Whether all its letters are in links."""
    anchor: str = ""
    """Of a heading: the anchor that its author gave it, "" for none."""
    with_emoji: str = ""
    """Of a heading: the text with names of emoji, of which GitHub makes the anchor."""
    table: Table | None = None
    row_links: tuple[bool, ...] = ()
    """Of a table: for each row, whether it only links within the page."""


@dataclass(slots=True)
class RawTable:
    """A table under construction; ``rows``, ``lines`` and ``links`` are parallel, the header first."""

    line: int
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    links: list[bool] = field(default_factory=list)


class BlockList:
    """Collects blocks in order and sets the containers of each."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.inside: tuple[int, ...] = ()
        self.item: tuple[int, str] | None = None
        """The list and the item's number if the next block is the first of a list item."""
        self.quote = 0
        """The quote if the next block is its first; otherwise 0."""
        self.pending_anchor = ""
        """The anchor of the next heading if nothing comes before it: ``<a name="x"></a>`` or ``<section id="x">``."""
        self.plain: dict[Bound, int] = {}
        """The first line that is plain text for each bound exceeded."""
        self._n_headings = 0
        self._level = 1
        """The level of the last heading that is no term."""
        self._numbers = 0
        self._scopes: set[int] = set()

    def next_number(self) -> int:
        self._numbers += 1
        return self._numbers

    def open_container(self, *, is_scope: bool = False) -> int:
        """Open a container and return its number; beyond ``MAX_DEPTH`` its blocks count as in the one around it.

        The headings of a scope, such as details, are above nothing outside of it.
        """
        number = self.next_number()
        if is_scope:
            self._scopes.add(number)
        if len(self.inside) < MAX_DEPTH:
            self.inside = (*self.inside, number)
        return number

    def close_container(self, number: int) -> None:
        """Close a container and all containers inside it; a closed one is ignored."""
        if number in self.inside:
            self.inside = self.inside[: self.inside.index(number)]

    def add(self, block: Block) -> None:
        block.inside = self.inside
        if self._scopes and block.kind == HEADING:
            block.scope = next((number for number in reversed(self.inside) if number in self._scopes), 0)
        if self.item and block.kind != NOTE:
            block.list_id, block.number = self.item
            self.item = None
        block.quote, self.quote = self.quote, 0
        if block.kind != NOTE:
            self.pending_anchor = ""
        self.blocks.append(block)

    def add_heading(self, inline: InlineText, level: int, line: int, anchor: str = "") -> None:
        """Add a heading; ``{#name}`` at its end is its anchor. One too many, or too long, is a paragraph."""
        text, own = split_heading(inline.text)
        anchor = own or anchor or inline.anchor or self.pending_anchor
        with_emoji = text
        if ":" in text:
            text = plain(EMOJI.sub("", text)) or text
        if text and len(text) > MAX_HEADING:
            self.add_text(inline, line)
        elif text and self._n_headings == MAX_HEADINGS:
            self.plain.setdefault(Bound.HEADINGS, line)
            self.add_text(inline, line)
        elif text:
            self._n_headings += 1
            self.add(Block(HEADING, line, text, level, anchor=anchor, tail=inline.tail, with_emoji=with_emoji))
            self._level = level

    def add_term(self, text: str, line: int, anchor: str) -> None:
        """Add a term with an anchor as a heading below the last one: the method of an API, a word of a glossary."""
        level = self._level
        self.add_heading(InlineText(text), min(level + 1, 6), line, anchor)
        self._level = level

    def add_text(self, inline: InlineText, line: int) -> None:
        """Add a paragraph without the mark of a GitHub alert or a task at its beginning."""
        text = inline.text
        if text.startswith("["):
            text = _TASK.sub("", _ALERT.sub("", text, count=1), count=1)
        if not text:
            self.pending_anchor = inline.anchor or self.pending_anchor
        else:
            block = Block(TEXT, line, text, first_line=inline.first_line, lead=inline.lead, tail=inline.tail)
            block.within_page, block.is_link = inline.within_page, inline.is_link
            self.add(block)

    def add_table(self, raw: RawTable) -> None:
        """Add a table; the first row is the header, and every other row is cut or filled to its width."""
        if not raw.rows or not raw.rows[0]:
            return
        header, *rows = raw.rows
        width = len(header)
        filled = tuple(tuple((*row, *[""] * width)[:width]) for row in rows)
        table = Table(tuple(header), filled, tuple(raw.lines[1:]))
        self.add(Block(TABLE, raw.line, table=table, row_links=tuple(raw.links[1:])))
