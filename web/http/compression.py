"""Gzip compression of responses."""

import gzip

from flask import Flask, Response, request

from web.http.etags import GZIP_SUFFIX

COMPRESSED_TYPES = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/manifest+json",
    "application/opensearchdescription+xml",
    "application/problem+json",
    "application/xml",
    "application/x-suggestions+json",
    "image/svg+xml",
)
MIN_COMPRESSED_BYTES = 800
"""Compressing a shorter body costs more than it saves. By hand."""

GZIP_LEVEL = 5
"""By hand, between the fastest (1) and the smallest (9)."""


def compress(response: Response) -> Response:
    """Return ``response``, compressed if the client accepts gzip and the body is long enough."""
    if not response.headers.get("Content-Type", "").startswith(COMPRESSED_TYPES):
        return response
    response.headers.add("Vary", "Accept-Encoding")
    has_whole_body = response.status_code not in (204, 206, 304)
    # The substring test is cheap; it spares most uncompressed requests the parsing of the header.
    if not (
        has_whole_body
        and "gzip" in request.environ.get("HTTP_ACCEPT_ENCODING", "")
        and request.accept_encodings["gzip"]
    ):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    return response if len(body) < MIN_COMPRESSED_BYTES else _gzipped(response, body)


def _gzipped(response: Response, body: bytes) -> Response:
    response.set_data(gzip.compress(body, GZIP_LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag:
        # The compressed bytes are another representation, which needs a strong validator of its own
        # (RFC 9110, section 8.8.3.3).
        response.set_etag(tag + GZIP_SUFFIX)
        response.make_conditional(request)
    return response


def add_compression(app: Flask) -> None:
    """Compress the responses of ``app`` for clients that accept gzip."""
    app.after_request(compress)
