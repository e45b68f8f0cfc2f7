"""Rule ``no-questions``: a guide without interview questions, on a site whose guides have them."""

from collections.abc import Iterator

from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import Grouping
from search.gaps.rule import Rule
from search.gaps.site import Site

FIX = 'if the site is to have them, begin with the guides that readers open most: a table with "Question"'

MIN_RATIO = 0.9
"""Share of guides without questions from which on their absence is one finding for the site. By hand."""

SITE_CONFIDENCE = 0.3
"""Confidence in that finding: the site may want no questions. By hand."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per guide."""
    for guide in site.originals:
        if not guide.questions:
            yield Gap(
                key=(guide.id,),
                place=Place(guide.path, 1),
                message=f"{guide.title!r} has no interview questions",
                fix='add a table with a "Question" and a "Strong answer" column',
                subject=guide.skill,
                in_group=guide.title,
                waiting=1 + len(site.inbound.get(guide.slug, ())),
                shares=(Share("site", ("all",), len(site.originals)),),
            )


OF_SITE = {"waiting": 1, "confidence": SITE_CONFIDENCE}

RULE = Rule(
    name="no-questions",
    severity="info",
    summary="a guide has no interview questions",
    check=check,
    minutes=60,
    worth=1.5,
    groupings=(
        Grouping(
            "site", "{n:,} of {of:,} guides have no interview questions", FIX, min_ratio=MIN_RATIO, fields=OF_SITE
        ),
    ),
)
