"""Guides to documents, the units of search."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from urllib.parse import quote, urljoin

from corpus.addresses import safe_address
from corpus.document import KINDS, Document
from corpus.guide import Guide, Project, Question, Section, Table
from corpus.identity.versions import version_label
from corpus.sections import row_anchor
from index.analysis import name_key
from index.folders import Folders
from index.options import SiteOptions

__all__ = ["FIELDS", "KINDS", "Document", "documents_of", "field_texts"]

FIELDS = ("title", "aliases", "headings", "text", "code", "guide")
"""The fields of BM25F, in the order in which positions are counted."""

DASHES = frozenset("-–—")
"""Cells of a table without a value. By hand."""

MIN_NAMES, MAX_NAME = 0.4, 60
"""Share of different cells in a column from which they name the rows, and their mean length in a column that is not the
first. By hand, from the tables of nine sites: events with two rows each, methods and their paths."""

_NUMBER = re.compile(r"#|№|n°|(?:s(?:l|r|erial)?\.?\s?)?(?:no|nr|num|number)\.?", re.IGNORECASE)
"""The header of a column that counts the rows."""

Part = Callable[..., Document]
"""Makes a document of one guide from the fields in which it differs from the guide's others."""


def documents_of(
    guides: Iterable[Guide], records: Iterable[Document] = (), site: SiteOptions | None = None
) -> tuple[Document, ...]:
    """Return the documents of all guides, and the records unchanged but for a missing URL, in order of id."""
    site = site or SiteOptions()
    guides = tuple(guides)
    folders = Folders(guides)
    documents = [document for guide in guides for document in _documents(guide, folders.above(guide), site)]
    documents += [_record(record) for record in records]
    return tuple(sorted(documents, key=lambda document: document.id))


def field_texts(document: Document) -> tuple[str, ...]:
    """Return the text of each of ``FIELDS``."""
    return (
        document.title,
        " \n ".join(document.aliases),
        " \n ".join(document.headings) if document.kind == "guide" else "",
        text_of(document),
        document.code,
        _inherited_names(document),
    )


def text_of(document: Document) -> str:
    """Return the field ``text``: the text of a document, and the answer and motive of a question."""
    if not (document.answer or document.why_asked):
        return document.text
    return "\n".join(part for part in (document.text, document.answer, document.why_asked) if part)


def _inherited_names(document: Document) -> str:
    """Return the field ``guide``, which has the names of what a document is in.

    They are the titles of its folders and of its guide, the headings above it and its skill, except for names equal to
    its own title.
    """
    above = () if document.kind == "guide" else (document.guide_title, *document.headings)
    names = dict.fromkeys((*document.folder_titles, *above, document.skill))
    return " \n ".join(name for name in names if name and name != document.title)


def _record(record: Document) -> Document:
    return replace(record, url=safe_address(record.url) or f"/guides/{quote(record.guide)}")


def _documents(guide: Guide, above: Iterable[Guide], site: SiteOptions) -> Iterator[Document]:
    """Yield the guide with its lead, then its sections and table rows, questions and projects.

    Args:
        above: the guides of the folders that it is in.
    """
    part = partial(
        Document,
        guide=guide.id,
        skill=guide.skill,
        category=guide.category,
        tags=guide.tags,
        updated=guide.updated,
        lang=guide.lang,
        version=version_label(guide.version),
        guide_title=guide.title,
        folder_titles=tuple([folder.title for folder in above]),
        folder_urls=tuple([_url(folder, site, "") for folder in above]),
    )
    page = partial(part, id=guide.id, url=_url(guide, site, ""))
    if guide.is_question:
        yield from _page_question(page, guide)
        return
    own_name = name_key(guide.title)
    lead = [section for section in guide.sections if _is_lead(section, own_name)]
    others = [section for section in guide.sections if not _is_lead(section, own_name)]
    yield page(
        kind="guide",
        title=guide.title,
        text="\n".join(t for t in (guide.summary, *(s.text for s in lead)) if t),
        aliases=(*guide.aliases, *_short_slug(guide)),
        headings=tuple(s.title for s in others if s.title),
        code="\n".join(section.code for section in lead if section.code),
    )
    anchors = _anchors_above(guide.sections)
    for section in guide.sections:
        if (section.text or section.code) and not _is_lead(section, own_name):
            yield _section(part, section, anchors[section.anchor], guide, site)
        yield from _rows(part, section, anchors[section.anchor], guide, site)
    for kind, questions in (("question", guide.questions), ("faq", guide.faqs)):
        for question in questions:
            yield _question(part, kind, question, guide, site)
    for project in guide.projects:
        yield _project(part, project, guide, site)


