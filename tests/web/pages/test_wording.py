"""Readable words for names and values of the index."""

import pytest

from search.results import Reason
from web.pages import wording


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2026", "2026"),
        ("2026-06", "June 2026"),
        ("2026-06-05", "5 June 2026"),
        ("2026-13", "2026-13"),
        ("2026-02-30", "2026-02-30"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_dates_are_as_exact_as_they_were(date: str, words: str) -> None:
    assert wording.date_words(date) == words


def test_the_number_of_results_is_in_words() -> None:
    assert wording.count_words(0, "x") == "No results for “x”"
    assert wording.count_words(3, "", "question") == "3 questions"


def test_a_long_query_is_repeated_as_far_as_it_tells_something() -> None:
    assert wording.shortened("  token \n bucket ") == "token bucket"
    assert wording.shortened("word " * 30) == "word " * 15 + "word…"
    assert wording.shortened("x" * 200) == "x" * 80 + "…"


@pytest.mark.parametrize(
    ("reasons", "words"),
    [
        ([], []),
        (["called exactly this"], ["called exactly this"]),
        (
            ["“a” in the title", "“b” once", "“c” in the title", "“d” in the title"],
            ["“a”, “c” and “d” in the title", "“b” once"],
        ),
        (
            ["“kafka” once (you typed “kafak”)", "“b” once (you typed “bb”)"],
            ["“kafka” once (you typed “kafak”)", "“b” once (you typed “bb”)"],
        ),
        (["both speak of “a” and “b”"], ["both speak of “a” and “b”"]),
    ],
)
def test_words_that_stand_in_one_place_are_one_reason(reasons: list[str], words: list[str]) -> None:
    assert wording.reason_words([Reason("exact", text) for text in reasons]) == words


def test_directions_go_by_language() -> None:
    assert [wording.direction(lang) for lang in ("ar", "fa-IR", "HE", "en", "zh-TW", "")] == [
        *["rtl"] * 3,
        *["ltr"] * 3,
    ]
