"""The parts of the benchmark: a function for each, which returns figures as JSON values."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench import held_out, quality, related, related_sets, startup
from tests.bench.aims import GUIDES
from tests.bench.documents import enlarged, real_documents, write_documents
from tests.bench.peers import peer_type
from tests.bench.processes import Limits, OverLimit, run_alone
from tests.bench.queries import judged_queries, queries_for
from tests.bench.speed import measure_library

PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Run:
    """The options of a run, and messages on measurements that were left out or failed, which do not stop it."""

    data: Path
    sizes: tuple[int, ...]
    libraries: tuple[str, ...]
    """Names of the libraries whose speed is measured."""
    n_queries: int
    seconds: float
    """Time limit of a library's build, and of its queries."""
    http_seconds: float
    http_rounds: int
    left_out: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def measure_quality(run: Run) -> Any:
    with _folder() as work:
        return quality.measure(run.data, work, PROCESSES)


def measure_related(run: Run) -> Any:
    """Return the figures of each method on each set; None where the set has nothing that the method works with."""
    with _folder() as work:
        figures_of_method = partial(_related_figures, related_sets.related_sets(run.data, work), work)
        with ProcessPoolExecutor(PROCESSES) as pool:
            return dict(zip(related.METHODS, pool.map(figures_of_method, related.METHODS), strict=True))


def _related_figures(sets: Sequence[related_sets.RelatedSet], work: Path, method: str) -> Mapping[str, Any]:
    measured = {judged.name: related.measure(method, judged, work) for judged in sets}
    return {name: asdict(figures) if figures else None for name, figures in measured.items()}


def measure_held_out(run: Run) -> Any:
    """Return the recall of related guides that the shipped guides list, with the lists removed."""
    return {"shipped guides": {f"recall@{held_out.K}": fmean(held_out.recalls().values())}}


def measure_speed(run: Run) -> Any:
    """Return the figures of every library at every size; each builds and answers in a process of its own."""
    real, judged = real_documents(run.data, PROCESSES), judged_queries(run.data)
    speeds: list[Mapping[str, Any]] = []
    for size in run.sizes:
        with _folder() as work:
            source, queries = work / "documents.jsonl", work / "queries.json"
            write_documents(enlarged(real, size), source)
            queries.write_text(json.dumps(queries_for(source, judged, run.n_queries)))
            speeds += _speeds(run, size, source, queries)
    return speeds


def _speeds(run: Run, size: int, source: Path, queries: Path) -> Iterator[Mapping[str, Any]]:
    limits = Limits(run.seconds)
    for peer in map(peer_type, run.libraries):
        if size > peer.most_documents:
            run.left_out.append(f"{peer.name} at {size:,} documents: measured up to {peer.most_documents:,}")
            continue
        print(f"{size:,} documents, {peer.name} ...", file=sys.stderr, flush=True)
        with _folder() as work:
            try:
                yield asdict(measure_library(peer.name, source, size, work / "index", queries, limits))
            except OverLimit as error:
                run.left_out.append(f"{peer.name} at {size:,} documents: stopped at {error}")
            except subprocess.CalledProcessError as error:
                run.failed.append(f"{peer.name} at {size:,} documents: status {error.returncode}")


def measure_replaced(run: Run) -> Any:
    """Return the seconds of what a build replaces, of the largest selected collection of at most 50,000 documents."""
    size = max((size for size in run.sizes if size <= GUIDES), default=min(run.sizes))
    with _folder() as work:
        source = write_documents(enlarged(real_documents(run.data, PROCESSES), size), work / "documents.jsonl")
        try:
            measured = run_alone("tests.bench.replaced", [source, work], Limits(run.seconds))
        except OverLimit as error:
            run.left_out.append(f"what a build replaces at {size:,} documents: stopped at {error}")
            return {}
        return {"documents": size, "peak_mb": measured.peak_mb, **measured.answer}


def measure_startup(run: Run) -> Any:
    """Return the times of a search from the shell, in the largest selected index of at most 50,000 documents."""
    size = max((size for size in run.sizes if size <= GUIDES), default=min(run.sizes))
    with _folder() as work:
        source = write_documents(enlarged(real_documents(run.data, PROCESSES), size), work / "documents.jsonl")
        run_alone("tests.bench.speed", ["build", "guidedex", source, work / "index"], Limits())
        return startup.measure(work / "index")


def measure_editing(run: Run) -> Any:
    with _folder() as work:
        return run_alone("tests.bench.editing", [run.data, work], Limits()).answer


def measure_meaning(run: Run) -> Any:
    """Return the costs of search by meaning in the largest selected index of at most 50,000 documents."""
    size = max((size for size in run.sizes if size <= GUIDES), default=min(run.sizes))
    with _folder() as work:
        source = write_documents(enlarged(real_documents(run.data, PROCESSES), size), work / "documents.jsonl")
        return {"documents": size, **run_alone("tests.bench.meaning", [source, work], Limits(run.seconds)).answer}


def measure_http(run: Run) -> Any:
    """Return the median requests per second by kind of request; empty without wrk."""
    if not shutil.which("wrk"):
        run.left_out.append("HTTP: needs wrk; on Debian and Ubuntu: apt-get install wrk")
        return {}
    with _folder() as work:
        out = work / "http.json"
        options = ["--seconds", str(run.http_seconds), "--rounds", str(run.http_rounds), "--out", str(out)]
        subprocess.run([sys.executable, "-m", "tests.bench.http", *options], check=True, stdout=subprocess.DEVNULL)
        rounds = json.loads(out.read_text())
    return {name: round(median(values)) for name, values in rounds.items()}


PARTS: Mapping[str, Callable[[Run], Any]] = {
    "speed": measure_speed,
    "replaced": measure_replaced,
    "startup": measure_startup,
    "editing": measure_editing,
    "http": measure_http,
    "quality": measure_quality,
    "related": measure_related,
    "held-out": measure_held_out,
    "meaning": measure_meaning,
}


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        yield Path(name)
