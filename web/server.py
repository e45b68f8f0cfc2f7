"""Worker processes that serve the application on one address: Granian, started with its documented options.

Granian reads and writes HTTP outside of Python and calls the WSGI application from a few threads, which
``web.http.turns`` admits one at a time. tests/bench/NOTES.md compares servers by requests per second.
"""

import errno
import fcntl
import functools
import gc
import multiprocessing
import os
import re
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
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
from corpus.processes import usable_cpus
from web.http.limits import HEADER_SECONDS, MAX_HEAD
from web.settings import Settings

MAX_DEFAULT_WORKERS = 4
"""Workers without ``--workers``; by hand: a search site rarely has more than four processors to itself."""

MAX_CONNECTIONS = 1024
"""Connections that a worker keeps open at once; further ones wait. Granian's own default."""

STOP_SECONDS = 10
"""How long a worker may take to finish its requests before it is ended; by hand."""

LOOK_SECONDS = 0.05
"""Time between two attempts to connect to the starting server; by hand."""

METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that ``prometheus_client`` reads when a worker imports it."""

METRICS_PREFIX = "guidedex-metrics-"
METRICS_LOCK = "LOCK"
"""The file of a metrics folder that its server keeps locked."""

METRICS_FILE = re.compile(r"(?:counter|histogram|summary|gauge_[a-z]+)_(\d+)\.db")
"""The name of a metrics file of that library; its group is the id of the process that wrote it."""

LOGS = {
    "formatters": {"line": {"format": "guidedex: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"_granian": {"handlers": ["stderr"], "propagate": False}},
}
"""Granian's own errors go to standard error as plain lines; the application of a worker logs JSON lines."""

Load = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Address:
    """An address to listen on: the host as it was given, and the IP address that it resolves to."""

    host: str
    port: int
    ip: str

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    @classmethod
    def free(cls, host: str, port: int) -> "Address":
        """Return the address if its port is free; port 0 becomes a free port.

        The port is probed because Granian sets ``SO_REUSEPORT`` and would share it with another such server.
        Raises: GuidedexError when the port is taken or the host is not of this machine.
        """
        try:
            family, kind, proto, _, place = socket.getaddrinfo(
                host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind, proto) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(place)
                return cls(host, probe.getsockname()[1], str(place[0]))
        except OSError as error:
            raise GuidedexError(_cannot_listen(host, port, error)) from error


def _cannot_listen(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"cannot listen at {host}:{port}: the port is taken; give another with --port, or --port 0 for a free one"
        )
    return f"cannot listen at {host}:{port}: {error.strerror or error}"


def default_workers() -> int:
    return min(usable_cpus(), MAX_DEFAULT_WORKERS)


def serve_until_stopped(load: Load, address: Address, workers: int, announce: Callable[[], None]) -> None:
    """Serve at ``address`` until SIGTERM or SIGINT; requests in flight are finished.

    Args:
        load: returns the WSGI application; called once in each worker, which is a new process.
        announce: called once, when the address accepts connections.
    Raises: GuidedexError with the error of a worker that cannot load the application.
    """
    from web.http.turns import THREADS

    address = Address.free(address.host, address.port)  # the port may have been taken during a build
    multiprocessing.set_start_method("spawn", force=True)
    failures, failed = multiprocessing.Pipe(duplex=False)
    server: Any = Granian(
        "web.app:create_app",
        address=address.ip,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=MAX_CONNECTIONS,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=MAX_HEAD),
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=LOGS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    )
    server.on_startup(threading.Thread(target=_when_open, args=(address, announce), daemon=True).start)
    errors: list[str] = []
    listener = threading.Thread(target=_stop_on_failure, args=(failures, errors), daemon=True)
    listener.start()
    try:
        with _metrics_folder(workers):
            server.serve(target_loader=functools.partial(_loaded, load, failed), wrap_loader=False)
    except SystemExit:
        errors.append("a worker ended twice within seconds; see the log")
    finally:
        failed.close()
        listener.join()
    if errors:
        raise GuidedexError(errors[0])


