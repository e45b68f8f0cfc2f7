"""A section that guides of this kind have and this one lacks.

What a kind of guide has is set down in a page type; where none applies it is learned from the
guide's category: "11 of 12 Backend guides have 'Limitations'".
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from corpus.guide import Guide
from search.gaps.finding import Gap, Place
from search.gaps.outline import SELF, heading_key, n_own_words, parts
from search.gaps.rule import Rule
from search.gaps.settings import PageType, SectionSchema
from search.gaps.site import Site

EXAMPLES = 3

MANY = 20


def check(site: Site) -> Iterator[Gap]:
    untyped: dict[tuple[str, str], list[Guide]] = defaultdict(list)
    for guide in site.guides:
        page_type = type_of(guide, site.settings.page_types)
        if page_type is None:
            untyped[guide.lang, guide.category].append(guide)
        else:
            yield from _against(page_type, guide, site)
    for (_, category), guides in sorted(untyped.items()):
        yield from _learned(site, category, guides)


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
    outline = {heading_key(part.section.title, guide): part for part in parts(guide)}
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


def _learned(site: Site, category: str, guides: Sequence[Guide]) -> Iterator[Gap]:
    """Yield the headings that nearly all guides of a category have, where they are missing."""
    if len(guides) < site.settings.learned_from:
        return
    having: dict[str, dict[str, str]] = defaultdict(dict)
    for guide in guides:
        for section in guide.sections:
            if section.title and (key := heading_key(section.title, guide)) != SELF:
                having[key].setdefault(guide.id, section.title)
    for key, titles in sorted(having.items()):
        if site.settings.learned_share * len(guides) <= len(titles) < len(guides):
            yield from _without(key, titles, category, guides)


def _without(key: str, titles: dict[str, str], category: str, guides: Sequence[Guide]) -> Iterator[Gap]:
    examples = tuple(
        Place(guide.path, _line(guide, titles[guide.id]), titles[guide.id]) for guide in guides if guide.id in titles
    )[:EXAMPLES]
    example = examples[0].text
    kind = f"{category} guides" if category else "guides"
    said = f"{len(titles)} of {len(guides)} {kind} have one"
    lacking = [guide for guide in guides if guide.id not in titles and not _has_like(key, guide)]
    if len(lacking) > MANY:
        yield _many_lack(lacking, kind, example, said)
        return
    for guide in lacking:
        name = example if SELF not in key else key.replace(SELF, guide.skill)
        yield _lacks(guide, name, said, examples)


def _many_lack(guides: Sequence[Guide], kind: str, name: str, said: str) -> Gap:
    return Gap(
        key=("all", kind, name),
        place=Place(guides[0].path, 1),
        message=f"{len(guides)} {kind} have no section {name!r}; {said}",
        evidence=tuple(Place(guide.path, 1, guide.title) for guide in guides),
        fix=f"add the section {name!r} where it belongs, or name the guides' page type in guidedex.yaml",
        subject=name,
        waiting=len(guides),
        minutes=480,
    )


def _has_like(key: str, guide: Guide) -> bool:
    """Tell whether a heading of the guide says the same in more or fewer words."""
    wanted = set(key.split()) - {SELF}
    headings = (set(heading_key(s.title, guide).split()) - {SELF} for s in guide.sections if s.title)
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
