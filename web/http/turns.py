"""Turns of requests: one at a time in each process, with slow bodies and editors' reports outside of the turn.

Searches in one interpreter take longer side by side than one after the other (figures in tests/bench/NOTES.md).
"""

import faulthandler
import os
import signal
import socket
import struct
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore, Lock, Timer
from typing import Any

from web.http.request_context import Application, Environ

MAX_BODY = 1 << 20
"""Bytes of a body that are read: a little over 1,000,000, beyond which the application refuses it. By hand."""

MAX_REFUSED = 16 << 20
"""Bytes of a refused body that are dropped, so that a client that is still sending gets the answer. By hand."""

MAX_BODIES = 32
"""Bodies received at once in a process, each in a thread of the server; by hand."""

BODY_SECONDS = 30.0
"""How long a body may take to come. By hand: the largest one in that time needs 35 kB a second."""

CROWDED_SECONDS = 5.0
"""How long a body may take while another one waits for its place. By hand: a page of text takes one."""

PLACE_SECONDS = 2.0
"""How long a body waits for the place of one that took too long. By hand: it is free at once, or never."""

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

LATE = "guidedex.late"
"""Key in the environ of a request whose body took too long, which the application answers with 408."""

DESCRIPTORS = "/proc/self/fd"
"""The folder of the open files of this process."""

_LAST_DATA_SENT = 44
"""Offset in ``struct tcp_info`` of Linux of the milliseconds since something was sent on a connection."""


@dataclass(slots=True)
class _Body:
    """A body that is being received: the address of its client, when it began, and whether it took too long."""

    address: str
    since: float
    is_late: bool = False


class Turns:
    """A WSGI application that calls another one for one request after the other.

    The body of a request is in memory before its turn comes, and its answer is complete when the turn ends. Requests
    for ``REPORT_PATHS`` take no turn. A turn that hangs ends the process, see ``end_hung_process``.
    """

    def __init__(self, application: Application, max_bodies: int = MAX_BODIES) -> None:
        self._application = application
        self._turn = Lock()
        self._places = BoundedSemaphore(max_bodies)
        self._bodies: list[_Body] = []
        self._editors = BoundedSemaphore(MAX_EDITORS)
        self._variables = {name: value for name, value in os.environ.items() if name.startswith("HTTP_")}

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> list[bytes]:
        for name, value in self._variables.items():
            # Granian puts the variables of the process into each environ, where HTTP_PROXY looks like a header
            if environ.get(name) == value:
                del environ[name]
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
        """Read the body into memory; set ``BUSY`` where too many are being received, ``LATE`` if it takes too long."""
        stream, environ["wsgi.input"] = environ["wsgi.input"], BytesIO()
        if not self._has_place():
            environ[BUSY] = True
            return
        received = _Body(environ.get("REMOTE_ADDR", ""), time.monotonic())
        self._bodies.append(received)
        timer = Timer(BODY_SECONDS, self._end_bodies, (BODY_SECONDS,))
        timer.daemon = True  # so that the process can end
        timer.start()
        try:
            body = _read(stream, environ.get("CONTENT_LENGTH") or "")
        finally:
            timer.cancel()
            self._bodies.remove(received)
            self._places.release()
        if received.is_late:
            environ[LATE] = True
            return
        environ["wsgi.input"] = BytesIO(body)
        if environ.pop("HTTP_TRANSFER_ENCODING", None):  # a chunked body has no length until it is read
            environ["CONTENT_LENGTH"] = str(len(body))

    def _has_place(self) -> bool:
        """Take a place for a body; where none is free, the bodies older than ``CROWDED_SECONDS`` give up theirs."""
        if self._places.acquire(blocking=False):
            return True
        return self._end_bodies(CROWDED_SECONDS) > 0 and self._places.acquire(timeout=PLACE_SECONDS)

    def _end_bodies(self, seconds: float) -> int:
        """End the bodies that have taken ``seconds``; return how many connections were shut down for it."""
        began = time.monotonic() - seconds
        late = [body for body in tuple(self._bodies) if body.since <= began and not body.is_late]
        for body in late:
            body.is_late = True
        return shut_down_waiting({body.address for body in late}, seconds) if late else 0


def shut_down_waiting(addresses: Collection[str], seconds: float) -> int:
    """Shut down the connections of these clients on which nothing has been sent for ``seconds``; return how many.

    The server reads a body without a time limit and tells nothing of its connection but the client's address: Granian
    2.8 has no ``REMOTE_PORT``. The connection is one of those on which nothing is sent; the others wait for their next
    request, or for an answer that takes as long, which is lost. Linux alone tells when something was sent; elsewhere
    none is shut down.
    """
    n_shut = 0
    for descriptor in map(int, os.listdir(DESCRIPTORS)) if os.path.isdir(DESCRIPTORS) else ():
        with suppress(OSError), socket.fromfd(descriptor, socket.AF_INET, socket.SOCK_STREAM) as connection:
            if _client_of(connection) in addresses and _silent_seconds(connection) > seconds - 1:
                connection.shutdown(socket.SHUT_RD)
                n_shut += 1
    return n_shut


def _client_of(connection: socket.socket) -> str:
    """Return the address of the other end, "" for a socket within the machine."""
    name = connection.getpeername()
    return str(name[0]) if isinstance(name, tuple) else ""


def _silent_seconds(connection: socket.socket) -> float:
    """Return the seconds since something was sent on a connection, or since it was accepted."""
    state = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _LAST_DATA_SENT + 4)
    (milliseconds,) = struct.unpack_from("I", state, _LAST_DATA_SENT)
    return float(milliseconds / 1000)


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
