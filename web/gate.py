"""One request at a time in a process, and slow senders apart."""

import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from web.exchange import Application, Environ

MAX_BODY = 1 << 20
"""Bytes of a body that are read; larger ones are for the application to refuse by their length."""

BESIDE = ("/editor", "/api/v1/gaps")
"""How the addresses end that wait for a process of their own."""

MOST_EDITORS = 2
"""Of the threads of a process, how many may wait so."""

BUSY = "guidedex.busy"
"""Set in the environ of a request that is one too many: the application tells it to come back."""


class Gate:
    """A WSGI application that calls another from one thread at a time.

    Searches run faster one after the other than side by side in one interpreter. Bodies are read
    before the gate, at most ``readers`` at once and the rest is told to come back, so that senders
    who never finish hold up nobody who asks for a page.
    """

    def __init__(self, application: Application, readers: int) -> None:
        self._application = application
        self._one = threading.Lock()
        self._editors = threading.BoundedSemaphore(MOST_EDITORS)
        self._readers = threading.BoundedSemaphore(readers)

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> list[bytes]:
        if _has_body(environ):
            if not self._readers.acquire(blocking=False):
                return self._refused(environ, start)
            try:
                _read(environ)
            finally:
                self._readers.release()
        if environ.get("PATH_INFO", "").endswith(BESIDE):
            return self._beside(environ, start)
        return self._passed(environ, start)

    def _passed(self, environ: Environ, start: Callable[..., Any]) -> list[bytes]:
        with self._one:
            return _whole(self._application(environ, start))

    def _refused(self, environ: Environ, start: Callable[..., Any]) -> list[bytes]:
        return self._passed({**environ, BUSY: True, "wsgi.input": BytesIO()}, start)

    def _beside(self, environ: Environ, start: Callable[..., Any]) -> list[bytes]:
        """Answer what waits for another process, so that nobody waits for it too."""
        if not self._editors.acquire(blocking=False):
            return self._refused(environ, start)
        try:
            return _whole(self._application(environ, start))
        finally:
            self._editors.release()


def _has_body(environ: Environ) -> bool:
    return environ.get("CONTENT_LENGTH", "0") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ


def _read(environ: Environ) -> None:
    """Put the body into memory; one that came in chunks then says its length, as applications expect."""
    body = environ["wsgi.input"].read(_wanted(environ))
    environ["wsgi.input"] = BytesIO(body)
    if environ.pop("HTTP_TRANSFER_ENCODING", None):
        environ["CONTENT_LENGTH"] = str(len(body))


def _wanted(environ: Environ) -> int:
    """Return how many bytes to read: none of a body that says it is too large."""
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdigit():
        return int(length) if int(length) <= MAX_BODY else 0
    return MAX_BODY + 1


def _whole(answer: Iterable[bytes]) -> list[bytes]:
    try:
        return list(answer)
    finally:
        close = getattr(answer, "close", None)
        if close:
            close()
