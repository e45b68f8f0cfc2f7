import numpy as np
import pytest

from index.matrix.ordered import begins_run, distinct, is_in, look_up, values_at
from index.matrix.ragged import ragged_ranges, row_of_entries, starts_of


@pytest.mark.parametrize("ordered", [[], [3], [0, 2, 5, 9]])
def test_values_are_those_of_a_dict_and_0_elsewhere(ordered: list[int]) -> None:
    values = {row: row + 7 for row in ordered}
    wanted = np.array([[9, 0, 5], [10, 3, -1]])
    found = values_at(np.array(ordered, np.int32), np.array(list(values.values()), np.uint16), wanted)
    assert found.tolist() == [[values.get(row, 0) for row in rows] for rows in wanted.tolist()]
    assert is_in(wanted, np.array(ordered)).tolist() == [[row in values for row in rows] for rows in wanted.tolist()]


def test_a_place_is_where_the_value_is() -> None:
    places, is_there = look_up(np.array([2, 4, 8]), np.array([8, 3, 2]))
    assert places[is_there].tolist() == [2, 0]


def test_runs_of_equal_values_count_once() -> None:
    assert distinct(np.array([0, 0, 3, 3, 4])).tolist() == [0, 3, 4]
    assert begins_run(np.array([], np.int32)).tolist() == []


def test_a_ragged_table_knows_its_rows() -> None:
    lengths = np.array([2, 0, 3], np.uint32)
    starts = starts_of(lengths)
    assert starts.tolist() == [0, 2, 2, 5]
    assert row_of_entries(starts).tolist() == [0, 0, 2, 2, 2]
    assert ragged_ranges(starts[:-1], lengths.astype(np.int64)).tolist() == [0, 1, 2, 3, 4]
