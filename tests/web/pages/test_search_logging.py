"""Only finished searches of readers are counted for the editors' queue."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.gaps import Demand
from search.query_log import logged_demand
from tests.web.conftest import SmallSite
from web.app import create_app
from web.http.request_context import INTERNAL
from web.server import warm_up
from web.settings import QueryLogSettings

OPENED = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}
FETCHED = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}

Counted = Callable[[], dict[str, Demand]]


@pytest.fixture
def counting(small_index: Path, tmp_path: Path) -> tuple[FlaskClient, Counted]:
    """Return a client of a site that counts searches, and a function that returns the counts."""
    file = tmp_path / "queries.sqlite"
    app = create_app(SmallSite(small_index, query_log=QueryLogSettings(file=file)))

    def counted() -> dict[str, Demand]:
        app.extensions["guidedex.searches"].close()
        return {demand.query: demand for demand in logged_demand(file)} if file.exists() else {}

    return app.test_client(), counted


def test_a_page_of_results_that_is_opened_is_counted_with_what_it_found(
    counting: tuple[FlaskClient, Counted],
) -> None:
    client, counted = counting
    for query in ("token bucket", "Token  Bucket", "zzyzx"):
        client.get("/search", query_string={"q": query}, headers=OPENED)
    demand = counted()
    assert demand["token bucket"].count == 2
    assert demand["token bucket"].results > 0
    assert demand["zzyzx"] == Demand("zzyzx", 1, 0, 0)


def test_the_first_search_of_a_worker_is_not_counted_and_a_readers_same_one_is(
    counting: tuple[FlaskClient, Counted],
) -> None:
    client, counted = counting
    warm_up(client.application)
    client.get("/search?q=a")
    assert counted()["a"].count == 1


@pytest.mark.parametrize(
    ("path", "method"),
    [("/search?q=token", "GET"), ("/search/finished?q=token", "POST"), ("/guides/caching?q=a", "GET")],
)
def test_no_request_of_the_program_itself_is_counted(
    counting: tuple[FlaskClient, Counted], path: str, method: str
) -> None:
    client, counted = counting
    for _ in range(2):  # the second one is answered from memory
        answer = client.open(path, method=method, headers=OPENED, environ_overrides={INTERNAL: True})
        assert answer.status_code < 300
    assert counted() == {}


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/search?q=token", FETCHED),
        ("/search?q=token", {**OPENED, "DNT": "1"}),
        ("/search?q=token", {**OPENED, "Sec-GPC": "1"}),
        ("/search?q=token", {**OPENED, "Sec-Purpose": "prefetch"}),
        ("/search?kind=question&page=2", OPENED),
        ("/search", OPENED),
        ("/api/v1/search?q=token", OPENED),
        ("/api/v1/suggest?q=tok", FETCHED),
        ("/guides/caching?q=token", {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "cross-site"}),
        ("/guides/caching", OPENED),
    ],
)
def test_what_is_not_a_finished_search_is_not_counted(
    counting: tuple[FlaskClient, Counted], path: str, headers: dict[str, str]
) -> None:
    client, counted = counting
    assert client.get(path, headers=headers).status_code == 200
    assert counted() == {}


def test_a_page_that_is_given_again_from_memory_is_counted_as_any_other(counting: tuple[FlaskClient, Counted]) -> None:
    client, counted = counting
    for more in ({}, OPENED, {}, FETCHED, {"DNT": "1"}, {"Sec-GPC": "1"}):
        assert client.get("/search?q=token", headers=more).status_code == 200
    assert counted()["token"].count == 3


def test_what_the_script_says_is_finished_is_counted(counting: tuple[FlaskClient, Counted]) -> None:
    client, counted = counting
    assert client.post("/search/finished?q=eviction", headers=FETCHED).status_code == 204
    client.post("/search/finished?q=theirs", headers={"Sec-Fetch-Site": "cross-site"})
    client.post("/search/finished")
    assert set(counted()) == {"eviction"}


def test_a_result_that_is_followed_is_counted_as_such(counting: tuple[FlaskClient, Counted]) -> None:
    client, counted = counting
    client.get("/search?q=token", headers=OPENED)
    client.get("/guides/rate-limiting?q=token", headers=OPENED)
    client.get("/guides/note-7?q=token", headers={"Referer": "http://localhost/search?q=token"})
    client.get("/guides/caching?q=token", headers={"Referer": "https://example.org/"})
    assert (counted()["token"].count, counted()["token"].clicks) == (1, 2)


def test_where_the_settings_say_so_nothing_is_counted_and_the_script_is_not_told_to(client: FlaskClient) -> None:
    answer = client.get("/search?q=token")
    assert "data-finished" not in answer.text
    assert client.post("/search/finished?q=token").status_code == 204