def _loaded(load: Load, failed: Connection) -> Any:
    """Return the application of one worker; an error is sent to the parent, which ends the server.

    Granian alone would restart a worker that cannot load again and again. SIGINT is blocked, since Ctrl-C reaches all
    processes of a terminal and the parent ends its workers itself.
    """
    from web.http.turns import Turns, end_hung_process

    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        _remove_gauges_of_dead_workers()
        turns = Turns(load())
        end_hung_process()
        return turns
    except Exception as error:
        failed.send(str(error) if isinstance(error, GuidedexError) else f"{type(error).__name__}: {error}")
        threading.Event().wait()  # until the parent ends this process
        raise


def _end_with_parent() -> None:
    """End this worker when its parent is gone: an orphan would keep the port."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)
        os._exit(1)


def _stop_on_failure(failures: Connection, errors: list[str]) -> None:
    """Append the error of the first worker that fails to ``errors``, and stop the server."""
    with suppress(EOFError):
        errors.append(failures.recv())
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)


def _when_open(address: Address, announce: Callable[[], None]) -> None:
    """Call ``announce`` once the address accepts a connection."""
    while True:
        try:
            socket.create_connection((address.ip, address.port), timeout=1).close()
        except OSError:
            time.sleep(LOOK_SECONDS)
        else:
            return announce()


@contextmanager
def _metrics_folder(workers: int) -> Iterator[None]:
    """Set a folder in which the metrics of several workers are added up; see ``web.http.metrics``.

    A folder that the environment names is used, after the files of an earlier server are removed from it.
    """
    if named := os.environ.get(METRICS_FOLDER):
        for file in _metrics_files(Path(named)):
            file.unlink(missing_ok=True)
    if named or workers == 1:
        yield
        return
    _remove_abandoned_metrics(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=METRICS_PREFIX) as folder, (Path(folder) / METRICS_LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.environ[METRICS_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[METRICS_FOLDER]


def _remove_abandoned_metrics(parent: Path) -> None:
    """Remove the metrics folders of this user's servers that were killed: the system lets go of their locks."""
    for folder in parent.glob(f"{METRICS_PREFIX}*"):
        with suppress(OSError):  # another server has the lock, or removes the folder too
            if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
                continue
            with (folder / METRICS_LOCK).open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)


def _metrics_files(folder: Path) -> dict[Path, int]:
    """Return the metrics files in ``folder``, each with the id of the process that wrote it."""
    files = folder.iterdir() if folder.is_dir() else ()
    return {file: int(match[1]) for file in files if (match := METRICS_FILE.fullmatch(file.name))}


def _remove_gauges_of_dead_workers() -> None:
    """Remove the gauges of workers that have exited; their counters stay, since counts never go down."""
    if not (folder := os.environ.get(METRICS_FOLDER)):
        return
    from prometheus_client.multiprocess import mark_process_dead

    for process in set(_metrics_files(Path(folder)).values()):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            mark_process_dead(process)  # type: ignore[no-untyped-call]
        except PermissionError:
            continue  # the id belongs to another user's process by now


def application(settings: Settings) -> Any:
    """Return the application of one worker; imported there, so that the parent stays small."""
    from web.app import INDEX_SOURCE, create_app
    from web.http.access_log import configure_logging

    configure_logging(settings.server.log)
    app = create_app(settings)
    warm_up(app)
    app.extensions[INDEX_SOURCE].verify_in_background()
    return app


def warm_up(app: Any) -> None:
    """Search once, so that no reader waits for imports and first reads.

    Objects that live as long as the process are then frozen: the garbage collector's passes over them took a tenth of
    the time of every search.
    """
    from web.http.request_context import INTERNAL

    app.test_client().get("/search?q=a", environ_overrides={INTERNAL: True})
    gc.collect()
    gc.freeze()
