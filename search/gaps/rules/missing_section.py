"""Rule ``missing-section``: a guide without a section that guides of its kind have.

The sections of a kind are those of its page type. Where no page type applies, they are learned from the guides that
name the same category in their front matter, of a page that is a clear exception among them: "11 of 12 Backend guides
have 'Limitations'". What a thing in code has or has not, such as parameters, is no section that is missing, and the
pages of a folder are of any kind.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.guide import Guide
from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import Group, Grouping
from search.gaps.pages.kinds import INDEX, NOTICE, PART, POST, RELEASE
from search.gaps.rule import Rule
from search.gaps.settings import PageType, SectionSchema
from search.gaps.site import Site, type_of
from search.gaps.text.outline import SELF_MARK, heading_key, n_own_words, section_trees

FIX_HEADING = "add the section {about.title!r} where it belongs; name it as optional in a page type where it does not"
FIX_TYPE = "begin with the guides that readers open most"

MIN_USUAL_SHARE = 0.6
MIN_OWN_SHARE = 0.5
MIN_USUAL_SECTIONS = 3
"""Share of the guides of a category with a section from which on it is usual; share of the usual sections that a guide
has from which on it is of their type; usual sections from which on there is a type at all. By hand."""

_OF_CODE = re.compile(
    r".*\b(?:arguments?|parameters?|options?|flags?|props|properties|fields|attributes|methods?|events|slots|returns?"
    r"(?: (?:type|value))?|types?|throws|errors|exceptions|import|syntax|usage|examples?|subcommands"
    r"|environment variables|configuration|install(?:ation)?|setup|permissions|aliases|inputs?|outputs?)\b.*",
    re.IGNORECASE,
)
"""Headings of a reference: a command without arguments does not lack them. By hand."""

MAX_EXAMPLES = 3
"""Guides with the section that a finding names. By hand."""


@dataclass(frozen=True, slots=True)
class MissingSection:
    """A guide without a section that ``n_having`` of the ``n_guides`` of its category have."""

    guide: Guide
    title: str
    """The usual heading of the section in the other guides, with SELF_MARK for the guide's own name."""
    n_having: int
    n_guides: int
    examples: tuple[Place, ...]

    @property
    def kind(self) -> str:
        return f"{self.guide.category} guides" if self.guide.category else "guides"

    @property
    def share(self) -> str:
        return f"{self.n_having} of {self.n_guides} {self.kind} have one"


def check(site: Site) -> Iterator[Gap]:
    """Yield the gaps of guides against their page types, then against their categories.

    Translations are not checked against a category: their original has the same gap, or the section waits for a
    translator.
    """
    untyped: dict[tuple[str, str], list[Guide]] = defaultdict(list)
    originals = {guide.id for guide in site.judged(RULE, originals=True)}
    for guide in site.guides:
        page_type = type_of(guide, site.settings.page_types)
        if page_type is not None:
            for gap in _page_type_gaps(page_type, guide, site):
                yield replace(gap, shares=(Share("type", ("type", page_type.name, *gap.key[1:])),))
        elif guide.id in originals and _names_category(guide):
            untyped[guide.lang, guide.category].append(guide)
    for (lang, _), guides in sorted(untyped.items()):
        for key, missing in _missing_sections(guides, site.settings.learned_share, site.settings.learned_from):
            yield _learned_gap(lang, key, missing)


def _names_category(guide: Guide) -> bool:
    """Tell whether a category is a field of a guide, and not the name of its folder."""
    return "category" in dict(guide.fields)


def _page_type_gaps(page_type: PageType, guide: Guide, site: Site) -> Iterator[Gap]:
    """Yield the gaps of a guide against its page type: missing, short and misplaced sections, and few questions."""
    outline = {heading_key(tree.section.title, guide): tree for tree in section_trees(guide)}
    last_line, last_title = 0, ""
    for schema in page_type.sections:
        tree = next((outline[k] for k in _keys(schema, guide) if k in outline), None)
        if tree is None:
            if schema.required:
                yield _missing_gap(guide, schema.names[0], f"{page_type.name} guides have it", ())
            continue
        n_words = n_own_words(tree, guide, site.boilerplate)
        line = tree.section.line
        if n_words < schema.min_words:
            message = f"{tree.section.title!r} has {n_words} words of its own, not {schema.min_words}"
            yield _section_gap(guide, line, schema, "short", message)
        if page_type.ordered and line < last_line:
            message = f"{tree.section.title!r} stands before {last_title!r}; it belongs after it"
            yield _section_gap(guide, line, schema, "order", message)
        last_line, last_title = max((last_line, last_title), (line, tree.section.title))
    if len(guide.questions) < page_type.min_questions:
        yield _few_questions(guide, page_type)


def _keys(schema: SectionSchema, guide: Guide) -> list[str]:
    return [heading_key(name.replace("{skill}", guide.skill), guide) for name in schema.names]


