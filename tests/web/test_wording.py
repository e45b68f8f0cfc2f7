"""Words for readers."""

import pytest

from web import wording


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2026", "2026"),
        ("2026-06", "June 2026"),
        ("2026-06-05", "5 June 2026"),
        ("2026-13", "2026-13"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_dates_are_as_exact_as_they_were(date: str, words: str) -> None:
    assert wording.date_words(date) == words


def test_numbers_agree_with_their_nouns() -> None:
    assert wording.counted(1, "question") == "1 question"
    assert wording.counted(1204, "question") == "1,204 questions"
    assert wording.found_words(0, "x") == "No results for “x”"
    assert wording.found_words(3, "", "question") == "3 questions"


def test_difficulties_fill_one_to_three_bars() -> None:
    assert [wording.level(name) for name in ("", "easy", "Medium", "hard", "fiendish")] == [*(0, 1, 2, 3, 3)]
