"""A section that another guide has too: copied, or on the same topic in other words.

kafka.md#what-is-a-log     A log is an append-only sequence of records …
events.md#the-log          A log is an append-only sequence of records …

What many guides share is a template, which the rule ``boilerplate`` reports.
"""

from collections.abc import Iterator, Sequence

from search.gaps.finding import Gap, Place
from search.gaps.grouping import DAY_MINUTES, MAX_SEPARATE_GAPS
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.similar_sections import COPIED, SAME_TOPIC, SimilarSections, similar_sections

FIXES = {
    COPIED: "keep it in one guide and link it from the other, or say in each what is particular to it",
    SAME_TOPIC: "merge them, or link the shorter to the longer",
}


def check(site: Site) -> Iterator[Gap]:
    alike = similar_sections(site.guides, site.settings.shared_by)
    for kind in (COPIED, SAME_TOPIC):
        found = [one for one in alike if one.kind == kind]
        if len(found) > MAX_SEPARATE_GAPS:
            yield _many(kind, found)
        else:
            yield from map(_gap, found)


def _gap(alike: SimilarSections) -> Gap:
    first, second = alike.parts[0], alike.parts[1]
    title = first.section.title or first.guide.title
    said = "stands in" if alike.kind == COPIED else "has the topic of a section in"
    return Gap(
        key=(alike.kind, *(f"{part.guide.id}#{part.section.anchor}" for part in alike.parts[:2])),
        place=Place(first.place.path, first.place.line),
        message=f"the section {title!r} {said} {second.guide.path} too",
        evidence=tuple(part.place for part in alike.parts),
        fix=FIXES[alike.kind],
        subject=title,
        waiting=2,
        confidence=1.0 if alike.kind == COPIED else 0.6,
    )


def _many(kind: str, found: Sequence[SimilarSections]) -> Gap:
    """Return one finding for many, the most alike first."""
    ordered = sorted(found, key=lambda alike: (-alike.share, alike.parts[0].place))
    said = "are copied from one guide to another" if kind == COPIED else "have the topic of a section in another guide"
    places = tuple(_beside(alike) for alike in ordered)
    return Gap(
        key=(kind, "all"),
        place=Place(places[0].path, places[0].line),
        message=f"{len(found):,} sections {said}",
        evidence=places,
        fix=FIXES[kind],
        waiting=len(found),
        minutes=DAY_MINUTES,
        confidence=1.0 if kind == COPIED else 0.6,
    )


def _beside(alike: SimilarSections) -> Place:
    first, second = alike.parts[0].place, alike.parts[1].place
    return Place(first.path, first.line, f"{first.text}; beside {second}".removeprefix("; "))


RULE = Rule(
    name="duplicate-section",
    severity="info",
    summary="a section is copied from another guide, or on the same topic as one there",
    check=check,
    minutes=30,
    worth=1.0,
)
