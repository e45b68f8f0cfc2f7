"""Texts to relate cost time in proportion to their size; ``python -m tests.faults`` takes all kinds to 60 KB."""

from collections.abc import Iterator

import pytest

from search import Searcher
from tests.faults.texts import ALLOWED_GROWTH, TEXTS, growth, shipped

pytestmark = pytest.mark.contract

TESTED = ("paths", "brackets", "names", "names of guides", "one letter", "CJK", "emoji", "underscores", "tags")


@pytest.fixture(scope="module")
def searcher() -> Iterator[Searcher]:
    with shipped() as searcher:
        yield searcher


@pytest.mark.parametrize("kind", TESTED)
def test_a_text_to_relate_takes_time_in_proportion_to_its_size(searcher: Searcher, kind: str) -> None:
    assert kind in TEXTS
    assert growth(searcher, kind) <= ALLOWED_GROWTH or growth(searcher, kind) <= ALLOWED_GROWTH
