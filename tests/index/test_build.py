"""The pipeline."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus.reader
import index.matrix.counts
from corpus.document import Document
from corpus.files import SourceFile
from corpus.formats.includes import PartOf
from corpus.problems import GuidedexError, Problem
from corpus.reader import FileReading, ReadOptions
from index.build import BuildOptions, build, check
from index.matrix.counts import count
from index.matrix.postings import make_postings
from index.matrix.words import TokenStream
from index.sources import SOURCES
from index.storage.generations import current_build
from search import open_index
from tests.corpora import ANIMALS, write_records

GUIDE = """---
title: Caching
category: Backend
related: [Redis]
updated: 2026-06
---
A cache keeps answers.

## Core concepts

| Term | Meaning |
|---|---|
| Hit | It was there |

## Interview questions

| Question | Why asked | Strong answer | Difficulty |
|---|---|---|---|
| When does a cache hurt? | Judgement | When data must be fresh. | Hard |
"""


def test_a_folder_of_guides_becomes_documents_of_every_kind(tmp_path: Path) -> None:
    (tmp_path / "guides").mkdir()
    (tmp_path / "guides" / "caching.md").write_text(GUIDE)
    report = build([tmp_path / "guides"], tmp_path / "index")
    assert report.files == report.guides == report.questions == 1
    assert dict(report.documents) == {"guide": 1, "question": 1, "row": 1, "section": 1}
    assert report.problems == ()
    searcher = open_index(tmp_path / "index")
    question = searcher.document("caching#q-when-does-a-cache-hurt")
    assert (question.answer, question.why_asked) == ("When data must be fresh.", "Judgement")
    assert (question.difficulty, question.category, question.updated) == ("hard", "Backend", "2026-06")
    assert searcher.document("caching#core-concepts-row-1").text == "Term: Hit; Meaning: It was there"


def test_an_index_inside_its_own_source_is_not_read_as_guides(tmp_path: Path) -> None:
    (tmp_path / "caching.md").write_text(GUIDE)
    first = build([tmp_path], tmp_path / "build" / "index")
    second = build([tmp_path], tmp_path / "build" / "index")
    assert (first.files, first.build_id) == (second.files, second.build_id) == (1, first.build_id)


def test_the_same_corpus_gives_the_same_bytes_in_any_folder_and_any_number_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.matrix.counts.CHUNK", 1)
    monkeypatch.setattr("index.build.CHUNK", 1)
    one = build([write_records(tmp_path / "a", ANIMALS)], tmp_path / "one")
    other = build([write_records(tmp_path / "b", ANIMALS)], tmp_path / "other", BuildOptions(processes=2))
    assert one.build_id == other.build_id


def test_the_order_of_records_changes_no_answer(tmp_path: Path) -> None:
    for name, records in (("one", ANIMALS), ("other", ANIMALS[::-1])):
        build([write_records(tmp_path / name, records)], tmp_path / name / "index")
    one, other = (open_index(tmp_path / name / "index") for name in ("one", "other"))
    for query in ("cat", "cat sleeps", "hunting mouse cheese", ""):
        assert one.search(query).hits == other.search(query).hits


def test_a_source_that_is_missing_or_empty_is_an_error_and_the_live_index_stays(tmp_path: Path) -> None:
    first = build([write_records(tmp_path, ANIMALS)], tmp_path / "index")
    (tmp_path / "empty").mkdir()
    for source in ("nowhere", "empty"):
        with pytest.raises(GuidedexError, match=source):
            build([tmp_path / source], tmp_path / "index")
    assert current_build(tmp_path / "index") == first.build_id


def test_an_unknown_engine_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(GuidedexError, match=r"'lucene'.*arrays, whoosh, opensearch://"):
        build([write_records(tmp_path, ANIMALS)], tmp_path / "index", BuildOptions(engine="lucene"))


def test_a_second_build_names_the_process_that_builds_and_the_first_goes_on(tmp_path: Path) -> None:
    source, index = write_records(tmp_path, ANIMALS), tmp_path / "index"
    messages: list[str] = []

    def build_again(*done: object) -> None:
        command = [sys.executable, "-P", "-m", "web.cli", "build", str(source), "--index", str(index)]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        ended = subprocess.run(command, capture_output=True, text=True, env=environment)
        assert ended.returncode == 2
        messages.append(ended.stderr)

    report = build([source], index, progress=build_again)
    assert messages
    assert all(f"cannot build {index}: process {os.getpid()} is building it" in text for text in messages)
    assert current_build(index) == report.build_id
    assert build([source], index).build_id == report.build_id


def test_check_tells_sound_from_changed_from_damaged(tmp_path: Path) -> None:
    source = write_records(tmp_path, ANIMALS)
    index = tmp_path / "index"
    report = build([source], index)
    assert check(index).status == 0
    source.write_text(source.read_text().replace("cheese", "bread"))
    assert check(index).status == 1
    (index / report.build_id / "documents.txt").write_bytes(b"")
    assert check(index).status == 2


def test_check_without_the_sources_says_so(tmp_path: Path) -> None:
    source = write_records(tmp_path, ANIMALS)
    build([source], tmp_path / "index")
    source.unlink()
    report = check(tmp_path / "index")
    assert report.status == 1
    assert str(source) in report.messages[0]


def test_no_generation_contains_the_path_of_its_sources(tmp_path: Path) -> None:
    source = write_records(tmp_path / "secret-place", ANIMALS)
    report = build([source], tmp_path / "index")
    assert json.loads((tmp_path / "index" / SOURCES).read_bytes())["sources"] == [str(source)]
    for path in (tmp_path / "index" / report.build_id).iterdir():
        assert b"secret-place" not in path.read_bytes()


words = st.sampled_from(["cache", "caching", "node.js", "c++", "ci/cd", "rate", "käse", "設計模式", "x" * 70, "?"])
texts = st.lists(words, max_size=12).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=12))
def test_counts_do_not_depend_on_how_documents_are_read(drawn: list[tuple[str, str]]) -> None:
    documents = [
        Document(id=f"{i:02}", kind="guide", guide=f"{i:02}", title=title, text=text)
        for i, (title, text) in enumerate(drawn)
    ]
    counts = count(documents)
    postings = make_postings(counts, [document.kind for document in documents])
    assert list(counts.terms) == sorted(set(counts.terms))
    assert (postings.impact > 0).all()
    parts = [part for block in counts.blocks() for part in (block.stems(), block.surfaces())]
    pairs = {(term, doc) for part in parts for term, doc in zip(part.term.tolist(), part.doc.tolist(), strict=True)}
    for number in range(counts.n_terms):
        docs = postings.doc[postings.starts[number] : postings.starts[number + 1]]
        assert sorted(set(docs.tolist())) == docs.tolist()
        assert {(number, doc) for doc in docs.tolist()} == {pair for pair in pairs if pair[0] == number}


def test_a_build_block_by_block_is_byte_for_byte_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "guides"
    folder.mkdir()
    for name in ("Caching", "Queues", "Sharding", "Consistent hashing"):
        others = "It is seen beside Queues, Caching and Consistent hashing.\n"
        (folder / f"{name.replace(' ', '-')}.md").write_text(
            GUIDE.replace("Caching", name) + f"\n## Others\n\n{others}"
        )
    whole = build([folder], tmp_path / "whole")
    monkeypatch.setattr("index.matrix.counts.BLOCK", 40)
    in_blocks = build([folder], tmp_path / "blocks")
    assert in_blocks.build_id == whole.build_id
    for path in sorted((tmp_path / "whole" / whole.build_id).iterdir()):
        assert path.read_bytes() == (tmp_path / "blocks" / whole.build_id / path.name).read_bytes(), path.name


def test_an_incremental_build_is_byte_for_byte_the_whole_one(tmp_path: Path) -> None:
    folder = tmp_path / "guides"
    folder.mkdir()
    for number in range(12):
        (folder / f"guide-{number}.md").write_text(GUIDE.replace("Caching", f"Caching {number}"))
    build([folder], tmp_path / "index")
    (folder / "guide-3.md").write_text(GUIDE.replace("Caching", "Queues").replace("keeps answers", "keeps letters"))
    (folder / "guide-5.md").unlink()
    (folder / "new.md").write_text(GUIDE.replace("Caching", "Brokers"))
    incremental = build([folder], tmp_path / "index")
    whole = build([folder], tmp_path / "elsewhere")
    assert incremental.build_id == whole.build_id
    for path in sorted((tmp_path / "elsewhere" / whole.build_id).iterdir()):
        assert path.read_bytes() == (tmp_path / "index" / whole.build_id / path.name).read_bytes()


def test_unchanged_files_are_neither_parsed_nor_tokenized_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "guides"
    folder.mkdir()
    for number in range(5):
        (folder / f"guide-{number}.md").write_text(GUIDE.replace("Caching", f"Caching {number}"))
    build([folder], tmp_path / "index")
    (folder / "guide-3.md").write_text(GUIDE.replace("Caching", "Queues"))
    parsed: list[str] = []
    tokenized: list[str] = []
    real_read_file, real_read_tokens = corpus.reader.read_file, index.matrix.counts.read_tokens

    def read_file(data: bytes, path: str, options: ReadOptions, part_of: PartOf) -> FileReading:
        parsed.append(path)
        return real_read_file(data, path, options, part_of)

    def read_tokens(documents: Sequence[Document]) -> TokenStream:
        tokenized.extend(document.guide for document in documents)
        return real_read_tokens(documents)

    monkeypatch.setattr(corpus.reader, "read_file", read_file)
    monkeypatch.setattr(index.matrix.counts, "read_tokens", read_tokens)
    build([folder], tmp_path / "index")
    assert parsed == ["guide-3.md"]
    assert set(tokenized) == {"guide-3"}


@pytest.mark.parametrize("change_at", [1, 2, 3])
def test_an_edit_while_the_build_reads_is_served_by_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change_at: int
) -> None:
    folder = tmp_path / "guides"
    folder.mkdir()
    guide = folder / "guide.md"
    guide.write_text("# Old")
    reads = 0
    real_read_bounded = corpus.reader.read_bounded

    def read_bounded(file: SourceFile, max_bytes: int) -> bytes | Problem:
        nonlocal reads
        reads += 1
        if reads == change_at:
            guide.write_text("# New")
        return real_read_bounded(file, max_bytes)

    monkeypatch.setattr(corpus.reader, "read_bounded", read_bounded)
    build([folder], tmp_path / "index")
    guide.write_text("# New")
    build([folder], tmp_path / "index")
    assert [guide.title for guide in open_index(tmp_path / "index").guides()] == ["New"]


def test_guides_of_one_path_in_two_sources_keep_their_own_readings(tmp_path: Path) -> None:
    sources = [tmp_path / "one", tmp_path / "two"]
    for source in sources:
        source.mkdir()
        (source / "guide.md").write_text(f"---\nslug: {source.name}\n---\n")
    (sources[0] / "zebra.md").write_text("# Zebra")
    build(sources, tmp_path / "index")
    (sources[1] / "guide.md").write_text("---\nslug: three\n---\n")
    (sources[0] / "zebra.md").write_text("# Yak")
    build(sources, tmp_path / "index")
    guides = open_index(tmp_path / "index").guides()
    assert [(guide.id, guide.title) for guide in guides] == [("one", "Guide"), ("three", "Guide"), ("zebra", "Yak")]


def test_a_damaged_index_or_cache_only_costs_time(tmp_path: Path) -> None:
    source = write_records(tmp_path, ANIMALS)
    first = build([source], tmp_path / "index")
    for path in (tmp_path / "index" / first.build_id / "stream_words.npy", tmp_path / "index" / "readings.cache"):
        path.write_bytes(b"rubbish\nrubbish")
    assert build([source], tmp_path / "index").build_id == first.build_id
    assert check(tmp_path / "index").status == 0


@pytest.mark.contract
def test_the_hash_seed_of_the_process_changes_no_byte(tmp_path: Path) -> None:
    folder = tmp_path / "guides"
    folder.mkdir()
    aliases = "aliases: [cache, caches, page cache, cache layer, caching layer, web cache]\n"
    for number in range(6):
        text = GUIDE.replace("title: Caching\n", f"title: Topic {number}\n{aliases if number == 0 else ''}")
        (folder / f"guide-{number}.md").write_text(text + "\nA page cache layer is a web cache.\n" * number)
    code = "import sys; from pathlib import Path; from index.build import build; "
    code += "print(build([Path(sys.argv[1])], Path(sys.argv[2])).build_id)"
    builds = set()
    for seed in ("1", "2", "3"):
        command = [sys.executable, "-c", code, str(folder), str(tmp_path / seed)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        builds.add(done.stdout.strip())
    assert len(builds) == 1
