"""Generations on disk: found, checked against their manifest, and opened.

An index is a folder of generations. A generation is a folder of ``.npy`` arrays and UTF-8 text with a
``manifest.json`` that has the size and SHA-256 of every file; ``CURRENT`` names the live one. A generation contains
neither time nor place of its build, so that the same corpus gives the same bytes; ``layout`` describes its files and
``writing`` makes them. The paths of the sources are in ``sources.json``, next to the generations. There is no pickle,
except in the ``whoosh`` engine's own files.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.problems import GuidedexError
from index import analysis
from index.storage import layout
from index.storage.caching import cached
from index.storage.fingerprints import MANIFEST, is_as_written, is_sound, sha256
from index.storage.lines import Lines
from index.storage.plain_files import read_plain

FORMAT = 14
CURRENT = "CURRENT"
BUILD_ID = re.compile(r"[0-9a-f]{16}")

MAX_VERIFIED_AT_OPEN = 1 << 16
"""Bytes of a file up to which its SHA-256 is verified at every open; of larger files only the size is. By hand."""


class IndexMissing(GuidedexError):
    """There is no index in the folder."""


class IndexFormat(GuidedexError):
    """The index was written by another version of Guidedex."""


class IndexDamaged(GuidedexError):
    """A file of the index is not as it was written."""


@dataclass(frozen=True)
class Generation:
    """An open generation. Arrays are memory-mapped, not read.

    ``mark`` differs between two folders of one build, of which one was written in place of the other.
    """

    folder: Path
    manifest: Mapping[str, Any]
    mark: tuple[int, int] = (0, 0)

    @property
    def build_id(self) -> str:
        return self.folder.name

    def array(self, name: str) -> NDArray[Any]:
        """Return the array ``name``, memory-mapped and read-only.

        Raises: IndexFormat when the generation has none, because another version wrote it.
        """
        if f"{name}.npy" not in self.manifest["files"]:
            raise IndexFormat(
                f"the index at {self.folder.parent} has no {name!r}: it was written by another version; "
                f"run `guidedex build --index {self.folder.parent}`"
            )
        try:
            array = np.asarray(np.load(self.folder / f"{name}.npy", mmap_mode="r", allow_pickle=False))
            layout.check(name, array)
        except (OSError, ValueError, EOFError) as error:
            raise _damaged(self.folder.parent, f"{self.build_id}/{name}.npy cannot be read") from error
        return array

    def number(self, name: str) -> int:
        """Return a count of the manifest; raise IndexDamaged where it has none."""
        value = self.manifest.get(name)
        if type(value) is not int:
            raise _damaged(self.folder.parent, f"{self.build_id}/{MANIFEST} has no number {name!r}")
        return value

    def text(self, name: str) -> str:
        """Return a text of the manifest; raise IndexDamaged where it has none."""
        value = self.manifest.get(name)
        if not isinstance(value, str):
            raise _damaged(self.folder.parent, f"{self.build_id}/{MANIFEST} has no text {name!r}")
        return value

    @cached(None)
    def lines(self, name: str) -> Lines:
        """Return the lines ``name``, in an object that all who ask share: each line is looked up once."""
        path = self.folder / f"{name}.txt"
        blob: NDArray[np.uint8] = np.zeros(0, np.uint8)
        if path.stat().st_size:
            blob = np.asarray(np.memmap(path, np.uint8, "r"))
        heads = self.array(f"{name}_heads") if layout.LINES[name].are_looked_up else None
        return Lines(blob, self.array(f"{name}_ends"), heads)

    def damage(self) -> tuple[str, ...]:
        """Return a message for each file that is not as it was written; reads all of them.

        A generation that is there no more, because newer ones took its place, has no damage.
        """
        if not self.folder.is_dir():
            return ()
        return tuple(
            f"{self.build_id}/{name} is not as it was written; run `guidedex build` to repair it"
            for name, fingerprint in self.manifest["files"].items()
            if not is_as_written(self.folder / name, fingerprint)
        )

    @cached_property
    def site(self) -> Mapping[str, Any]:
        site: Mapping[str, Any] = json.loads((self.folder / "site.json").read_bytes())
        return site


def current_build(index: Path) -> str:
    """Return the build id of the live generation.

    Raises: IndexMissing; IndexDamaged where ``CURRENT`` names no build.
    """
    try:
        build_id = read_plain(index / CURRENT).decode().strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissing(f"no index at {index}; run `guidedex build --index {index}` to make one") from error
    except UnicodeDecodeError as error:
        raise _damaged(index, f"{CURRENT} is not text") from error
    except OSError as error:
        raise _damaged(index, f"{CURRENT} cannot be read ({error.strerror or error})") from error
    if not BUILD_ID.fullmatch(build_id):
        raise _damaged(index, f"{CURRENT} names no build but {build_id[:40]!r}")
    return build_id


def current_mark(index: Path) -> tuple[int, int]:
    """Return a value that changes whenever a generation is published: inode and time of ``CURRENT``.

    Raises: IndexMissing; IndexDamaged where there is no file to read.
    """
    try:
        return _mark(os.path.join(index, CURRENT))  # every search asks: ``index / CURRENT`` takes longer than the rest
    except OSError:
        current_build(index)
        raise


def open_generation(index: Path) -> Generation:
    """Open the live generation of ``index``.

    Raises: IndexMissing, IndexFormat, IndexDamaged; each message has the command to run.
    """
    for _ in range(3):  # a build may publish, and remove this one, between the two look-ups
        build_id = current_build(index)
        folder = index / build_id
        if BUILD_ID.fullmatch(build_id) and folder.is_dir():
            break
    else:
        raise _damaged(index, f"{CURRENT} names {build_id!r}, which is not there")
    return _opened(index, folder)


def earlier_generations(index: Path) -> Iterator[Generation]:
    """Yield the sound generations of this version that are not the live one, newest first; all of their files are
    read."""
    live = ""
    with suppress(IndexDamaged):  # where CURRENT names no build, every sound one is another
        live = current_build(index)
    for folder in reversed(generation_folders(index)):
        if folder.name != live and is_sound(folder):
            with suppress(IndexFormat):
                yield _opened(index, folder)


def format_of_another_version(index: Path) -> str:
    """Return the message of IndexFormat where another version of Guidedex wrote the live generation; else ""."""
    try:
        open_generation(index)
    except IndexFormat as error:
        return str(error)
    except (IndexMissing, IndexDamaged):
        return ""
    return ""


def _opened(index: Path, folder: Path) -> Generation:
    manifest = _read_manifest(index, folder)
    for name, (size, digest) in manifest["files"].items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != size:
            raise _damaged(index, f"{folder.name}/{name} is missing or truncated")
        if size <= MAX_VERIFIED_AT_OPEN and sha256(path) != digest:
            raise _damaged(index, f"{folder.name}/{name} is not as it was written")
    return Generation(folder, manifest, _mark(folder / MANIFEST))


def _mark(path: Path | str) -> tuple[int, int]:
    status = os.stat(path)
    return status.st_ino, status.st_mtime_ns


def damage(index: Path, missing_ok: bool = False) -> tuple[str, ...]:
    """Return a message for each file of the live generation that differs from its manifest; reads all of them.

    Raises: IndexMissing, unless ``missing_ok``.
    """
    try:
        if missing_ok and not (index / CURRENT).exists():
            return ()
        generation = open_generation(index)
    except (IndexDamaged, IndexFormat) as error:
        return (str(error),)
    return generation.damage()


def damage_of_earlier(index: Path) -> tuple[str, ...]:
    """Return a message for each generation beside the live one that is not as it was written; reads all files."""
    live = current_build(index)
    return tuple(
        f"{folder.name}, an earlier build, is not as it was written; the next `guidedex build` removes it"
        for folder in index.iterdir()
        if BUILD_ID.fullmatch(folder.name) and folder.name != live and not is_sound(folder)
    )


def _read_manifest(index: Path, folder: Path) -> Mapping[str, Any]:
    try:
        data = read_plain(folder / MANIFEST)
        manifest: Mapping[str, Any] = json.loads(data)
        version = manifest["format"]
        files = manifest["files"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(index, f"{folder.name}/{MANIFEST} cannot be read") from error
    if version != FORMAT or manifest.get("analyzer") != analysis.VERSION:
        raise IndexFormat(
            f"cannot open the index at {index}: it has format {version} with analyzer "
            f"{manifest.get('analyzer')}, this version reads {FORMAT} with {analysis.VERSION}; "
            f"run `guidedex build --index {index}`"
        )
    if hashlib.sha256(data).hexdigest()[:16] != folder.name or not _are_fingerprints(files):
        raise _damaged(index, f"{folder.name}/{MANIFEST} is not as it was written")
    return manifest


def _are_fingerprints(files: object) -> bool:
    """Return whether the files of a manifest are a size and a digest each, by a name inside the generation."""
    return isinstance(files, dict) and all(
        isinstance(value, list) and [type(part) for part in value] == [int, str] and Path(name).name == name
        for name, value in files.items()
    )


def _damaged(index: Path, damage: str) -> IndexDamaged:
    return IndexDamaged(
        f"cannot open the index at {index}: {damage}; run `guidedex build --index {index}` to repair it"
    )


def generation_folders(index: Path) -> list[Path]:
    """Return the folders of all generations, oldest first; none for a folder that is not there."""
    folders = index.iterdir() if index.is_dir() else ()
    found = [path for path in folders if BUILD_ID.fullmatch(path.name) and (path / MANIFEST).is_file()]
    return sorted(found, key=lambda path: path.stat().st_mtime_ns)
