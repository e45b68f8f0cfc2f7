"""Where questions begin: headings, summaries, labels, bold lines, list items, paragraphs."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.markdown.blocks import HEADING, RULE, SUMMARY, TEXT, Block
from corpus.questions import wording
from corpus.questions.context import FAQ, QUESTIONS, PageContext
from corpus.questions.labels import (
    is_answer_label,
    is_bare_label,
    is_labelled,
    is_numbered,
    is_summary_label,
)

MAX_PLAIN_QUESTION = 300
"""Characters of a paragraph that is a question without anything that marks it as one."""

ITEM, BOLD = "item", "bold"


@dataclass(slots=True)
class QuestionStart:
    """Where a question begins."""

    at: int
    kind: str
    text: str
    rest: str = ""
    """What its block says after the question."""
    container: int = 0
    """The list item or details that hold its answer; 0 where the answer just follows."""
    answer: int = 0
    """The block at which its answer begins."""

    def __post_init__(self) -> None:
        self.answer = self.answer or self.at + 1


def heading_starts(page: PageContext) -> list[QuestionStart]:
    """Return headings that ask where most of their level do, or that an answer follows.

    Headings that open list items are a level of their own, whatever their marks say.
    """
    groups: dict[tuple[int, str, int], list[int]] = {}
    asked: set[int] = set()
    for at, block in enumerate(page.blocks):
        if block.kind != HEADING:
            continue
        if is_answer_label(block.text):
            asked.add(_answered_by(page, at))
        else:
            level = 0 if block.list_id else block.level
            groups.setdefault((level, *page.announced(at)), []).append(at)
    for (_, context, _), group in groups.items():
        asked.update(_accepted(page.blocks, group, context))
    asked.discard(-1)
    starts = [_heading_start(page.blocks, at) for at in sorted(asked)]
    items = {start.container for start in starts if start.container}
    return [
        start
        for start in starts
        if not _is_topic(page.blocks, start, asked)
        and (start.container or items.isdisjoint(page.blocks[start.at].inside))
    ]


def _accepted(blocks: Sequence[Block], group: Sequence[int], context: str) -> list[int]:
    """Return the headings of a group that are questions, none where less than half ask.

    Where they do, tasks are questions too, and numbered headings where nearly all ask.
    """
    marked = {at for at in group if is_labelled(blocks[at].text) or wording.asks(_question_of(blocks, at)[0])}
    mostly = len(marked) >= 3 and len(marked) * 2 >= len(group)
    found = set(marked)
    if mostly or (context and len(group) > 1):
        is_asking = wording.is_question_or_task if context else wording.is_question_or_exam_task
        found |= {at for at in group if is_asking(_question_of(blocks, at)[0])}
    if len(found) < (1 if context else 3) or len(found) * 2 < len(group) or not (context or mostly):
        return []
    if len(found) >= 0.8 * len(group):
        found |= {at for at in group if _is_numbered(blocks[at])}
    return sorted(found)


def _is_numbered(block: Block) -> bool:
    return bool(block.number) or is_numbered(block.text)


def _question_of(blocks: Sequence[Block], at: int) -> tuple[str, int]:
    """Return the question of a heading and where its answer begins.

    A heading that is only a number has its question in the text below it.
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
    """Return the heading that the answer heading ``at`` answers, -1 for none."""
    for before in range(at - 1, -1, -1):
        block = page.blocks[before]
        if block.kind == HEADING:
            announces = wording.is_questions_title(block.text) and not is_bare_label(block.text)
            return -1 if announces or is_answer_label(block.text) else before
    return -1


def _is_topic(blocks: Sequence[Block], start: QuestionStart, asked: set[int]) -> bool:
    """Return whether a heading only introduces the questions below it."""
    following = start.at + 1
    return following in asked and blocks[following].level > blocks[start.at].level


def summary_starts(page: PageContext) -> list[QuestionStart]:
    """Return the summaries of details that ask; among others that do, tasks as well."""
    found = [at for at, block in enumerate(page.blocks) if block.kind == SUMMARY and not is_summary_label(block.text)]
    asking_ones = {at for at in found if wording.asks(page.blocks[at].text)}
    mostly = len(asking_ones) >= 3 and len(asking_ones) * 2 >= len(found)
    starts = []
    for at in found:
        block = page.blocks[at]
        if at in asking_ones or page.context(at) or (mostly and wording.is_question_or_task(block.text)):
            container = block.inside[-1] if block.inside else 0
            starts.append(QuestionStart(at, SUMMARY, block.text, container=container))
    return starts


def labelled_starts(page: PageContext) -> list[QuestionStart]:
    """Return paragraphs that begin with "Q:" or "Question 3:"; where most of them ask, all."""
    found = [at for at, block in enumerate(page.blocks) if block.kind == TEXT and _is_labelled(page, at, block)]
    asking_ones = [at for at in found if page.asks(at, page.blocks[at].text)]
    mostly = len(asking_ones) > 1 and len(asking_ones) * 2 >= len(found)
    return [_text_start(page, at, "labelled") for at in (found if mostly else asking_ones)]


def _is_labelled(page: PageContext, at: int, block: Block) -> bool:
    """Return whether a paragraph has a question's label; a number is one where questions are announced."""
    return is_labelled(block.text) or (not block.inside and bool(page.context(at)) and is_numbered(block.text))


