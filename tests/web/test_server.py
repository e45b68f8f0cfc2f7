"""``guidedex serve`` as a process: it builds, answers whatever clients send, rebuilds, and stops."""

import json
import os
import re
import select
import signal
import socket
import threading
import time
from ast import literal_eval
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from corpus.problems import GuidedexError
from tests.web.running import (
    PATIENCE,
    Answer,
    eventually,
    is_answered,
    received,
    request,
    sent,
    served,
    serving,
)
from web.cli.main import run
from web.http import turns
from web.http.limits import MAX_ADDRESS, MAX_HEAD, MAX_HEADERS
from web.http.problems import NAMESPACE
from web.http.request_context import Application
from web.http.turns import BUSY, MAX_BODIES, MAX_BODY, MAX_EDITORS, Turns
from web.server import STOP_SECONDS, Address, application
from web.settings import load_settings

GUIDE = "---\ntitle: {0}\n---\n\n{0} is what this guide is about.\n"
SEARCH = b"/api/v1/search"
LARGE = 30_000_000
"""Bytes of an answer that no socket takes at once."""


def built(folder: Path, *titles: str) -> None:
    """Write guides into ``folder/guides`` and build the index beside them: within, each build would read the last."""
    (folder / "guides").mkdir(exist_ok=True)
    for title in titles:
        (folder / "guides" / f"{title}.md").write_text(GUIDE.format(title))
    assert run(["build", str(folder / "guides"), "--index", str(folder / "index")]) == 0


def ask(port: int, query: str) -> list[str]:
    with urlopen(f"http://127.0.0.1:{port}/api/v1/search?q={query}", timeout=PATIENCE) as answer:
        return [hit["title"] for hit in json.load(answer)["hits"]]


def posted(body: bytes, *headers: bytes) -> bytes:
    return request(b"/api/v1/related", b"Content-Type: application/json", *headers, method=b"POST", body=body)


def chunks(*parts: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (*parts, b""))


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield client


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Give the port of ``guidedex serve`` over one guide."""
    folder = tmp_path_factory.mktemp("served")
    built(folder, "Kafka")
    with serving(folder, "--index", "index") as server:
        yield server.port
        assert server.text.splitlines() == [line for line in server.text.splitlines() if "Guidedex is at" in line]


def load_echo() -> Application:
    """Return an application that answers with what it was asked, or with much."""

    def echo(environ: dict, start: Callable) -> list[bytes]:
        body = b"x" * LARGE if environ["PATH_INFO"] == "/large" else environ["wsgi.input"].read()
        start("200 OK", [])
        shown = {name: value for name, value in environ.items() if isinstance(value, str) and name not in os.environ}
        return [body] if len(body) == LARGE else [repr((shown, body)).encode()]

    return echo


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Give the port of an application that answers with what it was asked."""
    with served(load_echo, tmp_path_factory.mktemp("echo")) as found:
        yield found


def echoed(answer: Answer) -> tuple[dict[str, str], bytes]:
    assert answer.status == 200, answer
    return literal_eval(answer.body.decode())


def load_hanging() -> Application:
    """Return an application that hangs where it is asked to, in a process whose turns last half a second."""
    from web.http import turns

    turns.MAX_TURN_SECONDS = 0.5
    hangs = {
        "/in-python": lambda: threading.Event().wait(),
        "/in-an-extension": lambda: re.match(r"(a+)+b", "a" * 60),  # holds the interpreter's lock for years
    }

    def application(environ: dict, start: Callable) -> list[bytes]:
        hangs.get(environ["PATH_INFO"], lambda: None)()
        start("200 OK", [("content-length", "5")])
        return [b"%5d" % (os.getpid() % 100_000)]

    return application


