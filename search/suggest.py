"""Completions of what is being typed, from titles and aliases."""

import numpy as np

from index.analysis import name_key
from search.documents import Library

MAX_NAMES = 512
"""Names with the typed beginning that are looked at."""


def completions(library: Library, text: str, limit: int) -> list[int]:
    """Return the rows whose title or alias begins with ``text``: guides first, then in order of name."""
    key = name_key(text)
    if not key:
        return []
    first = library.names.insertion_row(key)
    last = min(library.names.insertion_row(key + "\U0010ffff"), first + MAX_NAMES)
    rows = library.name_rows[first:last]
    exact, _ = library.named(key)
    is_guide = library.codes("kind")[rows] == library.code("kind", "guide")
    order = np.lexsort((np.arange(len(rows)), ~is_guide, ~np.isin(rows, exact)))
    return [int(row) for row in dict.fromkeys(rows[order].tolist())][:limit]
