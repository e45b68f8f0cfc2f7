"""Each row's nearest rows, by the cosine of its strongest terms."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

N_NEIGHBOURS = 10
N_TERMS = 16
MAX_DF = 1000
"""A term in more documents than this joins none: that keeps the work linear in their number."""

MAX_WEIGHT = 1023
BLOCK = 2048
DECIMALS = 4
"""Cosines are rounded to so many, so that equal documents tie whatever the order of addition."""


def neighbour_shares(vectors: Any) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
    """Return each row's ten nearest rows, and what share of a neighbour's support each has.

    Returns: (rows, shares) of shape (n_rows, 10): rows -1 where there are fewer; a row's shares are in
        proportion to the cosines and sum to about 1023.
    """
    rows, cosines = nearest(vectors, N_NEIGHBOURS, N_TERMS)
    total = np.maximum(cosines.sum(axis=1, keepdims=True), 1e-9)
    return rows, np.floor(cosines * MAX_WEIGHT / total + 1e-6).astype(np.uint16)


def nearest(vectors: Any, k: int, n_terms: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the rows most like each row, best first, ties to the smaller row.

    Args:
        vectors: csr_array of shape (n_rows, n_columns); each row of L2 norm 1, or 0.
        k: most to return for a row; the row itself and rows that share no term are left out.
        n_terms: how many of a row's strongest terms are compared.
    Returns: (rows, cosines) of shape (n_rows, k): rows -1 and cosines 0 where there are fewer. Cosines are
        exact to four decimals, so that equal documents tie.
    """
    n_rows = vectors.shape[0]
    rows = np.full((n_rows, k), -1, np.int32)
    cosines = np.zeros((n_rows, k))
    kept = _strongest_rare_terms(vectors, n_terms)
    across = kept.T.tocsr()
    for first in range(0, n_rows, BLOCK):
        _fill((kept[first : first + BLOCK] @ across).tocsr(), first, k, rows, cosines)
    return rows, cosines


def _strongest_rare_terms(vectors: Any, n_terms: int) -> Any:
    from scipy.sparse import dia_array

    from index.vectors import strongest

    df = np.bincount(vectors.indices, minlength=vectors.shape[1])
    rare = (df <= MAX_DF).astype(np.float64)
    kept = (vectors @ dia_array((rare[None, :], [0]), shape=(len(df), len(df)))).tocsr()
    kept.eliminate_zeros()
    kept = strongest(kept, n_terms)
    norms = np.sqrt(np.asarray(kept.multiply(kept).sum(axis=1)).ravel())
    kept.data /= np.repeat(np.where(norms > 0, norms, 1), np.diff(kept.indptr))
    return kept


def _fill(products: Any, first: int, k: int, rows: NDArray[np.int32], cosines: NDArray[np.float64]) -> None:
    """Take the best of each row of ``products``; the least that may count is found first, the few above sorted."""
    starts, columns, values = products.indptr, products.indices, products.data
    for i in range(len(starts) - 1):
        here = slice(starts[i], starts[i + 1])
        near, cosine = columns[here], values[here]
        if len(cosine) > k + 1:
            least = np.partition(cosine, len(cosine) - k - 1)[len(cosine) - k - 1]
            kept = np.flatnonzero(cosine >= least - 10.0**-DECIMALS)
            near, cosine = near[kept], cosine[kept]
        cosine = np.round(cosine, DECIMALS)
        kept = np.flatnonzero((near != first + i) & (cosine > 0))
        best = kept[np.lexsort((near[kept], -cosine[kept]))[:k]]
        rows[first + i, : len(best)] = near[best]
        cosines[first + i, : len(best)] = np.minimum(cosine[best], 1.0)
