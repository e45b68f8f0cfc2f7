"""Rule ``broken-link``: a link to a guide, or to an anchor of one, that does not exist, or to a draft.

[probes](kubernetes.md#probs)     # the guide has #probes

A link is judged by the others of its form, such as `/docs/*`, `../*`, `*.md` or `#option-*`. Where links of the form
usually lead somewhere, it is broken. Where they do not, the site makes what they lead to: they are no findings, and the
report tells how many there are.

Links with one cause are one finding: the same link in translations of a page, one target in several guides, several
targets in one guide, or several addresses in one folder or anchors of one page.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.guide import Guide
from index.analysis import name_key
from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import DAY_MINUTES, Group, Grouping, by_subject
from search.gaps.judged_links import BrokenLink
from search.gaps.pages.kinds import POST, RELEASE
from search.gaps.rule import Rule
from search.gaps.site import Site

TARGET = "{guides:,} guides link {first.subject}, and it leads nowhere from any of them"
GUIDE = "{n} links of {about.guide.title!r} lead to what is not there"
FOLDER = "{kinds} addresses below /{key[1]} are linked, where no guide is"
PAGE = "{about.target.guide.title!r} has none of {kinds} places that links name"

MAX_SEPARATE = 2
"""Different guides, targets or addresses up to which links with something in common stay separate. By hand."""

MIN_RATIO = 0.5
"""Missing pages for each guide of a folder from which on the folder itself is the cause. By hand."""

MINUTES_PER_ADDRESS = 2
"""By hand."""

MAX_ANCHORS = 3
"""Anchors of a guide that a fix names. By hand."""

FIX = "write it, or take the link away; if the site makes it, put it under gaps: pages"
FIX_EACH = "link at each line what is meant there"
FIX_DRAFT = "publish it, or take the link away"
FIX_FOLDER = "if the site makes these pages, put /{key[1]}/* under gaps: pages; else write them or mend the links"
FIX_NO_ANCHORS = "take the part from the # on away: the page has no headings"
FIX_GROUP = "mend what they have in common: often the folder"

_IS_URL = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per broken link, in order of place; links to one missing address have one key."""
    judged = {guide.id for guide in site.judged(RULE)}
    for broken in sorted(site.judged_links.broken, key=lambda broken: broken.place):
        if broken.guide.id not in judged:
            continue
        fix = _single_fix(site, broken)
        yield Gap(
            key=broken.missing,
            place=Place(broken.guide.path, broken.link.line),
            message=_message(broken),
            evidence=(broken.place,),
            fix=fix or FIX,
            subject=broken.link.target,
            in_group=": ".join(filter(None, (broken.link.target, fix))),
            minutes=MINUTES_PER_ADDRESS,
            shares=tuple(_shares(site, broken)),
            explained_by=_causes(site, broken),
            about=broken,
        )


def _causes(site: Site, broken: BrokenLink) -> frozenset[tuple[str, str]]:
    """Return the guide that nobody wrote where a link leads to one: both are mended at once."""
    is_unwritten = not broken.draft and site.is_unwritten(broken.guide, broken.link, broken.target)
    return frozenset({("guide", name_key(broken.link.text))} if is_unwritten else ())


def _shares(site: Site, broken: BrokenLink) -> Iterator[Share]:
    target = broken.target
    yield Share("page", ("in:", broken.guide.page, broken.link.target))
    yield Share("target", ("everywhere:", broken.link.target))
    yield Share("guide", ("guide:", broken.guide.id))
    folder = target.address.rpartition("/")[0]
    if target.guide is not None:
        yield Share("anchors", ("page:", target.guide.id))
    elif folder:
        yield Share("folder", ("folder:", folder), site.addresses.n_guides_in(folder))
    yield Share("address", broken.missing)


def _message(broken: BrokenLink) -> str:
    if (guide := broken.target.guide) is not None:
        return f"{guide.title!r} has no place called #{broken.target.fragment}"
    if broken.draft:
        return f"the link {broken.link.text!r} leads to a draft: {broken.draft}"
    return f"the link {broken.link.text!r} leads to {broken.link.target}, where no guide is"


