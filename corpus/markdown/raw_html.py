"""Read raw HTML inside Markdown into blocks: text, headings, lists, tables and details."""

from collections.abc import Callable, Mapping

from corpus.guide import Link
from corpus.markdown.blocks import CODE, NOTE, SUMMARY, Block, BlockList, RawTable
from corpus.markdown.html_fragments import HtmlToken, html_tokens
from corpus.markdown.inline import HARD_BREAK, InlineText, first_line, image_text, n_letters, unmarked, without_marks
from corpus.plain_text import plain

_BREAKING = frozenset(
    {"address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "figcaption"}
    | {"figure", "footer", "form", "header", "hr", "li", "main", "nav", "ol", "p", "section", "ul"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SECTIONS = frozenset({"a", "span", "section"})
"""Elements whose anchor is that of a heading that begins in them or right after them."""


def is_section(attributes: Mapping[str, str]) -> bool:
    """Return whether an element is a section in all but its name, as older docutils writes it."""
    return "section" in attributes.get("class", "").split()


class RawHtmlReader:
    """Reads raw HTML blocks in order; details, tables and headings may span several of them."""

    def __init__(self, blocks: BlockList) -> None:
        self._blocks = blocks
        self._text: list[str] = []
        self._line = 0
        self._text_tag = ""
        """Name of the open heading, summary, pre or dt, which collects text; "" for a paragraph."""
        self._anchor = ""
        self._details: list[int] = []
        self._lists: list[tuple[int, int]] = []
        """The open lists, each with its open item, 0 for none."""
        self._table: RawTable | None = None
        self._link: tuple[str, int, int] | None = None
        self._targets: list[str] = []
        self._n_linked = 0
        """Letters and digits of the collected text that are in links."""

    @property
    def in_table(self) -> bool:
        return bool(self._table and self._table.rows)

    def accepts(self, text: str) -> bool:
        """Add ``text`` to the open table cell or summary; return False if none is open."""
        if not self.in_table and self._text_tag != "summary":
            return False
        self._text.append(f" {text} ")
        return True

    def feed(self, html: str, line_of: Callable[[int], int]) -> None:
        for token in html_tokens(html):
            line = line_of(token.line)
            if token.kind == "text":
                self._add_text(token, line)
            elif token.kind == "comment":
                self._add_note(token.text, line)
            elif token.kind == "open":
                self._begin(token, line)
            else:
                self._end(token.text, line)
        if not self._text_tag and not self._table:
            self._flush()

    def finish(self) -> None:
        """Add the content of unclosed tags."""
        self._flush()
        self._end_table()

    def _add_text(self, token: HtmlToken, line: int) -> None:
        if not any(part.strip() for part in self._text) and token.text.strip():
            # The line of a block is that of its first visible character.
            leading_space = token.text[: len(token.text) - len(token.text.lstrip())]
            self._line = line + leading_space.count("\n")
        self._text.append(token.text)

    def _add_note(self, comment: str, line: int) -> None:
        if ":" in comment[:200] and len(comment) < 200:
            self._blocks.add(Block(NOTE, line, plain(comment)))

    def _begin(self, token: HtmlToken, line: int) -> None:
        name = token.text
        self._note_anchor(name, token.attributes)
        if name in _HEADINGS or name in ("summary", "pre", "dt"):
            self._flush()
            self._text_tag, self._anchor = name, token.attributes.get("id", "")
        elif name == "details":
            self._flush()
            self._details.append(self._blocks.open_container(is_scope=True))
        elif name in ("ul", "ol", "li") and not self._table:
            self._list_tag(name)
        elif name in ("table", "tr", "td", "th"):
            self._table_tag(name, line)
        elif name in ("br", "img"):
            self._text.append(_text_of(token))
        elif name == "a" and token.attributes.get("href"):
            self._link = (token.attributes["href"], line, len(self._text))
        elif name in _BREAKING and not self._text_tag and not self._table:
            self._flush()

    def _note_anchor(self, name: str, attributes: Mapping[str, str]) -> None:
        """Keep the anchor of a tag for the heading that it is in, or for the next one."""
        anchor = attributes.get("id") or (attributes.get("name", "") if name == "a" else "")
        if not anchor or name in _HEADINGS or name == "dt":
            return
        if self._text_tag in _HEADINGS or self._text_tag == "dt":
            self._anchor = self._anchor or anchor
        elif (name in _SECTIONS or is_section(attributes)) and not any(part.strip() for part in self._text):
            self._blocks.pending_anchor = anchor

    def _end(self, name: str, line: int) -> None:
        if name == self._text_tag:
            self._flush()
        elif name == "details":
            self._flush()
            if self._details:
                self._blocks.close_container(self._details.pop())
        elif name in ("ul", "ol") and self._lists and not self._table:
            self._end_item()
            self._lists.pop()
        elif name == "table":
            self._end_table()
        elif name == "a":
            self._end_link()
        elif name in _BREAKING and not self._text_tag and not self._table:
            self._flush()

    def _list_tag(self, name: str) -> None:
        """Open a list, or an item of the innermost open list; a new item closes the one before."""
        if name != "li":
            self._flush()
            self._lists.append((self._blocks.next_number(), 0))
        elif self._lists:
            self._end_item()
            number = self._lists[-1][0]
            self._lists[-1] = number, self._blocks.open_container()
            self._blocks.item = number, ""

    def _end_item(self) -> None:
        self._flush()
        number, item = self._lists[-1]
        self._blocks.item = None
        self._blocks.close_container(item)
        self._lists[-1] = number, 0

    def _end_link(self) -> None:
        if self._link:
            target, line, start = self._link
            text = plain("".join(self._text[start:]))
            self._targets.append(target)
            self._n_linked += n_letters(text)
            self._blocks.links.append(Link(text, target, line))
            self._link = None

    def _table_tag(self, name: str, line: int) -> None:
        if name == "table":
            self._flush()
            self._table = RawTable(line)
        elif self._table and name == "tr":
            self._end_cell()
            self._table.rows.append([])
            self._table.lines.append(line)
            self._table.links.append(False)
        elif self._table and self._table.rows:
            self._end_cell()
            self._table.rows[-1].append("")

    def _end_cell(self) -> None:
        text, self._text = unmarked(plain("".join(self._text))), []
        if self._table and self._table.rows and self._table.rows[-1] and text:
            self._table.rows[-1][-1] = text

    def _end_table(self) -> None:
        self._end_cell()
        table, self._table = self._table, None
        if table:
            _drop_empty_rows(table)
            self._blocks.add_table(table)

    def _flush(self) -> None:
        """Add the collected text as a block of the open tag, and close that tag."""
        raw, self._text = "".join(self._text), []
        text_tag, self._text_tag = self._text_tag, ""
        targets, self._targets = self._targets, []
        n_linked, self._n_linked = self._n_linked, 0
        if text_tag == "pre":
            if raw.strip():
                self._blocks.add(Block(CODE, self._line, raw.strip("\n")))
            return
        text = plain(raw)
        if not text:
            return
        if text_tag in _HEADINGS:
            self._blocks.add_heading(InlineText(unmarked(text)), int(text_tag[1]), self._line, self._anchor)
        elif text_tag == "dt" and self._anchor:
            self._blocks.add_term(text, self._line, self._anchor)
        elif text_tag == "summary":
            self._blocks.add(Block(SUMMARY, self._line, without_marks(text)))
        else:
            first = unmarked(plain(first_line(raw)))
            is_link = bool(targets) and n_letters(text) == n_linked
            within = is_link and all(target.startswith("#") for target in targets)
            text = unmarked(text)
            lead = text if text_tag == "dt" else ""
            inline = InlineText(text, first, lead, within_page=within, is_link=is_link)
            self._blocks.add_text(inline, self._line)


def _drop_empty_rows(table: RawTable) -> None:
    """Take away the rows without text; those below a heading in the first row."""
    kept = [at for at, row in enumerate(table.rows) if any(row)]
    table.rows = [table.rows[at] for at in kept]
    table.lines = [table.lines[at] for at in kept]
    table.links = [table.links[at] for at in kept]


def text_of(html: str) -> str:
    """Return the text of the content of a heading or summary in raw HTML, as its block has it."""
    return plain("".join(map(_text_of, html_tokens(html))))


def _text_of(token: HtmlToken) -> str:
    """Return what readers see of a token of text, a line break or an image; ``""`` for others."""
    if token.kind == "open" and token.text == "br":
        return HARD_BREAK
    if token.kind == "open" and token.text == "img":
        return image_text(token.attributes.get("src", ""), token.attributes.get("alt", ""))
    return token.text if token.kind == "text" else ""
