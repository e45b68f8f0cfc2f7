"""Recognise fenced code, and cut a body into code and other text."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_FENCE = re.compile(r"[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")


class Fence(NamedTuple):
    """The opening of fenced code."""

    marks: str
    info: str
    indent: int


def opened_fence(line: str) -> Fence | None:
    """Return the fence that ``line`` opens, None for another line."""
    match = _FENCE.match(line) if "```" in line or "~~~" in line else None
    return Fence(match["fence"], match["info"].strip(), match.start("fence")) if match else None


def closes(line: str, fence: Fence) -> bool:
    """Return whether ``line`` closes a block that ``fence`` opened; one that is indented by four more is code."""
    marks = line.strip().lstrip("> ")
    if len(marks) < len(fence.marks) or marks.strip(fence.marks[0]):
        return False
    return line.find(marks) < fence.indent + 4


def fence_after(line: str, fence: Fence | None) -> Fence | None:
    """Return the fence that is open after ``line``; ``fence`` is the one open before it."""
    if fence is None:
        return opened_fence(line)
    return None if closes(line, fence) else fence


def outside_code(body: str, change: Callable[[str], str]) -> str:
    """Return ``body`` with ``change`` applied to each stretch of lines outside fenced code."""
    return "\n".join(text if is_code else change(text) for is_code, text in stretches(body))


def stretches(body: str) -> Iterator[tuple[bool, str]]:
    """Yield (is code, text) of each stretch of lines; joined by line ends they are the body."""
    if "```" not in body and "~~~" not in body:
        yield False, body
        return
    lines: list[str] = []
    fence: Fence | None = None
    for line in body.split("\n"):
        opened = None if fence else opened_fence(line)
        if opened and lines:
            yield False, "\n".join(lines)
            lines = []
        lines.append(line)
        if opened:
            fence = opened
        elif fence and closes(line, fence):
            yield True, "\n".join(lines)
            lines, fence = [], None
    if lines:
        yield bool(fence), "\n".join(lines)
