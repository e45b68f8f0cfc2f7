"""One request at a time, and slow senders apart."""

import threading
from io import BytesIO

from web.gate import BUSY, MAX_BODY, MOST_EDITORS, Gate


class Sender:
    """A body that arrives when the test says so."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.sent = threading.Event()

    def read(self, _size: int) -> bytes:
        self.asked.set()
        assert self.sent.wait(10)
        return b"late"


def call(gate, length="", body=None):
    said = []
    answer = gate(
        {"CONTENT_LENGTH": length, "wsgi.input": body or BytesIO()},
        lambda status, headers, exc_info=None: said.append(status),
    )
    return said[0], b"".join(answer)


def echo(environ, start):
    start("503 Service Unavailable" if BUSY in environ else "200 OK", [])
    return [environ["wsgi.input"].read()]


def test_a_body_reaches_the_application_whole():
    assert call(Gate(echo, 1), "3", BytesIO(b"abc")) == ("200 OK", b"abc")


def test_a_body_that_says_it_is_too_large_is_not_read():
    assert call(Gate(echo, 1), str(MAX_BODY + 1), BytesIO(b"abc")) == ("200 OK", b"")


def test_a_body_that_comes_in_chunks_says_its_length():
    lengths = []

    def application(environ, start):
        lengths.append((environ["CONTENT_LENGTH"], "HTTP_TRANSFER_ENCODING" in environ))
        return echo(environ, start)

    for body in (b"abc", b"x" * (MAX_BODY + 9)):
        environ = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": BytesIO(body)}
        Gate(application, 1)(environ, lambda *_: None)
    assert lengths == [("3", False), (str(MAX_BODY + 1), False)]


def test_slow_senders_hold_up_no_other_request_and_one_too_many_is_told_to_come_back():
    gate, slow = Gate(echo, 1), Sender()
    answers = []
    thread = threading.Thread(target=lambda: answers.append(call(gate, "4", slow)))
    thread.start()
    assert slow.asked.wait(10)
    assert call(gate) == ("200 OK", b"")
    assert call(gate, "4", BytesIO(b"more")) == ("503 Service Unavailable", b"")
    slow.sent.set()
    thread.join(10)
    assert answers == [("200 OK", b"late")]
    assert call(gate, "4", BytesIO(b"more")) == ("200 OK", b"more")


def test_one_request_at_a_time_is_inside_and_its_answer_is_closed():
    inside, most, closed = [], [], []

    class Answer(list):
        def close(self):
            closed.append(1)

    def application(environ, start):
        inside.append(1)
        most.append(len(inside))
        start("200 OK", [])
        inside.pop()
        return Answer([b"x"])

    gate = Gate(application, 1)
    threads = [threading.Thread(target=call, args=(gate,)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (max(most), len(closed)) == (1, 20)


def test_who_waits_for_the_editors_queue_holds_up_nobody_else():
    waiting, go_on = threading.Semaphore(0), threading.Event()

    def application(environ, start):
        if BUSY in environ:
            return echo(environ, start)
        if environ["PATH_INFO"] == "/editor":
            waiting.release()
            assert go_on.wait(10)
        start("200 OK", [])
        return [b"done"]

    gate, said = Gate(application, 1), []

    def ask(path):
        return gate({"PATH_INFO": path}, lambda status, headers, exc_info=None: said.append(status))

    threads = [threading.Thread(target=ask, args=("/editor",)) for _ in range(MOST_EDITORS)]
    for thread in threads:
        thread.start()
        assert waiting.acquire(timeout=10)
    assert ask("/search") == [b"done"]
    ask("/editor")
    assert said == ["200 OK", "503 Service Unavailable"]
    go_on.set()
    for thread in threads:
        thread.join()
    assert said[2:] == ["200 OK"] * MOST_EDITORS


def test_who_is_one_too_many_gets_a_problem_that_says_when_to_come_back(client):
    answer = client.post("/api/v1/related", json={"text": "a"}, environ_overrides={BUSY: True})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    problem = answer.get_json()
    assert problem["type"] == "urn:guidedex:problem:unavailable"
    assert problem["request_id"] == answer.headers["X-Request-Id"]
