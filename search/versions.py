"""The versions of a place: which documents are the newest there, and where the others are."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.lookups import newest
from index.storage.generations import Generation

NEWEST = "newest"
"""The value of the ``version`` filter that leaves out what has a newer version; the default where there are any."""

MAX_VERSIONS = 100
"""Other versions of a document that are looked up, the newest ones; by hand."""


class Versions:
    """The places of pages with versions; see ``index.lookups.write_versions``."""

    def __init__(self, generation: Generation) -> None:
        self._n_docs: int = generation.number("documents")
        self._rows = generation.array("version_rows")
        self._ages = generation.array("version_ages")
        self._places = generation.array("version_places")

    @cached_property
    def has_older(self) -> bool:
        """Whether any document has a newer version."""
        return not self.is_newest.all()

    @cached_property
    def is_newest(self) -> NDArray[np.bool_]:
        """Which documents have no newer version, of shape (n_docs,); those of pages without versions have none."""
        return newest(self._n_docs, self._places, self._rows, self._ages)

    @cached_property
    def _place_of_row(self) -> NDArray[np.int32]:
        """The place of each document, -1 for none; of shape (n_docs,)."""
        places = np.full(self._n_docs, -1, np.int32)
        places[self._rows] = self._places
        return places

    def others(self, row: int) -> list[int]:
        """Return a row of each other version of the place of a document, the newest version first."""
        if not len(self._rows):
            return []
        place = self._place_of_row[row]
        if place < 0:
            return []
        entries = slice(*(int(np.searchsorted(self._places, place, side)) for side in ("left", "right")))
        rows, ages = self._rows[entries], self._ages[entries]
        _, first = np.unique(ages, return_index=True)
        others = first[ages[first] != ages[rows == row][0]]
        return [int(other) for other in rows[others[:MAX_VERSIONS]]]
