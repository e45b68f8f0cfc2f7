"""A killed build harms no index and leaves nothing over; ``python -m tests.faults kills`` kills many."""

from pathlib import Path

from index.beside import unknown_files
from index.storage.writing import leftovers, remove_leftovers
from tests.faults.kills import is_right, kill, site_of, started
from tests.web.running import eventually


def test_a_killed_build_harms_no_answer_and_the_next_start_leaves_nothing_over(tmp_path: Path) -> None:
    site = site_of(tmp_path, "sql.md")
    site.edit(0)
    with started(site, "edit") as process:
        eventually(lambda: bool(leftovers(site.index)))
        kill(process, site)
    assert is_right(site)
    assert unknown_files(site.index)
    remove_leftovers(site.index)
    assert is_right(site)
    assert unknown_files(site.index) == ()
