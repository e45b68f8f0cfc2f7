"""Load YAML with text scalars and limits on size, depth and the expansion of aliases."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from corpus.page import Place, Value

MAX_CHARACTERS = 256 * 1024
MAX_DEPTH = 32
MAX_VALUES = 20_000
"""Limits by hand, far above real front matter. An alias counts as all values that it expands to."""

LINES_TO_DEPTH = 3
"""Length of the longest place whose line is kept: ``faq[0].question``. By hand."""

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class YamlError(ValueError):
    """A text is no YAML or exceeds a limit; ``line`` counts from 0."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(slots=True)
class YamlDocument:
    """A YAML document: its value, the lines of its parts, and repeated keys with their lines."""

    value: Value = ""
    lines: dict[Place, int] = field(default_factory=dict)
    """Lines count from 0."""
    duplicates: list[tuple[str, int]] = field(default_factory=list)


@dataclass(slots=True)
class _OpenCollection:
    """A mapping or sequence under construction."""

    value: list[Value] | dict[str, Value]
    place: Place
    anchor: str | None
    size: int = 1
    """Values in it, the collection itself and expanded aliases included."""
    key: str | None = None
    """Of a mapping: the key whose value comes next."""


def load(text: str) -> YamlDocument:
    """Return the first document of ``text``; every scalar is its source text, null is "".

    Raises: YamlError for a text that is not YAML or exceeds a limit.
    """
    if len(text) > MAX_CHARACTERS:
        raise YamlError(f"longer than {MAX_CHARACTERS:,} characters", 0)
    composer = _YamlComposer()
    try:
        for event in _events(text):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(str(error.problem or error.context), mark.line if mark else 0) from error
    except yaml.YAMLError as error:
        raise YamlError(" ".join(str(error).split()), 0) from error
    return composer.loaded


def _events(text: str) -> Iterator[yaml.Event]:
    for event in yaml.parse(text, Loader=_LOADER):
        yield event
        if isinstance(event, yaml.DocumentEndEvent):
            return


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0


class _YamlComposer:
    """Builds values from parser events without recursion, so that depth cannot exhaust the stack."""

    def __init__(self) -> None:
        self.loaded = YamlDocument()
        self._collections: list[_OpenCollection] = []
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._size = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style is None or event.style == ""
            text = "" if plain and event.value in _NULLS else event.value
            self._add(text, 1, event.anchor, _line(event))
        elif isinstance(event, yaml.MappingStartEvent):
            self._begin({}, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._begin([], event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)

    def _begin(self, value: list[Value] | dict[str, Value], event: yaml.NodeEvent) -> None:
        line = _line(event)
        if len(self._collections) >= MAX_DEPTH:
            raise YamlError(f"nested deeper than {MAX_DEPTH} levels", line)
        place = self._next_place()
        self._keep_line(place, line)
        self._collections.append(_OpenCollection(value, place, event.anchor))

    def _end(self, event: yaml.Event) -> None:
        frame = self._collections.pop()
        if isinstance(frame.value, dict):
            _merge(frame.value)
        self._add(frame.value, frame.size, frame.anchor, _line(event), frame.place)

    def _alias(self, event: yaml.AliasEvent) -> None:
        line = _line(event)
        if event.anchor not in self._anchors:
            raise YamlError(f"the alias *{event.anchor} stands for nothing before it", line)
        value, size = self._anchors[event.anchor]
        self._add(value, size, None, line)

    def _add(self, value: Value, size: int, anchor: str | None, line: int, place: Place | None = None) -> None:
        """Add a finished value to the innermost collection, as an item, key or value, or make it the document."""
        self._count(size, line)
        if anchor:
            self._anchors[anchor] = (value, size)
        if not self._collections:
            self.loaded.value = value
            return
        frame = self._collections[-1]
        frame.size += size
        if isinstance(frame.value, list):
            if place is None:
                self._keep_line((*frame.place, len(frame.value)), line)
            frame.value.append(value)
        elif frame.key is None:
            self._key(frame, value, line)
        else:
            frame.value[frame.key] = value
            frame.key = None

    def _key(self, frame: _OpenCollection, value: Value, line: int) -> None:
        if not isinstance(value, str):
            raise YamlError("a key is a list or a mapping; keys must be text", line)
        if isinstance(frame.value, dict) and value in frame.value:
            self.loaded.duplicates.append((value, line))
        frame.key = value
        self._keep_line((*frame.place, value), line)

    def _count(self, size: int, line: int) -> None:
        self._size += size
        if self._size > MAX_VALUES or size > MAX_VALUES:
            raise YamlError(f"unfolds to more than {MAX_VALUES:,} values", line)

    def _next_place(self) -> Place:
        if not self._collections:
            return ()
        frame = self._collections[-1]
        step = len(frame.value) if isinstance(frame.value, list) else frame.key
        return (*frame.place, "" if step is None else step)

    def _keep_line(self, place: Place, line: int) -> None:
        if 0 < len(place) <= LINES_TO_DEPTH:
            self.loaded.lines.setdefault(place, line)


def _merge(mapping: dict[str, Value]) -> None:
    """Apply the merge key ``<<``; keys of the mapping itself win."""
    if "<<" not in mapping:
        return
    merged = mapping.pop("<<")
    for source in merged if isinstance(merged, list) else [merged]:
        if isinstance(source, dict):
            for key, value in source.items():
                mapping.setdefault(key, value)
