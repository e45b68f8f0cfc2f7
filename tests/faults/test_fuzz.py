"""Random documents and queries raise nothing; ``python -m tests.faults fuzz`` tries more of them."""

import time

import pytest

from tests.faults.fuzz import fuzzed_documents, fuzzed_queries

pytestmark = pytest.mark.contract


def test_fuzzed_documents_raise_nothing() -> None:
    assert fuzzed_documents(time.monotonic() + 60, 100) == (100, [])


def test_fuzzed_queries_raise_nothing() -> None:
    assert fuzzed_queries(time.monotonic() + 60, 40) == (40, [])
