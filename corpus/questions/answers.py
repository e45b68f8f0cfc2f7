"""A question and what belongs to it: its answer, its difficulty, why it is asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.markdown.blocks import CODE, NOTE, TABLE, TEXT, Block
from corpus.questions import wording
from corpus.questions.labels import is_answer_label, without_answer_label

FROM_TABLE, FROM_FIELDS, FROM_FAQ, FROM_HEADING, FROM_TEXT = range(5)
"""Where a question was found; of the same question twice, the smaller is kept."""

_NOTE = re.compile(r"\s*(?:level|difficulty|expertise)\s*:\s*\(?\s*([\w-]{1,20})\s*\)?\s*$", re.I)
_REMARK = re.compile(
    r"(?P<name>difficulty|level|tags|topics?|category"
    r"|why (?:it(?:'s| is) )?asked|why they ask|strong answer)\s*[:：]\s*",
    re.IGNORECASE,
)
_OPTION = re.compile(r"B\s*[:.)]\s")
"""The second of the answers that a quiz offers: its "A:" is the first, and no label."""


@dataclass(slots=True)
class FoundQuestion:
    """A question and what belongs to it."""

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
    """The block that is its heading, where it has one."""


def with_answer(found: FoundQuestion, blocks: Sequence[Block], rest: str = "") -> FoundQuestion:
    """Return ``found`` with what the blocks of its answer say, ``rest`` before them."""
    texts = [without_answer_label(rest)] if rest and not is_answer_label(rest) else []
    codes = []
    offers = any(_OPTION.match(block.text) for block in blocks[:8])
    for block in blocks:
        if block.kind == CODE:
            codes.append(block.text)
        elif block.kind == NOTE:
            note = _NOTE.match(block.text)
            found.difficulty = found.difficulty or (note.group(1).lower() if note else "")
        elif block.kind == TABLE and block.table:
            texts += [" ".join(row).strip() for row in (block.table.header, *block.table.rows)]
        elif _is_answer(found, block):
            texts.append(block.text if texts or offers else without_answer_label(block.text))
    found.answer = "\n".join(texts)
    found.code = "\n".join(codes)
    return found


def _is_answer(found: FoundQuestion, block: Block) -> bool:
    says = bool(block.text) and not block.within_page and not is_answer_label(block.text)
    return says and not _is_remark(found, block)


def _is_remark(found: FoundQuestion, block: Block) -> bool:
    """Take "Difficulty: Hard" and "Why asked: …" for what they say of the question."""
    remark = _REMARK.match(block.text[:60]) if block.kind == TEXT else None
    if not remark:
        return False
    said = block.text[remark.end() :]
    name = remark.group("name").lower()
    if name.startswith("why"):
        found.why_asked = found.why_asked or said
        return True
    if name == "strong answer":
        return False
    if name in ("difficulty", "level") and len(said) <= 20:
        found.difficulty = said.strip(" .*_").lower()
        return True
    return name not in ("difficulty", "level") and len(block.text) < 60


def distinct_questions(questions: Sequence[FoundQuestion]) -> list[FoundQuestion]:
    """Return each question once, in order of line: of two the better source, filled by both."""
    kept: dict[str, FoundQuestion] = {}
    for found in sorted(questions, key=lambda found: (found.source, found.line)):
        key = wording.question_key(found.text)
        first = kept.setdefault(key, found)
        first.answer = first.answer or found.answer
        first.difficulty = first.difficulty or found.difficulty
        first.topic = first.topic or found.topic
        first.line = first.line or found.line
    return sorted(kept.values(), key=lambda found: found.line)
