"""The scores below which nothing is related: some learned from the corpus, some fixed."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.matrix.vectors import products_at
from index.related.lists import MAX_SHOWN

MIN_FLOOR, MAX_FLOOR = 0.08, 0.2
"""Bounds of the learned floors; guides have the lower one alone. By hand."""

FLOOR_SHARE = 0.6
"""Share of the last visible score of a usual list that a guide needs to be related. By hand."""

MIN_COSINE, MIN_SHARE = 0.05, 0.07
"""Least cosine of two guides, and least share of a guide's weights that the other has. By hand, on sixteen
guides about other things put among four sets: 0, 0, 1 and 1 of them have a list instead of 3, 16, 11 and 10, and of
6,957 lists of the sets' own guides 15 are lost (tests/bench/NOTES.md, "Related content")."""

MIN_TEXT_COSINE = 0.1
"""Least cosine of a guide with a text or a question. ``tests.relevance.texts``: of 12 texts about other things, none
has a list on any of eight corpora; with .06 three had one. No text about a corpus loses its list; with .12 one does
(tests/bench/NOTES.md)."""

BACKGROUND = 98
"""Percent of random pairs of questions that lie below the floor. By hand."""

MAX_SAMPLED = 300
"""Questions that are compared with all others to learn the floor. By hand."""


def floor_of_guides(scores: NDArray[np.float64]) -> float:
    """Return the floor of related guides: a share of the median last visible score, at least ``MIN_FLOOR``.

    Args:
        scores: of shape (n_guides, n_listed), best first. With no more guides than a page shows, nothing is learned.
    """
    if len(scores) <= MAX_SHOWN:
        return MIN_FLOOR
    usual = float(np.median(scores[:, MAX_SHOWN - 1]))
    return max(MIN_FLOOR, FLOOR_SHARE * usual)


def have_enough_in_common(vectors: Any, rows: NDArray[np.int32], cosines: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which guides on each list share enough terms with the guide: of the shape of ``rows``.

    Enough is a share of all weights of the guide's vector: a single term is enough for a guide of few words.

    Args:
        vectors: csr_array of shape (n_guides, n_columns), each row of L2 norm 1, or 0.
        rows: of shape (n_guides, n_listed), -1 where there are fewer.
        cosines: of the guide and each of ``rows``.
    """
    row, place = np.nonzero((rows >= 0) & (cosines >= MIN_COSINE))
    other = rows[row, place]
    # With ones in place of the other's weights, the product is the sum of the guide's weights that both have.
    ones = vectors.copy()
    ones.data = np.ones(ones.nnz)
    totals = np.maximum(np.asarray(vectors.sum(axis=1)).ravel(), 1e-9)
    shares = products_at(vectors, ones, row, other) / totals[row]
    is_enough = np.zeros(rows.shape, np.bool_)
    is_enough[row, place] = shares >= MIN_SHARE
    return is_enough


def floor_of_questions(vectors: Any) -> float:
    """Return the floor of cosines between questions: the ``BACKGROUND`` percentile of a sample of pairs, bounded.

    Args:
        vectors: csr_array of shape (n_questions, n_columns), each row of L2 norm 1, or 0.
    """
    n = vectors.shape[0]
    if n < 2:
        return MIN_FLOOR
    sample = np.unique(np.linspace(0, n - 1, min(n, MAX_SAMPLED)).astype(np.int64))
    cosines = (vectors[sample] @ vectors.T).tocsr()
    # The greatest entries are the questions with themselves. Pairs without an entry have a cosine of 0 and come first:
    # the rank among all pairs is reduced by their number.
    others = np.sort(cosines.data)[: cosines.nnz - len(sample)]
    n_pairs = len(sample) * (n - 1)
    rank = int(BACKGROUND / 100 * len(sample) * (n - 1)) - (n_pairs - len(others))
    return float(np.clip(others[rank] if 0 <= rank < len(others) else 0.0, MIN_FLOOR, MAX_FLOOR))
