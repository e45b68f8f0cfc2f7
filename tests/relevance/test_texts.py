"""Pasted texts have a related list when they share the subjects of the guides, and none otherwise."""

from pathlib import Path

import pytest

from index.build import build
from search import Searcher, open_index
from tests.relevance.texts import SHIPPED, TEXTS, missed, shown_for_foreign


def test_a_text_about_something_else_has_an_empty_list_that_says_so(shipped: Searcher) -> None:
    assert len(TEXTS["foreign"]) >= 12
    assert not shown_for_foreign(shipped)
    for text in TEXTS["foreign"].values():
        for kind in ("skill", "question"):
            page = shipped.related(text=text, kind=kind)
            assert (page.hits, page.below_threshold) == ((), True)


def test_a_text_about_the_guides_has_its_list(shipped: Searcher) -> None:
    assert len(TEXTS["about"][SHIPPED]) >= 13
    assert not missed(shipped, SHIPPED)


@pytest.mark.parametrize("query", ["what is idempotency", "kafka", "learn kafka and terraform"])
def test_a_text_of_few_words_has_its_list(shipped: Searcher, query: str) -> None:
    assert shipped.related(text=query).hits


@pytest.mark.real_data
@pytest.mark.parametrize("corpus", ["github_explore_topics", "hugo_docs", "thirty_seconds_of_code"])
def test_a_foreign_corpus_of_everyday_words_is_not_related_to_everything(
    corpus: str, real_data: Path, tmp_path: Path
) -> None:
    build([real_data / "guides" / corpus / "raw"], tmp_path)
    searcher = open_index(tmp_path)
    assert not shown_for_foreign(searcher)
    assert len(missed(searcher, corpus)) <= 1
