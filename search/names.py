"""What documents are called: rows by exact, begun and misspelt name, completions, synonyms and pins."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from corpus.nearest_names import MAX_COMPARED, nearest_names
from index.analysis import name_key
from index.storage.caching import cached
from index.storage.generations import Generation
from search.documents import Documents
from search.engines.spelling import MIN_TYPO, Spelling, begins_alike, typo_distance, without_doubles
from search.unknown_names import UnknownSkill
from search.versions import Versions

Rows = NDArray[np.int32]

MAX_CACHED_NAMES = 4096
"""Names whose rows are kept; by hand."""

MAX_COMPLETIONS = 512
"""Names with the typed beginning of which the completions are chosen; by hand."""

MIN_MEANT = 0.65
"""Similarity of a name that is offered for a search without results; by hand: ``Docker`` for ``dockeroon``, and not
``Kafka`` for ``karma``. With less, of 550 names that the shipped guides lack, four in ten brought up some guide."""

_NO_ROWS, _NO_LENGTHS = np.zeros(0, np.int32), np.zeros(0, np.int64)

_LAST_CHARACTER = "\U0010ffff"
"""Sorts after every character of a name: a beginning followed by it bounds the names that begin so."""

_GUIDE_NAMES: tuple[Callable[[Document], Sequence[str]], ...] = (
    lambda guide: (guide.id,),
    lambda guide: (guide.title,),
    lambda guide: (guide.skill,),
    lambda guide: guide.aliases,
)
"""The names of a guide, the ones that win over other guides' first."""


