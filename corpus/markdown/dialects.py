"""What only one site generator or editor understands of Markdown: attribute lists, emoji names, wiki links.

Lines of the result are lines of the file.
"""

import re
from urllib.parse import quote

CODE_SPAN = r"(?P<code>(?<!`)(?P<ticks>`{1,20}+)(?!`)[^`\n]{1,500}(?P=ticks)(?!`))"
"""A code span on one line; where a run of marks is too long to be one is seen at once."""

EMOJI = re.compile(r"(?<![\w:/.]):(?:[a-z](?:[\w+-]{0,60}[a-z0-9])?|[+-]1):(?![\w:/])")
"""The name of an emoji or an icon between colons."""

_ANSWERS = {":heavy_check_mark:": "✔", ":white_check_mark:": "✔", ":x:": "✗", ":warning:": "⚠"}
_EMOJI_LINE = re.compile(rf"{CODE_SPAN}|(?P<name>{EMOJI.pattern})(?P<space>[ \t]?)")

WIKI = "wiki:"
"""The scheme of a link that names its page, wherever that lies."""

_LINES = re.compile(
    r"^[ \t]*(?:(?:[-*+]|1\.)[ \t]+toc[ \t]*\n[ \t]*(?=\{:[ ]?toc)|"
    r"(?:\{:[ ]?(?:[.#]|[\w-]{1,40}=|toc)[^{}\n]{0,300}\}|\[\[?_?toc_?\]\]?|--8<--.{0,300}"
    r"|<<<[ \t]+[@./\w].{0,300}|\([\w.-]{1,80}\)="
    r"|\*\[[^\[\]\n]{1,60}\]:.{0,300}|\{\{#[^{}\n]{1,200}\}\}|\+\+\+)[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)
_BLOCK_COMMENT = re.compile(r"^%%[ \t]*$(?:\n(?!%%).*){0,200}\n%%[ \t]*$", re.MULTILINE)
_INLINE = re.compile(
    r"\{(?P<role>[a-z][\w:-]{0,40})\}`(?P<said>[^`\n]{1,300})`"
    rf"|{CODE_SPAN}"
    r"|(?P<embed>!?)\[\[(?P<page>[^\[\]|\s][^\[\]|\n]{0,200}?)(?:\\?\|(?P<alias>[^\[\]\n]{1,200}))?\]\]"
    r"(?!\(|[ \t]*\n[ \t]*[\w.-]{1,40}[ \t]*=)"
    r"|\]\(\{\{(?![<%])[^{}\n]{0,100}\}\}"
    r"|(?<![\w}])\{(?P<attributes>:?[ ]?(?:[.#]|[\w-]{1,40}=)[^{}\n\s][^{}\n]{0,200}|:toc)\}"
    r"|(?<=\w)\{:[ ]?(?:[.#]|[\w-]{1,40}=)[^{}\n]{1,200}\}"
    r"|\{\+\+(?P<added>[^{}\n]{1,300})\+\+\}|\{==(?P<noted>[^{}\n]{1,300})==\}|\{(?:--|>>)[^{}\n]{1,300}(?:--|<<)\}"
    r"|(?<![\w+])\+\+(?P<keys>\w[\w-]{0,20}(?:\+[\w-]{1,20}){0,5})\+\+(?![\w+])"
    r"|(?<![^\s(\[*_])==(?P<marked>[\w*_`\[(](?:[^=\n]{0,200}[\w*_`\])!?.,])?)==(?![\w='\"])"
    r"|\{\{#[^{}\n]{1,200}\}\}"
    r"|(?<!\S)%%[^%\n]{1,500}%%(?!\S)"
    r"|[ \t]\^[a-z0-9]{6}(?=[ \t]*$)",
    re.MULTILINE,
)
_MARKS = ("[[", "{:", "{.", "{ .", "{#", "{ #", "{+", "{=", "{-", "{>", "}`", "==", "++", "%%", " ^", "{{#", "]({{")
_LINE_MARKS = ("{:", "[[", "[TOC]", "[toc]", "--8<--", "<<<", ")=", "*[", "{{#", "+++")


def has_dialect(text: str) -> bool:
    """Return whether ``text`` may hold something for ``without_dialect`` to do."""
    return any(mark in text for mark in (*_MARKS, *_LINE_MARKS)) or bool(EMOJI.search(text))


def without_dialect(text: str) -> str:
    """Return ``text``, which holds no fenced code, as plain Markdown.

    >>> without_dialect("See [[Kafka|the log]] ==now== {: .lead}")
    'See [the log](wiki:Kafka) now '
    """
    if any(mark in text for mark in _LINE_MARKS):
        text = _LINES.sub(lambda found: "\n" * found.group().count("\n"), text)
    if any(mark in text for mark in _MARKS):
        text = _BLOCK_COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text)
        text = _INLINE.sub(_plain, text)
    return _without_emoji(text) if EMOJI.search(text) else text


def _plain(found: re.Match[str]) -> str:
    """Return what readers see of one mark."""
    if found["code"]:
        return found.group()
    if found["page"]:
        return "" if found["embed"] else _wiki_link(found["page"], found["alias"])
    if found["role"]:
        name, _, target = found["said"].partition(" <")
        return name if target else f"`{found['said']}`"
    if found.group().startswith("]("):
        return "]("
    if found["attributes"] and "#" in found["attributes"] and _in_heading(found):
        return found.group()
    return found["added"] or found["noted"] or found["keys"] or found["marked"] or ""


def _wiki_link(page: str, alias: str | None) -> str:
    return f"[{alias or page.replace('#', ' > ')}]({WIKI}{quote(page.strip(), safe='/#')})"


def _in_heading(found: re.Match[str]) -> bool:
    """Return whether a mark stands in a heading, whose anchor it may be."""
    start = found.string.rfind("\n", 0, found.start()) + 1
    return found.string[start : start + 4].lstrip().startswith("#")


def _without_emoji(text: str) -> str:
    """Return ``text`` without the names of emoji but those that answer; headings keep all, as their anchors do."""
    lines = text.split("\n")
    return "\n".join(line if line.lstrip().startswith("#") else _EMOJI_LINE.sub(_emoji, line) for line in lines)


def _emoji(found: re.Match[str]) -> str:
    name, space = found["name"], found["space"]
    return found.group() if found["code"] else _ANSWERS[name] + space if name in _ANSWERS else ""
