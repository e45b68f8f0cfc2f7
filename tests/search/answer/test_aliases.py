"""Other names of what was typed: their place, their reasons and their marks."""

import pytest

from search import Searcher
from search.results import Hit, ResultPage
from tests.corpora import searcher_over

RECORDS = (
    {"id": "rate-limiting", "title": "Rate limiting", "aliases": ["throttling", "API throttling", "rate limiter"]},
    {"id": "k8s", "title": "Kubernetes", "aliases": ["K8s"], "text": "Schedules work."},
    {"id": "words", "title": "Design rate limiting for a service", "text": "It counts requests, in one place for all."},
    {"id": "alias", "title": "Throttle", "text": "Throttling, and throttling again, throttles."},
    {"id": "alias-once", "title": "Debounce", "text": "Not the same as throttling; the API waits."},
    {"id": "k8s-words", "title": "K8s nodes and what runs on them day and night", "text": "Machines."},
    {"id": "k8s-alias", "title": "Kubernetes nodes", "text": "Kubernetes runs them. Kubernetes checks them."},
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(tmp_path_factory.mktemp("aliases"), RECORDS)


def hit(page: ResultPage, id_: str) -> Hit:
    return next(hit for hit in page.hits if hit.id == id_)


@pytest.mark.parametrize(
    ("query", "words", "alias"),
    [
        ("rate limiting", "words", "alias"),
        ("rate limiting", "words", "alias-once"),
        ("k8s nodes", "k8s-words", "k8s-alias"),
    ],
)
def test_a_document_with_the_words_comes_before_one_with_another_name(
    searcher: Searcher, query: str, words: str, alias: str
) -> None:
    found = [hit.id for hit in searcher.search(query).hits]
    assert found.index(words) < found.index(alias)


def test_one_mention_of_an_alias_of_two_words_counts_once(searcher: Searcher) -> None:
    both, one = searcher.search("rate limiting", explain=True), searcher.search("throttling", explain=True)
    lent = sum(part.value for part in hit(both, "alias-once").explanation if part.source == "alias")
    own = sum(part.value for part in hit(one, "alias-once").explanation if part.source == "exact")
    assert 0 < lent < own


@pytest.mark.parametrize(
    ("query", "id_", "reason"),
    [
        ("rate limiting", "alias-once", "throttling, another name of rate limiting, once"),
        ("rate limiting", "alias", "Throttle, another name of rate limiting, in the title"),
        ("k8s nodes", "k8s-alias", "Kubernetes, another name of k8s, in the title"),
        ("throttling", "words", "Rate limiting, another name of throttling, in the title"),
        ("K8s", "k8s-alias", "Kubernetes, another name of K8s, in the title"),
    ],
)
def test_the_reason_names_the_alias_that_is_there(searcher: Searcher, query: str, id_: str, reason: str) -> None:
    reasons = [reason.text for reason in hit(searcher.search(query), id_).reasons]
    assert reason in reasons
    assert not any("similar documents" in text for text in reasons)


def test_the_snippet_marks_the_alias(searcher: Searcher) -> None:
    assert "<mark>throttling</mark>" in hit(searcher.search("rate limiting"), "alias-once").snippet
    assert "<mark>Kubernetes</mark> runs" in hit(searcher.search("k8s nodes"), "k8s-alias").snippet


def test_a_word_of_an_alias_alone_is_no_alias(searcher: Searcher) -> None:
    snippet = hit(searcher.search("rate limiting"), "alias-once").snippet
    assert "<mark>API</mark>" not in snippet
