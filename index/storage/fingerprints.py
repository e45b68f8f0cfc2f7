"""Sizes and SHA-256 of the files of a generation, as its manifest has them."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from index.storage.plain_files import kind_of, read_plain

MANIFEST = "manifest.json"


def is_sound(folder: Path) -> bool:
    """Return whether ``folder`` is a generation whose files are all as they were written."""
    try:
        data = read_plain(folder / MANIFEST)
        files = json.loads(data)["files"]
        return hashlib.sha256(data).hexdigest()[:16] == folder.name and all(
            is_as_written(folder / name, fingerprint) for name, fingerprint in files.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def fingerprint_of(path: Path) -> list[Any]:
    return [path.stat().st_size, sha256(path)]


def is_as_written(path: Path, fingerprint: Iterable[Any]) -> bool:
    """Return whether there is a file with this size and digest; a pipe or a device is not read."""
    expected = list(fingerprint)
    try:
        is_as_long = not kind_of(path) and [path.stat().st_size] == expected[:1]
        return is_as_long and fingerprint_of(path) == expected
    except OSError:
        return False


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def canonical_json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()
