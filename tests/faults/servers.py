"""``kill -9`` of servers: of workers under load, of a server that watches, and of one that logs searches.

python -m tests.faults.servers [SECONDS]
"""

import os
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from index.beside import unknown_files
from index.storage.writing import remove_leftovers
from search.query_log import SECONDS_BETWEEN_WRITES
from tests.faults.kills import is_right, site_of
from tests.web.running import Serving, eventually, request, sent, serving

SEED = 19
QUERIES = ("cache", "kafka consumer lag", "rate limiting", "docker compose", "sql join", "terraform state", "retry")

N_KILLS = {"worker": 20, "watch": 20, "log": 20}
"""Kills of each kind that a run asks for. By hand."""

LONGEST_WAIT = 1.5
"""Seconds until a server is killed, at most; a rebuild of the shipped guides takes about one. By hand."""

LISTENING = "0A"
"""State of a socket that listens, in the tables of proc(5)."""

APART = 6.0
"""Seconds between two kills of one worker: Granian ends a server of which a worker ends twice within 5.5 seconds."""


@dataclass(slots=True)
class Figures:
    """Counts of the kills of one kind; ``lost`` are requests that were not in flight at a kill, or logged searches."""

    kills: int = 0
    asked: int = 0
    in_flight: int = 0
    lost: int = 0
    wrong: int = 0
    leftovers: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: when it was sent and answered, and its body; None where none came."""

    query: str
    begin: float
    end: float
    body: bytes | None


def ask(port: int, query: str, page: str = "/api/v1/search") -> Asked:
    """Search once, on a connection of its own."""
    begin = time.monotonic()
    address = f"{page}?q={query.replace(' ', '+')}".encode()
    try:
        answer = sent(port, request(address, b"Connection: close"))[0]
        body = answer.body if answer.status == 200 else b"status %d" % answer.status
    except (OSError, AssertionError, ValueError, KeyError):
        body = None
    return Asked(query, begin, time.monotonic(), body)


def worker_kills(folder: Path, n_kills: int, ends: float, names: str = "*.md", n_readers: int = 3) -> Figures:
    """Kill workers under load, one at a time; requests that fail were in flight at a kill, or are lost."""
    site, generator = site_of(folder, names), random.Random(SEED)
    asked: list[Asked] = []
    killed: list[tuple[float, float]] = []
    over = threading.Event()
    with serving(folder, "--index", str(site.index), "--workers", "2") as server:
        port = server.port
        right = {query: ask(port, query).body for query in QUERIES}

        def keep_asking(seed: int) -> None:
            chooser = random.Random(seed)
            while not over.is_set():
                asked.append(ask(port, chooser.choice(QUERIES)))

        readers = [threading.Thread(target=keep_asking, args=(number,)) for number in range(n_readers)]
        for reader in readers:
            reader.start()
        while len(killed) < n_kills and time.monotonic() < ends:
            # the new worker comes last in the list of processes: the first is the one that was not killed before
            over.wait(APART / 2 + generator.uniform(0.2, LONGEST_WAIT))
            # a worker that still starts takes no connection: with the other one killed nobody would
            eventually(lambda: len(server.workers()) == 2 and n_listening(port) == 2)
            worker, begin = server.workers()[0], time.monotonic()
            os.kill(worker, signal.SIGKILL)
            eventually(lambda ended=worker: not Path(f"/proc/{ended}").exists())
            killed.append((begin, time.monotonic()))
        over.set()
        for reader in readers:
            reader.join()
    failed = [each for each in asked if each.body is None]
    # connections wait at the socket of a worker until the system has ended all its threads
    in_flight = sum(any(each.begin <= last and first <= each.end for first, last in killed) for each in failed)
    wrong = sum(each.body is not None and each.body != right[each.query] for each in asked)
    return Figures(len(killed), len(asked), in_flight, len(failed) - in_flight, wrong)


def n_listening(port: int) -> int:
    """Return how many sockets listen at ``port``: each worker has its own."""
    sockets = (line.split()[1:4:2] for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:])
    return sum(state == LISTENING and int(address.rpartition(":")[2], 16) == port for address, state in sockets)


def watch_kills(folder: Path, n_kills: int, ends: float, names: str = "*.md") -> Figures:
    """Kill servers that build what has changed, at random instants; start each time what a server starts with."""
    site, generator, figures = site_of(folder, names), random.Random(SEED), Figures()
    while figures.kills < n_kills and time.monotonic() < ends:
        with serving(folder, "--index", str(site.index), "--watch", str(site.guides)) as server:
            figures.asked += ask(server.port, "cache").body is not None
            site.edit(figures.kills)
            time.sleep(generator.uniform(0.2, LONGEST_WAIT))
            _kill_and_wait(server, site.index)
        figures.kills += 1
        figures.wrong += not is_right(site)
        remove_leftovers(site.index)
        figures.leftovers += unknown_files(site.index)
    return figures


def _kill_and_wait(server: Serving, index: Path) -> None:
    """Kill a server, not the processes that it started, and return when those have ended by themselves."""
    parent = server.process.pid
    server.process.kill()
    server.process.wait()
    eventually(lambda: not _left_of(parent, index))


def _left_of(leader: int, index: Path) -> list[str]:
    """Return the processes of the session that ``leader`` began, and those that build ``index``."""
    alive = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = status.read_text().rpartition(")")[2].split()[:4]
            builds_index = str(index).encode() in (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if state != "Z" and (int(session) == leader or builds_index):
            alive.append(status.parent.name)
    return alive


def log_kills(folder: Path, n_kills: int, ends: float, names: str = "*.md") -> Figures:
    """Kill servers that log searches; those answered a second and more before the kill are in the log."""
    site, generator, figures = site_of(folder, names), random.Random(SEED), Figures()
    log = folder / "queries.sqlite"
    (folder / "guidedex.yaml").write_text(f"query_log: {{file: {log}}}\n")
    due: set[str] = set()
    while figures.kills < n_kills and time.monotonic() < ends:
        with serving(folder, "--config", "guidedex.yaml", "--index", str(site.index)) as server:
            port, asked = server.port, []
            until = time.monotonic() + 2 * SECONDS_BETWEEN_WRITES + generator.uniform(0.2, LONGEST_WAIT)
            while time.monotonic() < until:
                asked.append(ask(port, f"search{figures.kills}x{len(asked)}", "/search"))
            killed = time.monotonic()
            os.killpg(server.process.pid, signal.SIGKILL)
        figures.kills += 1
        figures.asked += len(asked)
        due |= {each.query for each in asked if each.end < killed - 2 * SECONDS_BETWEEN_WRITES}
        figures.wrong += not _is_sound(log)
    figures.lost = len(due - _logged(log))
    return figures


def _is_sound(log: Path) -> bool:
    with closing(sqlite3.connect(log)) as database:
        return bool(database.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def _logged(log: Path) -> set[str]:
    with closing(sqlite3.connect(log)) as database:
        return {row[0] for row in database.execute("SELECT query FROM searches")}


def run(budget_seconds: float) -> list[dict[str, object]]:
    """Return the figures of the kills that the budget allows, as rows of a table."""
    begin, rows = time.monotonic(), []
    for number, (name, kill) in enumerate((("worker", worker_kills), ("watch", watch_kills), ("log", log_kills))):
        with tempfile.TemporaryDirectory() as folder:
            ends = begin + budget_seconds * (number + 1) / len(N_KILLS)
            rows += rows_of(name, kill(Path(folder), N_KILLS[name], ends))
    return rows


def rows_of(name: str, figures: Figures) -> Sequence[dict[str, object]]:
    """Return the figures of one kind of kill as rows of a table."""
    what = {"worker": "workers killed under load", "watch": "watching servers killed", "log": "logging servers killed"}
    rows: list[dict[str, object]] = [{"what": what[name], "figure": figures.kills, "of": N_KILLS[name]}]
    if name == "worker":
        rows += [
            {"what": "searches meanwhile", "figure": figures.asked},
            {"what": "searches in flight at a kill that were not answered", "figure": figures.in_flight},
            {"what": "other searches that were not answered", "figure": figures.lost},
        ]
    elif name == "log":
        rows.append({"what": "searches lost that were answered a second before", "figure": figures.lost})
    else:
        rows.append({"what": "leftovers after the next start", "figure": len(figures.leftovers)})
    rows.append({"what": f"wrong or damaged after {what[name].removesuffix(' killed')}", "figure": figures.wrong})
    return rows


if __name__ == "__main__":
    for row in run(float(sys.argv[1]) if len(sys.argv) > 1 else 120):
        print(row)
