"""Read a page that was copied as plain text; headings, lists and tables are recognised by their look."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.formats.html_to_markdown import escaped
from corpus.formats.metadata_lines import fields_in_line, without_kind
from corpus.formats.pasted_tables import known_words, split_table, stacked_table
from corpus.frontmatter.split import split_frontmatter
from corpus.page import Page, Place, Value
from corpus.questions.tables import is_column
from corpus.questions.wording import asks, is_faq_title, is_questions_title

_MARKDOWN = re.compile(r"^(?:#{1,6}\s+\S|```|---\s*$|\+\+\+\s*$)", re.M)
_BULLET = re.compile(r"\s*[•‣◦▪●○∙·*–-]\s+(?=\S)")
_NUMBERED = re.compile(r"\s*\d{1,3}[.)]\s+(?=\S)")
_BACK = re.compile(r"\s*(?:[←‹«]|<-|skip to\b|back to\b|home$)", re.IGNORECASE)
_READ_TIME = re.compile(r"\b\d{1,3}[ -]min(?:ute)?s?\b[ -]read", re.IGNORECASE)
_MAX_HEADING = 90
_MAX_HEADING_WORDS = 14
"""Characters and words of the longest line that may be a heading; by hand."""

_MAX_CELLS = 400
"""Paragraphs that are searched for the cells of one table; by hand."""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Consecutive lines that are not blank; ``line`` is the line of the file for the first."""

    lines: tuple[str, ...]
    line: int

    @property
    def text(self) -> str:
        return " ".join(line.strip() for line in self.lines)


