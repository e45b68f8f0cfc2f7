"""Rule ``difficulty-gap``: a guide whose questions lack a level of difficulty that most other guides have.

11 of 12 guides have hard questions; this one has four, none of them hard
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from corpus.difficulty import RANKS
from corpus.guide import Guide
from search.gaps.finding import Gap, Place
from search.gaps.rule import Rule
from search.gaps.rules.no_questions import has_habit_of_questions
from search.gaps.site import Site

MIN_USUAL_SHARE = 0.6
"""Share of the graded guides with a level from which on it is usual. By hand."""

MIN_GUIDES = 4
"""Graded guides from which on anything is usual. By hand."""

MIN_QUESTIONS = 3
"""Questions of a guide from which on it should have every usual level. All three by hand."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per guide without a usual level, and per question without a difficulty where others have one."""
    graded = [guide for guide in site.judged(RULE, originals=True) if any(q.difficulty for q in guide.questions)]
    if len(graded) < MIN_GUIDES or not has_habit_of_questions(site):
        return
    n_with = Counter(level for guide in graded for level in _levels(guide))
    # a level is called what most guides call it
    names = Counter(sorted(name for guide in graded for name in _difficulties(guide))).most_common()
    name_of = {RANKS.get(name, name): name for name, _ in reversed(names)}
    usual = {name_of[level]: n for level, n in n_with.items() if n >= MIN_USUAL_SHARE * len(graded)}
    for guide in graded:
        missing = [name for name in sorted(usual) if RANKS.get(name, name) not in _levels(guide)]
        if missing and len(guide.questions) >= MIN_QUESTIONS:
            yield _level_gap(guide, missing, usual, len(graded))
        yield from _ungraded(guide)


def _difficulties(guide: Guide) -> list[str]:
    return sorted({question.difficulty for question in guide.questions if question.difficulty})


def _levels(guide: Guide) -> set[int | str]:
    """Return the levels of a guide's questions; a difficulty outside the scale is a level of its own."""
    return {RANKS.get(difficulty, difficulty) for difficulty in _difficulties(guide)}


def _level_gap(guide: Guide, missing: list[str], n_with: Mapping[str, int], n_guides: int) -> Gap:
    alternatives = " or ".join(missing)
    others = ", ".join(f"{n_with[level]} of {n_guides} guides have {level} ones" for level in missing)
    return Gap(
        key=(guide.id, *missing),
        place=Place(guide.path, guide.questions[0].line),
        message=f"no question on {guide.skill} is {alternatives}; {others}",
        fix=f"add a question that is {alternatives}",
        subject=guide.skill,
    )


def _ungraded(guide: Guide) -> Iterator[Gap]:
    """Yield a gap per question without a difficulty, in a guide with graded questions."""
    for question in guide.questions:
        if not question.difficulty:
            yield Gap(
                key=(guide.id, question.anchor),
                place=Place(guide.path, question.line),
                message=f"the question {question.text!r} has no difficulty; others here do",
                fix=f"give it one of {', '.join(_difficulties(guide))}",
                subject=question.text,
                minutes=2,
            )


RULE = Rule(
    name="difficulty-gap",
    severity="info",
    summary="a guide's questions leave out a usual level of difficulty",
    check=check,
    minutes=30,
    worth=1.0,
    meaning="Readers of one level of experience find no question that suits them.",
)
