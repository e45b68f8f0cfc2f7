"""Ragged tables: rows of any length in one array, row ``i`` from ``starts[i]`` to ``starts[i + 1]``.

A ``csr_array`` of SciPy is one too: its ``indptr`` are the starts, its ``data`` and ``indices`` the values.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def starts_of(lengths: NDArray[Any]) -> NDArray[np.int64]:
    """Return where rows of these lengths begin, and where the last one ends: of shape (n_rows + 1,)."""
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, dtype=np.int64, out=starts[1:])
    return starts


def row_of_entries(starts: NDArray[Any]) -> NDArray[np.int64]:
    """Return the row of each entry, in order."""
    return np.repeat(np.arange(len(starts) - 1), np.diff(starts))


def ragged_ranges(starts: NDArray[Any], lengths: NDArray[Any]) -> NDArray[Any]:
    """Return ``starts[i], starts[i] + 1, …``, ``lengths[i]`` numbers each, all ranges one after the other.

    The result is int32 where the numbers fit and int64 elsewhere, which halves the memory of large corpora.
    """
    ends = np.cumsum(lengths, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    fits = max(total, int(starts.max(initial=0)) + total) < 1 << 31
    # One arange over everything, shifted per range: its start less the place at which it begins.
    shift = (starts - (ends - lengths)).astype(np.int32 if fits else np.int64)
    ranges = np.repeat(shift, lengths)
    ranges += np.arange(total, dtype=ranges.dtype)
    return ranges


def divide_rows(matrix: Any, divisors: NDArray[Any]) -> Any:
    """Return a csr_array of floats with each row divided, in place, by its divisor unless that is 0."""
    matrix.data /= np.repeat(np.where(divisors > 0, divisors, 1), np.diff(matrix.indptr))
    return matrix


def to_unit_length(matrix: Any) -> Any:
    """Return a csr_array of floats with each row scaled, in place, to L2 norm 1; rows of 0 stay."""
    return divide_rows(matrix, np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()))
