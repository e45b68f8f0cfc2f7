"""Questions in the body of a page, wherever its author put them, with their answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from corpus.markdown.blocks import HEADING, RULE, TABLE, Block
from corpus.questions import starts, wording
from corpus.questions.answers import FROM_FAQ, FROM_HEADING, FROM_TABLE, FROM_TEXT, FoundQuestion, with_answer
from corpus.questions.context import FAQ, PLAIN, QUESTIONS, PageContext
from corpus.questions.labels import is_answer_label, is_labelled, split_difficulty
from corpus.questions.starts import BOLD, ITEM, QuestionStart
from corpus.questions.tables import difficulties_in_contents, table_questions

_FINDERS = (
    starts.heading_starts,
    starts.summary_starts,
    starts.labelled_starts,
    starts.bold_starts,
    starts.item_starts,
    starts.paragraph_starts,
    starts.plain_starts,
)
"""In order of trust: what lies within the answer of an earlier kind is no question of its own."""


@dataclass(slots=True)
class PageQuestions:
    """The questions of a page, in order of line, and the blocks that belong to them."""

    questions: list[FoundQuestion] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def find_questions(
    blocks: Sequence[Block], *, is_questions_page: bool = False, is_faq_page: bool = False
) -> PageQuestions:
    """Return the questions in ``blocks``.

    Args:
        is_questions_page: the page's title or name announces questions, so that "Explain …" is one too.
        is_faq_page: the page's title announces frequently asked questions.
    """
    around = FAQ if is_faq_page else QUESTIONS if is_questions_page else PLAIN
    if not around and not any(map(_may_ask, blocks)):
        return PageQuestions()
    return _QuestionFinder(PageContext(blocks, around)).find()


def _may_ask(block: Block) -> bool:
    """Return whether a block can be what makes a page one with questions; most pages have none."""
    if block.kind == HEADING:
        title = block.text
        announces = wording.is_faq_title(title) or wording.is_questions_title(title)
        return announces or wording.has_question_mark(title) or is_labelled(title) or is_answer_label(title)
    return block.kind == TABLE or wording.has_question_mark(block.text)


class _QuestionFinder:
    def __init__(self, page: PageContext) -> None:
        self._outline = page
        self._blocks = page.blocks
        self._findings = PageQuestions()
        self._items: dict[int, list[int]] = {}
        for at, block in enumerate(self._blocks):
            if block.list_id:
                self._items.setdefault(block.list_id, []).append(at)

    def find(self) -> PageQuestions:
        self._from_tables()
        starts: list[QuestionStart] = []
        for finder in _FINDERS:
            taken = {at for start, end in self._spans(starts) for at in range(start.at, end)}
            starts += [start for start in finder(self._outline) if start.at not in taken]
            starts.sort(key=lambda start: start.at)
        for start, end in self._spans(starts):
            self._take(start, end)
        self._grade()
        self._findings.questions.sort(key=lambda found: found.line)
        return self._findings

    def _from_tables(self) -> None:
        for at, block in enumerate(self._blocks):
            asked = table_questions(block) if block.kind == TABLE else None
            if asked is None:
                continue
            self._findings.used.add(at)
            faq = self._outline.context(at) == FAQ
            for row in asked:
                found = FoundQuestion(row.text, row.line, FROM_TABLE, faq, row.answer)
                found.why_asked, found.difficulty = row.why, row.difficulty
                found.topic = self._outline.topic(at)
                self._findings.questions.append(found)

    def _grade(self) -> None:
        """Give questions the difficulty that a table of contents gives them."""
        levels: dict[str, str] = {}
        for block in self._blocks:
            if block.kind == TABLE:
                levels |= difficulties_in_contents(block)
        for found in self._findings.questions if levels else ():
            found.difficulty = found.difficulty or levels.get(wording.question_key(found.text), "")

    def _spans(self, starts: Sequence[QuestionStart]) -> Iterator[tuple[QuestionStart, int]]:
        """Yield each start with the block before which its answer ends."""
        for start, following in zip_longest(starts, starts[1:]):
            yield start, self._end(start, following.at if following else len(self._blocks))

    def _end(self, start: QuestionStart, following: int) -> int:
        if start.container and start.kind != HEADING:
            end = self._end_of_container(start, following)
            if end > start.at + 1 or not self._answered_below(start):
                return end
        ends = self._ends_heading if start.kind == HEADING else self._ends_text
        for at in range(start.answer, following):
            if ends(start, self._blocks[at]):
                return at
        return following

    def _end_of_container(self, start: QuestionStart, following: int) -> int:
        for at in range(start.at + 1, following):
            if start.container not in self._blocks[at].inside:
                return at
        return following

    def _answered_below(self, start: QuestionStart) -> bool:
        """Return whether what follows a quote or a list item answers the question that it holds."""
        if start.kind == ITEM:
            return self._stands_alone(start.at)
        return start.kind == BOLD and not start.rest

    def _stands_alone(self, at: int) -> bool:
        """Return whether the answer of the list item ``at`` stands below its list.

        So it does where it is a list by itself, or where it ends a list of items that hold theirs.
        """
        items = self._items[self._blocks[at].list_id]
        if len(items) == 1 or at != items[-1]:
            return len(items) == 1
        return items[-1] - items[0] >= 2 * (len(items) - 1)

    def _ends_heading(self, start: QuestionStart, block: Block) -> bool:
        first = self._blocks[start.at]
        return (
            block.kind == HEADING
            and block.level <= first.level
            and len(block.inside) <= len(first.inside)
            and start.container not in block.inside
            and not is_answer_label(block.text)
        )

    def _ends_text(self, start: QuestionStart, block: Block) -> bool:
        first = self._blocks[start.at]
        return block.kind in (HEADING, RULE) and len(block.inside) <= len(first.inside)

    def _take(self, start: QuestionStart, end: int) -> None:
        """Keep the question that begins at ``start`` with the blocks before ``end``."""
        text, difficulty = split_difficulty(start.text)
        if not text:
            return
        self._findings.used.update(range(start.at, end))
        found = FoundQuestion(text, self._blocks[start.at].line, FROM_TEXT)
        if start.kind == HEADING:
            found.source, found.heading = FROM_HEADING, start.at
        if self._outline.context(start.at) == FAQ:
            found.source, found.faq = FROM_FAQ, True
        found.topic = self._outline.topic(start.at)
        found.difficulty = difficulty or self._outline.difficulty(start.at)
        self._findings.questions.append(with_answer(found, self._blocks[start.answer : end], start.rest))
