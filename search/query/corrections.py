"""Replacements of typed words, and the query text with them in place."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Correction:
    """A replacement for words that the vocabulary lacks.

    ``typed`` begins at ``start`` in the query; ``step`` is the ``Relaxation.step`` that the replacement amounts to.
    """

    typed: str
    replacement: str
    step: str
    start: int = 0


def corrected(text: str, corrections: Sequence[Correction]) -> str:
    """Return ``text`` with each typed part replaced, and nothing else changed.

    A correction whose ``typed`` does not occur at its ``start`` is ignored.
    """
    # from the end, so that the starts of earlier ones remain valid
    for correction in sorted(set(corrections), key=lambda c: -c.start):
        end = correction.start + len(correction.typed)
        if text[correction.start : end].casefold() == correction.typed.casefold():
            text = text[: correction.start] + correction.replacement + text[end:]
    return text
