"""The documents and guides of one generation, by row and by id, with the site and the problems of its build."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from corpus.document import Document
from corpus.guide import Guide
from corpus.nearest_names import nearest_names
from index.analysis import name_key
from index.storage.caching import cached
from index.storage.codec import document_from_line, guide_from_line
from index.storage.generations import Generation
from search.unknown_names import UnknownDocument

MAX_CACHED_DOCUMENTS = 4096
"""Decoded documents that are kept; by hand."""

MAX_CACHED_LINE = 16_000
"""Bytes of a document in the index up to which it is kept, so that all take 64 MB at most; by hand."""


class Documents:
    """Documents by row, rows by id, and the guides that they were made of.

    ``title_ranks`` holds the place of each title in order of title, equal ones at one place; of shape (n_docs,).
    """

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self.site: Mapping[str, Any] = generation.site
        self.n_docs: int = generation.number("documents")
        self.title_ranks = generation.array("title_ranks")
        self._lines = generation.lines("documents")
        self._ids = generation.lines("ids")
        self._guide_lines = generation.lines("guides")

    def at(self, row: int) -> Document:
        return self._kept(row) if self._is_short[row] else document_from_line(self._lines.raw(row))

    @cached(MAX_CACHED_DOCUMENTS)
    def _kept(self, row: int) -> Document:
        return document_from_line(self._lines.raw(row))

    @cached_property
    def _is_short(self) -> NDArray[np.bool_]:
        """Whether each document is short enough to be kept, of shape (n_docs,)."""
        is_short: NDArray[np.bool_] = self._lines.lengths() <= MAX_CACHED_LINE
        return is_short

    def row_of(self, id_: str) -> int:
        """Return the row of the document ``id_``.

        Raises: UnknownDocument, with the nearest ids.
        """
        row = self.find(id_)
        if row is None:
            raise UnknownDocument(id_, nearest_names(id_, self._ids))
        return row

    def find(self, id_: str) -> int | None:
        """Return the row of the document ``id_``, None when there is none."""
        row = self._ids.find(id_)
        return row if row >= 0 else None

    def id_of(self, row: int) -> str:
        return self._ids.at(row)

    @cached_property
    def is_guide(self) -> NDArray[np.bool_]:
        """Whether each document is a guide's own, not a part of one; of shape (n_docs,)."""
        code = self._generation.lines("facet_kind").find("guide")
        is_guide: NDArray[np.bool_] = self._generation.array("facet_kind_codes") == code
        return is_guide

    @cached_property
    def by_title(self) -> NDArray[np.int64]:
        """All rows in order of title, equal titles in order of row; of shape (n_docs,)."""
        return np.argsort(self.title_ranks, kind="stable")

    @cached_property
    def site_language(self) -> str:
        """The language that the settings name for the site, English when they name none."""
        return str(self.site.get("language") or "en")

    @cached_property
    def problems(self) -> Sequence[Mapping[str, Any]]:
        """The problems that the build found in the content."""
        problems: list[dict[str, Any]] = json.loads((self._generation.folder / "problems.json").read_bytes())
        return problems

    def guide(self, id_: str) -> Guide | None:
        """Return the whole guide of the document ``id_``; None for a record, which has no file of its own."""
        number = self._guide_numbers.get(id_)
        return None if number is None else guide_from_line(self._guide_lines.raw(number))

    def guides(self) -> tuple[Guide, ...]:
        return tuple(guide_from_line(line) for line in self._guide_lines.raws())

    def guides_listing(self, name: str) -> Sequence[int]:
        """Return the rows of the guides whose ``related`` has ``name``, in order."""
        return self._rows_listing.get(name_key(name), ())

    @cached_property
    def _rows_listing(self) -> Mapping[str, Sequence[int]]:
        """The rows of the guides that list each name, by its key: read once, since any client may ask for any name."""
        rows: dict[str, list[int]] = {}
        for guide in self.guides():
            for key in dict.fromkeys(map(name_key, guide.related)):
                rows.setdefault(key, []).append(self.row_of(guide.id))
        return rows

    @cached_property
    def _guide_numbers(self) -> Mapping[str, int]:
        """The line of each guide by id; ids are made here because decoding whole guides takes far longer."""
        numbers = {}
        for number, line in enumerate(self._guide_lines.raws()):
            values = orjson.loads(line)
            lang = values.get("lang", "en")
            slug = values.get("slug", "")
            numbers[slug if lang == "en" else f"{lang}:{slug}"] = number
        return numbers
