"""A document as a hit."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from corpus.document import Document
from index.documents import text_of
from search.results import Crumb, Hit, Reason

MAX_BEGINNING = 220
"""Characters of a text whose beginning is shown, since nothing in it matched; by hand."""


def make_hit(
    document: Document,
    snippet: str | None = None,
    score: float = 0.0,
    reasons: Sequence[Reason] = (),
    breadcrumb: tuple[Crumb, ...] | None = None,
) -> Hit:
    """Return ``document`` as a hit; without a ``snippet``, the beginning of its text is one.

    Args:
        breadcrumb: that of the document, where it is at hand.
    """
    return Hit(
        id=document.id,
        kind=document.kind,
        guide=document.guide,
        skill=document.skill,
        title=document.title,
        url=document.url,
        snippet=beginning(text_of(document) or document.code) if snippet is None else snippet,
        score=score,
        reasons=tuple(reasons),
        difficulty=document.difficulty,
        category=document.category,
        tags=document.tags,
        updated=document.updated,
        lang=document.lang,
        version=document.version,
        breadcrumb=breadcrumb_of(document) if breadcrumb is None else breadcrumb,
    )


def folders_of(document: Document) -> tuple[Crumb, ...]:
    """Return the guides of the folders that a document is in, outermost first."""
    return tuple(map(Crumb, document.folder_titles, document.folder_urls))


def breadcrumb_of(document: Document) -> tuple[Crumb, ...]:
    """Return the guides of the folders around a document; for a part, then its guide and the headings above it."""
    folders = folders_of(document)
    if document.id == document.guide:
        return folders
    page = document.url.partition("#")[0]
    anchors = (*document.heading_anchors, *[""] * len(document.headings))
    places = [page + (f"#{quote(anchor)}" if anchor else "") for anchor in anchors]
    headings = [*map(Crumb, document.headings, places)]
    if document.headings[:1] == (document.guide_title,):
        headings = headings[1:]  # the heading that is the guide's title
    return (*folders, Crumb(document.guide_title or document.guide, page), *headings)


def beginning(text: str) -> str:
    """Return the beginning of ``text``, escaped, cut between words."""
    short = " ".join(text[: 2 * MAX_BEGINNING].split())
    if len(short) > MAX_BEGINNING:
        short = short[:MAX_BEGINNING].rsplit(" ", 1)[0] + " …"
    return escape(short, quote=False)
