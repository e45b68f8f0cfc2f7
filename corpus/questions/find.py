"""Find the questions in the body of a page and their answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from corpus.markdown.blocks import HEADING, RULE, TABLE, Block
from corpus.questions import starts, wording
from corpus.questions.answers import FROM_FAQ, FROM_HEADING, FROM_TABLE, FROM_TEXT, FoundQuestion, with_answer
from corpus.questions.context import FAQ, NOTHING, QUESTIONS, PageContext
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
"""In order of reliability: a start inside the answer to a question of an earlier finder is ignored."""


@dataclass(slots=True)
class PageQuestions:
    """The questions of a page in order of line, and the indices of the blocks that belong to them."""

    questions: list[FoundQuestion] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def find_questions(
    blocks: Sequence[Block], *, is_questions_page: bool = False, is_faq_page: bool = False
) -> PageQuestions:
    """Return the questions in ``blocks``.

    Args:
        is_questions_page: the page's title or path announces questions, so that tasks ("Explain …") count too.
        is_faq_page: the page's title announces frequently asked questions.
    """
    page_announces = FAQ if is_faq_page else QUESTIONS if is_questions_page else NOTHING
    if not page_announces and not any(map(_may_ask, blocks)):
        return PageQuestions()
    return _QuestionFinder(PageContext(blocks, page_announces)).find()


def _may_ask(block: Block) -> bool:
    """Return whether a block can contain or announce a question. Most pages have no such block and are skipped."""
    if block.kind == HEADING:
        title = block.text
        announces = wording.is_faq_title(title) or wording.is_questions_title(title)
        return announces or wording.has_question_mark(title) or is_labelled(title) or is_answer_label(title)
    return block.kind == TABLE or wording.has_question_mark(block.text)


class _QuestionFinder:
    def __init__(self, page: PageContext) -> None:
        self._page = page
        self._blocks = page.blocks
        self._found = PageQuestions()
        # The first block of each item, by list.
        self._items: dict[int, list[int]] = {}
        for at, block in enumerate(self._blocks):
            if block.list_id:
                self._items.setdefault(block.list_id, []).append(at)

    def find(self) -> PageQuestions:
        self._from_tables()
        starts: list[QuestionStart] = []
        for finder in _FINDERS:
            # Blocks inside the questions and answers so far.
            taken = {at for start, end in self._spans(starts) for at in range(start.at, end)}
            starts += [start for start in finder(self._page) if start.at not in taken]
            starts.sort(key=lambda start: start.at)
        for start, end in self._spans(starts):
            self._take(start, end)
        self._add_difficulties_of_contents()
        self._found.questions.sort(key=lambda question: question.line)
        return self._found

    def _from_tables(self) -> None:
        for at, block in enumerate(self._blocks):
            rows = table_questions(block) if block.kind == TABLE else None
            if rows is None:
                continue
            self._found.used.add(at)
            faq = self._page.announced(at) == FAQ
            for row in rows:
                question = FoundQuestion(row.text, row.line, FROM_TABLE, faq, row.answer)
                question.why_asked, question.difficulty = row.why, row.difficulty
                question.topic = self._page.topic(at)
                self._found.questions.append(question)

    def _add_difficulties_of_contents(self) -> None:
        """Set the difficulty of questions without one from the tables of contents."""
        difficulties: dict[str, str] = {}
        for block in self._blocks:
            if block.kind == TABLE:
                difficulties |= difficulties_in_contents(block)
        for question in self._found.questions if difficulties else ():
            key = wording.question_key(question.text)
            question.difficulty = question.difficulty or difficulties.get(key, "")

    def _spans(self, starts: Sequence[QuestionStart]) -> Iterator[tuple[QuestionStart, int]]:
        """Yield each start with the index of the block after its answer."""
        for start, following in zip_longest(starts, starts[1:]):
            yield start, self._end(start, following.at if following else len(self._blocks))

    def _end(self, start: QuestionStart, following: int) -> int:
        """Return the index of the block after the answer; ``following`` is the next start, or the end of the page."""
        if start.container and start.kind != HEADING:
            end = self._end_of_container(start, following)
            if end > start.at + 1 or not self._answered_below(start):
                return end
        # Below a heading: up to a heading of the same or a higher level. Otherwise: up to any heading or rule.
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
        """Return whether the answer to the question in a list item or quote is below the list or quote."""
        if start.kind == ITEM:
            return self._is_answered_below_list(start.at)
        return start.kind == BOLD and not start.rest

    def _is_answered_below_list(self, at: int) -> bool:
        """Return whether the answer to the question in list item ``at`` is below its list.

        True for a list of one item, and for the last item of a list whose items contain their answers:
        then the last answer is only indented wrongly.
        """
        items = self._items[self._blocks[at].list_id]
        if len(items) == 1 or at != items[-1]:
            return len(items) == 1
        # Two blocks for each item on average: a question and its answer.
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
        """Keep the question at ``start`` with the blocks before ``end`` as its answer."""
        text, difficulty = split_difficulty(start.text)
        if not text:
            return
        self._found.used.update(range(start.at, end))
        question = FoundQuestion(text, self._blocks[start.at].line, FROM_TEXT)
        if start.kind == HEADING:
            question.source, question.heading = FROM_HEADING, start.at
        if self._page.announced(start.at) == FAQ:
            question.source, question.faq = FROM_FAQ, True
        question.topic = self._page.topic(start.at)
        question.difficulty = difficulty or self._page.difficulty(start.at)
        self._found.questions.append(with_answer(question, self._blocks[start.answer : end], start.rest))
