"""A section that says little of its own once the text that other guides share is set aside.

## Limitations
No tool is universal.             # four words, and every guide has them
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.guide import Guide
from search.gaps.finding import Gap, Place
from search.gaps.outline import SELF, Part, heading_key, holds_more_than_text, n_own_words, parts
from search.gaps.rule import Rule
from search.gaps.site import Site

MANY = 20

SAME_HEADING = 5
"""Guides in which a section is thin under one heading, beyond which the heading is what is wrong."""

SEVERAL = 3
"""Thin sections of one guide that are one finding."""


@dataclass(frozen=True, slots=True)
class Thin:
    """A section that is thin, with the words that it has of its own."""

    guide: Guide
    part: Part
    n_words: int

    @property
    def place(self) -> Place:
        return Place(self.guide.path, self.part.section.line, self.part.section.title)


def check(site: Site) -> Iterator[Gap]:
    """Yield what is thin, as few findings as there are causes: guides without a word of their own, guides all of
    whose sections are thin, a heading that is thin wherever it stands, and then the sections."""
    empty = _without_words(site)
    if len(empty) > MANY:
        yield _many_empty(empty)
    left_out = {guide.id for guide in empty} if len(empty) > MANY else set()
    sections: list[Thin] = []
    for guide in site.guides:
        if guide.id in left_out:
            continue
        outline = list(parts(guide))
        thin = [Thin(guide, part, n) for part in outline if (n := _words_if_thin(site, guide, part)) is not None]
        if thin and len(thin) == len(outline) and not guide.questions:
            yield _thin_guide(site, guide, sum(t.n_words for t in thin if not t.part.section.path))
        else:
            sections += _outermost(thin)
    yield from _sections(site, sections)


def _outermost(thin: Sequence[Thin]) -> Iterator[Thin]:
    """Yield the thin sections without those inside another one."""
    end = 0
    for one in thin:
        if one.part.section.line >= end:
            end = one.part.end
            yield one


def _sections(site: Site, thin: Sequence[Thin]) -> Iterator[Gap]:
    """Yield thin sections by heading, then by guide, then one by one; what is left as one where it is too much."""
    headings: dict[str, list[Thin]] = defaultdict(list)
    for one in thin:
        headings[heading_key(one.part.section.title, one.guide)].append(one)
    by_guide: dict[str, list[Thin]] = defaultdict(list)
    for key, same in sorted(headings.items()):
        if key != SELF and len({one.guide.slug for one in same}) > SAME_HEADING:
            yield _heading(key, same)
            continue
        for one in same:
            by_guide[one.guide.id].append(one)
    rest: list[Thin] = []
    for _, several in sorted(by_guide.items()):
        if len(several) >= SEVERAL:
            yield _several(site, sorted(several, key=lambda one: one.part.section.line))
        else:
            rest += several
    if len(rest) > MANY:
        yield _scattered(rest)
    else:
        yield from (_thin_section(site, one) for one in rest)


def _heading(key: str, thin: Sequence[Thin]) -> Gap:
    n_guides = len({one.guide.slug for one in thin})
    title = thin[0].part.section.title
    return _together(
        ("heading", key),
        thin,
        f"the section {title!r} has few words of its own in {n_guides:,} guides",
        "say in each what is particular to it, or take the section out of them all",
        title,
    )


def _several(site: Site, thin: Sequence[Thin]) -> Gap:
    guide = thin[0].guide
    return Gap(
        key=(guide.id, "several"),
        place=Place(guide.path, thin[0].place.line),
        message=f"{len(thin)} sections of {guide.title!r} have few words of their own",
        evidence=tuple(one.place for one in thin),
        fix=f"say what is particular to {guide.skill}, or join the sections",
        subject=guide.title,
        waiting=1 + len(site.inbound.get(guide.slug, ())),
        minutes=60,
    )


def _scattered(thin: Sequence[Thin]) -> Gap:
    n_guides = len({one.guide.id for one in thin})
    return _together(
        ("scattered",),
        sorted(thin, key=lambda one: (one.n_words, one.place)),
        f"{len(thin):,} sections have few words of their own, one or two each in {n_guides:,} guides",
        "begin with the guides that readers open most; thin_words in guidedex.yaml says what is few",
        "",
    )


def _together(key: tuple[str, ...], thin: Sequence[Thin], said: str, fix: str, subject: str) -> Gap:
    places = tuple(one.place for one in thin)
    return Gap(
        key=key,
        place=Place(places[0].path, places[0].line),
        message=said,
        evidence=places,
        fix=fix,
        subject=subject,
        waiting=len({place.path for place in places}),
        minutes=480,
    )


def _without_words(site: Site) -> list[Guide]:
    """Return the guides all of whose text others have too."""
    return [
        guide
        for guide in site.guides
        if not guide.questions
        and not any(section.code or section.tables for section in guide.sections)
        and not any(site.boilerplate.own_text(guide.id, section.text) for section in guide.sections)
    ]


def _many_empty(guides: list[Guide]) -> Gap:
    return Gap(
        key=("all",),
        place=Place(guides[0].path, 1),
        message=f"{len(guides):,} guides have no words of their own",
        evidence=tuple(Place(guide.path, 1, guide.title) for guide in guides),
        fix="write the guides that readers ask for, and take the others off the site until somebody does",
        waiting=len(guides),
        minutes=480,
    )


def _words_if_thin(site: Site, guide: Guide, part: Part) -> int | None:
    if holds_more_than_text(part, guide):
        return None
    n_words = n_own_words(part, guide, site.boilerplate)
    return n_words if n_words < site.settings.thin_words else None


def _thin_section(site: Site, thin: Thin) -> Gap:
    guide, title = thin.guide, thin.part.section.title
    return Gap(
        key=(guide.id, thin.part.section.anchor),
        place=Place(guide.path, thin.part.section.line),
        message=f"the section {title!r} has {_count(thin.n_words)} of its own",
        fix=f"say what is particular to {guide.skill}, or remove the section",
        subject=title,
        waiting=1 + len(site.inbound.get(guide.slug, ())),
    )


def _thin_guide(site: Site, guide: Guide, n_words: int) -> Gap:
    return Gap(
        key=(guide.id,),
        place=Place(guide.path, 1),
        message=f"{guide.title!r} has {_count(n_words)} of its own in all",
        fix="write the guide, or remove it until somebody does",
        subject=guide.title,
        waiting=1 + len(site.inbound.get(guide.slug, ())),
        minutes=120,
    )


def _count(n_words: int) -> str:
    return {0: "no words", 1: "1 word"}.get(n_words, f"{n_words} words")


RULE = Rule(
    name="thin-section",
    severity="info",
    summary="a section has few words that no other guide has",
    check=check,
    minutes=30,
    worth=1.0,
)
