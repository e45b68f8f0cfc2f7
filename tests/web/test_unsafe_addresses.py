"""Whatever addresses content holds, those that a site shows or gives out are http, https, mailto or relative."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from lxml import html

from search.searcher import open_index
from tests.hostile_addresses import UNSAFE
from tests.web.conftest import SmallSite
from tests.web.hostile_site import hostile_index
from web.app import create_app
from web.export import export_files

pytestmark = pytest.mark.contract

SAFE = re.compile(r"(?:https?://(?:localhost|schema\.org)(?:[/#?]|$)|(?![a-z]+:|//|\\)[/?#\w.]|$)")
"""Addresses of this site: none of the hostile ones leads to a host, so that every other one is wrong."""

NAMES = ("href", "src", "action", "formaction", "xlink:href", "data", "poster", "background", "cite", "ping", "srcset")
RELATED = "/api/v1/skills/kafka-0/related.html?kind=skill&limit=100"
PAGES = (
    *("/", "/search?q=kafka", "/search?q=kafka&page=3", "/questions", "/questions?q=kafka", "/practice"),
    *(f"/guides/kafka-{number}" for number in range(len(UNSAFE))),
    *("/guides/kafka-0?q=kafka+table+img+alert", "/guides/r0", "/guides/r3", "/editor?rules=all", RELATED),
)
DATA = (
    *("/api/v1/search?q=kafka&limit=100", "/api/v1/search?q=kafka&limit=100&kind=guide&explain=true"),
    *("/api/v1/suggest?q=kaf", "/api/v1/skills?limit=100", "/api/v1/skills/kafka-0", "/api/v1/questions?limit=100"),
    *("/api/v1/skills/kafka-0/related?limit=100", "/api/v1/documents/r0/related?limit=100"),
    *("/data/guides/kafka-0", "/questions.jsonld?q=kafka", "/manifest.webmanifest"),
)
URL_KEYS = {"url", "@id", "href", "src", "uri", "start_url", "item"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_index(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def hostile(index: Path) -> Flask:
    return create_app(SmallSite(index, host="127.0.0.1"))


@pytest.fixture(scope="module")
def exported(hostile: Flask, index: Path) -> dict[str, bytes]:
    return dict(export_files(hostile, open_index(index), {}))


def addresses_in_html(text: str) -> Iterator[str]:
    root = html.fragment_fromstring(text, create_parent="div") if "<html" not in text else html.fromstring(text)
    for element in root.iter():
        assert not [name for name in element.attrib if name.startswith("on")]
        assert element.tag not in ("base", "object", "embed", "iframe", "style", "math")
        yield from (value for name, value in element.attrib.items() if name in NAMES)


def addresses_in_json(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (str(item) for key, item in value.items() if key in URL_KEYS and isinstance(item, str))
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from addresses_in_json(item)


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_no_unsafe_address(hostile: Flask, path: str) -> None:
    answer = hostile.test_client().get(path)
    assert answer.status_code == 200
    found = list(addresses_in_html(answer.text))
    assert found
    assert [address for address in found if not SAFE.match(address)] == []


@pytest.mark.parametrize("path", DATA)
def test_answers_hold_no_unsafe_address(hostile: Flask, path: str) -> None:
    answer = hostile.test_client().get(path)
    assert answer.status_code == 200
    found = list(addresses_in_json(json.loads(answer.text)))
    assert [address for address in found if not SAFE.match(address)] == []


@pytest.mark.parametrize("path", ["/sitemap.xml", "/opensearch.xml"])
def test_feeds_hold_no_unsafe_address(hostile: Flask, path: str) -> None:
    text = hostile.test_client().get(path).text
    found = re.findall(r"<loc>([^<]*)|template=\"([^\"]*)", text)
    assert found
    assert [address for pair in found for address in pair if not SAFE.match(address)] == []


def test_suggestions_to_a_browser_hold_no_unsafe_address(hostile: Flask) -> None:
    addresses = json.loads(hostile.test_client().get("/opensearch/suggestions?q=kaf").text)[3]
    assert addresses
    assert [address for address in addresses if not SAFE.match(address)] == []


def test_a_record_leads_nowhere_but_to_its_own_page(hostile: Flask) -> None:
    client = hostile.test_client()
    hits = client.get("/api/v1/search?q=kafka+record&limit=100").get_json()["hits"]
    urls = {hit["id"]: hit["url"] for hit in hits if hit["id"].startswith("r")}
    assert len(urls) > 10
    assert all(url == f"/guides/{name}" for name, url in urls.items())


def test_files_of_an_export_hold_no_unsafe_address(exported: dict[str, bytes]) -> None:
    found = [
        (name, address)
        for name, content in exported.items()
        for address in (
            addresses_in_json(json.loads(content))
            if name.endswith(".json")
            else addresses_in_html(content.decode() or "<p></p>")
            if name.endswith(".html")
            else ()
        )
    ]
    assert len(found) > 100
    assert [(name, address) for name, address in found if not SAFE.match(address)] == []


def test_the_data_file_of_an_export_holds_no_unsafe_address(exported: dict[str, bytes]) -> None:
    assert not re.search(rb'"[a-z_]*url": "(?!/guides/)', exported["data/guidedex.json"])
