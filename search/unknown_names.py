"""Names that the index does not contain, reported with the nearest names that it does."""

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.problems import GuidedexError

MAX_LETTERS = 80
"""Characters of an unknown name that a message shows; by hand."""

MAX_NEAREST, MIN_SIMILARITY = 3, 0.5
"""Names that are offered for an unknown one, and the normalised similarity that each has at least; by hand."""


class UnknownName(GuidedexError):
    """A name that the index does not contain; ``nearest`` holds similar names that it does, best first."""

    def __init__(self, what: str, name: str, nearest: Sequence[str]) -> None:
        self.name = name
        self.nearest = tuple(nearest)
        hint = f"; nearest: {', '.join(self.nearest)}" if self.nearest else ""
        shown = name if len(name) <= MAX_LETTERS else f"{name[:MAX_LETTERS]}…"
        super().__init__(f"no {what} is called {shown!r}{hint}")


class UnknownSkill(UnknownName):
    def __init__(self, name: str, nearest: Sequence[str]) -> None:
        super().__init__("skill", name, nearest)


class UnknownDocument(UnknownName):
    def __init__(self, name: str, nearest: Sequence[str]) -> None:
        super().__init__("document", name, nearest)


def nearest(
    name: str, names: Iterable[str], limit: int = MAX_NEAREST, min_similarity: float = MIN_SIMILARITY
) -> tuple[str, ...]:
    """Return the ``names`` most similar to ``name``, best first, case ignored.

    Similarity is 1 - OSA distance / length of the longer name (optimal string alignment); 0 to 1.
    """
    matches = process.extract(
        name,
        list(names),
        scorer=OSA.normalized_similarity,
        processor=str.casefold,
        score_cutoff=min_similarity,
        limit=limit,
    )
    return tuple(choice for choice, _, _ in matches)
