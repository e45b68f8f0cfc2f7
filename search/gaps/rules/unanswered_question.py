"""An interview question or FAQ entry without an answer, in a guide that answers others."""

from collections.abc import Iterator

from corpus.guide import Guide, Question
from search.gaps.finding import Gap, Place
from search.gaps.rule import Rule
from search.gaps.site import Site

MANY = 5


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per question; one for the guide where none of many has an answer."""
    for guide in site.guides:
        for asked in (guide.questions, guide.faqs):
            open_ones = [question for question in asked if not question.answer.strip()]
            if len(open_ones) > MANY and len(open_ones) == len(asked):
                yield _none_answered(guide, open_ones)
            else:
                yield from (_unanswered(guide, question) for question in open_ones)


def _unanswered(guide: Guide, question: Question) -> Gap:
    return Gap(
        key=(guide.id, question.anchor),
        place=Place(guide.path, question.line),
        message=f"the question {question.text!r} has no answer",
        fix="say what a strong answer has, or remove the question",
        subject=question.text,
    )


def _none_answered(guide: Guide, questions: list[Question]) -> Gap:
    return Gap(
        key=(guide.id, questions[0].anchor.split("-")[0]),
        place=Place(guide.path, questions[0].line),
        message=f"none of the {len(questions)} questions of {guide.title!r} has an answer",
        evidence=tuple(Place(guide.path, question.line, question.text) for question in questions),
        fix="say what a strong answer has, beginning with the questions that readers open most",
        subject=guide.skill,
        waiting=len(questions),
        minutes=20 * len(questions),
    )


RULE = Rule(
    name="unanswered-question",
    severity="warning",
    summary="a question has no answer",
    check=check,
    minutes=20,
    worth=1.5,
)
