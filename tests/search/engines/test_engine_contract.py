"""The contract of every engine: the same matches, scores, facets and pages as the naive engine, in integers.

``ENGINES`` names the engines under test; ``pytest -m opensearch`` takes the one on a cluster, over a real node.
Corpora and queries are random with fixed seeds, and the shipped guides; real documents join where ``GUIDEDEX_DATA`` is
set.
"""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus
from index.analysis import STEM
from index.build import BuildOptions, build
from search import Searcher, open_index
from search.answer.answer import Answer, answer_to, ask, first_rows, parsed, plan_of
from search.answer.page import facet
from search.engines.protocol import Alternative, Clause, Engine, LeafQuery, PhraseQuery, Plan, PrefixQuery, TermQuery
from search.facets import FACETS
from search.generation import OpenGeneration
from search.query.plan import Planned
from search.query.vocabulary import Vocabulary
from search.results import FacetCount
from tests.conftest import engine_at
from tests.corpora import write_records
from tests.search.clicks import clicked
from tests.search.contract_corpora import FORMS, ODD, WORDS, random_queries, random_records
from tests.search.naive import NaiveEngine
from tests.search.naive_ranking import NaiveRanker

pytestmark = pytest.mark.contract

ENGINES = ("arrays", "whoosh", "opensearch")
MARKED = ("arrays", "whoosh", pytest.param("opensearch", marks=pytest.mark.opensearch))
"""The engines as parameters; the last one needs a cluster, see ``tests.opensearch_cluster``."""
SEEDS = (11, 12)
CORPORA = (*(f"random {seed}" for seed in SEEDS), "shipped guides")
N_OF_EACH_FORM = {"shipped guides": 2}
"""Queries of each form over a corpus; 4 where it is not listed."""


@dataclass(frozen=True)
class Contract:
    """One corpus, searched by an engine and by the naive one."""

    searcher: Searcher
    naive: NaiveEngine
    ranker: NaiveRanker
    queries: Sequence[str]

    @property
    def live(self) -> OpenGeneration:
        return self.searcher._current()

    @property
    def engine(self) -> Engine:
        return self.live.engine

    def answer(self, text: str) -> Answer:
        return answer_to(text, {}, self.live)

    def planned(self, text: str) -> Planned:
        return planned(text, self.live)

    def naively_planned(self, text: str) -> Planned:
        """Return the plan of the naive engine: it counts documents, and finds words, in place of the real one."""
        live: OpenGeneration = copy(self.live)
        live.engine = self.naive
        live.vocabulary = lambda lang: Vocabulary(self.naive, live.names.synonyms, lang, live.stream.is_in_capitals)
        return planned(text, live)


def planned(text: str, live: OpenGeneration) -> Planned:
    return plan_of(ask(parsed(text, live), {}, live), live)


Open = Callable[[str, str], Contract]


@pytest.fixture(scope="module")
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Open:
    """Return a function that builds and opens a corpus with an engine, each once."""

    @cache
    def searcher_of(corpus_name: str, engine: str) -> Searcher:
        folder = tmp_path_factory.mktemp("contract")
        return built(folder, [sources_of(corpus_name, folder)], whole_engine(engine, folder, request))

    @cache
    def naive_of(corpus_name: str) -> NaiveEngine:
        return naive_over(searcher_of(corpus_name, ENGINES[0]))

    def open_(corpus_name: str, engine: str) -> Contract:
        naive = naive_of(corpus_name)
        n_queries = N_OF_EACH_FORM.get(corpus_name, 4) * len(FORMS)
        queries = random_queries(naive.documents, CORPORA.index(corpus_name), n_queries)
        return contract(searcher_of(corpus_name, engine), naive, queries)

    return open_


def sources_of(corpus_name: str, folder: Path) -> Path:
    if corpus_name == "shipped guides":
        return Path(corpus.__file__).parent / "guides"
    return write_records(folder / "source", random_records(int(corpus_name.split()[1])))


def built(folder: Path, sources: Sequence[Path], engine: str) -> Searcher:
    build(sources, folder / "index", BuildOptions(engine=engine))
    return open_index(folder / "index")


def whole_engine(engine: str, folder: Path, request: pytest.FixtureRequest) -> str:
    """Return an engine as a build takes it: with the address of an index of its own where it is on a cluster."""
    return engine_at(request.getfixturevalue("opensearch_urls"), folder.name) if engine == "opensearch" else engine


def naive_over(searcher: Searcher) -> NaiveEngine:
    documents = searcher._current().documents
    return NaiveEngine([documents.at(row) for row in range(documents.n_docs)])


def contract(searcher: Searcher, naive: NaiveEngine, queries: Sequence[str]) -> Contract:
    return Contract(searcher, naive, NaiveRanker(naive, searcher._current().generation), queries)


