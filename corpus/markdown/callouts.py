"""Convert the notes, tabs and directives of site generators to quotes and bold titles.

MkDocs indents (``!!! note``), Docusaurus, VitePress, Quarto and DocFX fence with colons (``:::tip``), MyST with braces
(``{note}``), PyMdown with slashes (``/// caption``), GitHub and Obsidian mark a quote (``[!NOTE]``). The number of
lines never changes, so that line numbers stay valid.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.markdown.components import read_component
from corpus.markdown.fences import Fence, closes, opened_fence, outside_code
from corpus.plain_text import word_set

MAX_DEPTH = 6
"""Nesting of callouts from which deeper ones stay text; by hand."""

MAX_OPTIONS = 60
"""Lines of YAML at the top of a component of MDC. By hand."""

_MDC = re.compile(r"^[ ]{0,12}::[a-z][\w-]{0,40}(?:\{[^\n]{0,300}\})?[ \t]*$", re.MULTILINE)
_SLOT = re.compile(r"^[ ]{0,12}#[a-z][\w-]{0,40}(?:\{[^{}\n]{0,200}\})?[ \t]*$", re.MULTILINE)
"""The opening of a component of Nuxt's MDC, and the name of a part of one: ``#title``."""

_INDENTED = re.compile(
    r"(?P<indent> {0,12})(?:(?:!!!|\?\?\?\+?)(?:[ \t]++(?!\")[\w -]{1,80})?|(?P<tab>===[!+]{0,2}))"
    r"[ \t]*(?:\"(?P<title>.{0,300})\"[ \t]*)?$"
)
_EMPTY_NOTE = re.compile(r" {0,12}!!![ \t]+[\w-]{1,40}[ \t]*(?:\"|$)")
"""A note of MkDocs whose text is not indented: MkDocs shows its title, and the text below it."""

_COLONS = re.compile(
    r"(?P<before>[\s>]{0,12})"
    r"(?P<fence>:{3,}|::(?=(?:[a-z][\w-]{0,40}(?:\[[^\[\]\n]{0,300}\]|\{[^\n]{0,300}\}){0,2}(?:[ ][\w-]{1,30})?)?"
    r"[ \t]*$))[ \t]*"
    r"(?:\{(?P<braced>[^{}]{0,300})\}|(?P<name>[\w-]{1,40}))?(?P<rest>.{0,500})$"
)
_SLASHES = re.compile(r"(?P<before>[ ]{0,12})/{3,}(?:[ \t]*|[ \t]+[\w-]{1,40}[ \t]*(?:\|(?P<title>.{0,300}))?)$")
_END_SLASHES = re.compile(r"^[ ]{0,12}/{3,}[ \t]*$", re.MULTILINE)
_QUOTED = re.compile(r"(?P<before>[ ]{0,12}(?:>[ ]?){1,8})\[![\w|-]{1,40}\][+-]?[ \t]*(?P<title>.*)$")
_DIRECTIVE = re.compile(r"\{(?P<name>[\w:-]{1,40})\}[ \t]*(?P<title>.{0,300})$")
_OPTION = re.compile(r"\s*:[\w-]{1,40}:(?:\s|$)")
_NAME = re.compile(r"[a-z][\w:-]{0,40}$")
_ATTRIBUTES = re.compile(r"(?<=[^\s\]])[ \t]{1,9}\{[.#][^{}]{1,300}\}$")
_QUOTED_VALUE = re.compile(r"[\w-]\s?=\s?[\"']")
_TITLE = re.compile(r"[ \t]{0,20}(?:\[(?P<a>[^\[\]]{0,300})\]|(?P<attributes>\{[^{}]{0,300}\})|(?P<c>.*))")
_ALERT_MARKS = ("!!!", "???", "===", ":::", "[!", "```{", "~~~{", "///")

_TEXT_DIRECTIVES = word_set(
    "admonition attention card caution container danger deprecated details div dropdown epigraph error exercise figure"
    " glossary grid grid-item grid-item-card hint important list-table margin myst-example note pull-quote seealso"
    " sidebar solution tab-item tab-set table tip topic versionadded versionchanged versionremoved warning"
)
"""Directives whose content is Markdown."""

_CODE_DIRECTIVES = word_set("code code-block code-cell sourcecode parsed-literal math mermaid doctest prompt literal")

_EMPTY_DIRECTIVES = word_set(
    "toctree contents eval-rst include literalinclude image bibliography automodule autoclass autofunction autosummary"
    " raw tableofcontents only index figure-md"
)
"""Directives without text for readers; they become blank lines."""

_NO_TITLE = word_set("figure container div grid tab-set margin rst-class") | _CODE_DIRECTIVES
"""Directives whose argument is a file, a class or a language."""

_NAMES = "|".join(sorted(_TEXT_DIRECTIVES | _CODE_DIRECTIVES | _EMPTY_DIRECTIVES))
_MYST = re.compile(
    r"\{[a-z][\w:-]{0,40}\}`[^`\n]|^\([\w./-]{1,80}\)=[ \t]*$"
    rf"|^[ \t]*(?:`{{3,}}|:{{3,}})\{{(?:{_NAMES})\}}",
    re.MULTILINE,
)


def is_myst(body: str) -> bool:
    """Return whether a body has roles, targets or directives of MyST."""
    return ("}" in body or ")=" in body) and bool(_MYST.search(body))


def with_plain_callouts(body: str) -> str:
    """Return ``body`` with callouts as quotes and their titles in bold."""
    if "\n::" in f"\n{body}" and _MDC.search(body):
        body = outside_code(body, lambda text: _SLOT.sub("", text))
    elif not any(mark in body for mark in _ALERT_MARKS):
        return body
    has_slashes = "///" in body and bool(_END_SLASHES.search(body))
    return "\n".join(_plain(body.split("\n"), MAX_DEPTH, has_slashes=has_slashes))


