"""Where the blocks of a page stand: below which headings, and whether those announce questions."""

from collections.abc import Iterator, Sequence

from corpus.markdown.blocks import HEADING, Block
from corpus.questions import labels, wording

FAQ, QUESTIONS, PLAIN = "faq", "questions", ""
"""What may surround a block: headings that announce an FAQ, or questions, or neither."""


class PageContext:
    """The headings of a page and what they announce; blocks are known by their number."""

    def __init__(self, blocks: Sequence[Block], around: str = PLAIN) -> None:
        """``around`` is what the page's own title announces."""
        self.blocks = blocks
        self._around = around
        self._parents = _parents(blocks)
        self._contexts: dict[int, tuple[str, int]] = {}

    def context(self, at: int) -> str:
        """Return what is announced around a block by the nearest heading that announces anything."""
        return self.announced(at)[0]

    def announced(self, at: int) -> tuple[str, int]:
        """Return what is announced around a block, and the heading that does, -1 for the page."""
        passed: list[int] = []
        parent = self._parents[at]
        while parent >= 0 and parent not in self._contexts:
            passed.append(parent)
            title = self.blocks[parent].text
            if wording.is_faq_title(title):
                self._contexts[parent] = FAQ, parent
            elif wording.is_questions_title(title):
                self._contexts[parent] = QUESTIONS, parent
            else:
                parent = self._parents[parent]
        found = self._contexts[parent] if parent >= 0 else (self._around, -1)
        self._contexts.update((heading, found) for heading in passed)
        return found

    def asks(self, at: int, text: str) -> bool:
        """Return whether a text asks where it stands: among questions a task does, too."""
        return wording.is_question_or_task(text) if self.context(at) else wording.asks(text)

    def topic(self, at: int) -> str:
        """Return the title of the heading above a block, "" for none."""
        parent = self._parents[at]
        return self.blocks[parent].text if parent >= 0 else ""

    def difficulty(self, at: int) -> str:
        """Return the difficulty that a heading above a block names, "" for none."""
        for heading in self._chain(at):
            if level := labels.difficulty_of_title(self.blocks[heading].text):
                return level
        return ""

    def _chain(self, at: int) -> Iterator[int]:
        parent = self._parents[at]
        while parent >= 0:
            yield parent
            parent = self._parents[parent]


def _parents(blocks: Sequence[Block]) -> list[int]:
    """Return for each block the heading above it, -1 for none; a label is no heading."""
    parents: list[int] = []
    chain: list[int] = []
    for at, block in enumerate(blocks):
        if block.kind != HEADING or labels.is_answer_label(block.text):
            parents.append(chain[-1] if chain else -1)
            continue
        while chain and blocks[chain[-1]].level >= block.level:
            chain.pop()
        parents.append(chain[-1] if chain else -1)
        chain.append(at)
    return parents
