"""Validators of the values in a settings file: functions from a YAML node to a checked value.

A validator raises SettingsError for a value that it does not accept.
"""

import datetime
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from corpus.addresses import safe_address
from corpus.languages import language_tag
from web.settings.yaml_node import YamlNode, did_you_mean

Validator = Callable[[YamlNode], Any]

URL_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)+")
"""A path that a site is mounted at."""


def text(node: YamlNode) -> str:
    return node.scalar("text").strip()


def texts(node: YamlNode) -> tuple[str, ...]:
    """Return the texts of a list; a single text is a list of one."""
    if node.kind == "text":
        return (text(node),)
    return tuple(text(item) for item in node.items("a list of texts"))


def path(node: YamlNode) -> Path:
    return Path(text(node))


def boolean(node: YamlNode) -> bool:
    value = node.scalar("true or false").lower()
    if value not in ("true", "false"):
        raise node.wrong_value("true or false")
    return value == "true"


def integer(minimum: int = 0) -> Validator:
    """Return a validator of integers from ``minimum``, with at most 15 digits."""

    def read(node: YamlNode) -> int:
        accepted = f"a whole number from {minimum}"
        digits = node.scalar(accepted).replace("_", "")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 16 and int(digits) >= minimum):
            raise node.wrong_value(accepted)
        return int(digits)

    return read


def number(maximum: float) -> Validator:
    """Return a validator of numbers from 0 to ``maximum``."""

    def read(node: YamlNode) -> float:
        accepted = f"a number from 0 to {maximum:g}"
        value = node.scalar(accepted)
        if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value, re.ASCII) or float(value) > maximum:
            raise node.wrong_value(accepted)
        return float(value)

    return read


def date(node: YamlNode) -> str:
    """Return an ISO date."""
    accepted = "a date such as 2027-01-31"
    value = node.scalar(accepted)
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        raise node.wrong_value(accepted) from None


def one_of(accepted: Collection[str]) -> Validator:
    """Return a validator of the texts in ``accepted``."""

    def read(node: YamlNode) -> str:
        value = text(node)
        if value not in accepted:
            raise node.error(f'{node.key} is "{value}"{did_you_mean(value, sorted(accepted))}')
        return value

    return read


def list_of(validator: Validator) -> Validator:
    """Return a validator of lists whose items ``validator`` accepts."""

    def read(node: YamlNode) -> tuple[Any, ...]:
        return tuple(validator(item) for item in node.items("a list"))

    return read


def mapping_of(validator: Validator, keys: Collection[str] = ()) -> Validator:
    """Return a validator of mappings whose values ``validator`` accepts; empty ``keys`` means any keys."""

    def read(node: YamlNode) -> dict[str, Any]:
        entries = node.entries("a mapping")
        for name in entries:
            if keys and name not in keys:
                raise node.unknown_key(name, entries[name], keys)
        return {name: validator(value) for name, value in entries.items()}

    return read


def fixed_mapping(validators: Mapping[str, Validator], required: Collection[str] = ()) -> Validator:
    """Return a validator of mappings with fixed keys, each with its validator; an empty value counts as absent."""

    def read(node: YamlNode) -> dict[str, Any]:
        entries = node.entries(f"a mapping with {', '.join(sorted(validators))}")
        for name, entry in entries.items():
            if name not in validators:
                raise node.unknown_key(name, entry, validators)
        for name in required:
            if name not in entries or entries[name].is_empty:
                raise node.error(f"{node.key} has no {name}")
        return {name: validators[name](e) for name, e in entries.items() if not e.is_empty}

    return read


def web_address(node: YamlNode) -> str:
    """Return an http or https URL without its trailing slash, such as ``https://example.org/docs``; may be empty."""
    url = text(node)
    if url and not re.match(r"https?://[^\s/]+", url):
        raise node.wrong_value("a web address such as https://example.org")
    return url.rstrip("/")


def prefix(node: YamlNode) -> str:
    """Return the path that a site is mounted at, such as ``/learn``; empty for the root of its host."""
    url_path = text(node).rstrip("/")
    if url_path and not URL_PREFIX.fullmatch(url_path):
        raise node.wrong_value("a path such as /learn")
    return url_path


