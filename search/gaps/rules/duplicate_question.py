"""A question that another guide asks too, perhaps in other words.

    kafka.md    How does Kafka keep messages in order?
    events.md   How is the order of messages kept in Kafka?

Two questions are the same when their words are (TF-IDF cosine), or when each is the other's nearest
and stands out: its cosine less half of that with the next nearest, of either, is above the
threshold. Questions that name different skills are never the same: a template is what the rule
``boilerplate`` finds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.guide import Guide, Question
from index.analysis import STOP_WORDS, normal_title
from search.gaps.finding import Gap, Place
from search.gaps.likeness import Near, cosines, neighbours, telling
from search.gaps.names import names_of
from search.gaps.rule import Rule
from search.gaps.site import Site

SAME_WORDS = 0.85
ONE_GUIDE = 0.95
STANDS_OUT = 0.25
HALF = 0.5
LESS_ALIKE = 0.05
"""What a pair with a cosine under a half must stand out by, beyond the threshold."""

ENOUGH_ANSWER = 8
OTHER_ANSWER = 0.1
"""Answers of some words that are less alike than this answer different questions."""

FLOOR = 0.2


@dataclass(frozen=True, slots=True)
class Asked:
    """A question where it is asked; ``subjects`` are the slugs of the guides that it names."""

    guide: Guide
    question: Question
    subjects: frozenset[str]

    @property
    def place(self) -> Place:
        return Place(self.guide.path, self.question.line, self.question.text)


def check(site: Site) -> Iterator[Gap]:
    by_lang: dict[str, list[Asked]] = {}
    for asked in _all_asked(site):
        by_lang.setdefault(asked.guide.lang, []).append(asked)
    for lang, questions in sorted(by_lang.items()):
        threshold = site.settings.duplicate_likeness or STANDS_OUT
        for one, other, likeness in duplicates(questions, lang, threshold):
            yield _gap(one, other, likeness)


def _all_asked(site: Site) -> Iterator[Asked]:
    names = {slug: name for guide in site.guides for slug, name in _words_of(guide)}
    for guide in site.guides:
        for question in (*guide.questions, *guide.faqs):
            text = f" {normal_title(question.text)} "
            subjects = frozenset(slug for slug, words in names.items() if any(w in text for w in words))
            yield Asked(guide, question, subjects)


def _words_of(guide: Guide) -> Iterator[tuple[str, tuple[str, ...]]]:
    words = {normal_title(name) for name in names_of(guide)} - STOP_WORDS
    yield guide.slug, tuple(f" {word} " for word in sorted(words) if word)


def duplicates(asked: Sequence[Asked], lang: str, threshold: float) -> Iterator[tuple[Asked, Asked, float]]:
    """Yield the pairs that ask the same, each once, with how alike they are."""
    near = neighbours([a.question.text for a in asked], FLOOR, lang)
    pairs = [
        (me, other, cosine)
        for me in range(len(asked))
        for cosine, other in near[me]
        if me < other and _may_be_same(asked[me], asked[other], cosine)
    ]
    answers = cosines([a.question.answer for a in asked], [pair[:2] for pair in pairs], lang)
    for (me, other, cosine), of_answers in zip(pairs, answers, strict=True):
        if cosine < SAME_WORDS:
            stands_out = _stands_out(me, other, cosine, near)
            if stands_out < (threshold if cosine >= HALF else threshold + LESS_ALIKE):
                continue
            if not _mostly_shared(asked[me], asked[other], lang):
                continue
            if _both_answered(asked[me], asked[other]) and of_answers < OTHER_ANSWER:
                continue
        yield asked[me], asked[other], cosine


def _may_be_same(one: Asked, other: Asked, cosine: float) -> bool:
    """Tell whether the two are about the same; within one guide all questions nearly are."""
    if one.guide.slug == other.guide.slug and cosine < ONE_GUIDE:
        return False
    return _same_subject(one, other)


def _mostly_shared(one: Asked, other: Asked, lang: str) -> bool:
    """Tell whether two questions share more words than either says beside the other."""
    words, others = telling(one.question.text, lang), telling(other.question.text, lang)
    return len(words & others) > min(len(words - others), len(others - words))


def _both_answered(one: Asked, other: Asked) -> bool:
    return min(len(asked.question.answer.split()) for asked in (one, other)) >= ENOUGH_ANSWER


def _same_subject(one: Asked, other: Asked) -> bool:
    return not (one.subjects ^ other.subjects)


def _stands_out(me: int, other: int, cosine: float, near: Sequence[Near]) -> float:
    """Return the cosine less half of the next one; 0 when either has a nearer neighbour.

    Those that say the same in the same words do not compete.
    """
    next_ones = [[c for c, third in near[row] if third not in (me, other) and c < SAME_WORDS] for row in (me, other)]
    runner_up = max((c for ones in next_ones for c in ones), default=0.0)
    return 0.0 if runner_up > cosine else cosine - runner_up / 2


def _gap(one: Asked, other: Asked, likeness: float) -> Gap:
    same_guide = one.guide.slug == other.guide.slug
    where = "twice in one guide" if same_guide else f"here and in {other.guide.path}"
    words = "in the same words" if likeness > 0.99 else "in other words"
    fix = "keep one of them" if same_guide else "merge them, or link the shorter to the longer"
    return Gap(
        key=(one.guide.id, one.question.anchor, other.guide.id, other.question.anchor),
        place=Place(one.guide.path, one.question.line),
        message=f"asked {where} {words}: {one.question.text!r}",
        evidence=(one.place, other.place),
        fix=fix,
        subject=one.question.text,
        waiting=2,
        confidence=1.0 if likeness >= SAME_WORDS else 0.8,
    )


RULE = Rule(
    name="duplicate-question",
    severity="warning",
    summary="two guides ask the same question, perhaps in other words",
    check=check,
    minutes=15,
    worth=1.5,
    default=True,
)
