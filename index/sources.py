"""``sources.json``, beside the generations: the files that the live one was built from, and how they were read."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from corpus.files import FileState
from corpus.problems import GuidedexError
from corpus.reader import ReadOptions
from index.options import SiteOptions

SOURCES = "sources.json"


@dataclass(frozen=True, slots=True)
class Sources:
    """What an index was built from; ``files`` by ``SourceFile.key``, empty if an earlier version built it."""

    paths: tuple[Path, ...]
    read: ReadOptions
    site: SiteOptions
    files: Mapping[str, FileState]

    def to_json(self) -> bytes:
        recorded = {
            "sources": [str(path) for path in self.paths],
            "read": asdict(self.read),
            "site": asdict(self.site),
            "files": {key: f"{file.size} {file.mtime_ns} {file.digest}" for key, file in self.files.items()},
        }
        return json.dumps(recorded, indent=1, sort_keys=True).encode()


def recorded_sources(index: Path) -> Sources:
    """Return what ``index`` was built from.

    Raises: GuidedexError where the index does not record it.
    """
    try:
        recorded = json.loads((index / SOURCES).read_bytes())
        read = ReadOptions(**recorded["read"])
        return Sources(
            tuple(Path(path) for path in recorded["sources"]),
            replace(read, ignore=tuple(read.ignore)),
            SiteOptions.from_json(recorded["site"]),
            {key: _file_state(*text.split(" ")) for key, text in recorded.get("files", {}).items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise GuidedexError(
            f"cannot tell what {index} was built from ({error}); run `guidedex build --index {index}`"
        ) from error


def _file_state(size: str, mtime_ns: str, digest: str) -> FileState:
    return FileState(int(size), int(mtime_ns), digest)


def changed_since(index: Path) -> str:
    """Return the message for an index whose sources have changed."""
    return f"the sources have changed since; run `guidedex build --index {index}`"
