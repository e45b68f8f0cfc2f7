"""The page, the page fetched by search.js, the JSON API and the library return the same first ten results."""

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

pytestmark = pytest.mark.contract


@pytest.fixture(scope="module")
def shipped(shipped_index: Path) -> FlaskClient:
    return create_app(SmallSite(shipped_index)).test_client()


def test_the_first_ten_of_300_queries_are_the_same_everywhere(shipped: FlaskClient, shipped_index: Path) -> None:
    searcher = open_index(shipped_index)
    n_hits = 0
    for query in some_queries(searcher):
        parameters = {"q": query}
        expected = [hit.id for hit in searcher.search(query).hits]
        loaded = shipped.get("/search", query_string=parameters)
        fetched = shipped.get("/search", query_string=parameters, headers={"Sec-Fetch-Mode": "cors"})
        answer = shipped.get("/api/v1/search", query_string=parameters).get_json()
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
        parameters = {"q": query, "kind": ["question", "section"], "sort": chance.choice(orders)}
        answer = shipped.get("/api/v1/search", query_string=parameters).get_json()
        root = html.fromstring(shipped.get("/search", query_string=parameters).text)
        assert ids(root) == [hit["id"] for hit in answer["hits"]], parameters


def test_the_hub_and_the_questions_of_the_api_are_the_same(shipped: FlaskClient, shipped_index: Path) -> None:
    for query in some_queries(open_index(shipped_index))[::6]:
        answer = shipped.get("/api/v1/questions", query_string={"q": query}).get_json()
        root = html.fromstring(shipped.get("/questions", query_string={"q": query}).text)
        assert ids(root) == [hit["id"] for hit in answer["hits"]], query
