"""Bounds on the cost of one query."""

from collections.abc import Mapping
from typing import cast

import pytest

from index.matrix.postings import MAX_IDF, MAX_IMPACT
from index.weights import WEIGHTS
from search.engines.protocol import (
    Alternative,
    Clause,
    Engine,
    LeafQuery,
    PhraseQuery,
    PrefixQuery,
    TermQuery,
)
from search.engines.skipping import SCORE_UNIT
from search.query import bounds
from search.query.bounds import MAX_CLAUSES, within_bounds
from search.query.parse import MAX_WORDS
from search.query.percentages import AS_TYPED, EXACT


class Counted:
    """An engine that only knows document frequencies."""

    def __init__(self, df: Mapping[str, int], n_docs: int) -> None:
        self._df = df
        self.n_docs = n_docs

    def df(self, term: str) -> int:
        return self._df.get(term, 0)

    def completions(self, prefix: str, limit: int) -> list[str]:
        return [word for word in self._df if word.startswith(prefix)][:limit]


def word(text: str) -> TermQuery:
    return TermQuery("", text)


def clause(*queries: LeafQuery) -> Clause:
    return Clause("", tuple(Alternative(query, 100, "exact", "") for query in queries))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr(bounds, "MAX_POSTINGS", 100)
    monkeypatch.setattr(bounds, "MAX_POSTINGS_PER_DOC", 0)
    return cast(Engine, Counted({"the": 90, "of": 60, "cache": 30, "raft": 5, "ca": 80}, 90))


def test_the_commonest_words_are_left_out_first_and_the_others_keep_their_order(engine: Engine) -> None:
    the, of, cache, raft = (clause(word(text)) for text in ("the", "of", "cache", "raft"))
    assert within_bounds([the, cache, of, raft], engine) == ((cache, of, raft), (the,))


def test_what_is_within_bounds_stays_as_it_is(engine: Engine) -> None:
    assert within_bounds([clause(word("raft"))], engine) == ((clause(word("raft")),), ())


def test_phrases_and_beginnings_count_what_all_of_their_words_do(engine: Engine) -> None:
    phrase, prefix = clause(PhraseQuery((word("the"), word("of")))), clause(PrefixQuery("ca"))
    assert within_bounds([phrase, prefix, clause(word("raft"))], engine)[1] == (phrase, prefix)


def test_the_last_clause_stays_without_the_commonest_of_its_alternatives(engine: Engine) -> None:
    either = clause(word("the"), word("cache"), word("of"))
    assert within_bounds([either], engine) == ((clause(word("cache"), word("of")),), ())


def test_there_are_never_more_clauses_than_allowed() -> None:
    clauses = [clause(word(str(n))) for n in range(MAX_CLAUSES + 5)]
    engine = cast(Engine, Counted({str(n): n + 1 for n in range(len(clauses))}, 10))
    kept, left_out = within_bounds(clauses, engine)
    assert kept == tuple(clauses[:MAX_CLAUSES])
    assert left_out == tuple(clauses[MAX_CLAUSES:])


def test_words_that_no_document_has_are_left_out_before_all_others_and_not_named() -> None:
    known = [clause(word(str(n))) for n in range(MAX_CLAUSES + 1)]
    unknown = [clause(word(f"{n}?")) for n in range(10)]
    engine = cast(Engine, Counted({str(n): n + 1 for n in range(len(known))}, 10))
    assert within_bounds([*unknown, *known], engine) == (tuple(known[:-1]), (known[-1],))


def test_the_highest_score_of_a_query_is_exact_with_its_clauses_counted() -> None:
    highest = MAX_WORDS * MAX_IDF * MAX_IMPACT * (100 + WEIGHTS.exact_percent) * max(AS_TYPED, EXACT)
    assert MAX_CLAUSES < SCORE_UNIT
    assert highest * SCORE_UNIT + MAX_CLAUSES < 2**53
