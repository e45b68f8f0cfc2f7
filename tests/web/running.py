"""Servers that run: ``guidedex serve`` as a process, and what clients send to them and get back, byte by byte."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from web.server.workers import event_loop_server

PATIENCE = 60


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
def serving(folder: Path, *options: str, path: Path | None = None) -> Iterator[Serving]:
    """Start a server in ``folder``; the modules in ``path`` come before those that are installed."""
    command = [sys.executable, "-P", "-m", "web.cli", "serve", "--port", "0", "--workers", "1", *options]
    places = [str(path)] if path else []
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([*places, str(Path(__file__).parents[2])])}
    process = subprocess.Popen(command, cwd=folder, env=environ, stderr=subprocess.PIPE, text=True)
    try:
        yield Serving(process)
    finally:
        process.kill()
        process.wait(10)
        process.stderr.close()


@contextmanager
def served_here(application: Callable[..., Any]) -> Iterator[int]:
    """Serve a WSGI application in a thread of this process; the value is the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        server = event_loop_server(application)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield port
        finally:
            server.should_exit = True
            thread.join(PATIENCE)


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
