"""How hard questions are, as a scale."""

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
