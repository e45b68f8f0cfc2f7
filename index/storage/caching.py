"""Results of methods, kept by the object whose methods they are."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast
from weakref import ref

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def cached(
    maxsize: int | None,
) -> Callable[[Callable[Concatenate[Any, Arguments], Result]], "_CachedMethod[Arguments, Result]"]:
    """Decorate a method so that each object keeps its last ``maxsize`` results, all of them for None; thread-safe.

    Arguments are positional and hashable. The cache has a weak reference to its object. ``lru_cache(n)(self.method)``
    has a strong one, and so makes a circle that only a garbage collection breaks. A server freezes its objects
    (``gc.freeze``), after which no collection ever does.
    """
    return lambda method: _CachedMethod(method, maxsize)


class _CachedMethod(Generic[Arguments, Result]):
    """A descriptor that puts a cache under the method's name in each object, which then is what is called.

    A search calls hundreds of such methods: a function in between would take longer than most of the results.
    """

    def __init__(self, method: Callable[Concatenate[Any, Arguments], Result], maxsize: int | None) -> None:
        self._method = method
        self._maxsize = maxsize
        self.__doc__ = method.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, owner: Any, type_: type) -> Callable[Arguments, Result]:
        if owner is None:
            return cast(Callable[Arguments, Result], self._method)
        # of two threads, the second one takes the cache of the first
        cache: Callable[Arguments, Result] = owner.__dict__.setdefault(self._name, self._cache(owner))

        def of_owner(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
            assert owner is not None  # kept until the call: nothing else keeps the object of ``lines("terms").find``
            return cache(*arguments, **named)

        return of_owner

    def _cache(self, owner: object) -> Callable[..., Result]:
        method: Callable[..., Result] = self._method
        to_owner = ref(owner)
        # the call that finds no result has a strong reference to the owner until it returns
        return lru_cache(self._maxsize)(lambda *arguments: method(to_owner(), *arguments))