def read_pasted_text(text: str, path: str) -> Page:
    """Return the page of a copied text as Markdown, with the metadata of its first lines.

    A text with Markdown headings, fences or front matter is read as Markdown.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _MARKDOWN.search(text):
        return split_frontmatter(text, path)
    reader = _PastedTextReader(_paragraphs(text))
    reader.run()
    return Page(reader.values, reader.places, "\n".join(reader.out), 1, tuple(reader.line_map))


def _paragraphs(text: str) -> list[_Paragraph]:
    paragraphs: list[_Paragraph] = []
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            lines.append(line)
        elif lines:
            paragraphs.append(_Paragraph(tuple(lines), number - len(lines)))
            lines = []
    return paragraphs


@dataclass(slots=True)
class _PastedTextReader:
    """Converts paragraphs to Markdown in order."""

    paragraphs: Sequence[_Paragraph]
    values: dict[str, Value] = field(default_factory=dict)
    places: dict[Place, int] = field(default_factory=dict)
    out: list[str] = field(default_factory=list)
    line_map: list[int] = field(default_factory=list)
    _last_heading: str = ""
    _lists_questions: bool = False
    """Whether the last heading announces questions; lines with a question mark below it are questions."""

    def run(self) -> None:
        start = self._opening()
        words_of_page = known_words([p.text for p in self.paragraphs if len(p.lines) == 1 or _is_list(p)])
        # Paragraphs before ``end`` are cells of a table that has been written already.
        end = start
        for at in range(start, len(self.paragraphs)):
            paragraph = self.paragraphs[at]
            if at < end:
                continue
            if stacked := stacked_table(self._lines_from(at)):
                self._table(paragraph, stacked)
                end = self._after(at, sum(map(len, stacked)))
            elif self._is_heading(at):
                self._heading(paragraph)
            elif _is_list(paragraph):
                self._list(paragraph)
            elif cells := split_table([line.strip() for line in paragraph.lines], words_of_page):
                self._table(paragraph, cells)
            else:
                self._keep_metadata(paragraph)
                self._write([escaped(line.strip()) for line in paragraph.lines], paragraph.line)

    def _lines_from(self, at: int) -> list[str]:
        """Return the lines from a paragraph that names a table column onwards, [] for another paragraph."""
        if not is_column(self.paragraphs[at].lines[0]):
            return []
        return [line.strip() for paragraph in self.paragraphs[at : at + _MAX_CELLS] for line in paragraph.lines]

    def _after(self, at: int, n_lines: int) -> int:
        """Return the index of the paragraph that follows ``n_lines`` lines from paragraph ``at``."""
        while n_lines > 0 and at < len(self.paragraphs):
            n_lines -= len(self.paragraphs[at].lines)
            at += 1
        return at

    def _opening(self) -> int:
        """Read title, category, summary and date; return the index of the first paragraph of the body."""
        # Skip metadata lines and "Back" links up to the first heading, which is the title.
        at = 0
        while at < len(self.paragraphs) and "title" not in self.values:
            paragraph = self.paragraphs[at]
            is_single = len(paragraph.lines) == 1
            if not self._keep_metadata(paragraph) and not _BACK.match(paragraph.text):
                if not is_single or not (self._ends_with_kind(paragraph) or _looks_like_heading(paragraph.text)):
                    return at
                self._set("title", paragraph.text.strip(), paragraph.line)
            at += 1
        self._trim_title()
        if self._is_summary(at):
            self._set("summary", self.paragraphs[at].text, self.paragraphs[at].line)
            at += 1
        while at < len(self.paragraphs) and _READ_TIME.search(self.paragraphs[at].text):
            self._keep_metadata(self.paragraphs[at])
            at += 1
        return at

    def _ends_with_kind(self, paragraph: _Paragraph) -> bool:
        """Return whether a line ends with the kind of page that the line above names: "dbt Skill Guide"."""
        kind = self.values.get("kind", "")
        return isinstance(kind, str) and bool(kind) and paragraph.text.strip().lower().endswith(kind.lower())

    def _is_summary(self, at: int) -> bool:
        """Return whether paragraph ``at`` comes between the title and the reading time."""
        following = [paragraph.text for paragraph in self.paragraphs[at : at + 2]]
        return len(following) == 2 and bool(_READ_TIME.search(following[1]))

    def _trim_title(self) -> None:
        """Remove the kind of page, such as "Skill Guide", from the end of the title."""
        kind, title = self.values.pop("kind", ""), self.values.get("title")
        if isinstance(title, str):
            self.values["title"] = without_kind(title, kind)

    def _keep_metadata(self, paragraph: _Paragraph) -> bool:
        """Keep the metadata in a paragraph; return whether it has any."""
        fields = fields_in_line(paragraph.text)
        for name, value in fields.items():
            if name not in self.values:
                self._set(name, value, paragraph.line)
        return bool(fields)

    def _set(self, name: str, value: Value, line: int) -> None:
        self.values[name] = value
        self.places[(name,)] = line

    def _is_heading(self, at: int) -> bool:
        """Return whether paragraph ``at`` is a single line that looks like a heading and has text below it."""
        paragraph = self.paragraphs[at]
        return (
            len(paragraph.lines) == 1
            and at + 1 < len(self.paragraphs)
            and not _is_list(paragraph)
            and _looks_like_heading(paragraph.text)
        )

    def _heading(self, paragraph: _Paragraph) -> None:
        title = paragraph.text.strip()
        if title.casefold() == self._last_heading.casefold():
            return
        self._last_heading = title
        is_question = self._lists_questions and asks(title)
        if not is_question:
            self._lists_questions = is_faq_title(title) or is_questions_title(title)
        self._write([f"{'###' if is_question else '##'} {escaped(title)}"], paragraph.line)

    def _list(self, paragraph: _Paragraph) -> None:
        rows = []
        for line in paragraph.lines:
            bullet = _BULLET.match(line)
            rows.append(f"- {escaped(line[bullet.end() :])}" if bullet else line.strip())
        self._write(rows, paragraph.line)

    def _table(self, paragraph: _Paragraph, cells: tuple[tuple[str, ...], ...]) -> None:
        rows = [f"| {' | '.join(map(escaped, row))} |" for row in cells]
        rule = "|" + " --- |" * len(cells[0])
        self._write([rows[0], rule, *rows[1:]], paragraph.line, has_rule=True)

    def _write(self, rows: Sequence[str], line: int, *, has_rule: bool = False) -> None:
        """Write rows from line ``line`` of the file; in a ``has_rule`` table the second row has no line of its own."""
        for at, row in enumerate([*rows, ""]):
            self.out.append(row)
            offset = at - 1 if has_rule and at > 0 else at
            self.line_map.append(line + min(offset, len(rows) - 1 - has_rule))


def _is_list(paragraph: _Paragraph) -> bool:
    marked = sum(bool(_BULLET.match(line) or _NUMBERED.match(line)) for line in paragraph.lines)
    return marked * 2 > len(paragraph.lines)


def _looks_like_heading(text: str) -> bool:
    text = text.strip()
    if len(text) > _MAX_HEADING or len(text.split()) > _MAX_HEADING_WORDS:
        return False
    if text[-1] in ".,;:!…" or not any(character.isalpha() for character in text):
        return False
    return not text[0].islower() and not _READ_TIME.search(text) and "·" not in text
