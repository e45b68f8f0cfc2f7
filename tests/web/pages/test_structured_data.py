"""Structured data conforms to schema.org: known types, their properties, values of the right type."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.pages.test_search import page

WORK = {"name", "url", "description", "inLanguage", "about", "keywords", "dateModified", "mainEntity"}
PROPERTIES = {
    "LearningResource": WORK | {"learningResourceType"},
    "FAQPage": WORK,
    "Question": {"name", "url", "acceptedAnswer"},
    "Answer": {"text"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "Thing": {"name"},
}
"""The types that pages use, each with the properties of schema.org that it may have."""

REQUIRED = {
    "LearningResource": {"name", "url"},
    "FAQPage": {"mainEntity"},
    "Question": {"name", "acceptedAnswer"},
    "Answer": {"text"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
}
"""Properties that search engines require of each type."""

PAGES = (
    "/guides/rate-limiting",
    "/guides/apis/rest",
    "/questions",
    "/questions?difficulty=hard&q=limit",
    "/questions/rate-limiting/q-how-does-a-token-bucket-work",
)


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


@pytest.mark.parametrize("path", PAGES)
def test_the_data_of_every_page_is_valid(client: FlaskClient, path: str) -> None:
    address = page(client, path).cssselect("link[type='application/ld+json']")[0].get("href")
    data = client.get(address).get_json()
    assert data["@context"] == "https://schema.org"
    ids = list(nodes(data))
    assert ids
    for node in ids:
        kind = node["@type"]
        names = {name for name in node if not name.startswith("@")}
        assert names <= PROPERTIES[kind], node
        assert REQUIRED.get(kind, set()) <= names, node
        assert all(node[name] not in ("", None, []) for name in names), node


@pytest.mark.parametrize("path", PAGES)
def test_addresses_are_whole_dates_are_iso_and_positions_count_from_one(client: FlaskClient, path: str) -> None:
    address = page(client, path).cssselect("link[type='application/ld+json']")[0].get("href")
    for node in nodes(client.get(address).get_json()):
        for name in ("url", "item", "@id"):
            assert re.match(r"http://localhost/", node.get(name, "http://localhost/")), node
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", node.get("dateModified", "2026"))
        steps = [step["position"] for step in node.get("itemListElement", ())]
        assert steps == list(range(1, len(steps) + 1))


def test_identities_within_a_page_are_different(client: FlaskClient) -> None:
    ids = [node["@id"] for node in nodes(client.get("/data/guides/rate-limiting").get_json()) if "@id" in node]
    assert len(ids) > 10
    assert len(ids) == len(set(ids))
