"""The answers of one machine come from every version of OpenSearch that is claimed."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.build import BuildOptions, build
from index.cluster.address import MIRRORS, SECONDS
from search import open_index
from search.facets import FACETS
from tests.conftest import engine_at, running_cluster
from tests.corpora import write_records
from tests.opensearch_server import LAST_OF_2, OLDEST, Release
from tests.search.contract_corpora import random_queries, random_records

pytestmark = [pytest.mark.opensearch, pytest.mark.slow]


@pytest.mark.parametrize("release", [OLDEST, LAST_OF_2], ids=lambda release: release.version)
def test_pages_of_an_older_version_are_those_of_one_machine(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MIRRORS, str(tmp_path / "mirrors"))
    monkeypatch.setenv(SECONDS, "60")  # for what is found, not how fast
    source = write_records(tmp_path / "source", random_records(22, n=400))
    build([source], tmp_path / "here", BuildOptions())
    here = open_index(tmp_path / "here")
    documents = [here._current().documents.at(row) for row in range(here._current().documents.n_docs)]
    with running_cluster(nodes=1, release=release) as node:
        build([source], tmp_path / "there", BuildOptions(engine=engine_at(node.urls, "older")))
        there = open_index(tmp_path / "there")
        for text in random_queries(documents, 4, 48):
            pages = [s.search(text, limit=20, facets=FACETS, explain=True) for s in (there, here)]
            assert replace(pages[0], build_id="") == replace(pages[1], build_id=""), text
