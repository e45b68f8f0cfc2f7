"""What an opened generation holds beside postings: documents, guides, names, facet codes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.document import Document
from corpus.guide import Guide
from corpus.problems import GuidedexError
from index.analysis import name_key
from index.lookups import SINGLE, date_number
from index.storage.codec import document_from_line, guide_from_line
from index.storage.generations import Generation
from search.engines.spelling import Spelling, typo_distance
from search.results import FacetCount

Rows = NDArray[np.int32]

LAST = 9999_99_99
"""The last day that a date may name."""

FACETS = ("kind", "skill", "category", "difficulty", "tag", "lang")


class UnknownName(GuidedexError):
    """A name that the index does not hold; ``nearest`` are those that it does."""

    def __init__(self, what: str, name: str, nearest: Sequence[str]) -> None:
        self.name = name
        self.nearest = tuple(nearest)
        hint = f"; nearest: {', '.join(self.nearest)}" if self.nearest else ""
        shown = name if len(name) <= 80 else f"{name[:80]}…"
        super().__init__(f"no {what} is called {shown!r}{hint}")


class UnknownSkill(UnknownName):
    def __init__(self, name: str, nearest: Sequence[str]) -> None:
        super().__init__("skill", name, nearest)


class UnknownDocument(UnknownName):
    def __init__(self, name: str, nearest: Sequence[str]) -> None:
        super().__init__("document", name, nearest)


class Library:
    """The documents of one generation, by row, id, name and facet."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self.build_id = generation.build_id
        self.site: Mapping[str, Any] = generation.site
        self.n_docs: int = generation.manifest["documents"]
        self._documents = generation.lines("documents")
        self._ids = generation.lines("ids")
        self._guides = generation.lines("guides")
        self.names = generation.lines("names")
        self.name_rows = generation.array("name_rows")
        self.name_is_alias = generation.array("name_is_alias")
        self.by_title = generation.array("by_title")
        self.updated = generation.array("updated")
        self.document = lru_cache(maxsize=4096)(self._document)
        self.named = lru_cache(maxsize=4096)(self._named)
        self.guides_called = lru_cache(maxsize=4096)(self._guides_called)
        self.parts_of_guides = lru_cache(maxsize=256)(self._find_parts)
        self.is_guide_name = lru_cache(maxsize=4096)(self._is_guide_name)
        self._mask_of = lru_cache(maxsize=16)(self._make_mask)
        self.codes = lru_cache(maxsize=16)(self._codes)
        self.values = lru_cache(maxsize=16)(self._values)
        self._codes_by_value = lru_cache(maxsize=16)(self._number_values)

    def _document(self, row: int) -> Document:
        return document_from_line(self._documents.raw(row))

    def row_of(self, id_: str) -> int:
        """Return the row of the document ``id_``.

        Raises: UnknownDocument, which names the nearest ids.
        """
        row = self.find(id_)
        if row is None:
            raise UnknownDocument(id_, nearest(id_, self._ids))
        return row

    def id_of(self, row: int) -> str:
        return self._ids.at(row)

    def find(self, id_: str) -> int | None:
        """Return the row of the document ``id_``, None when there is none."""
        row = self._ids.find(id_)
        return row if row >= 0 else None

    @cached_property
    def synonyms(self) -> Mapping[str, tuple[str, ...]]:
        """What is searched beside what is typed: normal titles by normal title."""
        pairs = json.loads((self._generation.folder / "synonyms.json").read_bytes())
        found: dict[str, tuple[str, ...]] = {}
        for typed, also in pairs:
            found[typed] = (*found.get(typed, ()), also)
        return found

    @cached_property
    def problems(self) -> Sequence[Mapping[str, Any]]:
        problems: list[dict[str, Any]] = json.loads((self._generation.folder / "problems.json").read_bytes())
        return problems

    def _named(self, key: str) -> tuple[Rows, NDArray[np.bool_]]:
        """Return the rows called ``key`` (a name's key), and which of them by an alias."""
        first = self.names.insertion_row(key)
        last = first
        while last < len(self.names) and self.names.raw(last) == key.encode():
            last += 1
        return self.name_rows[first:last], self.name_is_alias[first:last]

    def guides_beginning(self, key: str, limit: int) -> tuple[Rows, NDArray[np.int64]]:
        """Return the rows of at most ``limit`` names that begin with ``key`` and are guides', with their lengths."""
        first = self.names.insertion_row(key)
        last = min(self.names.insertion_row(key + "\U0010ffff"), first + limit)
        rows = self.name_rows[first:last]
        is_guide = self.codes("kind")[rows] == self.code("kind", "guide")
        lengths = np.array([len(self.names[row]) for row in range(first, last)], np.int64)
        return rows[is_guide][::-1], lengths[is_guide][::-1]

    def near_name(self, key: str) -> str:
        """Return the key of the guide's name that ``key`` may be a typo of, ``""`` when there is none.

        Of several, the nearest, then the first in code-point order; digits are never typos.
        """
        near = self._name_spelling.near(key, typo_distance(key))
        digits = [c for c in key if c.isdigit()]
        near = [(name, edits) for name, edits in near if [c for c in name if c.isdigit()] == digits]
        return min(near, key=lambda found: (found[1], found[0]))[0] if near else ""

    @cached_property
    def _name_spelling(self) -> Spelling:
        is_guide = self.codes("kind")[self.name_rows] == self.code("kind", "guide")
        return Spelling(sorted({self.names[int(i)] for i in np.flatnonzero(is_guide)}))

    def called(self, key: str) -> str:
        """Return the title or alias of a document that has ``key``, as it is written."""
        document = self.document(int(self.named(key)[0][0]))
        names = (document.title, document.skill, *document.aliases)
        return next((name for name in names if name_key(name) == key), document.title)

    def _is_guide_name(self, key: str) -> bool:
        """Tell whether a guide has the normal title ``key`` as its title or alias."""
        return len(self.guides_called(key)) > 0

    def _guides_called(self, key: str) -> Rows:
        """Return the rows of the guides that have the normal title ``key`` as their title or alias."""
        rows, _ = self.named(key)
        guides: Rows = rows[self.codes("kind")[rows] == self.code("kind", "guide")]
        return guides

    def _find_parts(self, pages: Sequence[int]) -> Rows:
        """Return the rows of the parts of the guides whose own rows are ``pages``, in order."""
        guides = self.codes("guide")
        is_part = np.isin(guides, guides[list(pages)])
        is_part[list(pages)] = False
        return np.flatnonzero(is_part).astype(np.int32)

    @cached_property
    def guide_names(self) -> Mapping[str, int]:
        """The rows of guides by slug, title, alias and skill, the key of each; first those in the site's language."""
        names: dict[str, int] = {}
        guides = np.flatnonzero(self.codes("kind") == self.code("kind", "guide"))
        documents = [(int(row), self.document(int(row))) for row in guides]
        tellings: tuple[Any, ...] = (
            lambda d: [d.id],
            lambda d: [d.title],
            lambda d: [d.skill],
            lambda d: d.aliases,
        )
        language = self.site.get("language") or "en"
        own = [pair for pair in documents if pair[1].lang == language]
        for group in (own, documents):
            for telling in tellings:
                for row, document in group:
                    for name in telling(document):
                        names.setdefault(name_key(name) or name, row)
        return names

    def guide_row(self, name: str) -> int:
        """Return the row of the guide with this slug, title or alias.

        Raises: UnknownSkill, which names the nearest ones.
        """
        row = self.find(name)
        if row is not None and self.document(row).kind == "guide":
            return row
        row = self.guide_names.get(name_key(name) or name)
        if row is None:
            close = nearest(name_key(name), self.guide_names)
            titles = dict.fromkeys(self.document(self.guide_names[key]).title for key in close)
            raise UnknownSkill(name, tuple(titles))
        return row

    def guide(self, name: str) -> Guide | None:
        """Return the whole guide of this slug, title or alias; None for a record, which has no file of its own.

        Raises: UnknownSkill.
        """
        number = self._guide_numbers.get(name)
        if number is None:
            number = self._guide_numbers.get(self.document(self.guide_row(name)).id)
        return None if number is None else guide_from_line(self._guides.raw(number))

    def guides_listing(self, name: str) -> list[int]:
        """Return the rows of the guides that list ``name`` as related, in order; whoever asks seldom."""
        key = name_key(name)
        listing = (guide for guide in self.guides() if key in map(name_key, guide.related))
        return [self.row_of(guide.id) for guide in listing]

    def guides(self) -> tuple[Guide, ...]:
        return tuple(guide_from_line(line) for line in self._guides.raws())

    @cached_property
    def _guide_numbers(self) -> Mapping[str, int]:
        found = {}
        for number, line in enumerate(self._guides.raws()):
            values = orjson.loads(line)
            lang = values.get("lang", "en")
            slug = values.get("slug", "")
            found[slug if lang == "en" else f"{lang}:{slug}"] = number
        return found

    def _codes(self, facet: str) -> NDArray[np.int32]:
        return self._generation.array(f"facet_{facet}_codes")

    def _values(self, facet: str) -> tuple[str, ...]:
        return tuple(self._generation.lines(f"facet_{facet}"))

    @cached_property
    def tag_starts(self) -> NDArray[np.int64]:
        return self._generation.array("facet_tag_starts")

    def code(self, facet: str, value: str) -> int:
        """Return the code of ``value``, case folded; -2, which no document has, when there is none."""
        return self._codes_by_value(facet).get(value.casefold(), -2)

    def _number_values(self, facet: str) -> Mapping[str, int]:
        return {value.casefold(): code for code, value in enumerate(self.values(facet))}

    def mask(self, filters: Mapping[str, Sequence[str]]) -> NDArray[np.bool_] | None:
        """Return which documents have one of the values of every filter; None without filters."""
        allowed: NDArray[np.bool_] | None = None
        for facet, values in filters.items():
            if values:
                mask = self._mask_of(facet, tuple(values))
                allowed = mask if allowed is None else allowed & mask
        return allowed

    def _make_mask(self, facet: str, values: Sequence[str]) -> NDArray[np.bool_]:
        if facet == "updated":
            return _date_mask(self.updated, values)
        is_wanted = np.zeros(len(self.values(facet)) + 2, np.bool_)  # the last two are those of no value
        is_wanted[[self._filter_code(facet, value) for value in values]] = True
        found: NDArray[np.bool_] = is_wanted[self.codes(facet)]
        if facet != "tag":
            return found
        mask = np.zeros(self.n_docs, np.bool_)
        mask[np.searchsorted(self.tag_starts, np.flatnonzero(found), side="right") - 1] = True
        return mask

    def knows(self, facet: str, value: str) -> bool:
        """Tell whether documents have ``value``, or may: a date is one that can be read."""
        if facet == "updated":
            return date_number(value.removeprefix(_operator(value))) > 0
        return self._filter_code(facet, value) >= 0

    def _filter_code(self, facet: str, value: str) -> int:
        code = self.code(facet, value)
        if facet != "skill" or code >= 0:
            return code
        row = self.guide_names.get(name_key(value))
        code = -1 if row is None else int(self.codes("skill")[row])
        return code if code >= 0 else -2

    def facet_counts(self, facet: str, rows: Rows) -> list[FacetCount]:
        """Return the values that documents ``rows`` have, with how many, the commonest first, then by name."""
        if facet == "tag":
            lengths = np.diff(self.tag_starts)[rows]
            codes = self.codes("tag")[_ranges(self.tag_starts[rows], lengths)]
        else:
            codes = self.codes(facet)[rows]
        names = self.values(facet)
        counts = np.bincount(codes[codes >= 0], minlength=len(names))
        found = np.flatnonzero(counts)
        order = found[np.argsort(-counts[found], kind="stable")]
        return [*map(FacetCount, map(names.__getitem__, order.tolist()), counts[order].tolist())]

    @property
    def facet_kinds(self) -> Iterable[str]:
        return SINGLE


