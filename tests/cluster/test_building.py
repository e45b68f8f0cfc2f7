"""Builds on a real cluster: what goes live and when, what is left of those that end early, and what is refused."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import index.build
from corpus.problems import GuidedexError
from index.build import BuildOptions, build
from index.cluster import build_lock, publishing
from index.cluster.address import MIRRORS, address_of
from index.cluster.build_lock import BuildLock, BuildRunning
from index.cluster.client import Cluster, ClusterRefused
from index.cluster.mapping import LAYOUT, rows_body
from index.cluster.publishing import Publication
from index.storage.generations import IndexFormat
from search import open_index
from tests.cluster.nodes import ask, indexes, live, set_on_cluster
from tests.corpora import write_records
from tests.search.contract_corpora import random_records

pytestmark = pytest.mark.opensearch


@pytest.fixture
def url(opensearch_urls: Sequence[str]) -> Iterator[str]:
    yield opensearch_urls[0]
    set_on_cluster(opensearch_urls[0], cluster__blocks__read_only=None)
    set_on_cluster(opensearch_urls[0], network__breaker__inflight_requests__limit=None)


@pytest.fixture(autouse=True)
def mirrors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MIRRORS, str(tmp_path / "mirrors"))


def built(folder: Path, engine: str, seed: int, n: int = 60) -> str:
    """Build an index of random records into a folder of its own, and return the build id."""
    source = write_records(folder / f"source{seed}", random_records(seed, n=n))
    return build([source], folder / "built", BuildOptions(engine=engine)).build_id


def test_the_alias_names_the_last_build_and_one_before_is_kept(
    url: str, opensearch_engine: str, tmp_path: Path
) -> None:
    builds = [built(tmp_path, opensearch_engine, seed) for seed in (1, 2, 3)]
    name = opensearch_engine.rsplit("/", 1)[1]
    assert live(url, opensearch_engine) == f"{name}-{builds[2]}"
    assert indexes(url, opensearch_engine) == {f"{name}-{b}{end}" for b in builds[1:] for end in ("", "-files")}


def test_another_machine_searches_without_an_index_of_its_own_and_follows(
    opensearch_engine: str, tmp_path: Path
) -> None:
    first = built(tmp_path, opensearch_engine, 1)
    there = open_index(opensearch_engine)
    assert there.build_id == first
    assert there.search("cache").hits == open_index(tmp_path / "built").search("cache").hits
    second = built(tmp_path, opensearch_engine, 2)
    open_index(opensearch_engine)
    assert there.build_id == second


def test_the_same_sources_are_not_loaded_twice(url: str, opensearch_engine: str, tmp_path: Path) -> None:
    first = built(tmp_path, opensearch_engine, 1)
    made = ask(url, "GET", f"/{live(url, opensearch_engine)}/_settings")
    assert built(tmp_path, opensearch_engine, 1) == first
    assert ask(url, "GET", f"/{live(url, opensearch_engine)}/_settings") == made


def test_a_killed_build_goes_nowhere_and_the_next_one_removes_it(
    url: str, opensearch_engine: str, tmp_path: Path
) -> None:
    first = built(tmp_path, opensearch_engine, 1)
    source = write_records(tmp_path / "many", random_records(2, n=6000))
    command = [sys.executable, "-m", "web.cli", "build", "--engine", opensearch_engine, str(source)]
    root = Path(__file__).parents[2]
    process = subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(root)})
    while len(indexes(url, opensearch_engine)) < 4:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert live(url, opensearch_engine).endswith(first)
    assert open_index(opensearch_engine).search("cache").total
    third = built(tmp_path, opensearch_engine, 3)
    name = opensearch_engine.rsplit("/", 1)[1]
    assert indexes(url, opensearch_engine) == {f"{name}-{b}{end}" for b in (first, third) for end in ("", "-files")}


def test_one_build_at_a_time_writes_an_index(opensearch_engine: str, tmp_path: Path) -> None:
    lock = BuildLock(Cluster(address_of(opensearch_engine)))
    with lock.held(), pytest.raises(BuildRunning, match=f"process {os.getpid()} on"):
        built(tmp_path, opensearch_engine, 1)
    built(tmp_path, opensearch_engine, 1)


def test_an_index_that_lost_a_document_does_not_go_live(
    url: str, opensearch_engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = built(tmp_path, opensearch_engine, 1)
    verify = Publication._verify

    def losing(self: Publication, searched: str, files: str, n_docs: int, check: int) -> None:
        ask(url, "DELETE", f"/{searched}/_doc/7")
        verify(self, searched, files, n_docs, check)

    monkeypatch.setattr(Publication, "_verify", losing)
    with pytest.raises(ClusterRefused, match=r"holds 59 documents .* not 60"):
        built(tmp_path, opensearch_engine, 2)
    assert live(url, opensearch_engine).endswith(first)
    assert len(indexes(url, opensearch_engine)) == 2


def test_requests_that_are_refused_for_a_while_are_sent_again(url: str, opensearch_engine: str, tmp_path: Path) -> None:
    limit = {"network__breaker__inflight_requests__limit": "2kb"}
    set_on_cluster(url, **limit)
    opened = threading.Timer(3, set_on_cluster, [url], dict.fromkeys(limit))
    opened.start()
    built(tmp_path, opensearch_engine, 1, n=500)
    opened.join()
    assert ask(url, "GET", f"/{live(url, opensearch_engine)}/_count")["count"] == 500


def test_a_cluster_that_is_read_only_is_named(url: str, opensearch_engine: str, tmp_path: Path) -> None:
    built(tmp_path, opensearch_engine, 1)
    set_on_cluster(url, cluster__blocks__read_only=True)
    with pytest.raises(ClusterRefused, match=r"is read-only: .*lift the block"):
        built(tmp_path, opensearch_engine, 2)
    assert open_index(opensearch_engine).search("cache").total


def test_disks_that_are_full_are_named_at_once(
    url: str, opensearch_engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = built(tmp_path, opensearch_engine, 1)
    source = write_records(tmp_path / "other", random_records(2, n=60))
    refused = threading.Event()
    monkeypatch.setattr(build_lock, "RENEWED_SECONDS", 0.01)
    renewed = BuildLock._ask

    def renew(self: BuildLock, *arguments: Any) -> Any:
        try:
            return renewed(self, *arguments)
        except ClusterRefused:
            refused.set()
            raise

    monkeypatch.setattr(BuildLock, "_ask", renew)

    def filling(stage: str, done: int, total: int) -> None:
        if stage == "loading":
            block = {"index.blocks.read_only_allow_delete": True}  # as a node sets it at the flood stage
            ask(url, "PUT", f"/{opensearch_engine.rsplit('/', 1)[1]}-*/_settings", block)
            assert refused.wait(30)  # the lock cannot be renewed either, and is not lost

    with pytest.raises(ClusterRefused, match=r"is read-only: .*flood.*free space on the disks"):
        build([source], tmp_path / "built", BuildOptions(engine=opensearch_engine), filling)
    assert live(url, opensearch_engine).endswith(first)


def test_an_index_that_is_no_alias_is_left_alone(url: str, opensearch_engine: str, tmp_path: Path) -> None:
    name = opensearch_engine.rsplit("/", 1)[1]
    ask(url, "PUT", f"/{name}", {})
    with pytest.raises(ClusterRefused, match="is an index there, not an alias"):
        built(tmp_path, opensearch_engine, 1)
    with pytest.raises(GuidedexError, match="is no index of Guidedex"):
        open_index(opensearch_engine)
    ask(url, "DELETE", f"/{name}")


@pytest.mark.parametrize("lacking", ["char_group", "delimited_term_freq", "scripted"])
def test_a_cluster_that_lacks_a_module_is_named_and_keeps_nothing(
    url: str, opensearch_engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    def body_for_another(*arguments: Any) -> Any:
        return json.loads(json.dumps(rows_body(*arguments)).replace(lacking, f"{lacking}_of_a_module"))

    monkeypatch.setattr(publishing, "rows_body", body_for_another)
    with pytest.raises(ClusterRefused, match="lack a module of OpenSearch's own distribution, analysis-common or"):
        built(tmp_path, opensearch_engine, 1)
    assert indexes(url, opensearch_engine) == set()


def test_an_index_of_an_older_layout_is_named_and_built_beside(
    url: str, opensearch_engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.build, "LAYOUT", LAYOUT - 1)
    old = built(tmp_path, opensearch_engine, 1)
    monkeypatch.undo()
    monkeypatch.setenv(MIRRORS, str(tmp_path / "mirrors"))
    for there in (opensearch_engine, tmp_path / "built"):
        with pytest.raises(IndexFormat, match=f"layout {LAYOUT - 1}, this version reads {LAYOUT}; run `guidedex build"):
            open_index(there)
    new = built(tmp_path, opensearch_engine, 1)
    assert new != old
    assert open_index(opensearch_engine).search("cache").total


def test_a_cluster_without_the_index_says_how_to_make_it(opensearch_engine: str) -> None:
    with pytest.raises(GuidedexError, match=f"no index at .*guidedex build --engine {opensearch_engine}"):
        open_index(opensearch_engine)
