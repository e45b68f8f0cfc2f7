"""The script of the widgets, its examples, and related content as HTML."""

import gzip
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import SmallSite
from web.app import create_app
from web.pages.widgets import SCRIPT

MAX_BYTES = 4096


def test_the_script_has_at_most_four_kilobytes_and_needs_no_other() -> None:
    script = SCRIPT.read_bytes()
    assert len(gzip.compress(script, 5)) <= MAX_BYTES
    assert b"import " not in script.replace(b"import.meta", b"")


def test_the_script_uses_nothing_that_a_strict_policy_refuses() -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    for refused in ("innerHTML", "insertAdjacentHTML", "eval(", "new Function", "document.write"):
        assert refused not in script


def test_other_origins_may_load_the_script_and_keep_it(client: FlaskClient) -> None:
    answer = client.get("/widget.js", headers={"Origin": "https://elsewhere.example"})
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age=3600" in answer.headers["Cache-Control"]
    again = client.get("/widget.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_examples_name_this_site(small_index: Path) -> None:
    site = SmallSite(small_index, base_url="https://learn.example")
    text = create_app(site).test_client().get("/widgets").text
    assert "https://learn.example/widget.js" in text
    assert "<guidedex-related skill=" in text
    assert "<guidedex-search" in text


def test_related_content_comes_as_a_list_of_links_with_whole_addresses(client: FlaskClient) -> None:
    answer = client.get("/api/v1/skills/rate-limiting/related.html?floor=0&kind=question&limit=2")
    assert answer.content_type == "text/html; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.text.startswith('<ul class="guidedex-related">')
    assert answer.text.count('<li><a href="http://localhost/guides/') == 2
    same = client.get("/api/v1/skills/rate-limiting/related?floor=0&kind=question&limit=2").get_json()
    assert all(f">{hit['title']}</a>" in answer.text for hit in same["hits"])


def test_nothing_related_is_an_empty_answer(client: FlaskClient) -> None:
    answer = client.get("/api/v1/skills/caching/related.html?kind=question")
    assert (answer.status_code, answer.text) == (200, "")


def test_html_is_validated_and_its_problems_are_those_of_the_api(client: FlaskClient) -> None:
    path = "/api/v1/skills/rate-limiting/related.html"
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(path + "?limit=0").content_type == "application/problem+json"
    assert client.get("/api/v1/skills/nope/related.html").status_code == 404


def test_two_hosts_of_one_site_get_links_of_their_own(app: Flask) -> None:
    path = "/api/v1/skills/rate-limiting/related.html?floor=0"
    texts = [app.test_client().get(path, base_url=f"http://{host}").text for host in ("a.example", "b.example")]
    assert "http://a.example/guides/" in texts[0]
    assert "http://b.example/guides/" in texts[1]


@pytest.mark.parametrize("path", ["/widgets", "/api/v1/docs"])
def test_pages_run_under_their_own_policy_with_their_own_scripts(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert '<script type="module" src="/' in answer.text
    assert "<script>" not in answer.text
