"""Markdown out of what sites add to it: MDX components, Hugo and Zola shortcodes, Liquid tags.

Everything here keeps the number of lines, so that lines of the result are lines of the file.
"""

import re
from collections.abc import Callable, Iterator

from corpus.markdown.callouts import with_plain_callouts
from corpus.markdown.dialects import CODE_SPAN, has_dialect, without_dialect
from corpus.markdown.fences import closes, opened_fence

MAX_TAG = 4_000
"""Characters that one tag may take; what is longer is text."""
MAX_UNCLOSED = 500
"""Tags without an end in one stretch of text, after which all are text: each costs a look at ``MAX_TAG`` characters."""

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
_NAMED = re.compile(
    r"""\b(?P<name>title|label|header|question|summary|caption|href|to)\s*=\s*\{?"""
    r"""(?:"(?P<a>[^"]{0,500})"|'(?P<b>[^']{0,500})')"""
)
_DISCLOSURE = frozenset(
    {"accordion", "accordionitem", "collapse", "collapsible", "details", "disclosure", "expand"}
    | {"expandable", "faqitem", "question", "spoiler", "toggle"}
)
_OPENS_NOTHING = "<!---->"
"""At the beginning of a line, makes it raw HTML by itself: the line below is Markdown again, as it is in MDX."""

_ONLY_TAGS = re.compile(r"^[ \t]*(?!</?(?:pre|script|style|textarea)\b)</?[a-z][^<>\n]*>[ \t]*$", re.M)
_CODE_TAGS = frozenset({"highlight", "prism", "code", "code-toggle"})


def clean(body: str, *, mdx: bool = False) -> str:
    """Return ``body`` with components, shortcodes and tags dropped and their text kept."""
    if mdx:
        body = _outside_code(body, lambda text: _ONLY_TAGS.sub(_OPENS_NOTHING + r"\g<0>", _without_jsx(text)), esm=True)
    body = with_plain_callouts(body)
    if "{{" in body or "{%" in body:
        body = _outside_code(_without_liquid_comments(body), _without_shortcodes)
    return _outside_code(body, without_dialect) if has_dialect(body) else body


def is_mdx(body: str) -> bool:
    """Return whether a body begins with an import, as only components need."""
    return bool(_IMPORT.match(body))


def _outside_code(body: str, change: Callable[[str], str], *, esm: bool = False) -> str:
    """Return ``body`` with ``change`` made to each stretch that lies outside fenced code."""
    return "\n".join(text if is_code else change(text) for is_code, text in _stretches(body, esm=esm))


def _stretches(body: str, *, esm: bool) -> Iterator[tuple[bool, str]]:
    """Yield runs of lines, in or out of fenced code; with ``esm``, imports are blank lines."""
    lines: list[str] = []
    fence, module = "", False
    for line in body.split("\n"):
        if fence:
            lines.append(line)
            if closes(line, fence):
                yield True, "\n".join(lines)
                lines, fence = [], ""
            continue
        module = esm and bool(line.strip()) and (module or bool(_ESM.match(line)))
        found = None if module else opened_fence(line)
        if found:
            if lines:
                yield False, "\n".join(lines)
            lines, fence = [line], found[0]
        else:
            lines.append("" if module else line)
    if lines:
        yield bool(fence), "\n".join(lines)


def _same_lines(new: str, old: str) -> str:
    """Return ``new`` with as many line ends as ``old``."""
    return new + "\n" * (old.count("\n") - new.count("\n"))


def _without_shortcodes(text: str) -> str:
    return _SHORTCODE.sub(lambda found: _same_lines(_shortcode(found), found.group()), text)


