"""The matrix read across: TF-IDF vectors. The only module that imports scikit-learn."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfTransformer

from index.analysis import STEM, STOP_WORDS, stem
from index.documents import FIELDS
from index.matrix.counts import Counts
from index.matrix.ragged import row_of_entries, starts_of

FIELD_COUNTS = {"title": 4, "aliases": 1, "headings": 1, "text": 1, "code": 0, "guide": 0}
"""How often a token of each field is counted in the vectors. By hand: titles counted four times, a hub correction,
mentions and title words gave nDCG@10 .327, .509, .431 and .462 on the four sets of tests.relevance.fit_related in a
prototype, and the better of two plain cosines .276, .420, .419 and .428."""

TermFrequency = Literal["logarithm", "square root"]

STEP_BITS = 5
"""Bits to which numbers of documents are rounded for an idf, which is then off by at most .06. By hand."""

MAX_PRODUCT_ENTRIES = 1 << 20
"""Matrix entries that are multiplied at once where products of pairs of rows are looked up. By hand."""


def term_counts(
    counts: Counts, times: NDArray[Any] | None = None, fields: Mapping[str, int] = FIELD_COUNTS
) -> tuple[Any, NDArray[np.int32]]:
    """Return how often each stem occurs in each document. Stop words and numbers are left out.

    Args:
        times: of shape (n_tokens,), how often each token of the stream is counted, once by default; or which are.
        fields: how often a token of each field is counted; 0 for fields that are missing.
    Returns: (matrix, columns): csr_array of shape (n_docs, n_columns), float64; and (n_columns,) int32, the number of
        each column's stem among ``counts.terms``.
    """
    from scipy.sparse import csr_array, vstack

    columns = np.array(_columns(counts.terms), np.int32)
    column_of = np.full(counts.n_terms, -1, np.int32)
    column_of[columns] = np.arange(len(columns), dtype=np.int32)
    weight_of = np.array([fields.get(name, 0) for name in FIELDS], np.float64)
    parts = []
    for block in counts.blocks():
        weight = weight_of[block.token_field]
        if times is not None:
            weight *= times[block.tokens]
        stems = block.stems(np.flatnonzero(weight > 0))
        column, weight = column_of[stems.term], weight[stems.source]
        is_entry = column >= 0
        # An entry for each occurrence; those of the same document and stem are added up.
        row = stems.doc[is_entry] - block.docs.start
        shape = (block.docs.stop - block.docs.start, len(columns))
        parts.append(csr_array((weight[is_entry], (row, column[is_entry])), shape=shape))
        parts[-1].sum_duplicates()
    return vstack(parts, format="csr"), columns


def tfidf(matrix: Any, tf: TermFrequency = "logarithm") -> Any:
    """Return TF-IDF rows of L2 norm 1, or 0: csr_array of shape (n_rows, n_columns), float64.

    The term frequency is ``1 + ln(tf)`` or the square root; smoothed idf, of numbers in steps so that few rows change
    where one document does. Source: scikit-learn, ``TfidfTransformer``.
    """
    from scipy.sparse import csr_array

    if not all(matrix.shape):
        return matrix
    is_logarithm = tf == "logarithm"
    transformer = TfidfTransformer(sublinear_tf=is_logarithm).fit(matrix)
    n_rows = np.array(matrix.shape[0])
    df = np.bincount(matrix.indices, minlength=matrix.shape[1])
    transformer.idf_ = np.log((1 + in_steps(n_rows)) / (1 + in_steps(df))) + 1
    return csr_array(transformer.transform(matrix if is_logarithm else matrix.sqrt()))  # it gives a csr_matrix


def in_steps(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return ``numbers`` rounded down to their first ``STEP_BITS`` bits.

    >>> in_steps(np.array([0, 1, 31, 32, 33, 63, 64, 67, 68])).tolist()
    [0, 1, 31, 32, 32, 62, 64, 64, 68]
    """
    step = 1 << np.maximum(np.frexp(numbers)[1] - STEP_BITS, 0)
    rounded: NDArray[np.int64] = numbers // step * step
    return rounded


