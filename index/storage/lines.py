"""Lines of text in a memory-mapped file, read by row and found by binary search."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from index.storage.caching import cached


class Lines(Sequence[str]):
    """A sequence of lines of UTF-8 text.

    ``ends`` has the byte at which each line ends, and ``heads`` ``head_of`` each line, for lines in code-point order
    that are looked up: most searches then compare no text.
    """

    def __init__(
        self, blob: NDArray[np.uint8], ends: NDArray[np.int64], heads: NDArray[np.uint64] | None = None
    ) -> None:
        self._blob = blob
        self._bytes = memoryview(cast(Any, blob))
        self._ends = ends
        # of one number, bisecting a memoryview takes half of what NumPy does with it before and after
        self._heads = None if heads is None else memoryview(cast(Any, heads))

    def __len__(self) -> int:
        return len(self._ends)

    def raw(self, row: int) -> bytes:
        """Return line ``row``, 0 <= row < len, as bytes."""
        start = self._ends.item(row - 1) if row else 0
        return self._bytes[start : self._ends.item(row)].tobytes()

    def lengths(self) -> NDArray[np.int64]:
        """Return the bytes of each line, of shape (n_lines,)."""
        return np.diff(self._ends, prepend=0)

    def at(self, row: int) -> str:
        """Return line ``row``, 0 <= row < len."""
        return self.raw(row).decode()

    def raws(self, first: int = 0) -> list[bytes]:
        """Return the lines from ``first`` on as bytes."""
        ends = self._ends.tolist()
        starts = [0, *ends][:-1]
        blob = self._blob.tobytes()
        return [blob[start:end] for start, end in zip(starts[first:], ends[first:], strict=True)]

    def __getitem__(self, row: Any) -> Any:
        if isinstance(row, slice):
            return [self.at(i) for i in range(*row.indices(len(self)))]
        return self.raw(range(len(self))[row]).decode()

    def __iter__(self) -> Iterator[str]:
        return (line.decode() for line in self.raws())

    def insertion_row(self, text: str) -> int:
        """Return the row of ``text`` among lines in code-point order, or the row at which it would be inserted."""
        line = text.encode()
        first, last = self._rows_with_head(line)
        return first + bisect_left(range(first, last), line, key=self.raw)

    def _rows_with_head(self, line: bytes) -> tuple[int, int]:
        """Return the first and the end of the rows whose head is that of ``line``; all rows without heads."""
        if self._heads is None:
            return 0, len(self)
        head = head_of(line)
        first = bisect_left(self._heads, head)
        if first == len(self) or self._heads[first] != head:
            return first, first
        return first, bisect_right(self._heads, head, first)

    @cached(1 << 16)
    def find(self, text: str) -> int:
        """Return the row of ``text`` among lines in code-point order, -1 when it is not one of them."""
        line = text.encode()
        first, last = self._rows_with_head(line)
        row = first if last - first < 2 else first + bisect_left(range(first, last), line, key=self.raw)
        return row if row < last and self.raw(row) == line else -1


def head_of(line: bytes) -> int:
    """Return the first eight bytes as an integer; integers are in the order of the lines."""
    return int.from_bytes(line[:8].ljust(8, b"\0"), "big")