def _path(gap: Gap) -> str:
    return gap.place.path


def _page_of(gap: Gap) -> str:
    guide: Guide = gap.about.guide
    return guide.page


def _subject(gap: Gap) -> str:
    return gap.subject


def _missing(gap: Gap) -> tuple[str, ...]:
    return gap.key


OTHER = {"minutes": lambda group: min(DAY_MINUTES, MINUTES_PER_ADDRESS * len(set(map(_missing, group.gaps))))}
SAME = {**OTHER, "evidence": by_subject}
"""Fields of groups with several targets, which may each have a fix, and of those with one target."""

ONE_PAGE = {
    **SAME,
    "waiting": 1,
    "shares": lambda group: group.gaps[0].shares[1:],
    "about": lambda group: group.gaps[0].about,
}
"""Fields of one link in the languages of a page, which is a link of the first of them in the groups that follow."""


def _fix_of_target(group: Group) -> str:
    first = group.gaps[0]
    if first.subject.startswith("#"):
        return "give the place that anchor, link what is there, or take the links away"
    if first.fix != FIX:
        return first.fix
    return f"write what they lead to; if the site's own software makes it, put {first.subject} under gaps: pages"


def _fix_each(group: Group) -> str:
    return FIX_EACH if all(gap.fix != FIX for gap in group.gaps) else FIX_GROUP


def _single_fix(site: Site, broken: BrokenLink) -> str:
    """Return the fix of one link; "" where no similar address and no guide of that name is known."""
    if broken.draft:
        return FIX_DRAFT
    if broken.target.guide is not None:
        return _anchor_fix(site, broken)
    named = site.resolver.named(broken.link.text)
    guide = site.addresses.nearest(broken.target.address, broken.guide.lang) or (named[0] if len(named) == 1 else None)
    return f"link {guide.title!r} if that is meant: {guide.path}" if guide else ""


def _anchor_fix(site: Site, broken: BrokenLink) -> str:
    guide, fragment = broken.target.guide or broken.guide, broken.target.fragment
    if _IS_URL.match(fragment):
        return "take the # before the address away"
    if anchor := site.anchors.nearest(guide, fragment):
        return f"link #{anchor}, the nearest"
    anchors = [f"#{section.anchor}" for section in guide.sections if section.anchor][:MAX_ANCHORS]
    return f"link a place that it has: {_enumeration(anchors)}" if anchors else FIX_NO_ANCHORS


def _enumeration(anchors: Sequence[str]) -> str:
    return ", ".join(anchors) + (" and others" if len(anchors) == MAX_ANCHORS else "")


RULE = Rule(
    name="broken-link",
    severity="error",
    summary="a link to a guide, or to a heading, that is not there",
    check=check,
    minutes=MINUTES_PER_ADDRESS,
    worth=2.0,
    meaning="A reader who clicks lands on an error page, or at the top of a page instead of the place that was meant.",
    precision=0.85,
    leaves_out_few=frozenset({POST, RELEASE}),
    groupings=(
        Grouping("page", "{first.message}", "{first.fix}", "{first.subject}", 1, fields=ONE_PAGE),
        Grouping("target", TARGET, _fix_of_target, "{first.subject}", MAX_SEPARATE, differs=_path, fields=SAME),
        Grouping("guide", GUIDE, _fix_each, "{about.guide.title}", MAX_SEPARATE, differs=_subject, fields=OTHER),
        Grouping("folder", FOLDER, FIX_FOLDER, "{first.subject}", MAX_SEPARATE, MIN_RATIO, _missing, fields=OTHER),
        Grouping("anchors", PAGE, _fix_each, "{first.subject}", MAX_SEPARATE, differs=_missing, fields=OTHER),
        Grouping("address", "{first.message}", "{first.fix}", "{first.subject}", 1, fields=SAME),
    ),
    default=True,
    unjudged=lambda site: site.judged_links.unjudged(),
)
