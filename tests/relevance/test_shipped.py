"""Readers of the shipped guides find what they look for, by name, by question, with a typo, and while typing."""

from pathlib import Path

import pytest

from search import Searcher
from tests.relevance.figures import (
    Figure,
    edited_names,
    names_first,
    of_guides_and_banks,
    pasted_questions,
    typed_titles,
)
from tests.relevance.pins import GUIDES, Pin, lost, read_pins
from tests.relevance.typing_titles import jumps

pytestmark = pytest.mark.contract

PINS = read_pins()


def test_there_are_pins_and_no_query_is_pinned_twice() -> None:
    assert len(PINS) >= 60
    assert len({(pin.query, str(pin.filters)) for pin in PINS}) == len(PINS)


def test_every_pinned_id_is_a_document(shipped: Searcher) -> None:
    for pin in PINS:
        for id_ in pin.in_top:
            assert shipped.document(id_).id == id_


@pytest.mark.parametrize("pin", PINS, ids=[pin.query for pin in PINS])
def test_a_pinned_search_finds_its_hit(shipped: Searcher, pin: Pin) -> None:
    assert not lost(shipped, pin), pin.comment


def test_every_name_and_alias_finds_its_guide_first(shipped: Searcher) -> None:
    figure = names_first(shipped)
    assert figure.n_asked > len(list(GUIDES.glob("*.md")))
    assert figure, figure.missed


def test_a_pasted_question_finds_a_document_of_that_very_title_first(shipped: Searcher) -> None:
    figure = pasted_questions(shipped)
    assert figure.n_asked >= 400
    assert figure, figure.missed


def test_a_name_with_one_edit_finds_its_guide_among_the_first_three(shipped: Searcher) -> None:
    figure = edited_names(shipped)
    assert figure, figure.missed


def test_a_guide_among_the_first_three_stays_there_while_its_title_is_typed(shipped: Searcher) -> None:
    figure = typed_titles(shipped)
    assert figure, figure.missed


@pytest.mark.real_data
def test_topics_stay_where_they_are_typed_and_banks_find_their_own_questions(real_data: Path, tmp_path: Path) -> None:
    figures = {figure.what: figure for figure in of_guides_and_banks(real_data, tmp_path)}
    assert len(figures) >= 5
    assert all(figure.n_asked for figure in figures.values())
    assert not {what: figure.missed for what, figure in figures.items() if not figure}


def test_a_figure_fails_beyond_a_count_or_a_share() -> None:
    assert Figure("", 100, ["a"], 1)
    assert not Figure("", 100, ["a", "b"], 1)
    assert Figure("", 100, ["a"] * 5, 0.05)
    assert not Figure("", 100, ["a"] * 6, 0.05)
    assert str(Figure("words", 100, ["a"], 0)).endswith("99.00 %  at most 0 missed  FAILS")


def test_a_list_jumps_when_a_document_leaves_its_first_three() -> None:
    lists = {"jav": ["a", "java"], "java": ["java"]}
    assert not jumps(lists.__getitem__, "java", "java")
    assert jumps(lists.__getitem__, "java", "a")
    assert not jumps(lists.__getitem__, "java", "never there")
