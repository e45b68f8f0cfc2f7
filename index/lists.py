"""The lists of related guides as a whole: who is on them."""

import numpy as np
from numpy.typing import NDArray

N_SHOWN = 5
"""Related guides that a page shows."""


def make_all_reachable(
    rows: NDArray[np.int32], values: NDArray[np.float64], floor: float
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the lists with every guide that has a list among the first ``N_SHOWN`` of one that has it above ``floor``.

    A guide on none takes the last of these places on the list that it fails by least, unless it is the only
    place of the guide that has it; no list gives up more than one.

    Args:
        rows: of shape (n_guides, n_listed), best first, -1 where there are fewer; ``values`` are their scores.
    """
    rows, values = rows.copy(), values.copy()
    last = N_SHOWN - 1
    if rows.shape[1] <= last:
        return rows, values
    n_places = np.bincount(rows[:, :N_SHOWN][values[:, :N_SHOWN] >= max(floor, 1e-9)], minlength=len(rows))
    giver, place = np.nonzero((values >= max(floor, 1e-9)) & (np.arange(rows.shape[1]) > last))
    taker = rows[giver, place]
    wanting = (n_places[taker] == 0) & (values[taker, 0] >= floor)
    giver, place = giver[wanting], place[wanting]
    near = values[giver, place] / values[giver, last]
    has_given = np.zeros(len(rows), np.bool_)
    for i in np.lexsort((rows[giver, place], giver, -near)).tolist():
        row, at = int(giver[i]), int(place[i])
        gains, loser = int(rows[row, at]), int(rows[row, last])
        if n_places[gains] == 0 and n_places[loser] > 1 and not has_given[row]:
            rows[row, last : at + 1] = np.roll(rows[row, last : at + 1], 1)
            values[row, last : at + 1] = np.roll(values[row, last : at + 1], 1)
            n_places[gains] += 1
            n_places[loser] -= 1
            has_given[row] = True
    return rows, values
