"""A generation brought to a cluster: two new indexes, loaded, verified, and made live by one swap of the alias."""

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import orjson

from corpus.problems import GuidedexError
from index import analysis
from index.cluster.address import ClusterAddress
from index.cluster.build_lock import BuildLock
from index.cluster.client import BLOCKED, WRITE_SECONDS, Cluster, ClusterRefused, ClusterUnavailable
from index.cluster.files import part_lines
from index.cluster.mapping import (
    LAYOUT,
    REPLICAS,
    SHARDS,
    files_body,
    files_index,
    rows_body,
    rows_index,
)
from index.cluster.rows import RowLine, SearchedRows

MAX_BULK = 4 << 20
"""Bytes of a bulk request; by hand: a node with 256 MB of heap takes 25 MB of them at once."""

GREEN_SECONDS = 120
"""Time in which all copies of a new index must be there; without them it goes live all the same. By hand."""

CLEANING_SECONDS = 10.0
"""Deadline of the removal of what a failed build wrote; by hand."""

PARTS, MAX_PARTS = "indices.query.bool.max_clause_count", 8192
"""The cluster's setting, 1,024 without being set, and what the longest query of 128 words may need. By hand."""

LACKING = re.compile(r"Unknown \w+ type|No handler for type|script_lang not supported", re.IGNORECASE)
"""What a cluster answers that has not all modules of its distribution."""

KEPT = 2
"""Builds that are kept, the live one among them: a machine may be about to fetch the one before. By hand."""

Report = Callable[[int, int], None]


