"""Mixed requests from several clients at a server of two workers while builds are published.

python -m tests.faults.load [SECONDS]
"""

import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from urllib.parse import quote

from index.build import build
from tests.faults.kills import Site, site_of
from tests.web.running import Serving, serving

SEED = 19
N_CLIENTS = 4
SECONDS_BETWEEN_BUILDS = 20.0

FULL_SECONDS = 300.0
"""Time of a run with ``--full``. By hand."""

WARM_SHARE = 0.25
"""Share of a run after which memory is first looked at: caches are full by then. By hand."""

WORDS = ("cache", "kafka", "consumer", "lag", "rate", "limiting", "docker", "sql", "join", "retry", "index", "state")
SLUGS = ("sql", "docker", "redis", "kafka", "no-such-guide")


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident bytes and open files of a process."""

    bytes: int
    files: int

    @classmethod
    def of(cls, process: int | str) -> "Memory":
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        return cls(pages * os.sysconf("SC_PAGE_SIZE"), len(os.listdir(f"/proc/{process}/fd")))


@dataclass(frozen=True, slots=True)
class Load:
    """Counts of a run: answers by what they should have been, and the growth of the workers after they were warm."""

    answers: int
    builds: int
    errors: Counter[str]
    more_bytes: int
    more_files: int


def requests(generator: random.Random) -> Iterator[tuple[str, str, bytes, int]]:
    """Yield method, address, body and the status that is due of random requests, without end."""
    for number in count():
        words = " ".join(generator.choices(WORDS, k=generator.randint(1, 4)))
        query = quote(f"{words} {generator.randrange(10**9)}" if number % 2 else words)
        slug = generator.choice(SLUGS)
        yield generator.choice((
            ("GET", f"/api/v1/search?q={query}&facets=kind", b"", 200),
            ("GET", f"/search?q={query}", b"", 200),
            ("GET", f"/api/v1/suggest?q={query[: generator.randint(1, 5)]}", b"", 200),
            ("GET", f"/guides/{slug}", b"", 404 if slug == "no-such-guide" else 200),
            ("GET", f"/api/v1/skills/{slug}/related", b"", 404 if slug == "no-such-guide" else 200),
            ("POST", "/api/v1/related", b'{"text": "%s"}' % words.encode(), 200),
            ("GET", f"/api/v1/search?q={query}&limit=0", b"", 400),
            ("GET", "/questions?difficulty=hard", b"", 200),
        ))  # fmt: skip


def mixed_load(folder: Path, seconds: float, names: str = "*.md") -> Load:
    """Send random requests for so long, while builds are published."""
    site, over = site_of(folder, names), threading.Event()
    errors: Counter[str] = Counter()
    answers: Counter[int] = Counter()
    with serving(folder, "--index", str(site.index), "--workers", "2") as server:
        port = server.port

        def keep_asking(client: int) -> None:
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            for method, address, body, due in requests(random.Random(SEED + client)):
                if over.is_set():
                    break
                status = _status(connection, method, address, body)
                answers[client] += 1
                if status != due:
                    errors[f"{method} {address.partition('?')[0]}: {status}, not {due}"] += 1
            connection.close()

        clients = [threading.Thread(target=keep_asking, args=(number,)) for number in range(N_CLIENTS)]
        for client in clients:
            client.start()
        early, late, n_builds = _watched(site, server, seconds)
        over.set()
        for client in clients:
            client.join()
    growth = [
        (late[process].bytes - early[process].bytes, late[process].files - early[process].files) for process in early
    ]
    return Load(answers.total(), n_builds, errors, max(each[0] for each in growth), max(each[1] for each in growth))


def _status(connection: HTTPConnection, method: str, address: str, body: bytes) -> int:
    """Return the status of one answer, 0 where none comes."""
    headers = {"Content-Type": "application/json"} if body else {}
    try:
        connection.request(method, address, body or None, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, HTTPException):
        connection.close()
        return 0


def _watched(site: Site, server: Serving, seconds: float) -> tuple[dict[int, Memory], dict[int, Memory], int]:
    """Publish builds for so long; return the memory of the workers when they are warm and at the end."""
    begin = time.monotonic()
    early: dict[int, Memory] = {}
    for number in count():
        site.edit(number)
        build([site.guides], site.index)
        time.sleep(min(SECONDS_BETWEEN_BUILDS, seconds / 4))
        now = {process: Memory.of(process) for process in server.workers()}
        passed = time.monotonic() - begin
        if passed >= seconds * WARM_SHARE and not early:
            early = now
        if passed >= seconds and early is not now:
            return early, now, number + 1
    raise AssertionError


def run(budget_seconds: float) -> list[dict[str, object]]:
    """Return the figures as rows of a table."""
    with tempfile.TemporaryDirectory() as folder:
        load = mixed_load(Path(folder), budget_seconds)
    return [
        {
            "what": f"mixed requests in {budget_seconds:.0f} s, {load.builds} builds meanwhile",
            "figure": load.answers,
        },
        {
            "what": "answers of another status than is due",
            "figure": load.errors.total(),
            "which": dict(load.errors.most_common(5)),
        },
        {"what": "growth of a warm worker, MB", "figure": round(load.more_bytes / 1e6, 1)},
        {"what": "growth of its open files", "figure": load.more_files},
    ]


if __name__ == "__main__":
    for row in run(float(sys.argv[1]) if len(sys.argv) > 1 else 300):
        print(row)
