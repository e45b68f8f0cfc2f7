"""Fixtures shared by all tests."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

from tests.opensearch_cluster import RunningCluster
from tests.opensearch_server import ClusterUnavailable, Release
from web.settings import Settings

REQUIRED = "GUIDEDEX_REQUIRE_OPENSEARCH"
"""Variable: tests that need a cluster fail, and are not skipped, where none can be started."""

settings.register_profile("guidedex", deadline=None)
settings.load_profile("guidedex")


DEFAULT_LOG = Path(__file__).parents[1] / Settings().query_log.file


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_logged_in_the_tree() -> Iterator[None]:
    """Fail a run whose tests write the query log of the working directory, which other tests would read."""
    was_there = DEFAULT_LOG.exists()
    yield
    assert was_there or not DEFAULT_LOG.exists(), f"a test wrote {DEFAULT_LOG}"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real guides, questions and judged searches, or skip."""
    fallback = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("GUIDEDEX_DATA") or fallback)
    if not folder.is_dir():
        pytest.skip("set GUIDEDEX_DATA to the folder of real data to run this test")
    return folder


@pytest.fixture(scope="session")
def opensearch_urls(request: pytest.FixtureRequest) -> Iterator[Sequence[str]]:
    """Yield the addresses of a cluster of one node, or of the one in OPENSEARCH_URLS; skip where none can be had."""
    if urls := os.environ.get("OPENSEARCH_URLS"):
        yield urls.split(",")
        return
    if "opensearch" not in request.config.option.markexpr:
        pytest.skip("run with -m opensearch to start a cluster for this test")
    with running_cluster(nodes=1) as cluster:
        yield cluster.urls


def running_cluster(nodes: int, release: Release | None = None) -> RunningCluster:
    """Return a cluster that is not started yet; skip where this machine cannot have one, or fail if it must."""
    try:
        return RunningCluster(nodes, release=release)
    except ClusterUnavailable as reason:
        if os.environ.get(REQUIRED):
            pytest.fail(f"{REQUIRED} is set, and no cluster can be started: {reason}")
        pytest.skip(str(reason))


@pytest.fixture
def opensearch_engine(opensearch_urls: Sequence[str], tmp_path: Path) -> str:
    """Return the engine of an index of this test alone."""
    return engine_at(opensearch_urls, tmp_path.name)


def engine_at(urls: Sequence[str], name: str) -> str:
    """Return the address of an index called like ``name`` on a cluster."""
    hosts = ",".join(url.removeprefix("http://") for url in urls)
    allowed = "".join(c if c.isalnum() else "_" for c in name.lower())
    return f"opensearch://{hosts}/t{allowed}"
