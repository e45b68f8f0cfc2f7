"""``python -m tests.bench.http``: requests a second beside an empty Flask JSON route on the same server.

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
from tests.bench.serving import EMPTY, empty_server, guidedex_server, written

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
    found: dict[str, None] = {}
    while len(found) < number:
        title = chance.choice(titles).split()
        taken = chance.sample(title, min(len(title), chance.randint(1, 4)))
        found[" ".join(taken if chance.random() < 0.5 else [*taken[:3], chance.choice(words)])] = None
    return list(found)


def requests_a_second(url: str, paths: Sequence[str], seconds: int, work: Path) -> float:
    """Return how many of ``paths`` a server answers a second, one after the other over eight connections.

    Raises: RuntimeError when an answer was an error.
    """
    listed, script = work / "paths.txt", work / "load.lua"
    listed.write_text("".join(f"{path}\n" for path in paths))
    script.write_text(SCRIPT % listed)
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(f"errors at {url}: {said}")
    found = re.search(r"Requests/sec:\s+([0-9.]+)", said)
    assert found, said
    return float(found[1])


def measure(seconds: int, rounds: int) -> dict[str, list[float]]:
    """Return requests a second by what was asked, the servers in turn in every round."""
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
                    asked = [f"/{path}?{query}" for query in queries[start : start + share]]
                    for kind, paths in (("distinct", asked), ("repeated", asked[:N_REPEATED])):
                        found = requests_a_second(url, paths, seconds, work)
                        figures.setdefault(f"{name}, {kind}", []).append(found)
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table, and write the figures as JSON where asked to."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.http", description=__doc__)
    parser.add_argument("--seconds", type=int, default=3, help="of each measurement; wrk takes whole ones")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args(arguments)
    if not shutil.which("wrk"):
        print("needs wrk; on Debian and Ubuntu: apt-get install wrk", file=sys.stderr)
        return 2
    figures = measure(asked.seconds, asked.rounds)
    empty = median(figures["empty"])
    for name, found in figures.items():
        print(f"{name:16}{median(found):10,.0f} requests/s{median(found) / empty:8.0%} of the empty route")
    written(figures, asked.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
