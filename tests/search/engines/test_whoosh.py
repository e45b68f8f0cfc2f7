"""The whoosh engine: an ordinary Whoosh index within a generation, opened only by the user who owns it."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from whoosh import query
from whoosh.index import open_dir
from whoosh.qparser import QueryParser

from corpus.problems import GuidedexError
from index.analysis import STEM
from index.build import BuildOptions, build, check
from index.storage.generations import Generation, IndexFormat, open_generation
from search import Searcher, open_index
from search.answer.answer import answer_to
from search.engines.arrays import ArraysEngine
from search.engines.opening import open_engine
from search.engines.protocol import Alternative, Clause, PhraseQuery, Plan, TermQuery
from search.engines.whoosh import IndexNotOurs, WhooshEngine, whoosh_plan, whoosh_query
from tests.corpora import ANIMALS, searcher_over, write_records
from tests.search.contract_corpora import random_queries, random_records

pytestmark = pytest.mark.contract

WHOOSH = BuildOptions(engine="whoosh")
CAT, DOG, MOUSE = (TermQuery(STEM + name, name) for name in ("cat", "dog", "mous"))


@pytest.fixture(scope="module")
def animals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("animals")
    searcher_over(folder, ANIMALS, WHOOSH)
    return folder / "index"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the index of a random corpus of one language, so that all of it is searched."""
    folder = tmp_path_factory.mktemp("many")
    searcher_over(folder, [{**record, "lang": "en"} for record in random_records(3, n=150)], WHOOSH)
    return folder / "index"


@pytest.fixture
def whoosh_searcher(many: Path) -> Iterator[Any]:
    """Return Whoosh's own searcher, as another tool would open it."""
    index = open_dir(str(open_generation(many).folder))
    with index.searcher() as searcher:
        yield searcher
    index.close()


def clause(term: TermQuery) -> Clause:
    return Clause(term.surface, (Alternative(term, 100, "exact", term.surface),))


