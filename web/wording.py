"""The words that pages use for what the index names in its own way."""

import re

KINDS = {
    "guide": "Guide",
    "section": "Section",
    "question": "Question",
    "faq": "FAQ",
    "project": "Project",
    "row": "Table",
}
FACETS = {
    "kind": "Type",
    "skill": "Skill",
    "category": "Category",
    "difficulty": "Difficulty",
    "tag": "Tag",
    "lang": "Language",
    "updated": "Updated",
}
SORTS = {"score": "Best match", "updated": "Newest", "difficulty": "Easiest first", "title": "A–Z"}
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
LEVELS = {"beginner": 1, "easy": 1, "junior": 1, "intermediate": 2, "medium": 2, "mid": 2}
"""How many of three bars a difficulty fills; what is not here and not empty fills all three."""


def date_words(date: str) -> str:
    """Return an ISO date as people write it, as exact as it is: ``June 2026``, ``30 June 2026``."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", date)
    if not match or not 1 <= int(match[2] or 1) <= 12:
        return date
    month = MONTHS[int(match[2]) - 1] if match[2] else ""
    day = str(int(match[3])) if match[3] else ""
    return " ".join(part for part in (day, month, match[1]) if part)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 question``, ``1,204 questions``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def facet_value(name: str, value: str) -> str:
    """Return how a facet's value reads."""
    if name == "kind":
        return KINDS.get(value, value)
    return value[:1].upper() + value[1:] if name == "difficulty" else value


def level(difficulty: str) -> int:
    """Return how many of three bars a difficulty fills, 0 when there is none."""
    return LEVELS.get(difficulty.lower(), 3) if difficulty else 0


def found_words(total: int, query: str, noun: str = "result") -> str:
    """Return how many were found, as it is shown and announced."""
    found = counted(total, noun) if total else f"No {noun}s"
    return f"{found} for “{query}”" if query else found
