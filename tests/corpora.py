"""Corpora for tests, small enough to check every ranking in the head."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from index.build import BuildOptions, build
from search import Searcher, open_index

ANIMALS = (
    {"id": "cat", "title": "Cat", "text": "A cat sleeps. The cat hunts a mouse at night."},
    {"id": "dog", "title": "Dog", "text": "A dog barks at the cat, and sleeps by day."},
    {"id": "mouse", "title": "House mouse", "text": "A mouse hides from every hunting cat and eats cheese."},
)


def write_records(folder: Path, records: Iterable[Mapping[str, Any]]) -> Path:
    """Write ``records`` as a ``.jsonl`` file in ``folder`` and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "records.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def write_pages(folder: Path, pages: Mapping[str, str | bytes]) -> Path:
    """Write ``pages``, given by their paths below ``folder``, and return the folder."""
    for path, text in pages.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def searcher_over(folder: Path, records: Iterable[Mapping[str, Any]], options: BuildOptions | None = None) -> Searcher:
    """Build an index of ``records`` below ``folder`` and open it."""
    build([write_records(folder / "source", records)], folder / "index", options)
    return open_index(folder / "index")
