"""Worker processes that answer on one address, and the build that they wait for.

A worker is uvicorn over uvloop and httptools: it reads and writes HTTP in an event loop, so that slow clients hold
nobody up, and calls the application there (``web.server.gateway``), one request after the other. The parent holds the
socket that all of them listen to. What other servers answer a second, and what they make of long addresses, is in
tests/bench/NOTES.md.
"""

import errno
import gc
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.problems import GuidedexError
from corpus.processes import usable_cpus
from web.settings import Settings

if TYPE_CHECKING:
    from uvicorn import Server

MOST_DEFAULT_WORKERS = 4
BACKLOG = 1024
"""Connections that may wait to be taken."""

FIGURES = "PROMETHEUS_MULTIPROC_DIR"
"""Read by the metrics' library when a worker imports it."""

Load = Callable[[], Any]

LOOK_SECONDS = 0.05
STOP_SECONDS = 10
"""How long a worker may take to finish its requests before it is ended."""

AGAIN_SECONDS = 1.0
"""The least time from one start of a worker to the next in its place."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen."""

    host: str
    port: int

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    @classmethod
    def free(cls, host: str, port: int) -> "Address":
        """Return the address if nobody listens there; for port 0, with a free port.

        Raises: GuidedexError when the port is taken or the host is not of this machine.
        """
        with bound(host, port) as probe:
            return cls(host, probe.getsockname()[1])


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that has an address and does not listen yet.

    Raises: GuidedexError when the port is taken or the host is not of this machine.
    """
    try:
        family, kind, proto, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, proto)
        try:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind(place)
        except OSError:
            found.close()
            raise
    except OSError as error:
        raise GuidedexError(_cannot_listen(host, port, error)) from error
    return found


def default_workers() -> int:
    return min(usable_cpus(), MOST_DEFAULT_WORKERS)


def serve_until_stopped(load: Load, address: Address, workers: int, announce: Callable[[], None]) -> None:
    """Answer at ``address`` until SIGTERM or SIGINT; requests that have begun are finished.

    Args:
        load: returns the WSGI application; called once in each worker, which is a new process.
        announce: called once, when somebody answers there.
    Raises: GuidedexError when a worker cannot load the application, with what was wrong.
    """
    with bound(address.host, address.port) as listener, _figures_of(workers), _stop_signals() as stopped:
        found = Address(address.host, listener.getsockname()[1])
        threading.Thread(target=_when_open, args=(found, announce), daemon=True).start()
        team = Team(load, listener, workers)
        try:
            team.work_until(stopped)
        finally:
            team.stop()


class Team:
    """Worker processes with one socket; who dies is replaced."""

    def __init__(self, load: Load, listener: socket.socket, number: int) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._failures, self._failed = self._context.Pipe(duplex=False)
        self._listener = listener
        self._work = (load, listener, self._failed)
        self._number = number
        self._workers: list[Worker] = []

    def work_until(self, stopped: Connection) -> None:
        """Start the workers, and return when there is something to read in ``stopped``.

        Raises: GuidedexError when a worker cannot load the application, with what was wrong.
        """
        while len(self._workers) < self._number:
            self._workers.append(self._started())
        while True:
            ends = {worker.process.sentinel: at for at, worker in enumerate(self._workers)}
            ready = wait([stopped, self._failures, *ends])
            if self._failures in ready:
                raise GuidedexError(self._failures.recv())
            if stopped in ready:
                return
            for end in ready:
                at = ends[end]  # type: ignore[index]
                if wait([stopped], self._workers[at].rest()):
                    return
                self._workers[at] = self._started()

    def stop(self) -> None:
        """End all workers; requests that have begun are finished."""
        self._listener.close()  # nobody shall wait for those who go
        until = time.monotonic() + STOP_SECONDS
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(max(LOOK_SECONDS, until - time.monotonic()))
            worker.process.kill()
            worker.process.join()

    def _started(self) -> "Worker":
        process = self._context.Process(target=_answer_until_stopped, args=self._work)
        process.start()
        return Worker(process, time.monotonic())


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that answers, and when it was started."""

    process: SpawnProcess
    began: float

    def rest(self) -> float:
        """Return how long to wait before another may be started in its place."""
        return max(0.0, self.began + AGAIN_SECONDS - time.monotonic())


