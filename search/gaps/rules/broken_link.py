"""A link to a guide, or to a place in one, that is not there.

[probes](kubernetes.md#probs)     # the guide has #probes
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from corpus.guide import Guide, Link
from search.gaps.finding import Gap, Place
from search.gaps.links import Target
from search.gaps.rule import Rule
from search.gaps.site import Site

Broken = tuple[Guide, Link, Target]

SEVERAL = 3
EVERYWHERE = "*"
FIX_EVERYWHERE = "write what they lead to; if the site makes it, name its address under gaps: pages"

MANY = 5
"""Broken links of one guide that are one finding: they have one cause."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per thing that is not there; one for a guide that has many such links."""
    by_guide: dict[str, list[tuple[tuple[str, ...], Broken]]] = defaultdict(list)
    for guide, link, target in site.links:
        if key := _broken(site, link, target):
            by_guide[guide.id].append((key, (guide, link, target)))
    widespread = _widespread(found for links in by_guide.values() for _, found in links)
    broken: dict[tuple[str, ...], list[Broken]] = defaultdict(list)
    for guide_id, found in sorted(by_guide.items()):
        own = [one for _, one in found if one[1].target not in widespread]
        is_many = len({link.target for _, link, _ in own}) >= MANY
        if is_many:
            yield _many(guide_id, own)
        for key, one in found:
            if one[1].target in widespread:
                broken[EVERYWHERE, one[1].target].append(one)
            elif not is_many:
                broken[key].append(one)
    for key, links in sorted(broken.items()):
        yield _gap(site, key, links)


def _broken(site: Site, link: Link, target: Target) -> tuple[str, ...]:
    """Return what a broken link lacks, as a key that the same links of other guides share; () if
    sound."""
    if target.guide is not None:
        sound = site.addresses.has_anchor(target.guide, target.fragment)
        return () if sound else (target.guide.id, target.fragment)
    if site.is_unwritten(link, target):
        return ()
    return (target.address,)


def _widespread(found: Iterable[Broken]) -> frozenset[str]:
    """Return the targets that, as they are written, lead nowhere from several guides."""
    guides: dict[str, set[str]] = defaultdict(set)
    for guide, link, _ in found:
        guides[link.target].add(guide.id)
    return frozenset(target for target, having in guides.items() if len(having) >= SEVERAL)


def _many(guide_id: str, links: list[Broken]) -> Gap:
    places = sorted(Place(guide.path, link.line, link.target) for guide, link, _ in links)
    return Gap(
        key=(guide_id,),
        place=Place(places[0].path, places[0].line),
        message=f"{len(links)} links of this guide lead to what is not there",
        evidence=tuple(places),
        fix="see what they have in common: often the folder that they are relative to",
        subject=places[0].path,
        minutes=10,
    )


def _gap(site: Site, key: tuple[str, ...], links: list[Broken]) -> Gap:
    places = sorted(Place(guide.path, link.line, link.target) for guide, link, _ in links)
    _, link, target = min(links, key=lambda triple: (triple[0].path, triple[1].line))
    return Gap(
        key=key,
        place=Place(places[0].path, places[0].line),
        message=_message(link, target) if key[0] != EVERYWHERE else _message_everywhere(links),
        evidence=tuple(places),
        fix=_fix(site, link, target) if key[0] != EVERYWHERE else FIX_EVERYWHERE,
        subject=link.target,
        waiting=len({place.path for place in places}),
    )


def _message_everywhere(links: list[Broken]) -> str:
    n_guides = len({guide.id for guide, _, _ in links})
    return f"{n_guides:,} guides link {links[0][1].target}, and it leads nowhere from any of them"


def _message(link: Link, target: Target) -> str:
    if target.guide is not None:
        whose = f"{target.guide.title!r} has" if target.address else "this guide has"
        return f"{whose} no place called #{target.fragment}"
    return f"the link {link.text!r} leads to {link.target}, where no guide is"


def _fix(site: Site, link: Link, target: Target) -> str:
    if target.guide is not None:
        anchor = site.addresses.nearest_anchor(target.guide, target.fragment)
        return f"#{anchor} is the nearest" if anchor else ""
    named = site.names.find(link.text)
    meant = site.addresses.nearest(target.address) or (named[0] if len(named) == 1 else None)
    return f"{meant.title!r} may be meant: {meant.path}" if meant else ""


RULE = Rule(
    name="broken-link",
    severity="error",
    summary="a link to a guide, or to a heading, that is not there",
    check=check,
    minutes=2,
    worth=2.0,
    default=True,
)
