"""Known names that resemble one that is not known."""

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

MAX_NEAREST, MIN_SIMILARITY = 3, 0.5
"""Names that are offered for an unknown one, and the similarity that each has at least; by hand."""

MIN_MISSPELT = 0.6
"""Similarity from which one name is taken for a misspelling of another; by hand."""

MAX_COMPARED = 300
"""Characters up to which a name is compared with others; authors' own are cut there too, by ``corpus.frontmatter``."""


def nearest_names(
    name: str, names: Iterable[str], limit: int = MAX_NEAREST, min_similarity: float = MIN_SIMILARITY
) -> tuple[str, ...]:
    """Return the ``names`` most similar to ``name``, best first, equal ones in the order given; case is ignored.

    Similarity is 1 - OSA distance / length of the longer name (optimal string alignment); 0 to 1. Nothing is similar to
    a name of more than ``MAX_COMPARED`` characters.
    """
    if len(name) > MAX_COMPARED:
        return ()
    matches = process.extract(
        name,
        list(names),
        scorer=OSA.normalized_similarity,
        processor=str.casefold,
        score_cutoff=min_similarity,
        limit=limit,
    )
    return tuple(choice for choice, _, _ in matches)


def misspelt_name(name: str, names: Iterable[str]) -> str:
    """Return the one of ``names`` that ``name`` may misspell, "" for none."""
    return "".join(nearest_names(name, names, 1, MIN_MISSPELT))
