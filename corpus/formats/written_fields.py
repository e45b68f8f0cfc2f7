"""Metadata that a Markdown file contains without front matter, as Pelican, MultiMarkdown, Pandoc, Logseq, Dataview and
Notion write it.

The number of lines never changes, so that line numbers stay valid.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.frontmatter.fields import NAMES, plain_name
from corpus.markdown.dialects import CODE_SPAN
from corpus.markdown.fences import Fence, fence_after
from corpus.page import Page, Place, Value
from corpus.plain_text import word_set

MAX_LINES = 60
"""Lines at the top of a file that may be a header. By hand."""

MAX_FIELDS = 500
"""Fields of a file that are read. By hand."""

_WRITTEN_FIELD = re.compile(r"(?P<key>[A-Za-z][\w -]{0,40}?)[ \t]*:(?!:)[ \t]+(?P<value>\S.{0,2000})$")
_PROPERTY = re.compile(
    r"(?P<before>[ \t]*(?:[-*+][ \t]+)?)(?P<key>[A-Za-z][\w. /-]{0,40}?)::[ \t]+(?P<value>\S.{0,2000})$"
)
_INLINE_PROPERTY = re.compile(
    rf"{CODE_SPAN}|(?P<open>[\[(])(?P<key>[A-Za-z][\w -]{{0,40}})::[ \t]*(?P<value>[^\[\]()\n]{{1,300}})[\])](?!\()"
)
_TAG = re.compile(rf"{CODE_SPAN}|(?<![^\s(,;])#(?P<tag>[\w/-]*[^\W\d_][\w/-]*)(?![\w#])")
_HEADER_ENDS = frozenset({"---", "..."})
_NOTION_NAME = re.compile(r"[ _-][0-9a-f]{32}\.[a-z]+$")

_KNOWN = frozenset(plain_name(name) for names in NAMES.values() for name in names)
_HEADER_KEYS = _KNOWN | word_set("author authors status save_as template css lang copyright affiliation email")
_LOGSEQ_KEYS = word_set(
    "id collapsed created-at updated-at heading background-color public exclude-from-graph-view icon ls-type hl-page"
    " hl-color card-last-interval card-repeats card-ease-factor card-next-schedule card-last-reviewed"
)
"""Properties that Logseq keeps and its readers never see."""


def with_written_fields(page: Page, path: str, *, inline_tags: bool = False) -> Page:
    """Return ``page`` with the metadata of its body as values; those of front matter win.

    ``inline_tags`` also reads ``#tags`` in the text.
    """
    lines = page.body.split("\n")
    found: list[tuple[str, str, int]] = []
    if not page.values:
        found += _pandoc(lines) or _header(lines)
    found += _notion(lines, path)
    if "::" in page.body:
        found += _properties(lines)
    if inline_tags and "#" in page.body:
        found += _tags(lines)
    return _with_values(page, lines, found) if found else page


def _with_values(page: Page, lines: Sequence[str], found: Sequence[tuple[str, str, int]]) -> Page:
    values: dict[str, Value] = {}
    places: dict[Place, int] = {}
    tags: list[Value] = []
    stated = {plain_name(key) for key in page.values}
    for key, value, at in found[:MAX_FIELDS]:
        if key == "tags":
            tags += [tag.strip() for tag in value.split(",")]
        elif plain_name(key) not in stated:
            stated.add(plain_name(key))
            values[key] = value
            places[(key,)] = page.line(at)
    values = dict(page.values) | values
    if tags:
        own = values.get("tags", [])
        values["tags"] = [*(own if isinstance(own, list) else str(own).split(",")), *tags]
    return replace(page, values=values, lines={**places, **page.lines}, body="\n".join(lines))


def _value(value: str) -> str:
    """Return a value without the brackets of wiki links, and a date without its time."""
    value = value.replace("[[", "").replace("]]", "").strip()
    return re.sub(r"^@?((?:\w+ )?[\w, /-]{4,20}?\d{4}|\d{4}[-/]\d\d[-/]\d\d),? (?:\d{1,2}:\d\d).{0,20}$", r"\1", value)


def _pandoc(lines: list[str]) -> list[tuple[str, str, int]]:
    """Take the title block of Pandoc off ``lines``: ``% title``, ``% authors``, ``% date``."""
    if not re.match(r"%[ \t]+[^%\s]", lines[0]):
        return []
    names = ("title", "author", "date")
    found: list[tuple[str, str, int]] = []
    for at, line in enumerate(lines[:MAX_LINES]):
        if line.startswith("%") and len(found) < len(names):
            found.append((names[len(found)], line[1:].strip(), at))
        elif line[:1] in (" ", "\t") and line.strip():
            key, value, first = found[-1]
            found[-1] = key, f"{value} {line.strip()}", first
        else:
            break
        lines[at] = ""
    return [field for field in found if field[1]]


def _header(lines: list[str]) -> list[tuple[str, str, int]]:
    """Take the ``Key: value`` lines at the top of a Pelican or MultiMarkdown file off ``lines``."""
    found: list[tuple[str, str, int]] = []
    end = 0
    for end, line in enumerate(lines[: MAX_LINES + 1]):
        field = _WRITTEN_FIELD.match(line)
        if field:
            found.append((field["key"], _value(field["value"]), end))
        elif found and line[:1] in (" ", "\t") and line.strip():
            key, value, first = found[-1]
            found[-1] = key, f"{value} {line.strip()}", first
        elif found and re.fullmatch(r"[A-Za-z][\w -]{0,40}:\s*", line):
            continue
        else:
            break
    is_ended = end < len(lines) and (not lines[end].strip() or lines[end].strip() in _HEADER_ENDS)
    known = [key for key, _, _ in found if plain_name(key) in _HEADER_KEYS]
    has_title = any(plain_name(key) == "title" for key in known)
    if not is_ended or not (has_title or len(known) > 1) or len(known) * 2 < len(found):
        return []
    end += lines[end].strip() in _HEADER_ENDS
    lines[:end] = [""] * end
    return [*found, *(("draft", "true", at) for key, value, at in found if _is_draft(key, value))]


def _is_draft(key: str, value: str) -> bool:
    return plain_name(key) == "status" and value.lower() in ("draft", "hidden")


def _notion(lines: list[str], path: str) -> list[tuple[str, str, int]]:
    """Take the properties below the title of a page that Notion exported off ``lines``; those without use stay text."""
    if not _NOTION_NAME.search(path):
        return []
    top = [at for at, line in enumerate(lines[:MAX_LINES]) if line.strip()]
    if not top or not lines[top[0]].startswith("# "):
        return []
    found = []
    for before, at in pairwise(top):
        field = _WRITTEN_FIELD.match(lines[at])
        if not field or (before != top[0] and at != before + 1):
            break
        if plain_name(field["key"]) in _KNOWN:
            found.append((field["key"].lower().replace(" ", "_"), _value(field["value"]), at))
            lines[at] = ""
    return found


def _properties(lines: list[str]) -> list[tuple[str, str, int]]:
    """Take ``key:: value`` off ``lines``; what readers see of it stays as ``key: value``.

    The fields of the page are those before its first list item, quote or indented line in Logseq, and all that begin a
    line in Dataview.
    """
    found = []
    for at in _outside_code(lines):
        line = lines[at]
        if "::" not in line:
            continue
        field = _PROPERTY.match(line)
        if field:
            key, is_of_page = field["key"].strip(), not field["before"]
            if is_of_page:
                found.append((key, _value(field["value"]), at))
            is_shown = key.lower() not in _LOGSEQ_KEYS and not (is_of_page and plain_name(key) in _KNOWN)
            lines[at] = f"{field['before']}{key}: {field['value']}" if is_shown else field["before"].rstrip()
        else:
            lines[at] = _INLINE_PROPERTY.sub(_shown, line)
    return found


def _shown(match: re.Match[str]) -> str:
    """Return what readers of Dataview see: ``[key:: value]`` with its key, ``(key:: value)`` without."""
    if match["code"]:
        return match[0]
    return f"{match['key']}: {match['value'].strip()}" if match["open"] == "[" else match["value"].strip()


def _tags(lines: list[str]) -> list[tuple[str, str, int]]:
    """Return the ``#tags`` in ``lines``, which lose their mark."""
    found = []
    for at in _outside_code(lines):
        if "#" not in lines[at]:
            continue
        found += [("tags", match["tag"], at) for match in _TAG.finditer(lines[at]) if match["tag"]]
        lines[at] = _TAG.sub(lambda match: match["tag"] or match[0], lines[at])
    return found


def _outside_code(lines: Sequence[str]) -> Iterator[int]:
    """Yield the index of each line outside fenced code."""
    fence: Fence | None = None
    for at, line in enumerate(lines):
        before, fence = fence, fence_after(line, fence)
        if before is None and fence is None:
            yield at
