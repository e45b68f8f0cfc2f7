"""A flipped bit is found, and no server answers from it; ``python -m tests.faults flips`` flips more of them."""

from pathlib import Path

from tests.faults.flips import built, flips, silent


def test_a_flipped_bit_is_found_and_answers_are_right_or_refused(tmp_path: Path) -> None:
    with silent():
        done = list(flips(built(tmp_path, "sql.md"), 4))
    assert len(done) == 4
    assert [flip for flip in done if not (flip.is_found and flip.is_red and flip.is_searched)] == []
    assert [flip for flip in done if flip.wrong or flip.failed] == []
