"""Work in a separate process, with limits, and with the peak memory of the process and its children."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GIB = 1 << 30
WATCH_SECONDS = 0.1


class OverLimit(Exception):
    """The work was stopped because it exceeded its time or memory."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits in seconds and in bytes."""

    seconds: float = 600
    memory: int = 12 * GIB


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer of a process and its peak memory in MiB."""

    answer: Any
    peak_mb: int


def run_alone(module: str, arguments: Sequence[str | Path], limits: Limits) -> Outcome:
    """Run ``python -m module`` and return the JSON value in its last line.

    Raises: OverLimit; subprocess.CalledProcessError when it fails.
    """
    command = [sys.executable, "-m", module, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        watch = _MemoryWatch(process.pid, limits)
        watch.start()
        output, _ = process.communicate()
        watch.end()
    if watch.over:
        raise OverLimit(watch.over)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Outcome(json.loads(output.splitlines()[-1]), round(watch.peak / (1 << 20)))


class _MemoryWatch(threading.Thread):
    """Samples the memory of a process and its children, and kills all of them at a limit."""

    def __init__(self, pid: int, limits: Limits) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.over = ""
        self._pid, self._limits = pid, limits
        self._ended = threading.Event()

    def run(self) -> None:
        deadline = time.monotonic() + self._limits.seconds
        pause = WATCH_SECONDS
        while not self.over and not self._ended.wait(pause):
            began = time.monotonic()
            self.peak = max(self.peak, held_bytes(self._pid))
            pause = max(WATCH_SECONDS, 10 * (time.monotonic() - began))
            if self.peak > self._limits.memory:
                self._stop_work(f"more than {self._limits.memory / GIB:g} GiB")
            elif time.monotonic() > deadline:
                self._stop_work(f"more than {self._limits.seconds:g} s")

    def end(self) -> None:
        self._ended.set()
        self.join()

    def _stop_work(self, reason: str) -> None:
        self.over = reason
        os.killpg(self._pid, signal.SIGKILL)


def held_bytes(pid: int) -> int:
    """Return the bytes that a process and its children hold, shared memory counted once."""
    alone = _kilobytes(f"/proc/{pid}/status", "VmHWM")
    together = sum(_kilobytes(f"/proc/{member}/smaps_rollup", "Pss") for member in _family(pid))
    return max(alone, together) * 1024


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            child_pids = children.read_text().split()
        except OSError:
            continue
        for child in child_pids:
            yield from _family(int(child))


def _kilobytes(path: str, name: str) -> int:
    """Return the value of ``name`` in a file of /proc, 0 where the process has ended."""
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)
