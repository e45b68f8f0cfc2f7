"""The cache of words that readers type."""

from pathlib import Path

from search.query.parse import make_word
from tests.corpora import ANIMALS, searcher_over


def test_words_are_looked_up_once_and_long_ones_are_not_kept(tmp_path: Path) -> None:
    vocabulary = searcher_over(tmp_path, ANIMALS)._live.vocabulary("en")
    cat, long = make_word("cat"), make_word("猫" * 500)
    for _ in range(3):
        assert vocabulary.is_known(cat)
        assert not vocabulary.is_known(long)
    caches = [cache.cache_info() for cache in (vocabulary._cached_term_query, vocabulary._cached_is_known)]
    assert [(info.currsize, info.misses) for info in caches] == [(1, 1), (1, 1)]
