"""The anchors that authors give to headings, in the forms of many generators.

``## A {#id}`` (Pandoc, Docusaurus, Hugo), ``{ id=x }`` (MkDocs), ``[#id]`` (Nextra), ``:id=x`` (docsify) stand in the
heading; ``{: #id}`` (kramdown) below it; ``(id)=`` (MyST) and ``{#id}`` above it.
"""

import re
from collections.abc import Iterator

_NAME = r"[\w:.%,/+@~-]{1,200}"
_IN_BRACES = re.compile(
    rf"(?<!\s)\s{{0,200}}+\{{(?:[^{{}}#]{{0,200}}#({_NAME})(?![\w:.-])[^{{}}]{{0,200}}"
    rf"|(?:[^{{}}]{{0,200}}[\s:])?id\s?=\s?[\"']?({_NAME})[\"']?(?![\w:.-])[^{{}}]{{0,200}})\}}\s{{0,200}}$"
)
_IN_BRACKETS = re.compile(rf"(?<!\s)\s{{1,200}}+(?:\[#({_NAME})\]|:id=({_NAME}))\s{{0,200}}$")

_NO_ID = re.compile(
    r"(?<!\s)\s{1,200}+\{:?\s?(?:-\s?\}|[.][\w-]|[\w-]{1,40}=|[a-z]{1,20}-[\w-]{1,40}\s?\})[^{}]{0,200}\}?\s{0,200}$"
)
"""An attribute list without an id."""

_PART = re.compile(r"\((?:PART|APPENDIX)\\?\*?\) (?=\S)")
"""What marks a part of a book of bookdown."""

_ABOVE = re.compile(
    rf"[ ]{{0,3}}(?:\((?P<target>[\w./:+ -]{{1,100}})\)=|\{{:?[ ]?#(?P<id>{_NAME})[^{{}}]{{0,200}}\}})[ \t]*$"
)
_BELOW = re.compile(rf"[ ]{{0,3}}\{{:[ ]?[^{{}}#]{{0,200}}#(?P<id>{_NAME})(?![\w:.-])[^{{}}]{{0,200}}\}}[ \t]*$")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+\S")
_WIDE_SPACE = re.compile(r"^([ ]{0,3}#{1,6})[\u00a0\u2000-\u200a\u202f\u3000]", re.MULTILINE)
_UNDERLINE = re.compile(r"[ ]{0,3}(?:=+|-{2,})[ \t]*$")
_SEPARATORS = re.compile(r"[^a-z0-9]+")


def split_heading(text: str) -> tuple[str, str]:
    """Return a heading without the anchor that its author gives it at its end, and the anchor, "" for none.

    >>> split_heading("Fetch [#fetch-it]"), split_heading("Path { id=nav }"), split_heading("C# [draft]")
    (('Fetch', 'fetch-it'), ('Path', 'nav'), ('C# [draft]', ''))
    """
    text = _PART.sub("", text, count=1) if text.startswith(("(PART", "(APPENDIX")) else text
    if not text or (text[-1] not in "]}" and ":id=" not in text):
        return text, ""
    tail = text[-400:]
    match = (_IN_BRACES if text.endswith("}") else _IN_BRACKETS).search(tail)
    if not match:
        without = _NO_ID.search(tail) if text.endswith("}") else None
        return text[: len(text) - len(without.group())] if without else text, ""
    return text[: len(text) - len(match.group())], next(filter(None, match.groups()), "")


def with_spaces_in_headings(text: str) -> str:
    """Return ``text``, which has no fenced code, with a space behind ``##`` where an unbreakable or wide one is.

    Editors insert such spaces unseen, and the line would be no heading.
    """
    return text if text.isascii() else _WIDE_SPACE.sub(r"\1 ", text)


def with_ids_in_headings(text: str) -> str:
    """Return ``text``, which has no fenced code, with the anchors above and below headings moved to their ends."""
    if ")=" not in text and "{:" not in text and "{#" not in text:
        return text
    return "\n".join(_moved(text.split("\n")))


def _moved(lines: list[str]) -> Iterator[str]:
    """Yield as many lines as there are in ``lines``."""
    pending = ""
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if match := _ABOVE.match(line):
            is_below = at > 0 and _HEADING.match(lines[at - 1])
            pending = "" if is_below else match["id"] or _docutils_id(match["target"])
            yield ""
        elif _HEADING.match(line) or (line.strip() and _UNDERLINE.match(following)):
            below = _BELOW.match(following)
            name = below["id"] if below else pending
            has_own = split_heading(line.rstrip())[1]
            yield f"{line.rstrip()} {{#{name}}}" if name and not has_own else line
            pending = ""
        else:
            pending = "" if line.strip() else pending
            yield line


def _docutils_id(target: str) -> str:
    """Return the id that docutils makes of the name of a target."""
    return _SEPARATORS.sub("-", target.lower()).strip("-")
