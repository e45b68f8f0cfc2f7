"""A tokenizer for raw HTML inside Markdown. It builds no tree, since fragments are seldom balanced."""

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
_INVISIBLE_TAGS = frozenset({"script", "style", "template", "noscript", "svg"})


@dataclass(frozen=True, slots=True)
class HtmlToken:
    """A token of a fragment; ``kind`` is ``text``, ``comment``, ``open`` or ``close``."""

    kind: str
    text: str
    """The text or comment; of a tag, its name in lower case."""
    line: int
    """The line within the fragment, counted from 0."""
    attributes: Mapping[str, str] = field(default_factory=dict)


def html_tokens(html: str) -> Iterator[HtmlToken]:
    """Yield the tokens of ``html`` in order; scripts, styles and their content are left out."""
    # ``position`` is the end of the last tag, ``line`` its line; ``invisible_tag`` is the open script or style.
    position, line, invisible_tag = 0, 0, ""
    for match in _TOKEN.finditer(html):
        if match.start() > position and not invisible_tag:
            yield HtmlToken("text", unescape(html[position : match.start()]), line)
        line += html.count("\n", position, match.start())
        position = match.end()
        name = (match.group("name") or "").lower()
        if invisible_tag:
            invisible_tag = "" if match.group("slash") and name == invisible_tag else invisible_tag
        elif name in _INVISIBLE_TAGS and not match.group("slash"):
            invisible_tag = name
        elif match.group("comment") is not None:
            yield HtmlToken("comment", match.group("comment"), line)
        elif name:
            kind = "close" if match.group("slash") else "open"
            yield HtmlToken(kind, name, line, _attributes(match.group("attributes")))
        line += html.count("\n", match.start(), match.end())
    if position < len(html) and not invisible_tag:
        yield HtmlToken("text", unescape(html[position:]), line)


def attribute(tag: str, name: str) -> str:
    """Return an attribute of a single tag, "" for a missing one."""
    match = _TOKEN.match(tag)
    return _attributes(match.group("attributes") or "").get(name, "") if match else ""


def _attributes(text: str) -> dict[str, str]:
    if not text or text.isspace():
        return {}
    return {
        match.group(1).lower(): unescape(match.group(2) or match.group(3) or match.group(4) or "")
        for match in _ATTRIBUTE.finditer(text)
    }
