"""Bounds of the work on one body. What exceeds one is read as plain text, and is a problem of the page.

Markdown allows texts whose parsing takes the square of their length: brackets that never close, rows that are filled to
the width of a header. All bounds are by hand, above everything in 10,381 collected files of documentation (the longest
has 11,530 lines, and the work of its inline markup is 9e7).
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.hr import hr
from markdown_it.rules_block.table import table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

MAX_LINES = 20_000
"""Lines of a body that are parsed. By hand."""

MAX_INLINE = 20_000
"""Characters of the longest paragraph that is parsed. By hand."""

MAX_WORK = 200_000_000
"""Work on the inline markup and the raw HTML of a body, as ``_work`` counts it: about two seconds. By hand."""

MAX_CELLS = 30_000
"""Cells of all tables of a body, those included that fill short rows. By hand."""

MAX_NESTING = 48
"""Levels of nesting, two for a list and one for a quote. By hand: each level is a recursion of the parser."""

MAX_HEADINGS = 5_000
"""Headings of a body; further ones are paragraphs. By hand: the collected file with the most has 422."""

MAX_HEADING = 1_000
"""Characters of a heading; a longer one is a paragraph. By hand."""

_WORK_OF_MARK = 2_000
"""Characters of a paragraph for which one mark costs twice as much as in an empty one: measured, 3 µs for each mark and
1.5 ns for each pair of a mark and a character."""

_MARK = re.compile(r"[\\\n`*_~!\[\]<>&^]")
_MARKUP = re.compile(r"[\\`*_~!\[\]<>&^]")
"""First characters of inline markup, with and without line ends; half of all paragraphs contain none of the former and
skip the inline parser."""

_DELIMITER_ROW = re.compile(r"[ \t]*[-:|][-:| \t]*$")
_PLAIN_ROWS = 100
"""Lines of one block of plain text; by hand, so that its line number stays near."""

Line = int


class Bound(StrEnum):
    """A bound that a body exceeds; the value completes "… is read as plain text: "."""

    LINES = f"the page has more than {MAX_LINES:,} lines"
    PARAGRAPH = f"the paragraph has more than {MAX_INLINE:,} characters"
    MARKS = "the page has too many marks such as brackets, stars and tags"
    CELLS = f"the tables of the page have more than {MAX_CELLS:,} cells"
    HEADINGS = f"the page has more than {MAX_HEADINGS:,} headings"
    NESTING = f"lists and quotes are nested deeper than {MAX_NESTING // 2} levels"


def add_bounds(markdown: MarkdownIt) -> None:
    """Bound the tables, the nesting and the inline markup of a parser."""
    # The parser drops the text beyond its own limit without a word.
    markdown.options["maxNesting"] = MAX_NESTING + 20
    markdown.block.ruler.at("table", _bounded_table, {"alt": ["paragraph", "reference"]})
    markdown.block.ruler.at("hr", _thematic_break, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    markdown.block.ruler.before("table", "nesting", _too_deep)
    markdown.core.ruler.at("inline", _parse_inline)


def parse_bounded(markdown: MarkdownIt, body: str) -> list[Token]:
    """Return the tokens of ``body``; those of plain text have a ``Bound`` in ``meta``, see ``bound_of``."""
    head, n_lines, rest = _split(body)
    return markdown.parse(head) + list(_plain_lines(rest, n_lines))


def bound_of(token: Token) -> Bound | None:
    """Return the bound for which an inline token is plain text, None for one that was parsed."""
    bound = token.meta.get("bound") if token.meta else None
    return bound if isinstance(bound, Bound) else None


def _split(body: str) -> tuple[str, Line, str]:
    """Return the first ``MAX_LINES`` lines of ``body``, their number, and the rest."""
    if body.count("\n") <= MAX_LINES:
        return body, 0, ""
    end = 0
    for _ in range(MAX_LINES):
        end = body.index("\n", end) + 1
    return body[:end], MAX_LINES, body[end:]


def _plain_lines(text: str, first: Line) -> Iterator[Token]:
    """Yield the tokens of plain paragraphs, ``_PLAIN_ROWS`` lines each."""
    lines = text.split("\n") if text else []
    for at in range(0, len(lines), _PLAIN_ROWS):
        rows = lines[at : at + _PLAIN_ROWS]
        if content := "\n".join(rows).strip():
            yield from _paragraph(content, first + at, first + at + len(rows), Bound.LINES)


def _paragraph(content: str, start: Line, end: Line, bound: Bound) -> list[Token]:
    """Return the tokens of a paragraph of plain text."""
    opening = Token("paragraph_open", "p", 1, block=True, map=[start, end])
    inline = Token("inline", "", 0, block=True, level=1, content=content, map=[start, end], meta={"bound": bound})
    inline.children = [Token("text", "", 0, content=content)]
    return [opening, inline, Token("paragraph_close", "p", -1, block=True)]


def _too_deep(state: StateBlock, line: Line, end: Line, silent: bool) -> bool:
    """Take all that is nested too deep as one paragraph of plain text."""
    if silent or state.level < MAX_NESTING:
        return False
    last = line
    while last < end and (state.isEmpty(last) or state.sCount[last] >= state.blkIndent):
        last += 1
    content = state.getLines(line, last, state.blkIndent, False).strip()
    state.tokens += _paragraph(content, line, last, Bound.NESTING)
    state.line = last
    return True


def _thematic_break(state: StateBlock, line: Line, end: Line, silent: bool) -> bool:
    """Parse a line of nothing but marks as a rule; the parser's own one walks over others too, once for each list."""
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    return not text.strip(f"{text[:1]} \t") and hr(state, line, end, silent)


