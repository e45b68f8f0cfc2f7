"""Time from files on disk to Documents, for a first reading and for one with a cache.

``python -m tests.corpus.speed FOLDER`` prints CPU and wall time in one process and in two. On a machine with other
work, the files a second of CPU time are what counts.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.reader import Reading, ReadOptions, read
from index.documents import documents_of
from index.reading_cache import ReadingCache


@contextmanager
def timed(label: str, n_files: int) -> Iterator[None]:
    """Print CPU and wall time of the body. CPU time is that of this process and its workers."""
    cpu, wall = _cpu_seconds(), time.perf_counter()
    yield
    cpu, wall = _cpu_seconds() - cpu, time.perf_counter() - wall
    print(
        f"{label:34} {cpu:7.2f} s CPU {wall:7.2f} s wall;"
        f" files a second: {n_files / cpu:6,.0f} of CPU {n_files / wall:6,.0f} of wall time"
    )


def _cpu_seconds() -> float:
    """Return the CPU time of this process and of the ended processes that it started."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main(folder: Path) -> None:
    files = read([folder]).files
    for processes in (1, 2):
        with timed(f"read in {processes} process(es)", files):
            documents_of(read([folder], processes=processes).guides)
    with tempfile.TemporaryDirectory() as scratch:
        copy = shutil.copytree(folder, Path(scratch) / "source")
        _cached(copy, Path(scratch))
        with timed("read again, nothing changed", files):
            _cached(copy, Path(scratch))
        _edit(copy)
        with timed("read again, one file changed", files):
            _cached(copy, Path(scratch))


def _cached(source: Path, index: Path) -> Reading:
    options = ReadOptions()
    cache = ReadingCache(index, options)
    reading = read([source], options, cache=cache)
    with cache.saving():
        return reading


def _edit(source: Path) -> None:
    first = next(path for path in sorted(source.rglob("*.md")) if path.is_file())
    first.chmod(0o644)
    with first.open("a", encoding="utf-8") as file:
        file.write("\nOne more line.\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