def bold_starts(page: PageContext) -> list[QuestionStart]:
    """Return paragraphs that begin with a question in bold, or with its number in bold.

    Where nothing announces questions, most lines in bold must ask, and text follow them.
    """
    starts, n_bold = [], 0
    for at, block in enumerate(page.blocks):
        if block.kind != TEXT or not block.lead or block.is_link:
            continue
        alone = block.lead == block.first_line
        by_number = is_bare_label(block.lead) and len(block.lead) < len(block.text)
        if (
            by_number
            or wording.asks(block.lead)
            or (alone and (page.asks(at, block.lead) or wording.is_question_or_exam_task(block.lead)))
        ):
            container = block.inside[-1] if block.list_id and block.inside else block.quote
            starts.append(_text_start(page, at, ITEM if block.list_id else BOLD, container))
        n_bold += alone
    announced = [start for start in starts if page.context(start.at)]
    others = [start for start in starts if not page.context(start.at) and _followed(page, start)]
    asking_ones = [start for start in others if wording.asks(start.text)]
    if len(asking_ones) < 2 or len(asking_ones) * 2 < n_bold:
        return announced
    return announced + (others if len(asking_ones) > 2 else asking_ones)


def _followed(page: PageContext, start: QuestionStart) -> bool:
    """Return whether text follows a question, as an answer does."""
    following = page.blocks[start.at + 1 : start.at + 2]
    return bool(start.rest) or any(block.kind not in (HEADING, RULE) for block in following)


def _text_start(page: PageContext, at: int, kind: str, container: int = 0) -> QuestionStart:
    block = page.blocks[at]
    text, rest = wording.question_part(block.text, block.first_line, block.lead, block.tail)
    return QuestionStart(at, kind, text, rest, container)


def item_starts(page: PageContext) -> list[QuestionStart]:
    """Return the items of lists in which most items ask.

    Where nothing announces questions, and in an FAQ, they are questions only with an answer: a
    checklist asks too. A list that follows such an item directly holds further questions if it
    asks, else the answer.
    """
    lists: dict[int, list[int]] = {}
    for at, block in enumerate(page.blocks):
        if block.list_id and block.kind == TEXT and not block.is_link:
            lists.setdefault(block.list_id, []).append(at)
    starts: list[QuestionStart] = []
    parents: dict[int, int] = {}
    for items in lists.values():
        around = parents.keys() & page.blocks[items[0]].inside
        if around and items[0] != max(parents[container] for container in around) + 1:
            continue
        found = _asking_items(page, items, follow_up=bool(around))
        starts += found
        parents.update((start.container, start.at) for start in found)
    return starts


def _asking_items(page: PageContext, items: Sequence[int], *, follow_up: bool) -> list[QuestionStart]:
    context = page.context(items[0])
    starts = [_text_start(page, at, ITEM, page.blocks[at].inside[-1]) for at in items]
    is_asking = wording.is_question_or_task if context and not follow_up else wording.asks
    found = [start for start in starts if is_asking(start.text[-20:] if follow_up else start.text)]
    if len(found) * 2 < len(starts) or (follow_up and context == FAQ):
        return []
    if context != QUESTIONS and not follow_up:
        found = [start for start in found if _has_answer(page, start)]
        return found if len(found) > 1 else []
    return starts if len(found) >= 0.8 * len(starts) and not follow_up else found


def _has_answer(page: PageContext, start: QuestionStart) -> bool:
    """Return whether a list item says more than its question."""
    following = page.blocks[start.at + 1 : start.at + 2]
    return bool(start.rest) or any(start.container in block.inside for block in following)


def paragraph_starts(page: PageContext) -> list[QuestionStart]:
    """Return paragraphs that ask right below a title that does not, where most of its level do so."""
    groups: dict[tuple[int, int], list[int]] = {}
    for at, block in enumerate(page.blocks[:-1]):
        context, heading = page.announced(at)
        if block.kind == HEADING and context == QUESTIONS and not wording.is_questions_title(block.text):
            groups.setdefault((block.level, heading), []).append(at)
    starts: list[QuestionStart] = []
    for group in groups.values():
        below = [at + 1 for at in group if page.blocks[at + 1].kind == TEXT]
        found = [at for at in below if wording.asks(page.blocks[at].text)]
        if len(found) >= 3 and len(found) * 2 >= len(group):
            starts += [QuestionStart(at, "paragraph", page.blocks[at].text) for at in found]
    return starts


def plain_starts(page: PageContext) -> list[QuestionStart]:
    """Return paragraphs, or quotes, that ask where questions are announced and others do so too."""
    groups: dict[tuple[int, bool], list[QuestionStart]] = {}
    for at, block in enumerate(page.blocks):
        context, heading = page.announced(at)
        if context and block.kind == TEXT and not block.list_id and not block.is_link:
            start = _text_start(page, at, BOLD if block.quote else "plain", block.quote)
            if _asks_alone(start.text) or (block.quote and wording.is_question_or_task(start.text)):
                groups.setdefault((heading, bool(block.quote)), []).append(start)
    return [start for group in groups.values() if len(group) > 2 for start in group]


def _asks_alone(text: str) -> bool:
    return len(text) < MAX_PLAIN_QUESTION and wording.asks(text[-20:])
