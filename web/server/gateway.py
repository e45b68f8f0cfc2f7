"""The WSGI application as a worker's event loop calls it: one request after the other, bodies read before."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from web.http.request_context import Application, Environ, Headers
from web.server.refusals import refusal

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Answer = tuple[int, Headers, bytes]
"""Status, headers and body."""

logger = logging.getLogger("guidedex.errors")

MAX_BODY = 1 << 20
"""Bytes of a body that are read; larger ones are for the application to refuse by their length."""

MOST_BODIES = 64
"""How many bodies a worker waits for at once; so many times ``MAX_BODY`` is what they may take of its memory."""

BODY_SECONDS = 30.0
"""How long a client may take to send a body."""

BESIDE = ("/editor", "/api/v1/gaps")
"""How the addresses end that wait for a process of their own."""

MOST_EDITORS = 2
"""How many requests may wait so in a worker, each in a thread."""

BUSY = "guidedex.busy"
"""Set in the environ of a request that is one too many: the application tells it to come back."""

LATE = "guidedex.late"
"""Set in the environ of a request whose body did not come in time: the application says so."""


class Gateway:
    """An ASGI application that calls a WSGI application within the event loop.

    A search is work for the processor: in threads, searches of one interpreter take longer than one after the
    other. Clients that send or read slowly wait in the event loop, where they cost no thread.
    """

    def __init__(
        self, application: Application, most_bodies: int = MOST_BODIES, body_seconds: float = BODY_SECONDS
    ) -> None:
        self._application = application
        self._room = most_bodies
        self._body_seconds = body_seconds
        self._n_editors = 0
        self._threads = ThreadPoolExecutor(MOST_EDITORS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        environ = environ_of(scope)
        if _has_body(environ) and not await self._read(environ, receive):
            return
        status, headers, body = await self._answer(environ)
        written = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await send({"type": "http.response.start", "status": status, "headers": written})
        await send({"type": "http.response.body", "body": body})

    async def _read(self, environ: Environ, receive: Receive) -> bool:
        """Put the body into memory, and return whether the client is still there.

        One that came in chunks then says its length, as applications expect.
        """
        wanted = _wanted(environ)
        if not wanted:
            return True
        if not self._room:
            environ[BUSY] = True
            return True
        self._room -= 1
        try:
            async with asyncio.timeout(self._body_seconds):
                body = await _received(receive, wanted)
        except TimeoutError:
            environ[LATE] = True
            return True
        finally:
            self._room += 1
        environ["wsgi.input"] = BytesIO(body or b"")
        if environ.pop("HTTP_TRANSFER_ENCODING", None):
            environ["CONTENT_LENGTH"] = str(len(body or b""))
        return body is not None

    async def _answer(self, environ: Environ) -> Answer:
        """Return the answer; what waits for another process does so in a thread, so that nobody waits for it too."""
        if not environ["PATH_INFO"].endswith(BESIDE) or BUSY in environ or LATE in environ:
            return answer_of(self._application, environ)
        if self._n_editors == MOST_EDITORS:
            return answer_of(self._application, {**environ, BUSY: True})
        self._n_editors += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, answer_of, self._application, environ)
        finally:
            self._n_editors -= 1


async def _received(receive: Receive, wanted: int) -> bytearray | None:
    """Return the first ``wanted`` bytes of a body, fewer where it ends before, or None where the client went away."""
    body = bytearray()
    while len(body) < wanted:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message["body"]
        if not message["more_body"]:
            break
    return body[:wanted]


def _has_body(environ: Environ) -> bool:
    return environ.get("CONTENT_LENGTH", "0") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ


def _wanted(environ: Environ) -> int:
    """Return how many bytes to read: none of a body that says it is too large."""
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdigit():
        return int(length) if int(length) <= MAX_BODY else 0
    return MAX_BODY + 1


def environ_of(scope: Scope) -> Environ:
    """Return the environ (PEP 3333) of a request without its body."""
    path, query = scope["raw_path"], scope["query_string"].decode("latin-1")
    raw = path.decode("latin-1")
    host, port = scope["server"] or ("", 0)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1") if "%" in raw else raw,
        "QUERY_STRING": query,
        "RAW_URI": f"{raw}?{query}" if query else raw,
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0] if scope["client"] else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,  # the editors' queue
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        key = _variable(name)
        if key in environ:
            environ[key] = f"{environ[key]},{value.decode('latin-1')}"
        elif key:
            environ[key] = value.decode("latin-1")
    return environ


def _variable(header: bytes) -> str:
    """Return the variable of a header; none where its name has ``_``, which would be another's variable with ``-``."""
    if b"_" in header:
        return ""
    if header in (b"content-type", b"content-length"):
        return header.decode().upper().replace("-", "_")
    return "HTTP_" + header.decode("latin-1").upper().replace("-", "_")


def answer_of(application: Application, environ: Environ) -> Answer:
    """Return the whole answer of a WSGI application; where it fails, the error is logged and the answer says so."""
    said: list[tuple[str, Headers]] = []
    body: list[bytes] = []

    def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
        if said and not exc_info:
            raise AssertionError("start_response was called again without an error")
        said[:] = [(status, headers)]
        return body.append

    try:
        _write(application(environ, start), body)
        status, headers = said[0]
        return _complete(environ, int(status[:3]), headers, b"".join(body))
    except Exception:
        logger.exception("%s %s failed", environ["REQUEST_METHOD"], repr(environ["PATH_INFO"][:200]))
        return refusal("internal-error", "The error has been logged; trying again may help.", environ["PATH_INFO"])


def _write(answer: Iterable[bytes], body: list[bytes]) -> None:
    try:
        for part in answer:
            body.append(part)  # noqa: PERF402 - an application may write to it meanwhile
    finally:
        close = getattr(answer, "close", None)
        if close:
            close()


def _complete(environ: Environ, status: int, headers: Headers, body: bytes) -> Answer:
    """Return an answer that says how long it is; one that has no body by its status says nothing of it."""
    if status in (204, 304):
        return status, [pair for pair in headers if pair[0].lower() != "content-length"], b""
    if LATE in environ:
        headers = [*headers, ("Connection", "close")]
    if environ["REQUEST_METHOD"] != "HEAD" and not any(name.lower() == "content-length" for name, _ in headers):
        headers = [*headers, ("Content-Length", str(len(body)))]
    return status, headers, body
