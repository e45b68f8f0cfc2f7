"""Servers that run: ``guidedex serve`` as a process, and what clients send to them and get back, byte by byte."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from web.http.request_context import Application

PATIENCE = 60


class Serving:
    """A ``guidedex serve`` process, and what it says on standard error."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self._lines: list[str] = []
        self._said = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(ValueError):  # closed meanwhile: the server was killed
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

    @property
    def port(self) -> int:
        """The port that it answers at, once it does."""
        return int(self.said(r"http://\S+:\d+/").rsplit(":", 1)[1].strip("/"))

    def workers(self) -> list[int]:
        """Return the processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


@contextmanager
def serving(folder: Path, *options: str, path: Path | None = None, **environ: str) -> Iterator[Serving]:
    """Start a server in ``folder``; the modules in ``path`` come before those that are installed."""
    command = [sys.executable, "-P", "-m", "web.cli", "serve", "--port", "0", "--workers", "1", *options]
    with _running(command, folder, path, environ) as server:
        yield server


@contextmanager
def served(load: Callable[[], Application], folder: Path) -> Iterator[int]:
    """Serve an application as ``guidedex serve`` does, in one worker; the value is the port.

    Args:
        load: a function at the top of its module, called in the worker in ``folder``.
    """
    program = (
        f"from {load.__module__} import {load.__name__} as load; from web.server import *\n"
        "address = Address.free('127.0.0.1', 0)\n"
        "serve_until_stopped(load, address, 1, lambda: print(address.url, file=__import__('sys').stderr, flush=True))"
    )
    with _running([sys.executable, "-P", "-c", program], folder, None, {}) as server:
        yield server.port


@contextmanager
def _running(command: list[str], folder: Path, path: Path | None, more: dict[str, str]) -> Iterator[Serving]:
    places = [str(path)] if path else []
    environ = {**os.environ, **more, "PYTHONPATH": os.pathsep.join([*places, str(Path(__file__).parents[2])])}
    process = subprocess.Popen(
        command, cwd=folder, env=environ, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        yield Serving(process)
    finally:
        process.kill()
        process.wait(10)
        process.stderr.close()


def eventually(is_so: Callable[[], bool]) -> None:
    """Return as soon as something is so; fail when it never is."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_answered(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class Answer:
    """What came back for one request."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.body)

    @property
    def is_problem(self) -> bool:
        return self.headers.get("content-type") == "application/problem+json"


def sent(port: int, raw: bytes, *methods: str) -> list[Answer]:
    """Send bytes on one connection, and return an answer for each method (GET where none is named)."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client, client.makefile("rb") as stream:
        client.sendall(raw)
        return [received(stream, method) for method in methods or ("GET",)]


def received(stream: BinaryIO, method: str = "GET") -> Answer:
    """Read one answer; one to HEAD, or of a status without content, has no body."""
    line = stream.readline()
    assert line, "the connection was closed"
    status, headers = int(line.split()[1]), {}
    while line := stream.readline().strip():
        name, _, value = line.decode("latin-1").partition(": ")
        headers[name] = value
    has_body = method != "HEAD" and status not in (100, 204, 304)
    return Answer(status, headers, stream.read(int(headers["content-length"])) if has_body else b"")


def request(path: bytes, *headers: bytes, method: bytes = b"GET", body: bytes = b"") -> bytes:
    """Return the bytes of a request."""
    return b"\r\n".join((method + b" " + path + b" HTTP/1.1", b"Host: here", *headers, b"", body))
