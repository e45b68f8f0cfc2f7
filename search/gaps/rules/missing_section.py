"""A section that guides of this kind have and this one lacks.

What a kind of guide has is set down in a page type; where none applies it is learned from the
guide's category: "11 of 12 Backend guides have 'Limitations'".
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.guide import Guide
from search.gaps.finding import Gap, Place
from search.gaps.grouping import merge_if_many, merged_gap
from search.gaps.rule import Rule
from search.gaps.settings import PageType, SectionSchema
from search.gaps.site import Site
from search.gaps.text.outline import SELF_MARK, heading_key, n_own_words, section_trees

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Lack:
    """A guide without a section that ``n_having`` of the ``n_guides`` of its category have."""

    guide: Guide
    title: str
    """What the others call the section; SELF stands for the guide's own name."""
    n_having: int
    n_guides: int
    examples: tuple[Place, ...]

    @property
    def kind(self) -> str:
        return f"{self.guide.category} guides" if self.guide.category else "guides"

    @property
    def said(self) -> str:
        return f"{self.n_having} of {self.n_guides} {self.kind} have one"


def check(site: Site) -> Iterator[Gap]:
    untyped: dict[tuple[str, str], list[Guide]] = defaultdict(list)
    asked: dict[tuple[str, ...], list[Gap]] = defaultdict(list)
    originals = {guide.id for guide in site.originals}
    for guide in site.guides:
        page_type = type_of(guide, site.settings.page_types)
        if page_type is not None:
            for gap in _against(page_type, guide, site):
                asked[page_type.name, *gap.key[1:]].append(gap)
        elif guide.id in originals:
            untyped[guide.lang, guide.category].append(guide)
    for (name, what, *rest), gaps in sorted(asked.items()):
        said = f"{{guides}} {name} guides do not have {what!r} as their page type asks"
        yield from merge_if_many(
            gaps, ("type", name, what, *rest), said, "begin with the guides that readers open most"
        )
    yield from _learned(site, untyped)


def type_of(guide: Guide, page_types: Sequence[PageType]) -> PageType | None:
    """Return the first page type that applies to a guide."""
    for page_type in page_types:
        by_category = not page_type.categories or guide.category in page_type.categories
        by_path = not page_type.paths or guide.path.startswith(page_type.paths)
        if by_category and by_path:
            return page_type
    return None


def _against(page_type: PageType, guide: Guide, site: Site) -> Iterator[Gap]:
    """Yield what a guide lacks of its page type."""
    outline = {heading_key(part.section.title, guide): part for part in section_trees(guide)}
    last_line, last_name = 0, ""
    for schema in page_type.sections:
        part = next((outline[k] for k in _keys(schema, guide) if k in outline), None)
        if part is None:
            if schema.required:
                yield _lacks(guide, schema.names[0], f"{page_type.name} guides have it", ())
            continue
        n_words = n_own_words(part, guide, site.boilerplate)
        line = part.section.line
        if n_words < schema.min_words:
            said = f"{part.section.title!r} has {n_words} words of its own, not {schema.min_words}"
            yield _differs(guide, line, schema, "short", said)
        if page_type.ordered and line < last_line:
            said = f"{part.section.title!r} stands before {last_name!r}; it belongs after it"
            yield _differs(guide, line, schema, "order", said)
        last_line, last_name = max((last_line, last_name), (line, part.section.title))
    if len(guide.questions) < page_type.min_questions:
        yield _few_questions(guide, page_type)


def _keys(schema: SectionSchema, guide: Guide) -> list[str]:
    return [heading_key(name.replace("{skill}", guide.skill), guide) for name in schema.names]


def _learned(site: Site, untyped: Mapping[tuple[str, str], Sequence[Guide]]) -> Iterator[Gap]:
    """Yield a gap per heading that nearly all guides of a category have, whatever the category; translations are
    not asked: what they lack is to be translated, or lacking in the original."""
    lacks: dict[tuple[str, str], list[Lack]] = defaultdict(list)
    for (lang, _), guides in sorted(untyped.items()):
        if len(guides) >= site.settings.learned_from:
            for key, lack in _lacking(guides, site.settings.learned_share):
                lacks[lang, key].append(lack)
    for (lang, key), same in sorted(lacks.items()):
        yield _lacks_learned(same[0]) if len(same) == 1 else _many_lack(lang, key, same)


