"""Rule ``difficulty-gap``: a guide whose questions lack a level of difficulty that most other guides have.

11 of 12 guides have hard questions; this one has four, none of them hard
"""

from collections import Counter
from collections.abc import Iterator

from corpus.guide import Guide
from search.gaps.finding import Gap, Place
from search.gaps.rule import Rule
from search.gaps.site import Site

MIN_USUAL_SHARE = 0.6
"""Share of the graded guides with a level from which on it is usual."""

MIN_GUIDES = 4
"""Graded guides from which on anything is usual."""

MIN_QUESTIONS = 3
"""Questions of a guide from which on it should have every usual level. All three by hand."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per guide without a usual level, and per question without a difficulty where others have one."""
    graded = [guide for guide in site.originals if any(q.difficulty for q in guide.questions)]
    if len(graded) < MIN_GUIDES:
        return
    levels = Counter(level for guide in graded for level in _levels(guide))
    usual = [level for level, n in sorted(levels.items()) if n >= MIN_USUAL_SHARE * len(graded)]
    for guide in graded:
        missing = [level for level in usual if level not in _levels(guide)]
        if missing and len(guide.questions) >= MIN_QUESTIONS:
            yield _level_gap(guide, missing, levels, len(graded))
        yield from _ungraded(guide)


def _levels(guide: Guide) -> set[str]:
    return {question.difficulty for question in guide.questions if question.difficulty}


def _level_gap(guide: Guide, missing: list[str], levels: Counter[str], n_guides: int) -> Gap:
    alternatives = " or ".join(missing)
    others = ", ".join(f"{levels[level]} of {n_guides} guides have {level} ones" for level in missing)
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
                fix=f"give it one of {', '.join(sorted(_levels(guide)))}",
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
)