@pytest.fixture(params=CORPORA)
def corpus_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=MARKED)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def held(corpus_name: str, engine: str, opened: Open) -> Contract:
    return opened(corpus_name, engine)


def test_matches_and_scores_are_those_of_bm25f_over_dicts_to_the_integer(held: Contract) -> None:
    n_matched = 0
    for text in held.queries:
        plan = held.naively_planned(text).plan
        matches, expected = held.engine.matches(plan), held.naive.matches(plan)
        assert [part.tolist() for part in matches[:3]] == [part.tolist() for part in expected[:3]], text
        n_matched += bool(len(expected.rows))
    assert n_matched > 0.8 * len(held.queries)


def test_a_query_is_planned_as_it_is_over_dicts(held: Contract) -> None:
    for text in held.queries:
        assert held.planned(text) == held.naively_planned(text), text


def test_the_answer_is_the_naive_ranking_support_titles_and_facets_included(held: Contract) -> None:
    n_supported = sum(assert_answer_is_naive(held, text) for text in held.queries)
    assert n_supported > 0.3 * len(held.queries)


def assert_answer_is_naive(held: Contract, text: str) -> bool:
    """Compare order, scores and facets of a whole answer; return whether other documents added to it."""
    answer = held.answer(text)
    query, found = answer.asked.query, answer.found
    if not found:
        return False
    ranking = found.ranking
    planned = held.naively_planned(text)
    matches = held.naive.matches(planned.plan)
    # the languages of a facet are planned one by one: see the test of clicks
    facets = [name for name in FACETS if name != "lang"]
    expected = held.ranker.rank(query.text, planned, matches, query.filters, facets)
    rows = first_rows(answer, answer.total, held.live)
    assert rows.tolist() == expected.rows, text
    assert ranking.exact(ranking.answer.searchsorted(rows)).tolist() == [
        expected.scores[row] for row in expected.rows
    ], text
    counts = {name: {count.value: count.count for count in facet(name, answer, held.live)} for name in facets}
    assert counts == {name: dict(of_facet) for name, of_facet in expected.facets.items()}, text
    return bool(ranking.from_neighbours.any() or ranking.from_guide.any())


CLICKED: tuple[Mapping[str, Sequence[str]], ...] = (
    {},
    {"kind": ("section", "question")},
    {"lang": ("all",), "tag": ("ops",)},
    {"difficulty": ("hard",), "updated": (">=2025",)},
)
"""Filters in force when a value of a facet is clicked."""


def test_a_count_beside_a_value_is_the_number_of_results_after_the_click(held: Contract) -> None:
    rng = random.Random(5)
    n_with_results = 0
    for text in held.queries[::9]:
        filters = rng.choice(CLICKED)
        page = held.searcher.search(text, filters, limit=0, facets=FACETS)
        counts = {(name, value): 0 for name in FACETS for value in held.searcher.facet_values(name)}
        counts |= {(name, count.value): count.count for name in FACETS for count in page.facets[name]}
        listed = {(name, count.value): count for name in FACETS for count in page.facets[name]}
        for name, value in rng.sample(sorted(counts), min(len(counts), 12)):
            # what is not listed gives nothing, be it alone
            count = listed.get((name, value), FacetCount(value, 0, selected=True))
            total = held.searcher.search(text, clicked(filters, name, count), limit=0).total
            assert counts[name, value] == total, (text, filters, name, value)
            n_with_results += total > 0
    assert n_with_results > 20


def test_contributions_sum_to_the_score_of_every_document_that_matches(held: Contract) -> None:
    for text in held.queries[::4]:
        plan = held.planned(text).plan
        rows, scores, *_ = held.engine.matches(plan)
        of_clauses = [held.engine.contributions(clause, rows[:10]).max(axis=0) for clause in plan.clauses]
        assert sum(of_clauses, np.zeros(len(rows[:10]))).tolist() == scores[:10].tolist(), text
        assert held.engine.scores(plan.clauses, rows[:10]).tolist() == [values.tolist() for values in of_clauses], text


@pytest.mark.parametrize("engine", MARKED[1:])
def test_whole_pages_are_the_same_from_every_engine(opened: Open, corpus_name: str, engine: str) -> None:
    contracts = [opened(corpus_name, name) for name in (ENGINES[0], engine)]
    for text in contracts[0].queries:
        pages = [c.searcher.search(text, limit=4, offset=1, facets=FACETS, explain=True) for c in contracts]
        first, other = [replace(page, build_id="") for page in pages]
        assert other == first, text


ORDERS: tuple[Mapping[str, Any], ...] = (
    {"offset": 17, "limit": 30},
    {"sort": "updated", "limit": 15},
    {"sort": "difficulty", "offset": 5, "limit": 8},
    {"sort": "title", "filters": {"kind": ("question", "section")}},
    {"filters": {"lang": ("all",), "tag": ("ops",)}, "limit": 20},
)


