"""Helpers that read texts and folders for the tests of corpus."""

import textwrap
from pathlib import Path

from corpus.guide import Guide
from corpus.reader import FileReading, Reading, ReadOptions, read, read_file
from tests.corpora import write_pages


def file_of(text: str | bytes, path: str = "guide.md", **options: object) -> FileReading:
    """Return the reading of one file with this text."""
    data = text if isinstance(text, bytes) else textwrap.dedent(text).encode()
    return read_file(data, path, ReadOptions(**options))  # type: ignore[arg-type]


def guide_of(text: str | bytes, path: str = "guide.md", **options: object) -> Guide:
    guide = file_of(text, path, **options).guide
    assert guide is not None
    return guide


def folder_of(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write ``files`` below ``folder`` and return it."""
    dedented = {path: text if isinstance(text, bytes) else textwrap.dedent(text) for path, text in files.items()}
    return write_pages(folder, dedented)


def read_folder(folder: Path, files: dict[str, str | bytes], **options: object) -> Reading:
    return read([folder_of(folder, files)], ReadOptions(**options))  # type: ignore[arg-type]


def rules(reading: Reading | FileReading) -> list[tuple[str, int]]:
    """Return the rule and line of each problem."""
    return [(problem.rule, problem.line) for problem in reading.problems]
