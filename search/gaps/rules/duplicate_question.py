"""Rule ``duplicate-question``: a question that another guide asks too, perhaps in other words.

    kafka.md    How does Kafka keep messages in order?
    events.md   How is the order of messages kept in Kafka?

Two questions are the same when their TF-IDF cosine is high, or when each is the other's nearest and the pair stands
out: its cosine less half of the cosine of the next nearest neighbour of either reaches the threshold. An open question
is the same as an answered one when no other comes near either (see ``search.gaps.text.answered_elsewhere``). Questions
that name different skills are never the same: the rule ``boilerplate`` reports such templates. Nor are questions that
several guides ask in the same words, or that mean nothing apart from their page: "What is it?", "Objectives". Headings
in the form of a question are the same in the same words only: in other words they are often about something else.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.guide import Guide, Question
from index.analysis import STOP_WORDS, fold, normal_title
from index.links import names_of
from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import Group, Grouping
from search.gaps.pages.kinds import PART, POST, RELEASE, gathers
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.answered_elsewhere import SAME_QUESTION_COSINE, answered_elsewhere, is_answered
from search.gaps.text.name_context import QUESTION_WORDS
from search.gaps.text.similarity import Neighbours, content_stems, cosines, neighbours, shares_enough_words

# The thresholds, SAME_QUESTION_COSINE among them, were chosen on the 200 pairs of tests/gaps/labelled/questions.tsv,
# where ``python -m tests.gaps.measures`` prints a precision of 0.91 and a recall of 0.81: 0.92 and 0.94 on pairs of
# interview banks, 0.88 and 0.57 on those of web threads.

MIN_PROMINENCE = 0.25
"""Cosine of a pair, less half of that of the next nearest neighbour, from which on the pair stands out."""

LOW_COSINE = 0.5
LOW_COSINE_SURCHARGE = 0.05
"""A pair with a cosine below LOW_COSINE must stand out by this much more."""

RUNNER_UP_WEIGHT = 0.5
"""Weight of the cosine of the next nearest neighbour in the prominence of a pair."""

MIN_ANSWER_COSINE = 0.1
"""Cosine of two answers below which they answer different questions."""

MIN_IMPLIED_ANSWER_COSINE = 0.25
"""The same for questions of different skills that neither names: "What is a destructor?" of C++ and of C#."""

MIN_COSINE = 0.2
"""Cosine from which on two questions are compared: no pair below it can stand out by MIN_PROMINENCE."""

NEGATIONS = frozenset(
    {"not", "no", "never", "without", "cannot", "nicht", "kein", "keine", "ohne", "nie", "pas", "jamais", "sans", "sin",
     "nunca", "não", "sem", "non", "senza", "niet", "geen", "zonder", "не", "без"}
)  # fmt: skip
OPPOSITES = tuple(
    frozenset(pair.split())
    for pair in (
        "enable disable", "before after", "advantages disadvantages", "pros cons", "first last", "min max",
        "minimum maximum", "start stop", "open close", "add remove", "install uninstall", "client server", "read write",
        "import export", "encode decode", "encrypt decrypt", "horizontal vertical", "synchronous asynchronous",
        "upgrade downgrade", "up down", "left right", "push pull", "mutable immutable", "static dynamic",
        "stateful stateless", "internal external", "input output", "public private", "true false", "more less",
    )
)  # fmt: skip
_NUMBERS = re.compile(r"[-_.]?(?:v\d{1,9}(?:[._-]\d{1,9}){0,9}|\d{1,9}(?:[._-]\d{1,9}){1,9})")
_NEGATED = re.compile(r"n['’]t\b")
"""Words that make two questions different ones. By hand."""

CERTAIN, LIKELY, POSSIBLE = 1.0, 0.8, 0.6
"""Confidence in the same words, in other words, and in an open question with its answer. By hand."""

IDENTICAL_COSINE = 0.99
"""Cosine above which the words are reported as the same. By hand: below 1 for rounding and word order."""

MAX_SAME_WORDS = 3
"""Guides that ask a question in the same words up to which they are duplicates; in more it is the heading of a
template. By hand."""

MIN_OWN_STEMS = 2
"""Content words of a question from which on it can be understood apart from its page, if it has no name. By hand."""

