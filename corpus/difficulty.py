"""Degrees of difficulty: their names, their order, and how a text names one."""

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
"""The rank of each name of a difficulty, the easiest 0."""

DIFFICULTIES = frozenset(LEVELS)

LEVEL = rf"(?:(?:difficulty|level)\s*[:–-]?\s*)?({'|'.join(sorted(DIFFICULTIES, key=len, reverse=True))})"
"""A regular expression of a difficulty and of the label before it; its one group is the difficulty."""

_ONLY_LEVEL = re.compile(rf"\s*{LEVEL}\s*$", re.IGNORECASE)


def level_in(text: str) -> str:
    """Return the difficulty that ``text`` names and nothing else ("Difficulty: Hard"), "" for none."""
    named = _ONLY_LEVEL.match(text)
    return named.group(1).lower() if named else ""
