"""Sections from the blocks of a page that belong to no question."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from corpus.guide import Section, Table
from corpus.heading_slugs import HeadingStyle
from corpus.markdown.blocks import CODE, HEADING, SUMMARY, TABLE, TEXT, Block
from corpus.markdown.outline import headings_above
from corpus.questions.labels import is_answer_label
from corpus.questions.tables import is_contents_table
from corpus.slugs import Anchors


def heading_anchors(blocks: Sequence[Block], anchors: Anchors, style: HeadingStyle) -> dict[int, str]:
    """Return the anchor of each heading by the index of its block; ``anchors`` are those of the page in this style."""
    return {
        at: anchors.take(block.anchor or style.slug(block.with_emoji if style.keeps_emoji else block.text))
        for at, block in enumerate(blocks)
        if block.kind == HEADING
    }


def row_anchor(section: str, number: int) -> str:
    """Return the anchor of a table row, counted from 1 within the section with the anchor ``section``."""
    return f"{section or 'top'}-row-{number}"


@dataclass(slots=True)
class _SectionDraft:
    """A section under construction."""

    title: str = ""
    level: int = 0
    anchor: str = ""
    line: int = 1
    path: tuple[str, ...] = ()
    texts: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def finished(self) -> Section:
        return Section(
            self.title,
            self.level,
            self.anchor,
            "\n".join(self.texts),
            self.line,
            self.path,
            "\n".join(self.codes),
            tuple(self.tables),
        )


def sections_of(
    blocks: Sequence[Block], anchors: dict[int, str], used: Collection[int], first_line: int
) -> tuple[Section, ...]:
    """Return the sections of a page without the blocks in ``used``.

    Text before the first heading becomes a section of level 0, which is left out if it has no text and no code.
    """
    above = headings_above(blocks, lambda at: at not in used)
    opening = _SectionDraft(line=first_line)
    # By the index of the heading.
    drafts = {-1: opening}
    for at, block in enumerate(blocks):
        if at in used:
            continue
        draft = drafts[above[at]]
        if block.kind == HEADING:
            path = () if draft is opening else (*draft.path, draft.title)
            drafts[at] = _SectionDraft(block.text, block.level, anchors[at], block.line, path)
        else:
            _add(draft, block)
    if not (opening.texts or opening.codes):
        del drafts[-1]
    return tuple(draft.finished() for draft in drafts.values())


def _add(draft: _SectionDraft, block: Block) -> None:
    """Add the content of a block, except answer labels and links within the page."""
    if block.kind == TEXT and not block.within_page:
        if not is_answer_label(block.text):
            draft.texts.append(block.text)
    elif block.kind == SUMMARY:
        draft.texts.append(block.text)
    elif block.kind == CODE:
        draft.codes.append(block.text)
    elif block.kind == TABLE and (table := without_contents(block)):
        draft.tables.append(table)
        draft.texts += [" ".join(filter(None, row)) for row in (table.header, *table.rows)]


def without_contents(block: Block) -> Table | None:
    """Return the table of a block without rows that only link within the page; None for a table of contents."""
    table = block.table
    if table is None or is_contents_table(block):
        return None
    if not any(block.row_links):
        return table
    rows = [at for at, is_link_row in enumerate(block.row_links) if not is_link_row]
    return Table(
        table.header,
        tuple(table.rows[at] for at in rows),
        tuple(table.lines[at] for at in rows),
    )
