"""OpenSearch description, manifest, sitemaps, robots.txt and health checks."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import etree

from tests.web.conftest import SmallSite
from web.app import create_app

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def test_the_opensearch_description_has_absolute_addresses_that_answer(client: FlaskClient) -> None:
    answer = client.get("/opensearch.xml")
    assert answer.mimetype == "application/opensearchdescription+xml"
    root = etree.fromstring(answer.data)
    assert len(root.findtext(f"{OPENSEARCH}ShortName")) <= 16
    urls = {url.get("type"): url.get("template") for url in root.iter(f"{OPENSEARCH}Url")}
    for kind in ("text/html", "application/x-suggestions+json"):
        assert urls[kind].startswith("http://localhost/")
        path = urls[kind].removeprefix("http://localhost").replace("{searchTerms}", "limiter")
        assert client.get(path).mimetype == kind


def test_suggestions_are_four_lists_of_one_length(client: FlaskClient) -> None:
    query, names, kinds, urls = client.get("/opensearch/suggestions?q=rate").get_json()
    assert query == "rate"
    assert names[0] == "Rate Limiting"
    assert len(names) == len(kinds) == len(urls)
    assert urls[0] == "http://localhost/guides/rate-limiting"


def test_the_public_address_of_the_settings_is_used(small_index: Path) -> None:
    site = SmallSite(small_index, base_url="https://learn.example/")
    client = create_app(site).test_client()
    for path in ("/opensearch.xml", "/sitemap.xml", "/data/guides/caching"):
        text = client.get(path).text
        assert "https://learn.example/" in text
        assert "localhost" not in text


def test_the_sitemap_lists_every_guide(client: FlaskClient) -> None:
    root = etree.fromstring(client.get("/sitemap.xml").data)
    places = [element.text for element in root.iter("{*}loc")]
    assert "http://localhost/guides/apis/rest" in places
    assert "http://localhost/questions" in places


def test_a_sitemap_that_would_be_too_long_comes_in_parts(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [element.text for element in etree.fromstring(client.get("/sitemap.xml").data).iter("{*}loc")]
    monkeypatch.setattr("web.pages.discovery.MAX_URLS_PER_SITEMAP", 2)
    index = etree.fromstring(client.get("/sitemap.xml").data)
    assert etree.QName(index).localname == "sitemapindex"
    parts = [element.text.removeprefix("http://localhost") for element in index.iter("{*}loc")]
    assert len(parts) == 3
    addresses = [e.text for part in parts for e in etree.fromstring(client.get(part).data).iter("{*}loc")]
    assert addresses == whole
    for path in ("/sitemap-0.xml", "/sitemap-4.xml"):
        assert client.get(path).status_code == 404


def test_crawlers_are_told_where_the_sitemap_is(client: FlaskClient) -> None:
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text.splitlines()


def test_the_manifest_names_the_site(client: FlaskClient) -> None:
    manifest = client.get("/manifest.webmanifest").get_json()
    assert manifest["name"] == "Small Site"
    assert client.get(manifest["icons"][0]["src"], buffered=True).status_code == 200


def test_browsers_that_guess_the_icon_find_it(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico", follow_redirects=True, buffered=True)
    assert answer.mimetype == "image/svg+xml"


def test_health_is_about_the_process_and_readiness_about_the_index(
    client: FlaskClient, client_without_index: FlaskClient
) -> None:
    assert client.get("/readyz").get_json()["build_id"]
    assert client_without_index.get("/healthz").status_code == 200
    unready = client_without_index.get("/readyz")
    assert unready.status_code == 503
    assert "guidedex build" in unready.get_json()["detail"]
