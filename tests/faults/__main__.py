"""Run every fault test within its share of the time, and print a table of the figures.

python -m tests.faults [--minutes 20] [NAME ...]
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


def modules(names: Sequence[str] = ()) -> list[ModuleType]:
    """Return the modules of this package that have a ``run``, those with these names only where any are given."""
    files = sorted(path for path in Path(__file__).parent.glob("[!_]*.py") if not path.stem.startswith("test_"))
    found = [import_module(f"{__package__}.{path.stem}") for path in files if not names or path.stem in names]
    return [module for module in found if hasattr(module, "run")]


def lines(found: Sequence[ModuleType], seconds: float) -> Iterator[str]:
    """Yield the table, a line as soon as it is known; time that a module leaves goes to those after it.

    A module has one share of the time, or as many as its ``SHARE``.
    """
    ends = time.monotonic() + seconds
    yield "| test | what | figure |"
    yield "|---|---|---|"
    for number, module in enumerate(found):
        shares = [getattr(other, "SHARE", 1) for other in found[number:]]
        budget = max(0.0, ends - time.monotonic()) * shares[0] / sum(shares)
        for row in module.run(budget):
            of = f" of {row['of']}" if "of" in row else ""
            which = f" {row['which']}" if row.get("which") else ""
            yield f"| {module.__name__.rpartition('.')[2]} | {row['what']} | {row['figure']}{of}{which} |"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="modules to run; default all")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    options = parser.parse_args(arguments)
    for line in lines(modules(options.names), options.minutes * 60):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
