"""Worker processes that answer on one address, and the build that they wait for.

The server is Granian: it reads and writes HTTP outside of Python, so that slow clients hold no worker,
and calls the application from a few threads, which ``web.gate`` lets through one at a time. Requests a
second of an empty Flask JSON route (wrk on loopback, one worker, 8 connections): Granian 12,700, Cheroot
3,700, Gunicorn 3,400 with the sync worker and 3,100 with threads, Waitress 2,900. With 300 clients that
never finish their headers, Granian alone answered the next request.

An address of more than 65,534 bytes is answered 414 without a body, before Python hears of it: the limit is
that of the ``http`` crate, and no setting changes it. See tests/bench/NOTES.md for other servers.
"""

import errno
import functools
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
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from corpus.problems import GuidedexError
from web.gate import Gate
from web.processors import usable_cpus
from web.settings import Settings

MOST_DEFAULT_WORKERS = 4
HEADER_MILLISECONDS = 10_000
"""How long a client may take to send the headers of a request."""

THREADS = 8
BODY_READERS = 4
"""Threads of a worker, and how many of them may wait for bodies; one at a time passes the gate."""

FIGURES = "PROMETHEUS_MULTIPROC_DIR"
"""Read by the metrics' library when a worker imports it."""

Load = Callable[[], Any]

LOOK_SECONDS = 0.05
STOP_SECONDS = 10
"""How long a worker may take to finish its request before it is ended."""


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
        try:
            family, kind, proto, _, place = socket.getaddrinfo(
                host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind, proto) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(place)
                return cls(host, probe.getsockname()[1])
        except OSError as error:
            raise GuidedexError(_cannot_listen(host, port, error)) from error


def default_workers() -> int:
    return min(usable_cpus(), MOST_DEFAULT_WORKERS)


def serve_until_stopped(load: Load, address: Address, workers: int, announce: Callable[[], None]) -> None:
    """Answer at ``address`` until SIGTERM or SIGINT; requests that have begun are finished.

    Args:
        load: returns the WSGI application; called once in each worker, which is a new process.
        announce: called once, when somebody answers there.
    Raises: GuidedexError when a worker cannot load the application, with what was wrong.
    """
    address = Address.free(address.host, address.port)
    multiprocessing.set_start_method("spawn", force=True)
    failures, failed = multiprocessing.Pipe(duplex=False)
    server: Any = Granian(
        "web.app:create_app",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    )
    server.on_startup(threading.Thread(target=_when_open, args=(address, announce), daemon=True).start)
    said: list[str] = []
    listener = threading.Thread(target=_stop_on_failure, args=(failures, said), daemon=True)
    listener.start()
    with _figures_of(workers):
        server.serve(target_loader=functools.partial(_loaded, load, failed), wrap_loader=False)
    failed.close()
    listener.join(LOOK_SECONDS)
    if said:
        raise GuidedexError(said[0])


def _loaded(load: Load, failed: Connection) -> Any:
    """Return the application of one worker, or tell the parent why there is none.

    Left to itself, the server would start the worker again and again.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        return load()
    except Exception as error:
        failed.send(str(error) if isinstance(error, GuidedexError) else f"{type(error).__name__}: {error}")
        threading.Event().wait()  # until the parent ends this process
        raise


def _end_with_parent() -> None:
    """End this worker when its parent was killed, so that nobody holds the port of a server that is gone."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _stop_on_failure(failures: Connection, said: list[str]) -> None:
    """Note what the first worker that failed has to say, and end this process's server."""
    with suppress(EOFError):
        said.append(failures.recv())
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)


@contextmanager
def _figures_of(workers: int) -> Iterator[None]:
    """Give several workers a folder in which their figures are added up; see ``web.metrics``."""
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
    from web.logs import write_logs

    write_logs(settings.server.log)
    app = create_app(settings)
    warm_up(app)
    return Gate(app, BODY_READERS)


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