MAX_QUESTIONS = 1_000
"""Questions of one guide that are compared, its first ones; each is compared with every question of like words. By
hand: the longest bank of questions seen has 500."""

MAX_PAIRS_PER_GUIDE = 5
"""Duplicate questions of one guide that stay separate findings; more become one. By hand."""

FIX_GUIDE = "merge the guides, or keep each question where it is answered best and link it from the other"
FIX = "merge them, or link the shorter to the longer"


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of a guide; ``subjects`` are the slugs of the guides that its text names."""

    guide: Guide
    question: Question
    subjects: frozenset[str]
    is_heading: bool = False
    """Whether it is a heading or a question of an FAQ, and not one of a bank of questions."""

    @property
    def place(self) -> Place:
        return Place(self.guide.path, self.question.line, self.question.text)


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two questions that ask the same; ``cosine`` is that of their words, 0 for an open one with its answer."""

    one: AskedQuestion
    other: AskedQuestion
    confidence: float
    cosine: float = 0.0

    @property
    def pair(self) -> frozenset[AskedQuestion]:
        return frozenset((self.one, self.other))


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per pair of one language."""
    by_lang: dict[str, list[AskedQuestion]] = {}
    for asked in _asked_questions(site):
        by_lang.setdefault(asked.guide.lang, []).append(asked)
    for lang, questions in sorted(by_lang.items()):
        yield from map(_gap, duplicates(questions, lang, site.settings.duplicate_likeness))


def _sides(group: Group) -> list[tuple[AskedQuestion, AskedQuestion]]:
    """Return the pairs of a guide that shares questions with others, its own question first, in order of place."""
    pairs = [gap.about for gap in group.gaps]
    sides = [(s.one, s.other) if s.one.guide.id == group.key[1] else (s.other, s.one) for s in pairs]
    return sorted(sides, key=lambda side: side[0].place)


def _message_of_guide(group: Group) -> str:
    sides = _sides(group)
    others = Counter(other.guide.title for _, other in sides)
    whose = f"{next(iter(others))!r}" if len(others) == 1 else f"{len(others):,} other guides"
    return f"{len(sides)} questions of {sides[0][0].guide.title!r} are asked in {whose} too"


def _evidence_of_guide(group: Group) -> tuple[Place, ...]:
    return tuple(replace(mine.place, text=f"{mine.place.text}; beside {other.place}") for mine, other in _sides(group))


def _title_of_guide(group: Group) -> str:
    return _sides(group)[0][0].guide.title


OF_GUIDE = {
    "place": lambda group: replace(_sides(group)[0][0].place, text=""),
    "evidence": _evidence_of_guide,
    "waiting": 1,
}


def _asked_questions(site: Site) -> Iterator[AskedQuestion]:
    """Yield the questions that can be understood apart from their page."""
    names = {guide.slug: _padded_names(guide) for guide in site.guides}
    asking = [(guide, question) for guide in site.judged(RULE) for question in _questions(guide)]
    n_guides = Counter(text for _, text in {(guide.slug, normal_title(q.text)) for guide, q in asking})
    for guide, question in asking:
        title = normal_title(question.text)
        text = f" {title} "
        subjects = frozenset(slug for slug, padded in names.items() if any(name in text for name in padded))
        if n_guides[title] <= MAX_SAME_WORDS and (subjects or _has_own_subject(question, guide.lang)):
            yield AskedQuestion(guide, question, subjects, question not in guide.questions)


def _questions(guide: Guide) -> Sequence[Question]:
    """Return the questions of a guide that are compared; a single one among its headings is a section."""
    faqs = guide.faqs if guide.questions or len(guide.faqs) > 1 else ()
    return (*guide.questions, *faqs)[:MAX_QUESTIONS]


def _has_own_subject(question: Question, lang: str) -> bool:
    """Tell whether a question has content words enough, or a name inside: ``What is Docker?``."""
    is_name = any(word[:1].isupper() for word in question.text.split()[1:])
    return is_name or len(content_stems(question.text, lang)) >= MIN_OWN_STEMS


def _padded_names(guide: Guide) -> tuple[str, ...]:
    """Return the folded names of a guide between spaces, so that ``in`` matches whole words only."""
    names = {normal_title(name) for name in names_of(guide)} - STOP_WORDS
    return tuple(f" {name} " for name in sorted(names) if name)


def duplicates(asked: Sequence[AskedQuestion], lang: str, likeness: float = 0.0) -> Iterator[DuplicatePair]:
    """Yield the pairs of questions of one language that ask the same, each once.

    Args:
        likeness: threshold of standing out; 0 for MIN_PROMINENCE, and open questions with their answers in addition.
    """
    same_words = list(_same_words(asked, lang, likeness or MIN_PROMINENCE))
    yield from same_words
    if not likeness:
        known = {same.pair for same in same_words}
        yield from (same for same in _answered_elsewhere(asked, lang) if same.pair not in known)


def _answered_elsewhere(asked: Sequence[AskedQuestion], lang: str) -> Iterator[DuplicatePair]:
    """Yield the open questions, each with the question of another guide that answers it."""
    questions, answers = ([getattr(a.question, name) for a in asked] for name in ("text", "answer"))
    for pair in answered_elsewhere(questions, answers, lang):
        one, other = (asked[number] for number in sorted((pair.open, pair.answered)))
        if one.guide.slug != other.guide.slug and _same_subject(one, other) and not _is_either_heading(one, other):
            yield DuplicatePair(one, other, POSSIBLE)


def _same_words(asked: Sequence[AskedQuestion], lang: str, threshold: float) -> Iterator[DuplicatePair]:
    """Yield the pairs of a high cosine, and those that stand out by ``threshold`` and have similar answers."""
    near = neighbours([a.question.text for a in asked], MIN_COSINE, lang)
    pairs = [
        (i, j, cosine)
        for i in range(len(asked))
        for cosine, j in near[i]
        if i < j and _may_be_same(asked[i], asked[j], cosine)
    ]
    answer_cosines = cosines([a.question.answer for a in asked], [pair[:2] for pair in pairs], lang)
    for (i, j, cosine), answer_cosine in zip(pairs, answer_cosines, strict=True):
        one, other = asked[i], asked[j]
        # The same words need no more evidence; other words must stand out, be shared, and have similar answers.
        if cosine < SAME_QUESTION_COSINE:
            if _is_either_heading(one, other):
                continue
            min_prominence = threshold if cosine >= LOW_COSINE else threshold + LOW_COSINE_SURCHARGE
            if _prominence(i, j, cosine, near) < min_prominence or not _mostly_shared(one, other, lang):
                continue
            if _both_answered(one, other) and answer_cosine < _min_answer_cosine(one, other):
                continue
        yield DuplicatePair(one, other, CERTAIN if cosine >= SAME_QUESTION_COSINE else LIKELY, cosine)


def _may_be_same(one: AskedQuestion, other: AskedQuestion, cosine: float) -> bool:
    """Tell whether two questions have the same subject and kind; in one guide their words must be the same."""
    if one.guide.slug == other.guide.slug and normal_title(one.question.text) != normal_title(other.question.text):
        return False
    if one.guide.id != other.guide.id and _are_editions(one.guide, other.guide):
        return False
    if gathers(one.guide) or gathers(other.guide):
        return False
    if not one.question.answer.strip() and not other.question.answer.strip():
        return False  # two lists of questions, which other pages answer
    return _same_subject(one, other) and not _asks_why(one, other) and not _negates(one, other)


def _is_either_heading(one: AskedQuestion, other: AskedQuestion) -> bool:
    return one.is_heading or other.is_heading


def _mostly_shared(one: AskedQuestion, other: AskedQuestion, lang: str) -> bool:
    """Tell whether two questions share enough words, and more than one of them has beside the shared ones."""
    if not shares_enough_words(one.question.text, other.question.text, lang):
        return False
    words, others = content_stems(one.question.text, lang), content_stems(other.question.text, lang)
    return len(words & others) > min(len(words - others), len(others - words))


def _both_answered(one: AskedQuestion, other: AskedQuestion) -> bool:
    return is_answered(one.question.answer) and is_answered(other.question.answer)


def _same_subject(one: AskedQuestion, other: AskedQuestion) -> bool:
    return not (one.subjects ^ other.subjects)


def _min_answer_cosine(one: AskedQuestion, other: AskedQuestion) -> float:
    """Return the least cosine of the answers: higher where each question is implicitly about its guide's skill."""
    names_none = not one.subjects and not other.subjects
    return MIN_IMPLIED_ANSWER_COSINE if names_none and one.guide.skill != other.guide.skill else MIN_ANSWER_COSINE


