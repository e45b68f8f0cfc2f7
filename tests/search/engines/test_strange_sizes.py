"""Corpora of no document, of one document, and of one very long document."""

import json
import time
from pathlib import Path

import pytest

from corpus.problems import GuidedexError
from index.build import ENGINES, BuildOptions, build
from index.storage.generations import IndexMissing
from search import Searcher, open_index
from tests.corpora import searcher_over

ONE = {"id": "owl", "title": "Owl", "text": "An owl hunts mice at night.", "category": "Birds", "tags": ["night"]}
LINE = "the cache keeps every answer until it expires and asks the database again for what has changed"
SNIPPET = 1000
"""Upper bound on the characters of a snippet, marks included."""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("content", ["", "\n\n", '{"id": "", "title": "", "text": ""}\n'])
def test_a_corpus_of_no_document_is_an_error_and_no_index(tmp_path: Path, engine: str, content: str) -> None:
    (tmp_path / "records.jsonl").write_text(content)
    with pytest.raises(GuidedexError, match=r"found no guide to index in .*records\.jsonl"):
        build([tmp_path / "records.jsonl"], tmp_path / "index", BuildOptions(engine=engine))
    with pytest.raises(IndexMissing):
        open_index(tmp_path / "index")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_corpus_of_one_document_is_searched_as_any_other(tmp_path: Path, engine: str) -> None:
    searcher = searcher_over(tmp_path, [ONE], BuildOptions(engine=engine))
    for query in ("owl", "mouse hunts mice", '"owl hunts"', "nigh", "owll", "mice OR elephants", "", "kind:guide"):
        page = searcher.search(query, facets=("category", "tag"), explain=True)
        assert [hit.id for hit in page.hits] == ["owl"], query
        assert page.total == 1
        assert page.facets["category"][0].count == 1
    assert searcher.search("elephant").total == 0
    assert searcher.search("owl -night").total == 0
    assert searcher.best("owl") == ("owl",)
    assert [suggestion.id for suggestion in searcher.suggest("ow")] == ["owl"]
    assert searcher.related(document="owl").hits == ()


def long_text(n_bytes: int) -> str:
    """Return lines of the same few words, each with a number of its own."""
    return "\n".join(f"{LINE} v{number}" for number in range(n_bytes // (len(LINE) + 7)))


def searched(folder: Path, source: Path, n_bytes: int) -> Searcher:
    assert source.stat().st_size > 0.95 * n_bytes
    report = build([source], folder / "index")
    assert report.problems == ()
    return open_index(folder / "index")


def assert_searched_quickly(searcher: Searcher, id_: str) -> None:
    """Search for words that occur once, often and in every line of a long text: snippets are short and quick."""
    for query in ("v77", "cache", "the cache keeps every answer", '"expires and asks"', "databse", "cach", "v7*"):
        started = time.process_time()
        page = searcher.search(query, explain=True)
        seconds = time.process_time() - started
        assert [hit.id for hit in page.hits] == [id_], query
        assert 0 < len(page.hits[0].snippet) < SNIPPET, query
        assert "<mark>" in page.hits[0].snippet, query
        assert seconds < 1, (query, seconds)


@pytest.mark.parametrize("n_bytes", [300_000, pytest.param(10_000_000, marks=pytest.mark.slow)])
def test_a_long_record_is_searched_and_its_snippet_is_short_and_quick(tmp_path: Path, n_bytes: int) -> None:
    source = tmp_path / "records.jsonl"
    source.write_text(json.dumps({"id": "long", "title": "A long one", "text": long_text(n_bytes)}) + "\n")
    assert_searched_quickly(searched(tmp_path, source, n_bytes), "long")


@pytest.mark.parametrize("n_bytes", [300_000, pytest.param(10_000_000, marks=pytest.mark.slow)])
def test_a_long_guide_is_searched_and_its_snippet_is_short_and_quick(tmp_path: Path, n_bytes: int) -> None:
    source = tmp_path / "long.md"
    source.write_text(f"---\ntitle: A long one\n---\n{long_text(n_bytes)}\n")
    assert_searched_quickly(searched(tmp_path, source, n_bytes), "long")
