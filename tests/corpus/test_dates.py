import pytest

from corpus.dates import is_after, iso_date


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2026", "2026"),
        ("2026-06", "2026-06"),
        ("2026-06-30", "2026-06-30"),
        ("2026-6-3", "2026-06-03"),
        ("2026/06/30", "2026-06-30"),
        ("2026-06-30T10:00:00+02:00", "2026-06-30"),
        ("2026-06-30 10:00", "2026-06-30"),
        ("June 2026", "2026-06"),
        ("June 30, 2026", "2026-06-30"),
        ("Jun. 3rd, 2026", "2026-06-03"),
        ("30 June 2026", "2026-06-30"),
        ("Tue, 30 Jun 2026 10:00:00 GMT", "2026-06-30"),
        ("Sept 2026", "2026-09"),
        ("soon", ""),
        ("2026-13-01", ""),
        ("Juno 2026", ""),
        ("", ""),
    ],
)
def test_a_date_is_as_exact_as_it_was_written(written: str, date: str) -> None:
    assert iso_date(written) == date


@pytest.mark.parametrize(
    ("date", "after"),
    [("2026-11-24", True), ("2026-11-23", False), ("2026-12", True), ("2026", False), ("", False)],
)
def test_a_date_is_to_come_only_if_all_it_says_lies_later(date: str, after: bool) -> None:
    assert is_after(date, "2026-11-23") is after
