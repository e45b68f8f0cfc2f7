"""A question with its answer, its difficulty and the reason why it is asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.markdown.blocks import CODE, NOTE, TABLE, TEXT, Block
from corpus.questions import wording
from corpus.questions.labels import is_answer_label, without_answer_label

FROM_TABLE, FROM_FIELDS, FROM_FAQ, FROM_HEADING, FROM_TEXT = range(5)
"""Sources of questions; of two equal questions, the one with the smaller source is kept."""

_DIFFICULTY_NOTE = re.compile(r"\s*(?:level|difficulty|expertise)\s*:\s*\(?\s*([\w-]{1,20})\s*\)?\s*$", re.I)
_REMARK = re.compile(
    r"(?P<name>difficulty|level|tags|topics?|category"
    r"|why (?:it(?:'s| is) )?asked|why they ask|strong answer)\s*[:：]\s*",
    re.IGNORECASE,
)
_QUIZ_OPTION = re.compile(r"B\s*[:.)]\s")
"""The second option of a quiz. In its answer "A:" is the first option, not a label."""


@dataclass(slots=True)
class FoundQuestion:
    """A question while its page is read; ``source`` is one of the ``FROM_`` constants."""

    text: str
    line: int
    source: int
    faq: bool = False
    answer: str = ""
    code: str = ""
    why_asked: str = ""
    difficulty: str = ""
    topic: str = ""
    heading: int = -1
    """Index of the heading block that is the question, -1 for none."""


def with_answer(question: FoundQuestion, blocks: Sequence[Block], rest: str = "") -> FoundQuestion:
    """Return ``question`` with answer, code and remarks from ``blocks``; ``rest`` begins the answer."""
    texts = [without_answer_label(rest)] if rest and not is_answer_label(rest) else []
    codes = []
    is_quiz = any(_QUIZ_OPTION.match(block.text) for block in blocks[:8])
    for block in blocks:
        if block.kind == CODE:
            codes.append(block.text)
        elif block.kind == NOTE:
            note = _DIFFICULTY_NOTE.match(block.text)
            question.difficulty = question.difficulty or (note.group(1).lower() if note else "")
        elif block.kind == TABLE and block.table:
            texts += [" ".join(row).strip() for row in (block.table.header, *block.table.rows)]
        elif _is_answer(question, block):
            texts.append(block.text if texts or is_quiz else without_answer_label(block.text))
    question.answer = "\n".join(texts)
    question.code = "\n".join(codes)
    return question


def _is_answer(question: FoundQuestion, block: Block) -> bool:
    has_text = bool(block.text) and not block.within_page and not is_answer_label(block.text)
    return has_text and not _takes_remark(question, block)


def _takes_remark(question: FoundQuestion, block: Block) -> bool:
    """Return whether a block is a remark such as "Difficulty: Hard"; set the field of ``question`` that it gives."""
    remark = _REMARK.match(block.text[:60]) if block.kind == TEXT else None
    if not remark:
        return False
    value = block.text[remark.end() :]
    name = remark.group("name").lower()
    if name.startswith("why"):
        question.why_asked = question.why_asked or value
        return True
    if name == "strong answer":
        return False
    if name in ("difficulty", "level") and len(value) <= 20:
        question.difficulty = value.strip(" .*_").lower()
        return True
    return name not in ("difficulty", "level") and len(block.text) < 60


def distinct_questions(questions: Sequence[FoundQuestion]) -> list[FoundQuestion]:
    """Return each question once in order of line; of two equal ones, the better source completed by the other."""
    by_key: dict[str, FoundQuestion] = {}
    for question in sorted(questions, key=lambda question: (question.source, question.line)):
        key = wording.question_key(question.text)
        first = by_key.setdefault(key, question)
        first.answer = first.answer or question.answer
        first.difficulty = first.difficulty or question.difficulty
        first.topic = first.topic or question.topic
        first.line = first.line or question.line
    return sorted(by_key.values(), key=lambda question: question.line)
