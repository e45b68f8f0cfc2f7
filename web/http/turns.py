"""Turns of requests: one at a time in each process, with slow bodies and editors' reports outside of the turn.

Searches in one interpreter take longer side by side than one after the other (figures in tests/bench/NOTES.md).
"""

import faulthandler
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import BoundedSemaphore, Lock
from typing import Any

from web.http.request_context import Application, Environ

MAX_BODY = 1 << 20
"""Bytes of a body that are read: a little over 1,000,000, beyond which the application refuses it. By hand."""

MAX_REFUSED = 16 << 20
"""Bytes of a refused body that are dropped, so that a client that is still sending gets the answer. By hand."""

MAX_BODIES = 32
"""Bodies received at once in a process, each in a thread of the server, which has no time limit for bodies; by hand."""

REPORT_PATHS = ("/editor", "/api/v1/gaps")
"""Ends of the paths whose requests wait for a process, ``guidedex gaps``, and take no turn."""

MAX_EDITORS = 2
"""Such requests at once; each has a process that uses a processor for seconds. By hand."""

THREADS = MAX_BODIES + MAX_EDITORS + 4
"""Threads of the server: four are left for searches when all bodies and reports are waited for."""

MAX_TURN_SECONDS = 30.0
"""How long a turn may last before its process is ended. Gunicorn waits as long; a slow search takes a tenth of one."""

BUSY = "guidedex.busy"
"""Key in the environ of a request beyond these limits, which the application answers with 503 and ``Retry-After``."""


class Turns:
    """A WSGI application that calls another one for one request after the other.

    The body of a request is in memory before its turn comes, and its answer is complete when the turn ends. Requests
    for ``REPORT_PATHS`` take no turn. A turn that hangs ends the process, see ``end_hung_process``.
    """

    def __init__(self, application: Application, max_bodies: int = MAX_BODIES) -> None:
        self._application = application
        self._turn = Lock()
        self._bodies = BoundedSemaphore(max_bodies)
        self._editors = BoundedSemaphore(MAX_EDITORS)

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> list[bytes]:
        if _has_body(environ):
            self._receive(environ)
        if not environ.get("PATH_INFO", "").endswith(REPORT_PATHS) or BUSY in environ:
            with self._turn, _bounded():
                return _whole(self._application(environ, start))
        if self._editors.acquire(blocking=False):
            try:
                return _whole(self._application(environ, start))
            finally:
                self._editors.release()
        with self._turn, _bounded():
            return _whole(self._application({**environ, BUSY: True}, start))

    def _receive(self, environ: Environ) -> None:
        """Read the body into memory, or set ``BUSY`` where too many bodies are being received."""
        stream, environ["wsgi.input"] = environ["wsgi.input"], BytesIO()
        if not self._bodies.acquire(blocking=False):
            environ[BUSY] = True
            return
        try:
            body = _read(stream, environ.get("CONTENT_LENGTH") or "")
        finally:
            self._bodies.release()
        environ["wsgi.input"] = BytesIO(body)
        if environ.pop("HTTP_TRANSFER_ENCODING", None):  # a chunked body has no length until it is read
            environ["CONTENT_LENGTH"] = str(len(body))


def end_hung_process() -> None:
    """Make a turn of more than ``MAX_TURN_SECONDS`` end this process, with the stack of each thread on standard error.

    The alarm is the kernel's: a thread that watches would wait for the interpreter's lock, which a regular expression
    or an extension that hangs never lets go. The server starts another process in place of one that has ended.
    """
    faulthandler.register(signal.SIGALRM, chain=True)  # the signal's default action, which follows, ends the process


@contextmanager
def _bounded() -> Iterator[None]:
    """Have this process alarmed unless the block ends in time; there is one timer, as there is one turn."""
    signal.setitimer(signal.ITIMER_REAL, MAX_TURN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _has_body(environ: Environ) -> bool:
    return environ.get("CONTENT_LENGTH", "0") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ


def _read(stream: Any, length: str) -> bytes:
    """Return a body cut at ``MAX_BODY``; up to ``MAX_REFUSED`` bytes of the rest are read and dropped."""
    is_known = length.isdigit()
    if is_known and int(length) > MAX_REFUSED:
        return b""
    body: bytes = stream.read(min(int(length), MAX_BODY) if is_known else MAX_BODY)
    left = MAX_REFUSED - len(body) if len(body) == MAX_BODY else 0
    while left > 0 and (more := stream.read(min(left, MAX_BODY))):
        left -= len(more)
    return body


def _whole(answer: Iterable[bytes]) -> list[bytes]:
    """Return a complete answer: with an iterator a slow reader would hold the thread until its last part."""
    try:
        return list(answer)
    finally:
        close = getattr(answer, "close", None)
        if close:
            close()
