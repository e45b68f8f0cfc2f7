"""The places where questions start: headings, summaries, labels, bold lines, list items, paragraphs.

A text with a question mark need not be a question of the page, so each rule looks at a group, such as the
headings of one level or the items of one list, and accepts it only if enough of its members ask. The shares
and counts below are by hand; ``python -m tests.corpus.banks`` prints the recall and precision that they reach
in 68 formats of question banks (1.000 each).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from corpus.markdown.blocks import HEADING, RULE, SUMMARY, TEXT, Block
from corpus.questions import wording
from corpus.questions.context import FAQ, QUESTIONS, PageContext
from corpus.questions.labels import (
    is_answer_label,
    is_bare_label,
    is_labelled,
    is_numbered,
    is_summary_label,
    is_trouble_label,
)

MAX_PLAIN_QUESTION = 300
"""Characters of the longest paragraph that counts as a question without a label or bold text. By hand; `python -m
tests.corpus.banks` measures it."""

MIN_ASKING = 3
"""Members of a group that must ask where no heading announces questions. By hand; `python -m tests.corpus.banks`
measures it."""

NEARLY_ALL = 0.8
"""Share of asking members from which the others of a numbered or announced group are questions too. By hand; `python
-m tests.corpus.banks` measures it."""

ITEM, BOLD = "item", "bold"


@dataclass(slots=True)
class QuestionStart:
    """The block where a question starts, with its text and the place of its answer."""

    at: int
    kind: str
    """``HEADING``, ``SUMMARY``, ``ITEM``, ``BOLD``, "labelled", "paragraph" or "plain"."""
    text: str
    rest: str = ""
    """The text of the block after the question, which begins the answer."""
    container: int = 0
    """The list item, quote or details that contains the answer; 0 where the answer follows."""
    answer: int = 0
    """Index of the first block of the answer."""

    def __post_init__(self) -> None:
        self.answer = self.answer or self.at + 1


def _at_least_half(part: int, whole: int) -> bool:
    return part * 2 >= whole


def heading_starts(page: PageContext) -> list[QuestionStart]:
    """Return headings that ask where most of their level do, and headings with an answer heading below them.

    Headings inside list items form a group of their own, whatever their level.
    """
    # Groups are headings of one level below the same announcement.
    groups: dict[tuple[int, str, int], list[int]] = {}
    asking: set[int] = set()
    for at, block in enumerate(page.blocks):
        if block.kind != HEADING:
            continue
        if is_answer_label(block.text):
            asking.add(_answered_by(page, at))
        else:
            level = 0 if block.list_id else block.level
            groups.setdefault((level, *page.announcement(at)), []).append(at)
    for (_, announced, _), group in groups.items():
        asking.update(_asking_headings(page.blocks, group, announced))
    asking.discard(-1)
    # A heading directly above a deeper question is a topic; one inside the item of another question is its answer.
    starts = [_heading_start(page.blocks, at) for at in sorted(asking)]
    items = {start.container for start in starts if start.container}
    return [
        start
        for start in starts
        if not _is_topic(page.blocks, start, asking)
        and (start.container or items.isdisjoint(page.blocks[start.at].inside))
    ]


def _asking_headings(blocks: Sequence[Block], group: Sequence[int], announced: str) -> list[int]:
    """Return the headings of a group that are questions.

    Less than half of a group are questions only where those are announced, and only the ones with a mark.
    """
    # Headings with a label or a question mark.
    marked = {at for at in group if is_labelled(blocks[at].text) or wording.asks(_question_of(blocks, at)[0])}
    mostly_marked = len(marked) >= MIN_ASKING and _at_least_half(len(marked), len(group))
    # Among those, or where questions are announced, tasks ("Explain …") are questions too.
    asking = set(marked)
    if mostly_marked or (announced and len(group) > 1):
        is_question = wording.is_question_or_task if announced else wording.is_question_or_exam_task
        asking |= {at for at in group if is_question(_question_of(blocks, at)[0])}
    if len(asking) < (1 if announced else MIN_ASKING) or not _at_least_half(len(asking), len(group)):
        return sorted(marked) if announced and len(marked) >= MIN_ASKING else []
    if not (announced or mostly_marked):
        return []
    # Where nearly all ask, numbered headings without a question mark are questions too.
    if len(asking) >= NEARLY_ALL * len(group):
        asking |= {at for at in group if _is_numbered(blocks[at])}
    return sorted(asking)


def _is_numbered(block: Block) -> bool:
    return bool(block.number) or is_numbered(block.text)


def _question_of(blocks: Sequence[Block], at: int) -> tuple[str, int]:
    """Return the question of a heading and the index of its answer.

    The question of a heading that is only a number ("Question 3") is the text below it.
    """
    following = blocks[at + 1] if at + 1 < len(blocks) else None
    if is_bare_label(blocks[at].text) and following and following.kind == TEXT:
        return following.text, at + 2
    return wording.without_tail(blocks[at].text, blocks[at].tail), at + 1


def _heading_start(blocks: Sequence[Block], at: int) -> QuestionStart:
    block = blocks[at]
    container = block.inside[-1] if block.list_id and block.inside else 0
    text, answer = _question_of(blocks, at)
    return QuestionStart(at, HEADING, text, container=container, answer=answer)


def _answered_by(page: PageContext, at: int) -> int:
    """Return the index of the heading before the answer heading ``at``, -1 if that is no question."""
    for before in range(at - 1, -1, -1):
        block = page.blocks[before]
        if block.kind == HEADING:
            announces = wording.is_questions_title(block.text) and not is_bare_label(block.text)
            is_other = announces or is_answer_label(block.text)
            return -1 if is_other or (is_trouble_label(block.text) and not page.announced(before)) else before
    return -1


def _is_topic(blocks: Sequence[Block], start: QuestionStart, asking: set[int]) -> bool:
    """Return whether a deeper question follows a heading directly."""
    following = start.at + 1
    return following in asking and blocks[following].level > blocks[start.at].level


def summary_starts(page: PageContext) -> list[QuestionStart]:
    """Return the summaries of details that ask; where they are announced or most summaries ask, tasks as well."""
    summaries = [
        at
        for at, block in enumerate(page.blocks)
        if block.kind == SUMMARY and not is_summary_label(block.text) and not _has_only_links(page, at)
    ]
    marked = {at for at in summaries if wording.asks(page.blocks[at].text)}
    mostly_marked = len(marked) >= MIN_ASKING and _at_least_half(len(marked), len(summaries))
    starts = []
    for at in summaries:
        block = page.blocks[at]
        if at in marked or page.announced(at) or (mostly_marked and wording.is_question_or_task(block.text)):
            container = block.inside[-1] if block.inside else 0
            starts.append(QuestionStart(at, SUMMARY, block.text, container=container))
    return starts


def _has_only_links(page: PageContext, at: int) -> bool:
    """Return whether the details of a summary that does not ask hold nothing but links, as a list of translations."""
    summary = page.blocks[at]
    if not summary.inside or wording.asks(summary.text):
        return False
    following = (page.blocks[after] for after in range(at + 1, len(page.blocks)))
    contents = (block for block in takewhile(lambda block: summary.inside[-1] in block.inside, following) if block.text)
    first = next(contents, None)
    return first is not None and first.is_link and all(block.is_link for block in contents)


def labelled_starts(page: PageContext) -> list[QuestionStart]:
    """Return paragraphs that begin with "Q:" or "Question 3:" and ask; all of them if at least half ask."""
    labelled = [at for at, block in enumerate(page.blocks) if block.kind == TEXT and _has_label(page, at, block)]
    asking = [at for at in labelled if page.asks(at, page.blocks[at].text)]
    mostly_asking = len(asking) > 1 and _at_least_half(len(asking), len(labelled))
    return [_text_start(page, at, "labelled") for at in (labelled if mostly_asking else asking)]


def _has_label(page: PageContext, at: int, block: Block) -> bool:
    """Return whether a paragraph has a question's label; a number counts where questions are announced."""
    return is_labelled(block.text) or (not block.inside and bool(page.announced(at)) and is_numbered(block.text))


