"""Recognise the opening and closing lines of fenced code."""

import re

_FENCE = re.compile(r"[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")


def opened_fence(line: str) -> tuple[str, str] | None:
    """Return (fence, info string) if ``line`` opens fenced code, else None."""
    match = _FENCE.match(line) if "```" in line or "~~~" in line else None
    return (match["fence"], match["info"].strip()) if match else None


def closes(line: str, fence: str) -> bool:
    """Return whether ``line`` closes a block that ``fence`` opened."""
    stripped = line.strip().lstrip("> ")
    return len(stripped) >= len(fence) and not stripped.strip(fence[0])