def strongest(matrix: Any, n_terms: int | NDArray[Any]) -> Any:
    """Return ``matrix`` with only the ``n_terms`` greatest weights of each row, ties to the smaller column.

    ``n_terms`` is one number for all rows, or one for each.
    """
    lengths = np.diff(matrix.indptr)
    limits = np.broadcast_to(n_terms, lengths.shape)
    rows = row_of_entries(matrix.indptr)
    is_kept = np.ones(matrix.nnz, np.bool_)
    # Only entries of rows over their limit are sorted. The row is the first key, so that the i-th entry in the order
    # belongs to the same row as the i-th of ``in_long_rows``; its rank in the row is its distance from the row's start.
    in_long_rows = np.flatnonzero((lengths > limits)[rows])
    order = in_long_rows[np.lexsort((matrix.indices[in_long_rows], -matrix.data[in_long_rows], rows[in_long_rows]))]
    rank = in_long_rows - matrix.indptr[:-1][rows[in_long_rows]]
    is_kept[order] = rank < limits[rows[in_long_rows]]
    return keep_entries(matrix, is_kept)


def keep_entries(matrix: Any, is_kept: NDArray[np.bool_]) -> Any:
    """Return ``matrix`` without the entries that ``is_kept``, of shape (nnz,), leaves out; the shape stays."""
    from scipy.sparse import csr_array

    starts = starts_of(is_kept)[matrix.indptr]
    return csr_array(
        (matrix.data[is_kept], matrix.indices[is_kept].astype(np.int32), starts.astype(np.int32)), shape=matrix.shape
    )


def products_at(left: Any, right: Any, rows: NDArray[Any], columns: NDArray[Any]) -> NDArray[np.float64]:
    """Return ``(left @ right.T)[rows, columns]`` without the rest of that product.

    Args:
        left, right: csr_arrays of as many columns, the indices of each row in ascending order.
        rows: as many as ``columns``.
    """
    values = np.zeros(len(rows))
    # Entries gathered up to each pair; pairs are taken in runs of about ``MAX_PRODUCT_ENTRIES``. Multiplying gathered
    # rows merges them in C: 2.1 s for 1.8 million pairs, 5.5 with a dense strip (tests/bench/NOTES.md).
    ends = np.cumsum(np.diff(left.indptr)[rows] + np.diff(right.indptr)[columns])
    first = 0
    while first < len(rows):
        done = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, done + MAX_PRODUCT_ENTRIES, side="right")), first + 1)
        products = left[rows[first:last]].multiply(right[columns[first:last]]).tocsr()
        values[first:last] = np.bincount(row_of_entries(products.indptr), products.data, last - first)
        first = last
    return values


def sum_rows(matrix: Any, groups: Sequence[int], n_groups: int) -> Any:
    """Return the sums of the rows of each group: csr_array of shape (n_groups, n_columns).

    ``groups`` has the group of each row of ``matrix``.
    """
    from scipy.sparse import csr_array

    ones = np.ones(len(groups))
    gather = csr_array((ones, (np.array(groups), np.arange(len(groups)))), (n_groups, len(groups)))
    sums = (gather @ matrix).tocsr()
    sums.sort_indices()
    return sums


_STOP_STEMS = frozenset(stem(word) for word in STOP_WORDS) | STOP_WORDS


def _columns(terms: Sequence[str]) -> list[int]:
    """Return the numbers of the terms that are stems and can be a subject: no stop words, no numbers."""
    n_stems = bisect_right(terms, STEM, key=lambda term: term[: len(STEM)])
    stems = [term[len(STEM) :] for term in terms[:n_stems]]
    return [i for i, stemmed in enumerate(stems) if stemmed not in _STOP_STEMS and not stemmed.isdigit()]
