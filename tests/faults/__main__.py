"""Run every fault test within its share of the time, and print a table of the figures.

python -m tests.faults [--minutes 20 | --full] [NAME ...]
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

MINUTES = 20.0
"""Time of a run without ``--minutes``. By hand."""

ENOUGH_SECONDS = 6 * 3600.0
"""Time of a test with ``--full`` that ends by itself when its count is reached. By hand."""


def modules(names: Sequence[str] = ()) -> list[ModuleType]:
    """Return the modules of this package that have a ``run``, those with these names only where any are given."""
    files = sorted(path for path in Path(__file__).parent.glob("[!_]*.py") if not path.stem.startswith("test_"))
    found = [import_module(f"{__package__}.{path.stem}") for path in files if not names or path.stem in names]
    return [module for module in found if hasattr(module, "run")]


def lines(found: Sequence[ModuleType], seconds: float | None) -> Iterator[str]:
    """Yield the table, a line as soon as it is known.

    Args:
        seconds: time of all; None for the full counts, whatever time they take.
    """
    yield "| test | what | figure |"
    yield "|---|---|---|"
    for module, budget in budgets(found, seconds):
        for row in module.run(budget):
            of = f" of {row['of']}" if "of" in row else ""
            which = f" {row['which']}" if row.get("which") else ""
            yield f"| {module.__name__.rpartition('.')[2]} | {row['what']} | {row['figure']}{of}{which} |"


def budgets(found: Sequence[ModuleType], seconds: float | None) -> Iterator[tuple[ModuleType, float]]:
    """Yield each module with its time; time that one leaves goes to those after it.

    A module has one share of the time, or as many as its ``SHARE``; in a full run one that only time ends has its
    ``FULL_SECONDS``.
    """
    ends = time.monotonic() + (seconds or 0)
    for number, module in enumerate(found):
        if seconds is None:
            yield module, getattr(module, "FULL_SECONDS", ENOUGH_SECONDS)
            continue
        shares = [getattr(other, "SHARE", 1) for other in found[number:]]
        yield module, max(0.0, ends - time.monotonic()) * shares[0] / sum(shares)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="modules to run; default all")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--full", action="store_true", help="the full count of each test, in some hours")
    options = parser.parse_args(arguments)
    for line in lines(modules(options.names), None if options.full else options.minutes * 60):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
