"""Speed, memory and size of one library: built in one process, opened and asked in another."""

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
"""After the first time, each query is asked so often; the fastest counts, as other work only ever adds."""

PATIENCE = 10
"""Seconds for the first time of all queries of a kind, above which they are asked only once more."""

Times = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Speed:
    """What one library took. ``cold`` has the first time that each query was asked, ``warm`` the best of three after;
    both have ``median_ms`` and ``p95_ms`` by kind of query, nothing for searches that the library does not have.
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


def measured(library: str, source: Path, n_documents: int, folder: Path, queries: Path, limits: Limits) -> Speed:
    """Build in one process, then open and ask in a fresh one.

    Raises: OverLimit; subprocess.CalledProcessError when a process fails.
    """
    built = run_alone(__name__, ["build", library, source, folder], limits)
    asked = run_alone(__name__, ["ask", library, folder, queries], limits)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Speed(
        library=library,
        n_documents=n_documents,
        build_mb=built.peak_mb,
        size_mb=round(size / 1e6, 1),
        search_mb=asked.peak_mb,
        **built.answer,
        **asked.answer,
    )


def build(library: str, source: Path, folder: Path) -> dict[str, float]:
    """Return the seconds that building takes, and those of all cores together, its processes included."""
    peer = peer_type(library)()
    started, spent = time.perf_counter(), _cpu_seconds()
    peer.build(source, folder)
    seconds = time.perf_counter() - started
    return {"build_seconds": round(seconds, 2), "build_cpu_seconds": round(_cpu_seconds() - spent, 2)}


def _cpu_seconds() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def ask(library: str, folder: Path, queries: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the milliseconds that opening takes, and those of every kind of query."""
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
    """Return the first and the fastest later time of each query, None when the library has no such search."""
    cold = []
    for query in queries:
        milliseconds, said = _timed(answer, query)
        if said is None:
            return None
        cold.append(milliseconds)
    rounds = ROUNDS if sum(cold) < PATIENCE * 1e3 else 1
    warm = [[_timed(answer, query)[0] for query in queries] for _ in range(rounds)]
    return cold, [min(times) for times in zip(*warm, strict=True)]


def _timed(answer: Callable[[str], Any], query: str) -> tuple[float, Any]:
    started = time.perf_counter()
    said = answer(query)
    return (time.perf_counter() - started) * 1e3, said


def _quantiles(times: Sequence[float]) -> Times:
    ordered = sorted(times)
    return {"median_ms": _quantile(ordered, 0.5), "p95_ms": _quantile(ordered, 0.95)}


def _quantile(ordered: Sequence[float], share: float) -> float:
    return round(ordered[int(share * (len(ordered) - 1))], 3)


def main(what: str, library: str, one: str, other: str) -> Any:
    """Do what ``measured`` asks of a process."""
    if what == "build":
        return build(library, Path(one), Path(other))
    return ask(library, Path(one), json.loads(Path(other).read_text(encoding="utf-8")))


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