def _shortcode(found: re.Match[str]) -> str:
    """Return what stays of one shortcode or tag."""
    if found.group("code"):
        return found.group()
    call = found.group("hugo") or found.group("tag") or found.group("call") or ""
    call = call.strip().strip("-").strip()
    around = found.string[: found.start()], found.string[found.end() :]
    closing = call.startswith(("/", "end"))
    name = re.split(r"[\s(]", call.removeprefix("/").strip().removeprefix("end").strip(), maxsplit=1)[0]
    if name in _CODE_TAGS and not (around[0] if closing else around[1]).strip():
        return ""
    if name in _CODE_TAGS and not call.endswith("/"):
        return "```" if closing else f"```{' '.join(call.split()[1:2])}"
    argument = _ARGUMENT.search(call)
    if name in ("ref", "relref", "link", "post_url"):
        return _target(name, argument.group(1) if argument else "".join(call.split()[1:2]))
    named = _named(call)
    if name.lower() in _DISCLOSURE:
        title = named.get("title") or named.get("summary") or (argument.group(1) if argument else "")
        return _disclosure(title, closing=closing)
    return named.get("caption", "")


def _target(name: str, argument: str) -> str:
    """Return where a shortcode leads; Jekyll names pages from the root of the site."""
    if name == "post_url":
        return f"/_posts/{argument}.md"
    return f"/{argument}" if name == "link" and not argument.startswith("/") else argument


def _without_liquid_comments(body: str) -> str:
    """Return ``body`` without ``{% comment %}…{% endcomment %}``."""
    kept, position = [], 0
    for start in re.finditer(r"\{%-?\s*comment\s*-?%\}", body):
        if start.start() < position:
            continue
        end = re.compile(r"endcomment\s*-?%\}").search(body, start.end())
        if end is None:
            break
        kept += [body[position : start.start()], "\n" * body.count("\n", start.start(), end.end())]
        position = end.end()
    return "".join(kept) + body[position:]


def _without_jsx(text: str) -> str:
    """Return ``text`` with JSX comments dropped and components replaced by what they show."""
    kept: list[str] = []
    position, unclosed = 0, 0
    while unclosed < MAX_UNCLOSED and (found := _JSX.search(text, position)):
        kept.append(text[position : found.start()])
        new, position = _jsx(text, found)
        unclosed += position == found.end() and not found.group("code")
        kept.append(_same_lines(new, text[found.start() : position]))
    return "".join(kept) + text[position:]


def _jsx(text: str, found: re.Match[str]) -> tuple[str, int]:
    """Return what stays of the JSX that begins at ``found``, and where it ends."""
    if found.group("code"):
        return found.group(), found.end()
    if found.group("space"):
        return " ", found.end()
    if found.group("comment"):
        end = text.find("*/}", found.end())
        return ("", end + 3) if end >= 0 else (found.group(), found.end())
    end = _tag_end(text, found.end())
    if end < 0:
        return found.group(), found.end()
    return _component(text[found.start() : end]), end


def _tag_end(text: str, position: int) -> int:
    """Return where the tag ends, past its ``>``; -1 where it does not within ``MAX_TAG``."""
    depth, quote = 0, ""
    for found in _TAG_MARK.finditer(text, position, position + MAX_TAG):
        mark = found.group()
        if quote:
            quote = "" if mark == quote else quote
        elif mark in "\"'`":
            quote = mark
        elif mark in "{}":
            depth += 1 if mark == "{" else -1
        elif depth <= 0:
            return found.end() if mark == ">" else -1
    return -1


def _component(tag: str) -> str:
    """Return the Markdown that stands for a component's tag; plain HTML stays HTML."""
    found = re.match(r"</?([\w.]*)", tag)
    name, closing = found.group(1) if found else "", tag.startswith("</")
    if name[:1].islower():
        return f"<{name}>" if "{" in tag and not tag.endswith("/>") else tag
    named = _named(tag)
    title = named.get("title") or named.get("question") or named.get("summary") or ""
    if name.lower() in _DISCLOSURE and not tag.endswith("/>"):
        return _disclosure(title, closing=closing)
    title = title or named.get("label") or named.get("header") or named.get("caption") or ""
    target = named.get("href") or named.get("to")
    return f"[{title}]({target})" if title and target else title


def _named(call: str) -> dict[str, str]:
    """Return the text arguments that readers see, and where a component leads."""
    return {found.group("name"): found.group("a") or found.group("b") or "" for found in _NAMED.finditer(call)}


def _disclosure(title: str, *, closing: bool) -> str:
    if closing:
        return f"{_OPENS_NOTHING}</details>"
    return f"{_OPENS_NOTHING}<details><summary>{title}</summary>" if title else f"{_OPENS_NOTHING}<details>"
