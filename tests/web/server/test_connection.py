"""Whatever comes in on a connection, an answer says what was wrong, and the next one is served."""

import socket
import threading
from ast import literal_eval
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import unquote_to_bytes

import pytest

from tests.web.running import PATIENCE, Answer, received, request, sent, served_here, serving
from web.http.problems import NAMESPACE, PROBLEM_TYPES
from web.server.connection import ClientConnection, split_address
from web.server.gateway import MAX_BODY
from web.server.refusals import MAX_ADDRESS, MAX_HEADERS, MOST_HEADERS

SEARCH = b"/api/v1/search"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Give the port of ``guidedex serve`` over one guide."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "one.md").write_text("---\ntitle: Kafka\n---\n\nKafka is what this guide is about.\n")
    with serving(folder, "--watch", "one.md") as server:
        yield int(server.said(r"http://127\.0\.0\.1:\d+/").rsplit(":", 1)[1].strip("/"))
        assert set(server.text.splitlines()) == {
            line for line in server.text.splitlines() if line.startswith(("Building", "Guidedex is at"))
        }


@pytest.fixture(scope="module")
def echo() -> Iterator[int]:
    """Give the port of an application that answers with what it was asked."""

    def application(environ: dict, start: Callable) -> list[bytes]:
        body = environ["wsgi.input"].read()
        start("200 OK", [])
        shown = {name: value for name, value in environ.items() if isinstance(value, str)}
        return [repr((shown, body)).encode()]

    with served_here(application) as found:
        yield found


def echoed(answer: Answer) -> tuple[dict[str, str], bytes]:
    assert answer.status == 200, answer
    return literal_eval(answer.body.decode())


def refused(answer: Answer, kind: str) -> None:
    """Check that an answer is a problem of a documented kind, complete, and the last one of its connection."""
    assert (answer.status, answer.is_problem) == (PROBLEM_TYPES[kind].status, True), answer
    document = answer.document
    assert document["type"] == NAMESPACE + kind
    assert document["request_id"] == answer.headers["x-request-id"]
    assert len(document["instance"]) < 700
    assert answer.headers["connection"] == "close"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "date" in answer.headers
    assert "server" not in answer.headers


@pytest.mark.parametrize("length", [60_000, 65_500, 65_534, 65_535, 65_536, 70_000, 100_000, 500_000])
def test_a_parameter_of_any_length_is_refused_by_its_name(port: int, length: int) -> None:
    for name in (b"limit", b"q", b"kind", b"nope"):
        (answer,) = sent(port, request(SEARCH + b"?" + name + b"=" + b"x" * length))
        assert (answer.status, answer.is_problem) == (400, True), answer
        (error,) = answer.document["errors"]
        assert error["parameter"] == name.decode()
        assert error["accepted"]


def test_a_path_of_a_hundred_kilobytes_is_not_found(port: int) -> None:
    (answer,) = sent(port, request(b"/api/v1/skills/" + b"x" * 100_000))
    assert (answer.status, answer.document["type"]) == (404, NAMESPACE + "not-found")
    (answer,) = sent(port, request(b"/guides/" + b"x" * 100_000))
    assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize("address", [SEARCH + b"?q=" + b"x" * 2_000_000, b"/" + b"x" * MAX_ADDRESS])
def test_longer_addresses_than_are_read_are_a_problem_too(port: int, address: bytes) -> None:
    (answer,) = sent(port, request(address))
    refused(answer, "address-too-long")
    assert f"{MAX_ADDRESS:,}" in answer.document["detail"]
    assert answer.document["instance"].startswith(unquote_to_bytes(address[:14]).decode())


@pytest.mark.parametrize(
    "headers",
    [[b"X-Long: " + b"x" * 300_000], [b"X-Long: " + b"x" * 3_000_000], [b"X-%d: 1" % at for at in range(101)]],
    ids=["300 KB", "3 MB", "101 headers"],
)
def test_headers_that_are_too_large_are_a_problem(port: int, headers: list[bytes]) -> None:
    (answer,) = sent(port, request(SEARCH, *headers))
    refused(answer, "headers-too-large")


