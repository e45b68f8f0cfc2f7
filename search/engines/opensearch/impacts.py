"""The impacts of a plan's terms in some documents, and the exact scores that follow from them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engines.protocol import Alternative, Clause, LeafQuery, PhraseQuery, Plan, PrefixQuery, TermQuery

Rows = NDArray[np.int32]
Scores = NDArray[np.float64]

TERMS, BEGINNINGS, SLOTS = "w", "prefix", "text"
"""The fields of ``index.cluster.mapping`` with terms, beginnings of surfaces, and surfaces in order."""


class Leaf(NamedTuple):
    """A term, a beginning or a phrase, and the field of the cluster that has it."""

    field: str
    text: str


def leaves_of(query: LeafQuery) -> tuple[Leaf, ...]:
    """Return what is looked up for ``query``; of a phrase, the phrase comes first."""
    if isinstance(query, TermQuery):
        return (Leaf(TERMS, query.stem), Leaf(TERMS, query.surface))
    if isinstance(query, PrefixQuery):
        return (Leaf(BEGINNINGS, query.text),)
    phrase = Leaf(SLOTS, " ".join(term.surface for term in query.terms))
    return (phrase, *(leaf for term in query.terms for leaf in leaves_of(term)))


def leaves_of_plan(plan: Plan) -> tuple[Leaf, ...]:
    """Return the distinct leaves of all clauses, in order."""
    queries = [alternative.query for clause in plan.clauses for alternative in clause.alternatives]
    return tuple(dict.fromkeys(leaf for query in queries for leaf in leaves_of(query)))


class Worth(NamedTuple):
    """What impacts are multiplied by: the idf of a term or of a beginning, and the percent of a surface."""

    idf: Callable[[str], int]
    prefix_idf: Callable[[PrefixQuery], int]
    exact_percent: int


@dataclass(frozen=True, slots=True)
class Impacts:
    """The impacts of some leaves in ``rows``, ascending; a phrase has 1 where it occurs.

    ``of_leaf`` has an array of shape (n_rows,) for each leaf that occurs in any of the rows.
    """

    rows: Rows
    of_leaf: Mapping[Leaf, NDArray[np.int64]]

    @classmethod
    def of_hits(cls, hits: Sequence[tuple[int, Mapping[str, float]]], leaves: Sequence[Leaf]) -> "Impacts":
        """Return the impacts in hits, each a row and the scores of its named queries; a name is the place of a leaf."""
        hits = sorted(hits, key=lambda hit: hit[0])
        of_leaf: dict[Leaf, NDArray[np.int64]] = {}
        for place, (_, named) in enumerate(hits):
            for name, impact in named.items():
                leaf = leaves[int(name)]
                if leaf not in of_leaf:
                    of_leaf[leaf] = np.zeros(len(hits), np.int64)
                of_leaf[leaf][place] = 1 if leaf.field == SLOTS else round(impact)
        return cls(np.array([row for row, _ in hits], np.int32), of_leaf)

    def joined(self, other: "Impacts") -> "Impacts":
        """Return the impacts in the rows of both; where a row is in both, those of ``other``."""
        rows, places = np.unique(np.concatenate([other.rows, self.rows]), return_index=True)
        of_leaf = {}
        for leaf in {**self.of_leaf, **other.of_leaf}:
            values = [part.of_leaf.get(leaf, np.zeros(len(part.rows), np.int64)) for part in (other, self)]
            of_leaf[leaf] = np.concatenate(values)[places]
        return Impacts(rows.astype(np.int32), of_leaf)

    def of(self, leaf: Leaf) -> NDArray[np.int64]:
        return self.of_leaf.get(leaf, np.zeros(len(self.rows), np.int64))

    def scores(self, clause: Clause, max_idf: int, worth: Worth) -> Scores:
        """Return the score of each alternative of ``clause`` in each row, of shape (n_alternatives, n_rows)."""
        scores = [self._alternative(alternative, clause.times, max_idf, worth) for alternative in clause.alternatives]
        return np.stack(scores).astype(np.float64)

    def _alternative(self, alternative: Alternative, times: int, max_idf: int, worth: Worth) -> NDArray[np.int64]:
        query, weight = alternative.query, alternative.percent * times
        if isinstance(query, TermQuery):
            scores = self._term(query, max_idf, worth)
        elif isinstance(query, PrefixQuery):
            scores = self.of(Leaf(BEGINNINGS, query.text)) * (min(worth.prefix_idf(query), max_idf) * 100)
        else:
            scores = self._phrase(query, max_idf, worth)
        weighted: NDArray[np.int64] = scores * weight
        return weighted

    def _term(self, query: TermQuery, max_idf: int, worth: Worth) -> NDArray[np.int64]:
        stem, surface = self.of(Leaf(TERMS, query.stem)), self.of(Leaf(TERMS, query.surface))
        stem_idf, surface_idf = (min(worth.idf(term), max_idf) for term in query)
        scores: NDArray[np.int64] = stem * (stem_idf * 100) + surface * (surface_idf * worth.exact_percent)
        return scores

    def _phrase(self, phrase: PhraseQuery, max_idf: int, worth: Worth) -> NDArray[np.int64]:
        """Return the score of the best-scoring word of a phrase where the phrase occurs."""
        if not phrase.terms:
            return np.zeros(len(self.rows), np.int64)
        words = np.maximum.reduce([self._term(term, max_idf, worth) for term in phrase.terms])
        scores: NDArray[np.int64] = words * self.of(leaves_of(phrase)[0])
        return scores
