"""Values looked up in arrays in ascending order, such as the rows of a posting list."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def look_up(ordered: NDArray[Any], wanted: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the place of each of ``wanted`` in ``ordered``, and which of them are there; other places mean nothing.

    Both are of the shape of ``wanted``.
    """
    # of one type, or NumPy would copy all of ``ordered``; a value beyond the type wraps to one that differs
    places = ordered.searchsorted(wanted.astype(ordered.dtype, copy=False))
    if not len(ordered):
        return places, np.zeros(places.shape, np.bool_)
    # a place behind the end is clipped to a value that differs
    return places, ordered.take(places, mode="clip") == wanted


def values_at(ordered: NDArray[Any], values: NDArray[Any], wanted: NDArray[Any]) -> NDArray[np.float64]:
    """Return those of ``values``, one for each of ``ordered``, that belong to ``wanted``; 0 where it is not there."""
    places, is_there = look_up(ordered, wanted)
    if not len(ordered):
        return np.zeros(places.shape)
    at: NDArray[np.float64] = np.multiply(is_there, values.take(places, mode="clip"), dtype=np.float64)
    return at


def is_in(wanted: NDArray[Any], ordered: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which of ``wanted`` are in ``ordered``."""
    return look_up(ordered, wanted)[1]


def distinct(ordered: NDArray[Any]) -> NDArray[Any]:
    """Return the distinct values of ``ordered``."""
    return ordered[begins_run(ordered)]


def begins_run(ordered: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which of ``ordered`` differ from the value before; the first always does."""
    is_first = np.empty(len(ordered), np.bool_)
    is_first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return is_first