class Publication:
    """Brings generations to the index of one address."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.lock = BuildLock(cluster)

    @property
    def _address(self) -> ClusterAddress:
        return self.cluster.address

    @contextmanager
    def building(self) -> Iterator[None]:
        """Hold the lock of the index, a document of its own in the cluster, while the body builds.

        Raises: BuildRunning; ClusterRefused where the alias is an index, or the cluster cannot be used.
        """
        self.cluster.check()
        name = self._address.name
        if self.cluster.exists(f"/{name}") and not self.cluster.exists(f"/_alias/{name}"):
            raise ClusterRefused(
                f"cannot build {self._address}: {name} is an index there, not an alias; take another name"
            )
        with self.lock.held():
            self._allow_long_queries()
            self._remove_all_but(self._live())
            yield

    def _allow_long_queries(self) -> None:
        """Raise the cluster's limit on the parts of a query to ``MAX_PARTS``, where this user may."""
        asked = {"include_defaults": "true", "flat_settings": "true", "filter_path": f"*.{PARTS}"}
        found = self._write("GET", "/_cluster/settings", params=asked)
        limits = [int(settings[PARTS]) for settings in found.values()]
        if limits and max(limits) < MAX_PARTS:
            with suppress(ClusterRefused):
                self._write("PUT", "/_cluster/settings", {"persistent": {PARTS: MAX_PARTS}})

    def publish(self, build_id: str, folder: Path, rows: SearchedRows, report: Report | None) -> None:
        """Make the generation in ``folder``, with its ``rows``, the live one of the cluster.

        Raises: GuidedexError; what was live before then stays, and what was written is removed.
        """
        name = self._address.name
        searched, files = rows_index(name, build_id), files_index(name, build_id)
        if self._live() == build_id and self._is_whole(searched):
            return
        try:
            self._create(searched, files, build_id)
            self._load(files, (line for path in sorted(folder.iterdir()) for line in part_lines(path)))
            check = self._load_rows(searched, rows, report)
            self._verify(searched, files, rows.n_docs, check)
            self._swap(searched, {"documents": rows.n_docs, "check": check, **_meta(build_id)})
        except BaseException:
            with suppress(GuidedexError):  # else the next build removes them
                self._delete([searched, files], CLEANING_SECONDS)
            raise
        self._remove_all_but(build_id)

    def _live(self) -> str:
        """Return the build that the alias names; "" for none."""
        return live_build(self.cluster)

    def _is_whole(self, searched: str) -> bool:
        return stated_count(self.cluster, searched) == self._counted(searched)

    def _create(self, searched: str, files: str, build_id: str) -> None:
        self._delete([searched, files])
        replicas = os.environ.get(REPLICAS) or "0-1"
        self._create_one(searched, rows_body(_n_shards(), replicas, _meta(build_id)))
        self._create_one(files, files_body(replicas))

    def _create_one(self, index: str, body: Mapping[str, Any]) -> None:
        try:
            self._write("PUT", f"/{index}", body)
        except ClusterRefused as error:
            if error.kind == "resource_already_exists_exception":  # by an attempt whose answer was lost
                return
            if LACKING.search(str(error)):
                raise ClusterRefused(
                    f"cannot build {self._address}: its nodes lack a module of OpenSearch's own distribution, "
                    f"analysis-common or lang-painless ({error})"
                ) from error
            raise

    def _load_rows(self, searched: str, rows: SearchedRows, report: Report | None) -> int:
        """Load the rows; return the sum of their checksums."""
        total = 0

        def lines() -> Iterator[bytes]:
            nonlocal total
            for line in rows.lines():
                total += line.check
                if report and line.row % 1000 == 0:
                    report(line.row, rows.n_docs)
                yield _row_line(line)

        self._load(searched, lines())
        return total

    def _load(self, index: str, lines: Iterable[bytes]) -> None:
        """Write lines in requests of ``MAX_BULK`` bytes; the ids are ours, so that a second time changes nothing."""
        waiting: list[bytes] = []
        size = 0
        for line in lines:
            if waiting and size + len(line) > MAX_BULK:
                self._bulk(index, waiting)
                waiting, size = [], 0
            waiting.append(line)
            size += len(line)
        if waiting:
            self._bulk(index, waiting)

    def _bulk(self, index: str, lines: list[bytes]) -> None:
        """Write lines, and those again that were refused for a reason that passes.

        Raises: ClusterUnavailable after ``WRITE_SECONDS``; ClusterRefused for a final status.
        """
        end, pause = time.monotonic() + WRITE_SECONDS, 0.1
        while lines:
            self.lock.check()
            answer = self._write("POST", f"/{index}/_bulk", b"".join(lines))
            if not answer["errors"]:
                return
            again = []
            for line, item in zip(lines, answer["items"], strict=True):
                status, error = item["index"]["status"], item["index"].get("error") or {}
                if error.get("type") in BLOCKED and status != 503:
                    raise self.cluster.refusal(status, error["type"], str(error.get("reason")))
                if status in (429, 500, 502, 503, 504):
                    again.append(line)
                elif status >= 400:
                    raise ClusterRefused(
                        f"{self._address} refused a document: {error.get('type')}, {str(error.get('reason'))[:300]}",
                        status,
                        str(error.get("type")),
                    )
            lines = again
            if time.monotonic() > end:
                raise ClusterUnavailable(
                    f"{self._address} refused {len(lines)} documents for {WRITE_SECONDS:g} s; the index that was "
                    "live stays"
                )
            time.sleep(pause if lines else 0)
            pause = min(pause * 2, 5)

    def _verify(self, searched: str, files: str, n_docs: int, check: int) -> None:
        """Raise ClusterRefused unless all documents are there, as they were sent."""
        self._write("POST", f"/{searched},{files}/_refresh")
        with suppress(ClusterRefused, ClusterUnavailable):  # 408: copies are still made, the primaries are there
            wait = {"wait_for_status": "green", "timeout": "30s"}
            self.cluster.ask("GET", f"/_cluster/health/{searched},{files}", params=wait, seconds=GREEN_SECONDS)
        found = self._counted(searched)
        if found != (n_docs, check):
            raise ClusterRefused(
                f"{self._address} holds {found[0]} documents with the checksum {found[1]}, not {n_docs} with {check}; "
                "the index that was live stays; build again"
            )

    def _counted(self, searched: str) -> tuple[int, int]:
        return counted(self.cluster, searched, WRITE_SECONDS)

    def _swap(self, searched: str, meta: Mapping[str, Any]) -> None:
        self._write("PUT", f"/{searched}/_mapping", {"_meta": meta})
        name = self._address.name
        remove = {"remove": {"index": f"{name}-*", "alias": name, "must_exist": False}}
        self._write("POST", "/_aliases", {"actions": [remove, {"add": {"index": searched, "alias": name}}]})

    def _remove_all_but(self, live: str) -> None:
        """Remove the indexes of builds that were interrupted, and of older ones than the one before the live build."""
        builds = self._builds()
        whole = [build for build, (is_whole, _) in builds.items() if is_whole and build != live]
        before = sorted(whole, key=lambda build: -builds[build][1])[: KEPT - 1] if live else whole[:KEPT]
        name = self._address.name
        gone = [build for build in builds if build not in (live, *before)]
        self._delete([index for build in gone for index in (rows_index(name, build), files_index(name, build))])

    def _builds(self) -> dict[str, tuple[bool, int]]:
        """Return the builds that have an index: whether it was whole once, and when it was made."""
        name = self._address.name
        found = self._write("GET", f"/{name}-*", params={"allow_no_indices": "true", "expand_wildcards": "all"})
        builds: dict[str, tuple[bool, int]] = {}
        for index, values in found.items():
            if match := re.fullmatch(rf"{re.escape(name)}-([0-9a-f]{{16}})(-files)?", index):
                is_whole = "documents" in values["mappings"].get("_meta", {})
                made = int(values["settings"]["index"]["creation_date"])
                earlier = builds.get(match[1], (False, 0))
                builds[match[1]] = (earlier[0] or is_whole, max(earlier[1], made))
        return builds

    def _delete(self, indexes: list[str], seconds: float = WRITE_SECONDS) -> None:
        for index in indexes:
            self.cluster.ask("DELETE", f"/{index}", params={"ignore_unavailable": "true"}, seconds=seconds)

    def _write(self, method: str, path: str, body: Any = None, params: Mapping[str, Any] | None = None) -> Any:
        return self.cluster.ask(method, path, body, params, WRITE_SECONDS)


