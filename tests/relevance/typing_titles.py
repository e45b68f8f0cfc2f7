"""Lists of results while a title is typed letter by letter."""

from collections.abc import Callable, Sequence

MIN_LETTERS = 3
"""Letters typed before the first list is compared."""


def jumps(list_of: Callable[[str], Sequence[str]], title: str, id_: str) -> bool:
    """Return whether ``id_`` leaves the list of results, once it is there, while more of ``title`` is typed."""
    lists = [list_of(title[:length]) for length in range(MIN_LETTERS, len(title) + 1) if title[length - 1] != " "]
    there = [id_ in ids for ids in lists]
    return True in there and False in there[there.index(True) :]
