"""Document, the unit of search."""

from dataclasses import dataclass

KINDS = ("guide", "section", "question", "faq", "project", "row")


@dataclass(frozen=True, slots=True)
class Document:
    """A guide or one addressable part of it. All fields hold plain text without markup."""

    id: str
    """``microservices``, ``microservices#core-concepts``, ``microservices#q-explain-how``."""
    kind: str
    """One of ``KINDS``."""
    guide: str
    """Id of the guide that the document belongs to; of a guide, its own id."""
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
    version: str = ""
    """The version of the page as readers call it: ``3.6`` for the folder ``v3.6``, "" for none."""
    answer: str = ""
    why_asked: str = ""
    aliases: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    """For a guide: all its headings. For a part: the headings that enclose it, outermost first."""
    heading_anchors: tuple[str, ...] = ()
    """For a part: the anchor of each of ``headings``, "" for one that is not known."""
    code: str = ""
    guide_title: str = ""
    folder_titles: tuple[str, ...] = ()
    """The titles of the guides of the folders that the guide is in, outermost first."""
    folder_urls: tuple[str, ...] = ()
    """The address of each of these guides."""
    line: int = 0
