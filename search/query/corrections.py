"""What was searched instead of what was typed, and the query with that in its place."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Correction:
    """Words that the vocabulary does not know, where they stand in the query, and what was searched for them."""

    typed: str
    taken: str
    step: str
    start: int = 0


def corrected(text: str, corrections: Sequence[Correction]) -> str:
    """Return ``text`` with what was taken in the place of what was typed, and nothing else changed."""
    for correction in sorted(set(corrections), key=lambda c: -c.start):
        end = correction.start + len(correction.typed)
        if text[correction.start : end].casefold() == correction.typed.casefold():
            text = text[: correction.start] + correction.taken + text[end:]
    return text
