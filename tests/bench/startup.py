"""The time of ``guidedex search`` from the shell, compared with that of ``python -c "import numpy"``."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

N_TIMES = 7
QUERY = "how does a cache work"


def measure(index: Path) -> dict[str, float]:
    """Return the median milliseconds of a search in ``index``, and of importing NumPy."""
    commands = {
        "search_ms": [str(Path(sys.executable).with_name("guidedex")), "search", QUERY, "--index", str(index)],
        "numpy_ms": [sys.executable, "-c", "import numpy"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(N_TIMES):
        for name, command in commands.items():
            times[name].append(_milliseconds(command))
    return {name: round(median(milliseconds), 1) for name, milliseconds in times.items()}


def _milliseconds(command: Sequence[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - started) * 1e3
