"""Time that the query log costs a request, and searches lost by a killed server: ``python -m tests.gaps.log_cost``."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from statistics import median

from search.query_log import QueryLog, logged_demand

N_SEARCHES = 20_000
WORDS = (
    "rate",
    "limiting",
    "of",
    "requests",
    "in",
    "a",
    "gateway",
    "with",
    "kafka",
    "redis",
    "how",
    "do",
    "i",
    "token",
)

_SERVER = """
import sys, time
from pathlib import Path
from search.query_log import QueryLog
log = QueryLog(Path(sys.argv[1]))
number = 0
while True:
    log.record(f"query {number}", number)
    print(number, time.monotonic(), flush=True)
    number += 1
    time.sleep(0.002)
"""


def record_milliseconds(path: Path, n_searches: int = N_SEARCHES, seed: int = 1) -> list[float]:
    """Return the time of recording each of many searches while the writer runs, in milliseconds."""
    rng = Random(seed)
    queries = [" ".join(rng.choices(WORDS, k=rng.randrange(1, 9))) for _ in range(n_searches)]
    log = QueryLog(path)
    taken = []
    for query in queries:
        start = time.perf_counter()
        log.record(query, 3, {"kind": ["question"], "skill": ["kafka", "redis"]})
        taken.append(1000 * (time.perf_counter() - start))
    log.close()
    return taken


def lost_seconds(path: Path, alive: float) -> float:
    """Return the seconds of searches missing from the log of a server that was killed after ``alive`` seconds."""
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as server:
        assert server.stdout is not None
        first = server.stdout.readline()
        time.sleep(alive)
        server.send_signal(signal.SIGKILL)
        lines = [first, *server.stdout.read().splitlines()]
    recorded = {int(line.split()[0]): float(line.split()[1]) for line in lines if len(line.split()) == 2}
    last_number = max((int(d.query.split()[1]) for d in logged_demand(path)), default=-1) if path.exists() else -1
    last_time = recorded.get(last_number, min(recorded.values()))
    return max(0.0, max(recorded.values()) - last_time)


def main() -> None:
    """Print both."""
    with tempfile.TemporaryDirectory() as folder:
        taken = sorted(record_milliseconds(Path(folder) / "cost.sqlite"))
        p99 = taken[int(0.99 * len(taken))]
        print(
            f"recording a search: median {median(taken):.4f} ms, 99th percentile {p99:.4f} ms ({len(taken):,} searches)"
        )
        lost = [lost_seconds(Path(folder) / f"{i}.sqlite", 0.7 + 0.37 * i) for i in range(6)]
        seconds_lost = ", ".join(f"{seconds:.2f}" for seconds in lost)
        print(f"lost by kill -9, in {len(lost)} runs: {seconds_lost} s of searches; every log could be read")


if __name__ == "__main__":
    main()
