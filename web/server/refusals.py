"""Problems that a server answers by itself, where a request did not get as far as the application."""

import json
from urllib.parse import quote
from uuid import uuid4

from web.http.parameters import cut
from web.http.problems import NAMESPACE, PROBLEM_TYPES
from web.http.request_context import REQUEST_ID_HEADER, Headers
from web.http.security_headers import API_PREFIX, security_headers

MAX_ADDRESS = 1 << 20
"""Bytes of an address; the application is asked for shorter ones, and refuses them by parameter."""

MAX_HEADERS, MOST_HEADERS = 1 << 18, 100
"""Bytes of all headers, and how many there may be."""

MAX_INSTANCE = 200
"""Characters of a path that a problem repeats."""


def instance(path: str) -> str:
    """Return what a problem repeats of a path that was asked for."""
    return quote(cut(path, MAX_INSTANCE))


def refusal(kind: str, detail: str, path: str = "") -> tuple[int, Headers, bytes]:
    """Return status, headers and body of a problem of one of the documented kinds.

    Args:
        path: what was asked for, percent-decoded; empty where nobody knows.
    """
    found, request_id = PROBLEM_TYPES[kind], uuid4().hex
    document = {
        "type": NAMESPACE + kind,
        "title": found.title,
        "status": found.status,
        "detail": detail,
        "instance": instance(path),
        "request_id": request_id,
    }
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        (REQUEST_ID_HEADER, request_id),
    ]
    asked = {"PATH_INFO": API_PREFIX, "REQUEST_METHOD": "GET"}
    return found.status, [*headers, *security_headers(asked, headers)], body
