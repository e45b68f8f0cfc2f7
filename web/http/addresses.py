"""URLs of result lists and guide pages, and paths whose last name may contain ``/``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from flask import request

GUIDES_PATH = "/guides/"
"""Path below which every guide has its page."""

MAX_CACHED_VALUE = 100
"""Characters of a parameter up to which it is kept encoded; 4,096 of them take at most 6 MB. By hand."""


@dataclass(frozen=True, slots=True)
class ListAddress:
    """The URL of a result list, as its parts: query, filters, sort order and page.

    Equal lists have equal URLs: parameters come in a fixed order and defaults are left out.
    """

    path: str
    query: str = ""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(name, values) in the order of the API's parameters; filters without values are left out."""
    sort: str = "score"
    page: int = 1

    @classmethod
    def of(cls, path: str, filters: Sequence[str], values: Mapping[str, Any]) -> "ListAddress":
        """Return the address for checked parameter ``values``, with its filters in the order of ``filters``."""
        selections = ((name, tuple(values.get(name) or ())) for name in filters)
        selected = tuple((name, selection) for name, selection in selections if selection)
        return cls(path, values["q"], selected, values["sort"], values["page"])

    @property
    def url(self) -> str:
        """The path and query string; parameters in a fixed order, defaults left out."""
        pairs = self.pairs
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return f"{self.path}?{'&'.join(_pair(*pair) for pair in pairs)}" if pairs else self.path

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """All parameters except the page, as (name, value)."""
        pairs = [("q", self.query)] if self.query else []
        pairs += self.form_fields
        return pairs

    @property
    def form_fields(self) -> list[tuple[str, str]]:
        """Filters and sort order as (name, value): the hidden fields of a search form."""
        pairs = [(name, value) for name, values in self.filters for value in values]
        return [*pairs, ("sort", self.sort)] if self.sort != "score" else pairs

    def values(self, name: str) -> tuple[str, ...]:
        """Return the selected values of the filter ``name``."""
        return dict(self.filters).get(name, ())

    def toggled(self, name: str, value: str, order: Sequence[str]) -> "ListAddress":
        """Return the first page with ``value`` added to the filter ``name``, or removed from it."""
        selected = self.values(name)
        without = tuple(other for other in selected if other != value)
        return self.with_values(name, without if value in selected else tuple(sorted((*selected, value))), order)

    def with_values(self, name: str, values: tuple[str, ...], order: Sequence[str]) -> "ListAddress":
        """Return the first page with the filter ``name`` set to ``values``, the other filters unchanged."""
        filters = {**dict(self.filters), name: values}
        ordered = tuple((key, filters[key]) for key in order if filters.get(key))
        return ListAddress(self.path, self.query, ordered, self.sort)

    def unfiltered(self) -> "ListAddress":
        """Return the first page of the same query without any filter."""
        return replace(self, filters=(), page=1)

    def sorted_by(self, sort: str) -> "ListAddress":
        """Return the first page of the same list in another sort order."""
        return replace(self, sort=sort, page=1)

    def on_page(self, page: int) -> "ListAddress":
        """Return another page of the same list."""
        return replace(self, page=page)

    def with_query(self, query: str) -> "ListAddress":
        """Return the first page of another query with the same filters and sort order."""
        return replace(self, query=query, page=1)


def _pair(name: str, value: str) -> str:
    """Return an encoded parameter. Cached, since the some fifty URLs of a page share most of theirs."""
    return _cached_pair(name, value) if len(value) <= MAX_CACHED_VALUE else f"{name}={quote_plus(value)}"


@lru_cache(maxsize=4_096)
def _cached_pair(name: str, value: str) -> str:
    return f"{name}={quote_plus(value)}"


def guide_address(guide_id: str) -> str:
    """Return the path of a guide's page, without the prefix that the site is mounted at."""
    return GUIDES_PATH + quote(guide_id, safe="/:")


def mounted(url: str) -> str:
    """Return ``url`` with the prefix that the site is mounted at; an absolute URL is returned unchanged."""
    return request.script_root + url if url.startswith("/") else url


def split_suffix(name: str, suffix: str, exists: Callable[[str], bool]) -> tuple[str, bool]:
    """Split ``suffix`` off a name; return (name, whether the suffix was split off).

    A suffix that the client wrote with ``%2F`` is part of the name. Otherwise it is split off, unless only the
    whole name exists.

    Args:
        name: the rest of the path after the route's prefix, percent-decoded.
        exists: whether a document or skill has the given name.
    """
    if not name.endswith(suffix) or _ends_in_encoded(suffix):
        return name, False
    stem = name.removesuffix(suffix)
    if not exists(stem) and exists(name):
        return name, False
    return stem, True


def _ends_in_encoded(suffix: str) -> bool:
    """Return whether the client wrote the slash of ``suffix`` as ``%2F``.

    ``PATH_INFO`` is decoded; most servers pass the raw path in ``RAW_URI`` or ``REQUEST_URI``.
    """
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or ""
    path = str(raw).partition("?")[0]
    return not path.endswith(suffix) and unquote(path).endswith(suffix)
