"""Words of readers fill the caches of a process up to a bound, whatever they type."""

import pkgutil
from importlib import import_module

import pytest

import index.analysis
import search.query
from index.analysis import analyze, name_key, stem
from index.analysis.limits import MAX_CACHED, MAX_TERM

MAX_KEPT = 1 << 16

CACHES = {
    f"{package.__name__}.{module.name}.{name}": value
    for package in (index.analysis, search.query)
    for module in pkgutil.iter_modules(package.__path__)
    for name, value in vars(import_module(f"{package.__name__}.{module.name}")).items()
    if hasattr(value, "cache_parameters")
}


@pytest.mark.parametrize("name", CACHES)
def test_a_cache_is_bounded_or_of_a_function_without_arguments(name: str) -> None:
    maxsize = CACHES[name].cache_parameters()["maxsize"]
    function = CACHES[name].__wrapped__
    assert (maxsize is None and not function.__code__.co_argcount) or 0 < maxsize <= MAX_KEPT


def test_the_caches_are_found() -> None:
    assert len(CACHES) > 5


@pytest.mark.parametrize("length", [MAX_TERM + 1, 1_000])
def test_long_words_are_not_kept(length: int) -> None:
    before = {name: cache.cache_info().currsize for name, cache in CACHES.items()}
    for number in range(50):
        word = f"{number}".join(["a" * (length // 2)] * 2)
        assert stem(word.replace(f"{number}", "b")) is not None
        assert analyze(word).n_positions
        name_key(word)
    grown = {name: cache.cache_info().currsize - before[name] for name, cache in CACHES.items()}
    assert max(grown.values()) < 50


def test_a_stem_is_the_same_when_its_word_has_left_the_cache() -> None:
    words = [f"{a}{b}{c}ings" for a in "bcdfgh" for b in "aeiou" for c in "lmnprst"]
    first = [stem(word) for word in words]
    for number in range(MAX_CACHED):
        stem(f"x{number}")
    assert [stem(word) for word in words] == first
