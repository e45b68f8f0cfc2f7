"""Searches by meaning: found in other words, said honestly, and the same everywhere."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import BuildOptions, build, check
from index.meaning import models
from index.meaning.opening import meaning_problem
from index.storage.bounded_cache import BoundedCache
from index.storage.generations import open_generation
from search import Searcher, open_index
from search.answer import meaning
from search.results import Hit
from tests.meaning_site import OTHER_WORDS, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the indexes ``on`` and ``off`` of the same guides."""
    folder = tmp_path_factory.mktemp("meaning")
    source = write(folder / "guides")
    build([source], folder / "on", BuildOptions(meaning="on"))
    build([source], folder / "off")
    return folder


@pytest.fixture(scope="module")
def on(folder: Path) -> Searcher:
    return open_index(folder / "on")


@pytest.fixture(scope="module")
def off(folder: Path) -> Searcher:
    return open_index(folder / "off")


@pytest.fixture
def forgotten() -> Iterator[None]:
    """Forget what is known of the packaged model, before and after."""
    models._packaged.cache_clear()
    yield
    models._packaged.cache_clear()


def by_meaning(hits: tuple[Hit, ...]) -> list[Hit]:
    return [hit for hit in hits if any(reason.kind == "meaning" for reason in hit.reasons)]


def test_other_words_than_those_of_the_guide_find_it(on: Searcher, off: Searcher):
    assert not any(hit.guide == "locking" for hit in off.search(OTHER_WORDS).hits)
    assert on.search(OTHER_WORDS).hits[0].guide == "locking"


def test_a_hit_by_meaning_says_so_and_marks_nothing(on: Searcher):
    found = by_meaning(on.search("clobbered concurrent edits").hits)

    assert found
    assert found[0].reasons[-1].text == "close in meaning"
    assert "<mark>" not in found[0].snippet


def test_the_snippet_of_a_hit_by_meaning_is_its_closest_sentence(on: Searcher):
    hit = next(h for h in on.search("revert to previous release quickly").hits if h.id == "deploying#blue-and-green")

    assert hit.snippet.startswith("Rolling back is the same switch")


def test_a_short_query_with_a_word_that_nothing_has_is_encoded(on: Searcher, off: Searcher):
    """The guide on caching has all words that are known, and none that tells."""
    assert off.search("restart sluggishness").hits[0].id == "caching#warming"
    assert by_meaning(on.search("writer clobbering").hits)


@pytest.mark.parametrize("query", ["failed call repeated", "rows that were changed", "second writer waits"])
def test_a_query_of_three_words_is_encoded_though_a_document_has_all_of_them(on: Searcher, off: Searcher, query: str):
    assert on.search(query).hits[0].score > off.search(query).hits[0].score