def rate(node: YamlNode) -> str:
    """Return a rate of requests, such as ``120 per minute``; empty for no limit."""
    value = text(node)
    if value and not re.fullmatch(r"[1-9][0-9]{0,8} per (second|minute|hour|day)", value, re.ASCII):
        raise node.wrong_value("a rate such as 120 per minute")
    return value


def language(node: YamlNode) -> str:
    tag = language_tag(text(node))
    if not tag:
        raise node.wrong_value("a language code such as en or pt-BR")
    return tag


def meaning(node: YamlNode) -> str:
    """Return whether texts are encoded: ``on`` for the model of the extra, a folder for another, "" for off."""
    accepted = "on, off, or the folder of a model as {model: PATH}"
    if node.kind == "mapping":
        return str(fixed_mapping({"model": path}, required=("model",))(node)["model"])
    return _switched(node, accepted)


def meaning_variable(node: YamlNode) -> str:
    """Return the same for a variable, whose value may be a folder too."""
    folder = Path(text(node))
    if folder.name != text(node) or folder.is_dir():
        return str(folder.resolve())
    return _switched(node, "on, off, or the folder of a model")


def _switched(node: YamlNode, accepted: str) -> str:
    value = node.scalar(accepted).strip().lower()
    if value not in ("on", "off", "true", "false"):
        raise node.wrong_value(accepted)
    return "on" if value in ("on", "true") else ""


PATTERN_NAMES = ("slug", "path", "lang", "anchor")
"""Placeholders of a URL pattern."""


def url_pattern(node: YamlNode) -> str:
    """Return a URL pattern; its placeholders in braces must be among ``PATTERN_NAMES``."""
    pattern = text(node)
    for name in re.findall(r"\{([^{}]*)\}", pattern):
        if name not in PATTERN_NAMES:
            accepted = ", ".join(f"{{{known}}}" for known in PATTERN_NAMES)
            raise node.error(f"{node.key} holds {{{name}}}; accepted: {accepted}")
    if re.search(r"[{}]", re.sub(r"\{[a-z]+\}", "", pattern)):
        raise node.error(f"{node.key} has a brace without its partner")
    if pattern and not safe_address(pattern):
        raise node.wrong_value("a path such as /guides/{slug}, or a web address such as https://example.org/{slug}")
    if pattern and "{slug}" not in pattern and "{path}" not in pattern:
        raise node.error(f"{node.key} gives every guide one address: it needs {{slug}} or {{path}}")
    return pattern


FILE_URL_NAMES = ("path", "line")
"""Placeholders of the address that opens a file."""

RUNNING_SCHEMES = frozenset({"javascript", "data", "vbscript", "blob", "about", "view-source"})
"""Schemes of addresses that run or show something of their own in the browser."""


def file_url(node: YamlNode) -> str:
    """Return the address that opens a file at a line, with ``{path}`` and perhaps ``{line}``; may be empty."""
    pattern = text(node)
    accepted = "an address such as vscode://file/{path}:{line} or https://example.org/blob/main/{path}#L{line}"
    for name in re.findall(r"\{([^{}]*)\}", pattern):
        if name not in FILE_URL_NAMES:
            raise node.error(f"{node.key} holds {{{name}}}; accepted: {{path}}, {{line}}")
    scheme = re.match(r"([a-z][a-z0-9+.-]*)://\S", pattern)
    is_address = scheme and scheme[1] not in RUNNING_SCHEMES and not re.search(r"[\s<>\"']", pattern)
    if pattern and not (is_address and pattern.count("{path}") == 1):
        raise node.wrong_value(accepted)
    return pattern


def synonyms(node: YamlNode) -> tuple[tuple[str, str], ...]:
    """Return pairs (from, to): both directions of every pair in a list, one direction for ``{from: a, to: b}``."""
    pairs: list[tuple[str, str]] = []
    for item in node.items("a list"):
        if item.kind == "list":
            words = texts(item)
            pairs += [(a, b) for a in words for b in words if a != b]
        else:
            one_way = fixed_mapping({"from": text, "to": texts}, required=("from", "to"))(item)
            pairs += [(one_way["from"], to) for to in one_way["to"]]
    return tuple(dict.fromkeys(pairs))
