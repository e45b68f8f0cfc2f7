"""A document as a hit, before anything is known about why."""

from collections.abc import Sequence

from corpus.document import Document
from index.documents import field_texts
from search.highlight import CODE, TEXT, beginning
from search.results import Contribution, Crumb, Hit, Reason


def make_hit(
    document: Document,
    snippet: str | None = None,
    score: float = 0.0,
    reasons: Sequence[Reason] = (),
    explanation: Sequence[Contribution] = (),
) -> Hit:
    """Return ``document`` as a hit; without a ``snippet``, the beginning of its text is one."""
    return Hit(
        id=document.id,
        kind=document.kind,
        guide=document.guide,
        skill=document.skill,
        title=document.title,
        url=document.url,
        snippet=_beginning(document) if snippet is None else snippet,
        score=score,
        reasons=tuple(reasons),
        explanation=tuple(explanation),
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


def _beginning(document: Document) -> str:
    texts = field_texts(document)
    return beginning(texts[TEXT] or texts[CODE])
