"""Rule ``duplicate-section``: a section copied from another guide, or on the same topic as one in other words.

kafka.md#what-is-a-log     A log is an append-only sequence of records …
events.md#the-log          A log is an append-only sequence of records …

A section that many guides share is a template, which the rule ``boilerplate`` reports.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from search.gaps.finding import Gap, Share
from search.gaps.grouping import Grouping
from search.gaps.pages.kinds import INDEX, PART, POST, RELEASE, are_family
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.similar_sections import COPIED, SAME_TOPIC, SimilarSections, similar_sections

TOPIC_CONFIDENCE = 0.6
"""Confidence in sections on one topic, which may both belong; copies are certain. By hand."""

PAIR = "{n} sections are in two guides, {first.evidence[0].path} and {first.evidence[1].path}"
FIX_PAIR = "merge the guides, or keep each section in one and link it from the other"

MIN_TOPIC_COSINE = 0.75
"""Cosine from which on two sections of one topic are a finding. By hand: below it both belong, on foreign sites."""

MAX_OF_PAIR = 1
"""Similar sections of two guides that stay separate findings. By hand."""

FIXES = {
    COPIED: "keep it in one guide and link it from the other, or say in each what is particular to it",
    SAME_TOPIC: "merge them, or link the shorter to the longer",
}


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per group of copied sections, and per pair on one topic."""
    guides = list(site.judged(RULE, originals=True))
    for group in similar_sections(guides, site.settings.shared_by):
        is_sure = group.kind == COPIED or group.share >= MIN_TOPIC_COSINE
        if group.kind in FIXES and is_sure and not are_family([part.guide for part in group.parts]):
            yield _gap(group)


def _gap(group: SimilarSections) -> Gap:
    first, second = group.parts[0], group.parts[1]
    title = first.section.title or first.guide.title
    verb = "stands in" if group.kind == COPIED else "has the topic of a section in"
    return Gap(
        key=(group.kind, *(f"{part.guide.id}#{part.section.anchor}" for part in group.parts[:2])),
        place=replace(first.place, text=""),
        message=f"the section {title!r} {verb} {second.guide.path} too",
        evidence=tuple(part.place for part in group.parts),
        fix=FIXES[group.kind],
        subject=title,
        in_group=f"{first.place.text}; beside {second.place}".removeprefix("; "),
        waiting=2,
        confidence=1.0 if group.kind == COPIED else TOPIC_CONFIDENCE,
        shares=(
            Share("pair", (first.guide.id, second.guide.id)),
            Share(group.kind, (group.kind, "all")),
        ),
        about=group.share,
    )


OF_PAIR: dict[str, Any] = {
    "waiting": 2,
    "about": lambda group: group.gaps[0].about,
    "shares": lambda group: group.gaps[0].shares[1:],
}

# The most similar sections come first.
ALL: dict[str, Any] = {
    "order": lambda gap: (-gap.about, gap.place),
    "fields": {"waiting": lambda group: len(group.gaps)},
}

RULE = Rule(
    name="duplicate-section",
    severity="info",
    summary="a section is copied from another guide, or on the same topic as one there",
    check=check,
    minutes=30,
    worth=1.0,
    leaves_out=frozenset({PART, INDEX, POST, RELEASE}),
    groupings=(
        Grouping("pair", PAIR, FIX_PAIR, "{first.subject}", MAX_OF_PAIR, fields=OF_PAIR),
        Grouping(COPIED, "{n:,} sections are copied from one guide to another", FIXES[COPIED], **ALL),
        Grouping(SAME_TOPIC, "{n:,} sections have the topic of a section in another guide", FIXES[SAME_TOPIC], **ALL),
    ),
)
