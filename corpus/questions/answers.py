"""A question with its answer, its difficulty and the reason why it is asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.markdown.blocks import CODE, NOTE, TABLE, TEXT, Block
from corpus.questions import wording
from corpus.questions.labels import gives_options, is_answer_label, without_answer_label

FROM_TABLE, FROM_FIELDS, FROM_FAQ, FROM_HEADING, FROM_TEXT = range(5)
"""Sources of questions; of two equal questions, the one with the smaller source is kept."""

_DIFFICULTY_NOTE = re.compile(r"\s*(?:level|difficulty|expertise)\s*:\s*\(?\s*([\w-]{1,20})\s*\)?\s*$", re.I)
_REMARK = re.compile(
    r"(?P<name>difficulty|level|tags|topics?|category"
    r"|why (?:it(?:'s| is) )?asked|why they ask|strong answer)\s*[:：]\s*",
    re.IGNORECASE,
)
_QUIZ = re.compile(
    r"^(?P<open>[(\[]?)(?:A|(?P<lower>a))(?P<close>\s?[.:)\]])(?:\s.{0,2000}?)?"
    r"(?:(?<=\s)|^)(?P=open)(?(lower)b|B)(?P=close)(?:\s|$)",
    re.MULTILINE | re.DOTALL,
)
"""The first two options of a quiz, on lines of their own or on one line. There "A." is no label of an answer."""

_WORD = re.compile(r"\w+")

QUIZ_BLOCKS = 8
"""Blocks below a question in which the options of a quiz begin. By hand."""


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
    is_quiz = bool(_QUIZ.search("\n".join([rest, *(block.text for block in blocks[:QUIZ_BLOCKS])])))
    texts = [rest if is_quiz else without_answer_label(rest)] if rest and not is_answer_label(rest) else []
    codes = []
    for block in blocks:
        if block.kind == CODE:
            codes.append(block.text)
        elif block.kind == NOTE:
            note = _DIFFICULTY_NOTE.match(block.text)
            question.difficulty = question.difficulty or (note.group(1).lower() if note else "")
        elif block.kind == TABLE and block.table:
            texts += [" ".join(row).strip() for row in (block.table.header, *block.table.rows)]
        elif _is_answer(question, block, is_quiz=is_quiz, is_last=block is blocks[-1]):
            texts.append(block.text if texts or is_quiz else without_answer_label(block.text))
    question.answer = "\n".join(texts)
    question.code = "\n".join(codes)
    return question


def _is_answer(question: FoundQuestion, block: Block, *, is_quiz: bool, is_last: bool) -> bool:
    if not block.text or block.within_page or _takes_remark(question, block):
        return False
    # "Answer: B" is a label where an explanation follows, and the answer itself where it does not or below options.
    is_content = gives_options(block.text) and (is_quiz or is_last)
    is_option = is_quiz and len(block.text) <= len("A:") and block.text.isascii()
    return is_content or is_option or not is_answer_label(block.text)


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
    """Return the questions in order of line, each once: of equal ones, the better source completed by the others.

    A question that one source asks twice with two answers is two questions.
    """
    distinct: list[FoundQuestion] = []
    first_of: dict[str, FoundQuestion] = {}
    answers_of: dict[tuple[str, int], set[tuple[str, str]]] = {}
    for question in sorted(questions, key=lambda question: (question.source, question.line)):
        key, answer = wording.question_key(question.text), (question.answer, question.code)
        answers = answers_of.setdefault((key, question.source), set())
        is_new = any(answer) and answer not in answers
        if key not in first_of or (answers and is_new):
            distinct.append(question)
            first_of.setdefault(key, question)
        else:
            _complete(first_of[key], question, with_answer=is_new)
        if any(answer):
            answers.add(answer)
    return sorted(distinct, key=lambda question: question.line)


def _complete(first: FoundQuestion, other: FoundQuestion, *, with_answer: bool) -> None:
    """Give ``first`` what ``other`` has and it has not."""
    if with_answer:
        first.answer = _joined(first.answer, other.answer)
        first.code = _joined(first.code, other.code)
    first.why_asked = first.why_asked or other.why_asked
    first.difficulty = first.difficulty or other.difficulty
    first.topic = first.topic or other.topic
    first.line = first.line or other.line


def _joined(text: str, other: str) -> str:
    """Return ``text``, and below it ``other`` if that has words of its own."""
    has_own_words = not {*_WORD.findall(other)} <= {*_WORD.findall(text)}
    return "\n".join(filter(None, (text, other))) if has_own_words else text
