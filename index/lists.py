"""The lists of related guides as a whole: who is on them."""

import numpy as np
from numpy.typing import NDArray

N_SHOWN = 5
"""Related guides that a page shows."""


def make_all_reachable(
    rows: NDArray[np.int32], values: NDArray[np.float64], is_shown: NDArray[np.bool_], floor: float
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.bool_]]:
    """Return the lists with every guide that has a list among the first ``N_SHOWN`` of one that has it above ``floor``.

    A guide on none is added to a shorter list, or else takes the last of these places on the list that it fails
    by least, unless it is the only place of the guide that has it; no list takes more than one.

    Args:
        rows: of shape (n_guides, n_listed), best first, -1 where there are fewer; ``values`` are their scores,
            ``is_shown`` says which of them a page may show: lists that show none stay so.
    """
    rows, values, is_shown = rows.copy(), values.copy(), is_shown.copy()
    is_first = is_shown & (np.cumsum(is_shown, axis=1) <= N_SHOWN)
    n_places = np.bincount(rows[is_first], minlength=len(rows))
    n_first = is_first.sum(axis=1)
    giver, place = np.nonzero((values >= max(floor, 1e-9)) & ~is_first & (n_first > 0)[:, None])
    taker = rows[giver, place]
    wanting = (n_places[taker] == 0) & (n_first[taker] > 0)
    giver, place = giver[wanting], place[wanting]
    last = rows.shape[1] - 1 - np.argmax(is_first[:, ::-1], axis=1) if rows.size else np.zeros(len(rows), np.int64)
    near = np.where(n_first[giver] < N_SHOWN, 1, values[giver, place] / values[giver, last[giver]])
    has_given = np.zeros(len(rows), np.bool_)
    for i in np.lexsort((rows[giver, place], giver, -np.minimum(near, 1))).tolist():
        row, at, end = int(giver[i]), int(place[i]), int(last[giver[i]])
        gains, loser = int(rows[row, at]), int(rows[row, end]) if n_first[giver[i]] == N_SHOWN else -1
        if n_places[gains] or has_given[row] or (loser >= 0 and n_places[loser] <= 1):
            continue
        is_shown[row, at] = True
        if loser >= 0:
            n_places[loser] -= 1
            for of_lists in (rows, values, is_shown) if at > end else ():
                of_lists[row, end : at + 1] = np.roll(of_lists[row, end : at + 1], 1)
        n_places[gains] += 1
        has_given[row] = True
    return rows, values, is_shown
