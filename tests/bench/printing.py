"""Printing of figures as tables, the last of which is the table of aims."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.bench.aims import Row
from tests.bench.queries import KINDS

Line = Sequence[str]
Scores = Mapping[str, Mapping[str, float]]
BEYOND = {True: "yes", False: "no", None: "-"}


def table(title: str, header: Line, lines: Sequence[Line]) -> None:
    """Print lines in columns: the first to the left, the others to the right."""
    widths = [max(len(line[i]) for line in [header, *lines]) for i in range(len(header))]
    print(f"\n{title}")
    for line in [header, *lines]:
        first, *others = zip(line, widths, strict=True)
        print("  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]))
    sys.stdout.flush()


def part(name: str, figures: Any) -> None:
    """Print the figures of a part of the benchmark; nothing where there are none."""
    if figures:
        PARTS[name](figures)


def _scores(title: str) -> Callable[[Scores], None]:
    """Return a function that prints scores by library or method, with a column for each set."""

    def print_scores(scores: Scores) -> None:
        columns = list(next(iter(scores.values())))
        lines = [[name, *(f"{by_set[column]:.3f}" for column in columns)] for name, by_set in scores.items()]
        table(title, ["", *columns], lines)

    return print_scores


def _related(figures: Mapping[str, Mapping[str, Mapping[str, float] | None]]) -> None:
    """Print nDCG@10 of each method on each set, then the times on the largest: CPU seconds to build, look-ups in ms."""
    sets = list(next(iter(figures.values())))
    largest = max(sets, key=lambda name: (figures["cosine"][name] or {})["build_cpu_seconds"])
    lines = []
    for method, by_set in figures.items():
        scores = [f"{of_set['ndcg']:.3f}" if of_set else "-" for of_set in by_set.values()]
        times = by_set[largest]
        lines.append(
            [method, *scores, *([f"{times[key]:,}" for key in ("build_cpu_seconds", "look_up_ms")] if times else "--")]
        )
    header = ["", *sets, "build CPU s", "look-up ms"]
    table(f"related content, nDCG@10, the answers removed from the text; times on {largest}", header, lines)


def _speeds(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print for each size a table of building, memory and index size, then tables of cold and of warm times."""
    names = ("build_seconds", "build_cpu_seconds", "build_mb", "size_mb", "open_ms", "search_mb")
    header = ["", "build s", "CPU s", "build MiB", "index MB", "open ms", "search MiB"]
    for size in sorted({row["n_documents"] for row in rows}):
        of_size = [row for row in rows if row["n_documents"] == size]
        table(
            f"{size:,} documents",
            header,
            [[row["library"], *(f"{row[name]:,}" for name in names)] for row in of_size],
        )
        for state, condition in (("cold", "first time in a fresh process"), ("warm", "best of three after")):
            lines = [[row["library"], *(_times(row[state].get(kind)) for kind in KINDS)] for row in of_size]
            table(f"{size:,} documents, {condition}, ms, median / 95th percentile", ["", *KINDS], lines)


def _times(times: Mapping[str, float] | None) -> str:
    return f"{times['median_ms']:.3f} / {times['p95_ms']:.3f}" if times else "-"


def facts(title: str, figures: Mapping[str, Any]) -> None:
    """Print single figures with their names on one line."""
    named = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
    print(f"\n{title}: {named}", flush=True)


def _facts(title: str) -> Callable[[Mapping[str, Any]], None]:
    return lambda figures: facts(title, figures)


PARTS: Mapping[str, Callable[[Any], None]] = {
    "speed": _speeds,
    "replaced": _facts("in place of a build: tantivy-py, and scikit-learn's nearest neighbours"),
    "startup": _facts("from the shell"),
    "editing": _facts("one guide edited"),
    "http": _facts("HTTP, requests a second"),
    "quality": _scores("ranking, nDCG@10"),
    "related": _related,
    "held-out": _scores("what the shipped guides list as related, held out one guide at a time"),
    "meaning": _facts("search by meaning: what it costs"),
}


def lines(title: str, messages: Sequence[str]) -> None:
    """Print a title and messages below it; nothing where there are none."""
    if messages:
        print("\n".join([f"\n{title}", *messages]), flush=True)


def aims(rows: Sequence[Row]) -> None:
    """Print the table of aims."""
    header = ["aim", "Guidedex", "peer", "ratio", "aimed at", "met", "goal met"]
    table("what is aimed at", header, [_line(row) for row in rows])


def _line(row: Row) -> Line:
    peer = f"{row.peer} {_figure(row.peer_value, row.unit)}" if row.peer else "-"
    ratio = f"{row.ratio:.2f}" if row.ratio is not None else "-"
    aim = f"at most {row.most:g}" if row.most is not None else f"at least {row.least:g}" if row.has_aim else "-"
    met = BEYOND[row.is_met] if row.is_met is not None else "not measured" if row.value is None else "-"
    return [row.what, _figure(row.value, row.unit), peer, ratio, aim, met, BEYOND[row.is_goal_met]]


def _figure(value: float | None, unit: str) -> str:
    return f"{value:,.{0 if value >= 1000 else 3}f} {unit}".strip() if value is not None else "-"
