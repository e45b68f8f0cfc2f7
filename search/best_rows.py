"""The rows of the greatest scores, without sorting all of them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_SORTED = 512
"""Up to so many scores are sorted whole; by hand."""

MAX_BLOCK = 64
"""Scores of a block, of which only the greatest is compared at first; by hand."""


def best_rows(scores: NDArray[Any], k: int) -> NDArray[np.integer]:
    """Return the rows of the ``k`` greatest scores above 0, best first, equal scores in order of row.

    Args:
        scores: of shape (n,).
        k: at least 0.
    """
    if len(scores) <= MAX_SORTED or not k:
        order = (-scores).argsort(kind="stable")[:k]
        return order[scores[order] > 0]
    candidates = (scores >= max(1, lower_bound(scores, k))).nonzero()[0]
    return candidates[np.argsort(-scores[candidates], kind="stable")[:k]]


def lower_bound(scores: NDArray[Any], k: int) -> int:
    """Return a score that at least ``k`` of ``scores`` reach, so that it is not above the ``k``-th greatest; 1 for few.

    The greatest scores of at least ``2 * k`` blocks are partitioned in place of all scores. Each of the ``k``
    greatest among them is a score of its own, so the least of those ``k`` bounds the ``k``-th greatest of all.
    """
    size = min(MAX_BLOCK, len(scores) // (2 * k))
    if size < 2:
        return 1
    # a block is a column, every (n // size)-th score: the maximum of whole rows is one vector operation each
    greatest = scores[: len(scores) // size * size].reshape(size, -1).max(axis=0)
    return int(np.partition(greatest, len(greatest) - k)[len(greatest) - k])