def _bounded_table(state: StateBlock, line: Line, end: Line, silent: bool) -> bool:
    """Parse a table unless its rows have more cells than the page may still have; then it is a paragraph."""
    if line + 2 > end or not _DELIMITER_ROW.match(state.src, state.bMarks[line + 1], state.eMarks[line + 1]):
        return False
    is_table = table(state, line, end, True)
    if silent or not is_table:  # rows are counted of tables alone: those of lines that might begin one are everybody's
        return is_table
    left = state.env.get("cells", MAX_CELLS)
    n_columns = state.src.count("|", state.bMarks[line + 1], state.eMarks[line + 1]) + 1
    if n_columns * _n_rows(state, line, end, left // n_columns + 1) > left:
        # One table too many: the others are plain as well, so that none is counted in vain.
        state.env["cells"] = 0
        state.env.setdefault("plain_tables", []).append(line)
        return False
    is_table = table(state, line, end, silent)
    if is_table:
        state.env["cells"] = left - n_columns * (state.line - line)
    return is_table


def _n_rows(state: StateBlock, line: Line, end: Line, at_most: int) -> int:
    """Return the number of lines up to the next blank one, as far as ``at_most``."""
    last = line
    while last < end and last - line < at_most and not state.isEmpty(last):
        last += 1
    return last - line


def _parse_inline(state: StateCore) -> None:
    """Parse inline tokens that contain markup, as long as the work is bounded; others become plain text."""
    left = MAX_WORK
    plain_tables = set(state.env.get("plain_tables", ()))
    tokens: list[Token] = []
    for token in state.tokens:
        if token.type == "inline":
            left -= _take_inline(token, state, left)
            if plain_tables and token.map and token.map[0] in plain_tables:
                token.meta = {"bound": Bound.CELLS}
        elif token.type == "html_block":
            left -= _work(token.content)
            if left < 0:
                start, end = token.map or (0, 0)
                tokens += _paragraph(token.content.strip(), start, end, Bound.MARKS)
                continue
        tokens.append(token)
    state.tokens = tokens


def _take_inline(token: Token, state: StateCore, left: int) -> int:
    """Set the children of an inline token, and return the work that they cost."""
    if bound_of(token):
        return 0
    token.children = []
    bound, work = None, 0
    is_long = len(token.content) > MAX_INLINE
    if is_long and _MARKUP.search(token.content):  # without markup, plain text loses nothing
        bound = Bound.PARAGRAPH
    elif not is_long and _MARK.search(token.content):
        work = _work(token.content)
        bound = Bound.MARKS if work > left else None
    if bound or not work:
        token.children.append(Token("text", "", 0, content=token.content))
        token.meta = {**token.meta, "bound": bound} if bound else token.meta
        return work if not bound else 0
    state.md.inline.parse(token.content, state.md, state.env, token.children)
    return work


def _work(text: str) -> int:
    """Return the work on the markup of a text: the time of each mark grows with the characters around it."""
    return len(_MARK.findall(text)) * (_WORK_OF_MARK + len(text))


MESSAGES: Mapping[Bound, str] = {bound: f"this is read as plain text: {bound.value}" for bound in Bound}
"""The message of the problem for each bound."""
