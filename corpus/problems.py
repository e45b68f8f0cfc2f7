"""What is wrong with content (a value, reported) and with a call (an exception, raised)."""

from dataclasses import dataclass


class GuidedexError(Exception):
    """The root of every error that Guidedex raises on purpose; its text is meant for the user."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A defect of one file that the build worked around.

    ``path`` is relative to the source folder; ``line`` counts from 1, and is 0 where no line is meant.
    ``rule`` is a stable kebab-case name; ``fix`` says what to do, and may be empty.
    """

    path: str
    line: int
    rule: str
    message: str
    fix: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message} [{self.rule}]"
