"""Speed, memory and size of every library on the same documents and the same queries."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench.documents import sample_of
from tests.bench.peers import PEERS

SEED = 7
N_QUERIES = 300
ROUNDS = 3
"""Each query is asked so often; the fastest counts, as other work on the machine only ever adds."""

KINDS = ("short", "long", "page", "prefix", "typo")


@dataclass(frozen=True, slots=True)
class Speed:
    """What one library took; times of queries in milliseconds, ``None`` where it has no such search."""

    library: str
    n_documents: int
    build_seconds: float
    open_ms: float
    first_ms: float
    peak_mb: float
    size_mb: float
    median_ms: dict[str, float | None]
    p95_ms: dict[str, float | None]


def queries_for(source: Path) -> dict[str, list[str]]:
    """Return queries of every kind, made of the titles and texts of the documents in ``source``."""
    rng = random.Random(SEED)
    documents = rng.sample(sample_of(source), 4 * N_QUERIES)
    titles = [str(d.get("title", "")).split() for d in documents]
    texts = [str(d.get("text") or d.get("answer") or "").split() for d in documents]
    short = [" ".join(words[: rng.randint(1, 4)]) for words in titles if words]
    long = [" ".join(words[: rng.randint(10, 25)]) for words in texts if len(words) >= 25]
    half = [query[: max(3, len(query) - rng.randint(1, 3))] for query in short]
    single = [word for words in titles for word in words[:1] if word.isalpha() and 5 <= len(word) <= 12]
    return {
        "short": short[:N_QUERIES],
        "long": long[:N_QUERIES],
        "page": short[:N_QUERIES],
        "prefix": [query.split()[-1] for query in half if len(query.split()[-1]) >= 3][:N_QUERIES],
        "typo": [_misspelt(word, rng) for word in single][:N_QUERIES],
    }


def _misspelt(word: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def measure_in_process(library: str, source: Path, folder: Path) -> Speed:
    """Return the speed of ``library``, measured in a process of its own.

    Raises: subprocess.CalledProcessError when that process fails.
    """
    command = [sys.executable, "-m", "tests.bench.speed", library, str(source), str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Speed(**json.loads(done.stdout.splitlines()[-1]))


def measure(library: str, source: Path, folder: Path) -> Speed:
    """Build, open and ask one library."""
    peer = next(peer for peer in PEERS if peer.name == library)()
    started = time.perf_counter()
    peer.build(source, folder)
    build_seconds = time.perf_counter() - started
    queries = queries_for(source)
    started = time.perf_counter()
    peer.open(folder)
    opened = time.perf_counter()
    peer.best(queries["short"][0], 10)
    first = time.perf_counter()
    ask: dict[str, Callable[[str], Any]] = {
        "short": lambda query: peer.best(query, 10),
        "long": lambda query: peer.best(query, 10),
        "page": peer.page,
        "prefix": peer.begun,
        "typo": peer.near,
    }
    times = {kind: _times(ask[kind], queries[kind]) for kind in KINDS}
    return Speed(
        library=library,
        n_documents=sum(1 for _ in source.open(encoding="utf-8")),
        build_seconds=round(build_seconds, 2),
        open_ms=round((opened - started) * 1e3, 1),
        first_ms=round((first - opened) * 1e3, 1),
        peak_mb=round(_peak_kb() / 1024),
        size_mb=round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6, 1),
        median_ms={kind: _quantile(found, 0.5) for kind, found in times.items()},
        p95_ms={kind: _quantile(found, 0.95) for kind, found in times.items()},
    )


def _peak_kb() -> int:
    """Return the most memory that this process held; what it inherited when it was forked is not counted."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def _times(ask: Callable[[str], Any], queries: Sequence[str]) -> list[float] | None:
    """Return the fastest time of each query in milliseconds, None when the library has no such search."""
    best = [float("inf")] * len(queries)
    for _ in range(ROUNDS):
        for i, query in enumerate(queries):
            started = time.perf_counter()
            answer = ask(query)
            best[i] = min(best[i], (time.perf_counter() - started) * 1e3)
            if answer is None:
                return None
    return best


def _quantile(times: Sequence[float] | None, share: float) -> float | None:
    if not times:
        return None
    return round(sorted(times)[int(share * (len(times) - 1))], 3)


if __name__ == "__main__":
    print(json.dumps(asdict(measure(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))))
