"""Malformed requests to the API: the response is a problem that names the error, never a 500."""

import logging
import re

import pytest
from flask.testing import FlaskClient

from web.api.endpoints import ENDPOINTS, Endpoint
from web.http.errors import problem_response
from web.http.parameters import Parameter
from web.http.problems import BY_STATUS, NAMESPACE, PROBLEM_TYPES

API = "/api/v1"
KNOWN = "rate-limiting"
GET_ENDPOINTS = [endpoint for endpoint in ENDPOINTS if endpoint.method == "GET" and not endpoint.is_for_editors]
CASES = [(endpoint, parameter) for endpoint in GET_ENDPOINTS for parameter in endpoint.parameters]
BODIES = [(endpoint, member) for endpoint in ENDPOINTS for member in endpoint.body]
HUNDRED_KB = 100_000


def name(value: object) -> str:
    return str(getattr(value, "name", value))


def address(endpoint: Endpoint) -> str:
    return API + endpoint.path.replace("{slug}", KNOWN).replace("{id}", KNOWN)


def refused(answer: object, parameter: str) -> None:
    """Check that a response is a problem that names ``parameter``, the value found and the accepted values."""
    assert answer.status_code == 400, answer.text
    assert answer.content_type == "application/problem+json"
    document = answer.get_json()
    assert document["type"] == NAMESPACE + "invalid-parameters"
    errors = [error for error in document["errors"] if error["parameter"] == parameter]
    assert errors, document
    assert all(error["found"] and error["accepted"] for error in errors)
    assert len(answer.data) < 4_000


@pytest.fixture(autouse=True)
def _nothing_is_logged_as_an_error(caplog: pytest.LogCaptureFixture) -> None:
    yield
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def wrong_values(parameter: Parameter) -> list[str]:
    """Return values that ``parameter`` must reject; free text accepts any that is not too long."""
    if parameter.type in ("integer", "number"):
        beyond = [str(parameter.minimum - 1), str(parameter.maximum + 1)]
        return [*beyond, "x", "", "1e3", "NaN", "inf", "0x1", "１", "1 ", "9" * 400, "null"]
    if parameter.type == "boolean":
        return ["yes", "", "TRUE", "2"]
    if parameter.choices or parameter.pattern:
        return ["nope", "", "'; --", "\0"]
    return ["x" * (parameter.max_length + 1)]


def test_there_are_parameters_to_try() -> None:
    assert (len(CASES) > 30, len(BODIES)) == (True, 7)


@pytest.mark.parametrize(("endpoint", "parameter"), CASES, ids=name)
def test_a_value_that_a_parameter_does_not_take_is_refused(
    client: FlaskClient, endpoint: Endpoint, parameter: Parameter
) -> None:
    for value in wrong_values(parameter):
        refused(client.get(address(endpoint), query_string={parameter.name: value}), parameter.name)


@pytest.mark.parametrize(("endpoint", "parameter"), CASES, ids=name)
def test_a_hundred_kilobytes_and_what_is_no_utf_8_are_refused(
    client: FlaskClient, endpoint: Endpoint, parameter: Parameter
) -> None:
    refused(client.get(f"{address(endpoint)}?{parameter.name}={'x' * HUNDRED_KB}"), parameter.name)
    refused(client.get(f"{address(endpoint)}?{parameter.name}=%ff%fe"), parameter.name)


@pytest.mark.parametrize(("endpoint", "parameter"), CASES, ids=name)
def test_a_parameter_is_given_as_often_as_it_may_be(
    client: FlaskClient, endpoint: Endpoint, parameter: Parameter
) -> None:
    times = parameter.max_values + 1 if parameter.many else 2
    value = (parameter.choices or ("2026" if parameter.pattern else "1",))[0]
    query = "&".join([f"{parameter.name}={value}"] * times)
    refused(client.get(f"{address(endpoint)}?{query}"), parameter.name)


