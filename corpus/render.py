"""Render a guide's body as safe HTML that carries the anchors of its sections, questions and projects."""

import re
from collections import deque
from collections.abc import Callable, Sequence

import nh3
from markdown_it.token import Token

from corpus.addresses import SCHEMES, safe_address
from corpus.guide import Guide, Question
from corpus.heading_slugs import style_named
from corpus.markdown.blocks import HEADING, TEXT, Block
from corpus.markdown.dialects import WIKI
from corpus.markdown.heading_ids import split_heading
from corpus.markdown.html_bounds import TAG, bounded_html, with_short_texts
from corpus.markdown.html_fragments import attribute
from corpus.markdown.inline import read_inline
from corpus.markdown.parser import blocks_of, parse, parser_for
from corpus.markdown.raw_html import text_of
from corpus.plain_text import word_set
from corpus.questions.wording import question_key, question_part, without_tail
from corpus.sections import heading_anchors, row_anchor

TAGS = word_set(
    "a abbr b blockquote br caption center code col colgroup dd del details div dl dt em figcaption"
    " figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp section small span strong"
    " sub summary sup table tbody td tfoot th thead tr tt u ul var"
)
_CELL = {"align", "colspan", "rowspan"}
ATTRIBUTES = {
    "*": {"id"},
    "a": {"href", "title"},
    "code": {"class"},
    "div": {"class", "role", "tabindex"},
    "details": {"open"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "td": _CELL,
    "th": {*_CELL, "scope"},
}
REL = "noopener nofollow"

_SCROLLING = {
    ("div", "class", "table"),
    ("div", "role", "group"),
    ("div", "tabindex", "0"),
    ("pre", "tabindex", "0"),
}
"""Attributes that a page adds around wide tables and code; no other value of them gets through."""

_EXTERNAL = re.compile(r"(?:https?:)?//|mailto:", re.IGNORECASE)
_ABSOLUTE = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)
_FOOTNOTE = re.compile(r"fn(?:ref)?\d+(?::\d+)?$")
_LANGUAGE = re.compile(r"language-[\w+#.-]{1,40}$")
_RAW_ROW = re.compile(r"<tr\b(?![^<>]*\bid\s*=)", re.IGNORECASE)
_RAW = re.compile(r"<(h[1-6]|summary)\b([^<>]*)>", re.IGNORECASE)

Resolve = Callable[[str], str | None]
"""Maps the target of a link, as written, to an address; None for an unknown target."""


def to_html(
    guide: Guide, resolve: Resolve = lambda target: None, arrange: Callable[[str], str] = lambda html: html
) -> str:
    """Return the body of ``guide`` as sanitised HTML.

    Headings carry the anchors of their sections; question blocks and rows of tables carry their own. An anchor comes
    once, at the first of several places that could have it. A target
    unknown to ``resolve`` stays if it is absolute or within the page; otherwise only the text of the link
    stays. Scripts, styles, frames, forms and event handlers are removed.

    ``arrange`` maps the HTML before it is sanitised to what a page shows of it: the sanitiser has the last word.
    """
    mdx = guide.path.lower().endswith(".mdx")
    tokens = parse(guide.body, mdx=mdx)
    anchors = _AnchorSetter(guide, tokens)
    for at in range(len(tokens)):
        anchors.set_id(tokens, at)
    markdown = parser_for(guide.body, mdx=mdx)
    html = markdown.renderer.render(tokens, markdown.options, {})
    return _Sanitiser(anchors.ids, resolve).sanitised(arrange(bounded_html(html)))


