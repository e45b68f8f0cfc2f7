"""Searches of which no two are alike, asked of one served process over HTTP, while its memory is looked at.

python -m tests.faults.searches [--searches 200000]
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from tests.faults.kills import site_of
from tests.faults.load import Memory
from tests.web.running import serving

SEED = 19
N_SEARCHES = 200_000
"""Searches that a run makes."""

WARM_SEARCHES = 20_000
"""Searches after which memory is first looked at; a tenth of a run of fewer than ten times as many. By hand."""

BETWEEN_LOOKS = 1_000
"""Searches between two looks at the memory. By hand."""

WORDS = ("cache", "kafka", "consumer", "lag", "rate", "limiting", "docker", "sql", "join", "retry", "index", "state")

PATHS = ("/api/v1/search", "/search")


@dataclass(frozen=True, slots=True)
class Growth:
    """Searches that were asked, those without an answer of status 200, and the server's memory meanwhile.

    ``growths`` are the looks at it from the first warm one on, in bytes more than that one.
    """

    searches: int
    failed: int
    warm_at: int
    warm_bytes: int
    growths: tuple[int, ...]


def addresses(n_searches: int) -> Iterator[str]:
    """Yield addresses of searches, no two alike: a word of each is a number, and the others are in any order."""
    generator = random.Random(SEED)
    for number in range(n_searches):
        words = quote(" ".join(generator.choices(WORDS, k=generator.randint(1, 4))))
        yield f"{PATHS[number % len(PATHS)]}?q={words}+{number}"


def distinct_searches(folder: Path, n_searches: int, ends: float = float("inf"), names: str = "*.md") -> Growth:
    """Ask a server of one worker, which logs its searches as by default, on one connection."""
    site = site_of(folder, names)
    warm_at = min(WARM_SEARCHES, n_searches // 10)
    looks: list[int] = []
    failed = number = 0
    with serving(folder, "--index", str(site.index)) as server:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        worker = server.workers()[0]
        for number, address in enumerate(addresses(n_searches), start=1):
            connection.request("GET", address)
            answer = connection.getresponse()
            answer.read()
            failed += answer.status != 200
            if number >= warm_at and (number % BETWEEN_LOOKS == 0 or number in (warm_at, n_searches)):
                looks.append(Memory.of(worker).bytes)
                if time.monotonic() > ends:
                    break
        connection.close()
        is_same = server.workers() == [worker]
    assert is_same, "the worker was replaced meanwhile"
    return Growth(number, failed, warm_at, looks[0], tuple(look - looks[0] for look in looks))


def run(budget_seconds: float) -> list[dict[str, object]]:
    """Return the figures of ``N_SEARCHES``, or of as many as the budget allows, as rows of a table."""
    with tempfile.TemporaryDirectory() as folder:
        return rows(distinct_searches(Path(folder), N_SEARCHES, time.monotonic() + budget_seconds), N_SEARCHES)


def rows(growth: Growth, n_searches: int) -> list[dict[str, object]]:
    """Return the figures as rows of a table."""
    warm = f"the {growth.warm_bytes / 1e6:.1f} MB after {growth.warm_at:,} of them"
    return [
        {"what": "distinct searches of one served process over HTTP", "figure": growth.searches, "of": n_searches},
        {"what": "distinct searches without an answer", "figure": growth.failed},
        {"what": f"growth of its memory beyond {warm}, MB", "figure": round(growth.growths[-1] / 1e6, 1)},
        {"what": "most that it grew meanwhile, MB", "figure": round(max(growth.growths) / 1e6, 1)},
    ]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--searches", type=int, default=N_SEARCHES)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        growth = distinct_searches(Path(folder), options.searches)
    print(*rows(growth, options.searches), sep="\n")
    tenths = growth.growths[:: max(1, len(growth.growths) // 10)]
    print("growth in MB, from first to last:", *(round(each / 1e6, 1) for each in tenths))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
