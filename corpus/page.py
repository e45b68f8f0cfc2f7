"""A file taken apart: what its front matter says, and its body as Markdown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from corpus.problems import Problem

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
"""What front matter may say: every scalar stays the text that was written."""

Place: TypeAlias = tuple[str | int, ...]
"""Keys and list positions that lead to a value."""


@dataclass(frozen=True, slots=True)
class Page:
    """What every format becomes before sections and questions are looked for."""

    values: Mapping[str, Value] = field(default_factory=dict)
    lines: Mapping[Place, int] = field(default_factory=dict)
    """The line of the file where a value stands."""
    body: str = ""
    body_line: int = 1
    line_map: tuple[int, ...] = ()
    """The line of the file for each line of the body, where they are not simply consecutive."""
    problems: tuple[Problem, ...] = ()

    def line(self, index: int) -> int:
        """Return the line of the file for the body's line ``index``, which counts from 0."""
        if not self.line_map:
            return self.body_line + index
        return self.line_map[min(index, len(self.line_map) - 1)]
