"""Notes, tabs and directives that site generators add to Markdown, as quotes and bold titles.

MkDocs indents (``!!! note``), Docusaurus and VitePress fence with colons (``:::tip``), MyST with braces
(``{note}``), GitHub and Obsidian mark a quote (``[!NOTE]``). Lines of the result are lines of the file.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.markdown.fences import closes, opened_fence

MAX_DEPTH = 6
"""Callouts in callouts that are read; deeper ones stay text."""

_INDENTED = re.compile(
    r"(?P<indent> {0,12})(?:(?:!!!|\?\?\?\+?)(?:[ \t]+(?!\")[\w -]{1,80})?|(?P<tab>===[!+]{0,2}))"
    r"[ \t]*(?:\"(?P<title>.{0,300})\")?[ \t]*$"
)
_COLONS = re.compile(r"(?P<before>[\s>]{0,12}):{3,}[ \t]*(?P<name>\{[^{}]{1,60}\}|[\w-]{1,40})?(?P<rest>.{0,300})$")
_QUOTED = re.compile(r"(?P<before>[ ]{0,12}(?:>[ ]?){1,8})\[![\w|-]{1,40}\][+-]?[ \t]*(?P<title>.*)$")
_DIRECTIVE = re.compile(r"\{(?P<name>[\w:-]{1,40})\}[ \t]*(?P<title>.{0,300})$")
_OPTION = re.compile(r"\s*:[\w-]{1,40}:(?:\s|$)")
_TITLE = re.compile(r"^[ \t]*(?:\[(?P<a>[^\[\]]*)\]|\{[^{}]*\btitle=\"(?P<b>[^\"]*)\"[^{}]*\}|\{[^{}]*\}|(?P<c>.*))")
_MARKS = ("!!!", "???", "===", ":::", "[!", "```{", "~~~{")

_HOLDS_TEXT = frozenset(
    {"admonition", "attention", "card", "caution", "danger", "deprecated", "details", "div", "dropdown", "epigraph"}
    | {"error", "exercise", "grid", "grid-item", "grid-item-card", "hint", "important", "margin", "note", "seealso"}
    | {"sidebar", "solution", "tab-item", "tab-set", "tip", "topic", "versionadded", "versionchanged", "warning"}
)
_SAYS_NOTHING = frozenset(
    {"toctree", "contents", "eval-rst", "include", "literalinclude", "image", "figure", "bibliography", "automodule"}
    | {"autoclass", "autofunction", "autosummary", "raw", "tableofcontents", "only", "index"}
)


def with_plain_callouts(body: str) -> str:
    """Return ``body`` with its callouts as quotes, their titles in bold."""
    if not any(mark in body for mark in _MARKS):
        return body
    return "\n".join(_plain(body.split("\n"), MAX_DEPTH))


def _plain(lines: Sequence[str], depth: int) -> Iterator[str]:
    """Yield as many lines as there are in ``lines``."""
    at = 0
    while at < len(lines):
        line = lines[at]
        fence = opened_fence(line)
        if fence:
            end = _end_of_fence(lines, at, fence[0])
            yield from _fenced(lines[at:end], fence[1], depth)
        elif depth and (found := _INDENTED.match(line)) and (found["tab"] is None or found["title"]):
            end = _end_of_indented(lines, at, len(found["indent"]) + 4)
            yield from _indented(lines[at:end], found, depth) if end > at + 1 else [line]
        elif found := _COLONS.match(line):
            end = at + 1
            yield found["before"] + _bold(_colon_title(found))
            while (found["name"] or "").startswith("{") and end < len(lines) and _OPTION.match(lines[end]):
                yield ""
                end += 1
        elif found := _QUOTED.match(line):
            end = at + 1
            yield found["before"] + _bold(found["title"])
        else:
            end = at + 1
            yield line
        at = max(end, at + 1)


def _end_of_fence(lines: Sequence[str], at: int, fence: str) -> int:
    return next((end + 1 for end in range(at + 1, len(lines)) if closes(lines[end], fence)), len(lines))


def _end_of_indented(lines: Sequence[str], at: int, indent: int) -> int:
    """Return where the lines that are indented this far end, without blank lines at their end."""
    last = at
    for end in range(at + 1, len(lines)):
        written = lines[end].expandtabs(4)
        if written.strip():
            if len(written) - len(written.lstrip()) < indent:
                break
            last = end
    return last + 1


def _indented(lines: Sequence[str], found: re.Match[str], depth: int) -> Iterator[str]:
    before = found["indent"] + ("" if found["tab"] else "> ")
    yield before + _bold(found["title"] or "")
    width = len(found["indent"]) + 4
    for line in _plain([line.expandtabs(4)[width:] for line in lines[1:]], depth - 1):
        yield (before + line).rstrip()


def _fenced(lines: Sequence[str], info: str, depth: int) -> Iterator[str]:
    """Yield fenced lines as they are; of a directive that holds text, its title and that text."""
    found = _DIRECTIVE.match(info)
    name = found["name"].lower() if found else ""
    if name in _SAYS_NOTHING:
        yield from ("" for _ in lines)
        return
    if not found or not depth or name not in _HOLDS_TEXT:
        yield from lines
        return
    yield _bold(found["title"])
    inner = list(lines[1:-1]) if len(lines) > 1 else []
    options = next((n for n, line in enumerate(inner) if not _OPTION.match(line)), len(inner))
    yield from ("" for _ in inner[:options])
    yield from _plain(inner[options:], depth - 1)
    yield from ("" for _ in lines[1:][-1:])


def _colon_title(found: re.Match[str]) -> str:
    if not found["name"]:
        return ""
    title = _TITLE.match(found["rest"])
    return (title["a"] or title["b"] or title["c"] or "") if title else ""


def _bold(title: str) -> str:
    """Return a title in bold, on a line of its own."""
    title = title.strip()
    return title if not title or "**" in title else f"**{title}**"
