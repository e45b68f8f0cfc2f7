"""Replace codes in square brackets by what readers see of them: WordPress and Grav shortcodes, DocFX includes.

A code has an attribute in quotes (``[gallery ids="1"]``) or, anywhere on the page, a closing tag (``[/gallery]``):
other words in brackets are text, or references of links.
"""

import re

from corpus.markdown.components import read_component, visible
from corpus.markdown.dialects import CODE_SPAN

_CLOSING = re.compile(r"\[/(?P<name>[a-z][\w-]{0,40})\]")
_CODE = re.compile(
    CODE_SPAN
    + r"|\[!(?P<docfx>[A-Za-z][\w-]{1,40})(?P<rest>[^\[\]\n]{0,200}(?:\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\))?)[ \t]?\]"
    r"(?![(\[])"
    r"|(?:(?<![\[!\\\w\])])|(?=\[/))\[(?P<slash>/?)(?P<name>[a-z][\w-]{0,40})"
    r"(?P<arguments>(?:[ \t][^\[\]\n]{0,500})?)/?\](?![(\[:])"
)
_CODE_WITH_VALUE = re.compile(r"\[[a-z][\w-]{0,40}[ \t][^\[\]\n]{0,500}[\w-]=[\"']")
_HAS_QUOTED_VALUE = re.compile(r"[\w-]=[\"']")
_SHOWN = frozenset({"uicontrol", "dnl"})
"""Codes that mark their text as a name of the interface."""

_NOTICE = re.compile(r"^!{1,4} (?=[^\W\d_][^\n]{0,300} )", re.MULTILINE)
"""The beginning of a notice of Grav; one word alone is the kind of a note of MkDocs."""


def without_bracket_codes(text: str, closed: frozenset[str]) -> str:
    """Return ``text``, which has no fenced code, without codes; ``closed`` are the names with a closing tag."""
    if "\n!" in f"\n{text}":
        text = _NOTICE.sub("> ", text)
    if not (closed or "[!" in text or _CODE_WITH_VALUE.search(text)):
        return text

    def replaced(match: re.Match[str]) -> str:
        if match["code"]:
            return match.group()
        if match["docfx"]:
            return _docfx(match)
        is_code = match["name"] in closed or _HAS_QUOTED_VALUE.search(match["arguments"])
        if not is_code:
            return match.group()
        return "" if match["slash"] else visible(read_component(match["name"] + match["arguments"]), with_words=False)

    return _CODE.sub(replaced, text)


def closed_names(body: str) -> frozenset[str]:
    """Return the names of the codes that the body closes."""
    return frozenset(match["name"] for match in _CLOSING.finditer(body)) if "[/" in body else frozenset()


def _docfx(match: re.Match[str]) -> str:
    """Return the text of a DocFX code; ``[!NOTE]`` alone is the mark of an alert, and stays."""
    rest = match["rest"].strip()
    if not rest:
        return match.group()
    return rest if match["docfx"].lower() in _SHOWN else ""
