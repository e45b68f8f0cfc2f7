"""Validators and bounded memory, so that nothing is worked out twice."""

import gzip
from collections import OrderedDict
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from threading import Lock

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
    asked = request.if_none_match
    if asked.star_tag:
        return False  # what "*" asks is whether there is anything, which is not known yet
    return asked.contains_weak(tag) or asked.contains_weak(tag + SUFFIX)


class AnswerCache:
    """The last answers, by entity tag, within a budget of bytes; safe to share among threads."""

    def __init__(self, max_bytes: int = 16 * 1024 * 1024) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._answers: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, tag: str) -> bytes | None:
        """Return the answer kept under ``tag``, if it is still there."""
        with self._lock:
            answer = self._answers.get(tag)
            if answer is not None:
                self._answers.move_to_end(tag)
            return answer

    def put(self, tag: str, answer: bytes) -> None:
        """Keep ``answer``, and let go of those that were longest unused."""
        with self._lock:
            self._bytes += len(answer) - len(self._answers.pop(tag, b""))
            self._answers[tag] = answer
            while self._bytes > self._max_bytes:
                _, dropped = self._answers.popitem(last=False)
                self._bytes -= len(dropped)


def compress(response: Response) -> Response:
    """Return ``response`` compressed when the client takes gzip and it is worth it."""
    if not (response.mimetype or "").startswith(COMPRESSED_TYPES):
        return response
    response.vary.add("Accept-Encoding")
    is_whole = response.status_code not in (204, 206, 304)
    if not is_whole or not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    return response if len(body) < LEAST_COMPRESSED else _gzipped(response, body)


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
