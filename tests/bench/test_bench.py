"""The benchmark runs: on few documents, with every library that is installed."""

import json
import random
import subprocess
from pathlib import Path

import pytest

from corpus.document import Document
from tests.bench.documents import enlarged, sample_documents, write_documents
from tests.bench.queries import KINDS, misspelt, queries_for
from tests.bench.speed import Speed

TEXT = "a cache keeps answers until they expire and then asks again for what has changed since it was asked before"


@pytest.mark.real_data
@pytest.mark.slow
def test_a_small_run_measures_every_library_and_says_what_is_met(real_data: Path, tmp_path: Path) -> None:
    pytest.importorskip("tantivy")
    pytest.importorskip("bm25s")
    from tests.bench.__main__ import main
    from tests.bench.peers import NAMES

    out = tmp_path / "bench.json"
    parts = ["--only", "speed", "startup", "--documents", "1500"]
    assert main(["--quick", "--data", str(real_data), *parts, "--out", str(out)]) == 0
    figures = json.loads(out.read_text())
    assert tuple(one["library"] for one in figures["speed"]) == NAMES
    for one in figures["speed"]:
        assert one["build_seconds"] > 0
        assert one["build_mb"] > 10
        assert 0 < one["warm"]["short"]["median_ms"] <= one["warm"]["short"]["p95_ms"]
        assert one["cold"].keys() == one["warm"].keys() <= set(KINDS)
    assert set(figures["speed"][0]["warm"]) == set(KINDS)
    met = [row for row in figures["aims"] if row["is_met"] is not None]
    assert len(met) == 20
    assert figures["left_out"] == []


def test_without_data_the_benchmark_says_what_to_set(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("tantivy")
    from tests.bench.__main__ import main

    monkeypatch.delenv("GUIDEDEX_DATA", raising=False)
    assert main([]) == 2
    assert "GUIDEDEX_DATA" in capsys.readouterr().err


def test_a_library_that_fails_is_named_and_the_others_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("tantivy")
    from tests.bench import parts
    from tests.bench.__main__ import main

    def measured(name: str, *_: object) -> Speed:
        if name == "guidedex":
            raise subprocess.CalledProcessError(9, name)
        return Speed(name, 10, 1.0, 1.0, 100, 1.0, 1.0, 100, {}, {})

    monkeypatch.setattr(parts, "real_documents", lambda *_: documents(10))
    monkeypatch.setattr(parts, "measure_library", measured)
    out = tmp_path / "bench.json"
    options = ["--data", str(tmp_path), "--only", "speed", "--documents", "10", "--libraries", "guidedex", "FTS5"]
    assert main([*options, "--out", str(out)]) == 1
    figures = json.loads(out.read_text())
    assert [one["library"] for one in figures["speed"]] == ["FTS5"]
    assert figures["failed"] == ["guidedex at 10 documents: status 9"]
    assert "guidedex at 10 documents: status 9" in capsys.readouterr().out


def documents(number: int) -> list[Document]:
    words = TEXT.split()
    return [
        Document(
            id=f"d{i}",
            kind="question" if i % 3 == 0 else "guide",
            guide=f"d{i}",
            title=f"Guide {i} about {' '.join(words[i % 15 :][:2])}",
            text=f"{TEXT} {i} {TEXT}",
        )
        for i in range(number)
    ]


def test_an_enlargement_holds_the_real_documents_and_is_the_same_every_time(tmp_path: Path) -> None:
    real = documents(5)
    made = list(enlarged(real, 12))
    assert made[:5] == real
    assert len({document.id for document in made}) == 12
    assert made == list(enlarged(real, 12))
    assert write_documents(made, tmp_path / "x.jsonl").read_text().count("\n") == 12


def test_a_sample_is_drawn_without_repetition_and_never_more_than_there_is(tmp_path: Path) -> None:
    source = write_documents(documents(40), tmp_path / "x.jsonl")
    ids = [document["id"] for document in sample_documents(source, 10, random.Random(1))]
    assert len(set(ids)) == 10
    assert len(sample_documents(source, 100, random.Random(1))) == 40


def test_queries_of_every_kind_are_drawn_and_none_is_asked_as_two_kinds(tmp_path: Path) -> None:
    source = write_documents(documents(400), tmp_path / "x.jsonl")
    said = ["how a cache expires", "cache", "why does it take so long until the answers are asked for again today"]
    found = queries_for(source, said, 20)
    assert set(found) == set(KINDS)
    assert all(0 < len(found[kind]) <= 20 for kind in KINDS)
    assert not set(found["short"]) & set(found["page"])
    assert all(1 <= len(query.split()) <= 4 for query in found["short"])
    assert all(10 <= len(query.split()) <= 25 for query in found["long"])
    assert said[2] in found["long"]
    assert found == queries_for(source, said, 20)


def test_a_misspelt_word_is_another_word_of_the_same_letters() -> None:
    for word in ("cache", "kubernetes", "less", "queue"):
        wrong = misspelt(word, random.Random(3))
        assert wrong != word
        assert sorted(wrong) == sorted(word)


def test_what_a_build_replaces_has_related_lists_and_near_duplicates(tmp_path: Path) -> None:
    pytest.importorskip("tantivy")
    from tests.bench import replaced

    same = Document(id="copy", kind="guide", guide="copy", title="Copy", text=f"{TEXT} 3 {TEXT}")
    source = write_documents([*documents(20), same], tmp_path / "x.jsonl")
    figures = replaced.measure(source, tmp_path)
    assert figures["seconds"] > 0
    related = json.loads((tmp_path / "related.json").read_text())
    assert len(related) == 21
    assert all(len(list_) == replaced.N_RELATED and id_ not in list_ for id_, list_ in related.items())
    assert figures["near_duplicates"] == len(json.loads((tmp_path / "duplicates.json").read_text())) > 0
