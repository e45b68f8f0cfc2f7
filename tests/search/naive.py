"""A naive BM25F over dicts, in the same integers as the engines: the oracle for their matches and scores."""

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
from index.matrix.postings import MAX_IDF, MAX_IMPACT
from index.weights import WEIGHTS
from search.engines.protocol import (
    Clause,
    LeafQuery,
    Matches,
    NearTerm,
    PhraseQuery,
    Plan,
    PrefixQuery,
    Scope,
    TermQuery,
    Wanted,
)
from tests.placed_terms import placed_terms

RowScores = dict[int, int]
"""Scores by row."""


class NaiveIndex:
    """The impacts and idfs of documents, computed one dict entry at a time."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.n = len(documents)
        counts_and_lengths = [self._count(document) for document in documents]
        average = [_mean([lengths[f] for _, lengths in counts_and_lengths if lengths[f]]) for f in range(len(FIELDS))]
        self.impacts: dict[str, dict[int, int]] = defaultdict(dict)
        for row, (counts, lengths) in enumerate(counts_and_lengths):
            for term, by_field in counts.items():
                tf = title = 0.0
                for f, times in by_field.items():
                    tf_of_one = 1 / (1 - WEIGHTS.b + WEIGHTS.b * lengths[f] / average[f])
                    for _ in range(times):
                        tf += tf_of_one * WEIGHTS.boosts[FIELDS[f]]
                        title += tf_of_one if FIELDS[f] == "title" else 0
                total = _saturated(tf) + WEIGHTS.title_share * _saturated(title)
                share = WEIGHTS.row_share if documents[row].kind == "row" else 1
                impact = round(MAX_IMPACT * share * total / ((1 + WEIGHTS.title_share) * (WEIGHTS.k1 + 1)))
                self.impacts[term][row] = min(max(impact, 1), MAX_IMPACT)

    def _count(self, document: Document) -> tuple[dict[str, dict[int, int]], list[int]]:
        counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        lengths = [0] * len(FIELDS)
        for f, text in enumerate(field_texts(document)):
            for match in tokenize(text):
                forms = analyze(match.group())
                lengths[f] += forms.n_positions
                for surface in forms.surfaces:
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


def _within(matches: Matches, scope: Scope | None) -> Matches:
    """Return the matches in ``scope``, all without one."""
    is_within = np.ones(len(matches.rows), np.bool_) if scope is None else scope.mask[matches.rows]
    return Matches(matches.rows[is_within], matches.scores[is_within], matches.has_all_terms[is_within])


class NaiveEngine(NaiveIndex):
    """A ``protocol.Engine`` of dicts, sets and loops over every document."""

    def __init__(self, documents: Sequence[Document]) -> None:
        super().__init__(documents)
        self.n_docs = self.n
        self.surfaces = sorted(term for term in self.impacts if not term.startswith(STEM))

    def matches(self, plan: Plan) -> Matches:
        by_clause = [self.clause_scores(clause) for clause in plan.clauses]
        allowed = self._allowed(plan)
        rows = [row for row in range(self.n) if row in allowed and any(row in of_clause for of_clause in by_clause)]
        scores = [sum(of_clause.get(row, 0) for of_clause in by_clause) for row in rows]
        has_all_terms = [all(row in of_clause for of_clause in by_clause) for row in rows]
        return Matches(np.array(rows, np.int32), np.array(scores, np.float64), np.array(has_all_terms, np.bool_))

    def _allowed(self, plan: Plan) -> set[int]:
        allowed = set(range(self.n))
        for required in plan.required:
            allowed &= {row for phrase in required for row in self.row_scores(phrase)}
        for excluded in plan.excluded:
            allowed -= set(self.row_scores(excluded))
        return allowed

    def scores(self, clauses: Sequence[Clause], rows: NDArray[np.int32]) -> NDArray[np.float64]:
        by_clause = map(self.clause_scores, clauses)
        return np.array([[of_rows.get(row, 0) for row in rows.tolist()] for of_rows in by_clause], np.float64)

    def contributions(self, clause: Clause, rows: NDArray[np.int32]) -> NDArray[np.float64]:
        max_idf = self.max_idf_of(clause)
        scores = [
            (self.row_scores(alternative.query, max_idf), alternative.percent * clause.times)
            for alternative in clause.alternatives
        ]
        return np.array([[of_rows.get(row, 0) * n for row in rows.tolist()] for of_rows, n in scores], np.float64)

    def df(self, term: str) -> int:
        return len(self.impacts.get(term, ()))

    def rows_of(self, query: LeafQuery) -> NDArray[np.int32]:
        return np.array(sorted(self.row_scores(query)), np.int32)

    def needed(self, wanted: Sequence[Wanted]) -> list[Matches]:
        return [_within(self.matches(each.plan), each.scope) for each in wanted]

    def most_clauses(self, plans: Sequence[Plan]) -> list[int]:
        return [self._most_clauses(plan) for plan in plans]

    def _most_clauses(self, plan: Plan) -> int:
        of_clauses = [self.clause_scores(clause) for clause in plan.clauses]
        return max([sum(row in scores for scores in of_clauses) for row in self.matches(plan).rows.tolist()], default=0)

    def reach(self) -> None: ...

    def n_rows(self, queries: Sequence[LeafQuery]) -> list[int]:
        return [len(self.row_scores(query)) for query in queries]

    def n_beside(self, queries: Sequence[TermQuery], others: Sequence[TermQuery]) -> list[int]:
        rows = [self.row_scores(other).keys() for other in others]
        return [sum(len(self.row_scores(query).keys() & of_other) for of_other in rows) for query in queries]

    def completions(self, prefix: str, limit: int) -> list[str]:
        terms = [term for term in self.surfaces if prefix and term.startswith(prefix)]
        return sorted(terms, key=lambda term: (-self.df(term), term))[:limit]

    def is_beginning(self, prefix: str) -> bool:
        return any(term.startswith(prefix) for term in self.surfaces if prefix)

    def near(self, word: str, distance: int) -> list[NearTerm]:
        close = [(term, edits) for term in self.surfaces if 0 < (edits := _edits(word, term, distance)) <= distance]
        terms = [NearTerm(term, edits, self.df(term)) for term, edits in close]
        return sorted(terms, key=lambda near: (near.distance, -near.df, near.term))

    def clause_scores(self, clause: Clause) -> RowScores:
        """Return the score of the best alternative in every document that matches one."""
        max_idf = self.max_idf_of(clause)
        best: RowScores = defaultdict(int)
        for alternative in clause.alternatives:
            for row, score in self.row_scores(alternative.query, max_idf).items():
                best[row] = max(best[row], score * alternative.percent * clause.times)
        return best

    def max_idf_of(self, clause: Clause) -> int:
        """Return the idf that caps all alternatives: that of the word as typed, or of a commoner alias."""
        typed = clause.alternatives[0]
        if typed.kind != "exact" or not isinstance(typed.query, TermQuery):
            return MAX_IDF
        queries = [
            alternative.query
            for alternative in clause.alternatives
            if alternative is typed or alternative.kind == "alias"
        ]
        return min((self._term_idf(query) for query in queries if isinstance(query, TermQuery)), default=MAX_IDF)

    def _term_idf(self, query: TermQuery) -> int:
        return max((self.idf(term) for term in query if self.df(term)), default=MAX_IDF)

    def row_scores(self, query: LeafQuery, max_idf: int = MAX_IDF) -> RowScores:
        """Return the score of every document that ``query`` matches."""
        if isinstance(query, TermQuery):
            return self._term_scores(query, max_idf)
        if isinstance(query, PrefixQuery):
            return self._prefix_scores(query.text, max_idf)
        by_term = [self._term_scores(term, max_idf) for term in query.terms]
        rows = [row for row in range(self.n) if self._has_phrase(query, row)]
        return {row: max(of_term[row] for of_term in by_term) for row in rows}

    def _term_scores(self, query: TermQuery, max_idf: int) -> RowScores:
        scores: RowScores = defaultdict(int)
        for term, percent in ((query.stem, 100), (query.surface, WEIGHTS.exact_percent)):
            for row, impact in self.impacts.get(term, {}).items():
                scores[row] += impact * min(self.idf(term), max_idf) * percent
        return scores

    def _prefix_scores(self, prefix: str, max_idf: int) -> RowScores:
        best: RowScores = defaultdict(int)
        for term in self.completions(prefix, len(self.surfaces)):
            for row, impact in self.impacts[term].items():
                best[row] = max(best[row], impact)
        idf = min(self.idf_of(len(best)), max_idf)
        return {row: impact * idf * 100 for row, impact in best.items()}

    def _has_phrase(self, phrase: PhraseQuery, row: int) -> bool:
        """Tell whether a field of the document contains the surfaces of ``phrase`` at successive positions."""
        surfaces = [term.surface for term in phrase.terms]
        if not surfaces or any(row not in self.impacts.get(surface, {}) for surface in surfaces):
            return False
        return any(
            all(first + i in positions.get(surface, ()) for i, surface in enumerate(surfaces))
            for positions in self._positions[row]
            for first in positions.get(surfaces[0], ())
        )

    @cached_property
    def _positions(self) -> list[list[dict[str, set[int]]]]:
        """The positions of each surface, for each document and field."""
        return [[_positions_in(text) for text in field_texts(document)] for document in self.documents]


def _edits(word: str, other: str, max_edits: int) -> int:
    """Return the edits between two words, or some number above ``max_edits``."""
    if abs(len(word) - len(other)) > max_edits:
        return max_edits + 1
    return OSA.distance(word, other, score_cutoff=max_edits)


def _positions_in(text: str) -> dict[str, set[int]]:
    positions: dict[str, set[int]] = defaultdict(set)
    for token in placed_terms(text):
        positions[token.term].add(token.position)
    return positions


def _mean(lengths: Sequence[int]) -> float:
    return max(1.0, sum(lengths) / len(lengths)) if lengths else 1.0


def _saturated(tf: float) -> float:
    return tf * (WEIGHTS.k1 + 1) / (tf + WEIGHTS.k1)
