"""Recognise fenced code, and cut a body into code and other text."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_FENCE = re.compile(r"[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")
_MARKS = re.compile(r"```|~~~")
_CUT = re.compile(r"^[ \t]{0,20}// ?---cut(?:-before)?---[ \t]{0,20}\n", re.MULTILINE)


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
    if fence.marks not in line:
        return False
    marks = line.strip().lstrip("> ")
    if len(marks) < len(fence.marks) or marks.strip(fence.marks[0]):
        return False
    return line.find(marks) < fence.indent + 4


def fence_after(line: str, fence: Fence | None) -> Fence | None:
    """Return the fence that is open after ``line``; ``fence`` is the one open before it."""
    if fence is None:
        return opened_fence(line)
    return None if closes(line, fence) else fence


def shown_code(info: str, code: str) -> str:
    """Return ``code`` without lines that sites hide: those of rustdoc behind ``#``, and those above a cut of Twoslash.

    >>> shown_code("rust", "# fn main() {\\nlet x = 1;\\n# }"), shown_code("ts twoslash", "a\\n// ---cut---\\nb")
    ('let x = 1;', 'b')
    """
    if info.startswith("rust") and "#" in code:
        lines = code.split("\n")
        return "\n".join(line for line in lines if not (bare := line.lstrip()).startswith("# ") and bare != "#")
    if "twoslash" in info and "---cut" in code:
        return _CUT.split(code)[-1]
    return code


def outside_code(body: str, change: Callable[[str], str]) -> str:
    """Return ``body`` with ``change`` applied to each stretch of lines outside fenced code."""
    return "\n".join(text if is_code else change(text) for is_code, text in stretches(body))


def stretches(body: str) -> Iterator[tuple[bool, str]]:
    """Yield (is code, text) of each stretch of lines; joined by line ends they are the body."""
    start = 0
    fence: Fence | None = None
    for line_start, line_end in _lines_with_marks(body):
        line = body[line_start:line_end]
        if fence is None:
            fence = opened_fence(line)
            if fence and line_start > start:
                yield False, body[start : line_start - 1]
            start = line_start if fence else start
        elif closes(line, fence):
            yield True, body[start:line_end]
            start, fence = line_end + 1, None
    if start <= len(body):
        yield bool(fence), body[start:]


def _lines_with_marks(body: str) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each line that may open or close fenced code."""
    if "```" not in body and "~~~" not in body:
        return
    end = -1
    for match in _MARKS.finditer(body):
        if match.start() > end:
            end = body.find("\n", match.end())
            end = len(body) if end < 0 else end
            yield body.rfind("\n", 0, match.start()) + 1, end
