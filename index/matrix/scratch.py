"""Arrays of zeros that are used again: a fresh one costs a page fault for each of its pages."""

from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)


class Zeros(Generic[Number]):
    """Lends arrays of ``size`` zeros, each to one borrower at a time; thread-safe.

    The borrower sets an array back to zeros before it gives it back. One that an exception keeps from doing so gives
    nothing back, and the array is dropped.
    """

    def __init__(self, size: int, dtype: type[Number]) -> None:
        self._size, self._dtype = size, dtype
        self._free: list[NDArray[Any]] = []

    def lend(self) -> NDArray[Number]:
        try:
            return self._free.pop()
        except IndexError:  # all are lent
            return np.zeros(self._size, self._dtype)

    def take_back(self, zeros: NDArray[Number]) -> None:
        self._free.append(zeros)
