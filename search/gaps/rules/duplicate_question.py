"""A question that another guide asks too, perhaps in other words.

    kafka.md    How does Kafka keep messages in order?
    events.md   How is the order of messages kept in Kafka?

Two questions are the same when their words are (TF-IDF cosine), or when each is the other's nearest
and stands out: its cosine less half of that with the next nearest, of either, is above the
threshold. A question without an answer is the same as one with an answer when nothing else comes near
either (see ``search.gaps.text.answered_elsewhere``). Questions that name different skills are never the same:
a template is what the rule ``boilerplate`` finds.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.guide import Guide, Question
from index.analysis import STOP_WORDS, normal_title
from search.gaps.finding import Gap, Place
from search.gaps.grouping import merge_if_many, merged_gap
from search.gaps.names import names_of
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.answered_elsewhere import answered_elsewhere, is_answered
from search.gaps.text.name_context import QUESTION_WORDS
from search.gaps.text.similarity import Neighbours, content_stems, cosines, neighbours, shares_enough_words

SAME_WORDS = 0.85
ONE_GUIDE = 0.95
STANDS_OUT = 0.25
HALF = 0.5
LESS_ALIKE = 0.05
"""What a pair with a cosine under a half must stand out by, beyond the threshold."""

OTHER_ANSWER = 0.1
"""Answers of some words that are less alike than this answer different questions."""

IMPLIED_SUBJECT = 0.25
"""The same where the two are asked of different skills, which neither names: of C++ here, of C# there."""

CERTAIN, LIKELY, POSSIBLE = 1.0, 0.8, 0.6
"""Confidence in the same words, in other words, and in what only stands out beside its answer."""

FLOOR = 0.2

SEVERAL = 5
"""Questions of one guide that are asked elsewhere, beyond which they are one finding."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question where it is asked; ``subjects`` are the slugs of the guides that it names."""

    guide: Guide
    question: Question
    subjects: frozenset[str]

    @property
    def place(self) -> Place:
        return Place(self.guide.path, self.question.line, self.question.text)


@dataclass(frozen=True, slots=True)
class Same:
    """Two questions that ask the same; ``likeness`` is their cosine, ``confidence`` how sure that is."""

    one: Asked
    other: Asked
    confidence: float
    likeness: float = 0.0

    @property
    def pair(self) -> frozenset[Asked]:
        return frozenset((self.one, self.other))


def check(site: Site) -> Iterator[Gap]:
    by_lang: dict[str, list[Asked]] = {}
    for asked in _all_asked(site):
        by_lang.setdefault(asked.guide.lang, []).append(asked)
    for lang, questions in sorted(by_lang.items()):
        yield from _by_guide(list(duplicates(questions, lang, site.settings.duplicate_likeness)), lang)


def _by_guide(found: list[Same], lang: str) -> Iterator[Gap]:
    """Yield a gap per pair; one for a guide many of whose questions are asked elsewhere, the one with most first."""
    while True:
        counts = Counter(guide for same in found for guide in {same.one.guide.id, same.other.guide.id})
        guide, n_pairs = min(counts.items(), key=lambda pair: (-pair[1], pair[0]), default=("", 0))
        if n_pairs <= SEVERAL:
            break
        yield _of_guide([same for same in found if guide in (same.one.guide.id, same.other.guide.id)], guide)
        found = [same for same in found if guide not in (same.one.guide.id, same.other.guide.id)]
    said = "{n} questions are asked twice, in {guides} guides"
    yield from merge_if_many(
        [_gap(same) for same in found], ("all", lang), said, "merge them, or link the shorter to the longer"
    )


def _of_guide(found: Sequence[Same], guide: str) -> Gap:
    """Return the gap of a guide that shares questions with others: what most of those are, and each with its like."""
    pairs = [(s.one, s.other) if s.one.guide.id == guide else (s.other, s.one) for s in found]
    others = Counter(other.guide.title for _, other in pairs)
    whose = f"{others.most_common(1)[0][0]!r}" if len(others) == 1 else f"{len(others):,} other guides"
    title = pairs[0][0].guide.title
    gaps = [
        replace(_gap(same), place=mine.place, message=f"{mine.question.text}; beside {other.place}")
        for same, (mine, other) in zip(found, pairs, strict=True)
    ]
    fix = "merge the guides, or keep each question where it is answered best and link it from the other"
    return merged_gap(
        gaps, ("guide:", guide), f"{len(pairs)} questions of {title!r} are asked in {whose} too", fix, title
    )


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


def duplicates(asked: Sequence[Asked], lang: str, likeness: float = 0.0) -> Iterator[Same]:
    """Yield the pairs that ask the same, each once; ``likeness`` is how far they must stand out, 0 the fitted
    values."""
    found = list(_alike(asked, lang, likeness or STANDS_OUT))
    yield from found
    if not likeness:
        known = {same.pair for same in found}
        yield from (same for same in _answered_elsewhere(asked, lang) if same.pair not in known)


