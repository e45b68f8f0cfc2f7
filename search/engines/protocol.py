"""What an engine is asked, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

EXACT_SHARE = 20
"""Percent of its own weight that a word adds where it stands exactly so, beside its stem's."""


class TermQuery(NamedTuple):
    """Documents with a word; ``stem`` and ``surface`` are terms of the vocabulary."""

    stem: str
    surface: str


class PrefixQuery(NamedTuple):
    """Documents with any surface that begins with ``text``."""

    text: str


class PhraseQuery(NamedTuple):
    """Documents in which the ``terms`` stand side by side."""

    terms: tuple[TermQuery, ...]


LeafQuery = TermQuery | PrefixQuery | PhraseQuery


class Alternative(NamedTuple):
    """One way to satisfy a clause; ``percent`` is what it is worth beside the word as typed.

    ``kind`` is the reason that readers are given: exact, alias, prefix, typo, joined, split; or ``typed``, all of
    the words just as they were typed, which is no reason of its own and marks nothing.
    ``shown`` is what the alternative is called there.
    """

    query: LeafQuery
    percent: int
    kind: str
    shown: str


@dataclass(frozen=True, slots=True)
class Clause:
    """What one word of the query asks for: the best of its alternatives counts, ``times`` as often as said."""

    shown: str
    alternatives: tuple[Alternative, ...]
    times: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """A query in the terms of the vocabulary."""

    clauses: tuple[Clause, ...]
    required: tuple[PhraseQuery, ...] = ()
    excluded: tuple[LeafQuery, ...] = ()


class Matches(NamedTuple):
    """What matched: the rows, in order, the score of each, an integer above 0, and whether it has every clause."""

    rows: NDArray[np.int32]
    scores: NDArray[np.float64]
    has_all_terms: NDArray[np.bool_]

    def only(self, allowed: NDArray[np.bool_]) -> "Matches":
        """Return the matches in rows that are ``allowed``, of shape (n_docs,)."""
        kept = allowed.take(self.rows)
        return Matches(self.rows[kept], self.scores[kept], self.has_all_terms[kept])


class Nearby(NamedTuple):
    """A word of the vocabulary near another one."""

    word: str
    distance: int
    df: int


class Engine(Protocol):
    """A way of keeping postings. Scores are BM25F in integers, the same from every engine."""

    n_docs: int

    def matches(self, plan: Plan) -> Matches:
        """Return the documents that satisfy ``plan``: any clause, all of ``required``, none of ``excluded``."""
        ...

    def contributions(self, clause: Clause, row: int) -> Sequence[tuple[Alternative, int]]:
        """Return what each alternative of ``clause`` would add to document ``row``, 0 included."""
        ...

    def df(self, term: str) -> int:
        """Return in how many documents ``term`` stands; 0 when it is not in the vocabulary."""
        ...

    def rows_of(self, leaf: LeafQuery) -> NDArray[np.int32]:
        """Return the rows that ``leaf`` matches, in order."""
        ...

    def completions(self, prefix: str, limit: int) -> list[str]:
        """Return the surfaces that begin with ``prefix``, the commonest first."""
        ...

    def near(self, word: str, distance: int) -> list[Nearby]:
        """Return surfaces within ``distance`` edits of ``word`` (optimal string alignment), nearest first.

        Equal distances go by frequency, then in code-point order. ``word`` itself is not among them.
        """
        ...
