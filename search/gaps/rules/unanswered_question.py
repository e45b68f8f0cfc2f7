"""Rule ``unanswered-question``: an interview question or a question of an FAQ without an answer, among answered ones.

A question is compared with those asked like it: the rows or the list of one section, or the headings of one level. A
list of questions alone is meant so: a check list, or questions to put to somebody else.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from corpus.guide import Guide, Question
from index.analysis import is_unspaced
from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import Group, Grouping, by_subject
from search.gaps.pages.kinds import PART, POST, RELEASE
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.outline import OtherContent, SectionTree, section_trees

FIX = "say what a strong answer has, beginning with the questions that readers open most"

MAX_SEPARATE_QUESTIONS = 5
"""Open questions of one guide that stay separate findings; more become one. By hand."""

MIN_ANSWERED = 0.5
"""Share of the questions of a list that are answered from which on an open one is a gap. By hand."""

MIN_MARKED = 0.7
"""Share of the questions of a list with a question mark from which on an item without one is no question. By hand."""

MINUTES_PER_QUESTION = 20
"""By hand."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per open question."""
    for guide in site.judged(RULE, originals=True):
        content = OtherContent(guide)
        trees = {tree.section.line: tree for tree in section_trees(guide)}
        for questions in map(_asked, _lists(guide, trees)):
            unanswered = [question for question in questions if not _is_answered(question, trees, content)]
            if len(questions) - len(unanswered) < MIN_ANSWERED * len(questions):
                continue
            for question in unanswered:
                kind = unanswered[0].anchor.split("-")[0]
                yield Gap(
                    key=(guide.id, question.anchor),
                    place=Place(guide.path, question.line),
                    message=f"the question {question.text!r} has no answer",
                    fix="say what a strong answer has, or remove the question",
                    subject=question.text,
                    shares=(Share("guide", (guide.id, kind), len(questions)), Share("scattered", ("scattered",))),
                    about=guide,
                )


def _lists(guide: Guide, trees: Mapping[int, SectionTree]) -> list[list[Question]]:
    """Return the questions of a guide that are asked alike, in lists: those in one section, and those that are headings
    of one level. Names of a field in front matter, of one word, are no questions."""
    lists: dict[tuple[str, str], list[Question]] = defaultdict(list)
    for question in (*guide.questions, *guide.faqs):
        tree = trees.get(question.line)
        if tree or _is_marked(question) or len(question.text.split()) > 1 or is_unspaced(question.text):
            kind = question.anchor.split("-")[0]
            lists[kind, f"level {tree.section.level}" if tree else question.topic].append(question)
    return list(lists.values())


def _asked(questions: Sequence[Question]) -> Sequence[Question]:
    """Return the questions without the items of a list that are none, where most end in a question mark."""
    marked = [question for question in questions if _is_marked(question)]
    return marked if len(marked) >= MIN_MARKED * len(questions) else questions


def _is_marked(question: Question) -> bool:
    return question.text.rstrip(" .*_\"'”’)").endswith(("?", "？", "؟", ";"))


def _is_answered(question: Question, trees: Mapping[int, SectionTree], content: OtherContent) -> bool:
    """Tell whether a question has an answer: words or code, or below its heading a table, an image, a link or more
    headings."""
    if question.answer.strip() or question.code.strip():
        return True
    tree = trees.get(question.line)
    return tree is not None and (
        bool(tree.below or tree.section.text.strip()) or content.is_in(tree, skip_heading=True)
    )


def _message_of_guide(group: Group) -> str:
    return f"{len(group.gaps)} of the {group.out_of} questions of {group.gaps[0].about.title!r} have no answer"


OF_GUIDE = {
    "evidence": by_subject,
    "waiting": lambda group: len(group.gaps),
    "minutes": lambda group: MINUTES_PER_QUESTION * len(group.gaps),
    "shares": (Share("guides", ("guides",)),),
}

RULE = Rule(
    name="unanswered-question",
    severity="warning",
    summary="a question has no answer, and most of its guide have one",
    check=check,
    minutes=MINUTES_PER_QUESTION,
    worth=1.5,
    meaning="The other questions of the guide are answered, so that readers expect an answer here too.",
    leaves_out=frozenset({PART, POST, RELEASE}),
    groupings=(
        Grouping("guide", _message_of_guide, FIX, "{about.skill}", MAX_SEPARATE_QUESTIONS, fields=OF_GUIDE),
        Grouping("guides", "{guides:,} guides leave many questions without an answer", FIX),
        Grouping("scattered", "{n:,} questions of {guides:,} guides have no answer", FIX),
    ),
)
