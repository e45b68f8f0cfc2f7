"""Parse a Markdown body into blocks and links with markdown-it-py."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, normalize
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from corpus.guide import Link
from corpus.markdown.blocks import CODE, RULE, Block, BlockList, RawTable
from corpus.markdown.bounds import Bound, add_bounds, bound_of, parse_bounded
from corpus.markdown.fences import shown_code
from corpus.markdown.inline import read_inline
from corpus.markdown.raw_html import RawHtmlReader

_NORMAL_ADDRESS = re.compile(r"(?:https?://[a-z0-9][a-z0-9.-]{0,100}(?=[/?#]|$)|(?!//))[\w./#?=&+~-]{0,2000}", re.ASCII)
"""An address in which there is nothing to encode; nine in ten are, and the parser's own look takes 3 % of reading."""


@dataclass(frozen=True, slots=True)
class ParsedBody:
    """The blocks of a body in order, its links, and the first line that is plain text for each bound exceeded."""

    blocks: list[Block]
    links: list[Link]
    plain: dict[Bound, int]


def read_blocks(body: str, line_of: Callable[[int], int], *, mdx: bool = False) -> tuple[list[Block], list[Link]]:
    """Return the blocks of ``body`` in order, and its links.

    ``line_of`` maps a line of the body, counted from 0, to a line of the file.
    """
    parsed = blocks_of(parse(body, mdx=mdx), line_of)
    return parsed.blocks, parsed.links


def blocks_of(tokens: Sequence[Token], line_of: Callable[[int], int]) -> ParsedBody:
    """Return the blocks and links of the tokens of a body; ``line_of`` as in ``read_blocks``."""
    walker = _BlockWalker(line_of)
    for at, token in enumerate(tokens):
        handle = _HANDLERS.get(token.type)
        if handle:
            handle(walker, token, tokens[at - 1])
    walker.html.finish()
    return ParsedBody(walker.out.blocks, walker.out.links, walker.out.plain)


def parse(body: str, *, mdx: bool = False) -> list[Token]:
    """Return the tokens of ``body``."""
    return parse_bounded(parser_for(body, mdx=mdx), body)


def parser_for(body: str, *, mdx: bool = False) -> MarkdownIt:
    """Return a parser for ``body``; plugins for rare syntax are loaded only if its marks occur."""
    return _parser(mdx=mdx, footnotes="[^" in body, definitions="\n: " in body)


class _Parser(MarkdownIt):
    """A parser that normalises only those addresses that are not normal."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url if _NORMAL_ADDRESS.fullmatch(url) else super().normalizeLink(url)


@cache
def _parser(*, mdx: bool, footnotes: bool, definitions: bool) -> MarkdownIt:
    """Return a CommonMark parser with tables and strikethrough, and without indented code for MDX."""
    markdown = _Parser("commonmark").enable(["table", "strikethrough"])
    if mdx:
        markdown.disable("code")
    if footnotes:
        markdown.use(footnote_plugin)
    if definitions:  # which may follow any paragraph
        markdown.use(deflist_plugin)
    markdown.core.ruler.at("normalize", _normalize)
    if not definitions:
        markdown.block.ruler.before("table", "words", _paragraph_of_words)
    add_bounds(markdown)
    return markdown


def _paragraph_of_words(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take a paragraph whose lines all begin with a letter, which no other rule can take: they need not be asked."""
    if silent or state.is_code_block(start):
        return False
    line = start
    while line < end and not state.isEmpty(line):
        if not state.src[state.bMarks[line] + state.tShift[line]].isalpha():
            return False
        line += 1
    content = state.getLines(start, line, state.blkIndent, False).strip()
    state.line = line
    state.push("paragraph_open", "p", 1).map = [start, line]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = content, [start, line], []
    state.push("paragraph_close", "p", -1)
    return True


