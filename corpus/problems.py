"""Problem, a reported defect of content, and GuidedexError, the root of all exceptions."""

from dataclasses import dataclass


class GuidedexError(Exception):
    """Root of the errors that Guidedex raises on purpose. The text of each is written for the user."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A defect of one file that the build worked around.

    ``path`` is relative to the source folder. ``line`` counts from 1; 0 means the whole file.
    ``rule`` is a stable kebab-case name. ``fix`` is advice to the author and may be empty.
    """

    path: str
    line: int
    rule: str
    message: str
    fix: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message} [{self.rule}]"
