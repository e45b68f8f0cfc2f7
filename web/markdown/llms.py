"""``/llms.txt`` and ``/llms-full.txt``: a list of the guides, and all of them, for language models.

Source of the form: llmstxt.org.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from search.results import Skill
from search.searcher import Searcher
from search.unknown_names import UnknownSkill
from web.markdown.guides import guide_markdown, printable

OTHERS = "Guides"
"""Heading of the guides without a category."""

MAX_SUMMARY = 200
"""Characters of a guide's summary; by hand."""

Address = Callable[[str], str]
"""Maps a guide's id to the address of its Markdown."""


def llms_text(title: str, skills: Sequence[Skill], address: Address) -> str:
    """Return the list of guides by category, each with its address and the beginning of its summary."""
    by_category: dict[str, list[Skill]] = defaultdict(list)
    for skill in skills:
        by_category[skill.category or OTHERS].append(skill)
    lines = [f"# {_line(title)}", "", f"> {len(skills):,} guides.", ""]
    for category, group in sorted(by_category.items()):
        lines += [f"## {_line(category)}", ""]
        lines += [f"- [{_label(skill.title)}]({address(skill.slug)}){_described(skill)}" for skill in group]
        lines.append("")
    return "\n".join(lines)


def _described(skill: Skill) -> str:
    summary = _line(skill.summary)
    if len(summary) > MAX_SUMMARY:
        summary = summary[:MAX_SUMMARY].rpartition(" ")[0] + " …"
    return f": {summary}" if summary else ""


def _line(text: str) -> str:
    return " ".join(printable(text).split())


def _label(text: str) -> str:
    return _line(text).replace("[", "(").replace("]", ")")


def llms_full_text(title: str, searcher: Searcher, address: Address, max_bytes: int) -> str:
    """Return all guides as Markdown, in order of title, until ``max_bytes``; the last line names what is left out."""
    parts, size = [f"# {_line(title)}\n"], 0
    skills = [skill for skill in searcher.skills() if not _is_record(searcher, skill)]
    for number, skill in enumerate(skills):
        part = guide_markdown(searcher.guide(skill.slug), address(skill.slug))
        size += len(part.encode())
        if size > max_bytes:
            parts.append(f"{len(skills) - number:,} more guides are in llms.txt.\n")
            break
        parts.append(part)
    return "\n".join(parts)


def _is_record(searcher: Searcher, skill: Skill) -> bool:
    try:
        searcher.guide(skill.slug)
    except UnknownSkill:
        return True
    return False
