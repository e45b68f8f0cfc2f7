"""``python -m tests.bench``: compares Guidedex with other libraries on the same documents and queries in one run.

Without options it measures 10,000 and 50,000 documents; ``--quick`` 10,000 alone, ``--full`` also 200,000 and
1,000,000.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.bench import aims, printing
from tests.bench.machine import machine, versions
from tests.bench.parts import PARTS, Run
from tests.bench.peers import NAMES

SIZES = (10_000, 50_000)
QUICK = SIZES[:1]
FULL = (*SIZES, 200_000, 1_000_000)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the selected parts, print tables, and write all figures as JSON."""
    options = _parser().parse_args(arguments)
    if not options.data or not Path(options.data).is_dir():
        print("set GUIDEDEX_DATA to the folder of real data", file=sys.stderr)
        return 2
    began = time.monotonic()
    figures: dict[str, Any] = {"machine": machine(), "versions": versions()}
    printing.facts("machine", figures["machine"])
    printing.facts("versions", figures["versions"])
    run = _run(options)
    for name in options.only:
        figures[name] = PARTS[name](run)
        printing.part(name, figures[name])
    rows = aims.rows(figures)
    printing.aims(rows)
    printing.lines("left out", run.left_out)
    printing.lines("failed", run.failed)
    took = round(time.monotonic() - began)
    notes = {"left_out": run.left_out, "failed": run.failed, "seconds": took}
    _write(options.out, {**figures, "aims": [_written(row) for row in rows], **notes})
    print(f"\n{took} seconds; all figures: {options.out}")
    return 1 if run.failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--data", default=os.environ.get("GUIDEDEX_DATA", ""), help="the folder of real data")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--quick", action="store_true", help="10,000 documents, fewer queries")
    forms.add_argument("--full", action="store_true", help="10,000 to 1,000,000 documents")
    parser.add_argument("--documents", nargs="+", type=int, help="numbers of documents, in place of those of the form")
    parser.add_argument("--libraries", nargs="+", choices=NAMES, default=NAMES, help="whose speed is measured")
    parser.add_argument("--out", type=Path, default=Path("build/bench.json"))
    return parser


def _run(options: argparse.Namespace) -> Run:
    sizes = options.documents or (QUICK if options.quick else FULL if options.full else SIZES)
    return Run(
        data=Path(options.data),
        sizes=tuple(sorted(sizes)),
        libraries=tuple(options.libraries),
        n_queries=100 if options.quick else 300,
        seconds=60 if options.quick else 900,
        http_seconds=1 if options.quick else 3,
        http_rounds=1 if options.quick else 3,
    )


def _written(row: aims.Row) -> dict[str, Any]:
    return {**asdict(row), "ratio": row.ratio, "is_met": row.is_met, "is_goal_met": row.is_goal_met}


def _write(path: Path, figures: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
