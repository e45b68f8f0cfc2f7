"""Hits that editors put first for a query."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from index.analysis import name_key
from search.library import Library


class Pins:
    """The site's pins: a query as a name's key, the row of what comes first for it."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        pins: Mapping[str, str] = self._library.site.get("pins") or {}
        found = {name_key(query): self._library.find(id_) for query, id_ in pins.items()}
        return {key: row for key, row in found.items() if key and row is not None}

    def row(self, query: str, filters: Mapping[str, Sequence[str]]) -> int | None:
        """Return the row pinned to ``query``, None where there is none or ``filters`` leave it out."""
        row = self._rows.get(name_key(query))
        if row is None:
            return None
        allowed = self._library.mask(filters)
        return row if allowed is None or allowed[row] else None