def _answered_elsewhere(asked: Sequence[Asked], lang: str) -> Iterator[Same]:
    """Yield the questions without an answer with those of other guides that have it."""
    questions, answers = ([getattr(a.question, name) for a in asked] for name in ("text", "answer"))
    for pair in answered_elsewhere(questions, answers, lang):
        one, other = (asked[number] for number in sorted((pair.open, pair.answered)))
        if one.guide.slug != other.guide.slug and _same_subject(one, other):
            yield Same(one, other, POSSIBLE)


def _alike(asked: Sequence[Asked], lang: str, threshold: float) -> Iterator[Same]:
    """Yield the pairs whose words are the same, or stand out."""
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
            if _both_answered(asked[me], asked[other]) and of_answers < _least_of_answers(asked[me], asked[other]):
                continue
        yield Same(asked[me], asked[other], CERTAIN if cosine >= SAME_WORDS else LIKELY, cosine)


def _may_be_same(one: Asked, other: Asked, cosine: float) -> bool:
    """Tell whether the two are about the same; within one guide all questions nearly are."""
    if one.guide.slug == other.guide.slug and cosine < ONE_GUIDE:
        return False
    return _same_subject(one, other) and not _asks_why(one, other)


def _mostly_shared(one: Asked, other: Asked, lang: str) -> bool:
    """Tell whether two questions share words, and more of them than either says beside the other."""
    if not shares_enough_words(one.question.text, other.question.text, lang):
        return False
    words, others = content_stems(one.question.text, lang), content_stems(other.question.text, lang)
    return len(words & others) > min(len(words - others), len(others - words))


def _both_answered(one: Asked, other: Asked) -> bool:
    return is_answered(one.question.answer) and is_answered(other.question.answer)


def _same_subject(one: Asked, other: Asked) -> bool:
    return not (one.subjects ^ other.subjects)


def _least_of_answers(one: Asked, other: Asked) -> float:
    """Return how alike the answers must be; more where the questions name no skill: then each is on its guide's."""
    names_none = not one.subjects and not other.subjects
    return IMPLIED_SUBJECT if names_none and one.guide.skill != other.guide.skill else OTHER_ANSWER


def _asks_why(one: Asked, other: Asked) -> bool:
    """Tell whether just one of two questions asks for reasons: "Why X?" is not "What is X?"."""
    asking = [{word for word in normal_title(a.question.text).split() if word in QUESTION_WORDS} for a in (one, other)]
    return all(asking) and not asking[0] & asking[1] and "why" in asking[0] | asking[1]


def _stands_out(me: int, other: int, cosine: float, near: Sequence[Neighbours]) -> float:
    """Return the cosine less half of the next one; 0 when either has a nearer neighbour.

    Those that say the same in the same words do not compete.
    """
    next_ones = [[c for c, third in near[row] if third not in (me, other) and c < SAME_WORDS] for row in (me, other)]
    runner_up = max((c for ones in next_ones for c in ones), default=0.0)
    return 0.0 if runner_up > cosine else cosine - runner_up / 2


def _gap(same: Same) -> Gap:
    one, other = same.one, same.other
    in_one_guide = one.guide.slug == other.guide.slug
    where = "twice in one guide" if in_one_guide else f"here and in {other.guide.path}"
    words = "in the same words" if same.likeness > 0.99 else "in other words"
    other_text = "" if same.likeness > 0.99 else f" and {other.question.text!r}"
    return Gap(
        key=(one.guide.id, one.question.anchor, other.guide.id, other.question.anchor),
        place=Place(one.guide.path, one.question.line),
        message=f"asked {where} {words}: {one.question.text!r}{other_text}",
        evidence=(one.place, other.place),
        fix=_fix(same, in_one_guide),
        subject=one.question.text,
        waiting=2,
        confidence=same.confidence,
    )


def _fix(same: Same, in_one_guide: bool) -> str:
    """Return what to do: keep one, let the answered one answer the other, or merge them."""
    if in_one_guide:
        return "keep one of them"
    answered = [a for a in (same.one, same.other) if a.question.answer.strip()]
    if len(answered) == 1:
        return f"link the answer: {answered[0].place}"
    if not same.one.subjects and not same.other.subjects:
        return "merge them, or name in each the skill that it is about"
    return "merge them, or link the shorter to the longer"


RULE = Rule(
    name="duplicate-question",
    severity="warning",
    summary="two guides ask the same question, perhaps in other words",
    check=check,
    minutes=15,
    worth=1.5,
    default=True,
)
