"""Titles typed letter by letter."""

from collections.abc import Callable, Sequence

FROM = 3
"""Letters from which the list is looked at."""


def jumps(listed: Callable[[str], Sequence[str]], title: str, id_: str) -> bool:
    """Return whether ``id_``, once ``listed``, is not listed any more as more of ``title`` is typed."""
    lists = [listed(title[:length]) for length in range(FROM, len(title) + 1) if title[length - 1] != " "]
    there = [id_ in ids for ids in lists]
    return True in there and False in there[there.index(True) :]
