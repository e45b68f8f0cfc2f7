"""Guides and questions near a text that no index has, such as that of a page."""

from collections.abc import Collection
from dataclasses import replace
from functools import cached_property

from index.storage.generations import Generation
from search.names import Names
from search.related.candidate import Candidate, with_named
from search.related.concepts import Vector
from search.related.named_in_text import KnownGuideNames, NameInText, named_in
from search.related.units import UnitVectors
from search.results import Reason

MAX_TEXT = 200_000
"""Characters of a text that are read; by hand."""

MIN_TEXT_SHARE = 0.18
"""A guide near a text has at least this share of the text's weight, see ``Concepts.share``.

Chosen with ``python -m tests.relevance.texts``, which pastes 12 texts about something else into each of eight corpora:
up to 12 of them had a list with a cosine of .08 in place of the share. A question of one word that a guide has scores
.2, and keeps its list; the table is in tests/bench/NOTES.md.
"""

FOREIGN_POWER = 0.7
"""The share is multiplied by this power of the part of the text's weight that the corpus knows: a text with many words
that no guide has is about something else. By hand: of 150 passages of an encyclopaedia pasted into each of eight
corpora 29 had a list by their words, and 21 with it; of 482 passages of their own pages, and of the texts about them,
none lost its list."""

EXTRA_WORDS = 4
"""A text counts as so many unknown words longer, since one shared word tells little of a short text; by hand."""


class NearText:
    """Finds what is near a text in one generation.

    Args:
        min_cosine: of a guide that covers a text.
        lang: of texts.
    """

    def __init__(self, generation: Generation, names: Names, units: UnitVectors, min_cosine: float, lang: str) -> None:
        self._generation = generation
        self._names = names
        self._units = units
        self._min_cosine = min_cosine
        self._lang = lang

    def candidates(self, text: str, kind: str) -> list[Candidate]:
        """Return the candidates near a text, the guides that it names raised.

        The overlap is weak of those that neither cover the text nor are certainly named by it.
        """
        text = text[:MAX_TEXT]
        vector = self._units.concepts.of_text(text, self._lang)
        named = named_in(text, self._guide_names) if kind == "guide" else {}
        reasons = {
            row: Reason("mention", f"the text mentions {name.text}", terms=(name.text,)) for row, name in named.items()
        }
        candidates = with_named(self._units.near(vector, kind, self._lang), reasons)
        certain = self._certain(vector, named.values())
        weak = {c.row for c in candidates if named.get(c.row) not in certain and not self._covers(c.row, vector)}
        return [replace(candidate, has_weak_overlap=candidate.row in weak) for candidate in candidates]

    def _certain(self, text: Vector, named: Collection[NameInText]) -> set[NameInText]:
        """Return the proper names that the text certainly means: all of them where they are enough of the text."""
        proper = [name for name in named if name.is_proper]
        names = self._units.concepts.of_text(" ".join(name.text for name in proper), self._lang)
        is_full = self._units.concepts.share(text, names) >= MIN_TEXT_SHARE
        return {name for name in proper if name.is_certain or is_full}

    def _covers(self, row: int, text: Vector) -> bool:
        """Tell whether a unit has enough of a text: a share of its weight, and a cosine of at least ``min_cosine``."""
        concepts, unit = self._units.concepts, self._units.vector(row)
        # about how many distinct words the text has, those that the corpus lacks included
        n_words = len(text.concepts) / max(text.known, 1e-9)
        share = concepts.share(text, unit) * n_words / (n_words + EXTRA_WORDS) * text.known**FOREIGN_POWER
        return share >= MIN_TEXT_SHARE and text.known * concepts.cosine(text, unit) >= self._min_cosine

    @cached_property
    def _guide_names(self) -> KnownGuideNames:
        guides, proper, everyday = (self._generation.array(f"related_{name}") for name in ("of", "proper", "everyday"))
        return KnownGuideNames(
            self._names.guide_rows, frozenset(guides[proper].tolist()), frozenset(guides[everyday].tolist())
        )
