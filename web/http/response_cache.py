"""A cache of whole responses, valid as long as the same build is live."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask

from index.storage.bounded_cache import BoundedCache, footprint
from web.http.request_context import Application, Environ, Headers, RequestContext, context_of
from web.http.security_headers import API_PREFIX
from web.index_source import IndexSource

MAX_CACHE_BYTES = 16 * 1024 * 1024
"""Memory for the cached responses of one process. By hand."""

MAX_KEY_CHARS = 2_000
"""Responses to requests with longer keys are not cached. By hand."""

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


ResponseCache = BoundedCache[Key, CachedResponse]


def _size(response: CachedResponse) -> int:
    """Return the bytes that a response takes with its context, and with the facts that its callback holds."""
    context, callback = response.context, response.context.on_cache_hit
    facts = callback.args if isinstance(callback, partial) else ()
    parts = (response.status, response.headers, response.body, context.request_id, context.route, facts)
    return footprint(parts) + sys.getsizeof(response) + sys.getsizeof(context) + sys.getsizeof(callback)


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
            # the copy is as long as its content; a serializer's own bytes may have kilobytes to spare
            response = CachedResponse(status, headers, memoryview(body).tobytes(), context)
            self._cache.put(key, response, footprint(key) + _size(response))
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
    app.wsgi_app = CacheMiddleware(app.wsgi_app, source, ResponseCache(MAX_CACHE_BYTES))  # type: ignore[method-assign, assignment]
