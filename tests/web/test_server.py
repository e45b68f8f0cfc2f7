"""``guidedex serve`` as a process: it builds, answers, rebuilds, and stops."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from corpus.problems import GuidedexError
from web.cli.main import run
from web.server import Address
from web.watching import snapshot

PATIENCE = 60
GUIDE = "---\ntitle: {0}\n---\n\n{0} is what this guide is about.\n"


class Serving:
    """A ``guidedex serve`` process, and what it says on standard error."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self._lines: list[str] = []
        self._said = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stderr:
            with self._said:
                self._lines.append(line)
                self._said.notify_all()

    def said(self, pattern: str) -> str:
        """Return what ``pattern`` finds in what was said, once it was."""
        with self._said:
            assert self._said.wait_for(lambda: re.search(pattern, self.text), PATIENCE), self.text
            return re.search(pattern, self.text).group()

    @property
    def text(self) -> str:
        return "".join(self._lines)


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Serving]:
    command = [sys.executable, "-m", "web.cli", "serve", "--port", "0", "--workers", "1", *options]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(command, cwd=folder, env=environ, stderr=subprocess.PIPE, text=True)
    try:
        yield Serving(process)
    finally:
        process.kill()
        process.wait(10)
        process.stderr.close()


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
        server.process.send_signal(stop)
        assert server.process.wait(20) == 0
        assert "Traceback" not in server.text


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
