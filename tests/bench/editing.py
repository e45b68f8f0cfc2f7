"""Time of a whole build, and of builds after one guide of many was edited, without the time of imports."""

import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from index.build import BuildOptions, BuildReport, build

GUIDES = "guides/freecodecamp_guide/raw"
N_EDITS = 3
PROCESSES = 2


def measure(data: Path, work: Path) -> dict[str, Any]:
    """Return the seconds of the whole build, the median seconds of builds after an edit, and the number of guides."""
    source, index = work / "guides", work / "index"
    shutil.copytree(data / GUIDES, source, copy_function=shutil.copyfile)
    options = BuildOptions(processes=PROCESSES)
    _import_all(work)
    whole, report = _timed(lambda: build([source], index, options))
    paths = sorted(source.rglob("*.md"))
    edited = []
    for number in range(N_EDITS):
        path = paths[(number + 1) * len(paths) // (N_EDITS + 1)]
        path.write_text(path.read_text(encoding="utf-8") + f"\nEdited for the {number + 1}. time.\n", encoding="utf-8")
        edited.append(_timed(lambda: build([source], index, options))[0])
    return {"guides": report.guides, "whole_seconds": whole, "edited_seconds": median(edited)}


def _import_all(work: Path) -> None:
    """Build a single document, so that all modules are imported before the clock starts."""
    source = work / "one.jsonl"
    source.write_text('{"id": "one", "title": "One", "text": "A guide."}\n')
    build([source], work / "one")


def _timed(work: Callable[[], BuildReport]) -> tuple[float, BuildReport]:
    started = time.perf_counter()
    report = work()
    return round(time.perf_counter() - started, 3), report


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
