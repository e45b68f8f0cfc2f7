"""Quoted phrases, however documents and readers write their words."""

import pytest

from search import Searcher
from tests.corpora import searcher_over

TEXTS = {
    "aspnet": "Hosting ASP.NET Core on Linux.",
    "wal": "The write-ahead log of a database.",
    "wal-apart": "Every database may write ahead. Log it.",
    "btree": "A B-tree index keeps keys in order.",
    "node": "Node.js streams in one process.",
    "node-joined": "NodeJS buffers in one process.",
    "io": "It is I/O bound.",
    "io-joined": "An I/O-bound worker.",
    "push": "What HTTP/2 push was for.",
    "events": "An event-driven system and its brokers.",
    "backoff": "A backoff strategy for clients.",
    "tokyo": "東京都庁への行き方。",
    "kyoto": "京都と東京の都市。",
    "cache": "缓存雪崩的处理。",
    "forwarded": "An X-Forwarded-For header.",
    "oauth": "An OAuth 2.0 flow.",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    records = [{"id": id_, "title": f"Note {n}", "text": text} for n, (id_, text) in enumerate(TEXTS.items())]
    return searcher_over(tmp_path_factory.mktemp("phrases"), records)


def found(searcher: Searcher, query: str) -> set[str]:
    page = searcher.search(query)
    assert not page.notices or "Left out" in page.notices[0], page.notices
    return {hit.id for hit in page.hits}


@pytest.mark.parametrize(
    ("phrase", "ids"),
    [
        ("ASP.NET Core", {"aspnet"}),
        ("aspnet core", {"aspnet"}),
        ("hosting asp.net core on linux", {"aspnet"}),
        ("write-ahead log", {"wal", "wal-apart"}),
        ("write ahead log", {"wal", "wal-apart"}),
        ("B-tree index", {"btree"}),
        ("Node.js streams", {"node"}),
        ("nodejs streams", {"node"}),
        ("node js streams", {"node"}),
        ("node.js buffers", {"node-joined"}),
        ("I/O bound", {"io", "io-joined"}),
        ("HTTP/2 push", {"push"}),
        ("event driven system", {"events"}),
        ("event-driven system", {"events"}),
        ("back-off strategy", {"backoff"}),
        ("back off strategy", {"backoff"}),
        ("x forwarded for header", {"forwarded"}),
        ("x-forwarded-for header", {"forwarded"}),
        ("b tree index", {"btree"}),
        ("oauth 2 flow", {"oauth"}),
        ("oauth 2.0 flow", {"oauth"}),
        ("東京都", {"tokyo"}),
        ("京都", {"tokyo", "kyoto"}),
        ("缓存雪崩", {"cache"}),
    ],
)
def test_a_phrase_with_a_compound_is_found_in_every_way_of_writing_it(
    searcher: Searcher, phrase: str, ids: set[str]
) -> None:
    page = searcher.search(f'"{phrase}"')
    assert {hit.id for hit in page.hits} == ids
    assert (page.notices, page.relaxed) == ((), None)


@pytest.mark.parametrize("quotes", ["“”", "””", "„“", "„”", "«»", "»«", "＂＂", "「」", "『』", '""'])
def test_quotation_marks_of_every_language_quote(searcher: Searcher, quotes: str) -> None:
    assert found(searcher, f"{quotes[0]}node js streams{quotes[1]} process") == {"node"}
    assert found(searcher, f"{quotes[0]}東京都{quotes[1]}") == {"tokyo"}
    assert "wal" not in found(searcher, f"database -{quotes[0]}write-ahead log of{quotes[1]}")


def test_a_phrase_of_a_text_without_spaces_is_not_its_pairs_apart(searcher: Searcher) -> None:
    assert found(searcher, '"京都と東京"') == {"kyoto"}


def test_a_phrase_that_occurs_nowhere_is_searched_as_its_words_and_named(searcher: Searcher) -> None:
    page = searcher.search('"log write-ahead"')
    assert page.notices == ("“log write-ahead” occurs nowhere as a phrase; its words were searched.",)
    assert page.hits[0].id in {"wal", "wal-apart"}


def test_an_alias_of_several_words_is_found_with_a_compound_in_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    records = [
        {"id": "eda", "title": "EDA", "aliases": ["event-driven architecture", "ASP.NET eventing"]},
        {"id": "a", "title": "Note", "text": "An event-driven architecture."},
        {"id": "b", "title": "Note two", "text": "ASP.NET eventing."},
    ]
    page = searcher_over(tmp_path_factory.mktemp("aliases"), records).search("eda")
    assert {hit.id for hit in page.hits} == {"eda", "a", "b"}
