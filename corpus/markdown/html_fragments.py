"""Raw HTML inside Markdown, read tag by tag: fragments are seldom balanced."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

_TOKEN = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|\Z)"
    r"|<(?P<slash>/?)(?P<name>[A-Za-z][\w:-]*+)(?P<attributes>(?:[^<>\"']|\"[^\"]{0,5000}\"|'[^']{0,5000}')*+)>"
    r"|<[!?][^<>]*>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([A-Za-z_:@][\w:.-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg"})


@dataclass(frozen=True, slots=True)
class HtmlToken:
    """A part of a fragment: ``text``, a ``comment``, or the ``open`` or ``close`` of a tag."""

    kind: str
    text: str
    """The text or comment, or the tag's name in lower case."""
    line: int
    """Counted from 0, within the fragment."""
    attributes: Mapping[str, str] = field(default_factory=dict)


def html_tokens(html: str) -> Iterator[HtmlToken]:
    """Yield the parts of ``html`` in order; scripts and styles are left out with what they hold."""
    position, line, unseen = 0, 0, ""
    for found in _TOKEN.finditer(html):
        if found.start() > position and not unseen:
            yield HtmlToken("text", unescape(html[position : found.start()]), line)
        line += html.count("\n", position, found.start())
        position = found.end()
        name = (found.group("name") or "").lower()
        if unseen:
            unseen = "" if found.group("slash") and name == unseen else unseen
        elif name in _UNSEEN and not found.group("slash"):
            unseen = name
        elif found.group("comment") is not None:
            yield HtmlToken("comment", found.group("comment"), line)
        elif name:
            kind = "close" if found.group("slash") else "open"
            yield HtmlToken(kind, name, line, _attributes(found.group("attributes")))
        line += html.count("\n", found.start(), found.end())
    if position < len(html) and not unseen:
        yield HtmlToken("text", unescape(html[position:]), line)


def attribute(tag: str, name: str) -> str:
    """Return an attribute of a single tag, "" where it has none."""
    found = _TOKEN.match(tag)
    return _attributes(found.group("attributes") or "").get(name, "") if found else ""


def _attributes(text: str) -> dict[str, str]:
    if not text or text.isspace():
        return {}
    return {
        found.group(1).lower(): unescape(found.group(2) or found.group(3) or found.group(4) or "")
        for found in _ATTRIBUTE.finditer(text)
    }
