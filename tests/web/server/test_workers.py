"""``guidedex serve`` as a process: it builds, answers, rebuilds, and stops."""

import json
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from corpus.problems import GuidedexError
from tests.web.running import PATIENCE, received, request, sent, serving
from web.cli.main import run
from web.server.workers import STOP_SECONDS, Address, Team, bound
from web.watching import snapshot

GUIDE = "---\ntitle: {0}\n---\n\n{0} is what this guide is about.\n"


def ask(url: str, query: str) -> list[str]:
    with urlopen(f"{url}api/v1/search?q={query}", timeout=10) as answer:
        return [hit["title"] for hit in json.load(answer)["hits"]]


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_builds_what_is_missing_answers_rebuilds_on_change_and_stops(tmp_path, stop):
    guides = tmp_path / "guides"
    guides.mkdir()
    (guides / "one.md").write_text(GUIDE.format("Kafka"))
    with serving(tmp_path, "--watch", "guides") as server:
        url = server.said(r"http://127\.0\.0\.1:\d+/")
        assert ask(url, "kafka") == ["Kafka"]
        (guides / "two.md").write_text(GUIDE.format("Terraform"))
        server.said("Rebuilt: 2 guides")
        assert ask(url, "terraform") == ["Terraform"]
        (guides / "one.md").unlink()
        (guides / "two.md").unlink()
        server.said("Not rebuilt: .*")
        assert ask(url, "terraform") == ["Terraform"]
        began = time.monotonic()
        server.process.send_signal(stop)
        assert server.process.wait(20) == 0
        assert time.monotonic() - began < STOP_SECONDS
        assert "Traceback" not in server.text


def build_of(url: str) -> str:
    with urlopen(f"{url}api/v1/skills?limit=1", timeout=10) as answer:
        return json.load(answer)["build_id"]


def test_a_new_build_is_taken_in_under_load_and_no_request_is_dropped(tmp_path):
    (tmp_path / "one.md").write_text(GUIDE.format("Kafka"))
    run(["build", str(tmp_path), "--index", str(tmp_path / "index")])
    failed, asked, over = [], [], threading.Event()

    def keep_asking(url: str, at: int) -> None:
        while not over.is_set():
            try:
                assert ask(url, f"kafka+{at}.{len(asked)}")[:1] == ["Kafka"]
                asked.append(at)
            except Exception as error:
                failed.append(error)

    with serving(tmp_path, "--index", "index", "--workers", "2") as server:
        url = server.said(r"http://127\.0\.0\.1:\d+/")
        first = build_of(url)
        readers = [threading.Thread(target=keep_asking, args=(url, at)) for at in range(4)]
        for reader in readers:
            reader.start()
        builds = {first}
        for name in ("Terraform", "Redis"):
            (tmp_path / f"{name}.md").write_text(GUIDE.format(name))
            run(["build", str(tmp_path), "--index", str(tmp_path / "index")])
            assert ask(url, name)[:1] == [name]
            builds.add(build_of(url))
        over.set()
        for reader in readers:
            reader.join(PATIENCE)
    assert failed == []
    assert len(builds) == 3
    assert len(asked) > 20


def test_a_worker_that_cannot_start_ends_the_server_with_its_error(tmp_path):
    (tmp_path / "one.md").write_text(GUIDE.format("Kafka"))
    (tmp_path / "guidedex.yaml").write_text("server: {rate_limit: 3 per minute}\nsources: [.]\n")
    (tmp_path / "flask_limiter.py").write_text("raise ImportError('not installed')")
    with serving(tmp_path, "--config", "guidedex.yaml", path=tmp_path) as server:
        assert server.process.wait(PATIENCE) == 2
        said = server.said("guidedex: .*")
    assert said.startswith("guidedex: cannot limit the rate of requests: Flask-Limiter is not installed")
    assert "Traceback" not in server.text


