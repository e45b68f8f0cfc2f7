"""Which guides are on the lists of related guides, all lists taken together."""

import numpy as np
from numpy.typing import NDArray

MAX_SHOWN = 5
"""Related guides that a page shows. By hand."""


def make_all_reachable(
    rows: NDArray[np.int32], values: NDArray[np.float64], is_shown: NDArray[np.bool_], floor: float
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.bool_]]:
    """Return the lists changed so that, where possible, every guide with a list is visible on another one.

    A guide is visible where it is among the first ``MAX_SHOWN`` shown. An invisible one is appended to a shorter list,
    or else replaces the last visible guide of the list that it misses by least, provided that this guide is visible
    elsewhere and not the first. Where no list can take it, the lists of the guides on its own list are tried in their
    order, and it gets the score there that they have on its own. Of freecodecamp's 4,745 lists 286 change, and 6 guides
    stay invisible instead of 53 (tests/bench/NOTES.md).

    Args:
        rows: of shape (n_guides, n_listed), best first, -1 where there are fewer.
        values: the scores of ``rows``.
        is_shown: which of ``rows`` a page may show. A list that shows nothing takes nothing.
        floor: the score below which a listed guide is not made visible.
    """
    rows, values, is_shown = rows.copy(), values.copy(), is_shown.copy()
    is_visible = is_shown & (np.cumsum(is_shown, axis=1) <= MAX_SHOWN)
    n_visible = np.bincount(rows[is_visible], minlength=len(rows))
    for row, guide, score in _offers(rows, values, is_visible, floor):
        places = np.flatnonzero(is_shown[row])[:MAX_SHOWN]
        # Places that may be given away: not the first, and their guides are visible on another list.
        spare = places[1:][n_visible[rows[row, places[1:]]] > 1]
        listed_at = np.flatnonzero(rows[row] == guide)
        is_full = len(places) == MAX_SHOWN
        has_room = len(spare) > 0 if is_full else len(listed_at) > 0 or places[-1] + 1 < rows.shape[1]
        if n_visible[guide] or not has_room:
            continue
        n_visible[guide] += 1
        # The guide is on a shorter list already, below what is shown: showing it is enough.
        if len(listed_at) and not is_full:
            is_shown[row, listed_at] = True
            continue
        # On a full list it takes the place behind the last visible one that stays, and the guide that gives way
        # follows it; where the list has no free place left, its last entry drops out.
        replaced = spare[-1:] if is_full else spare[:0]
        n_visible[rows[row, replaced]] -= 1
        others = np.setdiff1d(np.arange(rows.shape[1]), [*listed_at, *replaced])
        before, after = others[others <= places[-1]], others[others > places[-1]]
        for array, value in ((rows, guide), (values, score), (is_shown, True)):
            old = array[row]
            array[row] = np.concatenate([old[before], [value], old[replaced], old[after]])[: len(old)]
    return rows, values, is_shown


def _offers(
    rows: NDArray[np.int32], values: NDArray[np.float64], is_visible: NDArray[np.bool_], floor: float
) -> list[tuple[int, int, float]]:
    """Return (list, guide, score) for each list that could make an invisible guide visible, the best offer first."""
    n_visible = is_visible.sum(axis=1)
    last = rows.shape[1] - 1 - np.argmax(is_visible[:, ::-1], axis=1) if rows.size else np.zeros(len(rows), np.int64)
    is_invisible = (np.bincount(rows[is_visible], minlength=len(rows)) == 0) & (n_visible > 0)
    # Lists that contain an invisible guide. An offer is as good as the guide's score is near to that of the last
    # visible one; a list with a free place is as good as can be.
    row, place = np.nonzero((values >= max(floor, 1e-9)) & ~is_visible & (n_visible > 0)[:, None])
    is_offer = is_invisible[rows[row, place]]
    row, place = row[is_offer], place[is_offer]
    nearness = np.where(n_visible[row] < MAX_SHOWN, 1, values[row, place] / values[row, last[row]])
    order = np.lexsort((rows[row, place], row, -np.minimum(nearness, 1)))
    row, place = row[order], place[order]
    # Then the lists of the guides that are visible on an invisible guide's own list, in its order.
    invisible, own_place = np.nonzero(is_visible & is_invisible[:, None])
    related = rows[invisible, own_place]
    has_list = n_visible[related] > 0
    related_scores = values[invisible, own_place][has_list]
    return [
        *zip(row.tolist(), rows[row, place].tolist(), values[row, place].tolist(), strict=True),
        *zip(related[has_list].tolist(), invisible[has_list].tolist(), related_scores.tolist(), strict=True),
    ]
