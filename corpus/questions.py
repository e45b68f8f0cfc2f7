"""Questions in the body of a page, wherever its author put them, with their answers."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus import asking
from corpus.blocks import CODE, HEADING, NOTE, RULE, SUMMARY, TABLE, TEXT, Block
from corpus.question_tables import questions_in

FROM_TABLE, FROM_FIELDS, FROM_FAQ, FROM_HEADING, FROM_TEXT = range(5)
"""Where a question was found; of the same question twice, the smaller is kept."""

_NOTE = re.compile(r"\s*(?:level|difficulty|expertise)\s*:\s*\(?\s*([\w-]{1,20})\s*\)?\s*$", re.I)
_REMARK = re.compile(
    r"(?P<name>difficulty|level|why (?:it(?:'s| is) )?asked|why they ask|strong answer)\s*[:：]\s*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Found:
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


@dataclass(slots=True)
class Findings:
    """The questions of a page, and the blocks that belong to them."""

    questions: list[Found] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Start:
    """Where a question begins."""

    at: int
    kind: str
    text: str
    rest: str = ""
    """What its block says after the question."""
    container: int = 0
    """The list item or details that hold its answer; 0 where the answer just follows."""


def find_questions(blocks: Sequence[Block], *, page_asks: bool = False, page_is_faq: bool = False) -> Findings:
    """Return the questions in ``blocks``, in order.

    Args:
        page_asks: the page's title or name announces questions, so that "Explain …" is one too.
        page_is_faq: the page's title announces frequently asked questions.
    """
    finder = _Finder(blocks, "faq" if page_is_faq else "questions" if page_asks else "")
    return finder.find()


class _Finder:
    def __init__(self, blocks: Sequence[Block], page_context: str) -> None:
        self._blocks = blocks
        self._page_context = page_context
        self._parents = _parents(blocks)
        self._contexts: dict[int, tuple[str, int]] = {}
        self._findings = Findings()
        self._list_sizes = Counter(block.list_id for block in blocks if block.list_id)

    def find(self) -> Findings:
        self._from_tables()
        starts = self._heading_starts()
        taken = self._covered(starts)
        for find in (self._summary_starts, self._labelled_starts, self._bold_starts, self._items):
            more = [start for start in find() if start.at not in taken]
            starts = sorted([*starts, *more], key=lambda start: start.at)
            taken = self._covered(starts)
        for number, start in enumerate(starts):
            following = starts[number + 1].at if number + 1 < len(starts) else len(self._blocks)
            self._take(start, following)
        self._findings.questions.sort(key=lambda found: found.line)
        return self._findings

    # -- where a block stands

    def _chain(self, at: int) -> Iterator[int]:
        """Yield the headings above block ``at``, innermost first."""
        parent = self._parents[at]
        while parent >= 0:
            yield parent
            parent = self._parents[parent]

    def _context(self, at: int) -> tuple[str, int]:
        """Return ``faq``, ``questions`` or "" for what is around a block, and the heading."""
        parent = self._parents[at]
        if parent < 0:
            return self._page_context, -1
        if parent not in self._contexts:
            title = self._blocks[parent].text
            if asking.is_faq_title(title):
                self._contexts[parent] = "faq", parent
            elif asking.is_questions_title(title):
                self._contexts[parent] = "questions", parent
            else:
                self._contexts[parent] = self._context(parent)
        return self._contexts[parent]

    def _asks(self, at: int, text: str) -> bool:
        return asking.seems_to_ask(text) if self._context(at)[0] else asking.asks(text)

    # -- where questions begin

    def _from_tables(self) -> None:
        for at, block in enumerate(self._blocks):
            asked = questions_in(block) if block.kind == TABLE else None
            if asked is None:
                continue
            self._findings.used.add(at)
            faq = self._context(at)[0] == "faq"
            for row in asked:
                found = Found(row.text, row.line, FROM_TABLE, faq, row.answer, topic=self._topic(at))
                found.why_asked, found.difficulty = row.why, row.difficulty
                self._findings.questions.append(found)

    def _heading_starts(self) -> list[_Start]:
        """Return headings that ask where most of their level do, or that an answer follows.

        Headings that open list items are a level of their own, whatever their marks say.
        """
        groups: dict[tuple[int, str, int], list[int]] = {}
        starts: dict[int, _Start] = {}
        for at, block in enumerate(self._blocks):
            if block.kind != HEADING:
                continue
            if asking.is_answer_label(block.text):
                if (question := self._answered_by(at)) >= 0:
                    starts[question] = self._heading_start(question)
                continue
            level = 0 if block.list_id else block.level
            groups.setdefault((level, *self._context(at)), []).append(at)
        for (_, context, _), group in groups.items():
            for at in self._accepted(group, context):
                starts[at] = self._heading_start(at)
        ordered = [starts[at] for at in sorted(starts)]
        items = {start.container for start in ordered if start.container}
        return [
            start
            for start in ordered
            if not self._is_topic(start, starts)
            and (start.container or items.isdisjoint(self._blocks[start.at].inside))
        ]

    def _accepted(self, group: Sequence[int], context: str) -> list[int]:
        texts = [self._blocks[at].text for at in group]
        loosely = bool(context) and len(group) > 1
        is_asking = asking.seems_to_ask if loosely else asking.asks
        asking_ones = [at for at, text in zip(group, texts, strict=True) if is_asking(text)]
        fewest = 1 if context else 3
        if len(asking_ones) < fewest or len(asking_ones) * 2 < len(group):
            return []
        if not context or len(asking_ones) < 0.8 * len(group):
            return asking_ones
        return [at for at in group if at in set(asking_ones) or self._is_numbered(at)]

    def _is_numbered(self, at: int) -> bool:
        return bool(self._blocks[at].number) or asking.is_numbered(self._blocks[at].text)

    def _answered_by(self, at: int) -> int:
        """Return the heading that the answer heading ``at`` answers, -1 for none."""
        for before in range(at - 1, -1, -1):
            block = self._blocks[before]
            if block.kind == HEADING:
                is_label = asking.is_answer_label(block.text)
                return -1 if is_label or self._context(before)[1] == before else before
        return -1

    def _heading_start(self, at: int) -> _Start:
        block = self._blocks[at]
        container = block.inside[-1] if block.list_id and block.inside else 0
        return _Start(at, HEADING, block.text, container=container)

    def _is_topic(self, start: _Start, starts: dict[int, _Start]) -> bool:
        """Return whether a heading only introduces the questions below it."""
        following = start.at + 1
        level = self._blocks[start.at].level
        return following in starts and self._blocks[following].level > level

    def _summary_starts(self) -> list[_Start]:
        starts = []
        for at, block in enumerate(self._blocks):
            if block.kind != SUMMARY or asking.is_summary_label(block.text):
                continue
            if asking.asks(block.text) or self._context(at)[0]:
                container = block.inside[-1] if block.inside else 0
                starts.append(_Start(at, SUMMARY, block.text, container=container))
        return starts

    def _labelled_starts(self) -> list[_Start]:
        """Return paragraphs that begin with "Q:" or "Question 3:"."""
        starts = []
        for at, block in enumerate(self._blocks):
            if block.kind == TEXT and asking.is_labelled(block.text) and self._asks(at, block.text):
                starts.append(self._text_start(at, "labelled"))
        return starts

    def _bold_starts(self) -> list[_Start]:
        """Return paragraphs that begin with a question in bold, or with its number in bold."""
        starts = []
        for at, block in enumerate(self._blocks):
            if block.kind != TEXT or not block.lead or block.is_link:
                continue
            by_number = asking.is_label(block.lead) and len(block.lead) < len(block.text)
            alone = block.lead == block.first_line and self._asks(at, block.lead)
            if by_number or alone or asking.asks(block.lead):
                starts.append(self._text_start(at, "bold"))
        in_context = [start for start in starts if self._context(start.at)[0]]
        outside = [
            start
            for start in starts
            if not self._context(start.at)[0] and asking.asks(start.text) and self._followed(start)
        ]
        return in_context + (outside if len(outside) > 1 else [])

    def _followed(self, start: _Start) -> bool:
        """Return whether text follows a question, as an answer does."""
        if start.rest:
            return True
        following = self._blocks[start.at + 1 : start.at + 2]
        return bool(following) and following[0].kind not in (HEADING, RULE)

    def _text_start(self, at: int, kind: str, container: int = 0) -> _Start:
        block = self._blocks[at]
        text, rest = asking.question_part(block.text, block.first_line, block.lead)
        return _Start(at, kind, text, rest, container)

    def _items(self) -> list[_Start]:
        """Return the items of lists in which most items ask.

        Where nothing announces questions, and in an FAQ, they are questions only with an answer:
        a checklist asks too. A list that follows such an item directly holds further questions if
        it asks, else the answer.
        """
        lists: dict[int, list[int]] = {}
        for at, block in enumerate(self._blocks):
            if block.list_id and block.kind == TEXT and not block.is_link:
                lists.setdefault(block.list_id, []).append(at)
        starts: list[_Start] = []
        parents: dict[int, int] = {}
        for items in lists.values():
            around = parents.keys() & self._blocks[items[0]].inside
            if around and items[0] != max(parents[container] for container in around) + 1:
                continue
            found = self._asking_items(items, follow_up=bool(around))
            starts += found
            parents.update((start.container, start.at) for start in found)
        return starts

    def _asking_items(self, items: Sequence[int], *, follow_up: bool) -> list[_Start]:
        starts = [self._text_start(at, "item", self._blocks[at].inside[-1]) for at in items]
        context = self._context(items[0])[0]
        is_asking = asking.asks if follow_up or not context else asking.seems_to_ask
        asking_ones = [start for start in starts if is_asking(start.text)]
        share = len(asking_ones) / len(starts)
        if follow_up:
            return asking_ones if share >= 0.5 and context != "faq" else []
        if context != "questions":
            asking_ones = [start for start in asking_ones if self._has_answer(start)]
            return asking_ones if len(asking_ones) > 1 and share >= 0.5 else []
        if share < 0.5:
            return []
        return starts if share >= 0.8 else asking_ones

    def _has_answer(self, start: _Start) -> bool:
        """Return whether a list item says more than its question."""
        following = self._blocks[start.at + 1 : start.at + 2]
        return bool(start.rest) or any(start.container in block.inside for block in following)

    # -- what belongs to a question

    def _covered(self, starts: Sequence[_Start]) -> set[int]:
        """Return the blocks that belong to the questions found so far."""
        covered: set[int] = set()
        for number, start in enumerate(starts):
            following = starts[number + 1].at if number + 1 < len(starts) else len(self._blocks)
            covered.update(range(start.at, self._end(start, following)))
        return covered

    def _end(self, start: _Start, following: int) -> int:
        """Return the block before which the answer to ``start`` ends."""
        if start.container and start.kind != HEADING:
            end = self._end_of_container(start, following)
            if end > start.at + 1 or start.kind != "item" or not self._stands_alone(start.at):
                return end
        ends = self._ends_heading if start.kind == HEADING else self._ends_text
        for at in range(start.at + 1, following):
            if ends(start, self._blocks[at]):
                return at
        return following

    def _end_of_container(self, start: _Start, following: int) -> int:
        for at in range(start.at + 1, following):
            if start.container not in self._blocks[at].inside:
                return at
        return following

    def _stands_alone(self, at: int) -> bool:
        """Return whether the list item ``at`` is a list by itself, its answer outside of it."""
        return self._list_sizes[self._blocks[at].list_id] == 1

    def _ends_heading(self, start: _Start, block: Block) -> bool:
        first = self._blocks[start.at]
        return (
            block.kind == HEADING
            and block.level <= first.level
            and len(block.inside) <= len(first.inside)
            and start.container not in block.inside
            and not asking.is_answer_label(block.text)
        )

    def _ends_text(self, start: _Start, block: Block) -> bool:
        first = self._blocks[start.at]
        return block.kind in (HEADING, RULE) and len(block.inside) <= len(first.inside)

    def _take(self, start: _Start, following: int) -> None:
        end = self._end(start, following)
        self._findings.used.update(range(start.at, end))
        context = self._context(start.at)[0]
        text, difficulty = asking.split_difficulty(asking.question_text(start.text))
        found = Found(text, self._blocks[start.at].line, FROM_TEXT, context == "faq")
        if start.kind == HEADING:
            found.source, found.heading = FROM_HEADING, start.at
        if found.faq:
            found.source = FROM_FAQ
        found.topic = self._topic(start.at)
        found.difficulty = difficulty or self._difficulty_above(start.at)
        answer_of(found, self._blocks[start.at + 1 : end], start.rest)
        if found.text:
            self._findings.questions.append(found)

    def _topic(self, at: int) -> str:
        parent = self._parents[at]
        return self._blocks[parent].text if parent >= 0 else ""

    def _difficulty_above(self, at: int) -> str:
        for heading in self._chain(at):
            word = self._blocks[heading].text.lower().partition(" ")[0].strip(":")
            if word in asking.DIFFICULTIES:
                return word
        return ""


def _parents(blocks: Sequence[Block]) -> list[int]:
    """Return for each block the heading above it, -1 for none; a label is no heading."""
    parents: list[int] = []
    chain: list[int] = []
    for at, block in enumerate(blocks):
        if block.kind != HEADING or asking.is_answer_label(block.text):
            parents.append(chain[-1] if chain else -1)
            continue
        while chain and blocks[chain[-1]].level >= block.level:
            chain.pop()
        parents.append(chain[-1] if chain else -1)
        chain.append(at)
    return parents


def answer_of(found: Found, blocks: Sequence[Block], rest: str = "") -> Found:
    """Return ``found`` with what the blocks of its answer say, ``rest`` before them."""
    texts = [asking.without_answer_label(rest)] if rest else []
    codes = []
    for block in blocks:
        if block.kind == CODE:
            codes.append(block.text)
        elif block.kind == NOTE:
            note = _NOTE.match(block.text)
            found.difficulty = found.difficulty or (note.group(1).lower() if note else "")
        elif block.kind == TABLE and block.table:
            texts += [" ".join(row).strip() for row in (block.table.header, *block.table.rows)]
        elif _is_answer(found, block):
            texts.append(block.text if texts else asking.without_answer_label(block.text))
    found.answer = "\n".join(texts)
    found.code = "\n".join(codes)
    return found


def _is_answer(found: Found, block: Block) -> bool:
    says = bool(block.text) and not block.within_page and not asking.is_answer_label(block.text)
    return says and not _is_remark(found, block)


def _is_remark(found: Found, block: Block) -> bool:
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
    if len(said) > 20:
        return False
    found.difficulty = said.strip(" .*_").lower()
    return True


def distinct(questions: Sequence[Found]) -> list[Found]:
    """Return each question once, in order of line: of two the better source, filled by both."""
    kept: dict[str, Found] = {}
    for found in sorted(questions, key=lambda found: (found.source, found.line)):
        key = asking.same_question(found.text)
        first = kept.setdefault(key, found)
        first.answer = first.answer or found.answer
        first.difficulty = first.difficulty or found.difficulty
    return sorted(kept.values(), key=lambda found: found.line)
