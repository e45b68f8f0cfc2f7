"""A link to a guide, or to a place in one, that is not there.

[probes](kubernetes.md#probs)     # the guide has #probes

Links with one cause are one finding: one address that several guides link in vain, several of one guide, several
into one folder or one page.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.guide import Guide, Link
from search.gaps.finding import Gap, Place
from search.gaps.grouping import DAY_MINUTES
from search.gaps.links import Target
from search.gaps.rule import Rule
from search.gaps.site import Site

EVERYWHERE, GUIDE, FOLDER, PAGE, ONE = "everywhere:", "guide:", "folder:", "page:", ""

SEVERAL = 3
"""Guides that link one address in vain, or such links of one guide or into one place, that are one finding."""

MOSTLY_MISSING = 0.5
"""Missing pages for each guide of a folder from which on the folder is what is wrong."""

ANCHORS_SHOWN = 3
_IS_URL = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Broken:
    """A link that leads nowhere."""

    guide: Guide
    link: Link
    target: Target

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is not there, as a key that the same links of other guides share."""
        if self.target.guide is not None:
            return (self.target.guide.id, self.target.fragment)
        return (self.target.address,)

    @property
    def place(self) -> Place:
        return Place(self.guide.path, self.link.line, self.link.target)


@dataclass(frozen=True, slots=True)
class Cause:
    """Links that are one finding, in order of their places; ``key`` becomes its id."""

    kind: str
    key: tuple[str, ...]
    links: tuple[Broken, ...]

    @property
    def n_guides(self) -> int:
        return len({one.guide.id for one in self.links})


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per cause."""
    return (_gap(site, cause) for cause in causes(site))


def causes(site: Site) -> Iterator[Cause]:
    """Yield the links that lead nowhere, by their cause: each link once, the widest cause first."""
    left = [
        Broken(guide, link, target)
        for guide, link, target in site.links
        if not _is_sound(site, link, target) and not site.is_unwritten(link, target)
    ]
    for kind, of, differing in _GROUPINGS:
        groups: dict[str, list[Broken]] = defaultdict(list)
        for one in left:
            groups[of(one)].append(one)
        n_of = {key: len({differing(one) for one in same}) for key, same in groups.items() if key}
        taken = {key for key, n in n_of.items() if n >= SEVERAL and not (kind == FOLDER and _has_guides(site, key, n))}
        yield from (_cause(kind, (key,), groups[key]) for key in sorted(taken))
        left = [one for key, same in groups.items() if key not in taken for one in same]
    single: dict[tuple[str, ...], list[Broken]] = defaultdict(list)
    for one in left:
        single[one.lacks].append(one)
    yield from (_cause(ONE, key, same) for key, same in sorted(single.items()))


def _is_sound(site: Site, link: Link, target: Target) -> bool:
    return target.guide is not None and site.addresses.has_anchor(target.guide, target.fragment)


def _cause(kind: str, key: tuple[str, ...], links: Iterable[Broken]) -> Cause:
    return Cause(kind, (*([kind] if kind else []), *key), tuple(sorted(links, key=lambda one: one.place)))


def _has_guides(site: Site, folder: str, n_missing: int) -> bool:
    """Tell whether the pages of a folder are guides, so that each missing one is missing alone."""
    return site.addresses.n_guides_in(folder) > n_missing / MOSTLY_MISSING


def _folder(one: Broken) -> str:
    return one.target.address.rpartition("/")[0] if one.target.guide is None else ""


_GROUPINGS: tuple[tuple[str, Callable[[Broken], str], Callable[[Broken], Hashable]], ...] = (
    (EVERYWHERE, lambda one: one.link.target, lambda one: one.guide.id),
    (GUIDE, lambda one: one.guide.id, lambda one: one.link.target),
    (FOLDER, _folder, lambda one: one.lacks),
    (PAGE, lambda one: one.target.guide.id if one.target.guide else "", lambda one: one.lacks),
)
"""What links may have in common, and what must differ SEVERAL times among them: kind, key ("": none), difference."""


def _gap(site: Site, cause: Cause) -> Gap:
    first = cause.links[0]
    return Gap(
        key=cause.key,
        place=Place(first.place.path, first.place.line),
        message=_message(cause),
        evidence=tuple(
            _proposed(site, one) if cause.kind in (GUIDE, FOLDER, PAGE) else one.place for one in cause.links
        ),
        fix=_fix(site, cause),
        subject=first.guide.title if cause.kind == GUIDE else first.link.target,
        waiting=cause.n_guides,
        minutes=min(DAY_MINUTES, 2 * len({one.lacks for one in cause.links})),
    )


def _message(cause: Cause) -> str:
    first, n_links = cause.links[0], len(cause.links)
    link, target = first.link, first.target
    if cause.kind == EVERYWHERE:
        return f"{cause.n_guides:,} guides link {link.target}, and it leads nowhere from any of them"
    if cause.kind == GUIDE:
        return f"{n_links} links of {first.guide.title!r} lead to what is not there"
    if cause.kind == FOLDER:
        n_pages = len({one.lacks for one in cause.links})
        return f"{n_pages} addresses below /{cause.key[1]} are linked, where no guide is"
    if target.guide is None:
        return f"the link {link.text!r} leads to {link.target}, where no guide is"
    whose = f"{target.guide.title!r} has"
    if cause.kind == PAGE:
        return f"{whose} none of {len({one.lacks for one in cause.links})} places that links name"
    return f"{whose} no place called #{target.fragment}"


def _fix(site: Site, cause: Cause) -> str:
    first = cause.links[0]
    if cause.kind == EVERYWHERE and first.link.target.startswith("#"):
        return "give the place that anchor, link what is there, or take the links away"
    if cause.kind == EVERYWHERE and (meant := _of_one(site, first)):
        return meant
    if cause.kind == EVERYWHERE:
        return (
            f"write what they lead to; if the site's own software makes it, put {first.link.target} under gaps: pages"
        )
    if cause.kind == FOLDER:
        return (
            f"if the site makes these pages, put /{cause.key[1]}/* under gaps: pages; else write them or mend the links"
        )
    if cause.kind in (GUIDE, PAGE):
        are_known = all(_of_one(site, one) for one in cause.links)
        return "see at each line what may be meant" if are_known else "see what they have in common: often the folder"
    return _of_one(site, first) or "write it, or take the link away; if the site makes it, put it under gaps: pages"


def _proposed(site: Site, one: Broken) -> Place:
    """Return the place of a link with what may be meant by it."""
    said = _of_one(site, one)
    return Place(one.place.path, one.place.line, f"{one.place.text}: {said}" if said else one.place.text)


def _of_one(site: Site, one: Broken) -> str:
    """Return what to do about one link; "" where nothing like its address is known."""
    if one.target.guide is not None:
        return _of_anchor(site, one)
    named = site.names.find(one.link.text)
    meant = site.addresses.nearest(one.target.address, one.guide.lang) or (named[0] if len(named) == 1 else None)
    return f"{meant.title!r} may be meant: {meant.path}" if meant else ""


def _of_anchor(site: Site, one: Broken) -> str:
    guide, fragment = one.target.guide or one.guide, one.target.fragment
    if _IS_URL.match(fragment):
        return "take the # before the address away"
    if anchor := site.addresses.nearest_anchor(guide, fragment):
        return f"#{anchor} is the nearest"
    there = [f"#{section.anchor}" for section in guide.sections if section.anchor][:ANCHORS_SHOWN]
    return f"it has {_listed(there)}" if there else "it has no headings: take the part from the # on away"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) + (" and others" if len(names) == ANCHORS_SHOWN else "")


RULE = Rule(
    name="broken-link",
    severity="error",
    summary="a link to a guide, or to a heading, that is not there",
    check=check,
    minutes=2,
    worth=2.0,
    default=True,
)
