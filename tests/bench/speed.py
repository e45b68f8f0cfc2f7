"""Speed, memory and index size of one library, which builds in one process and answers queries in another."""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.peers import Peer, peer_type
from tests.bench.processes import Limits, run_alone
from tests.bench.queries import KINDS

ROUNDS = 3
"""Repetitions of each query for warm times; the fastest counts, since other processes can only add time."""

PATIENCE = 10
"""Seconds of all cold queries of a kind, above which they are repeated only once."""

Times = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Speed:
    """The figures of one library.

    ``cold`` is over the first time of each query, ``warm`` over the fastest of three later times; both map a kind of
    query to ``median_ms`` and ``p95_ms``, without the kinds that the library does not support.
    """

    library: str
    n_documents: int
    build_seconds: float
    build_cpu_seconds: float
    build_mb: int
    size_mb: float
    open_ms: float
    search_mb: int
    cold: Mapping[str, Times]
    warm: Mapping[str, Times]


def measure_library(library: str, source: Path, n_documents: int, folder: Path, queries: Path, limits: Limits) -> Speed:
    """Return the figures of a build in one process, and of queries in a fresh one.

    Raises: OverLimit; subprocess.CalledProcessError where a process fails.
    """
    building = run_alone(__name__, ["build", library, source, folder], limits)
    answering = run_alone(__name__, ["ask", library, folder, queries], limits)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Speed(
        library=library,
        n_documents=n_documents,
        build_mb=building.peak_mb,
        size_mb=round(size / 1e6, 1),
        search_mb=answering.peak_mb,
        **building.answer,
        **answering.answer,
    )


def build(library: str, source: Path, folder: Path) -> dict[str, float]:
    """Return the wall-clock seconds of a build, and its CPU seconds including child processes."""
    peer = peer_type(library)()
    started, spent = time.perf_counter(), _cpu_seconds()
    peer.build(source, folder)
    seconds = time.perf_counter() - started
    return {"build_seconds": round(seconds, 2), "build_cpu_seconds": round(_cpu_seconds() - spent, 2)}


def _cpu_seconds() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def ask(library: str, folder: Path, queries: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the milliseconds of opening the index, and the times of every kind of query."""
    peer = peer_type(library)()
    started = time.perf_counter()
    peer.open(folder)
    open_ms = round((time.perf_counter() - started) * 1e3, 1)
    cold, warm = {}, {}
    for kind in KINDS:
        answer = _asker(peer, kind)
        times = _times(answer, queries[kind])
        if times and queries[kind]:
            cold[kind], warm[kind] = map(_quantiles, times)
    return {"open_ms": open_ms, "cold": cold, "warm": warm}


def _asker(peer: Peer, kind: str) -> Callable[[str], Any]:
    return {
        "short": lambda query: peer.best(query, 10),
        "long": lambda query: peer.best(query, 10),
        "page": peer.page,
        "prefix": peer.begun,
        "typo": peer.near,
        "related skills": lambda id_: peer.related(id_, "skill"),
        "related questions": lambda id_: peer.related(id_, "question"),
    }[kind]


def _times(answer: Callable[[str], Any], queries: Sequence[str]) -> tuple[list[float], list[float]] | None:
    """Return the first and the fastest later time of each query, None where the library has no such search."""
    cold = []
    for query in queries:
        milliseconds, result = _timed(answer, query)
        if result is None:
            return None
        cold.append(milliseconds)
    rounds = ROUNDS if sum(cold) < PATIENCE * 1e3 else 1
    warm = [[_timed(answer, query)[0] for query in queries] for _ in range(rounds)]
    return cold, [min(times) for times in zip(*warm, strict=True)]


def _timed(answer: Callable[[str], Any], query: str) -> tuple[float, Any]:
    started = time.perf_counter()
    result = answer(query)
    return (time.perf_counter() - started) * 1e3, result


def _quantiles(times: Sequence[float]) -> Times:
    ordered = sorted(times)
    return {"median_ms": _quantile(ordered, 0.5), "p95_ms": _quantile(ordered, 0.95)}


def _quantile(ordered: Sequence[float], share: float) -> float:
    return round(ordered[int(share * (len(ordered) - 1))], 3)


def main(task: str, library: str, *paths: str) -> Any:
    """Run one of the two processes of ``measure_library``."""
    first, second = map(Path, paths)
    if task == "build":
        return build(library, first, second)
    return ask(library, first, json.loads(second.read_text(encoding="utf-8")))


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