def _page_question(page: Part, guide: Guide) -> Iterator[Document]:
    """Yield the one question of a page that is a question; such a page has no other documents."""
    for question in guide.questions[:1]:
        yield page(
            kind="question",
            title=question.text,
            skill="" if guide.skill == guide.title else guide.skill,
            answer=question.answer,
            why_asked=question.why_asked,
            difficulty=question.difficulty,
            code=question.code,
            headings=(question.topic,) if question.topic else (),
            line=question.line,
        )


def _is_lead(section: Section, own_name: str) -> bool:
    """Tell whether a section belongs to the guide document: text before all headings, or below a repeated title."""
    return not section.level or (not section.path and name_key(section.title) == own_name)


def _anchors_above(sections: Iterable[Section]) -> dict[str, tuple[str, ...]]:
    """Return the anchors of the headings that enclose each section, outermost first, by its own anchor."""
    above: dict[str, tuple[str, ...]] = {}
    open_headings: dict[tuple[str, ...], str] = {}
    for section in sections:
        above[section.anchor] = tuple(
            [open_headings.get(section.path[:n], "") for n in range(1, len(section.path) + 1)]
        )
        open_headings[(*section.path, section.title)] = section.anchor
    return above


def _short_slug(guide: Guide) -> tuple[str, ...]:
    """Return the last part of a slug that is one word (``cpp``, ``dotnet``) and no name of the guide."""
    slug = guide.slug.rsplit("/", 1)[-1]
    known = {name_key(name) for name in (guide.title, guide.skill, *guide.aliases)}
    return () if "-" in slug or "_" in slug or name_key(slug) in known else (slug,)


def _url(guide: Guide, site: SiteOptions, anchor: str, own_anchor: str = "") -> str:
    """Return the address of a place in a guide.

    The address in a guide's front matter is one of the site, and leads there where the settings name the site.

    Args:
        own_anchor: the anchor of the place on Guidedex's own page, where it has another one there.
    """
    hash_part = f"#{quote(anchor)}" if anchor else ""
    if site.url_pattern:
        page = site.url_pattern.format(
            slug=quote(guide.slug), path=quote(guide.path), lang=guide.lang, anchor=quote(anchor)
        )
        page = page.removesuffix("#") if "{anchor}" in site.url_pattern else page + hash_part
        if address := safe_address(page):
            return address
    if site.base_url and guide.url:
        path = guide.url if guide.url.startswith("//") else guide.url.lstrip("/")
        if address := safe_address(urljoin(f"{site.base_url.rstrip('/')}/", path)):
            return address + hash_part
    return f"/guides/{quote(guide.id, safe='/:')}" + (f"#{quote(own_anchor)}" if own_anchor else hash_part)


def _anchored(part: Part, guide: Guide, site: SiteOptions, kind: str, anchor: str, place: str | None = None) -> Part:
    """Return what makes the document with the anchor ``anchor`` on Guidedex's own page, and ``place`` on the site."""
    place = anchor if place is None else place
    return partial(
        part,
        id=f"{guide.id}#{anchor}",
        kind=kind,
        anchor=place,
        url=_url(guide, site, place, anchor),
    )