@pytest.mark.parametrize("engine", MARKED[1:])
def test_later_pages_and_other_orders_are_the_same_from_every_engine(
    opened: Open, corpus_name: str, engine: str
) -> None:
    contracts = [opened(corpus_name, name) for name in (ENGINES[0], engine)]
    for number, text in enumerate(contracts[0].queries):
        first, other = [c.searcher.search(text, **ORDERS[number % len(ORDERS)]) for c in contracts]
        assert replace(other, build_id="") == replace(first, build_id=""), text


def test_vocabulary_prefixes_and_typos_are_those_of_the_dicts(held: Contract) -> None:
    surfaces = held.naive.surfaces[:: max(1, len(held.naive.surfaces) // 20)]
    assert len(surfaces) >= 20
    for surface in surfaces:
        for term in (surface, f"{surface}absent"):
            assert held.engine.df(term) == held.naive.df(term)
        for prefix in (surface[:1], surface[:3], surface, ""):
            assert held.engine.completions(prefix, 7) == held.naive.completions(prefix, 7)
        for prefix in (surface[:2], surface, f"{surface}absent", f"absent{surface}", ""):
            assert held.engine.is_beginning(prefix) == held.naive.is_beginning(prefix)
        assert held.engine.near(surface[1:], 1) == held.naive.near(surface[1:], 1)
        assert held.engine.near(f"{surface}x", 2) == held.naive.near(f"{surface}x", 2)
    stems = [term for term in held.naive.impacts if term.startswith(STEM)][:20]
    assert [held.engine.df(stem) for stem in stems] == [held.naive.df(stem) for stem in stems]


ABSENT = TermQuery(f"{STEM}absentword", "absentword")
CACHE = TermQuery(f"{STEM}cach", "cache")


@pytest.mark.parametrize(
    "query", [ABSENT, PrefixQuery(""), PrefixQuery("absentword"), PhraseQuery(()), PhraseQuery((CACHE, ABSENT))]
)
def test_what_is_nowhere_matches_nothing_and_excludes_nothing(held: Contract, query: LeafQuery) -> None:
    clause = Clause("absentword", (Alternative(query, 100, "exact", "absentword"),))
    wanted = Clause("cache", (Alternative(CACHE, 100, "exact", "cache"),))
    assert held.engine.rows_of(query).tolist() == []
    assert not len(held.engine.matches(Plan((clause,))).rows)
    assert not len(held.engine.matches(Plan((), excluded=(query,))).rows)
    excluded = held.engine.matches(Plan((wanted,), excluded=(query,)))
    expected = held.naive.matches(Plan((wanted,)))
    assert [part.tolist() for part in excluded[:3]] == [part.tolist() for part in expected[:3]]
    assert len(excluded.rows)


def test_everything_may_be_excluded(held: Contract) -> None:
    wanted = Clause("cache", (Alternative(CACHE, 100, "exact", "cache"),))
    assert not len(held.engine.matches(Plan((wanted,), excluded=(CACHE,))).rows)


PIECES = [
    *WORDS[::3],
    *ODD,
    '"',
    "-",
    "OR",
    "*",
    "cach*",
    "lang:all",
    "kind:question",
    "(",
    "redsi",
    "nodejs",
    "absent",
]


@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=8), glue=st.sampled_from([" ", " ", ""]))
@settings(max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_string_is_answered_as_by_the_naive_ranking(
    opened: Open, engine: str, pieces: list[str], glue: str
) -> None:
    held = opened(CORPORA[0], engine)
    text = glue.join(pieces)
    assert_answer_is_naive(held, text)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 120))
def test_many_more_random_corpora_are_ranked_naively(
    request: pytest.FixtureRequest, tmp_path: Path, engine: str, seed: int
) -> None:
    records = random_records(seed, n=seed % 7 * 40 + 1)
    engine = whole_engine(engine, tmp_path, request)
    searcher = built(tmp_path, [write_records(tmp_path / "source", records)], engine)
    naive = naive_over(searcher)
    held = contract(searcher, naive, random_queries(naive.documents, seed, 144))
    for text in held.queries:
        assert_answer_is_naive(held, text)


@pytest.mark.slow
@pytest.mark.real_data
@pytest.mark.parametrize("name", ["se_quantumcomputing", "cranfield"])
def test_judged_queries_over_real_documents_are_ranked_naively(
    request: pytest.FixtureRequest, real_data: Path, tmp_path: Path, engine: str, name: str
) -> None:
    folder = real_data / "search" / name
    searcher = built(tmp_path, [folder / "docs.jsonl"], whole_engine(engine, tmp_path, request))
    lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    queries = [json.loads(line)["text"] for line in lines[:60]]
    naive = naive_over(searcher)
    held = contract(searcher, naive, [*queries, *random_queries(naive.documents, 7, 48)])
    for text in held.queries:
        assert_answer_is_naive(held, text)
