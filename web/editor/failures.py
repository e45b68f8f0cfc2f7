"""Wrong tokens, counted for each client."""

import ipaddress
import time
from collections import OrderedDict, deque
from threading import Lock

MAX_FAILURES, FAILURE_SECONDS = 10, 60
"""A process accepts at most 10 wrong tokens of a client within 60 seconds. By hand."""

MAX_CLIENTS = 10_000
"""Clients that are counted; the one whose last failure is oldest is forgotten first. By hand."""


class LoginFailures:
    """The times of each client's last wrong tokens; thread-safe."""

    def __init__(self) -> None:
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def record(self, address: str) -> None:
        client = client_of(address)
        with self._lock:
            self._times.setdefault(client, deque(maxlen=MAX_FAILURES)).append(time.monotonic())
            self._times.move_to_end(client)
            if len(self._times) > MAX_CLIENTS:
                self._times.popitem(last=False)

    def are_too_many(self, address: str) -> bool:
        """Return whether the client has failed ``MAX_FAILURES`` times within ``FAILURE_SECONDS``."""
        with self._lock:
            times = self._times.get(client_of(address))
            return times is not None and len(times) == MAX_FAILURES and time.monotonic() - times[0] < FAILURE_SECONDS


def client_of(address: str) -> str:
    """Return the client at ``address``: with IPv6 its network of 64 bits, all of which one machine may have."""
    try:
        if ipaddress.ip_address(address).version == 6:
            return str(ipaddress.ip_network(f"{address}/64", strict=False))
    except ValueError:
        pass
    return address