def test_an_index_that_cannot_be_read_is_an_error_that_says_what_to_run(tmp_path, capsys):
    run(["build", "--index", str(tmp_path)])
    (tmp_path / "CURRENT").write_text("gone")
    assert run(["serve", "--port", "0", "--index", str(tmp_path)]) == 2
    assert f"run `guidedex build --index {tmp_path}`" in capsys.readouterr().err


def test_workers_end_when_their_parent_is_killed(tmp_path):
    (tmp_path / "one.md").write_text(GUIDE.format("Kafka"))
    with serving(tmp_path, "--watch", "one.md") as server:
        url = server.said(r"http://127\.0\.0\.1:\d+/")
        port = int(url.rsplit(":", 1)[1].strip("/"))
        assert ask(url, "kafka") == ["Kafka"]
        server.process.kill()
        server.process.wait(10)
        deadline = time.monotonic() + PATIENCE
        while is_answered(port):
            assert time.monotonic() < deadline


def greet() -> Callable[..., list[bytes]]:
    """Return an application that says which process it is in."""

    def application(_environ: dict, start: Callable) -> list[bytes]:
        start("200 OK", [])
        return [str(os.getpid()).encode()]

    return application


def test_a_worker_that_died_is_replaced():
    stopped, stop = multiprocessing.Pipe(duplex=False)
    with bound("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        team = Team(greet, listener, 1)
        keeper = threading.Thread(target=team.work_until, args=(stopped,))
        keeper.start()
        try:
            deadline = time.monotonic() + PATIENCE
            while not is_answered(port):
                assert time.monotonic() < deadline
            first = int(sent(port, request(b"/"))[0].body)
            os.kill(first, signal.SIGKILL)
            second = int(sent(port, request(b"/"))[0].body)
        finally:
            stop.send(None)
            keeper.join(PATIENCE)
            team.stop()
    assert first != second
    assert not is_answered(port)


def test_a_request_that_has_begun_is_finished_before_the_server_ends(tmp_path):
    (tmp_path / "one.md").write_text(GUIDE.format("Kafka"))
    body = b'{"text": "kafka"}'
    with serving(tmp_path, "--watch", "one.md") as server:
        port = int(server.said(r"http://127\.0\.0\.1:\d+/").rsplit(":", 1)[1].strip("/"))
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client, client.makefile("rb") as stream:
            headers = b"Content-Type: application/json", b"Expect: 100-continue", b"Content-Length: %d" % len(body)
            client.sendall(request(b"/api/v1/related", *headers, method=b"POST"))
            assert received(stream, "POST").status == 100
            server.process.terminate()
            deadline = time.monotonic() + PATIENCE
            while is_answered(port):
                assert time.monotonic() < deadline
            client.sendall(body)
            answer = received(stream, "POST")
            assert (answer.status, answer.headers["connection"]) == (200, "close")
        assert server.process.wait(PATIENCE) == 0


def is_answered(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def test_a_taken_port_is_said_before_anything_is_built(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(["serve", "--port", str(port)]) == 2
    assert f"cannot listen at 127.0.0.1:{port}: the port is taken; give another" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_host_of_another_machine_is_an_error():
    with pytest.raises(GuidedexError, match=r"cannot listen at 192\.0\.2\.1:0: "):
        Address.free("192.0.2.1", 0)


def test_an_address_has_a_url():
    assert Address("::1", 80).url == "http://[::1]:80/"
    assert Address("127.0.0.1", 8000).url == "http://127.0.0.1:8000/"


def test_a_build_that_fails_says_why_and_nothing_is_served(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["serve", "--port", "0", "--watch", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_a_snapshot_sees_files_that_readers_read_and_nothing_of_the_index(tmp_path):
    for name in ("a.md", "b/c.md", ".git/x", ".gitignore", "b/.hidden.md", "build/index/y"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    seen = snapshot([tmp_path, tmp_path / "gone"], tmp_path / "build" / "index")
    assert sorted(Path(name).relative_to(tmp_path).as_posix() for name in seen) == [".gitignore", "a.md", "b/c.md"]
    (tmp_path / "a.md").write_text("longer")
    assert snapshot([tmp_path], tmp_path / "build" / "index") != seen