def nearest(name: str, names: Iterable[str], limit: int = 3, least: float = 0.5) -> tuple[str, ...]:
    """Return the names that look most like ``name``, best first, whatever their case; ``least`` of each is alike."""
    found = process.extract(
        name,
        list(names),
        scorer=OSA.normalized_similarity,
        processor=str.casefold,
        score_cutoff=least,
        limit=limit,
    )
    return tuple(choice for choice, _, _ in found)


def _date_mask(updated: NDArray[np.int32], values: Sequence[str]) -> NDArray[np.bool_]:
    """Return which dates meet all of ``values``, such as ``>=2026-01``, ``<=2026`` and ``2026-05``.

    Dates are as exact as they are: 2026 may be later than 2026-01, and lies within ``<=2026``.
    """
    operators = np.array([_operator(value) for value in values])
    dates = np.array(
        [date_number(value.removeprefix(operator)) for value, operator in zip(values, operators, strict=True)]
    )
    if not dates.all():
        return np.zeros(len(updated), np.bool_)
    met: NDArray[np.bool_] = updated > 0
    met &= _latest(updated) >= dates[operators == ">="].max(initial=0)
    met &= updated >= dates[operators == ""].max(initial=0)
    met &= updated <= _latest(dates[operators != ">="]).min(initial=LAST)
    return met


def _operator(date: str) -> str:
    return date[:2] if date[:2] in (">=", "<=") else ""


def _latest(dates: NDArray[Any]) -> NDArray[Any]:
    """Return the last day that a date may mean."""
    with_month = np.where(dates % 10000 == 0, dates + 9999, dates)
    latest: NDArray[Any] = np.where(with_month % 100 == 0, with_month + 99, with_month)
    return latest


def _ranges(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    ranges: NDArray[np.int64] = np.arange(total) + np.repeat(starts - (ends - lengths), lengths)
    return ranges
