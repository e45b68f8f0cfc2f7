"""Half-typed searches: ``kub``, ``kube`` and ``kuber`` are one intent with ``kubernetes``."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from search.gaps.demand import Demand, search_key

MIN_LETTERS = 3
"""Letters of a half-typed word. By hand: fewer may begin anything."""

MAX_LONGER = 50
"""Searches that begin with a half-typed one and are compared with it. By hand."""


def with_whole_words(demands: Sequence[Demand], is_name: Callable[[str], bool]) -> tuple[Demand, ...]:
    """Return the searches without half-typed ones, each counted as one for the longer search that it begins.

    A search is half-typed when the last word of a search at least as frequent goes on where it ends, nobody opened a
    result of it, and it is no name in itself: ``java`` is not ``javascript``.
    """
    by_key = {search_key(demand.query): demand for demand in demands}
    keys = sorted(by_key)
    for key in sorted(by_key, key=lambda key: (len(key), key)):
        demand = by_key[key]
        if len(key.rpartition(" ")[2]) < MIN_LETTERS or demand.clicks or is_name(demand.query):
            continue
        at = bisect_right(keys, key)
        following = (longer for longer in keys[at : at + MAX_LONGER] if longer.startswith(key) and longer in by_key)
        longer_keys = [longer for longer in following if longer[len(key)] != " "]
        whole = max(longer_keys, key=lambda longer: (by_key[longer].count, longer), default="")
        if whole and by_key[whole].count >= demand.count:
            by_key[whole] = replace(by_key[whole], count=by_key[whole].count + demand.count)
            del by_key[key]
    return tuple(sorted(by_key.values(), key=lambda demand: (-demand.count, demand.query)))
