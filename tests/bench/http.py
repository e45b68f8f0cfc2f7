"""``python -m tests.bench.http``: requests per second, compared with an empty Flask JSON route on the same server.

Needs wrk (Debian and Ubuntu: ``apt-get install wrk``), which loads a server from one core of its own.
"""

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from search import open_index
from tests.bench.serving import EMPTY, empty_server, guidedex_server, write_figures

SEED = 11
CONNECTIONS = 8
N_REPEATED = 20
N_DISTINCT = 200_000
SEARCHES = {"json": "api/v1/search", "page": "search"}

SCRIPT = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local at = 0
request = function()
  at = at + 1
  return wrk.format("GET", paths[(at - 1) %% #paths + 1])
end
"""


def distinct_queries(index: Path, number: int) -> list[str]:
    """Return different queries of one to four words from the titles of the documents in ``index``."""
    chance = random.Random(SEED)
    titles = [hit.title for hit in open_index(index).search("", {"lang": ["all"]}, limit=10_000).hits]
    words = sorted({word for title in titles for word in title.split()})
    queries: dict[str, None] = {}
    while len(queries) < number:
        title = chance.choice(titles).split()
        taken = chance.sample(title, min(len(title), chance.randint(1, 4)))
        queries[" ".join(taken if chance.random() < 0.5 else [*taken[:3], chance.choice(words)])] = None
    return list(queries)


def requests_a_second(url: str, paths: Sequence[str], seconds: int, work: Path) -> float:
    """Return the requests per second that a server answers over eight connections, ``paths`` in turn.

    Raises: RuntimeError where an answer has an error status.
    """
    paths_file, script = work / "paths.txt", work / "load.lua"
    paths_file.write_text("".join(f"{path}\n" for path in paths))
    script.write_text(SCRIPT % paths_file)
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), url]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output:
        raise RuntimeError(f"errors at {url}: {output}")
    match = re.search(r"Requests/sec:\s+([0-9.]+)", output)
    assert match, output
    return float(match[1])


def measure(seconds: int, rounds: int) -> dict[str, list[float]]:
    """Return requests per second of each round by kind of request; each round measures both servers in turn."""
    figures: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        with guidedex_server(work / "index") as url, empty_server() as empty:
            queries = [urlencode({"q": query}) for query in distinct_queries(work / "index", N_DISTINCT)]
            share = len(queries) // (rounds * len(SEARCHES))
            for at in range(rounds):
                figures.setdefault("empty", []).append(requests_a_second(empty, [EMPTY], seconds, work))
                for number, (name, path) in enumerate(SEARCHES.items()):
                    start = (at * len(SEARCHES) + number) * share
                    distinct = [f"/{path}?{query}" for query in queries[start : start + share]]
                    for kind, paths in (("distinct", distinct), ("repeated", distinct[:N_REPEATED])):
                        rate = requests_a_second(url, paths, seconds, work)
                        figures.setdefault(f"{name}, {kind}", []).append(rate)
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table and, with ``--out``, write the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.http", description=__doc__)
    parser.add_argument("--seconds", type=int, default=3, help="of each measurement; wrk takes whole ones")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    if not shutil.which("wrk"):
        print("needs wrk; on Debian and Ubuntu: apt-get install wrk", file=sys.stderr)
        return 2
    figures = measure(options.seconds, options.rounds)
    empty = median(figures["empty"])
    for name, rates in figures.items():
        print(f"{name:16}{median(rates):10,.0f} requests/s{median(rates) / empty:8.0%} of the empty route")
    write_figures(figures, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
