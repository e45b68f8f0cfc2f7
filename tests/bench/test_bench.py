"""The benchmark runs: on few documents, with every library that is installed."""

import json
from pathlib import Path

import pytest

from tests.bench.documents import enlarged, write_documents

pytest.importorskip("tantivy")
pytest.importorskip("bm25s")


@pytest.mark.real_data
@pytest.mark.slow
def test_a_small_run_measures_every_library(real_data: Path, tmp_path: Path) -> None:
    from tests.bench.__main__ import main
    from tests.bench.peers import PEERS

    out = tmp_path / "bench.json"
    assert main(["--data", str(real_data), "--only", "speed", "--documents", "1500", "--out", str(out)]) == 0
    figures = json.loads(out.read_text())
    *libraries, lookups = figures["speed"]
    assert [one["library"] for one in libraries] == [peer.name for peer in PEERS]
    assert all(one["build_seconds"] > 0 and one["median_ms"]["short"] > 0 for one in libraries)
    assert all(median > 0 for median, _ in lookups["lookups"].values())


def test_an_enlargement_holds_the_real_documents_and_is_the_same_every_time(tmp_path: Path) -> None:
    from corpus.document import Document

    text = "a cache keeps answers until they expire and then asks again"
    real = [Document(id=f"d{i}", kind="guide", guide=f"d{i}", title=f"Guide {i}", text=text) for i in range(5)]
    made = list(enlarged(real, 12))
    assert made[:5] == real
    assert len({document.id for document in made}) == 12
    assert made == list(enlarged(real, 12))
    assert write_documents(made, tmp_path / "x.jsonl").read_text().count("\n") == 12
