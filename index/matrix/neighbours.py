"""Each row's nearest rows, by the cosine of its strongest terms.

Candidates are rows that share a rare term: a common term joins too many rows to be followed. All terms then count
in the cosine, so that common terms count in a large collection as they do in a small one.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.matrix.ragged import row_of_entries, to_unit_length

MAX_NEIGHBOURS = 10
"""Neighbours of a row in the graph. By hand: a prototype in which ten neighbours add a fifth to the scores of the best
100 gained 2 % nDCG@10 on average."""

MAX_TERMS = 16
"""Strongest terms of a row that are compared in the graph. By hand: 2 s for 47,400 documents in a prototype."""

MAX_GRAPH_DF = 1000
"""A term in more documents than this is left out of the graph, whose cost then grows linearly. By hand."""

MAX_CANDIDATE_DF = 500
"""A term in more documents than this finds no candidates, which keeps the work linear in their number. In 50,000
documents with two judged sets among them nDCG@10 was .333 and .233, and .328 and .231 with every term looked up, which
took five times as long (tests/bench/NOTES.md)."""

MAX_WEIGHT = 1023
"""Sum of a row's shares, in 10 bits: they are integers, so that sums do not depend on order."""

BLOCK = 512
"""Rows that are multiplied or sorted at a time. By hand."""

DECIMALS = 4
"""Decimals to which cosines are rounded, so that equal documents tie whatever the order of addition."""

_COLUMN_BITS, _VALUE_BITS = 32, 20

Candidates = Callable[[NDArray[np.int64], NDArray[np.int32]], NDArray[np.bool_]]
"""Of pairs of rows, which second ones may be near the first."""


def neighbour_shares(vectors: Any) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
    """Return each row's ten nearest rows, and the share of each in what neighbours add to the row's score.

    Returns: (rows, shares) of shape (n_rows, 10): rows -1 where there are fewer; a row's shares are in
        proportion to the cosines and sum to about 1023.
    """
    df = np.bincount(vectors.indices, minlength=vectors.shape[1])
    rare = _in_columns(vectors, df <= MAX_GRAPH_DF)
    rows, cosines = nearest(rare, MAX_NEIGHBOURS, MAX_TERMS, MAX_GRAPH_DF)
    total = np.maximum(cosines.sum(axis=1, keepdims=True), 1e-9)
    return rows, np.floor(cosines * MAX_WEIGHT / total + 1e-6).astype(np.uint16)


def nearest(
    vectors: Any, k: int, n_terms: int, max_df: int = MAX_CANDIDATE_DF, are_candidates: Candidates | None = None
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the rows most like each row, best first, ties to the smaller row.

    Args:
        vectors: csr_array of shape (n_rows, n_columns); each row of L2 norm 1, or 0.
        k: most to return for a row; the row itself and rows that share no rare term are left out.
        n_terms: how many of a row's strongest terms are compared.
        max_df: a term in more rows than this finds no candidates.
        are_candidates: of pairs of rows, which second ones may be returned for the first; all by default.
    Returns: (rows, cosines) of shape (n_rows, k): rows -1 and cosines 0 where there are fewer. Cosines are
        rounded to four decimals, so that equal documents tie.
    """
    compared = _strongest_terms(vectors, n_terms)
    df = np.bincount(compared.indices, minlength=compared.shape[1])
    rare = _in_columns(compared, df <= max_df)
    # Candidates and the part of the cosine that rare terms make: rows times all rows, a block of rows at a time.
    transposed = rare.T.tocsr()
    blocks = [
        _best_products((rare[first : first + BLOCK] @ transposed).tocsr(), first, k, are_candidates)
        for first in range(0, compared.shape[0], BLOCK)
    ]
    rows = np.concatenate([np.zeros((0, k), np.int32), *(rows for rows, _ in blocks)])
    cosines = np.concatenate([np.zeros((0, k)), *(cosines for _, cosines in blocks)])
    if rare.nnz == compared.nnz:
        return rows, cosines
    # The part that common terms make is added for the candidates alone, and orders them anew.
    return _add_common_terms(_in_columns(compared, df > max_df), rows, cosines)


def _strongest_terms(vectors: Any, n_terms: int) -> Any:
    """Return the ``n_terms`` strongest terms of each row, scaled to L2 norm 1, or 0."""
    from index.matrix.vectors import strongest

    return to_unit_length(strongest(vectors, n_terms))


def _in_columns(matrix: Any, is_kept: NDArray[np.bool_]) -> Any:
    """Return the entries of ``matrix`` in the columns that ``is_kept``; the shape stays."""
    from index.matrix.vectors import keep_entries

    return keep_entries(matrix, is_kept[matrix.indices])


def _best_products(
    products: Any, first: int, k: int, are_candidates: Candidates | None
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the ``k`` best of each row of ``products``, which are rows ``first`` and on of the whole.

    The k + 1 best are enough to begin with, since one of them may be the row itself.
    """
    row = row_of_entries(products.indptr)
    if are_candidates:
        products.data[~are_candidates(first + row, products.indices)] = 0
    is_among_best = products.data >= _kth_best(products, k + 1)[row]
    entries = np.flatnonzero(is_among_best & (products.indices != first + row))
    return best_of_rows(row[entries], products.indices[entries], products.data[entries], products.shape[0], k, DECIMALS)


def _kth_best(products: Any, k: int) -> NDArray[np.float64]:
    """Return the ``k``-th best of each row less one unit of rounding; a negative number for rows that have fewer."""
    bounds = np.zeros(products.shape[0])
    for i, (start, end) in enumerate(pairwise(products.indptr.tolist())):
        if end - start > k:
            bounds[i] = np.partition(products.data[start:end], end - start - k)[end - start - k]
    return bounds - 10.0**-DECIMALS


def _add_common_terms(
    common: Any, rows: NDArray[np.int32], cosines: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the candidates in order of their cosines with the products of ``common`` terms added."""
    from index.matrix.vectors import products_at

    row, place = np.nonzero(rows >= 0)
    candidate = rows[row, place]
    whole = cosines[row, place] + products_at(common, common, row, candidate)
    return best_of_rows(row, candidate, whole, len(rows), rows.shape[1], DECIMALS)


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
