"""Rule ``broken-link``: a link to a guide, or to an anchor of one, that does not exist.

[probes](kubernetes.md#probs)     # the guide has #probes

Links with one cause are one finding: one target in several guides, several targets in one guide, or several addresses
in one folder or anchors of one page.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.guide import Guide, Link
from index.links import Target
from search.gaps.finding import Gap, Place
from search.gaps.grouping import DAY_MINUTES
from search.gaps.rule import Rule
from search.gaps.site import Site

EVERYWHERE, GUIDE, FOLDER, PAGE, ONE = "everywhere:", "guide:", "folder:", "page:", ""

MIN_GROUP = 3
"""Different guides, targets or addresses from which on links with something in common are one finding. By hand."""

MIN_MISSING_RATIO = 0.5
"""Missing pages for each guide of a folder from which on the folder itself is the cause. By hand."""

MINUTES_PER_ADDRESS = 2
"""By hand."""

MAX_ANCHORS = 3
"""Anchors of a guide that a fix names. By hand."""

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


@dataclass(frozen=True, slots=True)
class Cause:
    """Broken links that are one finding, in order of their places; ``key`` becomes its id."""

    kind: str
    key: tuple[str, ...]
    links: tuple[BrokenLink, ...]

    @property
    def n_guides(self) -> int:
        return len({broken.guide.id for broken in self.links})


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per cause, in the order of ``causes``."""
    return (_gap(site, cause) for cause in causes(site))


def causes(site: Site) -> Iterator[Cause]:
    """Yield the broken links by cause, each link once: by the groupings of _GROUPINGS in order, then one by one."""
    remaining = [
        BrokenLink(guide, link, target)
        for guide, link, target in site.links
        if not _is_sound(site, link, target) and not site.is_unwritten(link, target)
    ]
    for kind, key_of, difference_of in _GROUPINGS:
        groups: dict[str, list[BrokenLink]] = defaultdict(list)
        for broken in remaining:
            groups[key_of(broken)].append(broken)
        # A group is a cause when its links differ in MIN_GROUP ways; the others go on to the next grouping.
        n_different = {key: len({difference_of(link) for link in links}) for key, links in groups.items() if key}
        caused = {
            key
            for key, n in n_different.items()
            if n >= MIN_GROUP and not (kind == FOLDER and _has_guides(site, key, n))
        }
        yield from (_cause(kind, (key,), groups[key]) for key in sorted(caused))
        remaining = [broken for key, links in groups.items() if key not in caused for broken in links]
    single: dict[tuple[str, ...], list[BrokenLink]] = defaultdict(list)
    for broken in remaining:
        single[broken.missing].append(broken)
    yield from (_cause(ONE, key, links) for key, links in sorted(single.items()))


def _is_sound(site: Site, link: Link, target: Target) -> bool:
    return target.guide is not None and site.addresses.has_anchor(target.guide, target.fragment)


def _cause(kind: str, key: tuple[str, ...], links: Iterable[BrokenLink]) -> Cause:
    return Cause(kind, (*([kind] if kind else []), *key), tuple(sorted(links, key=lambda broken: broken.place)))


def _has_guides(site: Site, folder: str, n_missing: int) -> bool:
    """Tell whether a folder has so many guides that each missing page is a finding of its own."""
    return site.addresses.n_guides_in(folder) > n_missing / MIN_MISSING_RATIO


def _folder(broken: BrokenLink) -> str:
    return broken.target.address.rpartition("/")[0] if broken.target.guide is None else ""


_GROUPINGS: tuple[tuple[str, Callable[[BrokenLink], str], Callable[[BrokenLink], Hashable]], ...] = (
    (EVERYWHERE, lambda broken: broken.link.target, lambda broken: broken.guide.id),
    (GUIDE, lambda broken: broken.guide.id, lambda broken: broken.link.target),
    (FOLDER, _folder, lambda broken: broken.missing),
    (PAGE, lambda broken: broken.target.guide.id if broken.target.guide else "", lambda broken: broken.missing),
)
"""Kinds of cause, each with the common key of its links ("" for none), and the value that differs among them."""


def _gap(site: Site, cause: Cause) -> Gap:
    first = cause.links[0]
    return Gap(
        key=cause.key,
        place=Place(first.place.path, first.place.line),
        message=_message(cause),
        evidence=tuple(
            _place_with_fix(site, broken) if cause.kind in (GUIDE, FOLDER, PAGE) else broken.place
            for broken in cause.links
        ),
        fix=_fix(site, cause),
        subject=first.guide.title if cause.kind == GUIDE else first.link.target,
        waiting=cause.n_guides,
        minutes=min(DAY_MINUTES, MINUTES_PER_ADDRESS * _n_missing(cause)),
    )


def _n_missing(cause: Cause) -> int:
    return len({broken.missing for broken in cause.links})


def _message(cause: Cause) -> str:
    first, n_links = cause.links[0], len(cause.links)
    link, target = first.link, first.target
    if cause.kind == EVERYWHERE:
        return f"{cause.n_guides:,} guides link {link.target}, and it leads nowhere from any of them"
    if cause.kind == GUIDE:
        return f"{n_links} links of {first.guide.title!r} lead to what is not there"
    if cause.kind == FOLDER:
        return f"{_n_missing(cause)} addresses below /{cause.key[1]} are linked, where no guide is"
    if target.guide is None:
        return f"the link {link.text!r} leads to {link.target}, where no guide is"
    whose = f"{target.guide.title!r} has"
    if cause.kind == PAGE:
        return f"{whose} none of {_n_missing(cause)} places that links name"
    return f"{whose} no place called #{target.fragment}"


def _fix(site: Site, cause: Cause) -> str:
    first = cause.links[0]
    if cause.kind == EVERYWHERE and first.link.target.startswith("#"):
        return "give the place that anchor, link what is there, or take the links away"
    if cause.kind == EVERYWHERE and (fix := _single_fix(site, first)):
        return fix
    if cause.kind == EVERYWHERE:
        return (
            f"write what they lead to; if the site's own software makes it, put {first.link.target} under gaps: pages"
        )
    if cause.kind == FOLDER:
        return (
            f"if the site makes these pages, put /{cause.key[1]}/* under gaps: pages; else write them or mend the links"
        )
    if cause.kind in (GUIDE, PAGE):
        are_known = all(_single_fix(site, broken) for broken in cause.links)
        return "see at each line what may be meant" if are_known else "see what they have in common: often the folder"
    return _single_fix(site, first) or "write it, or take the link away; if the site makes it, put it under gaps: pages"


def _place_with_fix(site: Site, broken: BrokenLink) -> Place:
    """Return the place of a link; its text is the target and the proposed fix."""
    place, fix = broken.place, _single_fix(site, broken)
    return Place(place.path, place.line, f"{place.text}: {fix}" if fix else place.text)


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
    default=True,
)
