"""Rule ``duplicate-section``: a section copied from another guide, or on the same topic as one in other words.

kafka.md#what-is-a-log     A log is an append-only sequence of records …
events.md#the-log          A log is an append-only sequence of records …

A section that many guides share is a template, which the rule ``boilerplate`` reports.
"""

from collections.abc import Iterator, Sequence

from search.gaps.finding import Gap, Place
from search.gaps.grouping import DAY_MINUTES, MAX_SEPARATE_GAPS
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.similar_sections import COPIED, SAME_TOPIC, SimilarSections, similar_sections

TOPIC_CONFIDENCE = 0.6
"""Confidence in sections on one topic, which may both belong; copies are certain. By hand."""

FIXES = {
    COPIED: "keep it in one guide and link it from the other, or say in each what is particular to it",
    SAME_TOPIC: "merge them, or link the shorter to the longer",
}


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per group of copied sections and per pair on one topic; one for each kind if they are many."""
    similar = similar_sections(site.guides, site.settings.shared_by)
    for kind in (COPIED, SAME_TOPIC):
        groups = [group for group in similar if group.kind == kind]
        if len(groups) > MAX_SEPARATE_GAPS:
            yield _merged(kind, groups)
        else:
            yield from map(_gap, groups)


def _gap(group: SimilarSections) -> Gap:
    first, second = group.parts[0], group.parts[1]
    title = first.section.title or first.guide.title
    verb = "stands in" if group.kind == COPIED else "has the topic of a section in"
    return Gap(
        key=(group.kind, *(f"{part.guide.id}#{part.section.anchor}" for part in group.parts[:2])),
        place=Place(first.place.path, first.place.line),
        message=f"the section {title!r} {verb} {second.guide.path} too",
        evidence=tuple(part.place for part in group.parts),
        fix=FIXES[group.kind],
        subject=title,
        waiting=2,
        confidence=1.0 if group.kind == COPIED else TOPIC_CONFIDENCE,
    )


def _merged(kind: str, groups: Sequence[SimilarSections]) -> Gap:
    """Return one gap for many groups, the most similar first."""
    ordered = sorted(groups, key=lambda group: (-group.share, group.parts[0].place))
    verb = "are copied from one guide to another" if kind == COPIED else "have the topic of a section in another guide"
    places = tuple(_pair_place(group) for group in ordered)
    return Gap(
        key=(kind, "all"),
        place=Place(places[0].path, places[0].line),
        message=f"{len(groups):,} sections {verb}",
        evidence=places,
        fix=FIXES[kind],
        waiting=len(groups),
        minutes=DAY_MINUTES,
        confidence=1.0 if kind == COPIED else TOPIC_CONFIDENCE,
    )


def _pair_place(group: SimilarSections) -> Place:
    """Return the place of the first section, with that of the second as text."""
    first, second = group.parts[0].place, group.parts[1].place
    return Place(first.path, first.line, f"{first.text}; beside {second}".removeprefix("; "))


RULE = Rule(
    name="duplicate-section",
    severity="info",
    summary="a section is copied from another guide, or on the same topic as one there",
    check=check,
    minutes=30,
    worth=1.0,
)
