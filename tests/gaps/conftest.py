"""A fixture that reads guides from Markdown."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from corpus.guide import Guide
from corpus.reader import read
from tests.corpora import write_pages

GuidesOf = Callable[[Mapping[str, str]], tuple[Guide, ...]]


@pytest.fixture
def guides_of(tmp_path: Path) -> GuidesOf:
    """Return a function that writes files, given as texts by path, and reads them as guides."""

    def guides(files: Mapping[str, str]) -> tuple[Guide, ...]:
        return read([write_pages(tmp_path, files)]).guides

    return guides
