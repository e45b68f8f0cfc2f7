"""Killed servers lose no answer and no logged search; ``python -m tests.faults servers`` kills more of them."""

import time
from pathlib import Path

import pytest

from tests.faults.servers import log_kills, watch_kills, worker_kills

pytestmark = pytest.mark.server


def test_a_worker_killed_under_load_costs_the_requests_in_flight_alone(tmp_path: Path) -> None:
    figures = worker_kills(tmp_path / "site", 1, time.monotonic() + 60, "sql.md")
    assert figures.kills == 1
    assert figures.asked > 10
    assert (figures.lost, figures.wrong) == (0, 0)


def test_a_watching_server_that_is_killed_harms_no_index_and_leaves_nothing(tmp_path: Path) -> None:
    figures = watch_kills(tmp_path / "site", 1, time.monotonic() + 60, "sql.md")
    assert (figures.kills, figures.wrong, figures.leftovers) == (1, 0, [])


def test_a_logging_server_that_is_killed_loses_the_last_second_at_most(tmp_path: Path) -> None:
    figures = log_kills(tmp_path / "site", 1, time.monotonic() + 60, "sql.md")
    assert figures.kills == 1
    assert (figures.lost, figures.wrong) == (0, 0)
