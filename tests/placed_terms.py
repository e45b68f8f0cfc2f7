"""Terms of a text with their positions, for the oracles of tests."""

from typing import NamedTuple

from index.analysis import analyze, tokenize


class PlacedTerm(NamedTuple):
    """A term at a position of a text; several terms may have the same position."""

    term: str
    position: int
    start: int
    end: int


def placed_terms(text: str) -> list[PlacedTerm]:
    """Return the unstemmed terms of ``text`` in order of position; ``start`` and ``end`` index ``text``."""
    placed: list[PlacedTerm] = []
    position = 0
    for match in tokenize(text):
        surfaces, n_positions = analyze(match.group())
        start, end = match.span()
        placed += [PlacedTerm(s.term, position + s.offset, start, end) for s in surfaces]
        position += n_positions
    return placed
