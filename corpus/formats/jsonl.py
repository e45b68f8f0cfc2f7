"""Read JSONL records, such as a CMS export: each line is exactly one Document."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from corpus.addresses import safe_address, unsafe_address
from corpus.dates import iso_date
from corpus.document import KINDS, Document
from corpus.plain_text import well_formed
from corpus.problems import Problem

RULE = "bad-record"
RULE_SIZE = "too-large"

_FIX = 'a record is one JSON object on one line: {"id": "…", "title": "…", "text": "…"}'
_TEXTS = (
    *("title", "text", "skill", "url", "anchor", "category", "difficulty"),
    *("answer", "why_asked", "code", "guide_title"),
)
_LISTS = ("tags", "aliases", "headings")


def read_records(
    lines: Iterable[bytes], path: str, max_bytes: int, default_lang: str = "en"
) -> Iterator[Document | Problem]:
    """Yield the Document of each line of a ``.jsonl`` file, or a Problem for an invalid line.

    A line longer than ``max_bytes`` is a Problem; blank lines are skipped.
    """
    for number, line in enumerate(lines, 1):
        if len(line) > max_bytes:
            message = f"the record is longer than {max_bytes:,} bytes"
            yield Problem(path, number, RULE_SIZE, message, "raise the limit or split the text")
        elif line.strip():
            yield from _with_safe_address(_record(line.removeprefix(b"\xef\xbb\xbf"), path, number, default_lang), path)


def _with_safe_address(record: Document | Problem, path: str) -> Iterator[Document | Problem]:
    """Yield a record; one with an unsafe address comes without it, after its Problem."""
    if isinstance(record, Problem) or not record.url:
        yield record
        return
    address = safe_address(record.url)
    if not address:
        yield unsafe_address(path, record.line, "url", record.url)
    yield replace(record, url=address)


def _record(line: bytes, path: str, number: int, default_lang: str) -> Document | Problem:
    try:
        values = json.loads(line.decode("utf-8"))
    except RecursionError:
        return Problem(path, number, RULE, "the record is not JSON: nested too deep", _FIX)
    except ValueError as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "it is not UTF-8"
        return Problem(path, number, RULE, f"the record is not JSON: {reason}", _FIX)
    if not isinstance(values, dict):
        return Problem(path, number, RULE, f"the record is {_type_name(values)}, not an object", _FIX)
    if reason := _defect(values):
        return Problem(path, number, RULE, f"the record cannot be read: {reason}", _FIX)
    return _document(values, number, default_lang)


def _defect(values: Mapping[str, Any]) -> str:
    """Return why ``values`` are no valid record, "" for a valid one."""
    id_ = values.get("id")
    if isinstance(id_, bool) or not isinstance(id_, (str, int)) or not str(id_).strip():
        return "it has no id" if id_ in (None, "") else "its id is not text"
    if values.get("title") is None and values.get("text") is None:
        return f"“{id_}” has neither title nor text"
    for name in _TEXTS:
        if isinstance(values.get(name), (dict, list)):
            return f"{name} is {_type_name(values[name])}, not text"
    if values.get("kind", "guide") not in KINDS:
        return f"kind is {values['kind']!r}; accepted are {', '.join(KINDS)}"
    return ""


def _document(values: Mapping[str, Any], number: int, default_lang: str) -> Document:
    fields: dict[str, Any] = {name: _text(values.get(name)) for name in _TEXTS}
    fields["difficulty"] = fields["difficulty"].lower()
    fields |= {name: _list(values.get(name)) for name in _LISTS}
    id_ = _text(values["id"])
    return Document(
        id=id_,
        kind=values.get("kind", "guide"),
        guide=_text(values.get("guide")) or id_,
        updated=iso_date(_text(values.get("updated"))),
        lang=_text(values.get("lang")) or default_lang,
        line=number,
        **fields,
    )


def _text(value: Any) -> str:
    return "" if value is None else well_formed(str(value))


def _list(value: Any) -> tuple[str, ...]:
    """Return the texts of a list without empty ones; a string is split at commas, as in front matter."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        return ()
    return tuple(text for item in value if (text := _text(item).strip()))


def _type_name(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    return "null" if value is None else names.get(type(value), "a number")
