"""Servers of the benchmark: Guidedex with the shipped guides, and an empty Flask route, each in its own process."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START_SECONDS = 60
EMPTY = "/empty"


def empty_application() -> Any:
    """Return a Flask application with one route, which returns a small JSON object."""
    from flask import Flask

    app = Flask("empty")
    app.add_url_rule(EMPTY, "empty", lambda: {"ok": True})
    return app


def serve_empty(port: int) -> None:
    """Serve the empty route until stopped, with the server and the settings of ``guidedex serve``."""
    from web.server import Address, serve_until_stopped

    serve_until_stopped(empty_application, Address.free("127.0.0.1", port), 1, announce=lambda: None)


@contextmanager
def guidedex_server(index: Path) -> Iterator[str]:
    """Build an index of the shipped guides, serve it with one worker and yield the address."""
    command = [sys.executable, "-P", "-m", "web.cli"]
    subprocess.run([*command, "build", "--json", "--index", str(index)], check=True, stdout=subprocess.DEVNULL)
    port = free_port()
    served = [*command, "serve", "--index", str(index), "--workers", "1", "--port", str(port)]
    process = subprocess.Popen(served, cwd=index.parent, stderr=subprocess.DEVNULL)
    with _terminated(process):
        yield _wait_until_listening(port)


@contextmanager
def empty_server() -> Iterator[str]:
    """Serve the empty route with one worker and yield the address."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.serving", str(port)])
    with _terminated(process):
        yield _wait_until_listening(port)


@contextmanager
def _terminated(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def write_figures(figures: object, out: Path | None) -> None:
    """Write figures as JSON to ``out``; nothing for None."""
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(figures, indent=1) + "\n")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _wait_until_listening(port: int) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return f"http://127.0.0.1:{port}/"
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nobody answers at port {port}")


if __name__ == "__main__":
    serve_empty(int(sys.argv[1]))
