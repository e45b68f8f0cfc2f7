"""Where questions begin: headings, summaries, labels, bold lines, list items, paragraphs."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.markdown.blocks import HEADING, RULE, SUMMARY, TEXT, Block
from corpus.questions import wording
from corpus.questions.context import FAQ, QUESTIONS, Outline
from corpus.questions.labels import (
    is_answer_label,
    is_label,
    is_labelled,
    is_numbered,
    is_summary_label,
)

LONGEST = 300
"""Characters of a paragraph that is a question without anything that marks it as one."""

ITEM, BOLD = "item", "bold"


@dataclass(slots=True)
class Start:
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


def heading_starts(outline: Outline) -> list[Start]:
    """Return headings that ask where most of their level do, or that an answer follows.

    Headings that open list items are a level of their own, whatever their marks say.
    """
    groups: dict[tuple[int, str, int], list[int]] = {}
    asked: set[int] = set()
    for at, block in enumerate(outline.blocks):
        if block.kind != HEADING:
            continue
        if is_answer_label(block.text):
            asked.add(_answered_by(outline, at))
        else:
            level = 0 if block.list_id else block.level
            groups.setdefault((level, *outline.announced(at)), []).append(at)
    for (_, context, _), group in groups.items():
        asked.update(_accepted(outline.blocks, group, context))
    asked.discard(-1)
    starts = [_heading_start(outline.blocks, at) for at in sorted(asked)]
    items = {start.container for start in starts if start.container}
    return [
        start
        for start in starts
        if not _is_topic(outline.blocks, start, asked)
        and (start.container or items.isdisjoint(outline.blocks[start.at].inside))
    ]


def _accepted(blocks: Sequence[Block], group: Sequence[int], context: str) -> list[int]:
    """Return the headings of a group that are questions, none where less than half ask.

    Where they do, tasks are questions too, and numbered headings where nearly all ask.
    """
    marked = {at for at in group if is_labelled(blocks[at].text) or wording.asks(_question_of(blocks, at)[0])}
    mostly = len(marked) >= 3 and len(marked) * 2 >= len(group)
    found = set(marked)
    if mostly or (context and len(group) > 1):
        is_asking = wording.seems_to_ask if context else wording.examines
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
    if is_label(blocks[at].text) and following and following.kind == TEXT:
        return following.text, at + 2
    return wording.without_tail(blocks[at].text, blocks[at].tail), at + 1


def _heading_start(blocks: Sequence[Block], at: int) -> Start:
    block = blocks[at]
    container = block.inside[-1] if block.list_id and block.inside else 0
    text, answer = _question_of(blocks, at)
    return Start(at, HEADING, text, container=container, answer=answer)


def _answered_by(outline: Outline, at: int) -> int:
    """Return the heading that the answer heading ``at`` answers, -1 for none."""
    for before in range(at - 1, -1, -1):
        block = outline.blocks[before]
        if block.kind == HEADING:
            announces = wording.is_questions_title(block.text) and not is_label(block.text)
            return -1 if announces or is_answer_label(block.text) else before
    return -1


def _is_topic(blocks: Sequence[Block], start: Start, asked: set[int]) -> bool:
    """Return whether a heading only introduces the questions below it."""
    following = start.at + 1
    return following in asked and blocks[following].level > blocks[start.at].level


def summary_starts(outline: Outline) -> list[Start]:
    """Return the summaries of details that ask; among others that do, tasks as well."""
    found = [
        at for at, block in enumerate(outline.blocks) if block.kind == SUMMARY and not is_summary_label(block.text)
    ]
    asking_ones = {at for at in found if wording.asks(outline.blocks[at].text)}
    mostly = len(asking_ones) >= 3 and len(asking_ones) * 2 >= len(found)
    starts = []
    for at in found:
        block = outline.blocks[at]
        if at in asking_ones or outline.context(at) or (mostly and wording.seems_to_ask(block.text)):
            container = block.inside[-1] if block.inside else 0
            starts.append(Start(at, SUMMARY, block.text, container=container))
    return starts


def labelled_starts(outline: Outline) -> list[Start]:
    """Return paragraphs that begin with "Q:" or "Question 3:"; where most of them ask, all."""
    found = [at for at, block in enumerate(outline.blocks) if block.kind == TEXT and _is_labelled(outline, at, block)]
    asking_ones = [at for at in found if outline.asks(at, outline.blocks[at].text)]
    mostly = len(asking_ones) > 1 and len(asking_ones) * 2 >= len(found)
    return [_text_start(outline, at, "labelled") for at in (found if mostly else asking_ones)]


def _is_labelled(outline: Outline, at: int, block: Block) -> bool:
    """Return whether a paragraph has a question's label; a number is one where questions are announced."""
    return is_labelled(block.text) or (not block.inside and bool(outline.context(at)) and is_numbered(block.text))


