"""Results of methods, kept by the object whose methods they are."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from weakref import ref

Owner = TypeVar("Owner")
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Method = Callable[Concatenate[Owner, Arguments], Result]


def cached(maxsize: int | None) -> Callable[[Method[Owner, Arguments, Result]], Method[Owner, Arguments, Result]]:
    """Decorate a method so that each object keeps its last ``maxsize`` results, all of them for None; thread-safe.

    Arguments are positional and hashable. The cache has a weak reference to its object. ``lru_cache(n)(self.method)``
    has a strong one, and so makes a circle that only a garbage collection breaks. A server freezes its objects
    (``gc.freeze``), after which no collection ever does.
    """

    def decorate(method: Method[Owner, Arguments, Result]) -> Method[Owner, Arguments, Result]:
        name = f"results of {method.__qualname__}"

        @wraps(method)
        def result(self: Any, *arguments: Any) -> Result:
            try:
                cache = getattr(self, name)
            except AttributeError:
                # of two threads, the second one takes the cache of the first
                cache = self.__dict__.setdefault(name, _cache(method, self, maxsize))
            return cast(Result, cache(*arguments))

        return cast(Method[Owner, Arguments, Result], result)

    return decorate


def _cache(method: Callable[..., Result], owner: object, maxsize: int | None) -> Callable[..., Result]:
    to_owner = ref(owner)
    # the call that finds no result has a strong reference to the owner until it returns
    return lru_cache(maxsize)(lambda *arguments: method(to_owner(), *arguments))
