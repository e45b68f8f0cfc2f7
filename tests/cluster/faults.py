"""Faults of a cluster of three nodes during the load of an index, as a table of figures.

python -m tests.cluster.faults [--documents 100000] [FAULT ...]

The documents are made up, a few words each: what is loaded is not what is searched for, but all of it must arrive.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import numpy as np

from corpus.problems import GuidedexError
from index.cluster import publishing
from index.cluster.address import address_of
from index.cluster.client import Cluster
from index.cluster.mapping import SHARDS, rows_index
from index.cluster.publishing import Publication
from index.cluster.rows import SearchedRows
from index.storage.lines import Lines
from search.engines.opensearch.listing import listed
from search.engines.opensearch.searched_index import SearchedIndex
from tests.cluster.nodes import ask, bring_back, manager_of, set_on_cluster
from tests.conftest import engine_at
from tests.opensearch_cluster import RunningCluster

N_DOCUMENTS = 100_000
N_TERMS, TERMS_OF_EACH = 5_000, 12
SEED = 19

SHORT_DEADLINE = 60.0
"""Deadline of a request in place of ``WRITE_SECONDS`` where nobody comes to help. By hand."""

AWAY_SECONDS = 45.0
"""Time for which nodes are away, or requests refused. By hand."""

BEFORE, LOADED = "0" * 16, "1" * 16
"""The builds that are live before a fault, and that is loaded during it."""

FIRST_HITS = {"size": 10, "query": {"match_all": {}}}


@dataclass(slots=True)
class Watch:
    """Searches of the index that is live, one after the other, until the load ends."""

    cluster: Cluster
    seconds: list[float] = field(default_factory=list)
    n_failed: int = 0

    @contextmanager
    def watching(self) -> Iterator[None]:
        ended = threading.Event()
        thread = threading.Thread(target=self._search, args=(ended,))
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _search(self, ended: threading.Event) -> None:
        while not ended.wait(0.5):
            begin = time.monotonic()
            try:
                self.cluster.searches(self.cluster.address.name, [FIRST_HITS])
            except GuidedexError:
                self.n_failed += 1
            self.seconds.append(time.monotonic() - begin)

    def figures(self) -> Mapping[str, str]:
        return {
            "searches": str(len(self.seconds)),
            "unavailable": str(self.n_failed),
            "longest": f"{max(self.seconds):.1f} s",
        }


def made_up_rows(n_docs: int) -> SearchedRows:
    """Return what is searched of ``n_docs`` documents, each with ``TERMS_OF_EACH`` terms, in order, from a few."""
    generator = np.random.default_rng(SEED)
    texts = [f"w{number:04}" for number in range(N_TERMS)]
    ends = np.cumsum([len(text) for text in texts])
    terms = Lines(np.frombuffer("".join(texts).encode(), np.uint8), ends)
    of_place = generator.integers(0, N_TERMS, n_docs * TERMS_OF_EACH)
    order = np.argsort(of_place, kind="stable")
    starts = np.searchsorted(of_place[order], np.arange(N_TERMS + 1))
    codes = np.zeros(n_docs, np.int32)
    return SearchedRows(
        terms=terms,
        posting_starts=starts,
        posting_docs=(order // TERMS_OF_EACH).astype(np.int32),
        posting_impacts=generator.integers(1, 4096, len(order)).astype(np.uint16),
        position_starts=starts,
        positions=order.astype(np.int32),
        doc_starts=np.arange(n_docs + 1) * TERMS_OF_EACH,
        langs=codes,
        versions=codes,
        is_newest=np.ones(n_docs, np.bool_),
    )


class Trial:
    """One fault during one load, on a cluster that has an index of a few documents before."""

    def __init__(self, nodes: RunningCluster, name: str, rows: SearchedRows, few: SearchedRows) -> None:
        self.nodes = nodes
        self._sizes = {BEFORE: few.n_docs, LOADED: rows.n_docs}
        self._rows = rows
        self._cluster = Cluster(address_of(engine_at(nodes.urls, name)))
        self._publish(BEFORE, few)

    def _publish(self, build_id: str, rows: SearchedRows, report: Callable[[int, int], None] | None = None) -> None:
        publication = Publication(self._cluster)
        with tempfile.TemporaryDirectory(prefix="faults-") as folder, publication.building():
            publication.publish(build_id, Path(folder), rows, report)

    def run(self, fault: "Fault") -> Mapping[str, str]:
        """Load, let ``fault`` happen once a third is loaded, and return the figures."""
        happening: list[threading.Thread] = []

        def report(done: int, total: int) -> None:
            if done >= total // 3 and not happening:
                happening.append(threading.Thread(target=fault, args=(self.nodes,)))
                happening[0].start()

        watch, begin, load = Watch(Cluster(self._cluster.address)), time.monotonic(), "whole"
        with watch.watching():
            try:
                self._publish(LOADED, self._rows, report)
            except GuidedexError as error:
                load = str(error)
            seconds = time.monotonic() - begin
            happening[0].join()
        # yellow: OpenSearch may take a quarter of an hour to make up for a lost copy, and each shard can be read before
        bring_back(self.nodes, status="yellow")
        return {"load": load, "seconds": f"{seconds:.0f}", **self._live(), **watch.figures()}

    def _live(self) -> Mapping[str, str]:
        """Return the build that is live, and how many of its documents are lost and doubled."""
        build_id = publishing.live_build(self._cluster)
        index = SearchedIndex(self._cluster, rows_index(self._cluster.address.name, build_id))
        rows = index.found(listed({"match_all": {}})).rows
        n_distinct = len(np.unique(rows))
        return {
            "live": "the new one" if build_id == LOADED else "the one before",
            "lost": str(self._sizes[build_id] - n_distinct),
            "doubled": str(len(rows) - n_distinct),
        }


Fault = Callable[[RunningCluster], None]


def kill_the_manager(nodes: RunningCluster) -> None:
    nodes.kill(manager_of(nodes))


def kill_another_node(nodes: RunningCluster) -> None:
    nodes.kill((manager_of(nodes) + 1) % 3)


def kill_two_nodes(nodes: RunningCluster) -> None:
    nodes.kill(0)
    nodes.kill(1)


def kill_two_nodes_for_a_while(nodes: RunningCluster) -> None:
    kill_two_nodes(nodes)
    time.sleep(AWAY_SECONDS)
    for number in (0, 1):
        nodes.start(number)


def freeze_a_node(nodes: RunningCluster) -> None:
    frozen = (manager_of(nodes) + 1) % 3
    nodes.freeze(frozen)
    time.sleep(AWAY_SECONDS)
    nodes.thaw(frozen)


def refuse_with_429(nodes: RunningCluster) -> None:
    limit = "network__breaker__inflight_requests__limit"
    set_on_cluster(nodes.urls[0], **{limit: "2kb"})
    time.sleep(AWAY_SECONDS)
    set_on_cluster(nodes.urls[0], **{limit: None})


def reach_the_flood_stage(nodes: RunningCluster) -> None:
    """Let disks count as full, until nothing can be written; a cluster looks every ten seconds."""
    disk, looked = "cluster__routing__allocation__disk__", "cluster__info__update__interval"
    marks = {f"{disk}watermark__low": "1%", f"{disk}watermark__high": "1%", f"{disk}watermark__flood_stage": "1%"}
    settings = {**marks, f"{disk}threshold_enabled": True, looked: "10s"}
    set_on_cluster(nodes.urls[0], **settings)
    time.sleep(AWAY_SECONDS)
    set_on_cluster(nodes.urls[0], **dict.fromkeys(settings), cluster__blocks__create_index=None)
    ask(nodes.urls[0], "PUT", "/_all/_settings", {"index.blocks.read_only_allow_delete": None})


FAULTS: Mapping[str, Fault] = {
    fault.__name__.replace("_", " "): fault
    for fault in (
        kill_another_node,
        kill_the_manager,
        kill_two_nodes_for_a_while,
        kill_two_nodes,
        freeze_a_node,
        refuse_with_429,
        reach_the_flood_stage,
    )
}


def lines(faults: Sequence[str], n_docs: int) -> Iterator[str]:
    """Yield the table, a line as soon as it is known."""
    columns = ("load", "seconds", "live", "lost", "doubled", "searches", "unavailable", "longest")
    yield f"| fault during a load of {n_docs:,} documents | {' | '.join(columns)} |"
    yield "|---" * (len(columns) + 1) + "|"
    rows, few = made_up_rows(n_docs), made_up_rows(n_docs // 100)
    with mock.patch.dict("os.environ", {SHARDS: "3"}), RunningCluster(nodes=3, heap="512m") as nodes:
        for name in faults:
            deadline = SHORT_DEADLINE if FAULTS[name] is kill_two_nodes else publishing.WRITE_SECONDS
            with mock.patch.object(publishing, "WRITE_SECONDS", deadline):
                figures = Trial(nodes, name, rows, few).run(FAULTS[name])
            yield f"| {name} | {' | '.join(figures[column] for column in columns)} |"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faults", nargs="*", metavar="FAULT", help=f"which; of {', '.join(FAULTS)}; default all")
    parser.add_argument("--documents", type=int, default=N_DOCUMENTS)
    options = parser.parse_args(arguments)
    for line in lines(options.faults or [*FAULTS], options.documents):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
