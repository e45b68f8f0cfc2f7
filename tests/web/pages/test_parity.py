"""One ranking: the page, the page as the script fetches it, the JSON and the library give the same first ten."""

import random
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from search import open_index
from tests.web.conftest import SmallSite
from tests.web.pages.test_search import ids
from tests.web.queries import N_QUERIES, some_queries
from web.app import create_app


@pytest.fixture(scope="module")
def shipped(shipped_index: Path) -> FlaskClient:
    return create_app(SmallSite(shipped_index)).test_client()


def test_the_first_ten_of_300_queries_are_the_same_everywhere(shipped: FlaskClient, shipped_index: Path) -> None:
    searcher = open_index(shipped_index)
    n_hits = 0
    for query in some_queries(searcher):
        asked = {"q": query}
        expected = [hit.id for hit in searcher.search(query).hits]
        loaded = shipped.get("/search", query_string=asked)
        fetched = shipped.get("/search", query_string=asked, headers={"Sec-Fetch-Mode": "cors"})
        answer = shipped.get("/api/v1/search", query_string=asked).get_json()
        assert [hit["id"] for hit in answer["hits"]] == expected, query
        assert ids(html.fromstring(loaded.text)) == expected, query
        assert fetched.data == loaded.data, query
        n_hits += len(expected)
    assert n_hits > 5 * N_QUERIES


def test_the_first_ten_under_filters_and_in_other_orders_are_the_same(
    shipped: FlaskClient, shipped_index: Path
) -> None:
    searcher = open_index(shipped_index)
    chance = random.Random(7)
    orders = ("score", "updated", "difficulty", "title")
    for query in some_queries(searcher)[::6]:
        asked = {"q": query, "kind": ["question", "section"], "sort": chance.choice(orders)}
        answer = shipped.get("/api/v1/search", query_string=asked).get_json()
        found = html.fromstring(shipped.get("/search", query_string=asked).text)
        assert ids(found) == [hit["id"] for hit in answer["hits"]], asked


def test_the_hub_and_the_questions_of_the_api_are_the_same(shipped: FlaskClient, shipped_index: Path) -> None:
    for query in some_queries(open_index(shipped_index))[::6]:
        answer = shipped.get("/api/v1/questions", query_string={"q": query}).get_json()
        found = html.fromstring(shipped.get("/questions", query_string={"q": query}).text)
        assert ids(found) == [hit["id"] for hit in answer["hits"]], query
