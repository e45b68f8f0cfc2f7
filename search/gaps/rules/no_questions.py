"""Rule ``no-questions``: a guide without interview questions, on a site whose guides have them."""

from collections.abc import Iterator

from search.gaps.finding import Gap, Place
from search.gaps.grouping import DAY_MINUTES, MAX_SEPARATE_GAPS
from search.gaps.rule import Rule
from search.gaps.site import Site

MIN_SHARE = 0.1
"""Share of the guides with questions below which their absence is one finding for the site. By hand."""

SITE_CONFIDENCE = 0.3
"""Confidence in that finding: the site may want no questions. By hand."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per guide; one for all where few guides have questions."""
    without = [guide for guide in site.originals if not guide.questions]
    share = 1 - len(without) / max(1, len(site.originals))
    if share < MIN_SHARE and len(without) > MAX_SEPARATE_GAPS:
        places = tuple(Place(guide.path, 1, guide.title) for guide in without)
        yield Gap(
            key=("all",),
            place=Place(places[0].path, 1),
            message=f"{len(without):,} of {len(site.originals):,} guides have no interview questions",
            evidence=places,
            fix='if the site is to have them, begin with the guides that readers open most: a table with "Question"',
            minutes=DAY_MINUTES,
            confidence=SITE_CONFIDENCE,
        )
        return
    for guide in without:
        yield Gap(
            key=(guide.id,),
            place=Place(guide.path, 1),
            message=f"{guide.title!r} has no interview questions",
            fix='add a table with a "Question" and a "Strong answer" column',
            subject=guide.skill,
            waiting=1 + len(site.inbound.get(guide.slug, ())),
        )


RULE = Rule(
    name="no-questions",
    severity="info",
    summary="a guide has no interview questions",
    check=check,
    minutes=60,
    worth=1.5,
)
