"""The copies of a document: documents of other places that say the same, of which results show one."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.generations import Generation

Rows = NDArray[Any]

MAX_COPIES = 100
"""Copies of a document that are looked up; by hand."""


class Copies:
    """The documents that say the same; see ``index.lookups.write_copies``."""

    def __init__(self, generation: Generation) -> None:
        self._n_docs: int = generation.number("documents")
        self._texts = generation.array("copy_texts")
        self._rows = generation.array("copy_rows")

    @cached_property
    def _text_of_row(self) -> NDArray[np.int32]:
        """The number of the text of each document that has copies, -1 for the others; of shape (n_docs,)."""
        texts = np.full(self._n_docs, -1, np.int32)
        texts[self._rows] = self._texts
        return texts

    def is_repeated(self, rows: Rows, groups: Rows | None = None) -> NDArray[np.bool_]:
        """Return which of ``rows`` have a copy before them in ``rows``, with ``groups`` in the same group."""
        is_repeated = np.zeros(len(rows), np.bool_)
        if not len(self._rows):
            return is_repeated
        texts = self._text_of_row[rows]
        copied = np.flatnonzero(texts >= 0)
        if len(copied) < 2:
            return is_repeated
        keys = texts[copied].astype(np.int64)
        if groups is not None:
            keys += groups[copied].astype(np.int64) * (int(self._texts[-1]) + 1)
        _, first = np.unique(keys, return_index=True)
        is_repeated[copied] = True
        is_repeated[copied[first]] = False
        return is_repeated

    def not_among(self, rows: Rows, others: Rows) -> Rows:
        """Return those of ``rows`` that are copies of none of ``others``."""
        if not len(self._rows):
            return rows
        texts, taken = self._text_of_row[rows], self._text_of_row[others]
        return rows[(texts < 0) | ~np.isin(texts, taken)]

    def n_shown(self, rows: Rows) -> int:
        """Return the number of ``rows`` without repeated ones."""
        return len(rows) - int(self.is_repeated(rows).sum())

    def others(self, row: int) -> list[int]:
        """Return the rows of the copies of a document, in order."""
        text = self._text_of_row[row] if len(self._rows) else -1
        if text < 0:
            return []
        first, last = (int(np.searchsorted(self._texts, text, side)) for side in ("left", "right"))
        return [other for other in self._rows[first:last].tolist() if other != row][:MAX_COPIES]
