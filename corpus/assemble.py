"""A page as a guide: what front matter says joined with what the body holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from corpus.dates import iso_date
from corpus.frontmatter.fields import Metadata, read_fields
from corpus.guide import Guide, Project, Question
from corpus.markdown.blocks import CODE, HEADING, TABLE, Block
from corpus.markdown.components import clean, is_mdx
from corpus.markdown.parser import read_blocks
from corpus.page import Page
from corpus.problems import Problem
from corpus.questions import wording
from corpus.questions.answers import FoundQuestion, answer_of, distinct
from corpus.questions.find import Findings, find_questions
from corpus.questions.in_frontmatter import field_questions
from corpus.questions.labels import question_text
from corpus.questions.tables import projects_in
from corpus.sections import heading_anchors, sections_of
from corpus.slugs import INDEX_NAMES, Anchors, slugify, split_date, without_digest

MOST_HEADINGS = 4
"""A page whose title asks is one question only if it has fewer headings than this."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """A guide as one file gives it; its slug and language may still depend on the other files."""

    guide: Guide
    problems: tuple[Problem, ...]
    hidden: bool
    date: str
    """When it is to be published, "" if it does not say."""
    expires: str
    """When it is to be taken down."""


def assemble(page: Page, path: str, names: Mapping[str, str] | None = None, *, mdx: bool = False) -> Assembled:
    """Return the guide that ``page`` makes; ``names`` maps a site's field names to ours.

    The slug is "" where front matter names none, and so is the language.
    """
    meta = read_fields(page, path, names)
    body = clean(page.body, mdx=mdx or is_mdx(page.body))
    blocks, links = read_blocks(body, page.line, mdx=mdx)
    title = meta.title or _first_heading(blocks) or name_from_path(path)
    page_asks = wording.is_questions_title(title) or wording.path_says_questions(path)
    found = find_questions(blocks, page_asks=page_asks, page_is_faq=wording.is_faq_title(title))
    found.questions += field_questions(page, *meta.questions, faq=False)
    found.questions += field_questions(page, *meta.faq, faq=True)
    whole = _page_question(title, meta, blocks, found, page_asks=page_asks)
    anchors = Anchors()
    headings = heading_anchors(blocks, anchors)
    projects = _projects(blocks, found, anchors)
    questions = [whole] if whole else _anchored(distinct(found.questions), anchors)
    title = whole.text if whole else title
    dated = iso_date(split_date(_own_name(path))[0])
    guide = Guide(
        slug=meta.slug,
        title=title,
        skill=meta.skill or title,
        path=path,
        lang=meta.lang,
        category=meta.category,
        summary=meta.summary,
        aliases=meta.aliases,
        old_addresses=meta.old_addresses,
        tags=meta.tags,
        related=meta.related,
        related_pin=meta.related_pin,
        related_exclude=meta.related_exclude,
        updated=meta.updated or dated,
        url=meta.url,
        sections=() if whole else sections_of(blocks, headings, found.used, page.line(0)),
        questions=tuple(q for q in questions if not q.anchor.startswith("faq-")),
        faqs=tuple(q for q in questions if q.anchor.startswith("faq-")),
        projects=projects,
        links=tuple(links),
        body=body,
        body_line=page.line(0),
        fields=meta.fields,
    )
    hidden = meta.hidden or is_part_of_others(guide)
    return Assembled(guide, page.problems + meta.problems, hidden, meta.date or dated, meta.expires)


def is_part_of_others(guide: Guide) -> bool:
    """Return whether a file is no page: a piece that pages include, a draft by its place, or a site's navigation."""
    path = PurePosixPath(guide.path)
    if "_drafts" in path.parts[:-1]:
        return True
    if path.name.startswith("_") and path.stem.lower() not in INDEX_NAMES and not guide.fields:
        return True
    return path.name.lower() == "summary.md" and _only_links(guide)


def _only_links(guide: Guide) -> bool:
    linked = {link.text for link in guide.links}
    said = [line for section in guide.sections for line in section.text.split("\n") if line]
    return bool(linked) and all(line in linked for line in said)


def name_from_path(path: str) -> str:
    """Return a title for a page without one: the name of its file, or of its folder."""
    name = split_date(without_digest(_own_name(path)))[1]
    words = " ".join(name.replace("-", " ").replace("_", " ").split()) or name
    return words[:1].upper() + words[1:]


def _own_name(path: str) -> str:
    """Return the name of a file without extension, of an index that of its folder."""
    pure = PurePosixPath(path)
    return pure.parts[-2] if pure.stem.lower() in INDEX_NAMES and len(pure.parts) > 1 else pure.stem


def _first_heading(blocks: Sequence[Block]) -> str:
    return next((block.text for block in blocks if block.kind == HEADING), "")


def _page_question(
    title: str, meta: Metadata, blocks: Sequence[Block], found: Findings, *, page_asks: bool
) -> Question | None:
    """Return the question that the page as a whole is, None for a page that is a guide.

    It is one when its only question is a heading with everything else below it, or when its title
    asks and nothing in it does; on a page of questions a few in its answer are no others.
    """
    first = next((at for at, block in enumerate(blocks) if block.kind == HEADING), -1)
    only = found.questions[0] if len(found.questions) == 1 else FoundQuestion("", 0, 0)
    if not (only.heading == first >= 0 and len(found.used) == len(blocks)):
        most = 2 if page_asks else 0
        if len(found.questions) > most or not _title_asks(title, blocks, page_asks=page_asks):
            return None
        start = first + 1 if first == 0 and blocks[0].text == title else 0
        only = answer_of(FoundQuestion(question_text(title), 0, 0), blocks[start:])
        only.line = dict(meta.fields).get("title", blocks[0].line if blocks else 1)
    return Question(
        text=only.text,
        anchor="",
        answer=only.answer,
        why_asked=only.why_asked,
        difficulty=meta.difficulty or only.difficulty,
        topic=only.topic,
        line=only.line,
        code=only.code,
    )


def _title_asks(title: str, blocks: Sequence[Block], *, page_asks: bool) -> bool:
    if page_asks:
        return wording.seems_to_ask(title) and not wording.is_questions_title(title)
    n_headings = sum(block.kind == HEADING for block in blocks)
    says = any(block.text or block.kind in (CODE, TABLE) for block in blocks)
    return says and wording.asks(title) and n_headings < MOST_HEADINGS


def _projects(blocks: Sequence[Block], found: Findings, anchors: Anchors) -> tuple[Project, ...]:
    projects: list[Project] = []
    for at, block in enumerate(blocks):
        if block.kind == TABLE and at not in found.used:
            in_table = projects_in(block, anchors)
            if in_table is not None:
                found.used.add(at)
                projects += in_table
    return tuple(projects)


def _anchored(questions: Sequence[FoundQuestion], anchors: Anchors) -> list[Question]:
    return [
        Question(
            text=found.text,
            anchor=anchors.take(_question_anchor(found)),
            answer=found.answer,
            why_asked=found.why_asked,
            difficulty=found.difficulty,
            topic=found.topic,
            line=found.line,
            code=found.code,
        )
        for found in questions
    ]


def _question_anchor(found: FoundQuestion) -> str:
    return f"{'faq' if found.faq else 'q'}-{slugify(found.text) or 'question'}"
