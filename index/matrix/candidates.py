"""Candidates of each row: the rows whose products with it are greatest. What has not changed is taken from a cache."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.matrix.ragged import row_of_entries

BLOCK = 512
"""Rows that are multiplied or sorted at a time. By hand."""

DECIMALS = 4
"""Decimals to which products are rounded, so that equal documents tie whatever the order of addition."""

MAX_CHANGED = 0.25
"""Share of rows that have changed above which all are compared anew. By hand."""

_COLUMN_BITS, _VALUE_BITS = 32, 20

MayBeNear = Callable[[NDArray[np.int64], NDArray[np.int32]], NDArray[np.bool_]]
"""Of pairs of rows, which second ones may be near the first."""

_NONE, _GONE = -1, -2
"""In the place of a row: no candidate, and one that has changed or is there no more."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates of each row.

    Attributes:
        keys: (n_rows,), equal where the entries of two rows are.
        rows: (n_rows, k), best first, -1 where there are fewer.
        products: of the shape of ``rows``, in units of the last of ``DECIMALS``.
    """

    keys: NDArray[np.uint64]
    rows: NDArray[np.int32]
    products: NDArray[np.uint16]


@dataclass(slots=True)
class CandidateCache:
    """The candidates of an earlier build, and those of this one once they are found.

    Attributes:
        column_keys: (n_columns,), what each column is, whatever its number.
        last: of an earlier build in which columns and rows had the same order, None for none.
        last_row: (n_rows,), the row in ``last`` of each row, -1 for none.
    """

    column_keys: NDArray[np.uint64]
    last: Candidates | None
    last_row: NDArray[np.int64]
    found: Candidates | None = None


def candidates(
    matrix: Any, k: int, may_be_near: MayBeNear | None = None, cache: CandidateCache | None = None
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the rows whose product with each row is greatest, best first, ties to the smaller row.

    Args:
        matrix: csr_array of shape (n_rows, n_columns) with entries in 0..1, indices of a row in ascending order.
        may_be_near: of pairs of rows, which second ones may be returned for the first; all by default.
        cache: of earlier calls. A row that has not changed is compared with those that have, unless one of these was
            among its candidates.
    Returns: (rows, products) of shape (n_rows, k): rows -1 and products 0 where there are fewer.
    """
    keys, is_same, rows, products = _as_before(matrix, k, None if may_be_near else cache)
    is_new = (rows == _GONE).any(axis=1) | (is_same.sum() < (1 - MAX_CHANGED) * len(rows))
    transposed = matrix.T.tocsr()
    new = np.flatnonzero(is_new)
    for first in range(0, len(new), BLOCK):
        block = new[first : first + BLOCK]
        rows[block], products[block] = best_products((matrix[block] @ transposed).tocsr(), block, k, may_be_near)
    _add_changed(matrix, np.flatnonzero(~is_new), np.flatnonzero(~is_same), rows, products)
    if cache:
        cache.found = Candidates(keys, rows, np.rint(products * 10**DECIMALS).astype(np.uint16))
    return rows, products


def _as_before(
    matrix: Any, k: int, cache: CandidateCache | None
) -> tuple[NDArray[np.uint64], NDArray[np.bool_], NDArray[np.int32], NDArray[np.float64]]:
    """Return the key of each row, which rows are as they were, and the candidates then: ``_GONE`` for changed ones."""
    n_rows = matrix.shape[0]
    is_same = np.zeros(n_rows, np.bool_)
    rows, products = np.full((n_rows, k), _GONE, np.int32), np.zeros((n_rows, k))
    if cache is None:
        return np.zeros(n_rows, np.uint64), is_same, rows, products
    keys, last = row_keys(matrix, cache.column_keys), cache.last
    if last:
        before = np.flatnonzero(cache.last_row >= 0)
        is_same[before] = last.keys[cache.last_row[before]] == keys[before]
        last_row = cache.last_row[is_same]
        row_now = np.full(len(last.keys) + 1, _GONE, np.int32)
        row_now[_NONE], row_now[last_row] = _NONE, np.flatnonzero(is_same)
        rows[is_same] = row_now[last.rows[last_row]]
        products[is_same] = last.products[last_row] / 10**DECIMALS
    return keys, is_same, rows, products


