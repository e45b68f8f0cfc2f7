"""The skeleton of a new guide, as ``guidedex new`` writes it."""

import json
from collections.abc import Sequence

from corpus.slugs import slugify
from search.gaps.skeleton import KnownSkill, notes
from web.settings import Settings

SECTIONS = ("Core concepts", "How it works in practice", "Common mistakes", "Limits and trade-offs")
SPELLED_SYMBOLS = {"++": "pp", "#": "sharp", "&": " and "}
"""Spelling of symbols in slugs: C++ is ``cpp``, C# is ``csharp``."""


def slug_from_title(title: str) -> str:
    """Return the file name of a guide without its extension; empty for a title without letters and digits.

    >>> slug_from_title("C++ Concurrency"), slug_from_title("REST API")
    ('cpp-concurrency', 'rest-api')
    """
    for symbol, word in SPELLED_SYMBOLS.items():
        title = title.replace(symbol, word)
    return slugify(title)


def sections_for_category(settings: Settings, category: str) -> tuple[str, ...]:
    """Return the sections that the first page type for ``category`` requires, else SECTIONS."""
    for page_type in settings.page_types.values():
        if category in page_type.get("categories", ()) or not (page_type.get("categories") or page_type.get("paths")):
            return tuple(section["names"][0] for section in page_type["sections"])
    return SECTIONS


def guide_text(title: str, category: str, today: str, sections: Sequence[str], known: KnownSkill | None = None) -> str:
    """Return the Markdown of a guide to fill in, with ``draft: true`` in its front matter.

    Args:
        today: an ISO date; the front matter has its month.
        known: what the index and the query log know about the skill: its related skills, its questions (for the FAQ)
            and the places that name it (in a comment).
    """
    known = known or KnownSkill(title)
    related = list(known.related)
    front = {"title": title, "category": category, "summary": "", "aliases": [], "related": related, "tags": []}
    lines = ["---", *(f"{name}: {_yaml(value)}" for name, value in front.items())]
    lines += [f"updated: {today[:7]}", "draft: true  # take this line away when the guide is ready", "---", ""]
    lines += [f"(TODO: what {title} is, who this guide is for, and what they can do after it.)", ""]
    for section in sections:
        if section.lower() not in ("interview questions", "example projects", "faq"):
            lines += [f"## {section}", "", f"(TODO: {section.lower()}, with numbers, code or a decision.)", ""]
    return "\n".join([*lines, *_endings(title, known)])


def _endings(title: str, known: KnownSkill) -> list[str]:
    row = f"| What problem does {title} solve? | (TODO) | (TODO) | Easy |"
    return [
        *("## Interview questions", ""),
        "| Question | Why it is asked | Strong answer | Difficulty |",
        "|---|---|---|---|",
        *(row, ""),
        *("## Example projects", "", "- (TODO: a project that shows the skill, and what to measure)", ""),
        *("## FAQ", ""),
        *(
            line
            for question in (f"When should I not use {title}?", *known.searched_questions)
            for line in _faq(question)
        ),
        *([*comment, ""] if (comment := notes(known)) else []),
    ]


def _faq(question: str) -> tuple[str, ...]:
    return (f"### {question}", "", "(TODO)", "")


def _yaml(value: object) -> str:
    """Return a value as YAML, of which JSON is a subset."""
    return json.dumps(value, ensure_ascii=False)