def bold_starts(page: PageContext) -> list[QuestionStart]:
    """Return paragraphs that begin with a question in bold, or with a bold number and then the question.

    Where nothing announces questions, at least half of the bold lines must ask, and text must follow them.
    """
    starts, n_bold_lines = [], 0
    for at, block in enumerate(page.blocks):
        if block.kind != TEXT or not block.lead or block.is_link:
            continue
        is_bold_line = block.lead == block.first_line
        has_bold_number = is_bare_label(block.lead) and len(block.lead) < len(block.text)
        # A task counts only as a bold line of its own: bold words inside a sentence are emphasis.
        is_task = is_bold_line and (page.asks(at, block.lead) or wording.is_question_or_exam_task(block.lead))
        if has_bold_number or wording.asks(block.lead) or is_task:
            container = block.inside[-1] if block.list_id and block.inside else block.quote
            starts.append(_text_start(page, at, ITEM if block.list_id else BOLD, container))
        n_bold_lines += is_bold_line
    announced = [start for start in starts if page.announced(start.at)]
    others = [start for start in starts if not page.announced(start.at) and _is_followed(page, start)]
    marked = [start for start in others if wording.asks(start.text)]
    if len(marked) < 2 or not _at_least_half(len(marked), n_bold_lines):
        return announced
    # Two questions do not prove that the bold tasks between them are questions; three do.
    return announced + (others if len(marked) >= MIN_ASKING else marked)


