"""The page and the API over a cluster that stops answering, and answers again."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.build import BuildOptions, build
from index.cluster.address import MIRRORS, SEARCH_SECONDS
from index.cluster.client import DOWN_SECONDS
from tests.conftest import engine_at, running_cluster
from tests.corpora import write_records
from tests.opensearch_cluster import RunningCluster
from tests.search.contract_corpora import random_records
from tests.web.conftest import NOT_COUNTED
from web.app import create_app
from web.settings import Settings
from web.settings.load import with_index

pytestmark = pytest.mark.opensearch

SPARE_SECONDS = 3
"""What an answer may take beside the deadline, on a machine that does other work too."""


@pytest.fixture
def node(request: pytest.FixtureRequest) -> Iterator[RunningCluster]:
    """Yield a cluster of one node that a test may kill."""
    with running_cluster(nodes=1) as cluster:
        yield cluster


def client_of(engine: str) -> Any:
    return create_app(with_index(Settings(query_log=NOT_COUNTED), Path(engine))).test_client()


def test_search_is_unavailable_while_the_cluster_is_and_comes_back_with_it(
    node: RunningCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MIRRORS, str(tmp_path / "mirrors"))
    engine = engine_at(node.urls, "serving")
    source = write_records(tmp_path / "source", random_records(1, n=60))
    build([source], tmp_path / "index", BuildOptions(engine=engine))
    client = client_of(engine)
    whole = client.get("/api/v1/search?q=cache").json
    assert whole["total"]
    assert client.get("/readyz").status_code == 200

    node.kill(0)
    for address in ("/api/v1/search?q=redis", "/search?q=redis", "/readyz"):
        started = time.monotonic()
        answer = client.get(address)
        seconds = time.monotonic() - started
        assert answer.status_code == 503, address
        assert seconds < SEARCH_SECONDS + SPARE_SECONDS
        if address != "/readyz":
            assert answer.headers["Retry-After"]
            assert "unavailable" in answer.text
    # readers do not queue for a cluster that is known to be down
    started = time.monotonic()
    assert client.get("/api/v1/search?q=kafka").status_code == 503
    assert time.monotonic() - started < DOWN_SECONDS + SPARE_SECONDS
    assert client.get("/healthz").status_code == 200

    node.start(0)
    node.wait()
    deadline = time.monotonic() + 60
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < deadline
    assert client.get("/api/v1/search?q=cache").json == whole
    assert client.get("/api/v1/search?q=redis").status_code == 200
