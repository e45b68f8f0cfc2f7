"""The OpenAPI document: it covers every endpoint, and responses match its schemas."""

import pytest
from flask.testing import FlaskClient

from web.api.endpoints import ENDPOINTS, SEARCH
from web.api.openapi import openapi

DOCUMENT = openapi("Small Site", "/api/v1")


def resolve(schema: dict[str, object]) -> dict[str, object]:
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/components/schemas/")
        return resolve(DOCUMENT["components"]["schemas"][name])
    return schema


def assert_valid(value: object, schema: dict[str, object], where: str = "") -> None:
    """Check ``value`` against the part of JSON Schema that the document uses."""
    schema = resolve(schema)
    for part in schema.get("allOf", ()):
        assert_valid(value, part, where)
    if "anyOf" in schema:
        assert any(is_valid(value, part) for part in schema["anyOf"]), where
    types = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "null": type(None),
    }
    if "type" in schema:
        assert isinstance(value, types[schema["type"]]), where
    if isinstance(value, dict):
        assert set(schema.get("required", ())) <= set(value), where
        for name, part in schema.get("properties", {}).items():
            if name in value:
                assert_valid(value[name], part, f"{where}.{name}")
    if isinstance(value, list):
        for item in value:
            assert_valid(item, schema["items"], f"{where}[]")


def is_valid(value: object, schema: dict[str, object]) -> bool:
    try:
        assert_valid(value, schema)
    except AssertionError:
        return False
    return True


def test_every_endpoint_is_described() -> None:
    described = {(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods}
    assert described == {(e.path, e.method.lower()) for e in ENDPOINTS}
    assert len(described) == 11


def test_parameters_are_those_that_check_requests() -> None:
    described = DOCUMENT["paths"]["/search"]["get"]["parameters"]
    assert [parameter["name"] for parameter in described] == [p.name for p in SEARCH]
    limit = next(p for p in described if p["name"] == "limit")["schema"]
    assert limit == {"type": "integer", "minimum": 1, "maximum": 100, "default": 10}


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/search", "/search?q=rate&facets=kind&explain=1"),
        ("/suggest", "/suggest?q=ra"),
        ("/skills", "/skills"),
        ("/skills/{slug}", "/skills/caching"),
        ("/skills/{slug}/related", "/skills/caching/related?floor=0"),
        ("/questions", "/questions?q=token"),
        ("/documents/{id}/related", "/documents/caching/related?floor=0"),
        ("/openapi.json", "/openapi.json"),
    ],
)
def test_answers_are_as_described(client: FlaskClient, path: str, url: str) -> None:
    responses = DOCUMENT["paths"][path]["get"]["responses"]
    schema = responses["200"]["content"]["application/json"]["schema"]
    assert_valid(client.get(f"/api/v1{url}").get_json(), schema)


def test_the_document_is_served_and_names_where_it_is_mounted(client: FlaskClient) -> None:
    answer = client.get("/api/v1/openapi.json", environ_overrides={"SCRIPT_NAME": "/docs"})
    assert answer.get_json()["openapi"] == "3.1.0"
    assert answer.get_json()["servers"] == [{"url": "/docs/api/v1"}]