def _is_followed(page: PageContext, start: QuestionStart) -> bool:
    """Return whether text follows a question, as an answer does."""
    following = page.blocks[start.at + 1 : start.at + 2]
    return bool(start.rest) or any(block.kind not in (HEADING, RULE) for block in following)


def _text_start(page: PageContext, at: int, kind: str, container: int = 0) -> QuestionStart:
    block = page.blocks[at]
    text, rest = wording.question_part(block.text, block.first_line, block.lead, block.tail)
    return QuestionStart(at, kind, text, rest, container)


def item_starts(page: PageContext) -> list[QuestionStart]:
    """Return the items of lists in which at least half of the items ask.

    Where nothing announces questions, and in an FAQ, an item is a question only if it has an answer:
    checklists ask too. A list directly below a question's text contains follow-up questions if it asks,
    else the answer.
    """
    lists: dict[int, list[int]] = {}
    for at, block in enumerate(page.blocks):
        if block.list_id and block.kind == TEXT and not block.is_link:
            lists.setdefault(block.list_id, []).append(at)
    starts: list[QuestionStart] = []
    # The block of the question that each accepted list item starts with.
    question_of_item: dict[int, int] = {}
    for items in lists.values():
        enclosing = question_of_item.keys() & page.blocks[items[0]].inside
        # A nested list after other blocks of its item is part of the answer.
        if enclosing and items[0] != max(question_of_item[container] for container in enclosing) + 1:
            continue
        asking = _asking_items(page, items, follow_up=bool(enclosing))
        starts += asking
        question_of_item.update((start.container, start.at) for start in asking)
    return starts


def _asking_items(page: PageContext, items: Sequence[int], *, follow_up: bool) -> list[QuestionStart]:
    """Return the items of one list that are questions; ``follow_up``: the list is nested below a question."""
    announced = page.announced(items[0])
    starts = [_text_start(page, at, ITEM, page.blocks[at].inside[-1]) for at in items]
    # Follow-ups must end with the question mark; tasks are questions only where those are announced.
    is_question = wording.ends_asking if follow_up else wording.is_question_or_task if announced else wording.asks
    asking = [start for start in starts if is_question(start.text)]
    if not _at_least_half(len(asking), len(starts)) or (follow_up and announced == FAQ):
        return []
    if announced != QUESTIONS and not follow_up:
        asking = [start for start in asking if _has_answer(page, start)]
        return asking if len(asking) > 1 else []
    return starts if len(asking) >= NEARLY_ALL * len(starts) and not follow_up else asking


def _has_answer(page: PageContext, start: QuestionStart) -> bool:
    """Return whether a list item contains more than its question."""
    following = page.blocks[start.at + 1 : start.at + 2]
    return bool(start.rest) or any(start.container in block.inside for block in following)


def paragraph_starts(page: PageContext) -> list[QuestionStart]:
    """Return paragraphs that ask directly below headings without a question, if at least half of a level do so."""
    groups: dict[tuple[int, int], list[int]] = {}
    for at, block in enumerate(page.blocks[:-1]):
        announced, heading = page.announcement(at)
        if block.kind == HEADING and announced == QUESTIONS and not wording.is_questions_title(block.text):
            groups.setdefault((block.level, heading), []).append(at)
    starts: list[QuestionStart] = []
    for group in groups.values():
        below = [(at + 1, page.blocks[at + 1]) for at in group]
        asking = [at for at, block in below if _is_paragraph(block) and wording.asks(block.text)]
        if len(asking) >= MIN_ASKING and _at_least_half(len(asking), len(group)):
            starts += [QuestionStart(at, "paragraph", page.blocks[at].text) for at in asking]
    return starts


def plain_starts(page: PageContext) -> list[QuestionStart]:
    """Return paragraphs, or quotes, that ask where questions are announced, at least three below one heading.

    Where headings ask, the paragraphs below them are answers, which ask as an author does.
    """
    groups: dict[tuple[int, bool], list[QuestionStart]] = {}
    asked = {
        page.announcement(at)[1]
        for at, block in enumerate(page.blocks)
        if block.kind == HEADING and wording.asks(block.text)
    }
    for at, block in enumerate(page.blocks):
        announced, heading = page.announcement(at)
        if announced and heading not in asked and _is_paragraph(block):
            start = _text_start(page, at, BOLD if block.quote else "plain", block.quote)
            if _is_plain_question(start.text) or (block.quote and wording.is_question_or_task(start.text)):
                groups.setdefault((heading, bool(block.quote)), []).append(start)
    return [start for group in groups.values() if len(group) >= MIN_ASKING for start in group]


def _is_paragraph(block: Block) -> bool:
    return block.kind == TEXT and not block.list_id and not block.is_link


def _is_plain_question(text: str) -> bool:
    return len(text) < MAX_PLAIN_QUESTION and wording.ends_asking(text)
