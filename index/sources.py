"""``sources.json``, beside the generations: the files that the live one was built from, and how they were read.

Its member ``checksum`` is the SHA-256 of all others.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from corpus.files import FileState
from corpus.problems import GuidedexError
from corpus.reader import ReadOptions
from index.options import SiteOptions
from index.storage.plain_files import read_plain

SOURCES = "sources.json"


@dataclass(frozen=True, slots=True)
class Sources:
    """What an index was built from; ``files`` by ``SourceFile.key``, empty if an earlier version built it.

    ``meaning`` is the model that its documents were encoded with, see ``BuildOptions``; it is recorded where it is on.
    """

    paths: tuple[Path, ...]
    read: ReadOptions
    site: SiteOptions
    files: Mapping[str, FileState]
    meaning: str = ""

    def to_json(self) -> bytes:
        recorded: dict[str, object] = {
            "sources": [str(path) for path in self.paths],
            "read": asdict(self.read),
            "site": asdict(self.site),
            "files": {key: f"{file.size} {file.mtime_ns} {file.digest}" for key, file in self.files.items()},
        }
        if self.meaning:
            recorded["meaning"] = self.meaning
        return _as_json({**recorded, "checksum": _checksum(recorded)})


def recorded_sources(index: Path) -> Sources:
    """Return what ``index`` was built from.

    Raises: GuidedexError where the index does not record it.
    """
    try:
        data = read_plain(index / SOURCES)
        recorded = json.loads(data)
        checksum = recorded.pop("checksum", "")
        if checksum != _checksum(recorded) or data != _as_json({**recorded, "checksum": checksum}):
            raise ValueError("not as it was written")
        lists = {name: tuple(recorded["read"][name]) for name in ("ignore", "versions")}
        read = ReadOptions(**recorded["read"] | lists)
        site = SiteOptions.from_json(dict(**recorded["site"]))
        _check_types(read, ReadOptions())
        _check_types(site, SiteOptions())
        return Sources(
            _paths(recorded["sources"]),
            read,
            site,
            {key: _file_state(*text.split(" ")) for key, text in recorded.get("files", {}).items()},
            str(recorded.get("meaning", "")),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise GuidedexError(
            f"cannot tell what {index} was built from: {SOURCES} {_found(error)}; run `guidedex build --index {index}`"
        ) from error


def _as_json(recorded: Mapping[str, object]) -> bytes:
    return json.dumps(recorded, indent=1, sort_keys=True).encode()


def _checksum(recorded: Mapping[str, object]) -> str:
    return hashlib.sha256(_as_json(recorded)).hexdigest()


def _found(error: Exception) -> str:
    """Return what is wrong with ``sources.json``; another version has fields that this one does not know."""
    if isinstance(error, FileNotFoundError):
        return "is missing"
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror or error})"
    if isinstance(error, UnicodeDecodeError | json.JSONDecodeError | RecursionError):
        return "is not JSON"
    return "was damaged, or written by another version"


def _check_types(options: ReadOptions | SiteOptions, default: ReadOptions | SiteOptions) -> None:
    """Raise TypeError unless the options are of the types that a build writes."""
    for field in fields(options):
        if type(getattr(options, field.name)) is not type(getattr(default, field.name)):
            raise TypeError(field.name)


def _paths(recorded: object) -> tuple[Path, ...]:
    """Return the recorded paths; raise TypeError where they are none."""
    if not isinstance(recorded, list) or not all(isinstance(path, str) and "\0" not in path for path in recorded):
        raise TypeError("sources")
    return tuple(Path(path) for path in recorded)


def _file_state(size: str, mtime_ns: str, digest: str) -> FileState:
    return FileState(int(size), int(mtime_ns), digest)


def changed_since(index: Path) -> str:
    """Return the message for an index whose sources have changed."""
    return f"the sources have changed since; run `guidedex build --index {index}`"
