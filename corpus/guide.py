"""Guide and its parts: frozen values that need nothing but the standard library."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a guide's body; ``target`` is unresolved, ``line`` is a line of the file."""

    text: str
    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table as plain text; every row has as many cells as ``header``."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    """The line of the file for each row."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text below it, up to the next heading of any level.

    The text before the first heading is a section of level 0 with an empty title and anchor.
    """

    title: str
    level: int
    anchor: str
    """Unique within the guide; made as the site's generator makes anchors."""
    text: str
    """Plain text of paragraphs, lists and table cells, without code and markup."""
    line: int
    path: tuple[str, ...] = ()
    """The titles of the headings that enclose this one, outermost first."""
    code: str = ""
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """An interview question or an FAQ entry; everything but ``text`` may be empty."""

    text: str
    """The question as plain text."""
    anchor: str
    """``q-…`` or ``faq-…``, unique within the guide; "" where the whole page is the question."""
    answer: str = ""
    why_asked: str = ""
    difficulty: str = ""
    """Lower case: easy, medium, hard, or another word that the guide uses."""
    topic: str = ""
    """The title of the section that contains it."""
    line: int = 0
    code: str = ""
    """The code blocks of the answer, which ``answer`` leaves out."""
    place: str = ""
    """The anchor that the site has for it: of the heading that it is, else of the one above it; "" above all."""


@dataclass(frozen=True, slots=True)
class Project:
    """A row of a guide's table of example projects."""

    title: str
    anchor: str
    scope: str = ""
    signal: str = ""
    level: str = ""
    line: int = 0
    place: str = ""
    """The anchor of the heading above the table, which the site has; "" above all headings."""


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide as its file defines it; names of related skills are not resolved yet."""

    slug: str
    title: str
    skill: str
    path: str
    """Relative to the source folder, with ``/``."""
    lang: str = "en"
    category: str = ""
    summary: str = ""
    aliases: tuple[str, ...] = ()
    old_addresses: tuple[str, ...] = ()
    """Former URLs of the page; Hugo and Zola call them aliases."""
    tags: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    related_pin: tuple[str, ...] = ()
    related_exclude: tuple[str, ...] = ()
    updated: str = ""
    """An ISO date as exact as its source: ``2026``, ``2026-06`` or ``2026-06-30``."""
    url: str = ""
    """The address of the page from front matter, "" for none."""
    sections: tuple[Section, ...] = ()
    questions: tuple[Question, ...] = ()
    faqs: tuple[Question, ...] = ()
    projects: tuple[Project, ...] = ()
    links: tuple[Link, ...] = ()
    body: str = ""
    """The body as Markdown, for display."""
    body_line: int = 1
    """The line of the file at which ``body`` begins."""
    body_lines: tuple[int, ...] = ()
    """The line of the file for each line of ``body``; () where they are consecutive."""
    anchors: str = ""
    """The name of the style of its headings' anchors, see ``corpus.heading_slugs``; "" for GitHub's."""
    page_id: str = ""
    """The field ``id`` of front matter: in Docusaurus, the last part of the address."""
    fields: tuple[tuple[str, int], ...] = ()
    """The line of each front-matter field that was read, under Guidedex's name for it."""
    version: str = ""
    """The version in whose folder the page is: ``v3.6``, "" for none."""
    versioned_page: str = ""
    """What the versions of the page share, and their translations: the path without version, extension and language;
    "" for a page without versions."""
    n_newer: int = 0
    """The number of newer versions of the page in its language."""

    @property
    def id(self) -> str:
        """The slug, with the language before it unless that is English: ``kafka``, ``es:kafka``."""
        return self.slug if self.lang == "en" else f"{self.lang}:{self.slug}"

    def line(self, at: int) -> int:
        """Return the line of the file for line ``at`` of the body, counted from 0."""
        return self.body_lines[min(at, len(self.body_lines) - 1)] if self.body_lines else self.body_line + at

    @property
    def page(self) -> str:
        """The name that all versions and translations of the page share."""
        return self.versioned_page or self.slug

    @property
    def is_question(self) -> bool:
        """Whether the whole page is one question with its answer."""
        return len(self.questions) == 1 and not self.questions[0].anchor
