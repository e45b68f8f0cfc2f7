"""The scale of difficulty: names, ranks, and a pattern that finds a name in a text."""

import re

LEVELS = {
    "easy": 0,
    "beginner": 0,
    "basic": 0,
    "junior": 0,
    "medium": 1,
    "intermediate": 1,
    "mid": 1,
    "mid-level": 1,
    "hard": 2,
    "advanced": 2,
    "expert": 2,
    "senior": 2,
}
"""Rank of each name of a difficulty; 0 is the easiest."""

DIFFICULTIES = frozenset(LEVELS)

DIFFICULTY_PATTERN = rf"(?:(?:difficulty|level)\s*[:–-]?\s*)?({'|'.join(sorted(DIFFICULTIES, key=len, reverse=True))})"
"""Regular expression for a difficulty with an optional label before it; its only group is the difficulty."""

_ONLY_DIFFICULTY = re.compile(rf"\s*{DIFFICULTY_PATTERN}\s*$", re.IGNORECASE)


def difficulty_in(text: str) -> str:
    """Return the difficulty of a text that holds nothing else ("Difficulty: Hard"), "" for any other text."""
    match = _ONLY_DIFFICULTY.match(text)
    return match.group(1).lower() if match else ""
