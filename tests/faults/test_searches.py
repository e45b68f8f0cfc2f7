"""Distinct searches fill no memory; ``python -m tests.faults searches`` asks two hundred thousand."""

from pathlib import Path

import pytest

from tests.faults.searches import addresses, distinct_searches, rows

pytestmark = pytest.mark.server


def test_no_two_searches_are_alike() -> None:
    assert len(set(addresses(1_000))) == 1_000


def test_distinct_searches_are_answered_and_memory_is_looked_at(tmp_path: Path) -> None:
    growth = distinct_searches(tmp_path / "site", 300, names="sql.md")
    assert (growth.searches, growth.failed, growth.warm_at) == (300, 0, 30)
    assert len(growth.growths) == 2
    assert growth.growths[0] == 0
    assert rows(growth, 300)[0]["figure"] == 300
