"""What a guide is: frozen values, with the standard library only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a guide's body; ``target`` is as written, ``line`` is that of the file."""

    text: str
    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table as plain text; every row has as many cells as ``header``."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    """The line in the file of each row."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text below it, up to the next heading of any level.

    The text before the first heading is a section of level 0 without title and anchor.
    """

    title: str
    level: int
    anchor: str
    """As GitHub makes it, unique within the guide."""
    text: str
    """Plain text: paragraphs, lists, the cells of tables; no code, no markup."""
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
    """``q-…`` or ``faq-…``, unique within the guide; "" for the question that the page itself is."""
    answer: str = ""
    why_asked: str = ""
    difficulty: str = ""
    """Lower case: easy, medium, hard, or what the guide says."""
    topic: str = ""
    """The title of the section that it stands under."""
    line: int = 0
    code: str = ""
    """The code of its answer, apart from the answer's text."""


@dataclass(frozen=True, slots=True)
class Project:
    """An example project of a guide's projects table."""

    title: str
    anchor: str
    scope: str = ""
    signal: str = ""
    level: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide, as its file says it; names of other skills are not resolved yet."""

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
    """Former URLs of the page (what Hugo and Zola call aliases)."""
    tags: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    related_pin: tuple[str, ...] = ()
    related_exclude: tuple[str, ...] = ()
    updated: str = ""
    """An ISO date as exact as its source: ``2026``, ``2026-06`` or ``2026-06-30``."""
    url: str = ""
    """The page's own address where front matter names one."""
    sections: tuple[Section, ...] = ()
    questions: tuple[Question, ...] = ()
    faqs: tuple[Question, ...] = ()
    projects: tuple[Project, ...] = ()
    links: tuple[Link, ...] = ()
    body: str = ""
    """The body as Markdown, for showing."""
    body_line: int = 1
    """The line of the file at which ``body`` begins."""
    fields: tuple[tuple[str, int], ...] = ()
    """The line of each front-matter field that was read, by our name for it."""

    @property
    def id(self) -> str:
        """The guide's id: its slug, and its language before it unless that is English."""
        return self.slug if self.lang == "en" else f"{self.lang}:{self.slug}"

    @property
    def is_question(self) -> bool:
        """Whether the page is one question with its answer, and not also a guide."""
        return len(self.questions) == 1 and not self.questions[0].anchor