class _Sanitiser:
    """Sanitises the HTML of one guide; nothing is changed in what it returns."""

    def __init__(self, ids: set[str], resolve: Resolve) -> None:
        self._ids = ids
        self._placed: set[str] = set()
        self._resolve = resolve
        self._is_external = False
        """Whether the link leads to another site whose attributes are being filtered; ``rel`` comes last of them."""
        self._is_dead = False
        """Whether the link that is open in the unsanitised HTML leads nowhere."""

    def sanitised(self, html: str) -> str:
        return nh3.clean(
            with_short_texts(TAG.sub(self._live_tag, html)),
            tags=set(TAGS),
            attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
            attribute_filter=self._attribute,
            clean_content_tags={"script", "style", "iframe", "noscript", "template", "svg"},
            url_schemes={*SCHEMES, WIKI.removesuffix(":")},
            link_rel=REL,
        )

    def _attribute(self, tag: str, name: str, value: str) -> str | None:
        """Return the value of an attribute, None for one that is left out."""
        if name == "id":
            is_new = value not in self._placed and (value in self._ids or _FOOTNOTE.match(value))
            self._placed.add(value)
            return value if is_new else None
        if name == "rel":
            is_external, self._is_external = self._is_external, False
            return value if is_external else None
        if name in ("href", "src"):
            address = self._address(value)
            self._is_external = bool(tag == "a" and _EXTERNAL.match(address))
            return address or None
        if tag == "code":
            return value if _LANGUAGE.match(value) else None
        return value if tag not in ("div", "pre") or (tag, name, value) in _SCROLLING else None

    def _address(self, target: str) -> str:
        """Return the address of a target, "" for one that is unknown or unsafe."""
        return safe_address(self._resolve(target) or (target if _ABSOLUTE.match(target) else ""))

    def _live_tag(self, match: re.Match[str]) -> str:
        """Return a tag, "" for one of a link that leads nowhere; its text stays."""
        if match.group(2).lower() != "a":
            return match.group()
        if match.group(1):
            is_dead, self._is_dead = self._is_dead, False
        else:
            target, anchor = attribute(match.group(), "href"), attribute(match.group(), "id")
            is_dead = self._is_dead = anchor not in self._ids and not (target and self._address(target))
        return "" if is_dead else match.group()