def _lacking(guides: Sequence[Guide], share: float) -> Iterator[tuple[str, Lack]]:
    """Yield the guides that lack what nearly all of the guides have, each with the key of the heading."""
    having: dict[str, dict[str, str]] = defaultdict(dict)
    for guide in guides:
        for section in guide.sections:
            if section.title and (key := heading_key(section.title, guide)) != SELF_MARK:
                having[key].setdefault(guide.id, section.title)
    for key, titles in sorted(having.items()):
        if not share * len(guides) <= len(titles) < len(guides):
            continue
        title = _usual_title(guides, titles)
        examples = tuple(
            Place(guide.path, _line(guide, titles[guide.id]), titles[guide.id])
            for guide in guides
            if guide.id in titles
        )[:EXAMPLES]
        for guide in guides:
            if guide.id not in titles and not _has_like(key, guide):
                yield key, Lack(guide, title, len(titles), len(guides), examples)


def _usual_title(guides: Sequence[Guide], titles: Mapping[str, str]) -> str:
    """Return what most of the guides call a section, the first of two as common by the alphabet."""
    counts = Counter(_general(titles[guide.id], guide) for guide in guides if guide.id in titles)
    return min(counts, key=lambda title: (-counts[title], title))


def _general(title: str, guide: Guide) -> str:
    """Return a heading with SELF for the guide's own name."""
    for name in sorted((guide.title, guide.skill, *guide.aliases), key=len, reverse=True):
        general = (
            re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", SELF_MARK, title, count=1, flags=re.IGNORECASE)
            if name
            else title
        )
        if general != title:
            return general.rstrip(": ")
    return title.rstrip(": ")


def _lacks_learned(lack: Lack) -> Gap:
    name = lack.title.replace(SELF_MARK, lack.guide.skill)
    return _lacks(lack.guide, name, lack.said, lack.examples)


def _many_lack(lang: str, key: str, lacks: Sequence[Lack]) -> Gap:
    """Return the gap of a section that several guides lack, each named with what its category has."""
    title, kinds = lacks[0].title, {lack.guide.category: lack for lack in lacks}
    if len(kinds) == 1:
        whose, others = f"{len(lacks):,} {lacks[0].kind}", lacks[0].said
    else:
        whose = f"{len(lacks):,} guides of {len(kinds)} categories"
        others = f"{sum(lack.n_having for lack in kinds.values()):,} of their categories have one"
    gaps = [replace(_lacks_learned(lack), message=f"{lack.guide.title}: {lack.said}") for lack in lacks]
    fix = f"add the section {title!r} where it belongs; name it as optional in a page type where it does not"
    return merged_gap(gaps, ("all", lang, key), f"{whose} have no section {title!r}; {others}", fix, title)


def _has_like(key: str, guide: Guide) -> bool:
    """Tell whether a heading of the guide says the same in more or fewer words."""
    wanted = set(key.split()) - {SELF_MARK}
    headings = (set(heading_key(s.title, guide).split()) - {SELF_MARK} for s in guide.sections if s.title)
    return any(wanted <= words or (words and words <= wanted) for words in headings)


def _line(guide: Guide, title: str) -> int:
    return next(section.line for section in guide.sections if section.title == title)


def _lacks(guide: Guide, name: str, said: str, evidence: tuple[Place, ...]) -> Gap:
    return Gap(
        key=(guide.id, name),
        place=Place(guide.path, 1),
        message=f"{guide.title!r} has no section {name!r}; {said}",
        evidence=evidence,
        fix=f"add the section {name!r}",
        subject=name,
    )


def _differs(guide: Guide, line: int, schema: SectionSchema, kind: str, said: str) -> Gap:
    return Gap(
        key=(guide.id, schema.names[0], kind),
        place=Place(guide.path, line),
        message=said,
        fix="see the page type's sections",
        subject=schema.names[0],
    )


def _few_questions(guide: Guide, page_type: PageType) -> Gap:
    count, wanted = len(guide.questions), page_type.min_questions
    return Gap(
        key=(guide.id, "questions"),
        place=Place(guide.path, guide.questions[0].line if guide.questions else 1),
        message=f"{guide.title!r} has {count} interview questions, not {wanted}",
        fix=f"add {wanted - count} more",
        subject=guide.skill,
    )


RULE = Rule(
    name="missing-section",
    severity="warning",
    summary="a section that the page type requires, or nearly all guides of the category have",
    check=check,
    minutes=45,
    worth=1.5,
)
