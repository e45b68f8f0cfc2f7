"""The cache of words that readers type."""

from pathlib import Path

import pytest

from search.query.parse import Word, make_word
from search.query.vocabulary import KnownWord, Vocabulary
from tests.corpora import ANIMALS, searcher_over


def test_words_are_looked_up_once_and_long_ones_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live = searcher_over(tmp_path, ANIMALS)._current()
    looked_up, df = [], live.engine.df
    monkeypatch.setattr(live.engine, "df", lambda term: looked_up.append(term) or df(term))
    vocabulary = live.vocabulary("en")
    cat, long = make_word("cat"), make_word("猫" * 500)
    for _ in range(3):
        assert vocabulary.known(cat).is_known
        assert not vocabulary.known(long).is_known
    assert (looked_up.count(cat.whole), looked_up.count(long.whole)) == (1, 3)


def test_each_word_of_a_query_is_looked_up_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    searcher = searcher_over(tmp_path, ANIMALS)
    looked_up: list[str] = []
    known = Vocabulary.known

    def counted(vocabulary: Vocabulary, word: Word) -> KnownWord:
        looked_up.append(word.text)
        return known(vocabulary, word)

    monkeypatch.setattr(Vocabulary, "known", counted)
    searcher.search("catt fox-like cat cat ")  # nothing at the end is still being typed
    assert sorted(looked_up) == ["cat", "catt", "fox", "fox-like", "like"]
