"""A connection to a client: HTTP/1.1 as uvicorn reads it, with bounds and with problems that say what was wrong.

uvicorn hands on addresses of up to 65,535 bytes of ASCII, takes headers without end and waits for them for ever.
Other bytes are percent-encoded before it reads them, as browsers do; programs often send them as they are.
"""

import asyncio
import re
from typing import Any
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from web.server.refusals import MAX_ADDRESS, MAX_HEADERS, MOST_HEADERS, refusal

HEADER_SECONDS = 10.0
"""How long a client may take to send the headers of a request, or nothing between two."""

PARTING_SECONDS = 2.0
"""How long what a client goes on sending is taken and thrown away, so that the last answer reaches it."""

DETAILS = {
    "malformed-request": "This is no request of HTTP/1.1.",
    "request-timeout": f"The headers did not come within {HEADER_SECONDS:.0f} seconds.",
    "address-too-long": f"The address has more than {MAX_ADDRESS:,} bytes; accepted: at most {MAX_ADDRESS:,}.",
    "headers-too-large": f"Accepted: at most {MOST_HEADERS} headers, of {MAX_HEADERS:,} bytes together.",
}


_WISH = re.compile(rb"\nupgrade:", re.IGNORECASE)
_NO_ASCII = re.compile(rb"[\x80-\xff]")


class Refused(Exception):
    """A request that is not read any further, because of a documented kind of problem."""