def _plain(lines: Sequence[str], depth: int, *, has_slashes: bool = False) -> Iterator[str]:
    """Yield ``lines`` with callouts converted; the number of lines stays."""
    at = 0
    while at < len(lines):
        line = lines[at]
        fence = opened_fence(line)
        if fence:
            # Fenced code, or a MyST directive in a fence.
            end = _end_of_fence(lines, at, fence)
            yield from _fenced(lines[at:end], fence.info, depth)
        elif depth and (match := _INDENTED.match(line)) and (match["tab"] is None or match["title"]):
            # MkDocs: ``!!! note "Title"`` or ``=== "Tab"``, its content indented by four.
            end = _end_of_indented(lines, at, len(match["indent"]) + 4)
            if end > at + 1:
                yield from _indented(lines[at:end], match, depth)
            else:
                is_empty = _EMPTY_NOTE.match(line) and not "".join(lines[end : end + 1]).strip()
                yield _bold(match["title"] or "") if is_empty else line
        elif match := _COLONS.match(line):
            if depth and match["braced"] and _NAME.match(match["braced"]):
                # MyST: ``:::{note} Title``.
                end = _end_of_fence(lines, at, Fence(match["fence"], "", match.start("fence")))
                directive = lines[at + 1 : end]
                yield from _fenced([line, *directive], f"{{{match['braced']}}}{match['rest']}", depth, default=True)
            else:
                # ``:::tip Title`` opens and ``:::`` closes; the content needs no change, but YAML at its top goes.
                options = lines[at + 1 : at + 1 + MAX_OPTIONS]
                end = at + 1 + (_n_options(options) if options and options[0].strip() == "---" else 0)
                yield match["before"] + _bold(_colon_title(match))
                yield from ("" for _ in lines[at + 1 : end])
        elif has_slashes and (match := _SLASHES.match(line)):
            # ``/// note | Title`` opens and ``///`` closes.
            end = at + 1
            yield match["before"] + _bold(match["title"] or "")
        elif match := _QUOTED.match(line):
            # ``> [!NOTE] Title``: already a quote.
            end = at + 1
            yield match["before"] + _bold(match["title"])
        else:
            end = at + 1
            yield line
        at = max(end, at + 1)


def _end_of_fence(lines: Sequence[str], at: int, fence: Fence) -> int:
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


def _fenced(lines: Sequence[str], info: str, depth: int, *, default: bool = False) -> Iterator[str]:
    """Yield fenced code unchanged, and a directive as its title and its content or as blank lines.

    A directive with an unknown name is text if ``default``, and code otherwise.
    """
    match = _DIRECTIVE.match(info)
    name = match["name"].lower() if match else ""
    if name in _EMPTY_DIRECTIVES:
        yield from ("" for _ in lines)
        return
    is_text = name in _TEXT_DIRECTIVES or (default and name not in _CODE_DIRECTIVES)
    if not match or not depth or not is_text:
        code = _without_options(lines) if match else lines
        yield from _as_code(code, match["title"]) if default and match else code
        return
    yield "" if name in _NO_TITLE else _bold(match["title"])
    inner = list(lines[1:-1]) if len(lines) > 1 else []
    n_options = _n_options(inner)
    yield from ("" for _ in inner[:n_options])
    content = inner[n_options:]
    yield from _plain(_definitions(content) if name == "glossary" else content, depth - 1)
    yield from ("" for _ in lines[1:][-1:])


def _without_options(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines of a directive that is code with blank lines in place of its options."""
    n_options = _n_options(lines[1:-1])
    return [lines[0], *("" for _ in range(n_options)), *lines[1 + n_options :]] if n_options else lines


def _as_code(lines: Sequence[str], language: str) -> Iterator[str]:
    """Yield the lines of a directive between colons as fenced code."""
    fence = "~" * 7
    yield fence + language.strip()
    yield from lines[1:-1]
    yield from (fence for _ in lines[1:][-1:])


def _n_options(inner: Sequence[str]) -> int:
    """Return the number of lines with options at the beginning of a directive: ``:name: x``, or YAML between dashes."""
    if inner and inner[0].strip() == "---":
        return next((at + 1 for at in range(1, len(inner)) if inner[at].strip() == "---"), 0)
    return next((at for at, line in enumerate(inner) if not _OPTION.match(line)), len(inner))


def _definitions(lines: Sequence[str]) -> list[str]:
    """Return the lines of a glossary as a list of definitions: the first line below a term begins with a colon."""
    changed = list(lines)
    for at in range(1, len(lines)):
        before, line = lines[at - 1], lines[at]
        if line.startswith((" ", "\t")) and line.strip() and before.strip() and not before.startswith((" ", "\t")):
            changed[at] = f": {line.strip()}"
    return changed


def _colon_title(match: re.Match[str]) -> str:
    """Return the title of a callout between colons, "" for none."""
    attributes, rest = match["braced"] or "", match["rest"].strip().rstrip(":")
    rest = _ATTRIBUTES.sub("", rest) or rest
    if match["name"] and (title := _TITLE.match(rest)) and not _QUOTED_VALUE.search(rest):
        return title["a"] or title["c"] or ""
    # ``::: {.tip title="Mind"}``, ``:::note{title="Mind"}``, ``:::image alt-text="A diagram":::``.
    return read_component(f"{match['name'] or ''} {attributes} {rest}").title


def _bold(title: str) -> str:
    """Return a title in bold, on a line of its own."""
    title = title.strip()
    return title if not title or "**" in title else f"**{title}**"
