"""The arrays engine against BM25F over dicts, and against plain loops."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz.distance import OSA

from index.analysis import STEM, stem
from index.storage.generations import Generation, open_generation
from index.weights import WEIGHTS
from search.documents import Documents
from search.engines import merging, postings, skipping
from search.engines.arrays import ArraysEngine
from search.engines.merging import ScoredPostings
from search.engines.protocol import (
    ANSWER_SHARE,
    Alternative,
    Clause,
    PhraseQuery,
    Plan,
    PrefixQuery,
    Scope,
    TermQuery,
    Wanted,
)
from tests.corpora import searcher_over
from tests.placed_terms import placed_terms
from tests.search.naive import NaiveIndex

WORDS = ["cache", "caches", "caching", "redis", "node.js", "nodejs", "kafka", "queue", "queues", "c++", "c#", "rate"]
WORDS += ["limit", "limits", "limiting", "api"]
SEED = 20261123


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    rng = random.Random(SEED)
    records = [
        {
            "id": f"d{i:03}",
            "title": " ".join(rng.choices(WORDS, k=rng.randint(1, 4))),
            "text": " ".join(rng.choices(WORDS, k=rng.randint(0, 60))),
        }
        for i in range(150)
    ]
    folder: Path = tmp_path_factory.mktemp("arrays")
    searcher_over(folder, records)
    return open_generation(folder / "index")


@pytest.fixture(scope="module")
def opened(generation: Generation) -> tuple[ArraysEngine, NaiveIndex]:
    documents = Documents(generation)
    return ArraysEngine(generation), NaiveIndex([documents.at(row) for row in range(documents.n_docs)])


def term(word: str) -> TermQuery:
    return TermQuery(STEM + stem(word), word)


def scores_of(engine: ArraysEngine, *clauses: Clause) -> list[float]:
    """Return the score of every document, 0 where nothing matches."""
    rows, scores, *_ = engine.matches(Plan(clauses))
    everywhere = dict(zip(rows.tolist(), scores.tolist(), strict=True))
    return [everywhere.get(row, 0) for row in range(engine.n_docs)]


def clause(word: str, times: int = 1) -> Clause:
    return Clause(word, (Alternative(term(word), 100, "exact", word),), times)


@pytest.mark.parametrize("word", ["cache", "caching", "c++", "c#", "nodejs", "node", "absent"])
def test_scores_of_a_word_are_those_of_bm25f_over_dicts(opened: tuple[ArraysEngine, NaiveIndex], word: str) -> None:
    engine, naive = opened
    scores = scores_of(engine, clause(word))
    terms = [(STEM + stem(word), 100), (word, WEIGHTS.exact_percent)]
    assert scores == [100 * naive.score(terms, row) for row in range(engine.n_docs)]


def test_words_add_up_and_count_as_often_as_said(opened: tuple[ArraysEngine, NaiveIndex]) -> None:
    engine, _ = opened
    sums = scores_of(engine, clause("redis", 2), clause("kafka"))
    redis, kafka = (scores_of(engine, clause(word)) for word in ("redis", "kafka"))
    assert sums == [2 * r + k for r, k in zip(redis, kafka, strict=True)]
    matches = engine.matches(Plan((clause("redis"), clause("kafka"))))
    assert matches.has_all_terms.tolist() == [bool(redis[row] and kafka[row]) for row in matches.rows.tolist()]
    assert matches.has_all_terms.any()


@pytest.mark.parametrize("share", [0.2, 0.6, 1.0])
@pytest.mark.parametrize("look_up_cost", [0, 2, 1_000], ids=["documents", "either", "lists"])
@pytest.mark.parametrize(
    ("min_skipped", "min_left"), [(0, 0), (0, 1_000), (1_000, 0)], ids=["skipping", "nothing to skip", "reading all"]
)
def test_an_answer_is_given_every_match_that_it_may_need(
    generation: Generation,
    share: float,
    look_up_cost: int,
    min_skipped: int,
    min_left: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postings, "MAX_SMALL", 0)  # of so few documents every match is given
    monkeypatch.setattr(postings, "MIN_SKIPPED", min_skipped)
    monkeypatch.setattr(postings, "MIN_LONG", 60)
    monkeypatch.setattr(postings, "N_ADDED", 16)
    monkeypatch.setattr(skipping, "LOOK_UP_COST", look_up_cost)
    monkeypatch.setattr(skipping, "MIN_LEFT", min_left)
    n_supported, rng, n_left_out = 3, random.Random(SEED), 0
    engine = ArraysEngine(generation, replace(WEIGHTS, n_supported=n_supported))
    neighbours = generation.array("neighbour_rows")
    for _ in range(40):
        clauses = [clause(word) for word in rng.sample(WORDS, rng.randint(1, 5))]
        # the first one has other words too, or the beginning of one
        others = [Alternative(term("kafka"), 65, "alias", "kafka"), Alternative(PrefixQuery("qu"), 60, "prefix", "qu")]
        more = rng.sample(others, rng.randint(0, 2))
        plan = Plan((replace(clauses[0], alternatives=(*clauses[0].alternatives, *more)), *clauses[1:]))
        mask = np.array([rng.random() < share for _ in range(engine.n_docs)])
        scope = Scope(mask, ())
        everywhere = engine.matches(plan)
        rows, scores, has_all_terms = every = [part[mask[everywhere.rows]] for part in everywhere[:3]]
        best = engine.needed([Wanted(plan, scope, pinned=5)])[0]
        places = rows.searchsorted(best.rows)
        assert [part[places].tolist() for part in every] == [part.tolist() for part in best[:3]]
        order = np.lexsort((rows, -scores))[:n_supported]
        near = neighbours[rows[order]] if len(plan.clauses) > 1 else np.array([5])
        is_needed = has_all_terms | (scores * ANSWER_SHARE >= scores.max())
        needed = {*rows[is_needed].tolist(), *rows[order].tolist(), *near.ravel().tolist(), 5}
        assert not needed & set(rows.tolist()) - set(best.rows.tolist())
        n_left_out += len(rows) - len(best.rows)
    assert n_left_out > 0


@pytest.mark.parametrize("share", [1, 10_000], ids=["few postings", "many postings"])
@pytest.mark.parametrize("combine", [np.add, np.maximum])
@pytest.mark.parametrize("relation", ["equal", "within", "overlapping", "apart", "three", "one empty", "all empty"])
def test_merged_lists_have_each_document_once(
    generation: Generation, relation: str, combine: np.ufunc, share: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "SORTED_SHARE", share)
    engine, rng = ArraysEngine(generation), random.Random(SEED)
    for _ in range(20):
        rows = rng.sample(range(engine.n_docs), 60)
        lists = {
            "equal": [rows[:30], rows[:30]],
            "within": [rows[5:20], rows[:30]],
            "overlapping": [rows[:30], rows[29:50]],
            "apart": [rows[:30], rows[30:]],
            "three": [rows[:30], rows[10:40], rows[50:]],
            "one empty": [[], rows],
            "all empty": [[], []],
        }[relation]
        scored = [
            ScoredPostings(np.array(sorted(each), np.intp), np.array([rng.randint(1, 99) for _ in each], np.float64))
            for each in lists
        ]
        expected: dict[int, float] = {}
        for each in scored:
            for row, score in zip(each.rows.tolist(), each.scores.tolist(), strict=True):
                expected[row] = float(combine(expected.get(row, 0), score))
        before = [each.scores.copy() for each in scored]
        merged = engine._merger.merged(scored, combine)
        assert list(zip(merged.rows.tolist(), merged.scores.tolist(), strict=True)) == sorted(expected.items())
        assert all((each.scores == own).all() for each, own in zip(scored, before, strict=True))


def test_contributions_are_what_matches_adds(opened: tuple[ArraysEngine, NaiveIndex]) -> None:
    engine, _ = opened
    node = Clause("node", (*clause("node").alternatives, Alternative(PrefixQuery("que"), 60, "prefix", "que")))
    scores = scores_of(engine, node)
    values = engine.contributions(node, np.arange(engine.n_docs, dtype=np.int32))
    assert values.shape == (2, engine.n_docs)
    assert values.max(axis=0).tolist() == scores


def test_a_phrase_matches_where_its_words_stand_side_by_side(opened: tuple[ArraysEngine, NaiveIndex]) -> None:
    engine, naive = opened
    rows = engine.rows_of(PhraseQuery((term("rate"), term("limit")))).tolist()
    expected = [row for row, document in enumerate(naive.documents) if _has_phrase(document.title, document.text)]
    assert rows == expected
    assert 0 < len(rows) < engine.n_docs


def _has_phrase(*texts: str) -> bool:
    for text in texts:
        at: dict[int, set[str]] = {}
        for token in placed_terms(text):
            at.setdefault(token.position, set()).add(token.term)
        if any("rate" in words and "limit" in at.get(place + 1, ()) for place, words in at.items()):
            return True
    return False


def test_excluded_and_required_queries_restrict_the_matches(opened: tuple[ArraysEngine, NaiveIndex]) -> None:
    engine, _ = opened
    kafka, redis = set(engine.rows_of(term("kafka")).tolist()), set(engine.rows_of(term("redis")).tolist())
    without = engine.matches(Plan((clause("kafka"),), excluded=(term("redis"),)))
    assert set(without.rows.tolist()) == kafka - redis
    phrase = PhraseQuery((term("kafka"), term("redis")))
    only = engine.matches(Plan((clause("kafka"),), required=((phrase,),)))
    assert only.rows.tolist() == engine.rows_of(phrase).tolist()


def test_completions_begin_with_the_prefix_the_commonest_first(opened: tuple[ArraysEngine, NaiveIndex]) -> None:
    engine, _ = opened
    words = engine.completions("cach", 10)
    assert sorted(words) == ["cache", "caches", "caching"]
    assert [engine.df(word) for word in words] == sorted((engine.df(word) for word in words), reverse=True)
    assert engine.completions("", 10) == []


@pytest.mark.parametrize("word", ["cahce", "kafak", "quue", "limitng", "redsi", "nodjs"])
def test_near_words_are_all_within_the_distance(opened: tuple[ArraysEngine, NaiveIndex], word: str) -> None:
    engine, naive = opened
    vocabulary = [term for term in naive.impacts if not term.startswith(STEM)]
    for distance in (1, 2):
        expected = {term for term in vocabulary if 0 < OSA.distance(word, term) <= distance}
        near_terms = engine.near(word, distance)
        assert {near.term for near in near_terms} == expected
        assert [near.distance for near in near_terms] == sorted(near.distance for near in near_terms)
