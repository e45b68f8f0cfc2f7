"""The scores below which nothing is called related, learned from the corpus."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.matrix.vectors import products_at
from index.related.lists import N_SHOWN

LOWEST = 0.08
HIGHEST = 0.2

SHARE = 0.6
"""A guide is related with at least this share of what the last one shown on a usual page scores."""

LEAST_COSINE, LEAST_SHARED = 0.05, 0.07
"""Two texts with less in common are joined by a word or two that any text may say."""

LEAST_NEAR = 0.06
"""A guide is near a text, or a question, with at least this cosine."""

BACKGROUND = 98
"""Percent of pairs of questions, drawn at random, that share less than related ones."""

N_SAMPLED = 300


def floor_of_guides(scores: NDArray[np.float64]) -> float:
    """Return the floor of lists whose best scores are ``scores``, of shape (n_guides, n_listed), best first."""
    if len(scores) <= N_SHOWN:
        return LOWEST
    usual = float(np.median(scores[:, N_SHOWN - 1]))
    return max(LOWEST, SHARE * usual)


def have_enough_in_common(vectors: Any, rows: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return whether each guide says enough that the guides on its list say too: of the shape of ``rows``.

    Enough is a share of all that it says, words counting by their weights: one word is enough of a guide that
    says little else.

    Args:
        vectors: csr_array of shape (n_guides, n_columns), each row of L2 norm 1, or 0.
        rows: of shape (n_guides, n_listed), -1 where there are fewer.
    """
    row, place = np.nonzero(rows >= 0)
    near = rows[row, place]
    said = vectors.copy()
    said.data = np.ones(said.nnz)
    totals = np.maximum(np.asarray(vectors.sum(axis=1)).ravel(), 1e-9)
    shares = products_at(vectors, said, row, near) / totals[row]
    enough = np.zeros(rows.shape, np.bool_)
    enough[row, place] = (shares >= LEAST_SHARED) & (products_at(vectors, vectors, row, near) >= LEAST_COSINE)
    return enough


def floor_of_questions(vectors: Any) -> float:
    """Return the floor of cosines between questions: what two of them share anyway.

    Args:
        vectors: csr_array of shape (n_questions, n_columns), each row of L2 norm 1, or 0.
    """
    n = vectors.shape[0]
    if n < 2:
        return LOWEST
    sample = np.unique(np.linspace(0, n - 1, min(n, N_SAMPLED)).astype(np.int64))
    cosines = (vectors[sample] @ vectors.T).tocsr()
    others = np.sort(cosines.data)[: cosines.nnz - len(sample)]
    rank = int(BACKGROUND / 100 * len(sample) * (n - 1)) - (len(sample) * (n - 1) - len(others))
    return float(np.clip(others[rank] if 0 <= rank < len(others) else 0.0, LOWEST, HIGHEST))
