"""The sample that is always there is read as the real files of its kinds are."""

from pathlib import Path

import pytest

from corpus.reader import read
from tests.corpus.banks import of_bank
from tests.corpus.reading import file_of
from tests.corpus.test_oddities import EXPECTED, Expectation

SAMPLE = Path(__file__).parents[1] / "sample"
ELSEWHERE = {"over_100KB"}
"""Habits that would make the sample large; the real files have them."""

OWN: dict[str, Expectation] = {
    "blank_line_before_front_matter": lambda g: g.title == "Kettles" and g.body_line > 4,
    "duplicate_key": lambda g: g.title == "Samovar" and g.related == ("teapots",),
    "empty_file": lambda g: g.sections == () and g.title == "1 tea",
    "nested_front_matter": lambda g: g.title == "Trays",
    "no_title_anywhere": lambda g: g.title == "Draining",
    "tab_in_front_matter": lambda g: g.title == "Loose leaf" and g.tags == ("tea",),
}
"""Expectations of files whose words are other than those of the real ones."""

REPORTED = {
    "duplicate_key": [("duplicate-key", 4)],
    "empty_file": [("empty-file", 0)],
    "invalid_utf8": [("not-utf-8", 5)],
}


def test_the_sample_has_a_file_for_each_habit() -> None:
    assert {folder.name for folder in (SAMPLE / "oddities").iterdir()} == set(EXPECTED) - ELSEWHERE


@pytest.mark.parametrize("habit", sorted(set(EXPECTED) - ELSEWHERE))
def test_an_odd_file_is_read_or_reported_as_expected(habit: str) -> None:
    (file,) = (SAMPLE / "oddities" / habit).iterdir()
    reading = file_of(file.read_bytes(), file.name)
    assert reading.guide is not None
    assert OWN.get(habit, EXPECTED[habit])(reading.guide)
    assert [(problem.rule, problem.line) for problem in reading.problems] == REPORTED.get(habit, [])


def test_the_folder_as_a_whole_loses_no_file() -> None:
    reading = read([SAMPLE / "oddities"])
    assert len(reading.guides) == reading.files == len(EXPECTED) - len(ELSEWHERE)


def test_the_questions_of_the_bank_are_found_and_nothing_else() -> None:
    score = of_bank(SAMPLE / "questions")
    assert (score.expected, score.missing, score.extra) == (10, (), ())
