"""Rule ``no-questions``: a guide without interview questions, on a site whose guides usually have them."""

from collections.abc import Iterator

from search.gaps.finding import Gap, Place
from search.gaps.pages.kinds import INDEX, NOTICE, PART, POST, RELEASE
from search.gaps.rule import Rule
from search.gaps.site import Site

MIN_HABIT = 0.6
"""Share of the guides with questions from which on they are a habit of the site. By hand: none of 27 documentation
sites has questions in more than a tenth of its pages, and banks of interview guides have them in nine tenths."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per guide."""
    if not has_habit_of_questions(site):
        return
    for guide in site.judged(RULE, originals=True):
        if not guide.questions:
            yield Gap(
                key=(guide.id,),
                place=Place(guide.path, 1),
                message=f"{guide.title!r} has no interview questions",
                fix='add a table with a "Question" and a "Strong answer" column',
                subject=guide.skill,
                in_group=guide.title,
            )


def has_habit_of_questions(site: Site) -> bool:
    """Tell whether most pages of a site have interview questions."""
    guides = list(site.judged(RULE, originals=True))
    n_with = sum(bool(guide.questions) for guide in guides)
    return n_with > 0 and n_with >= MIN_HABIT * len(guides)


RULE = Rule(
    name="no-questions",
    severity="info",
    summary="a guide has no interview questions, and most guides of the site have some",
    check=check,
    minutes=60,
    worth=1.5,
    meaning="Readers who prepare for an interview find questions in the other guides and none in this one.",
    leaves_out=frozenset({PART, INDEX, POST, RELEASE, NOTICE}),
)
