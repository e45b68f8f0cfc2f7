from datetime import date

import pytest

from corpus.dates import PartialDate, date_number, is_after, iso_date


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
        ("2026-02-30", ""),
        ("30 February 2026", ""),
        ("0000", ""),
        ("2026-00", ""),
        ("Juno 2026", ""),
        ("", ""),
    ],
)
def test_a_date_is_as_exact_as_it_was_written(written: str, date: str) -> None:
    assert iso_date(written) == date
    assert str(PartialDate.parse(date) or "") == date


@pytest.mark.parametrize(
    ("date", "after"),
    [("2026-11-24", True), ("2026-11-23", False), ("2026-12", True), ("2026", False), ("", False)],
)
def test_a_date_is_to_come_only_if_all_it_says_lies_later(date: str, after: bool) -> None:
    assert is_after(date, "2026-11-23") is after


@pytest.mark.parametrize(
    ("text", "first_day", "last_day"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-06-30", date(2026, 6, 30), date(2026, 6, 30)),
    ],
)
def test_a_partial_date_is_all_of_its_days(text: str, first_day: date, last_day: date) -> None:
    parsed = PartialDate.parse(text)
    assert parsed
    assert (parsed.first_day, parsed.last_day) == (first_day, last_day)


def test_numbers_of_dates_are_in_the_order_of_dates() -> None:
    numbers = [date_number(text) for text in ("soon", "2026-02-30", "2026", "2026-06", "2026-06-30", "2026-07")]
    assert numbers == [0, 0, 20260000, 20260600, 20260630, 20260700]
    dates = [PartialDate(number // 10000, number // 100 % 100, number % 100) for number in numbers[2:]]
    assert dates == sorted(dates)
