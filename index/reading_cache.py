"""What files held when they were last read: a file that did not change is not parsed again."""

import hashlib
import json
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import corpus
from corpus.problems import Problem
from corpus.reader import FileReading, ReadOptions
from index.storage.codec import guide_from_line, to_line
from index.storage.generations import staged

NAME = "readings.cache"
_SELDOM = ("hides", "date", "expires")


class ReadingCache:
    """Readings by the digest of what they follow from: the reader, its options but the day, a path, and bytes.

    Damage only costs time: a line that cannot be read is a file that is read again.
    """

    def __init__(self, index: Path, options: ReadOptions) -> None:
        self._path = index / NAME
        self._options = options
        timeless = json.dumps(asdict(replace(options, today="")), sort_keys=True)
        self._seed = hashlib.sha256(f"{_reader_digest()} {timeless}".encode())
        self._known = _lines_by_key(self._path)
        self._kept: dict[str, bytes] = {}

    def get(self, path: str, data: bytes) -> FileReading | None:
        """Return what the file at ``path`` with these bytes was read as, None when that is not known."""
        key = self._key(path, data)
        line = self._known.get(key)
        if line is None:
            return None
        try:
            reading = _reading(path, line)
        except (ValueError, TypeError, KeyError, AssertionError):
            return None
        self._kept[key] = line
        return replace(reading, hidden=True) if reading.is_hidden(self._options) else reading

    def put(self, path: str, data: bytes, reading: FileReading) -> None:
        """Remember what a file was read as; records are read anew each time."""
        if not reading.records:
            key = self._key(path, data)
            self._kept[key] = key.encode() + b" " + _line(reading)

    def saving(self) -> AbstractContextManager[None]:
        """Return what keeps what this build used, and nothing else, when its body ends well."""
        if self._kept == self._known:
            return nullcontext()
        return staged(self._path, b"\n".join(self._kept[key] for key in sorted(self._kept)))

    def _key(self, path: str, data: bytes) -> str:
        digest = self._seed.copy()
        digest.update(f"{path}\n{len(data)}\n".encode())
        digest.update(data)
        return digest.hexdigest()


def _lines_by_key(path: Path) -> dict[str, bytes]:
    try:
        data = path.read_bytes()
    except OSError:
        return {}
    return {line[:64].decode("ascii", "replace"): line for line in data.split(b"\n") if line}


def _line(reading: FileReading) -> bytes:
    """Return a reading as a line: what is seldom said, a tab, and its guide."""
    said: dict[str, Any] = {"problems": [asdict(problem) for problem in reading.problems]} if reading.problems else {}
    said |= {name: value for name in _SELDOM if (value := getattr(reading, name))}
    seldom = json.dumps(said, ensure_ascii=False, separators=(",", ":")) if said else ""
    return seldom.encode() + b"\t" + (to_line(reading.guide) if reading.guide else b"")


def _reading(path: str, line: bytes) -> FileReading:
    seldom, _, guide = line[65:].partition(b"\t")
    said = json.loads(seldom) if seldom else {}
    said["problems"] = tuple(Problem(**problem) for problem in said.get("problems", ()))
    return FileReading(path, guide_from_line(guide) if guide else None, **said)


@lru_cache(maxsize=1)
def _reader_digest() -> str:
    """Return a digest of the code that reads, so that a new version reads everything again."""
    digest = hashlib.sha256()
    for path in sorted(Path(corpus.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
