"""Rule ``broken-link``: a link to a guide, or to an anchor of one, that does not exist.

[probes](kubernetes.md#probs)     # the guide has #probes

Links with one cause are one finding: one target in several guides, several targets in one guide, or several addresses
in one folder or anchors of one page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.guide import Guide, Link
from index.links import Target
from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import DAY_MINUTES, Group, Grouping, by_subject
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
FIX_EACH = "see at each line what may be meant"
FIX_FOLDER = "if the site makes these pages, put /{key[1]}/* under gaps: pages; else write them or mend the links"
FIX_GROUP = "see what they have in common: often the folder"

_IS_URL = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link of a guide to a target that does not exist."""

    guide: Guide
    link: Link
    target: Target

    @property
    def missing(self) -> tuple[str, ...]:
        """The missing address, or guide id and anchor, as a key."""
        if self.target.guide is not None:
            return (self.target.guide.id, self.target.fragment)
        return (self.target.address,)

    @property
    def place(self) -> Place:
        return Place(self.guide.path, self.link.line, self.link.target)


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per broken link, in order of place; links to one missing address have one key."""
    links = [
        BrokenLink(guide, link, target)
        for guide, link, target in site.links
        if not _is_sound(site, link, target) and not site.is_unwritten(link, target)
    ]
    for broken in sorted(links, key=lambda broken: broken.place):
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
            about=broken,
        )


def _shares(site: Site, broken: BrokenLink) -> Iterator[Share]:
    target = broken.target
    yield Share("target", ("everywhere:", broken.link.target))
    yield Share("guide", ("guide:", broken.guide.id))
    folder = target.address.rpartition("/")[0]
    if target.guide is not None:
        yield Share("page", ("page:", target.guide.id))
    elif folder:
        yield Share("folder", ("folder:", folder), site.addresses.n_guides_in(folder))
    yield Share("address", broken.missing)


def _is_sound(site: Site, link: Link, target: Target) -> bool:
    return target.guide is not None and site.addresses.has_anchor(target.guide, target.fragment)


def _message(broken: BrokenLink) -> str:
    if (guide := broken.target.guide) is not None:
        return f"{guide.title!r} has no place called #{broken.target.fragment}"
    return f"the link {broken.link.text!r} leads to {broken.link.target}, where no guide is"


def _path(gap: Gap) -> str:
    return gap.place.path


def _subject(gap: Gap) -> str:
    return gap.subject


def _missing(gap: Gap) -> tuple[str, ...]:
    return gap.key


OTHER = {"minutes": lambda group: min(DAY_MINUTES, MINUTES_PER_ADDRESS * len(set(map(_missing, group.gaps))))}
SAME = {**OTHER, "evidence": by_subject}
"""Fields of groups with several targets, which may each have a fix, and of those with one target."""


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
    if broken.target.guide is not None:
        return _anchor_fix(site, broken)
    named = site.resolver.named(broken.link.text)
    guide = site.addresses.nearest(broken.target.address, broken.guide.lang) or (named[0] if len(named) == 1 else None)
    return f"{guide.title!r} may be meant: {guide.path}" if guide else ""


def _anchor_fix(site: Site, broken: BrokenLink) -> str:
    guide, fragment = broken.target.guide or broken.guide, broken.target.fragment
    if _IS_URL.match(fragment):
        return "take the # before the address away"
    if anchor := site.addresses.nearest_anchor(guide, fragment):
        return f"#{anchor} is the nearest"
    anchors = [f"#{section.anchor}" for section in guide.sections if section.anchor][:MAX_ANCHORS]
    return f"it has {_enumeration(anchors)}" if anchors else "it has no headings: take the part from the # on away"


def _enumeration(anchors: Sequence[str]) -> str:
    return ", ".join(anchors) + (" and others" if len(anchors) == MAX_ANCHORS else "")


RULE = Rule(
    name="broken-link",
    severity="error",
    summary="a link to a guide, or to a heading, that is not there",
    check=check,
    minutes=MINUTES_PER_ADDRESS,
    worth=2.0,
    groupings=(
        Grouping("target", TARGET, _fix_of_target, "{first.subject}", MAX_SEPARATE, differs=_path, fields=SAME),
        Grouping("guide", GUIDE, _fix_each, "{about.guide.title}", MAX_SEPARATE, differs=_subject, fields=OTHER),
        Grouping("folder", FOLDER, FIX_FOLDER, "{first.subject}", MAX_SEPARATE, MIN_RATIO, _missing, fields=OTHER),
        Grouping("page", PAGE, _fix_each, "{first.subject}", MAX_SEPARATE, differs=_missing, fields=OTHER),
        Grouping("address", "{first.message}", "{first.fix}", "{first.subject}", 1, fields=SAME),
    ),
    default=True,
)
