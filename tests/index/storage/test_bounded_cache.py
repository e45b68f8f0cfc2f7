"""The cache with a budget of bytes."""

import tracemalloc

from index.storage.bounded_cache import OVERHEAD_BYTES, BoundedCache, footprint


def test_the_longest_unused_entries_go_when_the_budget_is_spent() -> None:
    cache: BoundedCache[str, int] = BoundedCache(3_000)
    for key in "ab":
        cache.put(key, 1, 1_000)
    assert cache.get("a")
    cache.put("c", 1, 1_000)
    assert [cache.get(key) for key in "abc"] == [1, None, 1]


def test_putting_a_value_again_does_not_count_it_twice() -> None:
    cache: BoundedCache[str, int] = BoundedCache(3_000)
    for _ in range(5):
        cache.put("a", 1, 1_000)
    assert cache.n_bytes == 1_000 + OVERHEAD_BYTES


def test_a_value_beyond_the_whole_budget_is_not_kept_and_costs_no_other() -> None:
    cache: BoundedCache[str, int] = BoundedCache(3_000)
    cache.put("a", 1, 100)
    cache.put("b", 2, 3_000)
    assert (cache.get("a"), cache.get("b"), len(cache)) == (1, None, 1)


def test_what_is_counted_is_what_the_memory_holds() -> None:
    cache: BoundedCache[tuple[str, ...], str] = BoundedCache(1 << 20)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for i in range(50_000):
            text = ("x" if i % 2 else "漢") * (i % 90)
            key = (f"key {i}", f"{i}")
            cache.put(key, text, footprint(key) + footprint(text))
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert len(cache) > 1_000
    assert cache.n_bytes / 2 < grown <= 1 << 20
