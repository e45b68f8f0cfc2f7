"""The matrix read across: TF-IDF vectors. The only module that imports scikit-learn."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfTransformer

from index.analysis import STEM, STOP_WORDS, stem
from index.counts import Counts
from index.documents import FIELDS

TITLE_WEIGHT = 4
"""How often a title's words are counted; those of the text once."""

COUNTED = {"title": TITLE_WEIGHT, "aliases": 1, "headings": 1, "text": 1, "code": 0, "guide": 0}


def term_counts(counts: Counts, own: NDArray[np.bool_] | None = None) -> tuple[Any, NDArray[np.int32]]:
    """Return how often documents say stems, and the vocabulary's numbers of those stems.

    ``own`` says which raw words of the stream are counted; all of them without it.

    Returns: (matrix, columns): csr_array of shape (n_docs, n_columns), float64; and (n_columns,) int32.
    Stop words and numbers are left out: they are in every text, and about nothing.
    """
    from scipy.sparse import csr_array

    columns = np.array([i for i, term in enumerate(counts.terms) if _tells(term)], np.int32)
    column_of = np.full(counts.n_terms, -1, np.int32)
    column_of[columns] = np.arange(len(columns), dtype=np.int32)
    weight = np.array([COUNTED[name] for name in FIELDS], np.float64)[counts.field]
    kept = (column_of[counts.term] >= 0) & (weight > 0)
    if own is not None:
        kept &= own[counts.source]
    matrix = csr_array(
        (weight[kept], (counts.doc[kept], column_of[counts.term[kept]])),
        shape=(counts.n_docs, len(columns)),
    )
    matrix.sum_duplicates()
    return matrix, columns


def tfidf(matrix: Any) -> Any:
    """Return TF-IDF rows of L2 norm 1, or 0: csr_array of shape (n_rows, n_columns), float64.

    Sublinear tf, ``1 + ln(tf)``; smoothed idf. Source: scikit-learn, ``TfidfTransformer``.
    """
    if not all(matrix.shape):
        return matrix
    return TfidfTransformer(sublinear_tf=True).fit_transform(matrix).tocsr()


def strongest(matrix: Any, n_terms: int) -> Any:
    """Return ``matrix`` with only the ``n_terms`` greatest weights of each row, ties to the smaller column."""
    from scipy.sparse import csr_array

    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.lexsort((matrix.indices, -matrix.data, rows))
    rank = np.arange(len(order)) - np.repeat(matrix.indptr[:-1], np.diff(matrix.indptr))
    kept = np.sort(order[rank < n_terms])
    return csr_array((matrix.data[kept], (rows[kept], matrix.indices[kept])), shape=matrix.shape)


def sum_rows(matrix: Any, groups: Sequence[int], n_groups: int) -> Any:
    """Return the sums of the rows of each group: csr_array of shape (n_groups, n_columns)."""
    from scipy.sparse import csr_array

    ones = np.ones(len(groups))
    gather = csr_array((ones, (np.array(groups), np.arange(len(groups)))), (n_groups, len(groups)))
    return (gather @ matrix).tocsr()


_STOP_STEMS = frozenset(stem(word) for word in STOP_WORDS) | STOP_WORDS


def _tells(term: str) -> bool:
    if not term.startswith(STEM):
        return False
    word = term[len(STEM) :]
    return word not in _STOP_STEMS and not word.isdigit()