def row_keys(matrix: Any, column_keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the key of each row of a csr_array of float64: a sum over its entries, each mixed of column and value."""
    mixed = (column_keys[matrix.indices] ^ matrix.data.view(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(32))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(29)
    sums = np.zeros(len(mixed) + 1, np.uint64)
    np.cumsum(mixed, out=sums[1:])  # sums wrap, and so do their differences
    keys: NDArray[np.uint64] = np.diff(sums[matrix.indptr])
    return keys


def _add_changed(
    matrix: Any,
    kept: NDArray[np.int64],
    changed: NDArray[np.int64],
    rows: NDArray[np.int32],
    products: NDArray[np.float64],
) -> None:
    """Add rows that have changed to the candidates of rows that were ``kept``, in place."""
    transposed = matrix[changed].T.tocsr()
    for first in range(0, len(kept), BLOCK):
        block = kept[first : first + BLOCK]
        found = (matrix[block] @ transposed).tocsr()
        n_found = np.diff(found.indptr)
        is_kept = (rows[block] != _NONE) & (n_found > 0)[:, None]
        row = np.concatenate([np.nonzero(is_kept)[0], row_of_entries(found.indptr)])
        column = np.concatenate([rows[block][is_kept], changed[found.indices]])
        value = np.concatenate([products[block][is_kept], found.data])
        order = np.argsort(row, kind="stable")
        best = best_of_rows(row[order], column[order], value[order], len(block), rows.shape[1], DECIMALS)
        rows[block[n_found > 0]], products[block[n_found > 0]] = (of_block[n_found > 0] for of_block in best)


def best_products(
    products: Any, block: NDArray[np.int64], k: int, may_be_near: MayBeNear | None
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the ``k`` best of each row of ``products``, which are the rows ``block`` of the whole.

    The k + 1 best are enough to begin with, since one of them may be the row itself.
    """
    row = row_of_entries(products.indptr)
    if may_be_near:
        products.data[~may_be_near(block[row], products.indices)] = 0
    is_among_best = products.data >= _kth_best(products, k + 1)[row]
    entries = np.flatnonzero(is_among_best & (products.indices != block[row]))
    return best_of_rows(row[entries], products.indices[entries], products.data[entries], products.shape[0], k, DECIMALS)


def _kth_best(products: Any, k: int) -> NDArray[np.float64]:
    """Return the ``k``-th best of each row less one unit of rounding; a negative number for rows that have fewer."""
    bounds = np.zeros(products.shape[0])
    for i, (start, end) in enumerate(pairwise(products.indptr.tolist())):
        if end - start > k:
            bounds[i] = np.partition(products.data[start:end], end - start - k)[end - start - k]
    return bounds - 10.0**-DECIMALS


def best_of_rows(
    row: NDArray[np.int64], column: NDArray[Any], value: NDArray[np.float64], n_rows: int, k: int, decimals: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the ``k`` greatest values of each row, rounded, ties to the smaller column.

    Args:
        row: of each value, in ascending order.
        value: in 0..1; values that are rounded to 0 are left out.
        decimals: at most 6.
    Returns: (columns, values) of shape (n_rows, k): columns -1 and values 0 where there are fewer.
    """
    columns, values = np.full((n_rows, k), -1, np.int32), np.zeros((n_rows, k))
    scale = 10**decimals
    for first in range(0, n_rows, BLOCK):
        block = slice(*np.searchsorted(row, (first, first + BLOCK)))
        below_1 = scale - np.minimum(np.rint(value[block] * scale), scale).astype(np.int64)
        # Row, distance below 1 and column packed into one integer: sorting it is many times faster than three keys.
        key = ((row[block] - first) << _VALUE_BITS) + below_1 << _COLUMN_BITS
        key = np.sort((key + column[block])[below_1 < scale])
        row_in_block = key >> (_VALUE_BITS + _COLUMN_BITS)
        # The rank of each value in its row: its distance from the first key of the row.
        rank = np.arange(len(key)) - np.searchsorted(row_in_block, np.arange(BLOCK))[row_in_block]
        best = np.flatnonzero(rank < k)
        at = first + row_in_block[best], rank[best]
        columns[at] = key[best] & ((1 << _COLUMN_BITS) - 1)
        values[at] = (scale - (key[best] >> _COLUMN_BITS & ((1 << _VALUE_BITS) - 1))) / scale
    return columns, values
