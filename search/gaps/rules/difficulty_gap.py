"""A guide whose questions leave out a level of difficulty that the other guides have.

11 of 12 guides have hard questions; this one has four, none of them hard
"""

from collections import Counter
from collections.abc import Iterator

from corpus.guide import Guide
from search.gaps.finding import Gap, Place
from search.gaps.rule import Rule
from search.gaps.site import Site

USUAL = 0.6
ENOUGH_GUIDES = 4
ENOUGH_QUESTIONS = 3


def check(site: Site) -> Iterator[Gap]:
    graded = [guide for guide in site.originals if any(q.difficulty for q in guide.questions)]
    if len(graded) < ENOUGH_GUIDES:
        return
    levels = Counter(level for guide in graded for level in _levels(guide))
    usual = [level for level, n in sorted(levels.items()) if n >= USUAL * len(graded)]
    for guide in graded:
        lacking = [level for level in usual if level not in _levels(guide)]
        if lacking and len(guide.questions) >= ENOUGH_QUESTIONS:
            yield _lacks(guide, lacking, levels, len(graded))
        yield from _ungraded(guide)


def _levels(guide: Guide) -> set[str]:
    return {question.difficulty for question in guide.questions if question.difficulty}


def _lacks(guide: Guide, lacking: list[str], levels: Counter[str], n_guides: int) -> Gap:
    said = " or ".join(lacking)
    others = ", ".join(f"{levels[level]} of {n_guides} guides have {level} ones" for level in lacking)
    return Gap(
        key=(guide.id, *lacking),
        place=Place(guide.path, guide.questions[0].line),
        message=f"no question on {guide.skill} is {said}; {others}",
        fix=f"add a question that is {said}",
        subject=guide.skill,
    )


def _ungraded(guide: Guide) -> Iterator[Gap]:
    """Yield the questions without a difficulty in a guide where the others have one."""
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
