"""Hits that editors put first for a query."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.analysis import name_key
from search.documents import Library


class Pins:
    """The site's pins: a query as a name's key, the row of what comes first for it."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        pins: Mapping[str, str] = self._library.site.get("pins") or {}
        found = {name_key(query): self._library.find(id_) for query, id_ in pins.items()}
        return {key: row for key, row in found.items() if key and row is not None}

    def row(self, key: str, allowed: NDArray[np.bool_] | None) -> int | None:
        """Return the row pinned to the query of this key, None where there is none or it is not ``allowed``."""
        row = self._rows.get(key)
        return None if row is None or (allowed is not None and not allowed[row]) else row
