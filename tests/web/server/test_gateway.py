"""One request at a time, and slow senders apart."""

import json
import socket
import threading
from collections.abc import Callable

import pytest

from tests.web.running import PATIENCE, received, request, sent, served_here
from web.server.gateway import BUSY, LATE, MOST_EDITORS, Gateway


def echo(environ: dict, start: Callable) -> list[bytes]:
    start("503 Service Unavailable" if BUSY in environ else "408 Request Timeout" if LATE in environ else "200 OK", [])
    return [environ["wsgi.input"].read()]


def post(body: bytes = b"", length: int | None = None) -> bytes:
    return request(b"/", b"Content-Length: %d" % (len(body) if length is None else length), method=b"POST", body=body)


def limit_bodies(monkeypatch: pytest.MonkeyPatch, most: int, seconds: float) -> None:
    monkeypatch.setattr(Gateway.__init__, "__defaults__", (most, seconds))


def test_slow_senders_hold_up_no_other_request_and_one_too_many_is_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limit_bodies(monkeypatch, 1, PATIENCE)
    with served_here(echo) as port, socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as slow:
        slow.sendall(post(b"la", 4))
        assert sent(port, request(b"/"))[0].status == 200
        while sent(port, post(b"more"))[0].status != 503:
            pass
        slow.sendall(b"te")
        with slow.makefile("rb") as stream:
            assert received(stream).body == b"late"
        assert sent(port, post(b"more"))[0].body == b"more"


def test_a_body_that_never_comes_is_said_to_be_late(monkeypatch: pytest.MonkeyPatch) -> None:
    limit_bodies(monkeypatch, 1, 0.1)
    with served_here(echo) as port:
        for _ in range(2):
            (answer,) = sent(port, post(b"la", 4))
            assert (answer.status, answer.headers["connection"]) == (408, "close")


def test_who_waits_for_the_editors_queue_holds_up_nobody_else() -> None:
    waiting, go_on = threading.Semaphore(0), threading.Event()

    def application(environ: dict, start: Callable) -> list[bytes]:
        if BUSY not in environ and environ["PATH_INFO"] == "/editor":
            waiting.release()
            assert go_on.wait(PATIENCE)
        return echo(environ, start)

    answers: list[int] = []
    with served_here(application) as port:
        editors = [
            threading.Thread(target=lambda: answers.append(sent(port, request(b"/editor"))[0].status))
            for _ in range(MOST_EDITORS)
        ]
        for editor in editors:
            editor.start()
            assert waiting.acquire(timeout=PATIENCE)
        assert sent(port, request(b"/search"))[0].status == 200
        assert sent(port, request(b"/editor"))[0].status == 503
        go_on.set()
        for editor in editors:
            editor.join()
    assert answers == [200] * MOST_EDITORS


def test_an_answer_is_written_and_closed_as_wsgi_has_it() -> None:
    closed = []

    class Parts(list):
        def close(self) -> None:
            closed.append(1)

    def application(environ: dict, start: Callable) -> Parts:
        if environ["PATH_INFO"] == "/nothing":
            start("204 No Content", [("Content-Length", "0")])
            return Parts([b"never sent"])
        write = start("200 OK", [("X-A", "dropped")])
        write(b"a")
        try:
            raise ValueError
        except ValueError as error:
            start("201 Created", [("X-A", "kept")], (ValueError, error, None))
        return Parts([b"b", b"c"])

    with served_here(application) as port:
        nothing, created = sent(port, request(b"/nothing") + request(b"/"), "GET", "GET")
    assert (nothing.status, nothing.headers.keys() & {"content-length", "transfer-encoding"}) == (204, set())
    assert (created.status, created.body, created.headers["x-a"]) == (201, b"abc", "kept")
    assert created.headers["content-length"] == "3"
    assert closed == [1, 1]


@pytest.mark.parametrize("path", [b"/raises", b"/silent", b"/twice"])
def test_an_application_that_fails_is_a_problem_and_a_line_in_the_log(
    path: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    def application(environ: dict, start: Callable) -> list[bytes]:
        if environ["PATH_INFO"] == "/raises":
            raise KeyError("secret")
        for _ in range(2 if environ["PATH_INFO"] == "/twice" else 0):
            start("200 OK", [])
        return []

    with served_here(application) as port:
        failed, after = sent(port, request(path) * 2, "GET", "GET")
    for answer in (failed, after):
        assert (answer.status, answer.document["type"]) == (500, "urn:guidedex:problem:internal-error")
        assert b"secret" not in answer.body
    assert len([record for record in caplog.records if record.name == "guidedex.errors"]) == 2


@pytest.mark.parametrize(
    ("flag", "status", "kind"), [(BUSY, 503, "unavailable"), (LATE, 408, "request-timeout")], ids=["busy", "late"]
)
def test_who_is_refused_gets_a_problem_that_others_may_read(client, flag: str, status: int, kind: str) -> None:
    answer = client.post("/api/v1/related", json={"text": "a"}, environ_overrides={flag: True})
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, "10" if flag == BUSY else None)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    problem = json.loads(answer.data)
    assert problem["type"] == f"urn:guidedex:problem:{kind}"
    assert problem["request_id"] == answer.headers["X-Request-Id"]
