"""How figures are printed: as tables, the last one with what is aimed at."""

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


def part(name: str, found: Any) -> None:
    """Print the figures of a part of the benchmark."""
    if found:
        PARTS[name](found)


def _scores(title: str) -> Callable[[Scores], None]:
    """Return what prints scores by library or method, a column for each set."""

    def print_scores(found: Scores) -> None:
        columns = list(next(iter(found.values())))
        lines = [[name, *(f"{figures[column]:.3f}" for column in columns)] for name, figures in found.items()]
        table(title, ["", *columns], lines)

    return print_scores


def _speeds(found: Sequence[Mapping[str, Any]]) -> None:
    """Print, for each size, building, memory and size; then times when first asked, and when asked again."""
    names = ("build_seconds", "build_cpu_seconds", "build_mb", "size_mb", "open_ms", "search_mb")
    header = ["", "build s", "CPU s", "build MiB", "index MB", "open ms", "search MiB"]
    for size in sorted({one["n_documents"] for one in found}):
        of_size = [one for one in found if one["n_documents"] == size]
        table(
            f"{size:,} documents", header, [[one["library"], *(f"{one[name]:,}" for name in names)] for one in of_size]
        )
        for state, said in (("cold", "first time in a fresh process"), ("warm", "best of three after")):
            lines = [[one["library"], *(_times(one[state].get(kind)) for kind in KINDS)] for one in of_size]
            table(f"{size:,} documents, {said}, ms, median / 95th percentile", ["", *KINDS], lines)


def _times(times: Mapping[str, float] | None) -> str:
    return f"{times['median_ms']:.3f} / {times['p95_ms']:.3f}" if times else "-"


def facts(title: str, found: Mapping[str, Any]) -> None:
    """Print single figures with their names."""
    said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in found.items())
    print(f"\n{title}: {said}", flush=True)


def _facts(title: str) -> Callable[[Mapping[str, Any]], None]:
    return lambda found: facts(title, found)


PARTS: Mapping[str, Callable[[Any], None]] = {
    "speed": _speeds,
    "startup": _facts("from the shell"),
    "editing": _facts("one guide edited"),
    "http": _facts("HTTP, requests a second"),
    "quality": _scores("ranking, nDCG@10"),
    "related": _scores("related content, nDCG@10, the answers removed from the text"),
    "held-out": _scores("what the shipped guides list as related, held out one guide at a time"),
}


def lines(title: str, found: Sequence[str]) -> None:
    """Print a title and lines below it, nothing when there are none."""
    if found:
        print("\n".join([f"\n{title}", *found]), flush=True)


def aims(rows: Sequence[Row]) -> None:
    """Print every aim: the figure, the peer's, the ratio, the aim, whether it is met, and the goal beyond."""
    header = ["aim", "Guidedex", "peer", "ratio", "aimed at", "met", "goal met"]
    table("what is aimed at", header, [_line(row) for row in rows])


def _line(row: Row) -> Line:
    peer = f"{row.peer} {_figure(row.peer_value, row.unit)}" if row.peer else "-"
    ratio = f"{row.ratio:.2f}" if row.ratio is not None else "-"
    aim = f"at most {row.most:g}" if row.most is not None else f"at least {row.least:g}"
    met = "not measured" if row.is_met is None else BEYOND[row.is_met]
    return [row.what, _figure(row.value, row.unit), peer, ratio, aim, met, BEYOND[row.is_goal_met]]


def _figure(value: float | None, unit: str) -> str:
    return f"{value:,.{0 if value >= 1000 else 3}f} {unit}".strip() if value is not None else "-"