def _answer_until_stopped(load: Load, listener: socket.socket, failed: Connection) -> None:
    """Answer in this process what comes to ``listener``, until SIGTERM.

    Ctrl-C reaches all processes of a terminal; it is the parent's to tell them.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        event_loop_server(load()).run([listener])
    except Exception as error:
        failed.send(str(error) if isinstance(error, GuidedexError) else f"{type(error).__name__}: {error}")
        threading.Event().wait()  # until the parent ends this process; another one would not do better
        raise


def event_loop_server(application: Any) -> "Server":
    """Return what serves a WSGI application in this process; imported here, so that the parent stays small."""
    import uvicorn

    from web.server.connection import ClientConnection
    from web.server.gateway import Gateway

    config = uvicorn.Config(
        Gateway(application),
        http=ClientConnection,
        interface="asgi3",
        workers=1,  # whatever WEB_CONCURRENCY says: the team has its own
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # the application knows whom to believe: ``server.proxies``
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=60,  # a connection ends itself before
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    return uvicorn.Server(config)


def _end_with_parent() -> None:
    """End this worker when its parent was killed, so that nobody holds the port of a server that is gone."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def _stop_signals() -> Iterator[Connection]:
    """Give a connection in which there is something to read after SIGTERM or SIGINT."""
    stopped, stop = multiprocessing.Pipe(duplex=False)
    before = {number: signal.signal(number, lambda *_: stop.send(None)) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _figures_of(workers: int) -> Iterator[None]:
    """Give several workers a folder in which their figures are added up; see ``web.http.metrics``."""
    if workers == 1 or os.environ.get(FIGURES):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="guidedex-metrics-") as folder:
        os.environ[FIGURES] = folder
        try:
            yield
        finally:
            del os.environ[FIGURES]


def run_build(settings: Settings, sources: Sequence[Path] = ()) -> dict[str, Any]:
    """Build the index in a process of its own, and return its report.

    The memory of a build goes back to the system with its process.
    Raises: GuidedexError with what the build said when it failed.
    """
    return build_report(start_build(settings, sources))


def start_build(settings: Settings, sources: Sequence[Path] = ()) -> "subprocess.Popen[str]":
    command = [sys.executable, "-P", "-m", "web.cli", "build", "--json"]
    command += ["--index", str(settings.index)]
    command += ["--config", str(settings.file)] if settings.file else []
    command += ["--", *map(str, sources)]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def build_report(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """Wait for a build and return its report."""
    output, errors = process.communicate()
    if process.returncode:
        raise GuidedexError(errors.strip().removeprefix("guidedex: ") or "the build was ended")
    report: dict[str, Any] = json.loads(output)
    return report


def application(settings: Settings) -> Any:
    """Return the application of one worker; imported there, so that the parent stays small."""
    from web.app import create_app
    from web.http.access_log import configure_logging

    configure_logging(settings.server.log)
    app = create_app(settings)
    warm_up(app)
    return app


def warm_up(app: Any) -> None:
    """Do what is done once in a process before the first reader asks for it.

    What lives as long as the process is then taken out of the garbage collector's rounds, which took a tenth
    of the time of every search.
    """
    app.test_client().get("/search?q=a")
    gc.collect()
    gc.freeze()


def _when_open(address: Address, announce: Callable[[], None]) -> None:
    while True:
        try:
            socket.create_connection((address.host, address.port), timeout=1).close()
        except OSError:
            time.sleep(LOOK_SECONDS)
        else:
            return announce()


def _cannot_listen(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"cannot listen at {host}:{port}: the port is taken; give another with --port, or --port 0 for a free one"
        )
    return f"cannot listen at {host}:{port}: {error.strerror or error}"
