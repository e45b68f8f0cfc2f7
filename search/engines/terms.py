"""The vocabulary of an engine: document frequencies, idfs, completions and spellings of its terms."""

from abc import ABC, abstractmethod
from functools import cached_property

import numpy as np

from index.analysis import STEM
from index.matrix.postings import MAX_IDF
from index.storage.caching import cached
from index.storage.generations import Generation
from search.engines.protocol import Clause, NearTerm, TermQuery
from search.engines.spelling import Spelling

MAX_CACHED_DF = 1 << 16
"""Terms whose number of documents is kept; a long query asks for hundreds, most of them in no document. By hand."""

MAX_CACHED_COMPLETIONS = 1 << 8
"""Prefixes whose completions, 64 at most, are kept: a query may have one word a hundred times. By hand."""


class TermEngine(ABC):
    """The part of ``protocol.Engine`` that follows from the vocabulary alone."""

    @abstractmethod
    def df(self, term: str) -> int: ...

    @abstractmethod
    def idf(self, term: str) -> int:
        """Return the idf of ``term``; 0 when it is not in the vocabulary."""

    @property
    @abstractmethod
    def spelling(self) -> Spelling:
        """The surfaces by spelling."""

    def near(self, word: str, distance: int) -> list[NearTerm]:
        terms = [NearTerm(term, edits, self.df(term)) for term, edits in self.spelling.near(word, distance) if edits]
        return sorted(terms, key=lambda near: (near.distance, -near.df, near.term))

    def max_idf_of(self, clause: Clause) -> int:
        """Return the idf that caps all alternatives of ``clause``: that of the word as typed, or of a commoner alias.

        ``postgres`` then weighs no more than ``PostgreSQL``, however rare that spelling is.
        """
        typed, *others = clause.alternatives
        if typed.kind != "exact" or not isinstance(typed.query, TermQuery):
            return MAX_IDF
        aliases = [alternative.query for alternative in others if alternative.kind == "alias"]
        terms = [typed.query, *(query for query in aliases if isinstance(query, TermQuery))]
        return min(max(self.idf(term.stem), self.idf(term.surface)) or MAX_IDF for term in terms)


class ListedTerms(TermEngine):
    """The vocabulary of a generation that has it as files: terms in code-point order, stems first."""

    def __init__(self, generation: Generation) -> None:
        self._terms = generation.lines("terms")
        self._starts = generation.array("posting_starts")
        self._idf = generation.array("idf")
        # all stems begin with STEM
        self._first_surface = self._terms.insertion_row(chr(ord(STEM) + 1))

    @cached(MAX_CACHED_DF)
    def df(self, term: str) -> int:
        number = self._terms.find(term)
        return int(self._starts[number + 1] - self._starts[number]) if number >= 0 else 0

    def number(self, term: str) -> int:
        """Return the number of ``term`` in the vocabulary; -1 when it is not there."""
        return self._terms.find(term)

    def idf(self, term: str) -> int:
        number = self._terms.find(term)
        return int(self._idf[number]) if number >= 0 else 0

    @cached(MAX_CACHED_COMPLETIONS)
    def completions(self, prefix: str, limit: int) -> list[str]:
        first, last = self._prefix_range(prefix)
        df = np.diff(self._starts[first : last + 1])
        # the stable sort leaves terms of equal df in code-point order
        commonest = np.argsort(-df, kind="stable")[:limit]
        return [self._terms[first + int(i)] for i in commonest]

    def is_beginning(self, prefix: str) -> bool:
        # the first term at or behind the prefix begins with it, if any does
        row = self._terms.insertion_row(prefix)
        return bool(prefix) and row < len(self._terms) and self._terms.raw(row).startswith(prefix.encode())

    @cached_property
    def spelling(self) -> Spelling:
        return Spelling([surface.decode() for surface in self._terms.raws(self._first_surface)])

    def _prefix_range(self, prefix: str) -> tuple[int, int]:
        """Return the numbers of the first surface with ``prefix`` and of the first one behind those."""
        if not prefix:
            return self._first_surface, self._first_surface
        return self._terms.insertion_row(prefix), self._terms.insertion_row(prefix + "\U0010ffff")
