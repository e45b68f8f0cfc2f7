"""Guides and documents as lines of JSON, and back."""

import json
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

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


def to_line(value: Guide | Document) -> str:
    """Return ``value`` as one line of JSON without its empty fields."""
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))


def guide_from_line(line: str) -> Guide:
    """Return the guide of a line made by ``to_line``."""
    guide = _value(Guide, json.loads(line))
    assert isinstance(guide, Guide)
    return guide


def document_from_line(line: str) -> Document:
    """Return the document of a line made by ``to_line``."""
    values = json.loads(line)
    for name in ("tags", "aliases", "headings"):
        if name in values:
            values[name] = tuple(values[name])
    return Document(**values)


def _plain(value: object) -> Any:
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} has no place in a line")
    found = {field.name: getattr(value, field.name) for field in fields(value)}
    return {name: item for name, item in found.items() if item != "" and item != ()}


def _value(cls: type, values: dict[str, Any]) -> Any:
    made = {name: _made(name, item) if isinstance(item, list) else item for name, item in values.items()}
    missing = {f.name: _empty(f.type) for f in fields(cls) if f.name not in made and f.default is MISSING}
    return cls(**missing, **made)


def _empty(kind: object) -> Any:
    """Return the empty value of a field without a default, which a line leaves out."""
    name = kind if isinstance(kind, str) else getattr(kind, "__name__", "")
    return "" if name == "str" else ()


def _made(name: str, items: list[Any]) -> tuple[Any, ...]:
    part = _PARTS.get(name)
    if part:
        return tuple(_value(part, item) for item in items)
    return tuple(tuple(item) if isinstance(item, list) else item for item in items)
