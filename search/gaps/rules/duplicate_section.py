"""Rule ``duplicate-section``: a section copied from another guide, or on the same topic as one in other words.

kafka.md#what-is-a-log     A log is an append-only sequence of records …
events.md#the-log          A log is an append-only sequence of records …

A section that many guides share is a template, which the rule ``boilerplate`` reports. A page that gathers what others
explain, such as a quick start or a glossary, repeats them by intent, and so do pages of one kind, those of one folder.
Nor is a section reported that links the other guide, or that is a small part of the other: it is a summary or a quote.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from corpus.guide import Guide
from corpus.slugs import INDEX_NAMES, split_name
from search.gaps.finding import Gap, Share
from search.gaps.grouping import Grouping
from search.gaps.pages.kinds import INDEX, NOTICE, PART, POST, RELEASE, are_family, gathers
from search.gaps.rule import Rule
from search.gaps.site import Site
from search.gaps.text.similar_sections import COPIED, SAME_TOPIC, SectionText, SimilarSections, similar_sections

TOPIC_CONFIDENCE = 0.6
"""Confidence in sections on one topic, which may both belong; copies are certain. By hand."""

PAIR = "{n} sections are in two guides, {first.evidence[0].path} and {first.evidence[1].path}"
FIX_PAIR = "merge the guides, or keep each section in one and link it from the other"

MIN_TOPIC_COSINE = 0.9
"""Cosine from which on two sections of one topic are a finding. By hand: below it both belong, on foreign sites."""

MIN_COPIED_WORDS = 40
"""Words of the shortest copy from which on it is more than a note that belongs in each place. By hand."""

MIN_LENGTH_SHARE = 0.5
"""Words of the shorter section for each of the longer from which on they are copies, and not a quote. By hand."""

MAX_FOLDER_SHARE = 0.5
"""Share of the guides of a site up to which those of a folder are of one kind, such as an exercise and its solution. By
hand."""

_USUAL = re.compile(
    r"(?:what(?:'|’)?s )?next(?: steps)?\??|prerequisites|requirements|before you (?:begin|start)|see also|introduction"
    r"|further reading|objectives|help|support",
    re.IGNORECASE,
)
"""Headings of sections that belong into each guide. By hand."""

_CODE_TITLE = re.compile(r"\W*\w*(?:[a-z][A-Z]|_|\.\w|\()\S*\W*")
"""A heading that is a name in code: each page of a reference explains its options. By hand."""

MAX_OF_PAIR = 1
"""Similar sections of two guides that stay separate findings. By hand."""

FIXES = {
    COPIED: "keep it in one guide and link it from the other, or say in each what is particular to it",
    SAME_TOPIC: "merge them, or link the shorter to the longer",
}


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per group of copied sections, and per pair on one topic."""
    guides = list(site.judged(RULE, originals=True))
    sizes = Counter(_folder(guide) for guide in guides)
    of_one_kind = {folder for folder, size in sizes.items() if size <= MAX_FOLDER_SHARE * len(guides)}
    linked_from = _linked_from(site)
    for group in similar_sections(guides, site.settings.shared_by):
        if group.kind not in FIXES or _is_meant(group, of_one_kind) or _links_another(group.parts, linked_from):
            continue
        if group.kind == COPIED or group.share >= MIN_TOPIC_COSINE:
            yield _gap(group)


def _is_meant(group: SimilarSections, folders_of_one_kind: Collection[str]) -> bool:
    """Tell whether the sections are similar by intent."""
    guides = [part.guide for part in group.parts]
    sections = [part.section for part in group.parts]
    if any(_USUAL.fullmatch(title) or _CODE_TITLE.fullmatch(title) for title in (s.title for s in sections)):
        return True
    if any(map(gathers, guides)) or are_family(guides):
        return True
    lengths = sorted(len(section.text.split()) for section in sections)
    if lengths[0] < MIN_LENGTH_SHARE * lengths[-1] or (group.kind == COPIED and lengths[0] < MIN_COPIED_WORDS):
        return True
    folders = {_folder(guide) for guide in guides}
    return len(folders) == 1 and folders <= set(folders_of_one_kind)


def _linked_from(site: Site) -> Mapping[tuple[str, int], frozenset[str]]:
    """Return the slugs of the guides that each section links, by the id of its guide and its line."""
    slugs: dict[tuple[str, int], set[str]] = defaultdict(set)
    lines = {guide.id: sorted(section.line for section in guide.sections) for guide in site.guides}
    for guide, link, target in site.links:
        at = bisect_right(lines[guide.id], link.line)
        if at and target.guide is not None:
            slugs[guide.id, lines[guide.id][at - 1]].add(target.guide.slug)
    return {section: frozenset(linked) for section, linked in slugs.items()}


def _links_another(parts: Sequence[SectionText], linked_from: Mapping[tuple[str, int], frozenset[str]]) -> bool:
    """Tell whether one of the sections links the guide of another one."""
    slugs = frozenset(part.guide.slug for part in parts)
    linked = (linked_from.get((part.guide.id, part.section.line), frozenset()) - {part.guide.slug} for part in parts)
    return any(slugs & others for others in linked)


def _folder(guide: Guide) -> str:
    """Return the folder of a page; that above its own for a page with a folder of its own."""
    folder, _, name = guide.path.rpartition("/")
    return folder.rpartition("/")[0] if split_name(name.lower())[0] in INDEX_NAMES else folder


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
    meaning="Two copies drift apart: somebody corrects one, and readers of the other keep the mistake.",
    precision=0.4,
    leaves_out=frozenset({PART, INDEX, POST, RELEASE, NOTICE}),
    groupings=(
        Grouping("pair", PAIR, FIX_PAIR, "{first.subject}", MAX_OF_PAIR, fields=OF_PAIR),
        Grouping(COPIED, "{n:,} sections are copied from one guide to another", FIXES[COPIED], **ALL),
        Grouping(SAME_TOPIC, "{n:,} sections have the topic of a section in another guide", FIXES[SAME_TOPIC], **ALL),
    ),
)
