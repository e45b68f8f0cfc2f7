"""An interview question or FAQ entry without an answer, in a guide that answers others."""

from collections.abc import Iterator

from corpus.guide import Guide, Question
from search.gaps.finding import Gap, Place
from search.gaps.grouping import merge_if_many
from search.gaps.rule import Rule
from search.gaps.site import Site

FIX = "say what a strong answer has, beginning with the questions that readers open most"

SEVERAL = 5
"""Questions of one guide without an answer beyond which they are one finding."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per question; one for a guide with many open ones, and one for all where they are too many."""
    alone: list[Gap] = []
    guides: list[Gap] = []
    for guide in site.guides:
        for asked in (guide.questions, guide.faqs):
            open_ones = [question for question in asked if not question.answer.strip()]
            if len(open_ones) > SEVERAL:
                guides.append(_several(guide, open_ones, len(asked)))
            else:
                alone += (_unanswered(guide, question) for question in open_ones)
    yield from merge_if_many(guides, ("guides",), "{guides} guides leave many questions without an answer", FIX)
    yield from merge_if_many(alone, ("scattered",), "{n} questions of {guides} guides have no answer", FIX)


def _unanswered(guide: Guide, question: Question) -> Gap:
    return Gap(
        key=(guide.id, question.anchor),
        place=Place(guide.path, question.line),
        message=f"the question {question.text!r} has no answer",
        fix="say what a strong answer has, or remove the question",
        subject=question.text,
    )


def _several(guide: Guide, questions: list[Question], n_questions: int) -> Gap:
    answered = n_questions - len(questions)
    how_many = f"only {answered} of the {n_questions}" if answered else f"none of the {n_questions}"
    return Gap(
        key=(guide.id, questions[0].anchor.split("-")[0]),
        place=Place(guide.path, questions[0].line),
        message=f"{how_many} questions of {guide.title!r} {'has' if answered < 2 else 'have'} an answer",
        evidence=tuple(Place(guide.path, question.line, question.text) for question in questions),
        fix=FIX,
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
