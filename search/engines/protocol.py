"""The engine protocol: a plan in, matching rows with integer scores out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from search.engines.near_scores import NearScores

ANSWER_SHARE = 5
"""A document belongs to the answer when it scores at least a fifth of the best.

In a prototype, a fifth left nDCG@10 of the judged sets as it was, with 35 to 1,000 documents in an answer.
"""


class TermQuery(NamedTuple):
    """Documents that contain a word; ``stem`` and ``surface`` are terms of the vocabulary."""

    stem: str
    surface: str


class PrefixQuery(NamedTuple):
    """Documents that contain any surface with the prefix ``text``."""

    text: str


class PhraseQuery(NamedTuple):
    """Documents that contain the surfaces of ``terms`` at successive positions."""

    terms: tuple[TermQuery, ...]


LeafQuery = TermQuery | PrefixQuery | PhraseQuery


class Alternative(NamedTuple):
    """One query that satisfies a clause.

    ``percent`` weighs its score against that of the word as typed. ``kind`` is the kind of the reason that readers
    see: exact, alias, prefix, typo, joined or split. The kind ``typed``, the whole query word for word, gives no
    reason and marks nothing. ``shown`` is the text that names the alternative in that reason; an alias is another name
    of ``name``, as that is typed.
    """

    query: LeafQuery
    percent: int
    kind: str
    shown: str
    name: str = ""


class Quoted(NamedTuple):
    """A quoted phrase as typed, and the phrases in which documents contain it."""

    text: str
    phrases: tuple[PhraseQuery, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """The alternatives for one word of the query: the best one scores, multiplied by ``times``.

    ``times`` is how often the word occurs in the query; ``shown`` is the word as typed; ``quoted`` is the phrase that
    it is a word of.
    """

    shown: str
    alternatives: tuple[Alternative, ...]
    times: int = 1
    quoted: Quoted | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A query in the terms of the vocabulary; of each of ``required``, a document must contain one phrase."""

    clauses: tuple[Clause, ...]
    required: tuple[tuple[PhraseQuery, ...], ...] = ()
    excluded: tuple[LeafQuery, ...] = ()


class Matches(NamedTuple):
    """Matching documents, arrays of shape (n_matches,): ``rows`` ascending, ``scores`` integers above 0.

    ``has_all_terms`` marks the documents that satisfy every clause. ``near`` has the exact scores where ``scores`` are
    known only nearly; None where all are exact.
    """

    rows: NDArray[np.int32]
    scores: NDArray[np.float64]
    has_all_terms: NDArray[np.bool_]
    near: NearScores | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The documents in which an answer is sought: those that have one of the values of every facet.

    Attributes:
        mask: which documents these are, of shape (n_docs,).
        codes: the facets, each with the codes of its values, or ``NEWEST_CODE``; -2 stands for a value that no document
            has.
    """

    mask: NDArray[np.bool_]
    codes: tuple[tuple[str, tuple[int, ...]], ...]


class Wanted(NamedTuple):
    """What an answer needs: the matches of ``plan`` in ``scope``, everywhere without one, and the row ``pinned``.

    The pinned row is needed where it matches; None for none.
    """

    plan: Plan
    scope: Scope | None = None
    pinned: int | None = None


class NearTerm(NamedTuple):
    """A surface within some edits of a word, and its document frequency."""

    term: str
    distance: int
    df: int


class Engine(Protocol):
    """Postings and the queries on them. Scores are BM25F in integers, the same from every engine."""

    n_docs: int

    def matches(self, plan: Plan) -> Matches:
        """Return the documents that satisfy ``plan``: any clause, each of ``required``, none of ``excluded``."""
        ...

    def needed(self, wanted: Sequence[Wanted]) -> Iterable[Matches]:
        """Return the matches that each of several answers needs, in order; all are looked up at once.

        An engine may leave out documents that no answer needs (see ``ranking.rank``): those that lack a term, score
        less than a fifth of the best, are none of the best ``Weights.n_supported`` and no neighbours of those. It may
        forget the scores of their clauses when the next matches are taken, so that ``scores`` looks them up again.
        """
        ...

    def most_clauses(self, plans: Sequence[Plan]) -> list[int]:
        """Return the number of clauses that the best match of each plan has; 0 without matches."""
        ...

    def scores(self, clauses: Sequence[Clause], rows: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return the score of each clause in a few documents, 0 where it does not match.

        Returns: of shape (n_clauses, n_rows), integers.
        """
        ...

    def contributions(self, clause: Clause, rows: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return the score of each alternative of ``clause`` in a few documents, 0 where it does not match.

        Returns: of shape (n_alternatives, n_rows), integers; the greatest of a column is in ``scores``.
        """
        ...

    def reach(self) -> None:
        """Raise GuidedexError where no plan can be answered now."""
        ...

    def df(self, term: str) -> int:
        """Return the number of documents that contain ``term``; 0 when it is not in the vocabulary."""
        ...

    def rows_of(self, query: LeafQuery) -> NDArray[np.int32]:
        """Return the rows that ``query`` matches, ascending; none for an empty phrase or prefix."""
        ...

    def n_rows(self, queries: Sequence[LeafQuery]) -> list[int]:
        """Return the number of ``rows_of`` each query."""
        ...

    def n_beside(self, queries: Sequence[TermQuery], others: Sequence[TermQuery]) -> list[int]:
        """Return, for each query, how many of ``others`` its documents contain, summed over these documents."""
        ...

    def completions(self, prefix: str, limit: int) -> list[str]:
        """Return the surfaces with ``prefix``, by falling df, then in code-point order; none for an empty prefix."""
        ...

    def is_beginning(self, prefix: str) -> bool:
        """Tell whether there are ``completions`` of a prefix."""
        ...

    def near(self, word: str, distance: int) -> list[NearTerm]:
        """Return surfaces within ``distance`` edits of ``word`` (optimal string alignment), nearest first.

        Equal distances are ordered by falling df, then in code-point order. ``word`` itself is left out.
        """
        ...
