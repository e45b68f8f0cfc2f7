"""Page to Guide: the front matter's fields and the sections, questions and projects of the body."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape

from corpus.dates import iso_date
from corpus.formats.endings import HTML
from corpus.frontmatter.fields import Metadata, read_fields
from corpus.guide import Guide, Project, Question
from corpus.heading_slugs import GITHUB, style_named
from corpus.markdown.blocks import CODE, HEADING, NOTE, TABLE, Block
from corpus.markdown.bounds import MESSAGES
from corpus.markdown.generators import plain_markdown
from corpus.markdown.inline import unmarked
from corpus.markdown.parser import ParsedBody, blocks_of, parse
from corpus.page import Page
from corpus.plain_text import word_set
from corpus.problems import Problem
from corpus.questions import wording
from corpus.questions.answers import FoundQuestion, distinct_questions, with_answer
from corpus.questions.find import PageQuestions, find_questions
from corpus.questions.in_frontmatter import field_questions
from corpus.questions.labels import question_text
from corpus.questions.tables import table_projects
from corpus.sections import heading_anchors, sections_of
from corpus.slugs import INDEX_NAMES, Anchors, page_name, slugify, split_date, split_name, title_from_path

RULE_PLAIN = "too-much-markup"

MAX_HEADINGS = 3
"""A page with a question for a title and more headings than this is a guide, not one question; by hand."""

MIN_WORD = 3
"""Letters of a word that a page's heading and its path share; by hand."""

TEMPLATE_FOLDERS = word_set(
    "_data _drafts _includes _layouts _partial _partials _plugins _sass _shortcodes _snippets _static _templates _theme"
)
"""Folders in which generators keep drafts, templates and pieces of pages."""

NAVIGATION_NAMES = frozenset({"summary", "toc"})
MIN_LINK_SHARE = 0.7
"""Names of files with the chapters of a book (mdBook, GitBook, DocFX), and the share of links among their lines after
the title; by hand: the other lines are names of parts."""


@dataclass(frozen=True, slots=True)
class AssembledGuide:
    """The guide of one file. Its slug and language may still depend on the other files (see ``identity/``)."""

    guide: Guide
    problems: tuple[Problem, ...]
    hidden: bool
    date: str
    """ISO date of publication, "" for none."""
    expires: str
    """ISO date after which the page is hidden, "" for none."""


def assemble(
    page: Page, path: str, names: Mapping[str, str] | None = None, *, mdx: bool = False, anchor_style: str = ""
) -> AssembledGuide:
    """Return the guide of ``page``; ``names`` maps a site's names of front-matter fields to ours.

    ``anchor_style`` is a name of ``heading_slugs.STYLES``, "" for GitHub's.

    The guide's slug and language are "" unless front matter names them.
    """
    meta = read_fields(page, path, names)
    body = plain_markdown(page.body, mdx=mdx, values=page.scalars())
    parsed = blocks_of(parse(body, mdx=mdx), page.line)
    blocks = parsed.blocks
    title = meta.title or _page_heading(blocks, path) or title_from_path(path)
    is_questions_page = wording.is_questions_title(title) or wording.path_announces_questions(path)
    page_questions = _questions_of(page, meta, blocks, title, is_questions_page=is_questions_page)
    sole_question = _page_question(title, meta, blocks, page_questions, is_questions_page=is_questions_page)
    # Headings take their anchors first, so that a section keeps the anchor that the generator gives it.
    style = style_named(anchor_style)
    headings = heading_anchors(blocks, style.anchors(), style)
    anchors = Anchors(headings.values())
    place_at = _place_at(blocks, headings)
    projects = _projects(blocks, page_questions, anchors, place_at)
    found = distinct_questions(page_questions.questions)
    questions = [sole_question] if sole_question else _anchored(found, anchors, place_at)
    title = sole_question.text if sole_question else title
    filename_date = iso_date(split_date(page_name(path))[0])
    guide = Guide(
        slug=meta.slug,
        title=title,
        skill=meta.skill or title,
        path=path,
        lang=meta.lang,
        category=meta.category,
        summary=unescape(unmarked(meta.summary)),
        aliases=meta.aliases,
        old_addresses=meta.old_addresses,
        tags=meta.tags,
        related=meta.related,
        related_pin=meta.related_pin,
        related_exclude=meta.related_exclude,
        updated=meta.updated or filename_date,
        page_id=meta.page_id,
        url=meta.url,
        sections=() if sole_question else sections_of(blocks, headings, page_questions.used, page.line(0)),
        questions=tuple(q for q in questions if not q.anchor.startswith("faq-")),
        faqs=tuple(q for q in questions if q.anchor.startswith("faq-")),
        projects=projects,
        links=tuple(parsed.links),
        body=body,
        body_line=page.line(0),
        body_lines=page.line_map,
        anchors="" if anchor_style == GITHUB else anchor_style,
        fields=meta.fields,
    )
    hidden = meta.hidden or is_fragment(guide)
    problems = (*page.problems, *meta.problems, *_plain_text_problems(parsed, path))
    return AssembledGuide(guide, problems, hidden, meta.date or filename_date, meta.expires)


def _plain_text_problems(parsed: ParsedBody, path: str) -> Iterator[Problem]:
    for bound, line in parsed.plain.items():
        yield Problem(path, line, RULE_PLAIN, MESSAGES[bound], "split the page, or leave it out with .guidedexignore")


def is_fragment(guide: Guide) -> bool:
    """Return whether a file is no page of its own: an included fragment (``_part.md``), a draft, or navigation."""
    *folders, name = guide.path.split("/")
    if not TEMPLATE_FOLDERS.isdisjoint(folders) or ("layouts" in folders and name.endswith(HTML)):
        return True
    stem = split_name(name)[0].lower()
    if name.startswith("_") and stem not in INDEX_NAMES and not guide.fields:
        return True
    return stem in NAVIGATION_NAMES and _has_mostly_links(guide)


