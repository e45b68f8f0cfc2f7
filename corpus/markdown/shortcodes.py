"""Remove MDX components, Hugo and Zola shortcodes and Liquid tags from Markdown; their text stays.

The number of lines never changes, so that line numbers stay valid.
"""

import re
from collections.abc import Callable, Iterator

from corpus.markdown.callouts import with_plain_callouts
from corpus.markdown.dialects import CODE_SPAN, has_dialect, without_dialect
from corpus.markdown.fences import closes, opened_fence

MAX_TAG = 4_000
"""Characters of the longest tag; a longer one is text. By hand."""
MAX_UNCLOSED_TAGS = 500
"""Unclosed tags after which the rest of a stretch is text: each costs a scan of ``MAX_TAG`` characters. By hand."""

_SHORTCODE = re.compile(
    CODE_SPAN
    + r"|\{\{(?P<mark>[<%])(?P<hugo>[^{}]{0,1000}?)(?P=mark)?[>%]\}\}"
    + r"|\{%-?(?P<tag>[^{}]{0,1000}?)-?%\}"
    + r"|\{\{-?\s*(?P<call>\w{1,60}\([^{}]{0,1000}\))\s*-?\}\}"
)
_JSX = re.compile(
    CODE_SPAN + r"|(?P<comment>\{/\*)|(?P<space>\{\s*(?:\"\s*\"|'\s*')\s*\})" + r"|(?P<tag></?(?=[A-Za-z>]))"
)
_TAG_MARK = re.compile(r"[\"'`{}<>]")
_ESM = re.compile(r"(?:import\s+(?:[\w*{'\"])|export\s+(?:const|default|function|let|var|async|class|\{|\*))")
_IMPORT = re.compile(r"\s*import\s+[\w{*][^\n]{0,300}?\bfrom\s+['\"]")
_ARGUMENT = re.compile(r"""["“]([^"”]{1,300})["”]""")
_NAMED_ARGUMENT = re.compile(
    r"""\b(?P<name>title|label|header|question|summary|caption|href|to)\s*=\s*\{?"""
    r"""(?:"(?P<a>[^"]{0,500})"|'(?P<b>[^']{0,500})')"""
)
_DISCLOSURE = frozenset(
    {"accordion", "accordionitem", "collapse", "collapsible", "details", "disclosure", "expand"}
    | {"expandable", "faqitem", "question", "spoiler", "toggle"}
)
_EMPTY_COMMENT = "<!---->"
"""Starts a line of raw HTML. CommonMark ends such a block at ``-->``, so the next line is Markdown, as in MDX."""

_ONLY_TAGS = re.compile(r"^[ \t]*(?!</?(?:pre|script|style|textarea)\b)</?[a-z][^<>\n]*>[ \t]*$", re.M)
_CODE_TAGS = frozenset({"highlight", "prism", "code", "code-toggle"})


def without_components(body: str, *, mdx: bool = False) -> str:
    """Return ``body`` as plain Markdown; ``mdx`` also removes JSX and imports."""
    # Each step is skipped when none of its marks occurs: most pages have none.
    if mdx:
        body = _outside_code(body, lambda text: _ONLY_TAGS.sub(_EMPTY_COMMENT + r"\g<0>", _without_jsx(text)), esm=True)
    body = with_plain_callouts(body)
    if "{{" in body or "{%" in body:
        body = _outside_code(_without_liquid_comments(body), _without_shortcodes)
    return _outside_code(body, without_dialect) if has_dialect(body) else body


def is_mdx(body: str) -> bool:
    """Return whether a body begins with an ES module import, which only MDX has."""
    return bool(_IMPORT.match(body))


def _outside_code(body: str, change: Callable[[str], str], *, esm: bool = False) -> str:
    """Return ``body`` with ``change`` applied to each stretch outside fenced code; ``esm`` blanks imports."""
    return "\n".join(text if is_code else change(text) for is_code, text in _stretches(body, esm=esm))


def _stretches(body: str, *, esm: bool) -> Iterator[tuple[bool, str]]:
    """Yield (is code, text) of each stretch of lines; ``esm`` turns imports and exports into blank lines."""
    lines: list[str] = []
    fence, module = "", False
    for line in body.split("\n"):
        if fence:
            lines.append(line)
            if closes(line, fence):
                yield True, "\n".join(lines)
                lines, fence = [], ""
            continue
        # An import or export lasts until the next blank line.
        module = esm and bool(line.strip()) and (module or bool(_ESM.match(line)))
        opened = None if module else opened_fence(line)
        if opened:
            if lines:
                yield False, "\n".join(lines)
            lines, fence = [line], opened[0]
        else:
            lines.append("" if module else line)
    if lines:
        yield bool(fence), "\n".join(lines)


def _same_lines(new: str, old: str) -> str:
    """Return ``new`` with line ends added up to the number in ``old``."""
    return new + "\n" * (old.count("\n") - new.count("\n"))


def _without_shortcodes(text: str) -> str:
    return _SHORTCODE.sub(lambda match: _same_lines(_shortcode(match), match.group()), text)


