"""The facets of one generation: codes and values of each document, masks of filters, counts, dates."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.dates import date_number
from index.analysis import name_key
from index.cluster.mapping import NEWEST_CODE
from index.matrix.ragged import ragged_ranges
from index.storage.caching import cached
from index.storage.generations import Generation
from search.copies import Copies
from search.engines.protocol import Scope
from search.names import Names
from search.results import FacetCount
from search.versions import NEWEST, Versions

Rows = NDArray[np.int32]

FACETS = ("kind", "skill", "category", "difficulty", "tag", "lang", "version")
"""Facets that searches count."""

NO_VALUE, UNKNOWN_VALUE = -1, -2
"""The code of a document without a value of a facet, and that of a value that no document has."""

LAST_DATE = 9999_99_99
"""No date is later; see ``date_number``."""

MAX_CACHED_MASKS, MAX_CACHED_SCOPES, MAX_CACHED_GUIDES = 48, 16, 256
"""Masks of filters, scopes, and sets of guides with their parts, that are kept; by hand."""


class FacetCounts(Sequence[FacetCount]):
    """Values of a facet and the numbers of their results, made when they are read: an answer may have thousands."""

    __slots__ = ("_codes", "_numbers", "_values")

    def __init__(self, values: Sequence[str], codes: NDArray[np.integer], numbers: NDArray[np.integer]) -> None:
        self._values, self._codes, self._numbers = values, codes, numbers

    def __len__(self) -> int:
        return len(self._codes)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return tuple(FacetCounts(self._values, self._codes[place], self._numbers[place]))
        return FacetCount(self._values[self._codes[place]], int(self._numbers[place]))

    def __iter__(self) -> Iterator[FacetCount]:
        return map(FacetCount, map(self._values.__getitem__, self._codes.tolist()), self._numbers.tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # as a sequence of what can be changed

    def __repr__(self) -> str:
        return repr(tuple(self))


class Facets:
    """Codes of values, -1 for none, and which documents have them.

    ``updated`` holds the documents' dates as numbers, see ``date_number``; 0 for none; of shape (n_docs,).
    """

    def __init__(self, generation: Generation, names: Names) -> None:
        self._generation = generation
        self._names = names
        self.versions = Versions(generation)
        self.copies = Copies(generation)
        self.updated = generation.array("updated")

    @cached(16)
    def codes(self, facet: str) -> NDArray[np.int32]:
        """Return the code of each document's value, of shape (n_docs,); of ``tag``, of each tag of each document."""
        return self._generation.array(f"facet_{facet}_codes")

    @cached(16)
    def sizes(self, facet: str) -> NDArray[np.int64]:
        """Return the number of documents with each value of ``facet``, by its code."""
        return np.bincount(self.codes(facet), minlength=len(self.values(facet)))

    @cached(16)
    def values(self, facet: str) -> tuple[str, ...]:
        """Return the values of ``facet`` in order of code, which is that of code points."""
        return tuple(self._generation.lines(f"facet_{facet}"))

    @cached_property
    def _tag_starts(self) -> NDArray[np.int64]:
        """Where the tags of each document begin among the codes of ``tag``; of shape (n_docs + 1,)."""
        return self._generation.array("facet_tag_starts")

    def code(self, facet: str, value: str) -> int:
        """Return the code of ``value``, case ignored; ``UNKNOWN_VALUE`` when no document has it."""
        return self._codes_by_value(facet).get(value.casefold(), UNKNOWN_VALUE)

    @cached(16)
    def _codes_by_value(self, facet: str) -> Mapping[str, int]:
        return {value.casefold(): code for code, value in enumerate(self.values(facet))}

    def is_known(self, facet: str, value: str) -> bool:
        """Tell whether a document has ``value``; of ``updated``, whether it is a date. ``NEWEST`` is a version."""
        if facet == "updated":
            return _bound(value)[1] > 0
        if facet == "version" and value == NEWEST:
            return True
        return self._filter_code(facet, value) >= 0

    def _filter_code(self, facet: str, value: str) -> int:
        """Return the code that a filter's ``value`` means: a skill may be given by any name of its guide."""
        code = self.code(facet, value)
        if facet != "skill" or code >= 0:
            return code
        row = self._names.guide_rows.get(name_key(value))
        code = NO_VALUE if row is None else int(self.codes("skill")[row])
        return code if code >= 0 else UNKNOWN_VALUE

    def mask(self, filters: Mapping[str, Sequence[str]]) -> NDArray[np.bool_] | None:
        """Return which documents have one of the values of every filter, of shape (n_docs,); None without filters."""
        allowed: NDArray[np.bool_] | None = None
        for facet, values in filters.items():
            if values:
                mask = self._mask_of(facet, tuple(values))
                allowed = mask if allowed is None else allowed & mask
        return allowed

    def scope(self, filters: Mapping[str, Sequence[str]]) -> Scope | None:
        """Return what ``mask`` does, with the codes of the values that are wanted."""
        wanted = tuple([(name, tuple(values)) for name, values in filters.items() if values])
        return self._scope_of(wanted) if wanted else None

    @cached(MAX_CACHED_SCOPES)
    def _scope_of(self, wanted: tuple[tuple[str, tuple[str, ...]], ...]) -> Scope:
        mask = self.mask(dict(wanted))
        assert mask is not None
        codes = [(name, tuple([self._scope_code(name, value) for value in values])) for name, values in wanted]
        return Scope(mask, tuple(codes))

    def _scope_code(self, facet: str, value: str) -> int:
        return NEWEST_CODE if facet == "version" and value == NEWEST else self._filter_code(facet, value)

    @cached(MAX_CACHED_MASKS)
    def _mask_of(self, facet: str, values: Sequence[str]) -> NDArray[np.bool_]:
        if facet == "updated":
            return _date_mask(self.updated, values)
        # indexed by code; the two last places take the codes -1 and -2, which stand for no value
        is_wanted = np.zeros(len(self.values(facet)) + 2, np.bool_)
        is_wanted[[self._filter_code(facet, value) for value in values]] = True
        has_value: NDArray[np.bool_] = is_wanted[self.codes(facet)]
        if facet == "version" and NEWEST in values:
            has_value |= self.versions.is_newest
        if facet != "tag":
            return has_value
        # one entry a tag: the document of an entry is the last that begins at or before it
        mask = np.zeros(len(self.updated), np.bool_)
        mask[np.searchsorted(self._tag_starts, np.flatnonzero(has_value), side="right") - 1] = True
        return mask

    def counts(self, facet: str, rows: Rows) -> FacetCounts:
        """Return how many of the documents ``rows`` have each value, the commonest first, then by value.

        Of copies that have a value one is counted.
        """
        if facet == "tag":
            n_tags = np.diff(self._tag_starts)[rows]
            codes = self.codes("tag")[ragged_ranges(self._tag_starts[rows], n_tags)]
            rows = np.repeat(rows, n_tags)
        else:
            codes = self.codes(facet)[rows]
        values = self.values(facet)
        is_counted = (codes >= 0) & ~self.copies.is_repeated(rows, codes)
        counts = np.bincount(codes[is_counted], minlength=len(values))
        present = (counts > 0).nonzero()[0]
        order = present[(-counts[present]).argsort(kind="stable")]
        return FacetCounts(values, order, counts[order])

    def kinds_of_guide(self, row: int) -> dict[str, int]:
        """Return how many documents of each kind the guide at ``row`` has, itself included; commonest, then by kind."""
        n_documents = self._n_of_kind[self.codes("guide")[row]].tolist()
        kinds = sorted(zip(self.values("kind"), n_documents, strict=True), key=lambda kind: -kind[1])
        return {kind: n for kind, n in kinds if n}

    @cached_property
    def _n_of_kind(self) -> NDArray[np.int64]:
        """How many documents of each kind each guide has, by the codes of both; of shape (n_guides, n_kinds)."""
        n_guides, n_kinds = len(self.values("guide")), len(self.values("kind"))
        cells = self.codes("guide") * n_kinds + self.codes("kind")
        return np.bincount(cells, minlength=n_guides * n_kinds).reshape(n_guides, n_kinds)

    @cached(MAX_CACHED_GUIDES)
    def parts_of_guides(self, pages: Sequence[int]) -> Rows:
        """Return the rows of the parts of the guides whose own rows are ``pages``, in order, without ``pages``."""
        guides = self.codes("guide")
        is_part = np.isin(guides, guides[list(pages)])
        is_part[list(pages)] = False
        return np.flatnonzero(is_part).astype(np.int32)


