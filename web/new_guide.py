"""The text of a guide that somebody is about to write."""

import json
from collections.abc import Sequence

from corpus.slugs import slugify
from search.gaps.skeleton import Known, notes
from web.settings import Settings

SECTIONS = ("Core concepts", "How it works in practice", "Common mistakes", "Limits and trade-offs")
SPELLED = {"++": "pp", "#": "sharp", "&": " and "}
"""How names with symbols are spelled in addresses: C++ is ``cpp``, C# is ``csharp``."""


def slug_of(title: str) -> str:
    """Return what the file of a guide is called, without ending; empty for a title without letters.

    >>> slug_of("C++ Concurrency"), slug_of("REST API")
    ('cpp-concurrency', 'rest-api')
    """
    for symbol, word in SPELLED.items():
        title = title.replace(symbol, word)
    return slugify(title)


def sections_of(settings: Settings, category: str) -> tuple[str, ...]:
    """Return the sections that the settings ask of guides of ``category``, else those of any guide."""
    for kind in settings.page_types.values():
        if category in kind.get("categories", ()) or not (kind.get("categories") or kind.get("paths")):
            return tuple(section["names"][0] for section in kind["sections"])
    return SECTIONS


def guide_text(title: str, category: str, today: str, sections: Sequence[str], known: Known | None = None) -> str:
    """Return a guide to fill in, a draft until its author says otherwise.

    Args:
        today: an ISO date; the guide says its month.
        known: what others say of the skill: related skills, questions as FAQ, and a comment on where.
    """
    known = known or Known(title)
    related = list(known.related)
    front = {"title": title, "category": category, "summary": "", "aliases": [], "related": related, "tags": []}
    lines = ["---", *(f"{name}: {_yaml(value)}" for name, value in front.items())]
    lines += [f"updated: {today[:7]}", "draft: true  # take this line away when the guide is ready", "---", ""]
    lines += [f"(TODO: what {title} is, who this guide is for, and what they can do after it.)", ""]
    for section in sections:
        if section.lower() not in ("interview questions", "example projects", "faq"):
            lines += [f"## {section}", "", f"(TODO: {section.lower()}, with numbers, code or a decision.)", ""]
    return "\n".join([*lines, *_endings(title, known)])


def _endings(title: str, known: Known) -> list[str]:
    row = f"| What problem does {title} solve? | (TODO) | (TODO) | Easy |"
    return [
        *("## Interview questions", ""),
        "| Question | Why it is asked | Strong answer | Difficulty |",
        "|---|---|---|---|",
        *(row, ""),
        *("## Example projects", "", "- (TODO: a project that shows the skill, and what to measure)", ""),
        *("## FAQ", ""),
        *(line for asked in (f"When should I not use {title}?", *known.questions) for line in _faq(asked)),
        *([*said, ""] if (said := notes(known)) else []),
    ]


def _faq(asked: str) -> tuple[str, ...]:
    return (f"### {asked}", "", "(TODO)", "")


def _yaml(value: object) -> str:
    """Return a value as YAML; JSON is YAML."""
    return json.dumps(value, ensure_ascii=False)