def _shortcode(match: re.Match[str]) -> str:
    """Return the Markdown for one shortcode or tag; code spans stay unchanged."""
    if match.group("code"):
        return match.group()
    call = match.group("hugo") or match.group("tag") or match.group("call") or ""
    call = call.strip().strip("-").strip()
    before, after = match.string[: match.start()], match.string[match.end() :]
    closing = call.startswith(("/", "end"))
    name = re.split(r"[\s(]", call.removeprefix("/").strip().removeprefix("end").strip(), maxsplit=1)[0]
    # ``{% highlight js %}``: a fence, unless the code between the tags is fenced itself. Then nothing else is in
    # this stretch on the inner side of the tag.
    if name in _CODE_TAGS and not (before if closing else after).strip():
        return ""
    if name in _CODE_TAGS and not call.endswith("/"):
        return "```" if closing else f"```{' '.join(call.split()[1:2])}"
    # ``{{< ref "page.md" >}}`` is the target of a link; titles and captions are text; all else is dropped.
    argument = _ARGUMENT.search(call)
    if name in ("ref", "relref", "link", "post_url"):
        return _target(name, argument.group(1) if argument else "".join(call.split()[1:2]))
    arguments = _arguments(call)
    if name.lower() in _DISCLOSURE:
        title = arguments.get("title") or arguments.get("summary") or (argument.group(1) if argument else "")
        return _disclosure(title, closing=closing)
    return arguments.get("caption", "")


def _target(name: str, argument: str) -> str:
    """Return the target of a link shortcode; those of Jekyll are relative to the root of the site."""
    if name == "post_url":
        return f"/_posts/{argument}.md"
    return f"/{argument}" if name == "link" and not argument.startswith("/") else argument


def _without_liquid_comments(body: str) -> str:
    """Return ``body`` without ``{% comment %}…{% endcomment %}``."""
    parts, position = [], 0
    for start in re.finditer(r"\{%-?\s*comment\s*-?%\}", body):
        if start.start() < position:
            continue
        end = re.compile(r"endcomment\s*-?%\}").search(body, start.end())
        if end is None:
            break
        parts += [body[position : start.start()], "\n" * body.count("\n", start.start(), end.end())]
        position = end.end()
    return "".join(parts) + body[position:]


def _without_jsx(text: str) -> str:
    """Return ``text`` without JSX comments and with components replaced by their visible text."""
    parts: list[str] = []
    position, unclosed = 0, 0
    while unclosed < MAX_UNCLOSED_TAGS and (match := _JSX.search(text, position)):
        parts.append(text[position : match.start()])
        new, position = _jsx(text, match)
        # A tag or comment that did not advance past its opening mark has no end.
        unclosed += position == match.end() and not match.group("code")
        parts.append(_same_lines(new, text[match.start() : position]))
    return "".join(parts) + text[position:]


def _jsx(text: str, match: re.Match[str]) -> tuple[str, int]:
    """Return the Markdown for the JSX that begins at ``match``, and the position of its end."""
    if match.group("code"):
        return match.group(), match.end()
    if match.group("space"):
        return " ", match.end()
    if match.group("comment"):
        end = text.find("*/}", match.end())
        return ("", end + 3) if end >= 0 else (match.group(), match.end())
    end = _tag_end(text, match.end())
    if end < 0:
        return match.group(), match.end()
    return _component(text[match.start() : end]), end


def _tag_end(text: str, position: int) -> int:
    """Return the position after the ``>`` of a tag, -1 for none within ``MAX_TAG`` characters."""
    # ``>`` inside quotes or braces, as in ``onClick={() => x}``, does not end the tag.
    depth, quote = 0, ""
    for match in _TAG_MARK.finditer(text, position, position + MAX_TAG):
        mark = match.group()
        if quote:
            quote = "" if mark == quote else quote
        elif mark in "\"'`":
            quote = mark
        elif mark in "{}":
            depth += 1 if mark == "{" else -1
        elif depth <= 0:
            return match.end() if mark == ">" else -1
    return -1


def _component(tag: str) -> str:
    """Return the Markdown for the tag of a component; a tag of plain HTML stays HTML."""
    match = re.match(r"</?([\w.]*)", tag)
    name, closing = match.group(1) if match else "", tag.startswith("</")
    # Lower-case names are HTML elements; their attributes in braces are dropped.
    if name[:1].islower():
        return f"<{name}>" if "{" in tag and not tag.endswith("/>") else tag
    arguments = _arguments(tag)
    title = arguments.get("title") or arguments.get("question") or arguments.get("summary") or ""
    if name.lower() in _DISCLOSURE and not tag.endswith("/>"):
        return _disclosure(title, closing=closing)
    title = title or arguments.get("label") or arguments.get("header") or arguments.get("caption") or ""
    target = arguments.get("href") or arguments.get("to")
    return f"[{title}]({target})" if title and target else title


def _arguments(call: str) -> dict[str, str]:
    """Return the arguments of a component or shortcode that readers see or that are link targets."""
    return {match.group("name"): match.group("a") or match.group("b") or "" for match in _NAMED_ARGUMENT.finditer(call)}


def _disclosure(title: str, *, closing: bool) -> str:
    if closing:
        return f"{_EMPTY_COMMENT}</details>"
    return f"{_EMPTY_COMMENT}<details><summary>{title}</summary>" if title else f"{_EMPTY_COMMENT}<details>"
