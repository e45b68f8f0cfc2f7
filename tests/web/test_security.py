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


def test_pages_may_load_from_themselves_alone(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    for directive in ("script-src 'self'", "style-src 'self'", "connect-src 'self'"):
        assert directive in policy
    assert "Access-Control-Allow-Origin" not in client.get("/").headers
