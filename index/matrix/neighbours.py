"""Each row's nearest rows, by the cosine of its strongest terms.

Candidates are rows that share a rare term: a common term joins too many rows to be followed. All terms then count
in the cosine, so that common terms count in a large collection as they do in a small one.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.matrix.candidates import DECIMALS, CandidateCache, MayBeNear, best_of_rows, candidates
from index.matrix.ragged import to_unit_length

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


def neighbour_shares(vectors: Any, cache: CandidateCache | None = None) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
    """Return each row's ten nearest rows, and the share of each in what neighbours add to the row's score.

    Returns: (rows, shares) of shape (n_rows, 10): rows -1 where there are fewer; a row's shares are in
        proportion to the cosines and sum to about 1023.
    """
    df = np.bincount(vectors.indices, minlength=vectors.shape[1])
    rare = _in_columns(vectors, df <= MAX_GRAPH_DF)
    rows, cosines = nearest(rare, MAX_NEIGHBOURS, MAX_TERMS, MAX_GRAPH_DF, cache=cache)
    total = np.maximum(cosines.sum(axis=1, keepdims=True), 1e-9)
    return rows, np.floor(cosines * MAX_WEIGHT / total + 1e-6).astype(np.uint16)


def nearest(
    vectors: Any,
    k: int,
    n_terms: int,
    max_df: int = MAX_CANDIDATE_DF,
    may_be_near: MayBeNear | None = None,
    cache: CandidateCache | None = None,
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the rows most like each row, best first, ties to the smaller row.

    Args:
        vectors: csr_array of shape (n_rows, n_columns); each row of L2 norm 1, or 0.
        k: most to return for a row; the row itself and rows that share no rare term are left out.
        n_terms: how many of a row's strongest terms are compared.
        max_df: a term in more rows than this finds no candidates.
        may_be_near: of pairs of rows, which second ones may be returned for the first; all by default.
        cache: of the candidates of earlier calls with the same arguments; the result is the same without it.
    Returns: (rows, cosines) of shape (n_rows, k): rows -1 and cosines 0 where there are fewer. Cosines are
        rounded to four decimals, so that equal documents tie.
    """
    compared = _strongest_terms(vectors, n_terms)
    df = np.bincount(compared.indices, minlength=compared.shape[1])
    # Candidates and the part of the cosine that rare terms make.
    rare = _in_columns(compared, df <= max_df)
    rows, cosines = candidates(rare, k, may_be_near, cache)
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


def _add_common_terms(
    common: Any, rows: NDArray[np.int32], cosines: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the candidates in order of their cosines with the products of ``common`` terms added."""
    from index.matrix.vectors import products_at

    row, place = np.nonzero(rows >= 0)
    candidate = rows[row, place]
    whole = cosines[row, place] + products_at(common, common, row, candidate)
    return best_of_rows(row, candidate, whole, len(rows), rows.shape[1], DECIMALS)
