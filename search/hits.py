"""A document as a hit, before anything is known about why."""

from corpus.document import Document
from search.highlight import Marker
from search.results import Crumb, Hit


def plain_hit(document: Document, marker: Marker | None = None) -> Hit:
    """Return ``document`` as a hit of score 0 without reasons, its snippet marked by ``marker``."""
    return Hit(
        id=document.id,
        kind=document.kind,
        guide=document.guide,
        skill=document.skill,
        title=document.title,
        url=document.url,
        snippet=(marker or Marker((), document.lang)).snippet(_snippet_text(document)),
        score=0.0,
        difficulty=document.difficulty,
        category=document.category,
        tags=document.tags,
        updated=document.updated,
        lang=document.lang,
        breadcrumb=_breadcrumb(document),
    )


def _breadcrumb(document: Document) -> tuple[Crumb, ...]:
    """Return the guide around a part, then the headings around it."""
    if document.kind == "guide":
        return ()
    page = document.url.split("#")[0]
    around = (document.guide_title or document.guide, *document.headings)
    return tuple(Crumb(title, page) for title in around)


def _snippet_text(document: Document) -> str:
    return document.text or document.answer or document.why_asked or document.code
