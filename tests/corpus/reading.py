"""What the tests of this folder read with."""

import textwrap
from pathlib import Path

from corpus.guide import Guide
from corpus.reader import FileReading, Reading, ReadOptions, read, read_file


def file_of(text: str | bytes, path: str = "guide.md", **options: object) -> FileReading:
    """Return what one file of this text gives, before other files have a say."""
    data = text if isinstance(text, bytes) else textwrap.dedent(text).encode()
    return read_file(data, path, ReadOptions(**options))  # type: ignore[arg-type]


def guide_of(text: str | bytes, path: str = "guide.md", **options: object) -> Guide:
    guide = file_of(text, path, **options).guide
    assert guide is not None
    return guide


def folder_of(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write ``files`` below ``folder`` and return it."""
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
    return folder


def read_folder(folder: Path, files: dict[str, str | bytes], **options: object) -> Reading:
    return read([folder_of(folder, files)], ReadOptions(**options))  # type: ignore[arg-type]


def rules(reading: Reading | FileReading) -> list[tuple[str, int]]:
    """Return rule and line of each problem."""
    return [(problem.rule, problem.line) for problem in reading.problems]