def _date_mask(updated: NDArray[np.int32], values: Sequence[str]) -> NDArray[np.bool_]:
    """Return which dates meet all of ``values``, such as ``>=2026-01``, ``<=2026``, ``>2025`` and ``2026-05``.

    A date without month or day stands for all of its days: 2026 meets both ``>=2026-01`` and ``<=2026``, and neither
    ``>2026`` nor ``<2026``.
    """
    bounds = [_bound(value) for value in values]
    operators, dates = np.array([operator for operator, _ in bounds]), np.array([date for _, date in bounds])
    if not dates.all():
        return np.zeros(len(updated), np.bool_)
    is_met: NDArray[np.bool_] = updated > 0
    is_met &= _last_day(updated) >= dates[operators == ">="].max(initial=0)
    # a date without operator bounds from both sides: not before its first day, not after its last
    is_met &= updated >= dates[operators == ""].max(initial=0)
    is_met &= updated <= _last_day(dates[operators != ">="]).min(initial=LAST_DATE)
    return is_met


def _bound(value: str) -> tuple[str, int]:
    """Return the operator of a filter's date, ``>=``, ``<=`` or none, and the date as a number, 0 where it is no date.

    ``>2026`` becomes ``>=2027``, and ``<2026-06`` becomes ``<=2026-05``.
    """
    date = value.lstrip("<>=")
    operator = value.removesuffix(date)
    if not date_number(date) or operator in ("", ">=", "<="):
        return operator, date_number(date)
    step = {">": 1, "<": -1}.get(operator)
    if not step:
        return operator, 0
    try:
        moment = np.datetime64(date)
    except ValueError:  # the calendar has no such month or day
        return operator, 0
    unit: Any = np.datetime_data(moment.dtype)[0]  # a year, a month or a day
    return f"{operator}=", date_number(str(moment + np.timedelta64(step, unit)))


def _last_day(dates: NDArray[Any]) -> NDArray[Any]:
    """Return a number that no day of each date, month or year exceeds: 20260699 for 2026-06."""
    with_month = np.where(dates % 10000 == 0, dates + 9999, dates)
    last_day: NDArray[Any] = np.where(with_month % 100 == 0, with_month + 99, with_month)
    return last_day
