"""Three nodes, of which some are killed or frozen, and an index in three shards."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import BuildOptions, build
from index.cluster.address import MIRRORS, SEARCH_SECONDS, SECONDS
from index.cluster.client import ClusterUnavailable as NoAnswer
from index.cluster.mapping import SHARDS
from search import Searcher, open_index
from search.facets import FACETS
from tests.cluster.nodes import ask, bring_back, live, manager_of
from tests.conftest import engine_at, running_cluster
from tests.corpora import write_records
from tests.opensearch_cluster import RunningCluster
from tests.search.contract_corpora import random_queries, random_records

pytestmark = [pytest.mark.opensearch, pytest.mark.slow]

SEED, N_DOCS = 21, 2000
SPARE_SECONDS = 3
"""What an answer may take beside the deadline, on a machine that does other work too."""


@pytest.fixture(scope="module")
def nodes() -> Iterator[RunningCluster]:
    with running_cluster(nodes=3) as cluster:
        yield cluster


@pytest.fixture
def whole(nodes: RunningCluster) -> Iterator[RunningCluster]:
    """Yield the cluster with all nodes, and bring back those that a test took away."""
    yield nodes
    bring_back(nodes)


@pytest.fixture(autouse=True)
def three_shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SHARDS, "3")
    monkeypatch.setenv(SECONDS, "60")  # for tests of what is found, not of how fast
    monkeypatch.setenv(MIRRORS, str(tmp_path / "mirrors"))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_records(tmp_path_factory.mktemp("source"), random_records(SEED, n=N_DOCS))


def built(source: Path, folder: Path, engine: str, while_loading: Callable[[], None] | None = None) -> Searcher:
    """Build, and call ``while_loading`` once when a quarter of the documents is loaded."""
    waiting = [while_loading] if while_loading else []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "loading" and done >= total // 4 and waiting:
            waiting.pop()()

    build([source], folder, BuildOptions(engine=engine), progress)
    assert not waiting
    return open_index(folder)


def test_pages_over_three_shards_are_those_of_one_machine(whole: RunningCluster, source: Path, tmp_path: Path) -> None:
    there = built(source, tmp_path / "there", engine_at(whole.urls, "pages"))
    here = built(source, tmp_path / "here", "arrays")
    documents = [here._current().documents.at(row) for row in range(here._current().documents.n_docs)]
    for text in random_queries(documents, 3, 48):
        pages = [s.search(text, limit=20, facets=FACETS, explain=True) for s in (there, here)]
        assert replace(pages[0], build_id="") == replace(pages[1], build_id=""), text


@pytest.mark.parametrize("which", ["the cluster manager", "another node"])
def test_a_node_that_is_killed_during_a_load_loses_and_doubles_nothing(
    whole: RunningCluster, source: Path, tmp_path: Path, which: str
) -> None:
    manager = manager_of(whole)
    killed = manager if which == "the cluster manager" else (manager + 1) % 3
    engine = engine_at(whole.urls, f"killed{killed}{which[:3]}")
    there = built(source, tmp_path / "there", engine, lambda: whole.kill(killed))
    url = whole.urls[(killed + 1) % 3]
    assert ask(url, "GET", f"/{live(url, engine)}/_count")["count"] == N_DOCS
    here = built(source, tmp_path / "here", "arrays")
    assert there.search("cache redis").hits == here.search("cache redis").hits


def test_two_nodes_of_three_that_are_killed_end_searches_in_time(
    whole: RunningCluster, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECONDS, str(SEARCH_SECONDS))
    there = built(source, tmp_path / "there", engine_at(whole.urls, "two"))
    whole.wait()
    for number in (0, 1):
        whole.kill(number)
    assert_answers_or_fails_in_time(there)


def test_a_frozen_node_ends_no_search_later_than_the_deadline(
    whole: RunningCluster, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECONDS, str(SEARCH_SECONDS))
    there = built(source, tmp_path / "there", engine_at(whole.urls, "frozen"))
    whole.wait()
    whole.freeze((manager_of(whole) + 1) % 3)
    for text in ("cache", "redis kafka", "queue", "replica shard"):
        assert_answers_or_fails_in_time(there, text)


def assert_answers_or_fails_in_time(there: Searcher, text: str = "redis cache") -> None:
    started = time.monotonic()
    with suppress(NoAnswer):
        assert there.search(text, facets=FACETS).total
    assert time.monotonic() - started < SEARCH_SECONDS + SPARE_SECONDS


def test_builds_replace_each_other_under_searches_without_an_error(
    whole: RunningCluster, source: Path, tmp_path: Path
) -> None:
    engine = engine_at(whole.urls, "swapped")
    built(source, tmp_path / "there", engine)
    there, ended, totals = open_index(tmp_path / "there"), threading.Event(), list[int]()

    def search() -> None:
        while not ended.is_set():
            totals.append(there.search("cache").total)

    searching = threading.Thread(target=search)
    searching.start()
    other = write_records(tmp_path / "other", random_records(SEED + 1, n=500))
    for each in (other, source):
        built(each, tmp_path / "there", engine)
    ended.set()
    searching.join()
    assert len(set(totals)) == 2
