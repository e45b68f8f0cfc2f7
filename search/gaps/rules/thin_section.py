"""A section that says little of its own once the text that other guides share is set aside.

## Limitations
No tool is universal.             # four words, and every guide has them
"""

from collections.abc import Iterator

from corpus.guide import Guide
from search.gaps.finding import Gap, Place
from search.gaps.outline import Part, holds_more_than_text, n_own_words, parts
from search.gaps.rule import Rule
from search.gaps.site import Site

MANY = 20


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per thin section; one for the guide when all of its sections are thin, and one for all
    guides without a word of their own when they are many."""
    empty = _without_words(site)
    if len(empty) > MANY:
        yield _many_empty(empty)
    left_out = {guide.id for guide in empty} if len(empty) > MANY else set()
    for guide in site.guides:
        if guide.id in left_out:
            continue
        outline = list(parts(guide))
        thin = [(part, n) for part in outline if (n := _words_if_thin(site, guide, part)) is not None]
        if thin and len(thin) == len(outline) and not guide.questions:
            yield _thin_guide(site, guide, sum(n for part, n in thin if not part.section.path))
            continue
        reported: list[Part] = []
        for part, n_words in thin:
            if not any(outer.section.line < part.section.line < outer.end for outer in reported):
                reported.append(part)
                yield _thin_section(site, guide, part, n_words)


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


def _thin_section(site: Site, guide: Guide, part: Part, n_words: int) -> Gap:
    title = part.section.title
    return Gap(
        key=(guide.id, part.section.anchor),
        place=Place(guide.path, part.section.line),
        message=f"the section {title!r} has {_count(n_words)} of its own",
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
