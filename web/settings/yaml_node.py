"""YAML nodes with their key and line, so that an error message can locate a wrong value."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corpus.nearest_names import misspelt_name
from corpus.problems import GuidedexError

TEXT_TAG = "tag:yaml.org,2002:str"
MAX_FILE_BYTES = 1 << 20
"""By hand."""

MAX_DEPTH = 12
"""By hand; the deepest key, ``page_types.NAME.sections[n].names[n]``, needs six."""


class SettingsError(GuidedexError):
    """The settings are not valid; the message names the file, the line and the key."""


@dataclass(frozen=True, slots=True)
class YamlNode:
    """A node of a YAML file; ``key`` is its path from the root, such as ``gaps.waivers[2].until``."""

    raw: yaml.Node
    key: str
    file: str

    def error(self, message: str) -> SettingsError:
        mark = self.raw.start_mark
        place = f"{self.file}:{mark.line + 1}" if mark else self.file
        return SettingsError(f"{place}: {message}")

    def wrong_value(self, accepted: str) -> SettingsError:
        """Return the error for a value that is not ``accepted``."""
        return self.error(f"{self.key or 'the file'} must be {accepted}, found {self._description()}")

    @property
    def kind(self) -> str:
        """``text``, ``list``, ``mapping``, or ``nothing`` for ``key:`` without a value and for null."""
        if self.raw.tag == "tag:yaml.org,2002:null":
            return "nothing"
        if isinstance(self.raw, yaml.ScalarNode):
            return "text"
        return "list" if isinstance(self.raw, yaml.SequenceNode) else "mapping"

    @property
    def is_empty(self) -> bool:
        return self.kind == "nothing"

    def scalar(self, accepted: str) -> str:
        """Return the text as written in the file; ``on`` and ``101`` are texts too."""
        if self.kind != "text":
            raise self.wrong_value(accepted)
        return str(self.raw.value)

    def items(self, accepted: str) -> list["YamlNode"]:
        if not isinstance(self.raw, yaml.SequenceNode):
            raise self.wrong_value(accepted)
        return [
            YamlNode(node, f"{self.key}[{number}]", self.file) for number, node in enumerate(self.raw.value, start=1)
        ]

    def entries(self, accepted: str) -> dict[str, "YamlNode"]:
        """Return the values of a mapping by key; a duplicate key is an error."""
        if not isinstance(self.raw, yaml.MappingNode):
            raise self.wrong_value(accepted)
        entries: dict[str, YamlNode] = {}
        for name, entry in self._pairs():
            if name in entries:
                raise entry.error(f"{entry.key} is there twice; keep one")
            entries[name] = entry
        return entries

    def unknown_key(self, name: str, entry: "YamlNode", accepted: Collection[str]) -> SettingsError:
        """Return the error for the key ``name`` of this mapping, which is not among ``accepted``."""
        place = f" in {self.key}" if self.key else ""
        return entry.error(f'unknown key "{name}"{place}{did_you_mean(name, sorted(accepted))}')

    def _pairs(self) -> Iterator[tuple[str, "YamlNode"]]:
        for key, value in self.raw.value:
            if not isinstance(key, yaml.ScalarNode):
                raise YamlNode(key, self.key, self.file).error("a key must be plain text")
            path = f"{self.key}.{key.value}" if self.key else key.value
            yield str(key.value), YamlNode(value, path, self.file)

    def _description(self) -> str:
        """Return the value, or its kind, for a message."""
        kinds = {"nothing": "nothing", "list": "a list", "mapping": "a mapping"}
        return kinds.get(self.kind) or f'"{self.raw.value[:60]}"'


def variable_node(name: str, value: str) -> YamlNode:
    """Return the value of an environment variable as a node."""
    return YamlNode(yaml.ScalarNode(TEXT_TAG, value), name, f"${name}")


def did_you_mean(name: str, accepted: Collection[str]) -> str:
    """Return ``; did you mean …? accepted: …`` for a name that is not among ``accepted``."""
    near = misspelt_name(name, accepted)
    hint = f'; did you mean "{near}"?' if near else ";"
    return f"{hint} accepted: {', '.join(accepted)}"


def read_node(path: Path) -> YamlNode | None:
    """Return the root of a YAML file, None for an empty one.

    Raises: SettingsError for a file that is missing, too large, not UTF-8, not YAML, nested too deeply, or that
        uses anchors (a few lines of nested aliases expand to gigabytes).
    """
    text = _text(path)
    try:
        _check_structure(text, path)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise SettingsError(_yaml_message(path, error)) from error
    return YamlNode(node, "", str(path)) if node is not None else None


def _text(path: Path) -> str:
    # A pipe would be waited for without end.
    if path.exists() and not path.is_file():
        raise SettingsError(f"cannot read the settings in {path}: this is not a regular file")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise SettingsError(f"cannot read the settings in {path}: {error.strerror}") from error
    if len(data) > MAX_FILE_BYTES:
        raise SettingsError(f"cannot read the settings in {path}: more than {MAX_FILE_BYTES:,} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error


def _check_structure(text: str, path: Path) -> None:
    """Reject aliases and deep nesting while only parsing events, before any node is composed."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        place = f"{path}:{event.start_mark.line + 1}" if event.start_mark else str(path)
        if isinstance(event, yaml.AliasEvent):
            raise SettingsError(f"{place}: anchors and aliases are not accepted; write it out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise SettingsError(f"{place}: nested more than {MAX_DEPTH} deep")


def _yaml_message(path: Path, error: yaml.YAMLError) -> str:
    mark: Any = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return f"{path}:{mark.line + 1 if mark else 1}: not YAML: {problem}"
