"""A body as a flat run of blocks, each knowing what encloses it."""

import re
from dataclasses import dataclass, field

from corpus.guide import Link, Table
from corpus.markdown.dialects import EMOJI
from corpus.markdown.inline import InlineText
from corpus.plain_text import plain
from corpus.slugs import heading_anchor

HEADING, TEXT, CODE, TABLE = "heading", "text", "code", "table"
SUMMARY, RULE, NOTE = "summary", "rule", "note"
"""What a block is; a note is an HTML comment, which only says something about what it stands in."""

MAX_DEPTH = 100
"""Containers in containers that are told apart."""

HEADING_ID = re.compile(r"\s*\{[^{}#]*#([\w:.-]+)[^{}]*\}\s*$")
"""The anchor that an author gives a heading, at its end: ``{#name}``."""

_ALERT = re.compile(r"\[![A-Z]+\]\s*")
_TASK = re.compile(r"\[[ xX]\]\s+")


@dataclass(slots=True)
class Block:
    """One block, as plain text."""

    kind: str
    line: int
    """The line of the file at which it begins."""
    text: str = ""
    level: int = 0
    """Of a heading: 1 to 6."""
    inside: tuple[int, ...] = ()
    """The list items and details that enclose it, outermost first; each has a number of its own."""
    list_id: int = 0
    """Of the first block of a list item: the list."""
    number: str = ""
    """Of the first block of an ordered list's item: its number."""
    quote: int = 0
    """Of the first block of a quote: the quote."""
    first_line: str = ""
    """The text up to its first line break."""
    lead: str = ""
    """The bold text that it begins with."""
    tail: str = ""
    """The link that it ends with."""
    within_page: bool = False
    """It holds nothing but links to places in the same page."""
    is_link: bool = False
    """It holds nothing but links."""
    anchor: str = ""
    """Of a heading: the one that its author gave it."""
    table: Table | None = None
    row_links: tuple[bool, ...] = ()
    """Of a table: which of its rows only link within the page."""


@dataclass(slots=True)
class RawTable:
    """A table while its rows are still being read."""

    line: int
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    links: list[bool] = field(default_factory=list)


class BlockList:
    """Takes blocks in order and tells each what encloses it."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.inside: tuple[int, ...] = ()
        self.item: tuple[int, str] | None = None
        """The list, and the number, of the list item whose first block comes next."""
        self.quote = 0
        """The quote whose first block comes next."""
        self._numbers = 0

    def next_number(self) -> int:
        self._numbers += 1
        return self._numbers

    def open_container(self) -> int:
        """Return the number of a new container; what is nested too deep stands in the last that is not."""
        number = self.next_number()
        if len(self.inside) < MAX_DEPTH:
            self.inside = (*self.inside, number)
        return number

    def close_container(self, number: int) -> None:
        """Close the container and all that were opened in it; nothing if it is closed already."""
        if number in self.inside:
            self.inside = self.inside[: self.inside.index(number)]

    def add(self, block: Block) -> None:
        block.inside = self.inside
        if self.item and block.kind != NOTE:
            block.list_id, block.number = self.item
            self.item = None
        block.quote, self.quote = self.quote, 0
        self.blocks.append(block)

    def add_heading(self, inline: InlineText, level: int, line: int, anchor: str = "") -> None:
        """Add a heading; ``{#name}`` at its end names its anchor."""
        text = inline.text
        if text.endswith("}") and (found := HEADING_ID.search(text[-200:])):
            anchor = found.group(1)
            text = text[: len(text) - len(found.group())]
        if ":" in text and (without := plain(EMOJI.sub("", text))) and without != text:
            anchor, text = anchor or heading_anchor(text), without
        if text:
            self.add(Block(HEADING, line, text, level, anchor=anchor, tail=inline.tail))

    def add_text(self, inline: InlineText, line: int) -> None:
        """Add a paragraph, without the mark of a GitHub alert or a task at its beginning."""
        text = inline.text
        if text.startswith("["):
            text = _TASK.sub("", _ALERT.sub("", text, count=1), count=1)
        if text:
            block = Block(TEXT, line, text, first_line=inline.first_line, lead=inline.lead, tail=inline.tail)
            block.within_page, block.is_link = inline.within_page, inline.is_link
            self.add(block)

    def add_table(self, raw: RawTable) -> None:
        """Add a table whose first row is its header, every row cut or filled to its length."""
        if not raw.rows or not raw.rows[0]:
            return
        header, *rows = raw.rows
        width = len(header)
        filled = tuple(tuple((*row, *[""] * width)[:width]) for row in rows)
        table = Table(tuple(header), filled, tuple(raw.lines[1:]))
        self.add(Block(TABLE, raw.line, table=table, row_links=tuple(raw.links[1:])))
