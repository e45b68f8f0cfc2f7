"""The scale of difficulty: names, order, bars, and a pattern that finds a name in a text."""

import re

SCALE = (
    ("easy", "beginner", "basic", "junior"),
    ("medium", "intermediate", "mid", "mid-level"),
    ("hard", "advanced", "expert", "senior"),
)
"""The names of each level, the easiest level first."""

RANKS = {name: rank for rank, names in enumerate(SCALE) for name in names}
OTHER_RANK, NO_RANK = len(SCALE), len(SCALE) + 1
"""The ranks of a difficulty outside the scale and of none."""

DIFFICULTIES = frozenset(RANKS)

DIFFICULTY_PATTERN = rf"(?:(?:difficulty|level)\s*[:–-]?\s*)?({'|'.join(sorted(DIFFICULTIES, key=len, reverse=True))})"
"""Regular expression for a difficulty with an optional label before it; its only group is the difficulty."""

_ONLY_DIFFICULTY = re.compile(rf"\s*{DIFFICULTY_PATTERN}\s*$", re.IGNORECASE)


def difficulty_in(text: str) -> str:
    """Return the difficulty of a text that holds nothing else ("Difficulty: Hard"), "" for any other text."""
    match = _ONLY_DIFFICULTY.match(text)
    return match.group(1).lower() if match else ""


def rank(difficulty: str) -> int:
    """Return the place of a difficulty in order, 0 for the easiest; ``OTHER_RANK`` and ``NO_RANK`` come last."""
    return RANKS.get(difficulty.lower(), OTHER_RANK) if difficulty else NO_RANK


def bars(difficulty: str) -> int:
    """Return the bars out of three that stand for a difficulty: all for one outside the scale, 0 for none."""
    return min(rank(difficulty) + 1, len(SCALE)) if difficulty else 0
