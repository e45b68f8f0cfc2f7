"""What the values of a settings file may be: functions from a cell to a checked value."""

import datetime
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from corpus.languages import language_tag
from web.settings.yaml_node import YamlNode, nearest

Shape = Callable[[YamlNode], Any]


def text(cell: YamlNode) -> str:
    return cell.scalar("text").strip()


def texts(cell: YamlNode) -> tuple[str, ...]:
    """Return a list of texts; one text stands for a list of one."""
    if cell.kind == "text":
        return (text(cell),)
    return tuple(text(item) for item in cell.items("a list of texts"))


def path(cell: YamlNode) -> Path:
    return Path(text(cell))


def truth(cell: YamlNode) -> bool:
    said = cell.scalar("true or false").lower()
    if said not in ("true", "false"):
        raise cell.wrong("true or false")
    return said == "true"


def whole(least: int = 0) -> Shape:
    """Return the shape of whole numbers from ``least``."""

    def read(cell: YamlNode) -> int:
        accepted = f"a whole number from {least}"
        said = cell.scalar(accepted).replace("_", "")
        if not (said.isascii() and said.isdigit() and len(said) < 16 and int(said) >= least):
            raise cell.wrong(accepted)
        return int(said)

    return read


def number(most: float) -> Shape:
    """Return the shape of numbers from 0 to ``most``."""

    def read(cell: YamlNode) -> float:
        accepted = f"a number from 0 to {most:g}"
        said = cell.scalar(accepted)
        if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", said, re.ASCII) or float(said) > most:
            raise cell.wrong(accepted)
        return float(said)

    return read


def date(cell: YamlNode) -> str:
    accepted = "a date such as 2027-01-31"
    said = cell.scalar(accepted)
    try:
        return datetime.date.fromisoformat(said).isoformat()
    except ValueError:
        raise cell.wrong(accepted) from None


def one_of(accepted: Collection[str]) -> Shape:
    """Return the shape of texts among ``accepted``."""

    def read(cell: YamlNode) -> str:
        said = text(cell)
        if said not in accepted:
            raise cell.error(f'{cell.key} is "{said}"{nearest(said, sorted(accepted))}')
        return said

    return read


def list_of(shape: Shape) -> Shape:
    def read(cell: YamlNode) -> tuple[Any, ...]:
        return tuple(shape(item) for item in cell.items("a list"))

    return read


def mapping_to(shape: Shape, keys: Collection[str] = ()) -> Shape:
    """Return the shape of mappings to ``shape``; without ``keys``, from any text."""

    def read(cell: YamlNode) -> dict[str, Any]:
        entries = cell.entries("a mapping")
        for name in entries:
            if keys and name not in keys:
                raise cell.unknown(name, entries[name], keys)
        return {name: shape(value) for name, value in entries.items()}

    return read


def group(shapes: Mapping[str, Shape], required: Collection[str] = ()) -> Shape:
    """Return the shape of mappings with fixed keys; an empty value counts as not there."""

    def read(cell: YamlNode) -> dict[str, Any]:
        entries = cell.entries(f"a mapping with {', '.join(sorted(shapes))}")
        for name, entry in entries.items():
            if name not in shapes:
                raise cell.unknown(name, entry, shapes)
        for name in required:
            if name not in entries or entries[name].empty:
                raise cell.error(f"{cell.key} has no {name}")
        return {name: shapes[name](e) for name, e in entries.items() if not e.empty}

    return read


def address(cell: YamlNode) -> str:
    """Return a web address without a final slash, as ``https://example.org/docs``."""
    said = text(cell)
    if said and not re.match(r"https?://[^\s/]+", said):
        raise cell.wrong("a web address such as https://example.org")
    return said.rstrip("/")


def prefix(cell: YamlNode) -> str:
    """Return the path that a site is mounted at, as ``/learn``; empty for the root of its host."""
    said = text(cell).rstrip("/")
    if said and not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", said):
        raise cell.wrong("a path such as /learn")
    return said


def rate(cell: YamlNode) -> str:
    """Return how often one client may ask, as ``120 per minute``; empty for as often as it likes."""
    said = text(cell)
    if said and not re.fullmatch(r"[1-9][0-9]{0,8} per (second|minute|hour|day)", said, re.ASCII):
        raise cell.wrong("a rate such as 120 per minute")
    return said


def language(cell: YamlNode) -> str:
    tag = language_tag(text(cell))
    if not tag:
        raise cell.wrong("a language code such as en or pt-BR")
    return tag


PATTERN_NAMES = ("slug", "path", "lang", "anchor")


def url_pattern(cell: YamlNode) -> str:
    """Return a pattern of addresses; its names in braces must be ours."""
    said = text(cell)
    for name in re.findall(r"\{([^{}]*)\}", said):
        if name not in PATTERN_NAMES:
            accepted = ", ".join(f"{{{known}}}" for known in PATTERN_NAMES)
            raise cell.error(f"{cell.key} holds {{{name}}}; accepted: {accepted}")
    if re.search(r"[{}]", re.sub(r"\{[a-z]+\}", "", said)):
        raise cell.error(f"{cell.key} has a brace without its partner")
    if said and "{slug}" not in said and "{path}" not in said:
        raise cell.error(f"{cell.key} gives every guide one address: it needs {{slug}} or {{path}}")
    return said


def synonyms(cell: YamlNode) -> tuple[tuple[str, str], ...]:
    """Return pairs (from, to): both ways within a list, one way for ``{from: a, to: b}``."""
    pairs: list[tuple[str, str]] = []
    for item in cell.items("a list"):
        if item.kind == "list":
            words = texts(item)
            pairs += [(a, b) for a in words for b in words if a != b]
        else:
            one_way = group({"from": text, "to": texts}, required=("from", "to"))(item)
            pairs += [(one_way["from"], to) for to in one_way["to"]]
    return tuple(dict.fromkeys(pairs))
