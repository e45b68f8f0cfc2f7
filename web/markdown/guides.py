"""A guide, or a part of one, as Markdown that is safe to show: clean front matter, no control characters."""

import re
from collections.abc import Sequence

import yaml

from corpus.document import Document
from corpus.guide import Guide, Section
from corpus.heading_slugs import style_named
from corpus.markdown.parser import read_blocks
from corpus.sections import heading_anchors

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Characters that a terminal or a reader could take for commands: C0, C1, directions and zero widths."""


def printable(text: str) -> str:
    """Return ``text`` without control and invisible characters; line ends and tabs stay."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def guide_markdown(guide: Guide, url: str) -> str:
    """Return a whole guide as Markdown: front matter of known fields, the title, and the body without comments."""
    fields = {
        "title": guide.title,
        "url": url,
        "skill": guide.skill if guide.skill != guide.title else "",
        "category": guide.category,
        "updated": guide.updated,
        "lang": guide.lang,
        "aliases": list(guide.aliases),
        "tags": list(guide.tags),
        "related": list(guide.related),
    }
    shown = {name: _printable_value(value) for name, value in fields.items() if value}
    front_matter = yaml.safe_dump(shown, allow_unicode=True, sort_keys=False, width=10_000)
    body = _body(guide)
    heading = "" if body.startswith("# ") else f"# {printable(guide.title)}\n\n"
    return f"---\n{front_matter}---\n\n{heading}{body}\n"


def _printable_value(value: str | Sequence[str]) -> str | list[str]:
    return printable(value) if isinstance(value, str) else [printable(each) for each in value]


def _body(guide: Guide) -> str:
    return printable(_without_comments(guide.body)).strip()


def _without_comments(text: str) -> str:
    """Return a text without its HTML comments; one that never ends stays."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3 + text.startswith("\n", end + 3)
    return "".join([*kept, text[at:]])


def document_markdown(document: Document, guide: Guide | None) -> str:
    """Return a document as Markdown: a guide or section as it was written, another document from its fields."""
    if guide and document.kind == "guide":
        return guide_markdown(guide, document.url)
    section = _section_of(document, guide) if guide else None
    if guide and section:
        return _section_markdown(guide, section)
    parts = [f"# {document.title}", *_facts(document), document.text, document.answer]
    if document.why_asked:
        parts.append(f"Why it is asked: {document.why_asked}")
    if document.code:
        parts.append(f"```\n{document.code}\n```")
    return printable("\n\n".join(part for part in parts if part).strip()) + "\n"


def _facts(document: Document) -> list[str]:
    return [f"Difficulty: {document.difficulty}"] if document.difficulty else []


def _section_of(document: Document, guide: Guide) -> Section | None:
    if document.kind != "section":
        return None
    return next((section for section in guide.sections if section.anchor == document.anchor), None)


def _section_markdown(guide: Guide, section: Section) -> str:
    """Return the lines of the body from the heading of a section to the next heading of its level or above."""
    blocks, _ = read_blocks(guide.body, lambda line: line, mdx=guide.path.lower().endswith(".mdx"))
    style = style_named(guide.anchors)
    anchors = heading_anchors(blocks, style.anchors(), style)
    first = next((blocks[at].line for at, anchor in anchors.items() if anchor == section.anchor), 0)
    ends = (blocks[at].line for at in anchors if blocks[at].line > first and blocks[at].level <= section.level)
    return printable(_without_comments("\n".join(guide.body.split("\n")[first : next(ends, None)]))).strip() + "\n"
