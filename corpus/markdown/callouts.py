"""Convert the notes, tabs and directives of site generators to quotes and bold titles.

MkDocs indents (``!!! note``), Docusaurus and VitePress fence with colons (``:::tip``), MyST with braces
(``{note}``), GitHub and Obsidian mark a quote (``[!NOTE]``). The number of lines never changes, so that line
numbers stay valid.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.markdown.fences import closes, opened_fence

MAX_DEPTH = 6
"""Nesting of callouts from which deeper ones stay text; by hand."""

_INDENTED = re.compile(
    r"(?P<indent> {0,12})(?:(?:!!!|\?\?\?\+?)(?:[ \t]++(?!\")[\w -]{1,80})?|(?P<tab>===[!+]{0,2}))"
    r"[ \t]*(?:\"(?P<title>.{0,300})\"[ \t]*)?$"
)
_COLONS = re.compile(r"(?P<before>[\s>]{0,12}):{3,}[ \t]*(?P<name>\{[^{}]{1,60}\}|[\w-]{1,40})?(?P<rest>.{0,300})$")
_QUOTED = re.compile(r"(?P<before>[ ]{0,12}(?:>[ ]?){1,8})\[![\w|-]{1,40}\][+-]?[ \t]*(?P<title>.*)$")
_DIRECTIVE = re.compile(r"\{(?P<name>[\w:-]{1,40})\}[ \t]*(?P<title>.{0,300})$")
_OPTION = re.compile(r"\s*:[\w-]{1,40}:(?:\s|$)")
_TITLE = re.compile(r"^[ \t]*(?:\[(?P<a>[^\[\]]*)\]|\{[^{}]*\btitle=\"(?P<b>[^\"]*)\"[^{}]*\}|\{[^{}]*\}|(?P<c>.*))")
_MARKS = ("!!!", "???", "===", ":::", "[!", "```{", "~~~{")

_TEXT_DIRECTIVES = frozenset(
    {"admonition", "attention", "card", "caution", "danger", "deprecated", "details", "div", "dropdown", "epigraph"}
    | {"error", "exercise", "grid", "grid-item", "grid-item-card", "hint", "important", "margin", "note", "seealso"}
    | {"sidebar", "solution", "tab-item", "tab-set", "tip", "topic", "versionadded", "versionchanged", "warning"}
)
"""Directives whose content is Markdown."""

_EMPTY_DIRECTIVES = frozenset(
    {"toctree", "contents", "eval-rst", "include", "literalinclude", "image", "figure", "bibliography", "automodule"}
    | {"autoclass", "autofunction", "autosummary", "raw", "tableofcontents", "only", "index"}
)
"""Directives without text for readers; they become blank lines."""


def with_plain_callouts(body: str) -> str:
    """Return ``body`` with callouts as quotes and their titles in bold."""
    if not any(mark in body for mark in _MARKS):
        return body
    return "\n".join(_plain(body.split("\n"), MAX_DEPTH))


def _plain(lines: Sequence[str], depth: int) -> Iterator[str]:
    """Yield ``lines`` with callouts converted; the number of lines stays."""
    at = 0
    while at < len(lines):
        line = lines[at]
        fence = opened_fence(line)
        if fence:
            # Fenced code, or a MyST directive in a fence.
            end = _end_of_fence(lines, at, fence[0])
            yield from _fenced(lines[at:end], fence[1], depth)
        elif depth and (match := _INDENTED.match(line)) and (match["tab"] is None or match["title"]):
            # MkDocs: ``!!! note "Title"`` or ``=== "Tab"``, its content indented by four.
            end = _end_of_indented(lines, at, len(match["indent"]) + 4)
            yield from _indented(lines[at:end], match, depth) if end > at + 1 else [line]
        elif match := _COLONS.match(line):
            # ``:::tip Title`` opens and ``:::`` closes; the content needs no change. MyST options are dropped.
            end = at + 1
            yield match["before"] + _bold(_colon_title(match))
            while (match["name"] or "").startswith("{") and end < len(lines) and _OPTION.match(lines[end]):
                yield ""
                end += 1
        elif match := _QUOTED.match(line):
            # ``> [!NOTE] Title``: already a quote.
            end = at + 1
            yield match["before"] + _bold(match["title"])
        else:
            end = at + 1
            yield line
        at = max(end, at + 1)


def _end_of_fence(lines: Sequence[str], at: int, fence: str) -> int:
    return next((end + 1 for end in range(at + 1, len(lines)) if closes(lines[end], fence)), len(lines))


def _end_of_indented(lines: Sequence[str], at: int, indent: int) -> int:
    """Return the end of the lines after ``at`` that are indented by ``indent``, without trailing blank lines."""
    last = at
    for end in range(at + 1, len(lines)):
        line = lines[end].expandtabs(4)
        if line.strip():
            if len(line) - len(line.lstrip()) < indent:
                break
            last = end
    return last + 1


def _indented(lines: Sequence[str], match: re.Match[str], depth: int) -> Iterator[str]:
    before = match["indent"] + ("" if match["tab"] else "> ")
    yield before + _bold(match["title"] or "")
    width = len(match["indent"]) + 4
    for line in _plain([line.expandtabs(4)[width:] for line in lines[1:]], depth - 1):
        yield (before + line).rstrip()


def _fenced(lines: Sequence[str], info: str, depth: int) -> Iterator[str]:
    """Yield fenced code unchanged, and a directive as its title and its content or as blank lines."""
    match = _DIRECTIVE.match(info)
    name = match["name"].lower() if match else ""
    if name in _EMPTY_DIRECTIVES:
        yield from ("" for _ in lines)
        return
    if not match or not depth or name not in _TEXT_DIRECTIVES:
        yield from lines
        return
    yield _bold(match["title"])
    inner = list(lines[1:-1]) if len(lines) > 1 else []
    n_options = next((n for n, line in enumerate(inner) if not _OPTION.match(line)), len(inner))
    yield from ("" for _ in inner[:n_options])
    yield from _plain(inner[n_options:], depth - 1)
    yield from ("" for _ in lines[1:][-1:])


def _colon_title(match: re.Match[str]) -> str:
    if not match["name"]:
        return ""
    title = _TITLE.match(match["rest"])
    return (title["a"] or title["b"] or title["c"] or "") if title else ""


def _bold(title: str) -> str:
    """Return a title in bold, on a line of its own."""
    title = title.strip()
    return title if not title or "**" in title else f"**{title}**"
