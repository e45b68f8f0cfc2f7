"""Rule ``unanswered-question``: an interview question or a question of an FAQ without an answer."""

from collections.abc import Iterator

from corpus.guide import Guide, Question
from search.gaps.finding import Gap, Place
from search.gaps.grouping import merge_if_many
from search.gaps.rule import Rule
from search.gaps.site import Site

FIX = "say what a strong answer has, beginning with the questions that readers open most"

MAX_SEPARATE_QUESTIONS = 5
"""Open questions of one guide that stay separate findings; more become one. By hand."""

MINUTES_PER_QUESTION = 20
"""By hand."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per open question, one per guide with many of them, and one for all of either kind if many."""
    question_gaps: list[Gap] = []
    guide_gaps: list[Gap] = []
    for guide in site.guides:
        for questions in (guide.questions, guide.faqs):
            unanswered = [question for question in questions if not question.answer.strip()]
            if len(unanswered) > MAX_SEPARATE_QUESTIONS:
                guide_gaps.append(_guide_gap(guide, unanswered, len(questions)))
            else:
                question_gaps += (_question_gap(guide, question) for question in unanswered)
    yield from merge_if_many(guide_gaps, ("guides",), "{guides} guides leave many questions without an answer", FIX)
    yield from merge_if_many(question_gaps, ("scattered",), "{n} questions of {guides} guides have no answer", FIX)


def _question_gap(guide: Guide, question: Question) -> Gap:
    return Gap(
        key=(guide.id, question.anchor),
        place=Place(guide.path, question.line),
        message=f"the question {question.text!r} has no answer",
        fix="say what a strong answer has, or remove the question",
        subject=question.text,
    )


def _guide_gap(guide: Guide, unanswered: list[Question], n_questions: int) -> Gap:
    n_answered = n_questions - len(unanswered)
    share = f"only {n_answered} of the {n_questions}" if n_answered else f"none of the {n_questions}"
    return Gap(
        key=(guide.id, unanswered[0].anchor.split("-")[0]),
        place=Place(guide.path, unanswered[0].line),
        message=f"{share} questions of {guide.title!r} {'has' if n_answered < 2 else 'have'} an answer",
        evidence=tuple(Place(guide.path, question.line, question.text) for question in unanswered),
        fix=FIX,
        subject=guide.skill,
        waiting=len(unanswered),
        minutes=MINUTES_PER_QUESTION * len(unanswered),
    )


RULE = Rule(
    name="unanswered-question",
    severity="warning",
    summary="a question has no answer",
    check=check,
    minutes=MINUTES_PER_QUESTION,
    worth=1.5,
)
