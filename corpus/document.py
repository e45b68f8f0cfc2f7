"""The unit of search: what a reader is led to."""

from dataclasses import dataclass

KINDS = ("guide", "section", "question", "faq", "project", "row")


@dataclass(frozen=True, slots=True)
class Document:
    """A guide, or one addressable part of it; all texts are plain, without markup."""

    id: str
    """``microservices``, ``microservices#core-concepts``, ``microservices#q-explain-how``."""
    kind: str
    """One of ``KINDS``."""
    guide: str
    """The id of the guide that it belongs to."""
    title: str = ""
    text: str = ""
    skill: str = ""
    url: str = ""
    anchor: str = ""
    category: str = ""
    difficulty: str = ""
    tags: tuple[str, ...] = ()
    updated: str = ""
    lang: str = "en"
    answer: str = ""
    why_asked: str = ""
    aliases: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    """The headings below it (of a guide), or around it (of a part)."""
    code: str = ""
    guide_title: str = ""
    line: int = 0
