"""Answers that are given again without a second search, as long as the same build is live."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from flask import Flask

from web.http.request_context import Application, Environ, Headers, RequestContext, context_of
from web.http.security_headers import API_PREFIX
from web.index_source import IndexSource

MOST_KEY = 2_000
"""Characters of a request whose answer is remembered."""
OVERHEAD = 2_000
"""Bytes that key and headers of an answer are taken to need."""

_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")
_ASKED = (
    *("RAW_URI", "REQUEST_URI", "PATH_INFO", "QUERY_STRING", "SCRIPT_NAME"),
    *("wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "HTTP_ACCEPT_ENCODING"),
)
"""What a lasting answer depends on, beside the build."""
_PAGES = ("/", "/search", "/questions")

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, and what the application said of it."""

    status: str
    headers: Headers
    body: bytes
    known: RequestContext


class ResponseCache:
    """The last answers within a budget of bytes; safe to share among threads."""

    def __init__(self, max_bytes: int = 16 * 1024 * 1024) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Answer | None:
        """Return the answer kept under ``key``, if it is still there."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def put(self, key: Key, answer: Answer) -> None:
        """Keep ``answer``, and let go of those that were longest unused."""
        with self._lock:
            before = self._answers.pop(key, None)
            self._bytes += _size(answer) - (_size(before) if before else 0)
            self._answers[key] = answer
            while self._bytes > self._max_bytes:
                _, dropped = self._answers.popitem(last=False)
                self._bytes -= _size(dropped)


def _size(answer: Answer) -> int:
    return len(answer.body) + OVERHEAD


class CachedResponses:
    """A WSGI application around another that answers again what it has answered for the same build."""

    def __init__(self, application: Application, source: IndexSource, memory: ResponseCache) -> None:
        self._application = application
        self._source = source
        self._memory = memory

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        key = self._key(environ)
        if key is None:
            return self._application(environ, start)
        found = self._memory.get(key)
        if found is None:
            return self._answered(key, environ, start)
        known = context_of(environ)
        known.route, known.n_found = found.known.route, found.known.n_found
        if found.known.again:
            found.known.again(environ)
        start(found.status, found.headers)
        return [found.body]

    def _key(self, environ: Environ) -> Key | None:
        """Return what the answer depends on; None where it is not one to remember."""
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] != "GET" or not (path.startswith(API_PREFIX) or path in _PAGES):
            return None
        if any(name in environ for name in _CONDITIONS):
            return None
        generation = self._source.generation()
        asked = [environ.get(name, "") for name in _ASKED]
        return (generation, *asked) if generation and sum(map(len, asked)) <= MOST_KEY else None

    def _answered(self, key: Key, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer by the application, and keep an answer that lasts."""
        said: list[tuple[str, Headers]] = []

        def note(status: str, headers: Headers, exc_info: Any = None) -> Any:
            said.append((status, list(headers)))
            return start(status, headers, exc_info)

        body = _whole(self._application(environ, note))
        status, headers = said[-1]
        known = context_of(environ)
        if known.is_lasting and status.startswith("200"):
            self._memory.put(key, Answer(status, headers, body, known))
        return [body]


def _whole(answer: Iterable[bytes]) -> bytes:
    try:
        return b"".join(answer)
    finally:
        close = getattr(answer, "close", None)
        if close:
            close()


def cache_responses(app: Flask, source: IndexSource) -> None:
    """Make ``app`` give lasting answers again from memory."""
    app.wsgi_app = CachedResponses(app.wsgi_app, source, ResponseCache())  # type: ignore[method-assign, assignment]
