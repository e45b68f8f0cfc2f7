"""The headings around each block of a page, and whether they announce questions."""

from collections.abc import Iterator, Sequence

from corpus.markdown.blocks import Block
from corpus.markdown.outline import headings_above
from corpus.questions import labels, wording

FAQ, QUESTIONS, NOTHING = "faq", "questions", ""
"""Announcements of a heading: frequently asked questions, other questions, or neither."""


class PageContext:
    """The blocks of a page with the headings above them; blocks are identified by their index."""

    def __init__(self, blocks: Sequence[Block], page_announces: str = NOTHING) -> None:
        """``page_announces`` is the announcement of the page's own title or path."""
        self.blocks = blocks
        self._page_announces = page_announces
        # Answer labels are no headings.
        self._parents = headings_above(blocks, lambda at: not labels.is_answer_label(blocks[at].text))
        self._announcements: dict[int, tuple[str, int]] = {}

    def announced(self, at: int) -> str:
        """Return the announcement of the nearest heading above a block that has one, else that of the page."""
        return self.announcement(at)[0]

    def announcement(self, at: int) -> tuple[str, int]:
        """Return the announcement above a block and the index of its heading, -1 for the page."""
        # Walk up to a heading that announces something or whose answer is known; all headings passed share it.
        passed: list[int] = []
        parent = self._parents[at]
        while parent >= 0 and parent not in self._announcements:
            passed.append(parent)
            title = self.blocks[parent].text
            if wording.is_faq_title(title):
                self._announcements[parent] = FAQ, parent
            elif wording.is_questions_title(title):
                self._announcements[parent] = QUESTIONS, parent
            else:
                parent = self._parents[parent]
        announcement = self._announcements[parent] if parent >= 0 else (self._page_announces, -1)
        self._announcements.update((heading, announcement) for heading in passed)
        return announcement

    def asks(self, at: int, text: str) -> bool:
        """Return whether ``text`` in block ``at`` is a question, or a task where questions are announced."""
        return wording.is_question_or_task(text) if self.announced(at) else wording.asks(text)

    def topic(self, at: int) -> str:
        """Return the title of the heading above a block, "" for none."""
        parent = self._parents[at]
        return self.blocks[parent].text if parent >= 0 else ""

    def difficulty(self, at: int) -> str:
        """Return the difficulty in the title of a heading above a block, the nearest first; "" for none."""
        for heading in self._headings_above(at):
            if difficulty := labels.difficulty_of_title(self.blocks[heading].text):
                return difficulty
        return ""

    def _headings_above(self, at: int) -> Iterator[int]:
        parent = self._parents[at]
        while parent >= 0:
            yield parent
            parent = self._parents[parent]
