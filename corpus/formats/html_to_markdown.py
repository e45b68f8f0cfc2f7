"""Convert HTML elements to lines of Markdown, each with the line of the file that it comes from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.markdown.bounds import MAX_CELLS
from corpus.plain_text import word_set

MAX_DEPTH = 200
"""Nesting of elements from which deeper ones become plain text; below Python's recursion limit."""

_BLOCKS = word_set(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure"
    " footer h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody td tfoot"
    " th thead tr ul"
)
_HEADINGS = word_set("h1 h2 h3 h4 h5 h6")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
_LINE_START = re.compile(r"^(\d{0,9})(?=[#+=:.)-])", re.M)
_ANCHOR = re.compile(r"[\w:.%,/+@~-]{1,200}")
_LANGUAGE = re.compile(r"\b(?:language|lang|highlight-source|brush:)-?\s*([\w+#-]+)")


def to_markdown(element: Any) -> tuple[str, tuple[int, ...]]:
    """Return the content of an element as Markdown, and the line of the file for each line of it."""
    writer = _MarkdownWriter()
    writer.children(element, 0)
    return "\n".join(writer.lines), tuple(writer.line_map)


@dataclass(slots=True)
class _MarkdownWriter:
    lines: list[str] = field(default_factory=list)
    line_map: list[int] = field(default_factory=list)
    prefix: str = ""
    """Start of every line: indents and marks of the enclosing lists and quotes."""
    first: str = ""
    """Start of the next line alone: the mark of a list item; "" for none."""
    level: int = 1
    """The level of the last heading."""

    def write(self, text: str, line: int) -> None:
        """Add a block of lines and a blank line after it."""
        for row in text.split("\n"):
            self.lines.append(((self.first or self.prefix) + row).rstrip())
            self.line_map.append(line)
            self.first = ""
        self.lines.append(self.prefix.rstrip())
        self.line_map.append(line)

    def children(self, element: Any, depth: int) -> None:
        """Write the content of an element: inline runs as paragraphs, block elements as blocks."""
        run: list[str] = [escaped(element.text)]
        line = element.sourceline or 1
        for child in element:
            if _is_block(child) and depth < MAX_DEPTH:
                self.paragraph(run, line)
                run = []
                self.block(child, depth + 1)
                line = child.sourceline or line
            else:
                run.append(_inline(child, depth + 1))
            run.append(escaped(child.tail))
        self.paragraph(run, line)

    def paragraph(self, run: list[str], line: int) -> None:
        text = _tidy("".join(run))
        if text:
            self.write(_LINE_START.sub(_escape_line_start, text), line)

    def block(self, element: Any, depth: int) -> None:
        tag, line = element.tag, element.sourceline or 1
        if tag in _HEADINGS:
            self.heading(element, int(tag[1]), line)
        elif tag in ("ul", "ol"):
            self.items(element, depth)
        elif tag == "pre":
            self.code(element, line)
        elif tag == "table":
            self.table(element, depth)
        elif tag == "hr":
            self.write("---", line)
        elif tag == "blockquote":
            self.nested(element, "> ", "> ", depth)
        elif tag == "details":
            self.details(element, depth)
        elif tag == "dt" and heading_id(element):
            # A term with an anchor is a section: the method of an API, the word of a glossary.
            self.heading(element, min(self.level + 1, 6), line)
        elif tag in ("dt", "summary") or _is_toggle(element):
            text = _one_line(element)
            self.write(f"**{text}**", line) if text else None
        else:
            self.children(element, depth)

    def heading(self, element: Any, level: int, line: int) -> None:
        text = _one_line(element)
        if text:
            if element.tag in _HEADINGS:
                self.level = level
            suffix = f" {{#{anchor}}}" if _ANCHOR.fullmatch(anchor := heading_id(element)) else ""
            self.write(f"{'#' * level} {text}{suffix}", line)

    def items(self, element: Any, depth: int) -> None:
        for number, item in enumerate(element.iterchildren("li"), 1):
            mark = f"{number}. " if element.tag == "ol" else "- "
            self.nested(item, mark, " " * len(mark), depth)

    def nested(self, element: Any, first: str, prefix: str, depth: int) -> None:
        """Write the content of a list item or quote; its first line begins with ``first``, others with ``prefix``."""
        outer, outer_first = self.prefix, self.first
        self.first = (outer_first or outer) + first
        self.prefix = outer + prefix
        self.children(element, depth)
        # The blank line after the block belongs to the enclosing one.
        if self.lines and self.lines[-1] == self.prefix.rstrip():
            self.lines[-1] = outer.rstrip()
        self.prefix, self.first = outer, outer_first if self.first else ""

    def code(self, element: Any, line: int) -> None:
        for line_break in element.iter("br"):
            line_break.text = "\n"
        text = "".join(element.itertext()).strip("\n")
        classes = " ".join(str(e.get("class") or "") for e in (element, *element))
        language = _LANGUAGE.search(classes)
        # The fence is longer than every run of backticks inside the code.
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
        if text.strip():
            self.write(f"{fence}{language.group(1) if language else ''}\n{text}\n{fence}", line)

    def details(self, element: Any, depth: int) -> None:
        """Write ``<details>`` as raw HTML around its content in Markdown."""
        summary = element.find("summary")
        title = _one_line(summary) if summary is not None else ""
        if summary is not None:
            summary.drop_tree()
        self.write(f"<details><summary>{_unescaped(title)}</summary>", element.sourceline or 1)
        self.children(element, depth)
        self.write("</details>", element.sourceline or 1)

    def table(self, element: Any, depth: int) -> None:
        # Tables for layout, with one column or nested tables, become their cells' content, and so does a table of
        # which nearly all cells would only fill short rows.
        rows = [row for row in _rows(element) if len(row)]
        width = max((len(row) for row in rows), default=0)
        if width < 2 or width * len(rows) > MAX_CELLS or next(element.iterdescendants("table"), None) is not None:
            self.children(element, depth)
            return
        markdown_rows, row_lines = [], []
        for at, row in enumerate(rows):
            cells = [_one_line(cell) for cell in row] + [""] * (width - len(row))
            markdown_rows.append(f"| {' | '.join(cells)} |")
            row_lines.append(row.sourceline or 1)
            if at == 0:
                markdown_rows.append("|" + " --- |" * width)
                row_lines.append(row_lines[0])
        start = len(self.lines)
        # ``write`` gives all lines one line of the file; each row has its own.
        self.write("\n".join(markdown_rows), row_lines[0])
        self.line_map[start : start + len(row_lines)] = row_lines


