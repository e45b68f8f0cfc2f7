"""A cache with a budget of bytes, in which each entry counts with the memory that it takes."""

import sys
from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

OVERHEAD_BYTES = 300
"""An entry of the cache itself: in CPython 3.11, 104 bytes in the table, 56 each for link and pair, and a reserve."""

ROUNDING_BYTES = 8
"""What the allocator adds to an object on average, which hands out memory in steps of 16 bytes."""

K = TypeVar("K")
V = TypeVar("V")


class BoundedCache(Generic[K, V]):
    """Least recently used cache within ``max_bytes``; thread-safe. A larger value than all of them is not kept."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def n_bytes(self) -> int:
        """Bytes that the entries take."""
        return self._bytes

    def get(self, key: K) -> V | None:
        """Return the value stored under ``key``, None if there is none."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: K, value: V, n_bytes: int) -> None:
        """Store ``value``, which takes ``n_bytes`` with its key, and evict the least recently used ones."""
        size = n_bytes + OVERHEAD_BYTES
        with self._lock:
            self._remove(key)
            if size > self._max_bytes:
                return
            self._entries[key] = value, size
            self._bytes += size
            while self._bytes > self._max_bytes:
                self._remove(next(iter(self._entries)))

    def _remove(self, key: K) -> None:
        _, size = self._entries.pop(key, (None, 0))
        self._bytes -= size


def footprint(value: object) -> int:
    """Return the bytes that a value takes with everything in it, which is text, numbers and collections of them."""
    size = sys.getsizeof(value) + ROUNDING_BYTES
    if isinstance(value, str):  # most values
        return size
    if isinstance(value, dict):
        return size + sum([footprint(key) + footprint(item) for key, item in value.items()])
    if isinstance(value, (tuple, list, set, frozenset)):
        return size + sum(map(footprint, value))
    return size