def test_another_tool_finds_stored_fields_and_words_and_needs_nothing_of_ours(animals: Path) -> None:
    program = """
import sys
from whoosh.index import open_dir
from whoosh.qparser import QueryParser
index = open_dir(sys.argv[1], readonly=True)
with index.searcher() as searcher:
    for field, text in (("title", "mouse"), ("text", "barks cat"), ("text", '"hunting cat"'), ("text", "chee*")):
        for hit in searcher.search(QueryParser(field, index.schema).parse(text)):
            print(field, *(hit[name] for name in ("id", "title", "url", "kind", "guide")), sep="|")
print({"corpus", "index", "search", "web"} & sys.modules.keys())
"""
    command = [sys.executable, "-W", "ignore", "-c", program, str(open_generation(animals).folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines() == [
        "title|mouse|House mouse|/guides/mouse|guide|mouse",
        "text|dog|Dog|/guides/dog|guide|dog",
        "text|mouse|House mouse|/guides/mouse|guide|mouse",
        "text|mouse|House mouse|/guides/mouse|guide|mouse",
        "set()",
    ]


def test_the_weights_of_postings_are_the_impacts_of_the_arrays(many: Path, tmp_path: Path) -> None:
    source = many.parent / "source" / "records.jsonl"
    build([source], tmp_path)
    arrays, whoosh = ArraysEngine(open_generation(tmp_path)), WhooshEngine(open_generation(many))
    terms = list(open_generation(tmp_path).lines("terms"))
    assert len(terms) > 80
    for term in terms:
        ours, theirs = arrays.postings(term), whoosh.postings(term)
        assert ours is not None
        assert theirs is not None
        assert [part.tolist() for part in theirs[:2]] == [part.tolist() for part in ours[:2]], term
        assert theirs.idf == ours.idf


def test_the_query_of_a_plan_finds_in_whoosh_what_the_engine_matches(many: Path, whoosh_searcher: Any) -> None:
    searcher = open_index(many)
    n_excluding = 0
    for text in random_queries(searcher_documents(searcher), 5, 72):
        found = answer_to(text, {}, searcher._current()).found
        assert found, text
        plan = found.planned.plan
        rows = {hit.docnum for hit in whoosh_searcher.search(whoosh_plan(plan), limit=None)}
        assert rows == set(searcher._current().engine.matches(plan).rows.tolist()), text
        n_excluding += bool(plan.excluded)
    assert n_excluding > 5


def searcher_documents(searcher: Searcher) -> list[Any]:
    documents = searcher._current().documents
    return [documents.at(row) for row in range(documents.n_docs)]


@pytest.mark.parametrize("facet", ["kind", "category", "difficulty", "tag", "skill"])
def test_facets_of_a_word_are_the_groups_that_whoosh_counts(many: Path, whoosh_searcher: Any, facet: str) -> None:
    page = open_index(many).search("queues", facets=(facet,), limit=0)
    queues = query.Or([whoosh_query(TermQuery(STEM + "queue", "queues"))])
    hits = whoosh_searcher.search(queues, limit=None)
    groups = Counter(value for hit in hits for value in hit.get(facet, "").split(",") if value)
    assert {count.value: count.count for count in page.facets[facet]} == dict(groups)
    assert page.total == len(hits) > 20


def test_a_filter_leaves_what_whoosh_filters(many: Path, whoosh_searcher: Any) -> None:
    page = open_index(many).search("queues", {"kind": ["question"], "difficulty": ["easy", "hard"]}, limit=50)
    queues = whoosh_query(TermQuery(STEM + "queue", "queues"))
    either = query.Or([query.Term("difficulty", "easy"), query.Term("difficulty", "hard")])
    allowed = query.And([query.Term("kind", "question"), either])
    hits = whoosh_searcher.search(queues, filter=allowed, limit=None)
    assert {hit.id for hit in page.hits} == {hit["id"] for hit in hits}
    assert page.hits


def test_the_first_document_that_matches_can_be_excluded(animals: Path) -> None:
    """Whoosh's own ``AndNot`` lets it through where an earlier document is excluded too."""
    engine = WhooshEngine(open_generation(animals))
    ids = ("cat", "dog", "mouse")
    for wanted, excluded, left in (
        (CAT, DOG, {"cat", "mouse"}),
        (MOUSE, CAT, set()),
        (DOG, MOUSE, {"dog"}),
        (CAT, TermQuery(STEM + "bark", "barks"), {"cat", "mouse"}),
        (DOG, CAT, set()),
    ):
        matches = engine.matches(Plan((clause(wanted),), excluded=(excluded,)))
        assert {ids[row] for row in matches.rows.tolist()} == left


def test_a_phrase_may_say_a_word_twice(tmp_path: Path) -> None:
    texts = ("a b a b c", "a b c a b", "b a b a", "a a b b", "a b a")
    records = [{"id": f"d{i}", "title": "x", "text": text} for i, text in enumerate(texts)]
    searcher = searcher_over(tmp_path, records, WHOOSH)
    phrase = PhraseQuery(tuple(TermQuery(STEM + word, word) for word in "aba"))
    assert searcher._current().engine.rows_of(phrase).tolist() == [0, 2, 4]


def test_all_of_its_files_are_in_the_manifest_and_none_is_left_over(animals: Path) -> None:
    generation = open_generation(animals)
    on_disk = {path.name for path in generation.folder.iterdir()} - {"manifest.json"}
    assert on_disk == set(generation.manifest["files"])
    assert {Path(name).suffix for name in on_disk if "MAIN" in name} == {".toc", ".seg"}
    assert "posting_docs.npy" not in on_disk
    assert generation.manifest["engine"] == "whoosh"


def test_check_finds_a_flipped_bit_of_a_segment(tmp_path: Path) -> None:
    searcher_over(tmp_path, ANIMALS, WHOOSH)
    index = tmp_path / "index"
    assert check(index).status == 0
    segment = next(open_generation(index).folder.glob("*.seg"))
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 1
    segment.write_bytes(data)
    report = check(index)
    assert report.status == 2
    assert segment.name in report.messages[0]


def test_a_build_that_fails_in_whoosh_leaves_the_last_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    searcher = searcher_over(tmp_path, ANIMALS, WHOOSH)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("whoosh.writing.SegmentWriter.add_postings_to_pool", full)
    with pytest.raises(GuidedexError, match="No space left"):
        build([write_records(tmp_path / "other", ANIMALS[:1])], tmp_path / "index", WHOOSH)
    assert searcher.search("mouse").total == 2
    assert check(tmp_path / "index").status == 0
    assert list((tmp_path / "index").glob(".building-*")) == []


def test_an_index_of_another_user_is_not_opened(animals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 1 + animals.stat().st_uid)
    monkeypatch.setattr("search.engines.whoosh.open_dir", lambda *_, **__: pytest.fail("opened what another wrote"))
    with pytest.raises(IndexNotOurs, match=r"user \d+ owns it.*guidedex build --engine whoosh"):
        open_index(animals)


def test_a_searcher_goes_on_when_the_engine_changes(tmp_path: Path) -> None:
    searcher = searcher_over(tmp_path, ANIMALS)
    before = searcher.search("hunting cats", explain=True)
    build([tmp_path / "source" / "records.jsonl"], tmp_path / "index", WHOOSH)
    after = searcher.search("hunting cats", explain=True)
    assert isinstance(searcher._current().engine, WhooshEngine)
    assert after.hits == before.hits
    assert after.build_id != before.build_id


def test_threads_get_the_answers_that_one_gets(many: Path) -> None:
    searcher = open_index(many)
    texts = random_queries(searcher_documents(searcher), 9, 48)
    alone = [searcher.search(text) for text in texts]
    searcher = open_index(many)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(searcher.search, texts)) == alone


def test_whoosh_parses_words_of_any_form_that_the_index_holds(whoosh_searcher: Any) -> None:
    parsed = QueryParser("text", whoosh_searcher.schema).parse("Node.js")
    assert parsed == query.Term("text", "node.js")
    assert whoosh_searcher.search(parsed, limit=1)


def test_an_engine_of_another_version_is_named(animals: Path) -> None:
    generation = open_generation(animals)
    other = Generation(generation.folder, {**generation.manifest, "engine": "stones"})
    with pytest.raises(IndexFormat, match=r"'stones'.*arrays, whoosh and opensearch.*guidedex build"):
        open_engine(other)
