"""Who holds the connections to a port of this machine, as far as Linux tells."""

import ipaddress
import os
import sys
from collections.abc import Iterator
from pathlib import Path

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
"""Connections of this machine, or of its container; the columns are those of proc(5)."""

TIME_WAIT = "06"
"""State of a connection that is over; it belongs to root, whoever had it."""


def has_foreign_clients(port: int) -> bool:
    """Return whether another user than ours or root holds a connection to ``port`` from this machine.

    A proxy that passes requests on as they are looks like a browser here, but proxies run as users of their own.
    False where the system does not tell.
    """
    return any(owner not in (0, os.geteuid()) for owner in _client_owners(port))


def _client_owners(port: int) -> Iterator[int]:
    """Yield the user id of each connection whose far end is ``port`` of the loopback interface."""
    for table in TABLES:
        try:
            lines = table.read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for _, _, remote, state, _, _, _, owner, *_ in map(str.split, lines):
            address, _, number = remote.partition(":")
            if int(number, 16) == port and state != TIME_WAIT and _is_loopback(address):
                yield int(owner)


def _is_loopback(address: str) -> bool:
    """Return whether an address, written as hexadecimal words in the machine's order of bytes, is a loopback one."""
    words = (int(address[start : start + 8], 16) for start in range(0, len(address), 8))
    return ipaddress.ip_address(b"".join(word.to_bytes(4, sys.byteorder) for word in words)).is_loopback
