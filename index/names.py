"""The longest known name at a place of a sequence of tokens.

Tokens are compared by their keys. The caller decides what a key leaves out (case, a plural's ``s``), which names are
known (stop words alone are none), and which of the names found count where they occur (capitals, context).
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

MAX_TOKENS = 32
"""Tokens of a known name; a longer one is never found, so that a text takes time in proportion to its length. By hand:
the longest title of 9,000 real guides has 19."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class FoundName(NamedTuple, Generic[V]):
    """A name at the tokens from ``first`` up to and without ``last``, and what it is known to be."""

    first: int
    last: int
    value: V


class NameTrie(Generic[K, V]):
    """Names known by the keys of their tokens; of equal names the first counts.

    Attributes:
        edges: the node to which each node and key lead; node 0 is the root.
        values: of the name that ends at each node, None where none does.
    """

    def __init__(self, names: Iterable[tuple[Sequence[K], V]]) -> None:
        self.edges: dict[tuple[int, K], int] = {}
        self.values: list[V | None] = [None]
        for keys, value in names:
            if 0 < len(keys) <= MAX_TOKENS:
                self._add(keys, value)

    def _add(self, keys: Sequence[K], value: V) -> None:
        node = 0
        for key in keys:
            node = self.edges.setdefault((node, key), len(self.values))
            if node == len(self.values):
                self.values.append(None)
        if self.values[node] is None:
            self.values[node] = value

    def __contains__(self, key: K) -> bool:
        """Tell whether a name begins with ``key``."""
        return (0, key) in self.edges

    def longest_at(self, keys: Sequence[K], place: int) -> FoundName[V] | None:
        """Return the longest name that begins at ``place``, None when none does."""
        node, longest = 0, None
        for last in range(place, len(keys)):
            next_node = self.edges.get((node, keys[last]))
            if next_node is None:
                break
            node = next_node
            if (value := self.values[node]) is not None:
                longest = FoundName(place, last + 1, value)
        return longest


@dataclass(frozen=True, slots=True)
class JoinedNames(Generic[V]):
    """Names of at most ``max_tokens`` tokens that are known however they are cut: ``node js`` is ``nodejs``.

    ``value_of`` returns what the name with these keys is known to be, None when it is not known.
    """

    value_of: Callable[[Sequence[str]], V | None]
    max_tokens: int

    def longest_at(self, keys: Sequence[str], place: int) -> FoundName[V] | None:
        """Return the longest name that begins at ``place``, None when none does."""
        for last in range(min(place + self.max_tokens, len(keys)), place, -1):
            if (value := self.value_of(keys[place:last])) is not None:
                return FoundName(place, last, value)
        return None


def names_in(
    keys: Sequence[K], longest_at: Callable[[Sequence[K], int], FoundName[V] | None]
) -> Iterator[FoundName[V]]:
    """Yield the names at the tokens with these keys, the longest at each place; names do not overlap."""
    place = 0
    while place < len(keys):
        found = longest_at(keys, place)
        if found:
            yield found
        place = found.last if found else place + 1