def _asks_why(one: AskedQuestion, other: AskedQuestion) -> bool:
    """Tell whether exactly one of two questions asks for reasons: "Why X?" is not "What is X?"."""
    asking = [{word for word in normal_title(a.question.text).split() if word in QUESTION_WORDS} for a in (one, other)]
    return all(asking) and not asking[0] & asking[1] and "why" in asking[0] | asking[1]


def _are_editions(one: Guide, other: Guide) -> bool:
    """Tell whether two guides are editions of one page: their names differ in numbers, or their folders alone."""
    if _NUMBERS.sub("", one.page) == _NUMBERS.sub("", other.page):
        return True
    return one.title == other.title and one.page.rsplit("/", 1)[-1] == other.page.rsplit("/", 1)[-1]


def _negates(one: AskedQuestion, other: AskedQuestion) -> bool:
    """Tell whether exactly one of two questions is negated, or they have opposite words: "enable" and "disable"."""
    words, others = (set(_NEGATED.sub(" not", fold(a.question.text)).split()) for a in (one, other))
    words, others = ({word.strip("?,.;:!\"'()") for word in asked} for asked in (words, others))
    if bool(words & NEGATIONS) != bool(others & NEGATIONS):
        return True
    return any((words - others) & pair and (others - words) & pair for pair in OPPOSITES)


