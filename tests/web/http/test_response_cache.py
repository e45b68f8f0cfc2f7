"""Cached responses: the same bytes, of the live build, counted like any other."""

import gc
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.build import build
from index.storage.bounded_cache import BoundedCache
from tests.web.conftest import GUIDES, SmallSite
from web.app import create_app
from web.settings import ServerSettings

SEARCH = "/api/v1/search?q=token+bucket"


def cache_of(application: object) -> BoundedCache:
    """Return the cache of responses somewhere below an application."""
    while not isinstance(cache := getattr(application, "_cache", None), BoundedCache):
        application = application._application
    return cache


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("path", ["/api/v1/suggest?q={}", "/search?q=caching+{}", "/api/v1/search?tag=漢{}"])
def test_the_cache_takes_no_more_memory_than_it_counts(fresh: Flask, path: str, encoding: str) -> None:
    client, cache = fresh.test_client(), cache_of(fresh.wsgi_app)
    tracemalloc.start()
    try:
        for i in range(40):
            client.get(path.format(i), headers={"Accept-Encoding": encoding})
        gc.collect()
        n_responses, n_counted, (n_before, _) = len(cache), cache.n_bytes, tracemalloc.get_traced_memory()
        cache._entries.clear()
        gc.collect()
        n_freed = n_before - tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert n_responses == 40
    assert n_counted / 3 < n_freed <= n_counted


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which every query that reaches the searcher is appended."""
    queries: list[str] = []

    def noting(search: Callable) -> Callable:
        def noted(self: object, query: str, *more: object, **named: object) -> object:
            queries.append(query)
            return search(self, query, *more, **named)

        return noted

    from search.searcher import Searcher

    monkeypatch.setattr(Searcher, "search", noting(Searcher.search))
    return queries


@pytest.fixture
def fresh(small_index: Path) -> Flask:
    return create_app(SmallSite(small_index))


@pytest.mark.parametrize("path", [SEARCH, "/search?q=token+bucket", "/questions?q=token+bucket", "/?q=token+bucket"])
def test_an_answer_is_given_again_byte_for_byte_but_for_the_id_of_the_request(
    fresh: Flask, searches: list[str], path: str
) -> None:
    client = fresh.test_client()
    first, second = client.get(path), client.get(path)
    assert searches == ["token bucket"]
    assert first.data == second.data
    ids = {first.headers.pop("X-Request-Id"), second.headers.pop("X-Request-Id")}
    assert len(ids) == 2
    assert list(first.headers) == list(second.headers)


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/guides/rate-limiting?q=token", {}),
        ("GET", "/editor", {}),
        ("GET", "/search?page=0", {}),
        ("HEAD", SEARCH, {}),
        ("GET", SEARCH, {"Range": "bytes=0-9"}),
        ("GET", "/api/v1/search?q=token+bucket&limit=0", {}),
        ("GET", "/api/v1/skills/nosuch", {}),
        ("GET", f"{SEARCH}&q=" + "x" * 3_000, {}),
    ],
)
def test_what_depends_on_more_than_its_address_is_worked_out_anew(
    fresh: Flask, method: str, path: str, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put: list[object] = []
    monkeypatch.setattr(cache_of(fresh.wsgi_app), "put", lambda key, answer, n_bytes: put.append(key))
    fresh.test_client().open(path, method=method, headers=headers)
    assert put == []


def test_each_encoding_and_each_host_has_its_own_answer(fresh: Flask) -> None:
    client = fresh.test_client()
    path = "/api/v1/skills/rate-limiting/related.html?floor=0"
    for host in ("one.example", "two.example"):
        for _ in range(2):
            assert f"http://{host}/guides/" in client.get(path, base_url=f"http://{host}").text
    plain = client.get(SEARCH)
    packed = client.get(SEARCH, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get(SEARCH, headers={"Accept-Encoding": "gzip;q=0"}).headers
    assert client.get(SEARCH).data == plain.data


def test_a_new_build_is_searched_at_once(tmp_path: Path) -> None:
    guides, index = tmp_path / "guides", tmp_path / "index"
    shutil.copytree(GUIDES, guides)
    build([guides], index)
    client = create_app(SmallSite(index)).test_client()
    before = [client.get(SEARCH).get_json() for _ in range(2)]
    (guides / "new.md").write_text("---\ntitle: Token Bucket\n---\n\nA token bucket.\n")
    build([guides], index)
    after = client.get(SEARCH).get_json()
    assert before[0] == before[1]
    assert after["build_id"] != before[0]["build_id"]
    assert after["hits"][0]["id"] == "new"


def test_a_client_that_has_the_answer_is_told_so_whether_or_not_it_is_remembered(client: FlaskClient) -> None:
    tag = client.get(SEARCH).headers["ETag"]
    for _ in range(2):
        assert client.get(SEARCH, headers={"If-None-Match": tag}).status_code == 304


def test_where_requests_are_limited_each_one_counts(small_index: Path) -> None:
    limited = SmallSite(small_index, server=ServerSettings(rate_limit="2 per minute"))
    client = create_app(limited).test_client()
    assert [client.get(SEARCH).status_code for _ in range(3)] == [200, 200, 429]