def _missing_sections(guides: Sequence[Guide], share: float, min_guides: int) -> Iterator[tuple[str, MissingSection]]:
    """Yield each guide without a section that at least ``share`` of the guides of its type have, and at least
    ``min_guides`` of them, with the key of its heading. One guide without it is always an exception.

    Guides of one type have most of their usual sections in common: a list of videos among tutorials is none of them.
    A guide that lacks several of them is of another type.
    """
    # The title of each heading key in each guide that has it, by guide id.
    having: dict[str, dict[str, str]] = defaultdict(dict)
    for guide in guides:
        for section in guide.sections:
            if section.title and (key := heading_key(section.title, guide)) != SELF_MARK:
                having[key].setdefault(guide.id, section.title)
    usual = [key for key, titles in having.items() if len(titles) >= max(min_guides, MIN_USUAL_SHARE * len(guides))]
    if len(usual) < MIN_USUAL_SECTIONS:
        return
    guides = [guide for guide in guides if sum(guide.id in having[key] for key in usual) >= MIN_OWN_SHARE * len(usual)]
    of_type = {guide.id for guide in guides}
    having = {key: {id_: title for id_, title in having[key].items() if id_ in of_type} for key in usual}
    for key, titles in sorted(having.items()):
        if len(titles) < min_guides or not 0 < len(guides) - len(titles) <= max(1, (1 - share) * len(guides)):
            continue
        title = _usual_title(guides, titles)
        if _OF_CODE.fullmatch(title):
            continue
        examples = tuple(
            Place(guide.path, _line(guide, titles[guide.id]), titles[guide.id])
            for guide in guides
            if guide.id in titles
        )[:MAX_EXAMPLES]
        for guide in guides:
            if guide.id in titles or _has_similar(key, guide):
                continue
            if all(guide.id in having[other] for other in usual if other != key):
                yield key, MissingSection(guide, title, len(titles), len(guides), examples)


def _usual_title(guides: Sequence[Guide], titles: Mapping[str, str]) -> str:
    """Return the commonest title of a section, of two as common the alphabetically first."""
    counts = Counter(_general(titles[guide.id], guide) for guide in guides if guide.id in titles)
    return min(counts, key=lambda title: (-counts[title], title))


def _general(title: str, guide: Guide) -> str:
    """Return a heading with SELF_MARK in the place of the guide's own name, without a colon at its end."""
    for name in sorted((guide.title, guide.skill, *guide.aliases), key=len, reverse=True):
        general = (
            re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", SELF_MARK, title, count=1, flags=re.IGNORECASE)
            if name
            else title
        )
        if general != title:
            return general.rstrip(": ")
    return title.rstrip(": ")


def _learned_gap(lang: str, key: str, missing: MissingSection) -> Gap:
    name = missing.title.replace(SELF_MARK, missing.guide.skill)
    gap = _missing_gap(missing.guide, name, missing.share, missing.examples)
    in_group = f"{missing.guide.title}: {missing.share}"
    return replace(gap, in_group=in_group, shares=(Share("heading", ("all", lang, key)),), about=missing)


def _message_of_heading(group: Group) -> str:
    """Return what several guides lack, with the share of their category or of all their categories."""
    missing = [gap.about for gap in group.gaps]
    title, by_category = missing[0].title, {section.guide.category: section for section in missing}
    if len(by_category) == 1:
        return f"{len(missing):,} {missing[0].kind} have no section {title!r}; {missing[0].share}"
    n_having = sum(section.n_having for section in by_category.values())
    whose = f"{len(missing):,} guides of {len(by_category)} categories"
    return f"{whose} have no section {title!r}; {n_having:,} of their categories have one"


def _has_similar(key: str, guide: Guide) -> bool:
    """Tell whether the stems of a heading of the guide contain those of ``key``, or are contained in them."""
    key_stems = set(key.split()) - {SELF_MARK}
    headings = (set(heading_key(s.title, guide).split()) - {SELF_MARK} for s in guide.sections if s.title)
    return any(key_stems <= stems or (stems and stems <= key_stems) for stems in headings)


def _line(guide: Guide, title: str) -> int:
    return next(section.line for section in guide.sections if section.title == title)


def _missing_gap(guide: Guide, name: str, reason: str, evidence: tuple[Place, ...]) -> Gap:
    return Gap(
        key=(guide.id, name),
        place=Place(guide.path, 1),
        message=f"{guide.title!r} has no section {name!r}; {reason}",
        evidence=evidence,
        fix=f"add the section {name!r}",
        subject=name,
    )


def _section_gap(guide: Guide, line: int, schema: SectionSchema, kind: str, message: str) -> Gap:
    return Gap(
        key=(guide.id, schema.names[0], kind),
        place=Place(guide.path, line),
        message=message,
        fix="see the page type's sections",
        subject=schema.names[0],
    )


def _few_questions(guide: Guide, page_type: PageType) -> Gap:
    count, key_stems = len(guide.questions), page_type.min_questions
    return Gap(
        key=(guide.id, "questions"),
        place=Place(guide.path, guide.questions[0].line if guide.questions else 1),
        message=f"{guide.title!r} has {count} interview questions, not {key_stems}",
        fix=f"add {key_stems - count} more",
        subject=guide.skill,
    )


RULE = Rule(
    name="missing-section",
    severity="warning",
    summary="a section that the page type requires, or nearly all guides of the category have",
    check=check,
    minutes=45,
    worth=1.5,
    meaning="Readers who know the other guides of the kind look for the section and do not find it.",
    precision=0.3,
    leaves_out=frozenset({PART, INDEX, POST, RELEASE, NOTICE}),
    groupings=(
        Grouping("type", "{guides:,} {key[1]} guides do not have {key[2]!r} as their page type asks", FIX_TYPE),
        Grouping("heading", _message_of_heading, FIX_HEADING, "{about.title}", more_than=1),
    ),
)
