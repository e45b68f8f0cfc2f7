"""A document as a hit, before anything is known about why."""

from corpus.document import Document
from index.documents import field_texts
from search.highlight import CODE, TEXT, beginning
from search.results import Crumb, Hit


def plain_hit(document: Document) -> Hit:
    """Return ``document`` as a hit of score 0 without reasons, its snippet the beginning of its text."""
    texts = field_texts(document)
    return Hit(
        id=document.id,
        kind=document.kind,
        guide=document.guide,
        skill=document.skill,
        title=document.title,
        url=document.url,
        snippet=beginning(texts[TEXT] or texts[CODE]),
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