@pytest.mark.parametrize("path", [b"/in-python", b"/in-an-extension"])
def test_a_worker_that_hangs_is_ended_and_replaced(tmp_path: Path, path: bytes) -> None:
    with served(load_hanging, tmp_path) as port:
        (before,) = sent(port, request(b"/"))
        with connected(port) as hung:
            hung.sendall(request(path))
            with suppress(ConnectionError):
                assert hung.recv(1) == b"", "the connection is closed"

        def is_replaced() -> bool:
            try:
                (after,) = sent(port, request(b"/"))
            except (AssertionError, ConnectionError):
                return False
            return after.body != before.body

        eventually(is_replaced)


# Requests of any kind


@pytest.mark.parametrize("length", [10_000, 65_000])
def test_a_parameter_of_any_length_is_refused_by_its_name(port: int, length: int) -> None:
    for name in (b"limit", b"q", b"kind", b"nope"):
        (answer,) = sent(port, request(SEARCH + b"?" + name + b"=" + b"x" * length))
        assert (answer.status, answer.is_problem) == (400, True), answer
        (error,) = answer.document["errors"]
        assert error["parameter"] == name.decode()
        assert error["accepted"]


@pytest.mark.parametrize(
    ("raw", "statuses"),
    [
        (request(SEARCH + b"?q=" + b"x" * MAX_ADDRESS), (414,)),
        (request(b"/" + b"x" * 2_000_000), (414, 431)),
        (request(SEARCH, b"X-Long: " + b"x" * 4 * MAX_HEAD), (431,)),
        (request(SEARCH, *[b"X-%d: 1" % at for at in range(MAX_HEADERS + 1)]), (431,)),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", (400,)),
        (b"SSH-2.0-OpenSSH\r\n", (400,)),
        (b"GET /\r\n\r\n", (400,)),
        (b"GET / HTTP/1.1\r\nNo colon\r\n\r\n", (400,)),
        (request(SEARCH, b"Content-Length: -1"), (400,)),
        (request(b"/api/v1/skills/\xff\xfe"), (400,)),
    ],
    ids=lambda value: repr(value[:30]),
)
def test_what_the_server_does_not_read_is_refused_and_the_connection_closed(
    port: int, raw: bytes, statuses: tuple[int, ...]
) -> None:
    (answer,) = sent(port, raw)
    assert answer.status in statuses
    assert answer.headers["connection"] == "close"
    assert ask(port, "kafka") == ["Kafka"]


def test_headers_and_addresses_up_to_the_bounds_are_read(port: int) -> None:
    most = [b"X-%d: 1" % at for at in range(MAX_HEADERS - 1)]
    for headers in ([b"X-Long: " + b"x" * (MAX_HEAD - 1_000)], most):
        (answer,) = sent(port, request(SEARCH + b"?q=kafka", *headers))
        assert answer.status == 200
    (answer,) = sent(port, request(b"/api/v1/skills/" + b"x" * (MAX_ADDRESS - 15)))
    assert (answer.status, answer.document["type"]) == (404, NAMESPACE + "not-found")


def test_the_oldest_clients_get_one_answer(port: int) -> None:
    (answer,) = sent(port, b"GET /api/v1/search?q=kafka HTTP/1.0\r\n\r\n")
    assert answer.status == 200


def test_head_has_the_headers_of_get_and_no_body(port: int) -> None:
    asked = request(SEARCH + b"?q=kafka", method=b"HEAD") + request(SEARCH + b"?q=kafka")
    head, get = sent(port, asked, "HEAD", "GET")
    assert (head.status, head.body, get.status) == (200, b"", 200)
    assert head.headers["content-length"] == get.headers["content-length"] == str(len(get.body))
    (again,) = sent(port, request(SEARCH + b"?q=kafka", b"If-None-Match: " + get.headers["etag"].encode()))
    assert (again.status, again.body) == (304, b"")


def test_requests_sent_at_once_are_answered_in_their_order_on_one_connection(port: int) -> None:
    wanted = [1, 3, 7, 2, 100]
    answers = sent(port, b"".join(request(SEARCH + b"?limit=%d" % limit) for limit in wanted), *["GET"] * len(wanted))
    assert [answer.document["limit"] for answer in answers] == wanted


