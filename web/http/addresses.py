"""Addresses: of a list of results with its filters and page, and of names that hold ``/``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from flask import request

GUIDES = "/guides/"
"""Below this are the pages of guides."""


@dataclass(frozen=True, slots=True)
class Address:
    """What a list of results shows, as its address says it; one list has one address."""

    path: str
    query: str = ""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Names in the order of the contract; those without values are left out."""
    sort: str = "score"
    page: int = 1

    @classmethod
    def of(cls, path: str, filters: Sequence[str], values: Mapping[str, Any]) -> "Address":
        """Return the address that asks for ``values``, the filters in the order given."""
        chosen = ((name, tuple(values.get(name) or ())) for name in filters)
        kept = tuple((name, found) for name, found in chosen if found)
        return cls(path, values["q"], kept, values["sort"], values["page"])

    @property
    def url(self) -> str:
        """The address with its parameters in one order, what is as usual left out."""
        pairs = self.pairs
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return f"{self.path}?{'&'.join(_pair(*pair) for pair in pairs)}" if pairs else self.path

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Everything but the page, as name and value."""
        pairs = [("q", self.query)] if self.query else []
        pairs += self.kept
        return pairs

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a form hands on beside the query."""
        pairs = [(name, value) for name, values in self.filters for value in values]
        return [*pairs, ("sort", self.sort)] if self.sort != "score" else pairs

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values that ``name`` is filtered by."""
        return dict(self.filters).get(name, ())

    def toggled(self, name: str, value: str, order: Sequence[str]) -> "Address":
        """Return the first page with ``value`` chosen, or no longer chosen."""
        before = self.values(name)
        without = tuple(other for other in before if other != value)
        return self.having(name, without if value in before else tuple(sorted((*before, value))), order)

    def having(self, name: str, values: tuple[str, ...], order: Sequence[str]) -> "Address":
        """Return the first page filtered by these values of ``name`` alone."""
        chosen = {**dict(self.filters), name: values}
        ordered = tuple((key, chosen[key]) for key in order if chosen.get(key))
        return Address(self.path, self.query, ordered, self.sort)

    def unfiltered(self) -> "Address":
        """Return the first page of the same query without any filter."""
        return replace(self, filters=(), page=1)

    def sorted_by(self, sort: str) -> "Address":
        """Return the first page in another order."""
        return replace(self, sort=sort, page=1)

    def at(self, page: int) -> "Address":
        """Return another page of the same list."""
        return replace(self, page=page)

    def asking(self, query: str) -> "Address":
        """Return the first page of another query under the same filters."""
        return replace(self, query=query, page=1)


@lru_cache(maxsize=4_096)
def _pair(name: str, value: str) -> str:
    """Return a parameter as an address has it; a page has some fifty addresses of mostly the same ones."""
    return f"{name}={quote_plus(value)}"


def guide_address(guide_id: str) -> str:
    """Return the path of a guide's page, below the root that the site is mounted at."""
    return GUIDES + quote(guide_id, safe="/:")


def here(url: str) -> str:
    """Return an address of this site below the root that it is mounted at, others as they are."""
    return request.script_root + url if url.startswith("/") else url


def split_suffix(name: str, suffix: str, exists: Callable[[str], bool]) -> tuple[str, bool]:
    """Return the name that a path ends in, and whether ``suffix`` came behind it.

    Args:
        name: what the path holds behind its prefix, percent-decoded.
        exists: whether a name is one of those that can be asked for.
    """
    if not name.endswith(suffix) or _ends_in_encoded(suffix):
        return name, False
    stem = name.removesuffix(suffix)
    if not exists(stem) and exists(name):
        return name, False
    return stem, True


def _ends_in_encoded(suffix: str) -> bool:
    """Return whether the request spells the slash of ``suffix`` as ``%2F``.

    Servers decode the path; most of them keep how it was sent beside it.
    """
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or ""
    path = str(raw).partition("?")[0]
    return not path.endswith(suffix) and unquote(path).endswith(suffix)