@pytest.mark.parametrize(
    "query", ["the delay until an application retries", "the application gave up and tried the update again"]
)
def test_where_few_documents_have_the_words_the_closest_of_all_join_them(
    on: Searcher, off: Searcher, query: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(on._current(), "rankings", BoundedCache(0))
    joined = on.search(query, limit=100)
    monkeypatch.setattr(meaning, "N_FEW", 0)

    assert off.search(query).total == on.search(query).total < joined.total
    assert all(hit.score > 0 for hit in joined.hits)


@pytest.mark.parametrize(
    ("query", "factor"), [(OTHER_WORDS, 2.5), ("environments that take over from each other", 1.0)]
)
def test_meaning_counts_more_where_the_words_are_mostly_unknown(
    on: Searcher, query: str, factor: float, monkeypatch: pytest.MonkeyPatch
):
    def from_meaning() -> dict[str, float]:
        parts = {hit.id: hit.explanation for hit in on.search(query, explain=True, limit=100).hits}
        return {id_: sum(p.value for p in of_hit if p.source == "meaning") for id_, of_hit in parts.items()}

    monkeypatch.setattr(on._current(), "rankings", BoundedCache(0))
    found = from_meaning()
    monkeypatch.setattr(meaning, "UNKNOWN_WEIGHT", 1.0)

    assert found == pytest.approx({id_: factor * value for id_, value in from_meaning().items()}, abs=1e-6)


def test_filters_narrow_what_meaning_found(on: Searcher):
    found = {hit.id for hit in on.search(OTHER_WORDS).hits if hit.kind == "section"}

    assert {hit.id for hit in on.search(OTHER_WORDS, filters={"kind": ["section"]}).hits} == found
    assert {hit.id for hit in on.search(f"{OTHER_WORDS} kind:section").hits} == found


@pytest.mark.parametrize(
    ("query", "guide"),
    [
        ("clobbered concurrent edits", "locking"),
        ("release software with zero outage", "deploying"),
        ("slowness following reboot", "caching"),
        ("exponential pause between tries", "retries"),
        ("outdated information shown to customers", "caching"),
    ],
)
def test_queries_without_a_word_of_the_guides_are_answered(on: Searcher, query: str, guide: str):
    page = on.search(query)

    assert page.hits[0].guide == guide
    assert page.relaxed is not None
    assert page.relaxed.text.endswith("these come nearest.")


@pytest.mark.parametrize(
    "query", [OTHER_WORDS, "revert to previous release quickly", "why is everything slow after a restart", "x1 y2"]
)
def test_contributions_sum_to_the_score(on: Searcher, query: str):
    for hit in on.search(query, explain=True).hits:
        assert sum(part.value for part in hit.explanation) == pytest.approx(hit.score, abs=1e-6)


def test_total_and_facets_count_what_meaning_found(on: Searcher, off: Searcher):
    query = "clobbered concurrent edits"
    page = on.search(query, limit=100, facets=("kind", "lang"))

    assert page.total == len(page.hits) > off.search(query).total
    for count in page.facets["kind"]:
        assert on.search(query, filters={"kind": [count.value]}).total == count.count
    for count in page.facets["lang"]:
        assert on.search(query, filters={"lang": [count.value]}).total == count.count


def test_pages_are_slices_of_the_whole_answer(on: Searcher):
    whole = [hit.id for hit in on.search(OTHER_WORDS, limit=100).hits]

    assert [hit.id for hit in on.search(OTHER_WORDS, limit=3, offset=2).hits] == whole[2:5]
    assert list(on.best(OTHER_WORDS, limit=4)) == whole[:4]


@pytest.mark.parametrize(
    "query",
    [
        "locking",  # a name
        "optimistic locking",
        "optimistc locking",  # a misspelt one
        "lock",
        "failed call",  # a document has both words
        '"stale copies" in some old store that nobody looks after',
        "edits vanished -wait",
        "overwrite OR vanish",
        "overwri* what my colleague did in the meantime",
        "",
        "   ",
        "?",
    ],
)
def test_where_words_say_all_nothing_is_encoded(
    on: Searcher, off: Searcher, query: str, monkeypatch: pytest.MonkeyPatch
):
    closeness = on._current().closeness
    monkeypatch.setattr(closeness, "_coded", lambda *_, **__: pytest.fail("encoded"))

    with_meaning, without = on.search(query, explain=True), off.search(query, explain=True)

    assert replace(with_meaning, build_id="") == replace(without, build_id="")


def test_a_document_without_a_vector_is_never_close(on: Searcher):
    page = on.search("two writers at the same time lose an update", filters={"lang": ["all"]}, limit=100)

    assert not [hit for hit in by_meaning(page.hits) if hit.lang == "de"]


def test_queries_in_a_language_that_the_model_does_not_know_are_searched_by_words(on: Searcher, off: Searcher):
    asked = {"lang": ["de"]}
    query = "zwei Leute speichern zur gleichen Zeit"

    assert [hit.score for hit in on.search(query, asked).hits] == [hit.score for hit in off.search(query, asked).hits]


@pytest.mark.parametrize(
    "query",
    ["word " * 10_000, "\ud800 who overwrote my change", "\x00" * 50, "日本語で検索する", "🙂 " * 300, "a" * 2000],
)
def test_every_string_is_a_query(on: Searcher, query: str):
    page = on.search(query, explain=True)

    assert page.total >= len(page.hits)


def test_a_pinned_document_stays_first(tmp_path: Path):
    from index.options import SiteOptions

    source = write(tmp_path / "guides")
    site = SiteOptions(pins={OTHER_WORDS: "caching"})
    build([source], tmp_path / "index", BuildOptions(meaning="on", site=site))
    hits = open_index(tmp_path / "index").search(OTHER_WORDS, explain=True).hits

    assert hits[0].id == "caching"
    assert sum(part.value for part in hits[0].explanation) == pytest.approx(hits[0].score, abs=1e-6)
    assert hits[1].guide == "locking"


@pytest.mark.usefixtures("forgotten")
def test_without_the_extra_words_alone_are_searched_and_a_warning_says_why(
    folder: Path, off: Searcher, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(models, "find_spec", lambda name: None)
    with caplog.at_level(logging.WARNING):
        page = open_index(folder / "on").search(OTHER_WORDS)

    assert [hit.id for hit in page.hits] == [hit.id for hit in off.search(OTHER_WORDS).hits]
    assert caplog.text.count("onnxruntime is not installed; run `pip install 'guidedex[meaning]'`") == 1
    report = check(folder / "on")
    assert (report.status, report.messages[0].partition(";")[0]) == (
        1,
        "cannot search by meaning: the package onnxruntime is not installed",
    )


def test_vectors_of_another_model_are_not_compared(folder: Path, monkeypatch: pytest.MonkeyPatch):
    other = replace(models.model_of("on"), digest="another")
    monkeypatch.setattr(models, "_packaged", lambda: other)

    assert "made by another model" in meaning_problem(open_generation(folder / "on"))
    assert not open_index(folder / "on").search(OTHER_WORDS).total


def test_an_index_without_vectors_is_not_what_the_setting_says(folder: Path):
    assert check(folder / "off").status == 0
    report = check(folder / "off", "on")

    assert report.status == 1
    assert "the index has no vectors, and meaning is on; run `guidedex build" in report.messages[0]
    assert check(folder / "on", "on").status == 0


def test_the_whoosh_engine_orders_as_arrays_does(folder: Path, on: Searcher):
    build([folder / "guides"], folder / "whoosh", BuildOptions(meaning="on", engine="whoosh"))
    whoosh = open_index(folder / "whoosh")

    for query in (OTHER_WORDS, "revert to previous release quickly", "clobbered concurrent edits"):
        assert [(h.id, h.score) for h in whoosh.search(query).hits] == [(h.id, h.score) for h in on.search(query).hits]
