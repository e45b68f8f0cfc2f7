"""The machine and the versions that figures were measured with."""

import os
import platform
import sqlite3
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.peers import all_peers

CPU = Path("/proc/cpuinfo")


def machine() -> Mapping[str, Any]:
    """Return the processor, its cores, memory and load, and the version of Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory / (1 << 30)),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
    }


def _cpu() -> str:
    lines = CPU.read_text().splitlines() if CPU.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def versions() -> Mapping[str, str]:
    """Return the versions of all measured libraries and of NumPy, on which some of them depend."""
    peers = {peer.name: version(peer.package) for peer in all_peers() if peer.package}
    return {**peers, "FTS5": sqlite3.sqlite_version, "numpy": np.__version__}
