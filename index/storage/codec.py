"""Guides and documents as lines of JSON, and back."""

from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any

import orjson

from corpus.document import Document
from corpus.guide import Guide, Link, Project, Question, Section, Table

_PARTS: dict[str, type] = {
    "sections": Section,
    "questions": Question,
    "faqs": Question,
    "projects": Project,
    "links": Link,
    "tables": Table,
}


def to_line(value: Guide | Document) -> bytes:
    """Return ``value`` as one line of JSON, in UTF-8, without its empty fields."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_PASSTHROUGH_DATACLASS)


def guide_from_line(line: bytes) -> Guide:
    """Return the guide of a line made by ``to_line``."""
    guide = _value(Guide, orjson.loads(line))
    assert isinstance(guide, Guide)
    return guide


def document_from_line(line: bytes) -> Document:
    """Return the document of a line made by ``to_line``."""
    values = orjson.loads(line)
    for name in ("tags", "aliases", "headings", "heading_anchors", "folder_titles", "folder_urls"):
        if name in values:
            values[name] = tuple(values[name])
    return Document(**values)


@cache
def _names(cls: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cls))


@cache
def _required(cls: type) -> dict[str, Any]:
    """Return the empty value of each field without a default: a line leaves empty fields out."""
    return {field.name: _empty(field.type) for field in fields(cls) if field.default is MISSING}


def _empty(kind: object) -> Any:
    name = kind if isinstance(kind, str) else getattr(kind, "__name__", "")
    return "" if name == "str" else ()


def _plain(value: object) -> Any:
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError(f"{type(value).__name__} has no place in a line")
    fields_by_name = {}
    for name in _names(type(value)):
        part = getattr(value, name)
        if part != "" and part != ():
            fields_by_name[name] = part
    return fields_by_name


def _value(cls: type, values: dict[str, Any]) -> Any:
    """Return the object of ``cls`` with these ``values``, which are as JSON gives them."""
    for name, part in values.items():
        if isinstance(part, list):
            values[name] = _tuple(name, part)
    return cls(**{**_required(cls), **values})


def _tuple(name: str, items: list[Any]) -> tuple[Any, ...]:
    """Return the value of the field ``name``: its parts as objects, or strings and tuples of strings."""
    cls = _PARTS.get(name)
    if cls:
        return tuple([_value(cls, item) for item in items])
    return tuple([tuple(item) if isinstance(item, list) else item for item in items])
