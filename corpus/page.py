"""Page: the front matter of a file and its body as Markdown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from corpus.problems import Problem

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
"""A value of front matter; every scalar is the text that the author wrote."""

Place: TypeAlias = tuple[str | int, ...]
"""The path to a value: keys and list positions, such as ``("faq", 0, "question")``."""


@dataclass(frozen=True, slots=True)
class Page:
    """The common form of all formats, from which ``assemble`` makes guides."""

    values: Mapping[str, Value] = field(default_factory=dict)
    lines: Mapping[Place, int] = field(default_factory=dict)
    """The line of the file for each value."""
    body: str = ""
    body_line: int = 1
    line_map: tuple[int, ...] = ()
    """The line of the file for each line of the body; () where they are consecutive from ``body_line``."""
    problems: tuple[Problem, ...] = ()

    def scalars(self) -> Mapping[str, str]:
        """Return the values that are a single text by name in lower case, those of ``substitutions`` included."""
        tables: list[Mapping[str, Value]] = [self.values]
        for name in ("myst", "substitutions"):
            tables += [inner for table in tables if isinstance(inner := table.get(name), dict)]
        return {
            name.lower(): value for table in tables for name, value in table.items() if isinstance(value, str) and value
        }

    def line(self, index: int) -> int:
        """Return the line of the file for line ``index`` of the body; ``index`` counts from 0."""
        if not self.line_map:
            return self.body_line + index
        return self.line_map[min(index, len(self.line_map) - 1)]
