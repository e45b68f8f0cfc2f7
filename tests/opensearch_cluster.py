"""A real OpenSearch cluster on loopback, one process a node, for tests that must not believe a mock.

``with RunningCluster(nodes=1) as cluster`` starts it and waits until it is green; ``cluster.urls`` are its addresses.
From a shell, ``python -m tests.opensearch_cluster pytest -m opensearch`` runs a command beside one, which finds the
addresses in ``OPENSEARCH_URLS``; without a command the cluster runs until its input ends.

OpenSearch refuses root, so root starts it as a number without an account. Linux only.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socket import create_server
from types import TracebackType
from typing import Any, Self

from tests.opensearch_server import IS_ROOT, Release, java, server, wanted

NODE_USER = "64200"
"""The number as which root starts nodes; no account has it. By hand."""

JVM_OPTIONS = (
    # half the CPU time to green of the shipped options: 10 s a node in place of 19 s
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xss1m",
    "-Dopensearch.distribution.type=zip",
)

START_SECONDS = 900
"""Time in which a cluster must be green: three nodes take 100 s on two cores, and more beside other work. By hand."""


class RunningCluster:
    """A cluster of ``nodes`` nodes, which is up between ``__enter__`` and ``__exit__``."""

    def __init__(
        self,
        nodes: int = 1,
        heap: str = "256m",
        settings: Mapping[str, Any] | None = None,
        release: Release | None = None,
    ) -> None:
        release = release or wanted()
        self._home, self._java, self._heap = server(release), java(release), heap
        self._jvm_options = (*JVM_OPTIONS, *release.jvm_options)
        self._processes: list[subprocess.Popen[bytes] | None] = [None] * nodes
        # one thread starts all nodes and outlives them: ``--pdeathsig`` ends a node with the thread that started it
        self._starter = ThreadPoolExecutor(max_workers=1)
        ports = _free_ports(2 * nodes)
        self._http, self._transport = ports[:nodes], ports[nodes:]
        self.urls = [f"http://127.0.0.1:{port}" for port in self._http]
        self._folder = Path(tempfile.mkdtemp(prefix="opensearch-"))
        for number in range(nodes):
            self._configure(number, settings or {})
        if IS_ROOT:
            subprocess.run(["chown", "-R", f"{NODE_USER}:{NODE_USER}", self._folder], check=True)

    def _configure(self, number: int, settings: Mapping[str, Any]) -> None:
        """Write the configuration of a node; its folder is its own, since a keystore is made in it."""
        folder = self._folder_of(number)
        (folder / "tmp").mkdir(parents=True)
        shutil.copy(self._home / "config/log4j2.properties", folder)
        values = {
            "cluster.name": "guidedex-tests",
            "node.name": folder.name,
            "path.data": f"{folder}/data",
            "path.logs": f"{folder}/logs",
            "http.port": self._http[number],
            "transport.port": self._transport[number],
            "network.host": "127.0.0.1",
            "discovery.seed_hosts": [f"127.0.0.1:{port}" for port in self._transport],
            "cluster.initial_cluster_manager_nodes": [self._folder_of(n).name for n in range(len(self.urls))],
            "cluster.routing.allocation.disk.threshold_enabled": False,
            **settings,
        }
        (folder / "opensearch.yml").write_text(json.dumps(values))  # JSON is YAML

    def _folder_of(self, number: int) -> Path:
        return self._folder / f"n{number}"

    def start(self, number: int) -> None:
        """Start a node; one that was killed comes back with its data."""
        self._processes[number] = self._starter.submit(self._started, number).result()

    def _started(self, number: int) -> subprocess.Popen[bytes]:
        folder = self._folder_of(number)
        user = ["--reuid", NODE_USER, "--regid", NODE_USER, "--clear-groups"] if IS_ROOT else []
        heap = [f"-Xms{self._heap}", f"-Xmx{self._heap}"]
        places = [
            f"-Djava.io.tmpdir={folder}/tmp",
            f"-Dopensearch.path.home={self._home}",
            f"-Dopensearch.path.conf={folder}",
        ]
        command: list[str | Path] = [
            *("setpriv", *user, "--pdeathsig", "KILL"),  # the node dies with the tests, however they end
            *(self._java, *heap, *self._jvm_options, *places),
            *("-cp", f"{self._home}/lib/*", "org.opensearch.bootstrap.OpenSearch"),
        ]
        with (folder / "log").open("a") as log:
            return subprocess.Popen(
                command, cwd=self._home, env={}, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )

    def wait(self, nodes: int | None = None, status: str = "green", seconds: float = START_SECONDS) -> None:
        """Wait until so many nodes are one cluster of this status; raise RuntimeError with a log where one ended."""
        wanted = f"wait_for_nodes={nodes or len(self.urls)}&wait_for_status={status}&timeout=1s"
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for number, process in enumerate(self._processes):
                if process is None or process.poll() == -signal.SIGKILL:
                    continue
                if process.poll() is not None:
                    raise RuntimeError((self._folder_of(number) / "log").read_text()[-3000:])
                try:
                    urllib.request.urlopen(f"{self.urls[number]}/_cluster/health?{wanted}", timeout=5).read()
                    return
                except OSError:
                    time.sleep(0.3)
        raise RuntimeError(f"OpenSearch is not {status} after {seconds} s")

    def kill(self, number: int) -> None:
        process = self._processes[number]
        if process is not None:
            process.kill()
            process.wait()

    def is_running(self, number: int) -> bool:
        process = self._processes[number]
        return process is not None and process.poll() is None

    def freeze(self, number: int) -> None:
        self._signal(number, signal.SIGSTOP)

    def thaw(self, number: int) -> None:
        self._signal(number, signal.SIGCONT)

    def _signal(self, number: int, sent: signal.Signals) -> None:
        process = self._processes[number]
        assert process is not None
        process.send_signal(sent)

    def __enter__(self) -> Self:
        try:
            for number in range(len(self.urls)):
                self.start(number)
            self.wait()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number in range(len(self.urls)):
            self.kill(number)
        self._starter.shutdown()
        shutil.rmtree(self._folder, ignore_errors=True)


def _free_ports(n: int) -> list[int]:
    sockets = [create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [socket.getsockname()[1] for socket in sockets]
    for socket in sockets:
        socket.close()
    return ports


def main(command: Sequence[str]) -> int:
    nodes = int(os.environ.get("OPENSEARCH_NODES", "1"))
    with RunningCluster(nodes) as cluster:
        urls = ",".join(cluster.urls)
        print(urls, flush=True)
        return subprocess.run(command or ["cat"], env={**os.environ, "OPENSEARCH_URLS": urls}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