def live_build(cluster: Cluster) -> str:
    """Return the build that the alias of the index names; "" for none."""
    name = cluster.address.name
    try:
        found = cluster.ask("GET", f"/_alias/{name}")
    except ClusterRefused as error:
        if error.status == 404:
            return ""
        raise
    builds = [index.removeprefix(f"{name}-") for index in found]
    return builds[0] if builds else ""


def counted(cluster: Cluster, searched: str, seconds: float | None = None) -> tuple[int, int]:
    """Return the number of documents of an index and the sum of their checksums."""
    aggregations = {"check": {"sum": {"field": "check"}}}
    (answer,) = cluster.searches(searched, [{"size": 0, "track_total_hits": True, "aggs": aggregations}], seconds)
    return int(answer["hits"]["total"]["value"]), int(answer["aggregations"]["check"]["value"])


def stated_count(cluster: Cluster, searched: str) -> tuple[int, int]:
    """Return what ``counted`` was when the index went live; -1 where it never did, or has another layout."""
    meta = cluster.ask("GET", f"/{searched}/_mapping")[searched]["mappings"].get("_meta", {})
    is_known = meta.get("layout") == LAYOUT
    return (int(meta.get("documents", -1)), int(meta.get("check", -1))) if is_known else (-1, -1)


def _meta(build_id: str) -> Mapping[str, Any]:
    return {"build_id": build_id, "layout": LAYOUT, "analyzer": analysis.VERSION}


def _row_line(line: RowLine) -> bytes:
    return orjson.dumps({"index": {"_id": str(line.row)}}) + b"\n" + line.source + b"\n"


def _n_shards() -> int:
    text = os.environ.get(SHARDS) or "1"
    if not text.isdigit() or not 1 <= int(text) <= 1024:
        raise GuidedexError(f"{SHARDS} is {text!r}; accepted is a number from 1 to 1024")
    return int(text)
