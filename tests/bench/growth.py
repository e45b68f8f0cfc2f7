"""``python -m tests.bench.growth FIGURES ...``: figures by number of documents, as a table and as a plot.

Prints the table in Markdown, and writes ``docs/images/growth.svg``.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.plot import Line, Panel, plot

Figures = Mapping[str, Any]
LIBRARIES = {"guidedex": "Guidedex", "tantivy-py": "tantivy-py"}
OUT = Path("docs/images/growth.svg")

MEASURES: Mapping[str, Callable[[Figures], float]] = {
    "build, s": lambda run: run["build_seconds"],
    "build memory, MiB": lambda run: run["build_mb"],
    "index, MB": lambda run: run["size_mb"],
    "ten best, 1 to 4 words, ms": lambda run: run["warm"]["short"]["median_ms"],
    "ten best, 10 to 25 words, ms": lambda run: run["warm"]["long"]["median_ms"],
    "search memory, MiB": lambda run: run["search_mb"],
}
"""Measures plotted over the number of documents; times are medians of warm queries."""


def table(speed: Sequence[Figures]) -> str:
    """Return a table in Markdown: a line for each number of documents, both libraries in each cell."""
    sizes = sorted({run["n_documents"] for run in speed if run["library"] in LIBRARIES})
    by_size = {(run["library"], run["n_documents"]): run for run in speed}
    head = ["documents", *MEASURES]
    lines = [f"| {' | '.join(head)} |", f"|{'---:|' * len(head)}"]
    for size in sizes:
        of_size = [by_size.get((library, size)) for library in LIBRARIES]
        cells = [
            " / ".join(format_figure(measure(run)) if run else "-" for run in of_size) for measure in MEASURES.values()
        ]
        lines.append(f"| {size:,} | {' | '.join(cells)} |")
    return "\n".join(lines)


def panels(speed: Sequence[Figures]) -> list[Panel]:
    """Return a panel for each measure, with a line for each library."""
    return [
        Panel(name, tuple(_line(speed, library, measure) for library in LIBRARIES))
        for name, measure in MEASURES.items()
    ]


def _line(speed: Sequence[Figures], library: str, measure: Callable[[Figures], float]) -> Line:
    of_library = sorted((run for run in speed if run["library"] == library), key=lambda run: run["n_documents"])
    return Line(LIBRARIES[library], tuple((run["n_documents"], measure(run)) for run in of_library))


def format_figure(value: float) -> str:
    """Return a figure with three significant digits.

    >>> [format_figure(value) for value in (0.0567, 1.25, 46.9, 1234.5)]
    ['0.057', '1.25', '46.9', '1,234']
    """
    return f"{value:,.{0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3}f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and write the plot."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    parser.add_argument("figures", type=Path, nargs="+", help="what the benchmark wrote, in one run or in several")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args(arguments)
    speed = [run for path in options.figures for run in json.loads(path.read_text(encoding="utf-8")).get("speed", [])]
    if len({run["n_documents"] for run in speed}) < 2:
        names = ", ".join(map(str, options.figures))
        print(f"found no two sizes to compare in {names}; run `python -m tests.bench --full`", file=sys.stderr)
        return 2
    print(f"{' / '.join(LIBRARIES.values())}\n\n{table(speed)}")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(plot("Growth with the number of documents", panels(speed)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