def _section(part: Part, section: Section, anchors_above: tuple[str, ...], guide: Guide, site: SiteOptions) -> Document:
    return _anchored(part, guide, site, "section", section.anchor)(
        title=section.title,
        text=section.text,
        code=section.code,
        headings=section.path,
        heading_anchors=anchors_above,
        line=section.line,
    )


def _rows(
    part: Part, section: Section, anchors_above: tuple[str, ...], guide: Guide, site: SiteOptions
) -> Iterator[Document]:
    number = 0
    for table in section.tables:
        for cells, title, line in zip(table.rows, row_titles(table), table.lines, strict=True):
            number += 1
            if not any(cells):
                continue
            anchor = row_anchor(section.anchor, number)
            yield part(
                id=f"{guide.id}#{anchor}",
                kind="row",
                anchor=section.anchor,
                url=_url(guide, site, section.anchor, anchor),
                title=title,
                text=_row_text(table, cells),
                headings=(*section.path, section.title) if section.title else section.path,
                heading_anchors=(*anchors_above, section.anchor) if section.title else anchors_above,
                line=line,
            )


def row_titles(table: Table) -> list[str]:
    """Return the title of each row: its cell in the column that tells the rows apart, else its first one with a value.

    A first column of ``Yes`` and ``No``, of methods, or of numbers below "No." names no row.
    """
    columns = [_values(cells) for cells in zip(*table.rows, strict=True)]
    names = (column for column, cells in enumerate(columns) if _tells_apart(cells, column))
    naming = next((column for column in names if not _NUMBER.fullmatch(table.header[column])), 0)
    first = [columns[naming], *columns] if columns else []
    return [
        next(filter(None, (*(cells[at] for cells in first), *cells_of_row)), "")
        for at, cells_of_row in enumerate(table.rows)
    ]


def _values(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return the cells of a column, "" for those without a value; a dash that comes once is one."""
    if sum(cell in DASHES for cell in cells) < 2:
        return cells
    return tuple("" if cell in DASHES else cell for cell in cells)


def _tells_apart(cells: tuple[str, ...], column: int) -> bool:
    names = [cell for cell in cells if cell]
    is_short = column == 0 or sum(map(len, names)) <= MAX_NAME * len(names)
    return bool(names) and is_short and len({*names}) >= MIN_NAMES * len(names)


def _row_text(table: Table, cells: tuple[str, ...]) -> str:
    """Return the cells of a row as one text, each after its column's name: ``Term: Hit; Meaning: It was there``."""
    named = [f"{name}: {cell}" if name else cell for name, cell in zip(table.header, cells, strict=True) if cell]
    return "; ".join(named)


def _question(part: Part, kind: str, question: Question, guide: Guide, site: SiteOptions) -> Document:
    # The site has anchors of headings alone.
    return _anchored(part, guide, site, kind, question.anchor, question.place)(
        title=question.text,
        answer=question.answer,
        why_asked=question.why_asked,
        difficulty=question.difficulty,
        code=question.code,
        headings=(question.topic,) if question.topic else (),
        heading_anchors=(_topic_anchor(question, guide),) if question.topic else (),
        line=question.line,
    )


def _topic_anchor(question: Question, guide: Guide) -> str:
    """Return the anchor of the section that has a question: the last of its title before the question's line."""
    named = [section for section in guide.sections if section.title == question.topic]
    before = [section.anchor for section in named if section.line <= question.line]
    return before[-1] if before else named[0].anchor if named else ""


def _project(part: Part, project: Project, guide: Guide, site: SiteOptions) -> Document:
    parts = (("Scope", project.scope), ("Signal", project.signal), ("Level", project.level))
    return _anchored(part, guide, site, "project", project.anchor, project.place)(
        title=project.title,
        text="; ".join(f"{name}: {text}" for name, text in parts if text),
        line=project.line,
    )
