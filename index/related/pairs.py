"""Pairs of guides, and values at them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.matrix.ordered import look_up
from index.matrix.ragged import row_of_entries, starts_of

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Distinct pairs of guides with any signal, in order of ``row``, then ``column``."""

    n_guides: int
    row: NDArray[np.int64]
    column: NDArray[np.int64]

    def at(self, matrix: Any) -> Values:
        """Return the entries of a matrix of shape (n_guides, n_guides) at the pairs, 0 where it has none."""
        keys = self.row * self.n_guides + self.column
        place, is_pair = look_up(keys, _keys(matrix))
        values = np.zeros(len(keys))
        values[place[is_pair]] = matrix.data[is_pair]
        return values

    def matrix(self, values: NDArray[Any]) -> Any:
        """Return the csr_array of shape (n_guides, n_guides) that has ``values`` at the pairs."""
        from scipy.sparse import csr_array

        starts = np.searchsorted(self.row, np.arange(self.n_guides + 1))
        return csr_array((values, self.column, starts), shape=(self.n_guides, self.n_guides))


def pairs_of(languages: Sequence[str], matrices: Iterable[Any]) -> Pairs:
    """Return the pairs that have a value in any of the matrices, of two guides in one language."""
    keys = np.sort(np.concatenate([_keys(matrix) for matrix in matrices]))
    row, column = np.divmod(keys[np.diff(keys, prepend=-1) > 0], max(len(languages), 1))
    names = {lang: i for i, lang in enumerate(sorted(set(languages)))}
    language = np.array([names[lang] for lang in languages], np.int64)
    is_pair = (row != column) & (language[row] == language[column])
    return Pairs(len(languages), row[is_pair], column[is_pair])


def square_matrix(rows: NDArray[np.int32], values: Values) -> Any:
    """Return the square csr_array that has ``values[i, j]`` at (i, rows[i, j]), without those whose row is -1."""
    from scipy.sparse import csr_array

    is_entry = rows >= 0
    starts = starts_of(is_entry.sum(axis=1)).astype(np.int32)
    return csr_array((values[is_entry], rows[is_entry], starts), shape=(len(rows), len(rows)))


def _keys(matrix: Any) -> NDArray[np.int64]:
    """Return row times width plus column of every entry."""
    keys: NDArray[np.int64] = row_of_entries(matrix.indptr) * matrix.shape[1] + matrix.indices
    return keys
