"""A full disk leaves the last build, the last export and the query log whole; ``python -m tests.faults disks``."""

from pathlib import Path

import pytest

from tests.faults.disks import CASES, can_mount, prepare


@pytest.mark.skipif(not can_mount(), reason="only root may mount a disk to fill")
@pytest.mark.parametrize(("step", "room"), [("build", 100_000), ("export", 0), ("log", 50_000)])
def test_a_full_disk_costs_nothing_that_was_written_before(tmp_path: Path, step: str, room: int) -> None:
    result = CASES[step](tmp_path / "disk", prepare(tmp_path / "site", "sql.md"), room, 1)
    assert result.has_failed
    assert result.wrong == ()
    assert result.lost == ()