class Names:
    """Rows by the titles and aliases of documents. A name is looked up by its key, see ``name_key``."""

    def __init__(self, generation: Generation, documents: Documents) -> None:
        self._generation = generation
        self._documents = documents
        self._keys = generation.lines("names")
        self._rows = generation.array("name_rows")
        self._is_alias = generation.array("name_is_alias")

    @cached(MAX_CACHED_NAMES)
    def rows_called(self, key: str) -> tuple[Rows, NDArray[np.bool_]]:
        """Return the rows with a name of this key, guides first, and which of them have it as an alias."""
        first = self._keys.insertion_row(key)
        last = first
        while last < len(self._keys) and self._keys.raw(last) == key.encode():
            last += 1
        return self._rows[first:last], self._is_alias[first:last]

    @cached(MAX_CACHED_NAMES)
    def is_guide_name(self, key: str) -> bool:
        """Tell whether a guide has a title, skill or alias of this key."""
        rows, _ = self.rows_called(key)
        return len(rows) > 0 and bool(self._documents.is_guide[rows].any())

    def _beginning(self, key: str, limit: int) -> range:
        """Return the places of the first ``limit`` names, in order of key, whose keys begin with ``key``."""
        first = self._keys.insertion_row(key)
        return range(first, min(self._keys.insertion_row(key + _LAST_CHARACTER), first + limit))

    def guides_beginning(self, key: str, limit: int) -> tuple[Rows, NDArray[np.int64]]:
        """Return which of the first ``limit`` names that begin with ``key`` are guides': rows, and lengths of keys."""
        places = self._beginning(key, limit)
        if not places:
            return _NO_ROWS, _NO_LENGTHS
        rows = self._rows[places.start : places.stop]
        of_guides = np.flatnonzero(self._documents.is_guide[rows])
        lengths = [len(self._keys[place]) for place in (of_guides + places.start).tolist()]
        return rows[of_guides], np.array(lengths, np.int64)

    def completions(self, text: str, limit: int) -> list[int]:
        """Return the rows whose title or alias begins with ``text``: exact names, then guides, then by name."""
        key = name_key(text)
        if not key:
            return []
        places = self._beginning(key, MAX_COMPLETIONS)
        rows = self._rows[places.start : places.stop]
        exact, _ = self.rows_called(key)
        order = np.lexsort((np.arange(len(rows)), ~self._documents.is_guide[rows], ~np.isin(rows, exact)))
        return list(dict.fromkeys(rows[order].tolist()))[:limit]

    def respelt(self, key: str, is_sure: bool = False) -> str:
        """Return the key of the guide's name that ``key`` may be a typo of, ``""`` when there is none.

        Of several, one that begins as ``key`` does, then with the fewest edits, then the first in code-point order.
        Digits are never typos, and a name below ``MIN_TYPO`` is meant by doubling alone: ``sqll``, not ``sqlc``.
        Where the return ``is_sure``, the name begins so and is one edit away.
        """
        near = self._spelling.near(key, typo_distance(key))
        if is_sure:
            near = [(name, n_edits) for name, n_edits in near if n_edits == 1 and begins_alike(key, name)]
        near = [(name, n_edits) for name, n_edits in near if _digits(name) == _digits(key)]
        near = [
            (name, n_edits)
            for name, n_edits in near
            if len(name) >= MIN_TYPO or without_doubles(name) == without_doubles(key)
        ]
        return min(near, key=lambda pair: (not begins_alike(key, pair[0]), pair[1], pair[0]))[0] if near else ""

    @cached_property
    def _spelling(self) -> Spelling:
        places = np.flatnonzero(self._documents.is_guide[self._rows])
        return Spelling(sorted({self._keys[place] for place in places.tolist()}))

    def written(self, key: str) -> str:
        """Return the title, skill or alias with this key as its document writes it; some document has one."""
        document = self._documents.at(int(self.rows_called(key)[0][0]))
        names = (document.title, document.skill, *document.aliases)
        return next((name for name in names if name_key(name) == key), document.title)

    @cached_property
    def guide_rows(self) -> Mapping[str, int]:
        """The rows of guides by the keys of their slugs, titles, skills and aliases.

        A key that several guides have goes to one in the site's language, then to the name that comes first in
        ``_GUIDE_NAMES``, then to the newest version, then to the smaller row.
        """
        rows: dict[str, int] = {}
        is_newest = Versions(self._generation).is_newest
        of_guides = np.flatnonzero(self._documents.is_guide)
        newest_first = of_guides[np.argsort(~is_newest[of_guides], kind="stable")]
        guides = [(row, self._documents.at(row)) for row in newest_first.tolist()]
        in_language = [(row, guide) for row, guide in guides if guide.lang == self._documents.site_language]
        for group in (in_language, guides):
            for names_of in _GUIDE_NAMES:
                for row, guide in group:
                    for name in names_of(guide):
                        rows.setdefault(name_key(name) or name, row)
        return rows

    def guide_row(self, name: str) -> int:
        """Return the row of the guide with this id, slug, title, skill or alias.

        Raises: UnknownSkill, with the titles of the guides whose names are nearest.
        """
        row = self._documents.find(name)
        if row is None or not self._documents.is_guide[row]:
            row = self.guide_rows.get(name_key(name) or name)
        if row is None:
            is_short = len(name) <= MAX_COMPARED  # a key is cut, so that it does not tell
            raise UnknownSkill(name, self.nearest_titles(name_key(name)) if is_short else ())
        return row

    def nearest_titles(self, key: str) -> tuple[str, ...]:
        """Return the titles of the guides with the names nearest to ``key``, best first."""
        return self._titles(nearest_names(key, self.guide_rows))

    def similar_titles(self, key: str) -> tuple[str, ...]:
        """Return the titles of the guides that a search for ``key`` may have meant, best first.

        They have names that begin so, and share most of their letters with it.
        """
        near = nearest_names(key, self.guide_rows, min_similarity=MIN_MEANT)
        return self._titles([name for name in near if begins_alike(key, name) and len(key) >= MIN_TYPO])

    def _titles(self, keys: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._documents.at(self.guide_rows[near]).title for near in keys))

    @cached_property
    def synonyms(self) -> Mapping[str, tuple[str, ...]]:
        """Names, as they are written, that the name with a key is searched as too."""
        pairs = json.loads((self._generation.folder / "synonyms.json").read_bytes())
        synonyms: dict[str, tuple[str, ...]] = {}
        for typed, also in pairs:
            synonyms[typed] = (*synonyms.get(typed, ()), also)
        return synonyms

    def pinned(self, key: str, allowed: NDArray[np.bool_] | None) -> int | None:
        """Return the row that the settings pin to the query of this key.

        None where they pin none, or where ``allowed`` (of shape (n_docs,); None allows all) leaves it out.
        """
        row = self._pins.get(key)
        return None if row is None or (allowed is not None and not allowed[row]) else row

    @cached_property
    def _pins(self) -> Mapping[str, int]:
        """Pinned rows by the key of their query; a pin to an unknown document is a problem of the build."""
        pins: Mapping[str, str] = self._documents.site.get("pins") or {}
        rows = {name_key(query): self._documents.find(id_) for query, id_ in pins.items()}
        return {key: row for key, row in rows.items() if key and row is not None}


def _digits(key: str) -> list[str]:
    return [character for character in key if character.isdigit()]
