"""Technical words are words: each finds the document of that title first, and never its neighbour's."""

from pathlib import Path

import pytest

from search import Searcher
from tests.relevance.terms import ROWS, TITLED_LISTS, first_title, missed_titles, misspelt, own_titles, words_of

MIN_WORDS = {"tags_and_topics": 700, "curated": 240, "confusable_groups": 90}
"""Words that each list has at least."""

FOUND_OTHERWISE = {"/etc/passwd.", "gpt 3.5"}
"""Words that another text has too: one was mined with the dot that ended a sentence, one is ``gpt-3.5``."""


@pytest.fixture(scope="module")
def titled(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return own_titles(tmp_path_factory.mktemp("terms"))


def test_there_are_a_hundred_and_fifty_forms_each_written_once() -> None:
    assert len(ROWS) >= 150
    assert len({written for written, _ in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("written", "title"), ROWS)
def test_a_written_form_finds_its_title_first(titled: Searcher, written: str, title: str) -> None:
    assert first_title(titled, written) == title


@pytest.mark.real_data
@pytest.mark.parametrize("name", TITLED_LISTS)
def test_each_word_of_a_list_finds_the_document_titled_so_first(real_data: Path, tmp_path: Path, name: str) -> None:
    words = words_of(real_data / "terms" / f"{name}.tsv")
    assert len(words) >= MIN_WORDS[name]
    missed = missed_titles(words, tmp_path)
    assert len(missed) <= TITLED_LISTS[name] * len(words), missed


@pytest.mark.real_data
def test_each_mined_word_finds_a_text_that_spells_it_so(real_data: Path, tmp_path: Path) -> None:
    words = words_of(real_data / "terms" / "mined_from_text.tsv")
    assert len(words) > 1000
    assert set(misspelt(words, tmp_path)) <= FOUND_OTHERWISE
