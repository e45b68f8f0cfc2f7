"""The index of the shipped guides that the relevance tests search."""

import pytest

from search import Searcher
from tests.relevance.pins import open_shipped


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Return an index of the guides that ship."""
    return open_shipped(tmp_path_factory.mktemp("shipped") / "index")