def _prominence(i: int, j: int, cosine: float, near: Sequence[Neighbours]) -> float:
    """Return the cosine of a pair less half of that of the next neighbour of either; 0 when that is nearer.

    Rewordings with a cosine of at least SAME_QUESTION_COSINE are the same question and do not compete.
    """
    rivals = (c for row in (i, j) for c, k in near[row] if k not in (i, j) and c < SAME_QUESTION_COSINE)
    runner_up = max(rivals, default=0.0)
    return 0.0 if runner_up > cosine else cosine - RUNNER_UP_WEIGHT * runner_up


def _gap(same: DuplicatePair) -> Gap:
    one, other = same.one, same.other
    in_one_guide = one.guide.slug == other.guide.slug
    where = "twice in one guide" if in_one_guide else f"here and in {other.guide.path}"
    words = "in the same words" if same.cosine > IDENTICAL_COSINE else "in other words"
    other_text = "" if same.cosine > IDENTICAL_COSINE else f" and {other.question.text!r}"
    return Gap(
        key=(one.guide.id, one.question.anchor, other.guide.id, other.question.anchor),
        place=Place(one.guide.path, one.question.line),
        message=f"asked {where} {words}: {one.question.text!r}{other_text}",
        evidence=(one.place, other.place),
        fix=_fix(same, in_one_guide),
        subject=one.question.text,
        waiting=2,
        confidence=same.confidence,
        shares=(
            *(Share("guide", ("guide:", id_)) for id_ in sorted({one.guide.id, other.guide.id})),
            Share("lang", ("all", one.guide.lang)),
        ),
        about=same,
    )


def _fix(same: DuplicatePair, in_one_guide: bool) -> str:
    """Return the fix: keep one question, link the only answer, or merge the two."""
    if in_one_guide:
        return "keep one of them"
    answered = [a for a in (same.one, same.other) if a.question.answer.strip()]
    if len(answered) == 1:
        return f"link the answer: {answered[0].place}"
    if not same.one.subjects and not same.other.subjects:
        return "merge them, or name in each the skill that it is about"
    return FIX


RULE = Rule(
    name="duplicate-question",
    severity="warning",
    summary="two guides ask the same question, perhaps in other words",
    check=check,
    minutes=15,
    worth=1.5,
    meaning="Two answers to one question drift apart, and readers of one page miss what the other says.",
    leaves_out=frozenset({PART, RELEASE}),
    leaves_out_few=frozenset({POST}),
    groupings=(
        Grouping("guide", _message_of_guide, FIX_GUIDE, _title_of_guide, MAX_PAIRS_PER_GUIDE, fields=OF_GUIDE),
        Grouping("lang", "{n:,} questions are asked twice, in {guides:,} guides", FIX),
    ),
)
