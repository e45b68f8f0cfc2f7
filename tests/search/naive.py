"""BM25F over dicts, as its formula reads: what engines are checked against, in the same integers."""

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from corpus.document import Document
from index.analysis import STEM, analyze, stem, tokenize
from index.documents import FIELDS, field_texts
from index.matrix.postings import K1, MAX_IDF, MAX_IMPACT, TITLE_SHARE, B
from index.options import FIELD_BOOSTS
from search.engines.protocol import (
    EXACT_SHARE,
    Alternative,
    Clause,
    LeafQuery,
    Matches,
    NearTerm,
    PhraseQuery,
    Plan,
    PrefixQuery,
    TermQuery,
)
from tests.placed_terms import placed_terms

Worth = dict[int, int]
"""Scores by row."""


class NaiveIndex:
    """Impacts and idfs of some documents, one dict entry at a time."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.n = len(documents)
        counted = [self._count(document) for document in documents]
        average = [_mean([lengths[f] for _, lengths in counted if lengths[f]]) for f in range(len(FIELDS))]
        self.impacts: dict[str, dict[int, int]] = defaultdict(dict)
        for row, (counts, lengths) in enumerate(counted):
            for term, by_field in counts.items():
                tf = title = 0.0
                for f, times in by_field.items():
                    own = 1 / (1 - B + B * lengths[f] / average[f])
                    for _ in range(times):
                        tf += own * FIELD_BOOSTS[FIELDS[f]]
                        title += own if FIELDS[f] == "title" else 0
                total = _saturated(tf) + TITLE_SHARE * _saturated(title)
                impact = round(MAX_IMPACT * total / ((1 + TITLE_SHARE) * (K1 + 1)))
                self.impacts[term][row] = min(max(impact, 1), MAX_IMPACT)

    def _count(self, document: Document) -> tuple[dict[str, dict[int, int]], list[int]]:
        counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        lengths = [0] * len(FIELDS)
        for f, text in enumerate(field_texts(document)):
            for match in tokenize(text):
                expansion = analyze(match.group())
                lengths[f] += expansion.n_positions
                for surface in expansion.surfaces:
                    counts[surface.term][f] += 1
                    if not surface.spelled:
                        counts[STEM + stem(surface.term, document.lang)][f] += 1
        return counts, lengths

    def idf(self, term: str) -> int:
        return self.idf_of(len(self.impacts.get(term, ())))

    def idf_of(self, df: int) -> int:
        highest = math.log1p((self.n - 0.5) / 1.5)
        return min(max(round(MAX_IDF * math.log1p((self.n - df + 0.5) / (df + 0.5)) / highest), 1), MAX_IDF)

    def score(self, terms: Sequence[tuple[str, int]], row: int) -> int:
        """Return the sum over (term, percent) of impact, idf and percent in document ``row``."""
        return sum(
            self.impacts[term][row] * self.idf(term) * percent
            for term, percent in terms
            if row in self.impacts.get(term, {})
        )


class NaiveEngine(NaiveIndex):
    """An ``engine.Engine`` of dicts, sets and loops over every document."""

    def __init__(self, documents: Sequence[Document]) -> None:
        super().__init__(documents)
        self.n_docs = self.n
        self.surfaces = sorted(term for term in self.impacts if not term.startswith(STEM))

    def matches(self, plan: Plan) -> Matches:
        worths = [self.clause_worth(clause) for clause in plan.clauses]
        allowed = self._allowed(plan)
        rows = [row for row in range(self.n) if row in allowed and any(row in worth for worth in worths)]
        scores = [sum(worth.get(row, 0) for worth in worths) for row in rows]
        has_all_terms = [all(row in worth for worth in worths) for row in rows]
        return Matches(np.array(rows, np.int32), np.array(scores, np.float64), np.array(has_all_terms, np.bool_))

    def _allowed(self, plan: Plan) -> set[int]:
        allowed = set(range(self.n))
        for leaf in plan.required:
            allowed &= set(self.worth(leaf))
        for other in plan.excluded:
            allowed -= set(self.worth(other))
        return allowed

    def contributions(self, clause: Clause, row: int) -> Sequence[tuple[Alternative, int]]:
        idf = self.max_idf_of(clause)
        return [
            (alternative, self.worth(alternative.query, idf).get(row, 0) * alternative.percent * clause.times)
            for alternative in clause.alternatives
        ]

    def df(self, term: str) -> int:
        return len(self.impacts.get(term, ()))

    def rows_of(self, leaf: LeafQuery) -> NDArray[np.int32]:
        return np.array(sorted(self.worth(leaf)), np.int32)

    def completions(self, prefix: str, limit: int) -> list[str]:
        found = [term for term in self.surfaces if prefix and term.startswith(prefix)]
        return sorted(found, key=lambda term: (-self.df(term), term))[:limit]

    def near(self, word: str, distance: int) -> list[NearTerm]:
        close = [(term, edits) for term in self.surfaces if 0 < (edits := _edits(word, term, distance)) <= distance]
        found = [NearTerm(term, edits, self.df(term)) for term, edits in close]
        return sorted(found, key=lambda near: (near.distance, -near.df, near.term))

    def clause_worth(self, clause: Clause) -> Worth:
        """Return the best of the alternatives in every document that has one."""
        idf = self.max_idf_of(clause)
        best: Worth = defaultdict(int)
        for alternative in clause.alternatives:
            for row, worth in self.worth(alternative.query, idf).items():
                best[row] = max(best[row], worth * alternative.percent * clause.times)
        return best

    def max_idf_of(self, clause: Clause) -> int:
        """Return the idf that no alternative may exceed: that of the word as it was typed, or of a commoner alias."""
        typed = clause.alternatives[0]
        if typed.kind != "exact" or not isinstance(typed.query, TermQuery):
            return MAX_IDF
        words = [
            alternative.query
            for alternative in clause.alternatives
            if alternative is typed or alternative.kind == "alias"
        ]
        return min((self._term_idf(leaf) for leaf in words if isinstance(leaf, TermQuery)), default=MAX_IDF)

    def _term_idf(self, leaf: TermQuery) -> int:
        return max((self.idf(term) for term in leaf if self.df(term)), default=MAX_IDF)

    def worth(self, leaf: LeafQuery, highest: int = MAX_IDF) -> Worth:
        if isinstance(leaf, TermQuery):
            return self._word_worth(leaf, highest)
        if isinstance(leaf, PrefixQuery):
            return self._prefix_worth(leaf.text, highest)
        words = [self._word_worth(word, highest) for word in leaf.terms]
        return {row: max(word[row] for word in words) for row in range(self.n) if self._stands(leaf, row)}

    def _word_worth(self, leaf: TermQuery, highest: int) -> Worth:
        worth: Worth = defaultdict(int)
        for term, share in ((leaf.stem, 100), (leaf.surface, EXACT_SHARE)):
            for row, impact in self.impacts.get(term, {}).items():
                worth[row] += impact * min(self.idf(term), highest) * share
        return worth

    def _prefix_worth(self, prefix: str, highest: int) -> Worth:
        best: Worth = defaultdict(int)
        for term in self.completions(prefix, len(self.surfaces)):
            for row, impact in self.impacts[term].items():
                best[row] = max(best[row], impact)
        idf = min(self.idf_of(len(best)), highest)
        return {row: impact * idf * 100 for row, impact in best.items()}

    def _stands(self, phrase: PhraseQuery, row: int) -> bool:
        """Tell whether a field of the document holds the words of a phrase side by side."""
        words = [leaf.surface for leaf in phrase.terms]
        if not words or any(row not in self.impacts.get(word, {}) for word in words):
            return False
        return any(
            all(place + i in at.get(word, ()) for i, word in enumerate(words))
            for at in self._places[row]
            for place in at.get(words[0], ())
        )

    @cached_property
    def _places(self) -> list[list[dict[str, set[int]]]]:
        """Return, for each document and field, where each of its words stands."""
        return [[_places_in(text) for text in field_texts(document)] for document in self.documents]


def _edits(word: str, other: str, most: int) -> int:
    """Return the edits between two words, or more than ``most``."""
    return OSA.distance(word, other, score_cutoff=most) if abs(len(word) - len(other)) <= most else most + 1


def _places_in(text: str) -> dict[str, set[int]]:
    places: dict[str, set[int]] = defaultdict(set)
    for token in placed_terms(text):
        places[token.term].add(token.position)
    return places


def _mean(lengths: Sequence[int]) -> float:
    return max(1.0, sum(lengths) / len(lengths)) if lengths else 1.0


def _saturated(tf: float) -> float:
    return tf * (K1 + 1) / (tf + K1)