@pytest.mark.parametrize("endpoint", GET_ENDPOINTS, ids=name)
def test_a_name_that_nobody_knows_is_refused_however_long(client: FlaskClient, endpoint: Endpoint) -> None:
    refused(client.get(f"{address(endpoint)}?nope=1"), "nope")
    refused(client.get(f"{address(endpoint)}?{'n' * HUNDRED_KB}=1"), "n" * 100)
    refused(client.get(f"{address(endpoint)}?{'&'.join(['a=1'] * 5_000)}"), "query string")


@pytest.mark.parametrize(("endpoint", "member"), BODIES, ids=name)
def test_a_member_of_another_type_is_refused(client: FlaskClient, endpoint: Endpoint, member: Parameter) -> None:
    texts = [[], {}, True, 3, None] if member.type == "string" else [[], {}, "x", None, True, -1, 1e308]
    for value in [["x", 3], "x", [], None] if member.many else texts:
        refused(client.post(address(endpoint), json={member.name: value}), member.name)


@pytest.mark.parametrize(("endpoint", "member"), BODIES, ids=name)
def test_a_member_is_given_once_and_is_not_too_long(client: FlaskClient, endpoint: Endpoint, member: Parameter) -> None:
    twice = f'{{"{member.name}": 1, "{member.name}": 1}}'
    refused(client.post(address(endpoint), data=twice, content_type="application/json"), member.name)
    long = "x" * ((member.max_length or HUNDRED_KB) + 1)
    if len(long) < 1_000_000:
        refused(client.post(address(endpoint), json={member.name: [long] if member.many else long}), member.name)


NO_OBJECTS = (
    *(b"", b"x", b"{", b"[]", b"null", b"3", b'"text"', b"\xff\xfe{}", b'{"text": NaN}', b'{"text": "\\ud800"}'),
    *(b"[" * HUNDRED_KB, b'{"a":' * HUNDRED_KB, b'{"text":' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
)


@pytest.mark.parametrize(
    "body",
    NO_OBJECTS,
    ids=lambda body: repr(body[:12]),
)
def test_a_body_that_is_no_object_is_refused(client: FlaskClient, body: bytes) -> None:
    refused(client.post(f"{API}/related", data=body, content_type="application/json"), "body")


def test_a_body_that_is_too_large_is_refused_by_its_length(client: FlaskClient) -> None:
    answer = client.post(f"{API}/related", data=b" " * 1_000_001, content_type="application/json")
    assert answer.status_code == 413
    document = answer.get_json()
    assert document["type"] == NAMESPACE + "body-too-large"
    assert document["errors"] == [{"parameter": "body", "found": "more", "accepted": "at most 1,000,000 bytes"}]


STRANGE = (
    "%00",
    "..",
    "../..",
    "%2e%2e%2f%2e%2e",
    "a/b/c",
    "a%2Fb",
    "%ff",
    "%0d%0aSet-Cookie:x",
    "<script>",
    "x" * 50_000,
)


@pytest.mark.parametrize("strange", STRANGE, ids=lambda value: value[:12])
@pytest.mark.parametrize(
    "path", ["/skills/{}", "/skills/{}/related", "/skills/{}/related.html", "/documents/{}/related"]
)
def test_names_of_nothing_are_not_found(client: FlaskClient, path: str, strange: str) -> None:
    answer = client.get(API + path.format(strange))
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    document = answer.get_json()
    assert document["type"] == NAMESPACE + "not-found"
    assert len(document["detail"]) < 400
    assert re.fullmatch(r"/[\w./%~-]{1,250}", document["instance"], re.ASCII)
    assert "Set-Cookie" not in answer.headers


def test_every_kind_of_problem_has_one_status_and_words(app: object) -> None:
    assert len(BY_STATUS) == len(PROBLEM_TYPES) - 1
    with app.test_request_context("/api/v1/x"):
        for kind, described in PROBLEM_TYPES.items():
            answer = problem_response(kind, "because")
            assert (answer.status_code, answer.get_json()["type"]) == (described.status, NAMESPACE + kind)
            assert described.description.endswith(".")
