"""Which guides are on the lists of related guides."""

import numpy as np
import pytest

from index.related.lists import MAX_SHOWN, make_all_reachable
from index.related.thresholds import MIN_FLOOR, floor_of_guides


def test_a_guide_on_no_list_takes_the_last_place_where_it_fails_by_least() -> None:
    ring = (np.arange(8)[:, None] + np.arange(1, 8)) % 8
    rows = np.where(ring == 7, ring[:, :1], ring)[:, :6].astype(np.int32)
    rows[:7] = [[(i + j) % 7 for j in range(1, 6)] + [7] for i in range(7)]
    values = np.tile([0.9, 0.8, 0.7, 0.6, 0.5, 0.2], (8, 1))
    values[3, 5] = 0.4
    changed, scores, _ = make_all_reachable(rows, values, values >= 0.1, 0.1)
    assert changed[3].tolist() == [*rows[3][: MAX_SHOWN - 1], 7, rows[3][MAX_SHOWN - 1]]
    assert scores[3].tolist() == [0.9, 0.8, 0.7, 0.6, 0.4, 0.5]
    others = [i for i in range(8) if i != 3]
    assert (changed[others] == rows[others]).all()
    strange = values.copy()
    strange[7] = 0.05
    assert (
        make_all_reachable(rows, strange, strange >= 0.1, 0.1)[0][:, : MAX_SHOWN - 1] == rows[:, : MAX_SHOWN - 1]
    ).all()


def test_a_guide_on_no_list_goes_to_one_that_is_on_its_own() -> None:
    rows = np.array([[(i + j) % 7 for j in range(1, 7)] for i in range(7)] + [[2, 3, 4, 5, 6, 0]], np.int32)
    values = np.tile([0.9, 0.8, 0.7, 0.6, 0.5, 0.05], (8, 1))
    changed, scores, is_shown = make_all_reachable(rows, values, values >= 0.1, 0.1)
    assert changed[2].tolist() == [3, 4, 5, 6, 7, 0]
    assert (scores[2, 4], is_shown[2].tolist()) == (0.9, [True] * 6)
    assert [i for i in range(8) if (changed[i] != rows[i]).any()] == [2]
    assert set(changed[:, :MAX_SHOWN].ravel().tolist()) == set(range(8))


def test_the_place_that_is_taken_is_the_last_whose_guide_has_another() -> None:
    rows = np.array([[1, 2, 3, 4, 5], [0, 2, 3, 4, 6], [1, 0, 3, 4, 6]] + [[0, 1, 2, 4, 3]] * 4, np.int32)
    rows[3:, 4] = [0, 1, 2, 6]
    rows = np.vstack([rows, [[0, 1, 2, 3, 4]]]).astype(np.int32)
    rows = np.hstack([rows, np.full((8, 1), -1, np.int32)])
    values = np.tile([0.9, 0.8, 0.7, 0.6, 0.5, 0], (8, 1))
    changed, _, _ = make_all_reachable(rows, values, values >= 0.1, 0.1)
    assert changed[0].tolist() == [1, 2, 3, 5, 7, 4]


def test_a_guide_on_no_list_is_added_to_one_that_shows_fewer_but_to_none_that_is_empty() -> None:
    rows = np.array([[1, 2, 3, -1, -1, -1], [0, -1, -1, -1, -1, -1], [0, -1, -1, -1, -1, -1], [2, 0, -1, -1, -1, -1]])
    values = np.where(rows >= 0, 0.5, 0.0)
    is_shown = np.zeros(rows.shape, np.bool_)
    is_shown[0, 0] = is_shown[1, 0] = is_shown[2, 0] = True
    _, _, changed = make_all_reachable(rows.astype(np.int32), values, is_shown, 0.1)
    assert changed[0].tolist() == [True, True, False, False, False, False]
    assert (changed[1:] == is_shown[1:]).all()


@pytest.mark.parametrize("seed", range(20))
def test_a_changed_list_has_no_guide_twice_and_never_its_own(seed: int) -> None:
    random = np.random.default_rng(seed)
    n_guides, n_listed = 40, 8
    rows = np.array([random.choice(np.delete(np.arange(40), i)[:12], n_listed, replace=False) for i in range(n_guides)])
    rows[random.random(rows.shape) < 0.1] = -1
    rows = np.take_along_axis(rows, np.argsort(rows < 0, axis=1, kind="stable"), axis=1).astype(np.int32)
    values = np.where(rows >= 0, np.sort(random.random(rows.shape))[:, ::-1], 0)
    is_shown = (random.random(rows.shape) < 0.6) & (rows >= 0)
    changed, scores, shown = make_all_reachable(rows, values, is_shown, 0.1)
    visible_before, visible_after = (s & (np.cumsum(s, axis=1) <= MAX_SHOWN) for s in (is_shown, shown))
    for row in range(n_guides):
        listed = changed[row][changed[row] >= 0]
        assert len(set(listed.tolist())) == len(listed)
        assert row not in listed
    assert (shown <= (scores > 0)).all()
    assert set(rows[visible_before].tolist()) <= set(changed[visible_after].tolist())
    assert len(set(changed[visible_after].tolist())) > len(set(rows[visible_before].tolist()))


def test_short_lists_and_none_stay_as_they_are() -> None:
    rows, values = np.array([[1, -1], [0, -1]], np.int32), np.array([[0.5, 0], [0.5, 0]])
    assert (make_all_reachable(rows, values, values >= 0.1, 0.1)[0] == rows).all()
    none = np.zeros((0, 9))
    assert make_all_reachable(none.astype(np.int32), none, none >= 0.1, 0.1)[0].shape == (0, 9)


def test_the_floor_is_a_share_of_what_usual_lists_end_with() -> None:
    values = np.tile(np.linspace(0.9, 0.5, 30), (20, 1))
    assert 0.4 < floor_of_guides(values) < 0.6
    assert floor_of_guides(values[:3]) == MIN_FLOOR
