"""A value of a YAML file that knows its key and its line, so that errors can say where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.problems import GuidedexError

TEXT_TAG = "tag:yaml.org,2002:str"
MAX_BYTES = 1 << 20
MAX_DEPTH = 12
NEAR_ENOUGH = 0.6
"""Similarity, 0 to 1, from which an unknown name is taken for a misspelled known one."""


class SettingsError(GuidedexError):
    """The settings cannot be used; the text names the file, the line and the key."""


@dataclass(frozen=True, slots=True)
class YamlNode:
    """A node of the file; ``key`` leads to it from the root, as in ``gaps.waivers[2].until``."""

    node: yaml.Node
    key: str
    file: str

    def error(self, message: str) -> SettingsError:
        mark = self.node.start_mark
        place = f"{self.file}:{mark.line + 1}" if mark else self.file
        return SettingsError(f"{place}: {message}")

    def wrong(self, accepted: str) -> SettingsError:
        """Return the error for a value of another type than ``accepted``."""
        return self.error(f"{self.key or 'the file'} must be {accepted}, found {self._found()}")

    @property
    def kind(self) -> str:
        """``nothing`` (``key:``, or null), ``text``, ``list`` or ``mapping``."""
        if self.node.tag == "tag:yaml.org,2002:null":
            return "nothing"
        if isinstance(self.node, yaml.ScalarNode):
            return "text"
        return "list" if isinstance(self.node, yaml.SequenceNode) else "mapping"

    @property
    def empty(self) -> bool:
        return self.kind == "nothing"

    def scalar(self, accepted: str) -> str:
        """Return the text as written: ``on`` and ``101`` are texts too."""
        if self.kind != "text":
            raise self.wrong(accepted)
        return str(self.node.value)

    def items(self, accepted: str) -> list["YamlNode"]:
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.wrong(accepted)
        return [
            YamlNode(node, f"{self.key}[{number}]", self.file) for number, node in enumerate(self.node.value, start=1)
        ]

    def entries(self, accepted: str) -> dict[str, "YamlNode"]:
        """Return the values of a mapping by their keys; a key that is there twice is an error."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong(accepted)
        found: dict[str, YamlNode] = {}
        for name, cell in self._pairs():
            if name in found:
                raise cell.error(f"{cell.key} is there twice; keep one")
            found[name] = cell
        return found

    def unknown(self, name: str, entry: "YamlNode", accepted: Iterable[str]) -> SettingsError:
        """Return the error for a key ``name`` of this mapping that is none of ``accepted``."""
        place = f" in {self.key}" if self.key else ""
        return entry.error(f'unknown key "{name}"{place}{nearest(name, sorted(accepted))}')

    def _pairs(self) -> Iterator[tuple[str, "YamlNode"]]:
        for key, value in self.node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise YamlNode(key, self.key, self.file).error("a key must be plain text")
            path = f"{self.key}.{key.value}" if self.key else key.value
            yield str(key.value), YamlNode(value, path, self.file)

    def _found(self) -> str:
        named = {"nothing": "nothing", "list": "a list", "mapping": "a mapping"}
        return named.get(self.kind) or f'"{self.node.value[:60]}"'


def variable_node(name: str, value: str) -> YamlNode:
    """Return the value of an environment variable as a cell."""
    return YamlNode(yaml.ScalarNode(TEXT_TAG, value), name, f"${name}")


def nearest(name: str, accepted: Iterable[str]) -> str:
    """Return ``; did you mean …? accepted: …`` for a name that is none of ``accepted``."""
    names = list(accepted)
    near = process.extractOne(name.lower(), names, scorer=OSA.normalized_similarity, score_cutoff=NEAR_ENOUGH)
    guess = f'; did you mean "{near[0]}"?' if near else ";"
    return f"{guess} accepted: {', '.join(names)}"


def read_node(path: Path) -> YamlNode | None:
    """Return the root of a YAML file, None for an empty one.

    Raises: SettingsError for a file that is missing, too large, not UTF-8, not YAML, or that uses
        anchors (a few lines of them can stand for gigabytes).
    """
    text = _text(path)
    try:
        _guard(text, path)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise SettingsError(_yaml_message(path, error)) from error
    return YamlNode(node, "", str(path)) if node is not None else None


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SettingsError(f"cannot read the settings in {path}: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise SettingsError(f"cannot read the settings in {path}: more than {MAX_BYTES:,} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error


def _guard(text: str, path: Path) -> None:
    """Refuse, without building anything, what could grow or nest without bound."""
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
