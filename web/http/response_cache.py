"""A cache of whole responses, valid as long as the same build is live."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from flask import Flask

from web.http.request_context import Application, Environ, Headers, RequestContext, context_of
from web.http.security_headers import API_PREFIX
from web.index_source import IndexSource

MAX_CACHE_BYTES = 16 * 1024 * 1024
"""Memory for the cached responses of one process. By hand."""

MAX_KEY_CHARS = 2_000
"""Responses to requests with longer keys are not cached. By hand."""

OVERHEAD_BYTES = 2_000
"""Estimated size of the key and headers of a cached response. By hand."""

_UNCACHED_VARIABLES = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")
"""A request with one of these headers may get a 304 or 206, so that it bypasses the cache."""

_KEY_VARIABLES = (
    *("RAW_URI", "REQUEST_URI", "PATH_INFO", "QUERY_STRING", "SCRIPT_NAME"),
    *("wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "HTTP_ACCEPT_ENCODING"),
)
"""Everything in the environ that a cacheable response depends on."""

_CACHED_PAGES = ("/", "/search", "/questions")

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A whole response, with the context in which it was made."""

    status: str
    headers: Headers
    body: bytes
    context: RequestContext


class ResponseCache:
    """Least recently used cache of responses within a budget of bytes; thread-safe."""

    def __init__(self, max_bytes: int = MAX_CACHE_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._responses: OrderedDict[Key, CachedResponse] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> CachedResponse | None:
        """Return the response stored under ``key``, None if there is none."""
        with self._lock:
            response = self._responses.get(key)
            if response is not None:
                self._responses.move_to_end(key)
            return response

    def put(self, key: Key, response: CachedResponse) -> None:
        """Store ``response``, and evict the least recently used ones beyond the budget."""
        with self._lock:
            replaced = self._responses.pop(key, None)
            self._bytes += _size(response) - (_size(replaced) if replaced else 0)
            self._responses[key] = response
            while self._bytes > self._max_bytes:
                _, evicted = self._responses.popitem(last=False)
                self._bytes -= _size(evicted)


def _size(response: CachedResponse) -> int:
    return len(response.body) + OVERHEAD_BYTES


class CacheMiddleware:
    """A WSGI application around another that repeats cacheable responses from memory."""

    def __init__(self, application: Application, source: IndexSource, cache: ResponseCache) -> None:
        self._application = application
        self._source = source
        self._cache = cache

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        key = self._key(environ)
        if key is None:
            return self._application(environ, start)
        response = self._cache.get(key)
        if response is None:
            return self._computed(key, environ, start)
        # Metrics and the query log count a cached search like any other.
        context = context_of(environ)
        context.route, context.n_found = response.context.route, response.context.n_found
        if response.context.on_cache_hit:
            response.context.on_cache_hit(environ)
        start(response.status, response.headers)
        return [response.body]

    def _key(self, environ: Environ) -> Key | None:
        """Return the cache key of a request: the live generation and ``_KEY_VARIABLES``; None bypasses the cache."""
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] != "GET" or not (path.startswith(API_PREFIX) or path in _CACHED_PAGES):
            return None
        if any(name in environ for name in _UNCACHED_VARIABLES):
            return None
        generation = self._source.generation()
        values = [environ.get(name, "") for name in _KEY_VARIABLES]
        return (generation, *values) if generation and sum(map(len, values)) <= MAX_KEY_CHARS else None

    def _computed(self, key: Key, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        """Return the application's response, and store it if it is cacheable."""
        starts: list[tuple[str, Headers]] = []

        def note_start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            starts.append((status, list(headers)))
            return start(status, headers, exc_info)

        body = _joined(self._application(environ, note_start))
        status, headers = starts[-1]
        context = context_of(environ)
        if context.is_cacheable and status.startswith("200"):
            self._cache.put(key, CachedResponse(status, headers, body, context))
        return [body]


def _joined(chunks: Iterable[bytes]) -> bytes:
    """Return the whole body; WSGI wants ``close`` to be called on its iterable (PEP 3333)."""
    try:
        return b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close:
            close()


def add_response_cache(app: Flask, source: IndexSource) -> None:
    """Make ``app`` repeat cacheable responses from memory."""
    app.wsgi_app = CacheMiddleware(app.wsgi_app, source, ResponseCache())  # type: ignore[method-assign, assignment]
