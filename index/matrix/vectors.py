"""The matrix read across: TF-IDF vectors. The only module that imports scikit-learn."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfTransformer

from index.analysis import STEM, STOP_WORDS, stem
from index.documents import FIELDS
from index.matrix.counts import Counts

TITLE_WEIGHT = 4
"""How often a title's words are counted; those of the text once."""

AT_ONCE = 1 << 20
"""Entries that are multiplied at once where products of pairs of rows are looked up."""

COUNTED = {"title": TITLE_WEIGHT, "aliases": 1, "headings": 1, "text": 1, "code": 0, "guide": 0}


def term_counts(
    counts: Counts, own: NDArray[np.bool_] | None = None, fields: Mapping[str, int] = COUNTED
) -> tuple[Any, NDArray[np.int32]]:
    """Return how often documents say stems, and the vocabulary's numbers of those stems.

    ``own`` says which raw words of the stream are counted, all of them without it; ``fields`` how often each
    field's are.

    Returns: (matrix, columns): csr_array of shape (n_docs, n_columns), float64; and (n_columns,) int32.
    Stop words and numbers are left out: they are in every text, and about nothing.
    """
    from scipy.sparse import csr_array, vstack

    columns = np.array([i for i, term in enumerate(counts.terms) if _tells(term)], np.int32)
    column_of = np.full(counts.n_terms, -1, np.int32)
    column_of[columns] = np.arange(len(columns), dtype=np.int32)
    weight_of = np.array([fields.get(name, 0) for name in FIELDS], np.float64)
    parts = []
    for block in counts.blocks():
        stems = block.stems()
        weight, column = weight_of[stems.field], column_of[stems.term]
        kept = (column >= 0) & (weight > 0)
        if own is not None:
            kept &= own[block.words][stems.source]
        shape = (block.docs.stop - block.docs.start, len(columns))
        parts.append(csr_array((weight[kept], (stems.doc[kept] - block.docs.start, column[kept])), shape=shape))
        parts[-1].sum_duplicates()
    return vstack(parts, format="csr"), columns


def tfidf(matrix: Any) -> Any:
    """Return TF-IDF rows of L2 norm 1, or 0: csr_array of shape (n_rows, n_columns), float64.

    Sublinear tf, ``1 + ln(tf)``; smoothed idf. Source: scikit-learn, ``TfidfTransformer``.
    """
    if not all(matrix.shape):
        return matrix
    return TfidfTransformer(sublinear_tf=True).fit_transform(matrix).tocsr()


def strongest(matrix: Any, n_terms: int | NDArray[Any]) -> Any:
    """Return ``matrix`` with only the ``n_terms`` greatest weights of each row, ties to the smaller column.

    ``n_terms`` is one number for all rows, or one for each.
    """
    lengths = np.diff(matrix.indptr)
    most = np.broadcast_to(n_terms, lengths.shape)
    rows = np.repeat(np.arange(matrix.shape[0]), lengths)
    kept = np.ones(matrix.nnz, np.bool_)
    long = np.flatnonzero((lengths > most)[rows])
    order = long[np.lexsort((matrix.indices[long], -matrix.data[long], rows[long]))]
    kept[order] = np.arange(matrix.nnz)[long] - matrix.indptr[:-1][rows[long]] < most[rows[long]]
    return entries(matrix, kept)


def entries(matrix: Any, kept: NDArray[np.bool_]) -> Any:
    """Return ``matrix`` with only the entries that ``kept``, of shape (nnz,), says; the shape stays."""
    from scipy.sparse import csr_array

    starts = np.concatenate([[0], np.cumsum(kept)])[matrix.indptr]
    return csr_array(
        (matrix.data[kept], matrix.indices[kept].astype(np.int32), starts.astype(np.int32)), shape=matrix.shape
    )


def products_at(one: Any, other: Any, rows: NDArray[Any], columns: NDArray[Any]) -> NDArray[np.float64]:
    """Return ``(one @ other.T)[rows, columns]`` without the rest of that product.

    Args:
        one, other: csr_arrays of as many columns, the indices of each row in order: rows then are merged.
        rows: as many as ``columns``.
    """
    values = np.zeros(len(rows))
    ends = np.cumsum(np.diff(one.indptr)[rows] + np.diff(other.indptr)[columns])
    first = 0
    while first < len(rows):
        begun = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, begun + AT_ONCE, side="right")), first + 1)
        products = one[rows[first:last]].multiply(other[columns[first:last]]).tocsr()
        pair = np.repeat(np.arange(last - first), np.diff(products.indptr))
        values[first:last] = np.bincount(pair, products.data, last - first)
        first = last
    return values


def sum_rows(matrix: Any, groups: Sequence[int], n_groups: int) -> Any:
    """Return the sums of the rows of each group: csr_array of shape (n_groups, n_columns)."""
    from scipy.sparse import csr_array

    ones = np.ones(len(groups))
    gather = csr_array((ones, (np.array(groups), np.arange(len(groups)))), (n_groups, len(groups)))
    summed = (gather @ matrix).tocsr()
    summed.sort_indices()
    return summed


_STOP_STEMS = frozenset(stem(word) for word in STOP_WORDS) | STOP_WORDS


def _tells(term: str) -> bool:
    if not term.startswith(STEM):
        return False
    word = term[len(STEM) :]
    return word not in _STOP_STEMS and not word.isdigit()