def test_headers_up_to_the_bounds_are_read(port: int) -> None:
    for headers in ([b"X-Long: " + b"x" * (MAX_HEADERS - 100)], [b"X-%d: 1" % at for at in range(MOST_HEADERS - 1)]):
        (answer,) = sent(port, request(SEARCH + b"?q=kafka", *headers))
        assert answer.status == 200


@pytest.mark.parametrize(
    "raw",
    [
        *(
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            b"\0\0\0\0\r\n\r\n",
            b"hello\r\n\r\n",
            b"SSH-2.0-OpenSSH\r\n",
        ),
        *(b"GET\r\n\r\n", b"GET / FTP/1.0\r\n\r\n", b"GET / HTTP/2.0\r\n\r\n", b"GET /a b HTTP/1.1\r\n\r\n"),
        *(
            b"GET / HTTP/1.1\r\nNo colon\r\n\r\n",
            b"GET / HTTP/1.1\r\nA: b\r\n folded\0\r\n\r\n",
            b"G\xffT / HTTP/1.1\r\n",
        ),
        *(
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"GET /\r\n\r\n",
            b"GET /\0 HTTP/1.1\r\n\r\n",
            b"FOO / HTTP/1.1\r\n\r\n",
        ),
        request(SEARCH, b"Content-Length: 3", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
        request(SEARCH, b"Content-Length: 3", b"Content-Length: 4", body=b"abcd"),
        request(SEARCH, b"Content-Length: -1"),
        request(SEARCH, b"Content-Length: 99999999999999999999999"),
        request(SEARCH, b"Transfer-Encoding: chunked", body=b"zz\r\n"),
        request(SEARCH, b"Transfer-Encoding: gzip", body=b"zz"),
        request(SEARCH, b"Na me: 1"),
    ],
    ids=repr,
)
def test_what_is_no_http_is_a_problem(port: int, raw: bytes) -> None:
    (answer,) = sent(port, raw)
    refused(answer, "malformed-request")


def test_what_is_no_http_behind_a_request_is_refused_after_its_answer(port: int) -> None:
    first, second = sent(port, request(SEARCH + b"?q=kafka") + b"\0\0\r\n\r\n", "GET", "GET")
    assert first.status == 200
    refused(second, "malformed-request")


def test_a_problem_reaches_who_is_still_sending(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client, client.makefile("rb") as stream:
        client.sendall(b"GET /" + b"x" * (MAX_ADDRESS + 1))
        refused(received(stream), "address-too-long")
        client.sendall(b"x" * 100_000)
        assert stream.read() == b""


def test_the_oldest_clients_get_one_answer(port: int) -> None:
    (answer,) = sent(port, b"GET /api/v1/search?q=kafka HTTP/1.0\r\n\r\n")
    assert (answer.status, answer.headers["connection"]) == (200, "close")


def test_head_has_the_headers_of_get_and_no_body(port: int) -> None:
    asked = request(SEARCH + b"?q=kafka", method=b"HEAD") + request(SEARCH + b"?q=kafka")
    head, get = sent(port, asked, "HEAD", "GET")
    assert (head.status, head.body, get.status) == (200, b"", 200)
    assert head.headers["content-length"] == get.headers["content-length"] == str(len(get.body))
    (again,) = sent(port, request(SEARCH + b"?q=kafka", b"If-None-Match: " + get.headers["etag"].encode()))
    assert (again.status, again.body, "content-length" in again.headers) == (304, b"", False)


def test_requests_sent_at_once_are_answered_in_their_order(port: int) -> None:
    limits = [1, 3, 7, 2, 100]
    answers = sent(port, b"".join(request(SEARCH + b"?limit=%d" % limit) for limit in limits), *["GET"] * len(limits))
    assert [answer.document["limit"] for answer in answers] == limits


def test_a_connection_is_kept(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client, client.makefile("rb") as stream:
        for limit in (1, 2, 3):
            client.sendall(request(SEARCH + b"?limit=%d" % limit))
            answer = received(stream)
            assert (answer.document["limit"], "connection" in answer.headers) == (limit, False)


def test_headers_that_come_byte_by_byte_are_read(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client, client.makefile("rb") as stream:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for at in request(SEARCH + b"?q=kafka&limit=5", b"X-Request-Id: piecemeal"):
            client.sendall(bytes([at]))
        answer = received(stream)
    assert (answer.document["limit"], answer.headers["x-request-id"]) == (5, "piecemeal")


def test_clients_that_never_finish_their_headers_hinder_nobody(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(300):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))
            client.sendall(b"GET / HTTP/1.1\r\nX-Never: ")
        assert sent(port, request(SEARCH + b"?q=kafka"))[0].status == 200


@pytest.mark.parametrize("path", [b"/api/v1/skills/%ff%fe", b"/api/v1/skills/\xff\xfe", b"/api/v1/skills/caf\xc3\xa9"])
def test_paths_of_any_bytes_are_not_found(port: int, path: bytes) -> None:
    (answer,) = sent(port, request(path))
    assert (answer.status, answer.document["type"]) == (404, NAMESPACE + "not-found")


@pytest.mark.parametrize("query", [b"q=%ff%fe", b"q=\xff\xfe"])
def test_a_query_that_is_no_utf_8_is_refused_by_its_name(port: int, query: bytes) -> None:
    (answer,) = sent(port, request(SEARCH + b"?" + query))
    assert (answer.status, answer.document["errors"][0]["parameter"]) == (400, "q")


def test_bytes_of_an_address_reach_the_application_as_they_are(echo: int) -> None:
    (answer,) = sent(echo, request(b"/a%2Fb/\xc3\xa9/%C3%A9?x=\xff&y=%ff&z=?#part"))
    environ, _ = echoed(answer)
    assert environ["PATH_INFO"] == "/a/b/é/é".encode().decode("latin-1")
    assert environ["QUERY_STRING"] == "x=%FF&y=%ff&z=?"
    assert environ["RAW_URI"] == "/a%2Fb/%C3%A9/%C3%A9?x=%FF&y=%ff&z=?"


def test_bytes_of_addresses_are_read_wherever_they_are_cut_and_those_of_headers_are_left(echo: int) -> None:
    raw = request("/é?é=é".encode(), "X-A: é".encode())
    with socket.create_connection(("127.0.0.1", echo), timeout=PATIENCE) as client, client.makefile("rb") as stream:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for at in range(3, 20):
            client.sendall(raw[:at])
            client.sendall(raw[at:] + b"\r\n")
            environ, _ = echoed(received(stream))
            assert (environ["RAW_URI"], environ["HTTP_X_A"]) == ("/%C3%A9?%C3%A9=%C3%A9", "Ã©")


def test_an_absolute_address_names_the_host(echo: int) -> None:
    (answer,) = sent(echo, request(b"http://me@guides.example:81/a?b=c"))
    environ, _ = echoed(answer)
    asked = [environ[name] for name in ("HTTP_HOST", "PATH_INFO", "QUERY_STRING", "SCRIPT_NAME")]
    assert asked == ["guides.example:81", "/a", "b=c", ""]


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        (b"/", (b"/", b"", b"")),
        (b"*", (b"*", b"", b"")),
        (b"here:80", (b"here:80", b"", b"")),
        (b"//a/b?c?d#e?f", (b"//a/b", b"c?d", b"")),
        (b"/?u=http://a/b", (b"/", b"u=http://a/b", b"")),
        (b"http://a?b", (b"/", b"b", b"a")),
        (b"https://x:y@[::1]:80/p/q#f", (b"/p/q", b"", b"[::1]:80")),
        (b"", (b"", b"", b"")),
    ],
)
def test_an_address_has_parts(address: bytes, parts: tuple[bytes, bytes, bytes]) -> None:
    assert split_address(address) == parts


def test_odd_targets_are_answered(port: int) -> None:
    asked = b"OPTIONS * HTTP/1.1\r\nHost: here\r\n\r\n", b"CONNECT here:80 HTTP/1.1\r\nHost: here:80\r\n\r\n"
    for raw in asked:
        assert 400 <= sent(port, raw)[0].status < 500


def test_a_wish_for_another_protocol_is_not_granted(port: int) -> None:
    wish = request(SEARCH + b"?limit=2", b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: A")
    first, second = sent(port, wish + request(SEARCH + b"?limit=3"), "GET", "GET")
    assert [first.document["limit"], second.document["limit"]] == [2, 3]


def test_a_body_is_read_whatever_protocol_its_sender_wishes_for(echo: int) -> None:
    body = b"\r\nUpgrade: mine\r\n"
    wish = b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"Content-Length: %d" % len(body)
    first, second = sent(echo, request(b"/", *wish, method=b"POST", body=body) + request(b"/next"), "POST", "GET")
    assert echoed(first)[1] == body
    assert echoed(second)[0]["PATH_INFO"] == "/next"
    spelt = b"Connection: Upgrade", b"uPgRaDe: h2c", b"Content-Length: 37"
    inner = b"GET /smuggled HTTP/1.1\r\nHost: here\r\n\r\n"
    refused(*sent(echo, request(b"/", *spelt, method=b"POST", body=inner)), "malformed-request")


def test_headers_become_variables_and_no_other_ones(echo: int) -> None:
    headers = (b"X-A: 1", b"x-a: 2", b"X_A: 3", b"Content_Length: 9", b"Remote-Addr: 1.2.3.4", b"Wsgi.Input: x")
    environ, body = echoed(*sent(echo, request(b"/", *headers, b"Content-Type: text/x")))
    assert (environ["HTTP_X_A"], environ["CONTENT_TYPE"], body) == ("1,2", "text/x", b"")
    assert (environ["REMOTE_ADDR"], environ["HTTP_REMOTE_ADDR"]) == ("127.0.0.1", "1.2.3.4")
    assert {"CONTENT_LENGTH", "HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"}.isdisjoint(environ)
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("127.0.0.1", str(echo))
    assert environ["wsgi.url_scheme"] == "http"


def chunks(*parts: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (*parts, b""))


def test_a_body_in_chunks_says_its_length_and_what_comes_behind_it_is_no_header(echo: int) -> None:
    body = chunks(b"abc", b"de").removesuffix(b"\r\n") + b"X-Behind: 1\r\n\r\n"
    raw = request(b"/", b"Transfer-Encoding: chunked", method=b"POST", body=body)
    environ, body = echoed(*sent(echo, raw))
    assert (environ["CONTENT_LENGTH"], body) == ("5", b"abcde")
    assert {"HTTP_TRANSFER_ENCODING", "HTTP_X_BEHIND"}.isdisjoint(environ)


def test_a_body_is_as_long_as_it_says(echo: int) -> None:
    body = b"x" * MAX_BODY
    raw = request(b"/", b"Content-Length: %d" % len(body), method=b"POST", body=body)
    first, second = sent(echo, raw + request(b"/next"), "POST", "GET")
    assert echoed(first)[1] == body
    assert echoed(second)[0]["PATH_INFO"] == "/next"


def posted(body: bytes, *headers: bytes) -> bytes:
    return request(b"/api/v1/related", b"Content-Type: application/json", *headers, method=b"POST", body=body)


@pytest.mark.parametrize(
    "raw",
    [
        posted(b" " * 3_000_000, b"Content-Length: 3000000"),
        posted(chunks(*[b" " * 65_536] * 40), b"Transfer-Encoding: chunked"),
    ],
    ids=["said", "in chunks"],
)
def test_a_body_that_is_too_large_is_refused_and_the_next_request_answered(port: int, raw: bytes) -> None:
    first, second = sent(port, raw + request(SEARCH + b"?q=kafka"), "POST", "GET")
    assert (first.status, first.document["type"]) == (413, NAMESPACE + "body-too-large")
    assert first.document["errors"][0]["parameter"] == "body"
    assert second.status == 200


def test_who_asks_before_sending_is_told_to_go_on_or_that_it_is_too_much(port: int) -> None:
    body = b'{"text": "kafka"}'
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client, client.makefile("rb") as stream:
        client.sendall(posted(b"", b"Expect: 100-continue", b"Content-Length: %d" % len(body)))
        assert received(stream, "POST").status == 100
        client.sendall(body)
        assert received(stream, "POST").status == 200
        client.sendall(posted(b"", b"Expect: 100-continue", b"Content-Length: 3000000"))
        assert received(stream, "POST").status == 413


def test_a_body_that_breaks_off_is_nothing_to_answer(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client, client.makefile("rb") as stream:
        client.sendall(posted(b'{"te', b"Content-Length: 100"))
        client.shutdown(socket.SHUT_WR)
        assert stream.read() == b""


def test_a_client_that_has_said_all_gets_its_answer(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client, client.makefile("rb") as stream:
        client.sendall(request(SEARCH + b"?q=kafka") * 2)
        client.shutdown(socket.SHUT_WR)
        assert [received(stream).status for _ in range(2)] == [200, 200]
        assert stream.read() == b""


def test_what_follows_a_body_without_end_is_refused(echo: int) -> None:
    raw = request(b"/", b"Transfer-Encoding: chunked", method=b"POST", body=b"0\r\nX-Behind: " + b"x" * 2_000_000)
    (answer,) = sent(echo, raw)
    refused(answer, "headers-too-large")


def hello(environ: dict, start: Callable) -> list[bytes]:
    environ["wsgi.input"].read()
    start("200 OK", [("Content-Length", "5")])
    return [b"hello"]


def test_who_takes_too_long_for_headers_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.server.connection.HEADER_SECONDS", 0.2)
    with served_here(hello) as port:
        (answer,) = sent(port, b"GET /slow HTTP/1.1\r\nX-Never: ")
        refused(answer, "request-timeout")
        assert answer.document["instance"] == "/slow"
        after = sent(port, request(b"/") + b"GET / HTTP/1.1\r\n", "GET", "GET")
        assert after[0].body == b"hello"
        refused(after[1], "request-timeout")


@pytest.mark.parametrize("raw", [b"", b"\r\n", request(b"/")], ids=["nothing", "no line", "one request"])
def test_a_connection_on_which_nothing_comes_is_ended(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr("web.server.connection.HEADER_SECONDS", 0.2)
    with served_here(hello) as port, socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        client.sendall(raw)
        with client.makefile("rb") as stream:
            if len(raw) > 2:
                assert received(stream).body == b"hello"
            assert stream.read() == b""


def test_a_client_that_takes_no_answer_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.server.connection.HEADER_SECONDS", 0.2)
    large, let_go, lost = b"x" * 20_000_000, threading.Event(), ClientConnection.connection_lost

    def connection_lost(connection: ClientConnection, error: Exception | None) -> None:
        lost(connection, error)
        let_go.set()

    monkeypatch.setattr(ClientConnection, "connection_lost", connection_lost)

    def application(_environ: dict, start: Callable) -> list[bytes]:
        start("200 OK", [])
        return [large]

    with served_here(application) as port, socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        client.sendall(request(b"/") * 3)
        assert let_go.wait(PATIENCE)
        n_taken = 0
        with pytest.raises(ConnectionResetError):  # noqa: PT012 - all that was sent before comes first
            while taken := client.recv(1 << 20):
                n_taken += len(taken)
            raise ConnectionResetError
        assert n_taken < len(large)
