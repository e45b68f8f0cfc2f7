"""The lock of an index on a cluster, so that one build at a time writes it: a document that its holder renews."""

import os
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from corpus.problems import GuidedexError
from index.cluster.client import WRITE_SECONDS, Cluster, ClusterRefused

RENEWED_SECONDS, LOST_SECONDS = 30.0, 600.0
"""Time between two renewals, and that without one after which another build takes the lock over. By hand."""

TAKEN = (404, 409)
"""Statuses of a renewal where the lock is not there any more, or another build's."""

ENDING_SECONDS = 10.0
"""Deadline of giving the lock back; by hand."""


class BuildRunning(GuidedexError):
    """Another build of the index holds the lock."""


class BuildLock:
    """The lock of the index ``cluster.address.name``."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._index = f"{cluster.address.name}-lock"
        self._host, self._process = os.uname().nodename, os.getpid()
        self._id = uuid.uuid4().hex
        self._place: Mapping[str, int] = {}
        self._is_lost = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock while the body runs.

        Raises: BuildRunning.
        """
        self._take()
        ended = threading.Event()
        renewing = threading.Thread(target=self._keep_renewing, args=(ended,), name="build lock", daemon=True)
        renewing.start()
        try:
            yield
        finally:
            ended.set()
            if not self._is_lost:
                with suppress(GuidedexError):
                    self._cluster.ask("DELETE", f"/{self._index}/_doc/lock", seconds=ENDING_SECONDS)

    def check(self) -> None:
        """Raise BuildRunning where another build has taken the lock over."""
        if self._is_lost:
            raise BuildRunning(f"cannot build {self._cluster.address}: another build took over; see what became of it")

    def _take(self) -> None:
        if not self._cluster.exists(f"/{self._index}"):
            with suppress(ClusterRefused):  # another build made it first
                self._ask(
                    "PUT", f"/{self._index}", {"settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"}}
                )
        try:
            self._written(self._ask("PUT", f"/{self._index}/_create/lock", self._body()))
        except ClusterRefused as error:
            if error.status != 409:
                raise
            self._take_over()

    def _take_over(self) -> None:
        """Take the lock of a build that was killed, or that is this one, whose first attempt was answered in vain."""
        found = self._ask("GET", f"/{self._index}/_doc/lock")
        self._written(found)
        held = found.get("_source", {})
        if held.get("id") == self._id:
            return
        if not self._is_abandoned(held):
            raise BuildRunning(
                f"cannot build {self._cluster.address}: process {held.get('process')} on {held.get('host')} is "
                "building it; try again when it has finished"
            )
        self._written(self._ask("PUT", f"/{self._index}/_doc/lock", self._body(), self._place))

    def _is_abandoned(self, held: Mapping[str, Any]) -> bool:
        """Return whether a build ended without giving the lock back: on this machine, its process is gone."""
        if time.time() - float(held.get("at", 0)) > LOST_SECONDS:
            return True
        if held.get("host") != self._host:
            return False
        try:
            os.kill(int(held.get("process", 0)), 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False

    def _keep_renewing(self, ended: threading.Event) -> None:
        while not ended.wait(RENEWED_SECONDS):
            try:
                self._written(self._ask("PUT", f"/{self._index}/_doc/lock", self._body(), self._place))
            except ClusterRefused as error:
                if error.status not in TAKEN:  # such as full disks, which the load meets as well
                    continue
                self._is_lost = True
                return
            except GuidedexError:
                continue

    def _written(self, answer: Mapping[str, Any]) -> None:
        self._place = {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}

    def _body(self) -> Mapping[str, Any]:
        return {"id": self._id, "host": self._host, "process": self._process, "at": time.time()}

    def _ask(self, method: str, path: str, body: Any = None, params: Mapping[str, Any] | None = None) -> Any:
        return self._cluster.ask(method, path, body, params, WRITE_SECONDS)
