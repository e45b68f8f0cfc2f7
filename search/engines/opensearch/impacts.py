"""The impacts of a plan's terms in some documents, and the exact scores that follow from them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.matrix.postings import MAX_IMPACT
from search.engines.opensearch.listing import listed, listed_terms
from search.engines.opensearch.steps import Dsl, Steps, in_step
from search.engines.protocol import Alternative, Clause, LeafQuery, PhraseQuery, Plan, PrefixQuery, TermQuery

Rows = NDArray[np.int32]
Scores = NDArray[np.float64]

TERMS, BEGINNINGS, SLOTS = "w", "prefix", "text"
"""The fields of ``index.cluster.mapping`` with terms, beginnings of surfaces, and surfaces in order."""

PACKED = MAX_IMPACT + 1
"""What an impact is multiplied by to leave room for another: both are below 2 ** 24, exact in a 32-bit float."""

MAX_ROWS = 10_000
"""Rows of which one search finds impacts; by hand, OpenSearch takes 65,536."""


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


class Worth(NamedTuple):
    """What impacts are multiplied by: the idf of a term or of a beginning, and the percent of a surface."""

    idf: Callable[[str], int]
    prefix_idf: Callable[[PrefixQuery], int]
    exact_percent: int


def leaves_of_plan(plan: Plan, worth: Worth) -> tuple[Leaf, ...]:
    """Return the distinct leaves of all clauses, in order, without terms that no document contains."""
    queries = [alternative.query for clause in plan.clauses for alternative in clause.alternatives]
    leaves = dict.fromkeys(leaf for query in queries for leaf in leaves_of(query))
    return tuple([leaf for leaf in leaves if leaf.text and (leaf.field != TERMS or worth.idf(leaf.text))])


@dataclass(frozen=True, slots=True)
class Impacts:
    """The impacts of some leaves in ``rows``, ascending; a phrase has 1 where it occurs.

    ``of_leaf`` has an array of shape (n_rows,) for each leaf that occurs in any of the rows.
    """

    rows: Rows
    of_leaf: Mapping[Leaf, NDArray[np.int64]]

    def joined(self, other: "Impacts") -> "Impacts":
        """Return the impacts in the rows of both; where a row is in both, those of ``other``."""
        rows, places = np.unique(np.concatenate([other.rows, self.rows]), return_index=True)
        of_leaf = {}
        for leaf in {**self.of_leaf, **other.of_leaf}:
            values = [part.of_leaf.get(leaf, np.zeros(len(part.rows), np.int64)) for part in (other, self)]
            of_leaf[leaf] = np.concatenate(values)[places]
        return Impacts(rows.astype(np.int32), of_leaf)

    def within(self, rows: Rows) -> "Impacts":
        """Return the impacts in those of the rows that are among ``rows``."""
        kept = np.isin(self.rows, rows)
        return Impacts(self.rows[kept], {leaf: impacts[kept] for leaf, impacts in self.of_leaf.items()})

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


class ImpactFinder(NamedTuple):
    """Finds the impacts of ``leaves`` in some documents; ``number`` is that of a term in the vocabulary."""

    leaves: Sequence[Leaf]
    number: Callable[[str], int]

    def within(self, rows: Rows) -> Steps[Impacts]:
        """Find the impacts in ``rows``, ascending, which need not match."""
        terms = [leaf for leaf in self.leaves if leaf.field == TERMS]
        others = [leaf for leaf in self.leaves if leaf.field != TERMS]
        finding = []
        for first in range(0, len(rows), MAX_ROWS):
            part = rows[first : first + MAX_ROWS]
            finding += [_of_terms(part, terms, self.number)] if terms else []
            finding += [_of_pair(part, others[place : place + 2]) for place in range(0, len(others), 2)]
        of_leaf: dict[Leaf, NDArray[np.int64]] = {}
        for found in (yield from in_step(finding)):
            for leaf, of_rows, impacts in found:
                of_leaf.setdefault(leaf, np.zeros(len(rows), np.int64))[rows.searchsorted(of_rows)] = impacts
        return Impacts(rows, of_leaf)


Found = list[tuple[Leaf, Rows, NDArray[np.int64]]]
"""The impacts of leaves, each in some rows."""


def _of_terms(rows: Rows, terms: Sequence[Leaf], number: Callable[[str], int]) -> Steps[Found]:
    found = yield from listed_terms(rows.tolist(), [number(term.text) for term in terms])
    return [
        (term, found.rows[is_term := found.places == place], found.impacts[is_term]) for place, term in enumerate(terms)
    ]


def _of_pair(rows: Rows, leaves: Sequence[Leaf]) -> Steps[Found]:
    """Find the impacts of two leaves at most, which one search scores together."""
    found = yield from listed(_packed(leaves, rows.tolist()))
    of_leaves = divmod(found.scores.astype(np.int64), PACKED)
    return [(leaf, found.rows, impacts) for leaf, impacts in zip(leaves, of_leaves, strict=False)]


def _packed(leaves: Sequence[Leaf], rows: Sequence[int]) -> Dsl:
    """Return the query that scores a row by the impact of the first leaf times ``PACKED``, and that of the second."""
    scored = [_impact(leaf, boost) for leaf, boost in zip(leaves, (PACKED, 1), strict=False)]
    return {"bool": {"filter": [{"terms": {"row": rows}}], "should": scored, "minimum_should_match": 1}}


def _impact(leaf: Leaf, boost: int) -> Dsl:
    """Return the query that scores ``boost`` times the impact of a leaf, or once where a phrase occurs."""
    if leaf.field == SLOTS:
        return {"constant_score": {"filter": {"match_phrase": {SLOTS: leaf.text}}, "boost": boost}}
    return {"term": {leaf.field: {"value": leaf.text, "boost": boost}}}
