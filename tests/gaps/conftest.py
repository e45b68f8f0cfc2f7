"""A fixture that reads guides from Markdown."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from corpus.guide import Guide
from corpus.reader import read

GuidesOf = Callable[[Mapping[str, str]], tuple[Guide, ...]]


@pytest.fixture
def guides_of(tmp_path: Path) -> GuidesOf:
    """Return a function that writes files, given as texts by path, and reads them as guides."""

    def guides(files: Mapping[str, str]) -> tuple[Guide, ...]:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return read([tmp_path]).guides

    return guides