class ClientConnection(HttpToolsProtocol):
    """One client's connection.

    Times are looked at by one timer for the whole life of a connection, which costs a request nothing.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.url = b""
        self._awaits_line = True
        """Whether the bytes that come next are of a request's first line."""
        self._is_in_head = False
        self._n_fed = 0
        """Bytes that came since a request or a part of its body began."""
        self._n_in_headers = 0
        self._refused = ""
        """The kind of problem for which nothing more is read."""
        self._has_parted = False
        self._deadline = 0.0
        self._unsent, self._unsent_since = 0, 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._deadline = self.loop.time() + HEADER_SECONDS
        self._timer = self.loop.call_later(HEADER_SECONDS, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override]
        """Return whether to keep the connection of a client that sends no more: until it has its answer."""
        if not self._is_answering() or self.cycle.more_body:
            return False
        self.cycle.keep_alive = bool(self._refused)
        return True

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        if self._refused or self.transport.is_closing():
            return
        if self._awaits_line:
            if b"pgrade:" in data or b"PGRADE:" in data:
                data = _without_wish(data)
            data = data if data.isascii() else _in_ascii(data)
            self._awaits_line = b"\n" not in data.lstrip(b"\r\n")
        try:
            self._feed(data)
        except httptools.HttpParserError:
            self._refuse(self._refused or "malformed-request")

    def _feed(self, data: bytes) -> None:
        """Hand bytes to the parser; what follows a request for another protocol is read as usual.

        Raises: HttpParserError.
        """
        rest = data
        while rest:
            try:
                self.parser.feed_data(rest)
                break
            except httptools.HttpParserUpgrade as upgrade:
                rest = rest[upgrade.args[0] :]
        self._n_fed += len(data)
        if self._n_fed > 2 * MAX_HEADERS + len(self.url):
            # One header, or what follows a body, without end: the parser tells of it when it is complete.
            self._refuse("headers-too-large")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_in_head = True
        self._n_fed = self._n_in_headers = 0
        self._deadline = self.loop.time() + HEADER_SECONDS

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > MAX_ADDRESS:
            self._stop("address-too-long")

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._is_in_head:
            return  # it came behind the body, where no application looks for it
        self._n_in_headers += len(name) + len(value)
        if self._n_in_headers > MAX_HEADERS or len(self.headers) == MOST_HEADERS:
            self._stop("headers-too-large")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        if self.parser.get_http_version() not in ("1.0", "1.1") or (self.parser.should_upgrade() and self._has_body()):
            self._stop("malformed-request")  # the parser would take such a body for the next request
        address, self.url = self.url, b"/"  # uvicorn's own parser of addresses takes 65,535 bytes
        super().on_headers_complete()
        self.url = address
        path, query, host = split_address(address)
        self.scope["raw_path"], self.scope["query_string"] = path, query
        if host:
            self.headers[:] = [(b"host", host), *(pair for pair in self.headers if pair[0] != b"host")]

    def on_body(self, body: bytes) -> None:
        self._n_fed = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._awaits_line = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        is_last = not self.pipeline
        super().on_response_complete()
        self._deadline = self.loop.time() + HEADER_SECONDS
        if self._refused and is_last:
            self._part()

    def _has_body(self) -> bool:
        lengths = (b"content-length", b"transfer-encoding")
        return any(name in lengths and value != b"0" for name, value in self.headers)

    def _stop(self, kind: str) -> None:
        """Stop the parser."""
        self._refused = kind
        raise Refused(kind)

    def _refuse(self, kind: str) -> None:
        """Answer what was asked before, and then this problem."""
        self._refused = kind
        if self._is_answering() and self.cycle.more_body and not self.pipeline:
            self.cycle.disconnected = True  # its own body is at fault
            self.cycle.message_event.set()
            self._part()
        elif not self._is_answering():
            self._part()

    def _part(self) -> None:
        """Send the problem as the last answer; the connection ends soon after.

        Ended at once, what the client sends meanwhile would take the answer from it (RFC 9112, 9.6).
        """
        if self._has_parted or self.transport.is_closing():
            return
        self._has_parted = True
        path = split_address(self.url[:1_000])[0]
        status, headers, body = refusal(self._refused, DETAILS[self._refused], unquote(path.decode("latin-1")))
        written = [(name.lower().encode(), value.encode()) for name, value in headers]
        lines = [b"%b: %b\r\n" % pair for pair in (*self.server_state.default_headers, *written)]
        self.transport.write(b"".join((STATUS_LINE[status], *lines, b"connection: close\r\n\r\n", body)))
        self.transport.write_eof()
        self._deadline = self.loop.time() + PARTING_SECONDS
        self._timer.cancel()
        self._timer = self.loop.call_later(PARTING_SECONDS, self._look)

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete and not self.cycle.disconnected

    def _look(self) -> None:
        """End a connection on which nothing comes, or whose client does not take its answer."""
        now = self.loop.time()
        unsent = self.transport.get_write_buffer_size()
        if unsent != self._unsent:
            self._unsent, self._unsent_since = unsent, now
        elif unsent and now - self._unsent_since >= HEADER_SECONDS:
            return self.transport.abort()
        if not unsent and not self._is_answering() and now >= self._deadline:
            return self._end()
        wait = self._deadline - now
        self._timer = self.loop.call_later(wait if 0 < wait < HEADER_SECONDS else HEADER_SECONDS, self._look)
        return None

    def _end(self) -> None:
        if self._is_in_head and not self._refused:
            self._refuse("request-timeout")
        else:
            self.transport.close()


def _without_wish(data: bytes) -> bytes:
    """Return what a request begins with, its wish for another protocol under a name that tells the parser nothing.

    Some clients wish for HTTP/2 with every request, and send its body all the same. Headers that do not come at once
    stay as they are: a body could not be told from them.
    """
    head, end, rest = data.partition(b"\r\n\r\n")
    return _WISH.sub(b"\nX-Upgrade:", head) + end + rest if end else data


def _in_ascii(data: bytes) -> bytes:
    """Return what a request begins with, other bytes of its first line percent-encoded."""
    end = data.find(b"\n", len(data) - len(data.lstrip(b"\r\n")))
    line, rest = (data, b"") if end < 0 else (data[:end], data[end:])
    return _NO_ASCII.sub(lambda found: b"%%%02X" % ord(found[0]), line) + rest


def split_address(address: bytes) -> tuple[bytes, bytes, bytes]:
    """Return path, query and host of what a request asks for (RFC 9112, 3.2); the host is mostly empty.

    The fragment, which no client should send, is left out.
    """
    path, _, query = address.partition(b"#")[0].partition(b"?")
    if path.startswith(b"/") or b"://" not in path:
        return path, query, b""
    host, slash, rest = path.partition(b"://")[2].partition(b"/")
    return slash + rest or b"/", query, host.rpartition(b"@")[2]
