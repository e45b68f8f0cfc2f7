"""The cache of words that readers type."""

from pathlib import Path

import pytest

from search.query.parse import make_word
from tests.corpora import ANIMALS, searcher_over


def test_words_are_looked_up_once_and_long_ones_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live = searcher_over(tmp_path, ANIMALS)._live
    looked_up, df = [], live.engine.df
    monkeypatch.setattr(live.engine, "df", lambda term: looked_up.append(term) or df(term))
    vocabulary = live.vocabulary("en")
    cat, long = make_word("cat"), make_word("猫" * 500)
    for _ in range(3):
        assert vocabulary.is_known(cat)
        assert not vocabulary.is_known(long)
    assert (looked_up.count(cat.whole), looked_up.count(long.whole)) == (1, 3)
