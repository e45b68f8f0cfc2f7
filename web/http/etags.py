"""Validators of answers, and their compression."""

import gzip
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version

from flask import Flask, Response, request

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
LEAST_COMPRESSED = 800
"""Bytes below which compressing costs more than it saves."""
SUFFIX = "-gzip"


def software_version() -> str:
    """Return the version of the installed distribution, or ``source`` when there is none."""
    try:
        return version("guidedex")
    except PackageNotFoundError:
        return "source"


SOFTWARE = software_version()


def entity_tag(*parts: str) -> str:
    """Return the strong validator of what ``parts`` determine."""
    return sha256("\0".join((SOFTWARE, *parts)).encode("utf-8")).hexdigest()[:32]


def client_has(tag: str) -> bool:
    """Return whether the request names ``tag``, compressed or not, in ``If-None-Match``."""
    if "HTTP_IF_NONE_MATCH" not in request.environ:
        return False
    asked = request.if_none_match
    if asked.star_tag:
        return False  # what "*" asks is whether there is anything, which is not known yet
    return asked.contains_weak(tag) or asked.contains_weak(tag + SUFFIX)


def compress(response: Response) -> Response:
    """Return ``response`` compressed when the client takes gzip and it is worth it."""
    if not response.headers.get("Content-Type", "").startswith(COMPRESSED_TYPES):
        return response
    response.headers.add("Vary", "Accept-Encoding")
    is_whole = response.status_code not in (204, 206, 304)
    if not (
        is_whole and "gzip" in request.environ.get("HTTP_ACCEPT_ENCODING", "") and request.accept_encodings["gzip"]
    ):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    return response if len(body) < LEAST_COMPRESSED else _gzipped(response, body)


def _takes_gzip() -> bool:
    return "gzip" in request.environ.get("HTTP_ACCEPT_ENCODING", "") and bool(request.accept_encodings["gzip"])


def _gzipped(response: Response, body: bytes) -> Response:
    response.set_data(gzip.compress(body, 5, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag:
        # The compressed bytes are another representation: a strong validator of their own.
        response.set_etag(tag + SUFFIX)
        response.make_conditional(request)
    return response


def compress_answers(app: Flask) -> None:
    """Compress what ``app`` answers, for clients that ask for it."""
    app.after_request(compress)