def _normalize(state: StateCore) -> None:
    """Replace carriage returns and null characters; the parser's own rule rewrites every line end of every text."""
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


class _BlockWalker:
    """Visits block tokens once and keeps the open lists, items, quotes and table."""

    def __init__(self, line_of: Callable[[int], int]) -> None:
        self.out = BlockList()
        self.html = RawHtmlReader(self.out)
        self._line_of = line_of
        self._lists: list[int] = []
        self._items: list[int] = []
        self._quotes: list[int] = []
        self._table: RawTable | None = None

    def _line(self, token: Token) -> int:
        return self._line_of(token.map[0]) if token.map else 0

    def begin_list(self, token: Token, _: Token) -> None:
        self._lists.append(self.out.next_number())

    def end_list(self, token: Token, _: Token) -> None:
        self._lists.pop()

    def begin_item(self, token: Token, _: Token) -> None:
        self._items.append(self.out.open_container())
        self.out.item = (self._lists[-1], token.info)

    def end_item(self, token: Token, _: Token) -> None:
        self.out.item = None
        self.out.close_container(self._items.pop())

    def begin_quote(self, token: Token, _: Token) -> None:
        self.out.quote = self.out.open_container()
        self._quotes.append(self.out.quote)

    def end_quote(self, token: Token, _: Token) -> None:
        self.out.quote = 0
        self.out.close_container(self._quotes.pop())

    def inline(self, token: Token, previous: Token) -> None:
        line = self._line(token)
        if bound := bound_of(token):
            self.out.plain.setdefault(bound, line)
        inline = read_inline(token, line, self.out.links)
        if self._table:
            self._table.rows[-1].append(inline.text)
            self._table.links[-1] |= inline.within_page
        elif self.html.accepts(inline.text):
            return
        elif previous.type == "heading_open":
            self.out.add_heading(inline, int(previous.tag[1]), line)
        else:
            self.out.add_text(inline, line)

    def code(self, token: Token, _: Token) -> None:
        self.out.add(Block(CODE, self._line(token), shown_code(token.info, token.content).strip("\n")))

    def indented_code(self, token: Token, previous: Token) -> None:
        """Take what is indented in an open table of raw HTML for more of the table: its author indented a cell."""
        take = self.html_block if self.html.in_table else self.code
        take(token, previous)

    def rule(self, token: Token, _: Token) -> None:
        self.out.add(Block(RULE, self._line(token)))

    def begin_table(self, token: Token, _: Token) -> None:
        self._table = RawTable(self._line(token))

    def begin_row(self, token: Token, _: Token) -> None:
        if self._table:
            self._table.rows.append([])
            self._table.links.append(False)
            self._table.lines.append(self._line(token))

    def end_table(self, token: Token, _: Token) -> None:
        if self._table:
            self.out.add_table(self._table)
        self._table = None

    def html_block(self, token: Token, _: Token) -> None:
        first = token.map[0] if token.map else 0
        self.html.feed(token.content, lambda line: self._line_of(first + line))


_HANDLERS: dict[str, Callable[[_BlockWalker, Token, Token], None]] = {
    "inline": _BlockWalker.inline,
    "fence": _BlockWalker.code,
    "code_block": _BlockWalker.indented_code,
    "html_block": _BlockWalker.html_block,
    "hr": _BlockWalker.rule,
    "bullet_list_open": _BlockWalker.begin_list,
    "ordered_list_open": _BlockWalker.begin_list,
    "bullet_list_close": _BlockWalker.end_list,
    "ordered_list_close": _BlockWalker.end_list,
    "list_item_open": _BlockWalker.begin_item,
    "list_item_close": _BlockWalker.end_item,
    "blockquote_open": _BlockWalker.begin_quote,
    "blockquote_close": _BlockWalker.end_quote,
    "table_open": _BlockWalker.begin_table,
    "tr_open": _BlockWalker.begin_row,
    "table_close": _BlockWalker.end_table,
}