def bold_starts(outline: Outline) -> list[Start]:
    """Return paragraphs that begin with a question in bold, or with its number in bold.

    Where nothing announces questions, most lines in bold must ask, and text follow them.
    """
    starts, n_bold = [], 0
    for at, block in enumerate(outline.blocks):
        if block.kind != TEXT or not block.lead or block.is_link:
            continue
        alone = block.lead == block.first_line
        by_number = is_label(block.lead) and len(block.lead) < len(block.text)
        if (
            by_number
            or wording.asks(block.lead)
            or (alone and (outline.asks(at, block.lead) or wording.examines(block.lead)))
        ):
            container = block.inside[-1] if block.list_id and block.inside else block.quote
            starts.append(_text_start(outline, at, ITEM if block.list_id else BOLD, container))
        n_bold += alone
    announced = [start for start in starts if outline.context(start.at)]
    others = [start for start in starts if not outline.context(start.at) and _followed(outline, start)]
    asking_ones = [start for start in others if wording.asks(start.text)]
    if len(asking_ones) < 2 or len(asking_ones) * 2 < n_bold:
        return announced
    return announced + (others if len(asking_ones) > 2 else asking_ones)


def _followed(outline: Outline, start: Start) -> bool:
    """Return whether text follows a question, as an answer does."""
    following = outline.blocks[start.at + 1 : start.at + 2]
    return bool(start.rest) or any(block.kind not in (HEADING, RULE) for block in following)


def _text_start(outline: Outline, at: int, kind: str, container: int = 0) -> Start:
    block = outline.blocks[at]
    text, rest = wording.question_part(block.text, block.first_line, block.lead, block.tail)
    return Start(at, kind, text, rest, container)


def item_starts(outline: Outline) -> list[Start]:
    """Return the items of lists in which most items ask.

    Where nothing announces questions, and in an FAQ, they are questions only with an answer: a
    checklist asks too. A list that follows such an item directly holds further questions if it
    asks, else the answer.
    """
    lists: dict[int, list[int]] = {}
    for at, block in enumerate(outline.blocks):
        if block.list_id and block.kind == TEXT and not block.is_link:
            lists.setdefault(block.list_id, []).append(at)
    starts: list[Start] = []
    parents: dict[int, int] = {}
    for items in lists.values():
        around = parents.keys() & outline.blocks[items[0]].inside
        if around and items[0] != max(parents[container] for container in around) + 1:
            continue
        found = _asking_items(outline, items, follow_up=bool(around))
        starts += found
        parents.update((start.container, start.at) for start in found)
    return starts


def _asking_items(outline: Outline, items: Sequence[int], *, follow_up: bool) -> list[Start]:
    context = outline.context(items[0])
    starts = [_text_start(outline, at, ITEM, outline.blocks[at].inside[-1]) for at in items]
    is_asking = wording.seems_to_ask if context and not follow_up else wording.asks
    found = [start for start in starts if is_asking(start.text[-20:] if follow_up else start.text)]
    if len(found) * 2 < len(starts) or (follow_up and context == FAQ):
        return []
    if context != QUESTIONS and not follow_up:
        found = [start for start in found if _has_answer(outline, start)]
        return found if len(found) > 1 else []
    return starts if len(found) >= 0.8 * len(starts) and not follow_up else found


def _has_answer(outline: Outline, start: Start) -> bool:
    """Return whether a list item says more than its question."""
    following = outline.blocks[start.at + 1 : start.at + 2]
    return bool(start.rest) or any(start.container in block.inside for block in following)


def paragraph_starts(outline: Outline) -> list[Start]:
    """Return paragraphs that ask right below a title that does not, where most of its level do so."""
    groups: dict[tuple[int, int], list[int]] = {}
    for at, block in enumerate(outline.blocks[:-1]):
        context, heading = outline.announced(at)
        if block.kind == HEADING and context == QUESTIONS and not wording.is_questions_title(block.text):
            groups.setdefault((block.level, heading), []).append(at)
    starts: list[Start] = []
    for group in groups.values():
        below = [at + 1 for at in group if outline.blocks[at + 1].kind == TEXT]
        found = [at for at in below if wording.asks(outline.blocks[at].text)]
        if len(found) >= 3 and len(found) * 2 >= len(group):
            starts += [Start(at, "paragraph", outline.blocks[at].text) for at in found]
    return starts


def plain_starts(outline: Outline) -> list[Start]:
    """Return paragraphs, or quotes, that ask where questions are announced and others do so too."""
    groups: dict[tuple[int, bool], list[Start]] = {}
    for at, block in enumerate(outline.blocks):
        context, heading = outline.announced(at)
        if context and block.kind == TEXT and not block.list_id and not block.is_link:
            start = _text_start(outline, at, BOLD if block.quote else "plain", block.quote)
            if _asks_alone(start.text) or (block.quote and wording.seems_to_ask(start.text)):
                groups.setdefault((heading, bool(block.quote)), []).append(start)
    return [start for group in groups.values() if len(group) > 2 for start in group]


def _asks_alone(text: str) -> bool:
    return len(text) < LONGEST and wording.asks(text[-20:])
