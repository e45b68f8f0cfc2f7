"""The lines by which a cluster is given what is searched of each document, made block by block from the postings."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from index.analysis import STEM
from index.cluster.mapping import IMPACT_BITS, NEWEST_CODE, NO_SURFACE, SLOT_JOIN, TERM_END
from index.lookups import newest
from index.storage.lines import Lines
from index.storage.writing import GenerationWriter

MIN_BLOCK, MAX_BLOCKS = 2_048, 64
"""Documents of a block at least, and the most blocks, each of which scans all postings once. By hand."""

SCANNED = 1 << 24
"""Postings that are compared at once; by hand, 16 MB of results."""

CHECK_BITS = 24
"""Bits of the checksum of a document, so that the sums of 500 million of them are exact in float64."""


@dataclass(frozen=True, slots=True)
class SearchedRows:
    """The arrays of a generation that are searched, see ``layout``, and the facets that a search is limited by.

    ``versions`` and ``langs`` are codes of shape (n_docs,), and ``is_newest`` which documents have no newer version.
    """

    terms: Lines
    posting_starts: NDArray[np.int64]
    posting_docs: NDArray[np.int32]
    posting_impacts: NDArray[np.uint16]
    position_starts: NDArray[np.int64]
    positions: NDArray[np.int32]
    doc_starts: NDArray[np.int64]
    langs: NDArray[np.int32]
    versions: NDArray[np.int32]
    is_newest: NDArray[np.bool_]

    @property
    def n_docs(self) -> int:
        return len(self.langs)

    def lines(self) -> Iterator["RowLine"]:
        """Yield what the cluster is given of each document, in order of row."""
        size = max(MIN_BLOCK, -(-self.n_docs // MAX_BLOCKS))
        for first in range(0, self.n_docs, size):
            yield from self._block(first, min(first + size, self.n_docs))

    def _block(self, first: int, last: int) -> Iterator["RowLine"]:
        postings = _within(self.posting_docs, first, last)
        term = _row_of(self.posting_starts, postings)
        by_doc = np.argsort(self.posting_docs[postings], kind="stable")
        docs, term = self.posting_docs[postings][by_doc], term[by_doc]
        impacts = self.posting_impacts[postings][by_doc]
        text = dict(zip(*_distinct_terms(self.terms, term), strict=True))
        slots = self._slots(first, last)
        bounds = np.searchsorted(docs, np.arange(first, last + 1)).tolist()
        for row in range(first, last):
            own = slice(bounds[row - first], bounds[row - first + 1])
            weighted = [
                (text[number], impact) for number, impact in zip(term[own].tolist(), impacts[own].tolist(), strict=True)
            ]
            numbered = (term[own] << IMPACT_BITS | impacts[own]).tolist()
            newest = [NEWEST_CODE] if self.is_newest[row] else []
            versions = [int(self.versions[row]), *newest]
            yield _line(row, weighted, numbered, next(slots), int(self.langs[row]), versions)

    def _slots(self, first: int, last: int) -> Iterator[str]:
        """Yield the ``text`` of each document of a block."""
        start, end = int(self.doc_starts[first]), int(self.doc_starts[last])
        places = _within(self.positions, start, end)
        term = _row_of(self.position_starts, places)
        position = self.positions[places]
        order = np.argsort(position, kind="stable")
        surfaces = dict(zip(*_distinct_terms(self.terms, term), strict=True))
        slots: list[str] = [""] * (end - start)
        for at, number in zip((position[order] - start).tolist(), term[order].tolist(), strict=True):
            slots[at] = f"{slots[at]}{SLOT_JOIN}{surfaces[number]}" if slots[at] else surfaces[number]
        for row in range(first, last):
            own = slots[self.doc_starts[row] - start : self.doc_starts[row + 1] - start]
            yield " ".join([slot or NO_SURFACE for slot in own])


def searched_rows(writer: GenerationWriter) -> SearchedRows:
    """Return what a cluster is given of the generation that is being written."""
    langs, versions = (writer.written(f"facet_{name}_codes") for name in ("lang", "version"))
    versioned = [writer.written(f"version_{name}") for name in ("places", "rows", "ages")]
    names = ("posting_docs", "posting_impacts", "position_starts", "positions", "doc_starts")
    return SearchedRows(
        terms=writer.written_lines("terms"),
        posting_starts=writer.written("posting_starts"),
        langs=langs,
        versions=versions,
        is_newest=newest(len(langs), *versioned),
        **{name: writer.aside(name) for name in names},
    )


class RowLine(NamedTuple):
    """A document as the cluster is given it: its row, the bytes of its JSON, and their checksum."""

    row: int
    source: bytes
    check: int


def _line(
    row: int, weighted: list[tuple[str, int]], numbered: list[int], text: str, lang: int, versions: list[int]
) -> RowLine:
    prefixes: dict[str, int] = {}
    for surface, impact in weighted:
        if not surface.startswith(STEM):
            for end in range(1, len(surface) + 1):
                beginning = surface[:end]
                if prefixes.get(beginning, 0) < impact:
                    prefixes[beginning] = impact
    fields: dict[str, Any] = {
        "row": row,
        "lang": lang,
        "version": versions,
        "t": numbered,
        "w": _with_impacts(weighted),
        "prefix": _with_impacts(list(prefixes.items())),
        "text": text,
    }
    check = zlib.crc32(orjson.dumps(fields)) & ((1 << CHECK_BITS) - 1)
    return RowLine(row, orjson.dumps({**fields, "check": check}), check)


def _with_impacts(weighted: list[tuple[str, int]]) -> str:
    return " ".join([f"{term}{TERM_END}{impact}" for term, impact in weighted])


def _within(values: NDArray[np.int32], first: int, last: int) -> NDArray[np.int64]:
    """Return the places of the values from ``first`` to ``last``, ascending."""
    found = [np.zeros(0, np.int64)]
    for start in range(0, len(values), SCANNED):
        part = values[start : start + SCANNED]
        found.append(np.flatnonzero((part >= first) & (part < last)) + start)
    return np.concatenate(found)


def _row_of(starts: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the row of a ragged table that each place is in."""
    rows: NDArray[np.int64] = np.searchsorted(starts, places, side="right") - 1
    return rows


def _distinct_terms(terms: Lines, numbers: NDArray[np.int64]) -> tuple[list[int], list[str]]:
    distinct = np.unique(numbers).tolist()
    return distinct, [terms.at(number) for number in distinct]
