"""Headers of proxies: believed from as many proxies as the settings say, and only in the form that they have."""

import json
from pathlib import Path

import pytest
from flask import Flask, jsonify, request
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import create_environ, run_wsgi_app

from tests.web.conftest import SmallSite
from web.app import create_app
from web.http.proxies import client_address, is_prefix, mount
from web.settings import ServerSettings

HEADERS = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Prefix")
DIRECT = {"address": "127.0.0.1", "scheme": "http", "host": "localhost", "prefix": ""}


def client_of(proxies: int, prefix: str = "") -> FlaskClient:
    """Return a client of an application that answers what it takes a request to be."""
    app = Flask("seen")

    @app.get("/seen")
    def seen() -> object:
        return jsonify(
            address=request.remote_addr, scheme=request.scheme, host=request.host, prefix=request.script_root
        )

    mount(app, prefix, proxies)
    return app.test_client()


def seen(proxies: int, headers: dict[str, str]) -> dict[str, str]:
    # not by the client itself: that of Werkzeug 3.1.8 reads the address of each request
    environ = create_environ("/seen", headers=headers, environ_base={"REMOTE_ADDR": "127.0.0.1"})
    body, _, _ = run_wsgi_app(client_of(proxies).application, environ)
    return dict(json.loads(b"".join(body)))


def test_the_value_of_the_outermost_of_our_proxies_counts() -> None:
    values = ("9.9.9.9, 203.0.113.5, 10.0.0.1", "ftp, https, http", "evil, learn.example:8443, inner", "/x, /a/b, /c")
    assert seen(2, dict(zip(HEADERS, values, strict=True))) == {
        "address": "203.0.113.5",
        "scheme": "https",
        "host": "learn.example:8443",
        "prefix": "/a/b",
    }


def test_nothing_is_believed_without_proxies_or_from_fewer_than_there_are() -> None:
    headers = dict(zip(HEADERS, ("203.0.113.5", "https", "learn.example", "/a"), strict=True))
    assert seen(0, headers) == DIRECT
    assert seen(2, headers) == DIRECT


def test_other_headers_of_the_kind_are_never_believed() -> None:
    others = {"X-Real-Ip": "9.9.9.9", "Forwarded": "for=9.9.9.9;host=evil", "X-Forwarded-Port": "1"}
    assert seen(1, {**others, "X-Forwarded-Server": "evil", "X-Forwarded-Scheme": "https"}) == DIRECT


def test_the_settings_prefix_comes_before_that_of_a_header() -> None:
    answer = client_of(1, "/learn").get("/learn/seen", headers={"X-Forwarded-Prefix": "/other"})
    assert answer.get_json()["prefix"] == "/learn"


ODD_PREFIXES = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)", "evil",
    "/a//b", "/a/../b", "/.", "/a?b", "/a#b", "/a b", "/a\tb", "/%2F%2Fevil", "/a;b", "/a<b", '/a"b', "/\u00e9",
)  # fmt: skip
ODD_HOSTS = (
    "evil.example/path", "user@evil.example", "evil.example:port", "evil.example:123456", "a b", "a\tb", '"', "<b>",
    "evil\\example", "[::1", "::1", "a?b", "a#b", "\u00e9.example", "https://evil.example",
)  # fmt: skip
ODD_CLIENTS = ("unknown", "_hidden", "1.2.3", "1.2.3.4.5", "<b>", "fe80::1%<b>", "[1.2.3.4", "localhost", "1.2.3.4 5")
ODD_SCHEMES = ("javascript", "ftp", "https:", "http s", "wss")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("X-Forwarded-Prefix", value) for value in ODD_PREFIXES),
        *(("X-Forwarded-Host", value) for value in ODD_HOSTS),
        *(("X-Forwarded-For", value) for value in ODD_CLIENTS),
        *(("X-Forwarded-Proto", value) for value in ODD_SCHEMES),
    ],
)
def test_a_value_of_another_form_is_not_believed(name: str, value: str) -> None:
    raw = value.encode("utf-8").decode("latin-1")
    environ = {f"HTTP_{name.upper().replace('-', '_')}": raw}
    assert client_of(1).get("/seen", environ_overrides=environ).get_json() == DIRECT


@given(st.text())
def test_a_prefix_is_never_the_address_of_another_site(text: str) -> None:
    for prefix in (text, f"/{text}", f"/a/{text}"):
        assert not is_prefix(prefix) or (prefix.startswith("/") and not set(prefix[1:]) & set("\\:?#%@\r\n\t "))
        assert not (is_prefix(prefix) and "//" in prefix)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("203.0.113.5:4711", "203.0.113.5"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
    ],
)
def test_the_address_of_a_client_may_have_a_port(text: str, address: str) -> None:
    assert client_address(text) == address


@pytest.mark.parametrize("prefix", ["//evil.example", "/\\evil.example", "https://evil.example"])
def test_no_redirect_leads_to_another_site(small_index: Path, prefix: str) -> None:
    app = create_app(SmallSite(small_index, editor_token="a", server=ServerSettings(proxies=1)))
    answer = app.test_client().post("/editor", data={"token": "a"}, headers={"X-Forwarded-Prefix": prefix})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/editor")


@pytest.mark.parametrize(
    "host",
    [
        "..",
        "a..b",
        ".a",
        "x" * 64,
        f"a.{'x' * 64}",
        "a." * 127 + "a",
        "a b",
        "a_b.example",
        "a@b",
        "a/b",
        "a:b",
        "a:",
        "a:65536",
        "a:123456",
        "[::1",
        "é",
        ":80",
    ],
)
def test_a_host_that_is_none_is_as_good_as_no_host(small_index: Path, host: str) -> None:
    app = create_app(SmallSite(small_index))
    for path in ("/", "/search?q=cache", "/sitemap.xml", "/no-such-page", "/api/v1/search?q=cache"):
        _, status, _ = run_wsgi_app(app, create_environ(path) | {"HTTP_HOST": host})
        assert int(status[:3]) == (404 if "no-such" in path else 200)
    assert seen(0, {"Host": host})["host"] == DIRECT["host"]
    assert seen(1, {"X-Forwarded-Host": host})["host"] == DIRECT["host"]


@pytest.mark.parametrize("host", ["a", "a.", "x" * 63, "a:8443", "[::1]", "[::1]:8000", "192.0.2.1"])
def test_a_host_may_be_a_name_or_an_address_with_a_port(host: str) -> None:
    assert seen(0, {"Host": host})["host"] == host
