"""``python -m tests.bench``: Guidedex beside other libraries, on the same documents and queries, in one run."""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from tests.bench import held_out, lookups, quality, related, speed
from tests.bench.documents import enlarged, real_documents, write_documents
from tests.bench.peers import PEERS
from tests.bench.peers.guidedex_peer import Guidedex

Row = Sequence[str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for, print tables, and write all figures as JSON."""
    asked = _parser().parse_args(arguments)
    data = Path(asked.data)
    if not asked.data or not data.is_dir():
        print("set GUIDEDEX_DATA to the folder of real data", file=sys.stderr)
        return 2
    figures: dict[str, object] = {"machine": _machine(), "versions": _versions()}
    print(figures["machine"])
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if "quality" in asked.only:
            figures["quality"] = _quality(data, work)
        if "related" in asked.only:
            figures["related"] = _related(data, work)
        if "speed" in asked.only:
            figures["speed"] = _speed(data, work, asked.documents)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(figures, indent=1) + "\n")
    print(f"\nall figures: {asked.out}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--data", default=os.environ.get("GUIDEDEX_DATA", ""))
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--documents", nargs="+", type=int, default=[10_000, 50_000])
    parser.add_argument("--out", type=Path, default=Path("build/bench.json"))
    return parser


PARTS = ("quality", "related", "speed")


def _machine() -> str:
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    return f"{names[0] if names else cpu}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _versions() -> dict[str, str]:
    return {peer.name: version(peer.package) if peer.package else "" for peer in PEERS}


def _quality(data: Path, work: Path) -> dict[str, dict[str, float]]:
    """Return and print nDCG@10 of every library on every judged set, and on known items by kind."""
    found: dict[str, dict[str, float]] = {peer.name: {} for peer in PEERS}
    sets = quality.judged_sets(data)
    for judged in sets:
        for peer in PEERS:
            values = quality.ndcg_of(peer, judged, work)
            found[peer.name][judged.name] = _mean(values.values())
    known = quality.known_items(data, work)
    for peer in PEERS:
        values = quality.ndcg_of(peer, known, work)
        found[peer.name]["mean"] = _mean(found[peer.name][judged.name] for judged in sets)
        for kind in quality.KINDS:
            found[peer.name][kind] = _mean(v for id_, v in values.items() if id_.startswith(f"{kind}:"))
    columns = [*(judged.name for judged in sets), "mean", *quality.KINDS]
    rows = [[name, *(f"{figures[column]:.3f}" for column in columns)] for name, figures in found.items()]
    _print_table("nDCG@10", ["", *columns], rows)
    return found


def _related(data: Path, work: Path) -> dict[str, dict[str, float]]:
    """Return and print nDCG@10 of related content, for every method on every judged set."""
    found: dict[str, dict[str, float]] = {name: {} for name in related.METHODS}
    sets = related.related_sets(data, work)
    for judged in sets:
        for name, method in related.METHODS.items():
            found[name][judged.name] = _mean(method(judged, work).values())
    columns = [judged.name for judged in sets]
    rows = [[name, *(f"{figures[column]:.3f}" for column in columns)] for name, figures in found.items()]
    _print_table("related content, nDCG@10", ["", *columns], rows)
    recall = _mean(held_out.recalls().values())
    print(f"\nshipped guides, what they list as related held out: recall@{held_out.K} {recall:.3f}")
    return {**found, "held out": {"recall": recall}}


def _speed(data: Path, work: Path, sizes: Sequence[int]) -> list[dict[str, object]]:
    """Return and print times of every library at every size; each is measured in a process of its own."""
    real = real_documents(data)
    found = []
    for size in sizes:
        source = write_documents(enlarged(real, size), work / f"{size}.jsonl")
        measured = [
            speed.measure_in_process(peer.name, source, work / f"{size}-{peer.name}")
            for peer in PEERS
            if size <= peer.most_documents
        ]
        found += [asdict(one) for one in measured]
        rows = [_speed_row(one) for one in measured]
        header = ["", "build s", "open ms", "peak MB", "size MB", *(f"{kind} ms" for kind in speed.KINDS)]
        _print_table(f"{size:,} documents, median / 95th percentile", header, rows)
        found.append({"n_documents": size, "lookups": _lookups(source, work / f"{size}-{Guidedex.name}", size)})
    return found


def _lookups(source: Path, index: Path, size: int) -> dict[str, tuple[float, float]]:
    """Return and print the CPU time of look-ups of related content."""
    times = lookups.lookup_times(source, index)
    rows = [[kind, str(median), str(p95)] for kind, (median, p95) in times.items()]
    _print_table(f"related content in {size:,} documents, CPU ms", ["", "median", "95th"], rows)
    return times


def _speed_row(one: speed.Speed) -> Row:
    times = [f"{one.median_ms[kind]} / {one.p95_ms[kind]}" if one.median_ms[kind] else "-" for kind in speed.KINDS]
    return [one.library, *map(str, (one.build_seconds, one.open_ms, one.peak_mb, one.size_mb)), *times]


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def _print_table(title: str, header: Row, rows: Sequence[Row]) -> None:
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    print(f"\n{title}")
    for row in [header, *rows]:
        first, *others = zip(row, widths, strict=True)
        print("  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]))
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
