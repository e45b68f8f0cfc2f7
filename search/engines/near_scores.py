"""Scores that an engine knows only nearly, such as sums in 32-bit floats, and their exact values where they matter."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.matrix.ordered import look_up

Rows = NDArray[np.integer]
Scores = NDArray[np.float64]

ERROR = 1e-6
"""Bound of the relative error of a score. A float32 sum of a few hundred parts was off by 1.2e-7 at most, measured."""


class NearScores:
    """The scores of ``rows``, ascending, of which ``is_exact`` tells which are exact, and a way to ask for others.

    Args:
        exact_scores: returns the exact scores of a few rows; a row is asked for once.
    """

    def __init__(
        self,
        rows: Rows,
        scores: Scores,
        is_exact: NDArray[np.bool_],
        exact_scores: Callable[[Sequence[int]], Scores],
    ) -> None:
        self._rows = rows
        self._scores = scores
        self._exact = np.where(is_exact, scores, np.nan)
        self._exact_scores = exact_scores

    def corrections(self, rows: Rows) -> NDArray[np.int64]:
        """Return what is added to the scores of a few rows to make them exact; 0 for a row that does not match."""
        places, is_there = look_up(self._rows, rows)
        places = places[is_there]
        unknown = places[np.isnan(self._exact[places])]
        if len(unknown):
            self._exact[unknown] = self._exact_scores(self._rows[unknown].tolist())
        corrections = np.zeros(len(rows), np.int64)
        corrections[is_there] = self._exact[places] - self._scores[places]
        return corrections