def heading_id(element: Any) -> str:
    """Return the anchor of a heading or term: its own id, that of an element in it, or one that begins right there.

    Sphinx and docutils give the id to the section, AsciiDoc to an ``<a>`` in or before the heading.
    """
    if own := element.get("id"):
        return str(own)
    inner = next((anchor for child in element.iter("a", "span") if (anchor := _anchor(child))), "")
    if inner or element.tag == "dt":
        return inner
    # Look back over empty elements such as ``<a name="x"></a>``, up to the beginning of a section.
    before, previous = "", element.getprevious()
    while previous is not None and previous.tag in ("a", "span") and not previous.xpath("normalize-space(.)"):
        if (previous.tail or "").strip():
            return before
        before, previous = before or _anchor(previous), previous.getprevious()
    parent = element.getparent()
    if parent is None or previous is not None or (parent.text or "").strip():
        return before
    is_section = parent.tag == "section" or "section" in (parent.get("class") or "").split()
    return str((parent.get("id") if is_section else "") or before)


def _anchor(element: Any) -> str:
    return str(element.get("id") or (element.get("name") if element.tag == "a" else "") or "")


def _escape_line_start(match: re.Match[str]) -> str:
    """Return the start of a line escaped, so that it begins no list, heading or definition."""
    return match.group() + "\\"


def _rows(table: Any) -> Iterator[Any]:
    """Yield the rows of a table after removing children that are no cells."""
    for row in table.iter("tr"):
        for child in list(row):
            if child.tag not in ("td", "th"):
                child.drop_tree() if hasattr(child, "drop_tree") else row.remove(child)
        yield row


def _is_block(element: Any) -> bool:
    return isinstance(element.tag, str) and (element.tag in _BLOCKS or _is_toggle(element))


def _is_toggle(element: Any) -> bool:
    """Return whether an element is the button of an accordion; its text is the title of the panel."""
    return element.tag == "button" and element.get("aria-expanded") is not None


def _inline(element: Any, depth: int) -> str:
    """Return an inline element and its content as Markdown; only ``<br>`` breaks the line."""
    if not isinstance(element.tag, str) or (element.tag == "button" and not _in_heading(element)):
        return ""
    if element.tag == "br":
        return "\\\n"
    if element.tag == "img":
        return f"![{escaped(element.get('alt'))}]({_target(element.get('src'))})"
    if element.tag == "code":
        text = " ".join("".join(element.itertext()).split())
        fence = "``" if "`" in text else "`"
        return f"{fence}{text}{fence}" if text else ""
    return _with_marks(element, _content(element, depth))


def _content(element: Any, depth: int) -> str:
    if depth > MAX_DEPTH:
        return escaped("".join(element.itertext()))
    parts = [escaped(element.text)]
    for child in element:
        parts += [_inline(child, depth + 1), escaped(child.tail)]
    return "".join(parts)


def _with_marks(element: Any, text: str) -> str:
    """Return ``text`` with the Markdown marks of its element around it and spaces outside of the marks."""
    bare = text.strip()
    if not bare:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if element.tag in ("strong", "b"):
        bare = f"**{bare}**"
    elif element.tag in ("em", "i"):
        bare = f"*{bare}*"
    elif element.tag == "a" and element.get("href"):
        bare = f"[{bare}]({_target(element.get('href'))})"
    return before + bare + after


def _in_heading(element: Any) -> bool:
    return any(parent.tag in _HEADINGS or parent.tag == "summary" for parent in element.iterancestors())


def _one_line(element: Any) -> str:
    return " ".join(_content(element, 0).replace("\\\n", " ").split())


def _target(target: str | None) -> str:
    """Return an address that is valid inside the parentheses of a Markdown link."""
    return "".join((target or "").split()).replace("(", "%28").replace(")", "%29").replace("<", "%3C")


def escaped(text: str | None) -> str:
    """Return ``text`` with all characters of Markdown markup escaped; "" for None."""
    return _SPECIAL.sub(r"\\\1", text) if text else ""


def _unescaped(text: str) -> str:
    """Return escaped Markdown as escaped HTML text."""
    bare = re.sub(r"\\([\\`*_\[\]<>|~&])", r"\1", text)
    return bare.replace("&", "&amp;").replace("<", "&lt;")


def _tidy(text: str) -> str:
    """Return a run of text with collapsed spaces; hard line breaks stay."""
    lines = [" ".join(line.split()) for line in text.split("\\\n")]
    filled = [at for at, line in enumerate(lines) if line]
    return "\\\n".join(lines[filled[0] : filled[-1] + 1]) if filled else ""
