"""A cache of readings: a file that did not change since the last build is not parsed again."""

import hashlib
import json
import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import corpus
from corpus.problems import Problem
from corpus.reader import FileReading, ReadOptions
from index.storage.codec import guide_from_line, to_line
from index.storage.plain_files import read_plain, staged

NAME = "readings.cache"
SEAL = b"readings "
"""What the first line begins with; behind it is the digest of all others, so that missing ones are noticed."""

_OPTIONAL_FIELDS = ("marked_hidden", "date", "expires")


class ReadingCache:
    """Readings by a digest of all that determines them: the reader's code, its options but the day, path and bytes.

    A line is a key, a checksum and a reading. Damage only costs time: the file of a damaged line is read again.
    """

    def __init__(self, index: Path, options: ReadOptions) -> None:
        self._path = index / NAME
        self._options = options
        timeless = json.dumps(asdict(replace(options, today="")), sort_keys=True)
        self._seed = hashlib.sha256(f"{_reader_digest()} {timeless}".encode())
        self._is_whole, lines = _read(self._path)
        self._cached = {line[:64].decode("ascii", "replace"): line for line in lines}
        self._used: dict[str, bytes] = {}

    def get(self, path: str, digest: str) -> FileReading | None:
        """Return the reading of the bytes with this digest at ``path``, None when it is not in the cache."""
        key = self._key(path, digest)
        line = self._cached.get(key)
        if line is None or not _is_as_written(line):
            return None
        try:
            reading = _reading(path, digest, line)
        except (ValueError, TypeError, KeyError, AssertionError):
            return None
        self._used[key] = line
        return replace(reading, hidden=True) if reading.is_hidden(self._options) else reading

    def put(self, reading: FileReading) -> None:
        """Keep the reading of a file.

        Files of records are read each time, and so are files that could not be read and those with parts in others.
        """
        if reading.digest and not reading.records and not reading.parts:
            key = self._key(reading.path, reading.digest)
            self._used[key] = _with_checksum(key.encode(), _line(reading))

    def saving(self) -> AbstractContextManager[None]:
        """Return a context that, when its body succeeds, saves the readings that this build used, and no others."""
        if self._is_whole and self._used == self._cached:
            return nullcontext()
        body = b"\n".join(self._used[key] for key in sorted(self._used))
        return staged(self._path, b"%b\n%b" % (_seal(body), body))

    def _key(self, path: str, digest: str) -> str:
        key = self._seed.copy()
        key.update(f"{path}\n{digest}".encode())
        return key.hexdigest()


def damaged_readings(index: Path) -> tuple[str, ...]:
    """Return a message when the cache in ``index`` is not as it was written; a missing one only costs time."""
    is_whole, lines = _read(index / NAME)
    n_damaged = sum(not _is_as_written(line) for line in lines)
    if is_whole and not n_damaged:
        return ()
    found = f"{n_damaged} of {len(lines)} readings are" if n_damaged else "it is"
    return (f"{NAME}: {found} not as written; `guidedex build` repairs it",)


def _read(path: Path) -> tuple[bool, list[bytes]]:
    """Return whether a cache has all lines that were written, and those that it has; a missing one lacks none.

    Caches of Guidedex 0.2.0 have no seal; they were never empty.
    """
    if not os.path.lexists(path):
        return True, []
    try:
        data = read_plain(path)
    except OSError:
        return False, []
    first, _, rest = data.partition(b"\n")
    is_sealed = first.startswith(SEAL)
    body = rest if is_sealed else data
    return first == _seal(body) if is_sealed else bool(body), [line for line in body.split(b"\n") if line]


def _seal(body: bytes) -> bytes:
    return SEAL + hashlib.sha256(body).hexdigest().encode()


def _with_checksum(key: bytes, reading: bytes) -> bytes:
    return b"%b %b %b" % (key, _checksum(key, reading), reading)


def _is_as_written(line: bytes) -> bool:
    key, _, rest = line.partition(b" ")
    checksum, _, reading = rest.partition(b" ")
    return checksum == _checksum(key, reading) and line == _with_checksum(key, reading)


def _checksum(key: bytes, reading: bytes) -> bytes:
    return hashlib.sha256(key + reading).hexdigest()[:16].encode()


def _line(reading: FileReading) -> bytes:
    """Return a reading as a line: the fields that most readings leave empty as JSON, a tab, and its guide."""
    fields: dict[str, Any] = {"problems": [asdict(problem) for problem in reading.problems]} if reading.problems else {}
    fields |= {name: value for name in _OPTIONAL_FIELDS if (value := getattr(reading, name))}
    optional = json.dumps(fields, ensure_ascii=False, separators=(",", ":")) if fields else ""
    return optional.encode() + b"\t" + (to_line(reading.guide) if reading.guide else b"")


def _reading(path: str, digest: str, line: bytes) -> FileReading:
    optional, _, guide = line.split(b" ", 2)[2].partition(b"\t")  # behind key and checksum
    fields = json.loads(optional) if optional else {}
    fields["problems"] = tuple(Problem(**problem) for problem in fields.get("problems", ()))
    return FileReading(path, guide_from_line(guide) if guide else None, digest=digest, **fields)


@lru_cache(maxsize=1)
def _reader_digest() -> str:
    """Return a digest of the code of ``corpus``, so that a new version reads everything again."""
    digest = hashlib.sha256()
    for path in sorted(Path(corpus.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
