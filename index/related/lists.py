"""The lists of related guides as a whole: who is on them."""

import numpy as np
from numpy.typing import NDArray

N_SHOWN = 5
"""Related guides that a page shows."""


def make_all_reachable(
    rows: NDArray[np.int32], values: NDArray[np.float64], is_shown: NDArray[np.bool_], floor: float
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.bool_]]:
    """Return the lists with every guide that has a list among the first ``N_SHOWN`` of another one.

    A guide on none is added to a shorter list, or else takes a place on the list that it fails by least: the last one
    whose guide has another, never the first. Where no list can take it, the lists of the guides that are on its own
    are asked in their order, and it has the score there that they have on its own.

    Args:
        rows: of shape (n_guides, n_listed), best first, -1 where there are fewer; ``values`` are their scores,
            ``is_shown`` says which of them a page may show: lists that show none stay so.
    """
    rows, values, is_shown = rows.copy(), values.copy(), is_shown.copy()
    is_first = is_shown & (np.cumsum(is_shown, axis=1) <= N_SHOWN)
    n_places = np.bincount(rows[is_first], minlength=len(rows))
    for row, gains, score in _offers(rows, values, is_first, floor):
        first = np.flatnonzero(is_shown[row])[:N_SHOWN]
        spare = first[1:][n_places[rows[row, first[1:]]] > 1]
        here = np.flatnonzero(rows[row] == gains)
        is_full = len(first) == N_SHOWN
        has_room = len(spare) > 0 if is_full else len(here) > 0 or first[-1] + 1 < rows.shape[1]
        if n_places[gains] or not has_room:
            continue
        n_places[gains] += 1
        if len(here) and not is_full:
            is_shown[row, here] = True
            continue
        lost = spare[-1:] if is_full else spare[:0]
        n_places[rows[row, lost]] -= 1
        kept = np.setdiff1d(np.arange(rows.shape[1]), [*here, *lost])
        before, after = kept[kept <= first[-1]], kept[kept > first[-1]]
        for of_lists, value in ((rows, gains), (values, score), (is_shown, True)):
            listed = of_lists[row]
            of_lists[row] = np.concatenate([listed[before], [value], listed[lost], listed[after]])[: len(listed)]
    return rows, values, is_shown


def _offers(
    rows: NDArray[np.int32], values: NDArray[np.float64], is_first: NDArray[np.bool_], floor: float
) -> list[tuple[int, int, float]]:
    """Return which list might take which guide that is on none, with what score, the best offer first."""
    n_first = is_first.sum(axis=1)
    last = rows.shape[1] - 1 - np.argmax(is_first[:, ::-1], axis=1) if rows.size else np.zeros(len(rows), np.int64)
    wants = (np.bincount(rows[is_first], minlength=len(rows)) == 0) & (n_first > 0)
    giver, place = np.nonzero((values >= max(floor, 1e-9)) & ~is_first & (n_first > 0)[:, None])
    wanting = wants[rows[giver, place]]
    giver, place = giver[wanting], place[wanting]
    near = np.where(n_first[giver] < N_SHOWN, 1, values[giver, place] / values[giver, last[giver]])
    order = np.lexsort((rows[giver, place], giver, -np.minimum(near, 1)))
    giver, place = giver[order], place[order]
    taker, own = np.nonzero(is_first & wants[:, None])
    back = rows[taker, own]
    is_list = n_first[back] > 0
    return [
        *zip(giver.tolist(), rows[giver, place].tolist(), values[giver, place].tolist(), strict=True),
        *zip(back[is_list].tolist(), taker[is_list].tolist(), values[taker, own][is_list].tolist(), strict=True),
    ]
