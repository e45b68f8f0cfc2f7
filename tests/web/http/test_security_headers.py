"""Headers on every answer, errors and files included."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    "path",
    ["/", "/search?q=a", "/nope", "/search?page=0", "/static/search.js", "/api/v1/search", "/healthz"],
)
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in headers


@pytest.mark.parametrize("path", ["/search?q=a", "/guides/caching", "/api/v1/docs", "/api/v1/search?q=a", "/widget.js"])
def test_what_has_not_changed_keeps_the_policy_that_it_came_with(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    policy = first.headers["Content-Security-Policy"]
    assert again.headers.get("Content-Security-Policy", policy) == policy


def test_pages_may_load_from_themselves_alone(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    for directive in ("script-src 'self'", "style-src 'self'", "connect-src 'self'"):
        assert directive in policy
    assert "Access-Control-Allow-Origin" not in client.get("/").headers