class _AnchorSetter:
    """Sets the ids of Markdown tokens to the anchors of sections, questions and projects."""

    def __init__(self, guide: Guide, tokens: Sequence[Token]) -> None:
        blocks = blocks_of(tokens, lambda line: line).blocks
        style = style_named(guide.anchors)
        anchors = heading_anchors(blocks, style.anchors(), style)
        # Headings by line; raw HTML headings by text, since a raw block holds several on lines of its own.
        self._by_line = {blocks[at].line: anchor for at, anchor in anchors.items()}
        self._by_text: dict[str, deque[str]] = {}
        for at, anchor in anchors.items():
            self._by_text.setdefault(blocks[at].text, deque()).append(anchor)
        self._questions: dict[str, deque[Question]] = {}
        for question in (*guide.questions, *guide.faqs):
            if question.anchor:
                self._questions.setdefault(question_key(question.text), deque()).append(question)
        self._question_by_line = self._questions_by_line(guide, blocks)
        self._row_by_line = _rows_by_line(guide, blocks)
        self.ids = {*anchors.values(), *(q.anchor for equals in self._questions.values() for q in equals)}
        self.ids |= {project.anchor for project in guide.projects}
        self.ids |= {anchor for of_line in self._row_by_line.values() for anchor in of_line}

    def _questions_by_line(self, guide: Guide, blocks: Sequence[Block]) -> dict[int, str]:
        """Return the anchors of questions by the line of the block that has each.

        A page may ask a question several times, in a list of contents first: the block is the one that the question
        was read from, else the first.
        """
        lines_by_key: dict[str, list[int]] = {}
        for block in blocks:
            if block.kind in (HEADING, TEXT) and (key := self._key_of(block)):
                lines_by_key.setdefault(key, []).append(block.line)
        by_line: dict[int, str] = {}
        for key, lines in lines_by_key.items():
            known = set(lines)
            for question in self._questions[key]:
                own_line = question.line - guide.body_line
                by_line.setdefault(own_line if own_line in known else lines[0], question.anchor)
        return by_line

    def _key_of(self, block: Block) -> str:
        """Return the key of the question in a block, "" for none."""
        if not self._questions:
            return ""
        key = self._known_key(block.text) or self._known_key(without_tail(block.text, block.tail))
        if key or block.kind == HEADING:
            return key
        return self._known_key(question_part(block.text, block.first_line, block.lead, block.tail)[0])

    def _known_key(self, text: str) -> str:
        key = question_key(text)
        return key if key in self._questions else ""

    def _question(self, text: str) -> str:
        """Return the anchor of the next question with this text, of the last one again, "" for none."""
        equals = self._questions.get(question_key(text))
        if not equals:
            return ""
        return (equals.popleft() if len(equals) > 1 else equals[0]).anchor

    def set_id(self, tokens: Sequence[Token], at: int) -> None:
        """Set the id of ``tokens[at]`` if it opens a section, a question or a row with one."""
        token = tokens[at]
        line = token.map[0] if token.map else -1
        if token.type == "heading_open":
            self._heading(token, tokens[at + 1], line)
        elif token.type == "tr_open":
            self._row(tokens, at)
        elif token.type == "html_block":
            token.content = self._with_raw_rows(self._with_raw_anchors(token.content), line)
        elif token.type == "paragraph_open" and (anchor := self._question_by_line.pop(line, "")):
            opens_item = at > 0 and tokens[at - 1].type == "list_item_open"
            (tokens[at - 1] if opens_item else token).attrSet("id", anchor)

    def _heading(self, token: Token, inline: Token, line: int) -> None:
        anchor, question = self._by_line.get(line, ""), self._question_by_line.pop(line, "")
        token.attrSet("id", question or anchor)
        children = inline.children or []
        if children and children[-1].type == "text":
            children[-1].content = split_heading(children[-1].content)[0]
        # A heading that is a question has two anchors: its id is the question's, a span carries the section's.
        if question and anchor:
            children.insert(0, Token("html_inline", "", 0, content=f'<span id="{anchor}"></span>'))

    def _row(self, tokens: Sequence[Token], at: int) -> None:
        row = tokens[at]
        if anchor := self._row_at(row.map[0] if row.map else -1):
            row.attrSet("id", anchor)
            return
        while tokens[at].type != "tr_close":
            cell, at = tokens[at], at + 1
            if cell.type == "inline" and (anchor := self._question(read_inline(cell, 0, []).text)):
                row.attrSet("id", anchor)
                return

    def _row_at(self, line: int) -> str:
        """Return the anchor of the next row of a table at a line, "" for none."""
        anchors = self._row_by_line.get(line)
        return anchors.popleft() if anchors else ""

    def _with_raw_anchors(self, html: str) -> str:
        """Return raw HTML with the ids of its headings and summaries; those without an end tag have none."""
        parts: list[str] = []
        unclosed: set[str] = set()
        end = 0
        for match in _RAW.finditer(html):
            tag = match.group(1).lower()
            if match.start() < end or tag in unclosed:
                continue
            closing = re.compile(rf"</{tag}\s*>", re.IGNORECASE).search(html, match.end())
            if closing is None:
                unclosed.add(tag)
                continue
            parts += [html[end : match.start()], self._raw(match, html[match.end() : closing.start()])]
            end = closing.start()
        return "".join([*parts, html[end:]])

    def _with_raw_rows(self, html: str, first_line: int) -> str:
        """Return raw HTML that begins at ``first_line`` with the ids of its rows of tables."""
        parts: list[str] = []
        end, line = 0, first_line
        for match in _RAW_ROW.finditer(html):
            line += html.count("\n", end, match.start())
            anchor = self._row_at(line)
            parts += [html[end : match.start()], f'<tr id="{anchor}"' if anchor else match.group()]
            line += match.group().count("\n")
            end = match.end()
        return "".join([*parts, html[end:]])

    def _raw(self, match: re.Match[str], inner: str) -> str:
        """Return the opening tag and content of a raw heading or summary with its id set."""
        tag, attributes = match.groups()
        text = text_of(inner)
        # Headings with equal texts take their anchors in document order.
        unused = self._by_text.get(split_heading(text)[0])
        anchor = self._question(text) or (unused.popleft() if unused else "")
        if not anchor:
            return match.group() + inner
        other_attributes = re.sub(r"""\bid\s*=\s*("[^"]*"|'[^']*'|\S+)""", "", attributes)
        return f'<{tag} id="{anchor}"{other_attributes}>{inner}'


def _rows_by_line(guide: Guide, blocks: Sequence[Block]) -> dict[int, deque[str]]:
    """Return the anchors of the rows that are documents, by line of the body, in order.

    Rows with equal cells take their anchors in order of the page.
    """
    unused: dict[tuple[str, ...], deque[str]] = {}
    for section in guide.sections:
        rows = (row for table in section.tables for row in table.rows)
        for number, cells in enumerate(rows, 1):
            unused.setdefault(cells, deque()).append(row_anchor(section.anchor, number))
    by_line: dict[int, deque[str]] = {}
    for table in (block.table for block in blocks if block.table):
        for cells, line in zip(table.rows, table.lines, strict=True):
            if anchors := unused.get(cells):
                by_line.setdefault(line, deque()).append(anchors.popleft())
    return by_line
