"""Guidedex below a path prefix, behind proxies, and inside another Flask application."""

from pathlib import Path

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from lxml import html

from tests.web.conftest import SmallSite
from web.app import create_app
from web.blueprint import guidedex_blueprint
from web.settings import ServerSettings

PAGES = ("/", "/search?q=limiter", "/questions", "/guides/apis/rest", "/widgets", "/api/v1/docs", "/search?q=zzyzx")


def served(index: Path, **server: object) -> FlaskClient:
    return create_app(SmallSite(index, server=ServerSettings(**server))).test_client()


@pytest.fixture
def host(small_index: Path) -> Flask:
    """Return another site with Guidedex below ``/learn``."""
    app = Flask("host", static_folder=None)
    app.register_blueprint(guidedex_blueprint(SmallSite(small_index)), url_prefix="/learn")

    @app.get("/")
    def home() -> str:
        return "The host's own page"

    @app.errorhandler(404)
    def missing(_: Exception) -> tuple[str, int]:
        return "The host's own 404", 404

    return app


def own_addresses(page: str) -> list[str]:
    """Return the addresses of this host that a page links to or loads."""
    addresses = html.fromstring(page).xpath("//@href | //@src | //@action | //@data-suggest")
    return [address for address in addresses if address.startswith("/")]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("sent", ["", "/learn"], ids=["prefix taken away", "prefix left"])
def test_every_address_of_a_mounted_page_is_below_the_prefix_and_answers(
    small_index: Path, path: str, sent: str
) -> None:
    client = served(small_index, prefix="/learn")
    answer = client.get(sent + path)
    assert answer.status_code == 200
    addresses = own_addresses(answer.text)
    assert len(addresses) > 10
    for address in addresses:
        assert address.startswith("/learn/"), address
        assert client.get(address, buffered=True).status_code < 400, address


@pytest.mark.parametrize("path", PAGES)
def test_every_address_of_an_embedded_page_is_below_the_prefix_and_answers(host: Flask, path: str) -> None:
    client = host.test_client()
    answer = client.get("/learn" + path)
    assert answer.status_code == 200
    for address in own_addresses(answer.text):
        assert address.startswith("/learn/"), address
        assert client.get(address, buffered=True).status_code < 400, address


def test_an_embedded_site_answers_as_it_does_alone(host: Flask, client: FlaskClient) -> None:
    for path in ("/api/v1/skills", "/api/v1/skills/apis%2Frest%2Frelated", "/api/v1/suggest?q=ra%20te"):
        assert host.test_client().get(f"/learn{path}").data == client.get(path).data
    body = {"text": "a token bucket"}
    answer = host.test_client().post("/learn/api/v1/related", json=body)
    assert answer.get_json() == client.post("/api/v1/related", json=body).get_json()


def test_the_host_keeps_its_pages_its_errors_and_its_headers(host: Flask) -> None:
    client = host.test_client()
    assert client.get("/").text == "The host's own page"
    assert "Content-Security-Policy" not in client.get("/").headers
    assert client.get("/nowhere").text == "The host's own 404"
    assert client.get("/learn/api/v1/nowhere").get_json()["type"] == "urn:guidedex:problem:not-found"
    assert "There is no such page" in client.get("/learn/nowhere").text


def test_what_the_host_asks_before_each_request_is_asked_before_these(host: Flask) -> None:
    @host.before_request
    def only_members() -> None:
        if "Authorization" not in request.headers:
            abort(401)

    assert host.test_client().get("/learn/search?q=a").status_code == 401
    assert host.test_client().get("/learn/search?q=a", headers={"Authorization": "x"}).status_code == 200


def test_a_problem_says_where_it_was_met_below_the_prefix_and_percent_encoded(host: Flask, small_index: Path) -> None:
    for client in (host.test_client(), served(small_index, prefix="/learn")):
        problem = client.get("/learn/api/v1/skills/na%C3%AFve%00").get_json()
        assert problem["instance"] == "/learn/api/v1/skills/na%C3%AFve%00"


def test_names_that_are_no_ascii_reach_the_embedded_site(host: Flask) -> None:
    detail = host.test_client().get("/learn/api/v1/skills/na%C3%AFve").get_json()["detail"]
    assert "naïve" in detail


FORWARDED = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "learn.example",
    "X-Forwarded-Prefix": "/guides-of-ours",
}


def test_headers_of_a_proxy_are_believed_where_there_is_one(small_index: Path) -> None:
    text = served(small_index, proxies=1).get("/sitemap.xml", headers=FORWARDED).text
    assert "https://learn.example/guides-of-ours/" in text


def test_headers_that_say_they_are_a_proxy_s_are_not_believed_otherwise(client: FlaskClient) -> None:
    assert "learn.example" not in client.get("/sitemap.xml", headers=FORWARDED).text
