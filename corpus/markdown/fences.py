"""Where fenced code begins and ends."""

import re

_FENCE = re.compile(r"[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")


def opened_fence(line: str) -> tuple[str, str] | None:
    """Return the marks of the fence that ``line`` opens and what stands behind them, or None."""
    found = _FENCE.match(line) if "```" in line or "~~~" in line else None
    return (found["fence"], found["info"].strip()) if found else None


def closes(line: str, fence: str) -> bool:
    """Return whether ``line`` closes ``fence``."""
    stripped = line.strip().lstrip("> ")
    return len(stripped) >= len(fence) and not stripped.strip(fence[0])