def _has_mostly_links(guide: Guide) -> bool:
    link_texts = {link.text for link in guide.links}
    texts = (line for section in guide.sections for line in (section.title, *section.text.split("\n")) if line)
    lines = list(texts)[1:]
    return bool(link_texts) and sum(line in link_texts for line in lines) >= MIN_LINK_SHARE * len(lines)


def _page_heading(blocks: Sequence[Block], path: str) -> str:
    """Return the heading that names the page, "" for none.

    It is the first heading of level 1. On a page without one it is the first heading if no other is above it and two of
    these hold: it is at the very top, it is alone on its level, it has a word of the path. Else each heading names a
    part of the page.
    """
    headings = [block for block in blocks if block.kind == HEADING and not block.scope]
    if not headings:
        return ""
    first, level = headings[0], min(heading.level for heading in headings)
    if level == 1:
        return next(heading.text for heading in headings if heading.level == 1)
    if first.level > level:
        return ""
    is_at_top = first is next(block for block in blocks if block.kind != NOTE)
    is_alone = sum(heading.level == level for heading in headings) == 1
    is_named = bool(_words(first.text) & _words("/".join(path.split("/")[-2:])))
    return first.text if is_at_top + is_alone + is_named > 1 else ""


def _words(text: str) -> set[str]:
    """Return the words of ``text`` that are long enough to tell something."""
    return {word for word in re.split(r"[\W_]+", text.lower()) if len(word) >= MIN_WORD}


def _questions_of(
    page: Page, meta: Metadata, blocks: Sequence[Block], title: str, *, is_questions_page: bool
) -> PageQuestions:
    """Return the questions of the body, of the field ``questions`` and of the field ``faq``, repeats among them."""
    found = find_questions(blocks, is_questions_page=is_questions_page, is_faq_page=wording.is_faq_title(title))
    found.questions += field_questions(page, *meta.questions, faq=False)
    found.questions += field_questions(page, *meta.faq, faq=True)
    return found


def _page_question(
    title: str, meta: Metadata, blocks: Sequence[Block], page_questions: PageQuestions, *, is_questions_page: bool
) -> Question | None:
    """Return the question of a page that is one question with its answer, None for a page that is a guide.

    A page is one question when its only question is its first heading and all other blocks are the answer,
    or when its title is a question and its body holds none. On a page whose path or title announces
    questions, up to two questions in the body count as part of the answer.
    """
    first = next((at for at, block in enumerate(blocks) if block.kind == HEADING), -1)
    question = page_questions.questions[0] if len(page_questions.questions) == 1 else FoundQuestion("", 0, 0)
    if not (question.heading == first >= 0 and len(page_questions.used) == len(blocks)):
        max_questions = 2 if is_questions_page else 0
        if len(page_questions.questions) > max_questions or not _is_question_title(
            title, blocks, is_questions_page=is_questions_page
        ):
            return None
        start = first + 1 if first == 0 and blocks[0].text == title else 0
        # The title is the question. A heading that repeats the title is no part of the answer.
        question = with_answer(FoundQuestion(question_text(title), 0, 0), blocks[start:])
        question.line = dict(meta.fields).get("title", blocks[0].line if blocks else 1)
    return Question(
        text=question.text,
        anchor="",
        answer=question.answer,
        why_asked=question.why_asked,
        difficulty=meta.difficulty or question.difficulty,
        topic=question.topic,
        line=question.line,
        code=question.code,
    )


def _is_question_title(title: str, blocks: Sequence[Block], *, is_questions_page: bool) -> bool:
    if is_questions_page:
        return wording.is_question_or_task(title) and not wording.is_questions_title(title)
    n_headings = sum(block.kind == HEADING for block in blocks)
    has_content = any(block.text or block.kind in (CODE, TABLE) for block in blocks)
    return has_content and wording.asks(title) and n_headings <= MAX_HEADINGS


def _projects(
    blocks: Sequence[Block], page_questions: PageQuestions, anchors: Anchors, place_at: Callable[[int], str]
) -> tuple[Project, ...]:
    projects: list[Project] = []
    for at, block in enumerate(blocks):
        if block.kind == TABLE and at not in page_questions.used:
            projects_of_table = table_projects(block, anchors)
            if projects_of_table is not None:
                page_questions.used.add(at)
                projects += [replace(project, place=place_at(project.line)) for project in projects_of_table]
    return tuple(projects)


def _place_at(blocks: Sequence[Block], headings: Mapping[int, str]) -> Callable[[int], str]:
    """Return what maps a line to the anchor of the last heading at it or above it, "" above all headings.

    Args:
        headings: the anchor of each heading by the index of its block, in order.
    """
    lines = [blocks[at].line for at in headings]
    anchors = ["", *headings.values()]
    return lambda line: anchors[bisect_right(lines, line)]


def _anchored(questions: Sequence[FoundQuestion], anchors: Anchors, place_at: Callable[[int], str]) -> list[Question]:
    return [
        Question(
            text=question.text,
            anchor=anchors.take(_question_anchor(question)),
            answer=question.answer,
            why_asked=question.why_asked,
            difficulty=question.difficulty,
            topic=question.topic,
            line=question.line,
            code=question.code,
            place=place_at(question.line),
        )
        for question in questions
    ]


def _question_anchor(question: FoundQuestion) -> str:
    return f"{'faq' if question.faq else 'q'}-{slugify(question.text) or 'question'}"
