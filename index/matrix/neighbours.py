"""Each row's nearest rows, by the cosine of its strongest terms.

Rare terms find the candidates: a term in many documents joins too many of them to be worth following. All
terms then decide, so that what is common in a large collection counts in it as it does in a small one.
"""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

N_NEIGHBOURS = 10
N_TERMS = 16
COMMON = 1000
"""A term in more documents than this makes no neighbours in the graph."""

MAX_DF = 500
"""A term in more documents than this finds no candidates: that keeps the work linear in their number."""

MAX_WEIGHT = 1023
BLOCK = 512
DECIMALS = 4
"""Cosines are rounded to so many, so that equal documents tie whatever the order of addition."""

_COLUMN_BITS, _VALUE_BITS = 32, 20


def neighbour_shares(vectors: Any) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
    """Return each row's ten nearest rows, and what share of a neighbour's support each has.

    Returns: (rows, shares) of shape (n_rows, 10): rows -1 where there are fewer; a row's shares are in
        proportion to the cosines and sum to about 1023.
    """
    df = np.bincount(vectors.indices, minlength=vectors.shape[1])
    rows, cosines = nearest(_only(vectors, df <= COMMON), N_NEIGHBOURS, N_TERMS, COMMON)
    total = np.maximum(cosines.sum(axis=1, keepdims=True), 1e-9)
    return rows, np.floor(cosines * MAX_WEIGHT / total + 1e-6).astype(np.uint16)


def nearest(vectors: Any, k: int, n_terms: int, max_df: int = MAX_DF) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the rows most like each row, best first, ties to the smaller row.

    Args:
        vectors: csr_array of shape (n_rows, n_columns); each row of L2 norm 1, or 0.
        k: most to return for a row; the row itself and rows that share no rare term are left out.
        n_terms: how many of a row's strongest terms are compared.
        max_df: a term in more rows than this finds no candidates.
    Returns: (rows, cosines) of shape (n_rows, k): rows -1 and cosines 0 where there are fewer. Cosines are
        exact to four decimals, so that equal documents tie.
    """
    kept = _strongest_terms(vectors, n_terms)
    df = np.bincount(kept.indices, minlength=kept.shape[1])
    rare = _only(kept, df <= max_df)
    across = rare.T.tocsr()
    found = [
        _best_products((rare[first : first + BLOCK] @ across).tocsr(), first, k)
        for first in range(0, kept.shape[0], BLOCK)
    ]
    rows = np.concatenate([np.zeros((0, k), np.int32), *(rows for rows, _ in found)])
    cosines = np.concatenate([np.zeros((0, k)), *(cosines for _, cosines in found)])
    return (rows, cosines) if rare.nnz == kept.nnz else _with_common(_only(kept, df > max_df), rows, cosines)


def _strongest_terms(vectors: Any, n_terms: int) -> Any:
    """Return the ``n_terms`` strongest terms of each row, each row of L2 norm 1, or 0."""
    from index.matrix.vectors import strongest

    kept = strongest(vectors, n_terms)
    norms = np.sqrt(np.asarray(kept.multiply(kept).sum(axis=1)).ravel())
    kept.data /= np.repeat(np.where(norms > 0, norms, 1), np.diff(kept.indptr))
    return kept


def _only(matrix: Any, columns: NDArray[np.bool_]) -> Any:
    """Return the entries of ``matrix`` in some of its columns; the shape stays."""
    from index.matrix.vectors import entries

    return entries(matrix, columns[matrix.indices])


def _best_products(products: Any, first: int, k: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the ``k`` best of each row of ``products``, which are rows ``first`` and on of the whole."""
    row = np.repeat(np.arange(products.shape[0]), np.diff(products.indptr))
    enough = products.data >= _least_that_count(products, k + 1)[row]
    kept = np.flatnonzero(enough & (products.indices != first + row))
    return best_of_rows(row[kept], products.indices[kept], products.data[kept], products.shape[0], k, DECIMALS)


def _least_that_count(products: Any, k: int) -> NDArray[np.float64]:
    """Return what the ``k``-th best of each row may be rounded down to; below 0 where a row has fewer."""
    least = np.zeros(products.shape[0])
    starts = products.indptr.tolist()
    for i, (start, end) in enumerate(pairwise(starts)):
        if end - start > k:
            least[i] = np.partition(products.data[start:end], end - start - k)[end - start - k]
    return least - 10.0**-DECIMALS


def _with_common(
    common: Any, rows: NDArray[np.int32], cosines: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the candidates in order of their cosines with what common terms add to them."""
    from index.matrix.vectors import products_at

    row, place = np.nonzero(rows >= 0)
    near = rows[row, place]
    whole = cosines[row, place] + products_at(common, common, row, near)
    return best_of_rows(row, near, whole, len(rows), rows.shape[1], DECIMALS)


def best_of_rows(
    row: NDArray[np.int64], column: NDArray[Any], value: NDArray[np.float64], n_rows: int, k: int, decimals: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the ``k`` greatest values of each row, rounded, ties to the smaller column.

    Args:
        row: of each value, in ascending order.
        value: in 0..1; what is rounded to 0 is left out.
        decimals: at most 6.
    Returns: (columns, values) of shape (n_rows, k): columns -1 and values 0 where there are fewer.
    """
    columns, values = np.full((n_rows, k), -1, np.int32), np.zeros((n_rows, k))
    scale = 10**decimals
    for first in range(0, n_rows, BLOCK):
        here = slice(*np.searchsorted(row, (first, first + BLOCK)))
        short_of_1 = scale - np.minimum(np.rint(value[here] * scale), scale).astype(np.int64)
        # All that the order depends on in one number: these are sorted many times faster than by three keys.
        order = ((row[here] - first) << _VALUE_BITS) + short_of_1 << _COLUMN_BITS
        order = np.sort((order + column[here])[short_of_1 < scale])
        in_row = order >> (_VALUE_BITS + _COLUMN_BITS)
        place = np.arange(len(order)) - np.searchsorted(in_row, np.arange(BLOCK))[in_row]
        best = np.flatnonzero(place < k)
        at = first + in_row[best], place[best]
        columns[at] = order[best] & ((1 << _COLUMN_BITS) - 1)
        values[at] = (scale - (order[best] >> _COLUMN_BITS & ((1 << _VALUE_BITS) - 1))) / scale
    return columns, values