@pytest.mark.parametrize("path", [b"/api/v1/skills/%ff%fe", "/api/v1/skills/café".encode()])
def test_paths_of_any_characters_are_not_found(port: int, path: bytes) -> None:
    (answer,) = sent(port, request(path))
    assert (answer.status, answer.document["type"]) == (404, NAMESPACE + "not-found")


def test_a_query_that_is_no_utf_8_is_refused_by_its_name(port: int) -> None:
    (answer,) = sent(port, request(SEARCH + b"?q=%ff%fe"))
    assert (answer.status, answer.document["errors"][0]["parameter"]) == (400, "q")


def test_methods_and_odd_targets_are_answered(port: int) -> None:
    (answer,) = sent(port, request(SEARCH, method=b"DELETE"))
    assert (answer.status, answer.is_problem) == (405, True)
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    asked = b"OPTIONS * HTTP/1.1\r\nHost: here\r\n\r\n", b"CONNECT here:80 HTTP/1.1\r\nHost: here:80\r\n\r\n"
    assert all(400 <= sent(port, raw)[0].status < 500 for raw in asked)
    wish = request(SEARCH + b"?limit=2", b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: A")
    assert sent(port, wish)[0].document["limit"] == 2


def test_requests_become_variables(echo: int) -> None:
    raw = request("/a%2Fb/é?x=%ff".encode(), b"X-A: 1", b"x-a: 2", b"Remote-Addr: 1.2.3.4", b"Content-Type: text/x")
    environ, body = echoed(*sent(echo, raw))
    assert (environ["PATH_INFO"], environ["QUERY_STRING"]) == ("/a/b/é".encode().decode("latin-1"), "x=%ff")
    assert (environ["HTTP_X_A"], environ["CONTENT_TYPE"], body) == ("1,2", "text/x", b"")
    assert (environ["REMOTE_ADDR"], environ["HTTP_REMOTE_ADDR"]) == ("127.0.0.1", "1.2.3.4")
    assert (environ["SERVER_PORT"], environ["wsgi.url_scheme"]) == (str(echo), "http")


# Bodies


def test_a_body_in_chunks_says_its_length(echo: int) -> None:
    raw = request(b"/", b"Transfer-Encoding: chunked", method=b"POST", body=chunks(b"abc", b"de"))
    environ, body = echoed(*sent(echo, raw))
    assert (environ["CONTENT_LENGTH"], body, "HTTP_TRANSFER_ENCODING" in environ) == ("5", b"abcde", False)


@pytest.mark.parametrize(
    "raw",
    [
        posted(b" " * 1_000_001, b"Content-Length: 1000001"),
        posted(b" " * 3_000_000, b"Content-Length: 3000000"),
        posted(chunks(*[b" " * 65_536] * 40), b"Transfer-Encoding: chunked"),
    ],
    ids=["a byte more", "said", "in chunks"],
)
def test_a_body_that_is_too_large_is_refused_and_the_next_request_answered(port: int, raw: bytes) -> None:
    first, second = sent(port, raw + request(SEARCH + b"?q=kafka"), "POST", "GET")
    assert (first.status, first.document["type"]) == (413, NAMESPACE + "body-too-large")
    assert first.document["errors"][0]["parameter"] == "body"
    assert second.status == 200


def test_a_body_of_any_size_that_is_announced_is_refused(port: int) -> None:
    for length in (3_000_000, 10**12, 10**18):
        (answer,) = sent(port, posted(b" ", b"Expect: 100-continue", b"Content-Length: %d" % length))
        assert answer.status in (100, 413)
    (answer,) = sent(port, posted(b"", b"Content-Length: 3", b"X: 1").replace(b"application/json", b"text/x") + b"abc")
    assert (answer.status, answer.document["type"]) == (415, NAMESPACE + "unsupported-media-type")


def test_who_asks_before_sending_is_told_to_go_on(port: int) -> None:
    body = b'{"text": "kafka"}'
    with connected(port) as client, client.makefile("rb") as stream:
        client.sendall(posted(b"", b"Expect: 100-continue", b"Content-Length: %d" % len(body)))
        assert received(stream, "POST").status == 100
        client.sendall(body)
        assert received(stream, "POST").status == 200


def test_a_body_that_breaks_off_hinders_nobody(port: int) -> None:
    for _ in range(MAX_BODIES + 1):
        with connected(port) as client:
            client.sendall(posted(b'{"te', b"Content-Length: 100"))
    body = b'{"text": "kafka"}'
    raw = posted(body, b"Content-Length: %d" % len(body))
    eventually(lambda: sent(port, raw)[0].status == 200)


# Slow clients


def test_headers_that_come_byte_by_byte_are_read(port: int) -> None:
    with connected(port) as client, client.makefile("rb") as stream:
        for at in request(SEARCH + b"?q=kafka&limit=5", b"X-Request-Id: piecemeal"):
            client.sendall(bytes([at]))
        answer = received(stream)
    assert (answer.document["limit"], answer.headers["x-request-id"]) == (5, "piecemeal")


def test_clients_that_never_finish_their_headers_hinder_nobody(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(300):
            stack.enter_context(connected(port)).sendall(b"GET / HTTP/1.1\r\nX-Never: ")
        assert ask(port, "kafka") == ["Kafka"]


def load_patient() -> Application:
    """Return the application over ``index``, which waits for bodies as long as a test takes."""
    turns.BODY_SECONDS = turns.CROWDED_SECONDS = 2.0 * PATIENCE
    return application(replace(load_settings(None, {}), index=Path("index")))


def test_clients_whose_bodies_drip_hinder_no_search_and_one_too_many_is_told_to_come_back(tmp_path: Path) -> None:
    built(tmp_path, "Kafka")
    with served(load_patient, tmp_path) as port, ExitStack() as stack:
        body = b'{"text": "kafka"}'
        raw = posted(body, b"Content-Length: %d" % len(body))
        slow: list[socket.socket] = []

        def is_crowded() -> bool:
            """Tell whether no place is left; another slow client comes if one is."""
            if sent(port, raw)[0].status == 503:
                return True
            slow.append(stack.enter_context(connected(port)))
            slow[-1].sendall(posted(b"{", b"Content-Length: 17"))
            return False

        eventually(is_crowded)
        assert len(slow) >= MAX_BODIES
        assert sent(port, raw)[0].headers["retry-after"]
        for client in slow:
            client.sendall(b'"')
        began = time.monotonic()
        assert ask(port, "kafka") == ["Kafka"]
        assert time.monotonic() - began < PATIENCE / 4
        slow[0].sendall(b'text": "kafka"}')
        with slow[0].makefile("rb") as stream:
            assert received(stream, "POST").status == 200
        for client in slow:
            client.close()
        eventually(lambda: sent(port, raw)[0].status == 200)


def load_impatient() -> Application:
    """Return the application over ``index``, which waits less long for bodies."""
    turns.BODY_SECONDS, turns.CROWDED_SECONDS = 3.0, 1.5
    return application(replace(load_settings(None, {}), index=Path("index")))


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Yield the port of a server that waits less long for bodies."""
    folder = tmp_path_factory.mktemp("impatient")
    built(folder, "Kafka")
    with served(load_impatient, folder) as port:
        yield port


@pytest.mark.skipif(not Path(turns.DESCRIPTORS).is_dir(), reason="only Linux tells which connection waits")
@pytest.mark.parametrize(
    ("head", "part"),
    [
        (b"Content-Length: 17", b""),
        (b"Content-Length: 17", b'{"t'),
        (b"Content-Length: 900000", b" "),
        (b"Content-Length: 3000000", b" "),
        (b"Transfer-Encoding: chunked", chunks(b'{"t')[:-5]),
    ],
    ids=["nothing", "a part", "drops", "drops of what is too large", "chunks"],
)
def test_a_body_that_does_not_come_is_answered_and_its_connection_closed(
    impatient: int, head: bytes, part: bytes
) -> None:
    with connected(impatient) as client, client.makefile("rb") as stream:
        client.sendall(posted(part, head))
        while part == b" " and not select.select([client], [], [], 0.2)[0]:
            client.sendall(part)
        answer = received(stream, "POST")
        assert (answer.status, answer.document["type"]) == (408, NAMESPACE + "body-too-slow")
        with suppress(ConnectionError):
            assert stream.read() == b""


@pytest.mark.skipif(not Path(turns.DESCRIPTORS).is_dir(), reason="only Linux tells which connection waits")
def test_slow_bodies_give_up_their_places_to_others(impatient: int) -> None:
    body = b'{"text": "kafka"}'
    raw = posted(body, b"Content-Length: %d" % len(body))
    with ExitStack() as stack:
        for _ in range(2 * MAX_BODIES):
            stack.enter_context(connected(impatient)).sendall(posted(b"{", b"Content-Length: 17"))
        other = stack.enter_context(connected(impatient))
        answers = stack.enter_context(other.makefile("rb"))

        def status() -> int:
            other.sendall(raw)
            return received(answers, "POST").status

        eventually(lambda: status() == 503)
        eventually(lambda: status() == 200)  # on the connection that was open all the time


def test_clients_that_take_no_answer_hinder_nobody(echo: int) -> None:
    with ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(connected(echo)).sendall(request(b"/large"))
        for _ in range(3):
            assert echoed(*sent(echo, request(b"/next")))[0]["PATH_INFO"] == "/next"


def load_waiting() -> Application:
    """Return the application over ``index``, whose reports for editors wait until there is a file ``go-on``."""
    from web.editor import queue

    def wait(*_: object) -> dict[str, object]:
        Path("begun").touch()
        eventually(Path("go-on").exists)
        return {"findings": [], "by_rule": {}}

    queue.start, queue.result_of = lambda *_: None, wait
    return application(replace(load_settings(None, {}), index=Path("index"), host="127.0.0.1"))


def test_a_search_is_answered_while_reports_for_editors_are_computed(tmp_path: Path) -> None:
    built(tmp_path, "Kafka")
    asked, statuses = request(b"/api/v1/gaps").replace(b"Host: here", b"Host: localhost"), []
    with served(load_waiting, tmp_path) as port:
        editors = [
            threading.Thread(target=lambda: statuses.append(sent(port, asked)[0].status)) for _ in range(MAX_EDITORS)
        ]
        for editor in editors:
            editor.start()
        eventually((tmp_path / "begun").exists)
        eventually(lambda: sent(port, asked)[0].status == 503)
        assert ask(port, "kafka") == ["Kafka"]
        assert statuses == []
        (tmp_path / "go-on").touch()
        for editor in editors:
            editor.join(PATIENCE)
        assert sent(port, asked)[0].status == 200
    assert statuses == [200] * MAX_EDITORS


# Turns, without a server


def call(application: Application, **environ: object) -> bytes:
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": BytesIO(), **environ}
    return b"".join(application(asked, lambda *_: None))


def test_one_request_is_answered_at_a_time() -> None:
    inside, most = [], []

    def application(_environ: dict, _start: Callable) -> list[bytes]:
        inside.append(1)
        most.append(len(inside))
        threading.Event().wait(0.001)
        inside.pop()
        return []

    turns = Turns(application)
    readers = [threading.Thread(target=lambda: [call(turns) for _ in range(10)]) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(PATIENCE)
    assert (len(most), max(most)) == (80, 1)


def test_an_answer_is_whole_and_closed_when_the_turn_ends() -> None:
    closed = []

    class Parts(list):
        def close(self) -> None:
            closed.append(1)

    assert call(Turns(lambda *_: Parts([b"a", b"b"]))) == b"ab"
    assert closed == [1]


def test_a_turn_ends_with_an_error_too() -> None:
    def application(environ: dict, _start: Callable) -> list[bytes]:
        if environ["PATH_INFO"] == "/fails":
            raise KeyError
        return [b"well"]

    turns = Turns(application)
    with pytest.raises(KeyError):
        call(turns, PATH_INFO="/fails")
    assert call(turns) == b"well"


@pytest.mark.parametrize("length", [MAX_BODY - 1, MAX_BODY, MAX_BODY + 1, 3 * MAX_BODY])
def test_a_body_is_read_to_its_end_and_kept_up_to_what_is_too_much(length: int) -> None:
    stream, seen = BytesIO(b"x" * length), []
    turns = Turns(lambda environ, _start: seen.append(len(environ["wsgi.input"].read())) or [])
    call(turns, CONTENT_LENGTH=str(length), **{"wsgi.input": stream})
    assert (seen, stream.read()) == ([min(length, MAX_BODY)], b"")


def test_one_too_many_gets_a_problem_that_others_may_read(client: FlaskClient) -> None:
    answer = client.post("/api/v1/related", json={"text": "a"}, environ_overrides={BUSY: True})
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "10")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    problem = json.loads(answer.data)
    assert problem["type"] == "urn:guidedex:problem:unavailable"
    assert problem["request_id"] == answer.headers["X-Request-Id"]


# Starting, stopping, and what happens between


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_builds_what_is_missing_answers_rebuilds_on_change_and_stops(tmp_path: Path, stop: signal.Signals) -> None:
    guides = tmp_path / "guides"
    guides.mkdir()
    (guides / "one.md").write_text(GUIDE.format("Kafka"))
    with serving(tmp_path, "--watch", "guides", "--workers", "2") as server:
        assert ask(server.port, "kafka") == ["Kafka"]
        (guides / "two.md").write_text(GUIDE.format("Terraform"))
        server.said("Rebuilt: 2 guides")
        assert ask(server.port, "terraform") == ["Terraform"]
        (guides / "one.md").unlink()
        (guides / "two.md").unlink()
        server.said("Not rebuilt: .*")
        assert ask(server.port, "terraform") == ["Terraform"]
        began = time.monotonic()
        os.killpg(server.process.pid, stop) if stop == signal.SIGINT else server.process.send_signal(stop)
        assert server.process.wait(PATIENCE) == 0
        assert time.monotonic() - began < STOP_SECONDS
        server.said("Guidedex is at")
        assert not [line for line in server.text.splitlines() if "Traceback" in line or "exit" in line]


def build_of(port: int) -> str:
    with urlopen(f"http://127.0.0.1:{port}/api/v1/skills?limit=1", timeout=PATIENCE) as answer:
        return json.load(answer)["build_id"]


@pytest.mark.parametrize("n_builds", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_new_builds_are_taken_in_under_load_and_no_request_is_dropped(tmp_path: Path, n_builds: int) -> None:
    built(tmp_path, "Kafka")
    failed, asked, over = [], [], threading.Event()

    def keep_asking(port: int, at: int) -> None:
        while not over.is_set() or len(asked) < 10 * n_builds:
            try:
                assert ask(port, f"kafka+{at}.{len(asked)}")[:1] == ["Kafka"]
                asked.append(at)
                over.wait(0.05)  # leaves processors to the builds
            except Exception as error:
                failed.append(error)
                return

    with serving(tmp_path, "--index", "index", "--workers", "2") as server:
        port = server.port
        readers = [threading.Thread(target=keep_asking, args=(port, at)) for at in range(4)]
        for reader in readers:
            reader.start()
        builds = {build_of(port)}
        for at in range(n_builds):
            built(tmp_path, f"Topic{at}")
            assert ask(port, f"Topic{at}")[:1] == [f"Topic{at}"]
            builds.add(build_of(port))
        over.set()
        for reader in readers:
            reader.join(PATIENCE)
    assert failed == []
    assert len(builds) == n_builds + 1
    assert len(asked) >= 10 * n_builds


@pytest.mark.slow
def test_memory_and_open_files_stay_as_they_are_over_fifty_builds(tmp_path: Path) -> None:
    built(tmp_path, "Kafka", "Redis")
    with serving(tmp_path, "--index", "index") as server:
        port, taken = server.port, []
        (worker,) = server.workers()
        for at in range(50):
            built(tmp_path, "Kafka" if at % 2 else "Redis")
            (tmp_path / "guides" / "Kafka.md").write_text(GUIDE.format("Kafka") + f"\nEdition {at}.\n")
            assert ask(port, "kafka")[:1] == ["Kafka"]
            pages = int(Path(f"/proc/{worker}/statm").read_text().split()[1])
            taken.append((pages * os.sysconf("SC_PAGE_SIZE"), len(os.listdir(f"/proc/{worker}/fd"))))
    (early, files), (late, files_late) = taken[10], taken[-1]
    assert files_late <= files + 2
    assert late < early + 8_000_000


def test_a_worker_that_cannot_load_ends_the_server_with_its_error(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(GUIDE.format("Kafka"))
    (tmp_path / "guidedex.yaml").write_text("server: {rate_limit: 3 per minute}\nsources: [.]\n")
    (tmp_path / "flask_limiter.py").write_text("raise ImportError('not installed')")
    with serving(tmp_path, "--config", "guidedex.yaml", "--workers", "2", path=tmp_path) as server:
        assert server.process.wait(PATIENCE) == 2
        said = server.said("guidedex: .*")
    assert said.startswith("guidedex: cannot limit the rate of requests: Flask-Limiter is not installed")
    assert "Traceback" not in server.text
    assert server.text.count("guidedex:") == 1


def test_an_index_that_cannot_be_read_is_an_error_that_says_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["build", "--index", str(tmp_path)])
    for manifest in tmp_path.glob("*/manifest.json"):  # nor is there a sound build to fall back on
        manifest.unlink()
    assert run(["serve", "--port", "0", "--index", str(tmp_path)]) == 2
    assert f"run `guidedex build --index {tmp_path}`" in capsys.readouterr().err


def is_alive(process: int) -> bool:
    """Return whether a process runs; one that ended and was not waited for does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_worker_that_was_killed_is_replaced_and_its_counts_stay(tmp_path: Path) -> None:
    built(tmp_path, "Kafka")
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "counter_1.db").write_bytes(b"of a server that is gone")
    figures = str(tmp_path / "figures")
    with serving(tmp_path, "--index", "index", "--workers", "2", PROMETHEUS_MULTIPROC_DIR=figures) as server:
        port = server.port
        eventually(lambda: len(server.workers()) == 2 and n_searches(port) == 2)
        for _ in range(20):
            ask(port, "kafka")
        assert n_searches(port) == 22
        first, second = server.workers()
        os.kill(first, signal.SIGKILL)
        eventually(lambda: len({first, second, *server.workers()}) == 3 and not is_alive(first))
        eventually(lambda: n_searches(port) == 23)
        assert ask(port, "kafka") == ["Kafka"]
        server.process.terminate()
        assert server.process.wait(PATIENCE) == 0
    assert "Unexpected exit from worker" in server.text


def n_searches(port: int) -> float:
    """Return how many searches all workers have counted; each counts the one that warms it up."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as answer:
            families = text_string_to_metric_families(answer.read().decode())
    except OSError:
        return -1  # sent to the worker that was killed
    return sum(s.value for f in families for s in f.samples if s.name == "guidedex_search_results_count")


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    built(tmp_path, "Kafka")
    with serving(tmp_path, "--index", "index") as server:
        port, workers = server.port, server.workers()
        server.process.kill()
        server.process.wait(10)
        eventually(lambda: not any(map(is_alive, workers)))
        assert not is_answered(port)


def test_a_request_that_has_begun_is_finished_before_the_server_ends(tmp_path: Path) -> None:
    built(tmp_path, "Kafka")
    body = b'{"text": "kafka"}'
    with serving(tmp_path, "--index", "index") as server:
        port = server.port
        with connected(port) as client, client.makefile("rb") as stream:
            client.sendall(posted(b"", b"Expect: 100-continue", b"Content-Length: %d" % len(body)))
            assert received(stream, "POST").status == 100
            server.process.terminate()
            eventually(lambda: not is_answered(port))
            client.sendall(body)
            assert received(stream, "POST").status == 200
        assert server.process.wait(PATIENCE) == 0


def test_a_taken_port_is_said_before_anything_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(["serve", "--port", str(port)]) == 2
    said = capsys.readouterr().err
    assert f"cannot listen at 127.0.0.1:{port}: the port is taken; give another" in said
    assert len(said.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_second_server_does_not_share_the_port_of_the_first(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", "--port", str(port)]) == 2
    assert "the port is taken" in capsys.readouterr().err


def test_a_host_of_another_machine_is_an_error() -> None:
    with pytest.raises(GuidedexError, match=r"cannot listen at 192\.0\.2\.1:0: "):
        Address.free("192.0.2.1", 0)


def test_an_address_has_a_url() -> None:
    assert Address("::1", 80, "::1").url == "http://[::1]:80/"
    assert Address("localhost", 8000, "127.0.0.1").url == "http://localhost:8000/"


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    "host", ["localhost", pytest.param("::1", marks=pytest.mark.skipif(not has_ipv6(), reason="needs IPv6"))]
)
def test_editors_at_the_machine_itself_are_known_by_their_address(tmp_path: Path, host: str) -> None:
    built(tmp_path, "Kafka")
    with serving(tmp_path, "--index", "index", "--host", host) as server:
        url = server.said(r"http://\S+:\d+/")
        with urlopen(f"{url}api/v1/gaps", timeout=PATIENCE) as answer:
            assert "findings" in json.load(answer)


def test_variables_of_the_server_are_no_headers_of_requests(tmp_path: Path) -> None:
    built(tmp_path, "Kafka")
    environ = {"HTTP_PROXY": "http://proxy.example:3128", "HTTP_HOST": "localhost", "HTTP_X_FORWARDED_FOR": "9.9.9.9"}
    with serving(tmp_path, "--index", "index", **environ) as server:
        queue = b"/api/v1/gaps?severity=none"
        at_the_machine = b"GET %b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % queue
        without_host = b"GET %b HTTP/1.1\r\n\r\n" % queue
        through_a_proxy = b"GET %b HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: 9.9.9.10\r\n\r\n" % queue
        statuses = [sent(server.port, raw)[0].status for raw in (at_the_machine, without_host, through_a_proxy)]
    assert statuses == [400, 401, 401]  # 400: "none" is no severity


def test_a_build_that_fails_says_why_and_nothing_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["serve", "--port", "0", "--watch", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


def replaced(file: Path, text: str) -> None:
    """Write a file as editors do: another one takes its place."""
    other = file.with_name(".new")
    other.write_text(text)
    other.replace(file)


@pytest.mark.parametrize("polling", ["", pytest.param("1", marks=pytest.mark.slow)], ids=["events", "polling"])
def test_a_file_that_is_replaced_again_and_again_is_built_each_time(tmp_path: Path, polling: str) -> None:
    (tmp_path / "one.md").write_text(GUIDE.format("Kafka"))
    with serving(tmp_path, "--watch", "one.md", WATCHFILES_FORCE_POLLING=polling) as server:
        port = server.port
        for title in ("Redis", "Terraform"):
            replaced(tmp_path / "one.md", GUIDE.format(title))
            eventually(lambda title=title: ask(port, title.lower()) == [title])
