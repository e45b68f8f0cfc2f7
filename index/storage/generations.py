"""Generations on disk: written in a folder of their own, verified, and made live in one step.

An index is a folder of generations. A generation is a folder of ``.npy`` arrays and UTF-8 text with a
``manifest.json`` that has the size and SHA-256 of every file; ``CURRENT`` names the live one. A generation contains
neither time nor place of its build, so that the same corpus gives the same bytes; ``layout`` describes its files. The
paths of the sources are in ``sources.json``, next to the generations. There is no pickle, except in the ``whoosh``
engine's own files.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.files import CACHE_SIGNATURE, CACHE_TAG
from corpus.problems import GuidedexError
from index import analysis
from index.storage import layout
from index.storage.lines import Lines, head_of
from index.storage.plain_files import make_way, read_plain

FORMAT = 7
CURRENT = "CURRENT"
MANIFEST = "manifest.json"
LOCK = "LOCK"
BUILD_ID = re.compile(r"[0-9a-f]{16}")
TAG_TEXT = CACHE_SIGNATURE + b"\n# an index that `guidedex build` writes\n"
BUILDING = ".building-"
LEFTOVER = re.compile(rf"{re.escape(BUILDING)}.+|\.(CURRENT|sources\.json|readings\.cache)-\d+")
"""Names that a build gives to folders and files which are not whole yet, or are being removed."""

MAX_GENERATIONS = 2
"""Generations that are kept: the live one, and the one before, since a reader may be about to open it. By hand."""

MAX_VERIFIED_AT_OPEN = 1 << 16
"""Bytes of a file up to which its SHA-256 is verified at every open; of larger files only the size is. By hand."""


class IndexMissing(GuidedexError):
    """There is no index in the folder."""


class IndexFormat(GuidedexError):
    """The index was written by another version of Guidedex."""


class IndexDamaged(GuidedexError):
    """A file of the index is not as it was written."""


class IndexLocked(GuidedexError):
    """Another build holds the index."""


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

    def lines(self, name: str) -> Lines:
        """Return the lines ``name``."""
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
            if not _is_as_written(self.folder / name, fingerprint)
        )

    @cached_property
    def site(self) -> Mapping[str, Any]:
        site: Mapping[str, Any] = json.loads((self.folder / "site.json").read_bytes())
        return site


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The result of ``check``: status 0 sound, 1 the corpus has changed since, 2 damaged."""

    status: int
    messages: tuple[str, ...]
    build_id: str = ""


class GenerationWriter:
    """Writes the files of a generation; readers see none of them before ``publish``."""

    def __init__(self, index: Path) -> None:
        self._index = index
        self._folder = index / f"{BUILDING}{os.getpid()}"
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)

    @property
    def folder(self) -> Path:
        return self._folder

    def write_array(self, name: str, array: NDArray[Any]) -> None:
        """Write an array of the layout; raise ValueError for any other."""
        layout.check(name, array)
        with (self._folder / f"{name}.npy").open("wb") as file:
            np.save(file, np.ascontiguousarray(array), allow_pickle=False)

    def write_lines(self, name: str, lines: Iterable[str] | Iterable[bytes]) -> None:
        """Write lines of the layout in the order given; those that are looked up must be in code-point order."""
        look_up = layout.LINES[name].are_looked_up
        sizes, heads = array("q"), array("Q")
        with (self._folder / f"{name}.txt").open("wb") as file:
            for line in lines:
                encoded = line if isinstance(line, bytes) else line.encode()
                file.write(encoded)
                sizes.append(len(encoded))
                if look_up:
                    heads.append(head_of(encoded))
        self.write_array(f"{name}_ends", np.cumsum(np.array(sizes, np.int64)))
        if look_up:
            self.write_array(f"{name}_heads", np.array(heads, np.uint64))

    def write_json(self, name: str, value: Any) -> None:
        (self._folder / f"{name}.json").write_bytes(_canonical_json(value))

    def publish(self, facts: Mapping[str, Any]) -> str:
        """Write the manifest, make the generation the live one, and return its build id."""
        manifest = {
            **facts,
            "format": FORMAT,
            "analyzer": analysis.VERSION,
            "files": {path.name: _fingerprint(path) for path in sorted(self._folder.iterdir())},
        }
        data = _canonical_json(manifest)
        build_id = hashlib.sha256(data).hexdigest()[:16]
        (self._folder / MANIFEST).write_bytes(data)
        _sync(self._folder)
        with _moved_in(self._folder, self._index / build_id):
            replace_file(self._index / CURRENT, build_id.encode())
        _remove_old(self._index, build_id)
        return build_id

    def discard(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def _moved_in(folder: Path, target: Path) -> Iterator[None]:
    """Move the generation ``folder`` to ``target`` for the body, and remove it if the body fails to make it live.

    A sound generation that is already at ``target`` may be live and stays; a damaged one is moved aside.
    """
    if _is_sound(target):
        yield
        return
    aside = target.with_name(BUILDING + target.name)
    if target.exists():
        target.rename(aside)
    folder.rename(target)
    try:
        _sync_entry(target.parent)  # the generation is on the disk before CURRENT names it
        yield
    except OSError:
        shutil.rmtree(target, ignore_errors=True)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _is_sound(folder: Path) -> bool:
    """Return whether ``folder`` is a generation whose files are all as they were written."""
    try:
        data = read_plain(folder / MANIFEST)
        files = json.loads(data)["files"]
        return hashlib.sha256(data).hexdigest()[:16] == folder.name and all(
            _is_as_written(folder / name, fingerprint) for name, fingerprint in files.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


@contextmanager
def writing(index: Path) -> Iterator[GenerationWriter]:
    """Yield the one writer of ``index``; the lock file has the id of its process.

    Raises: IndexLocked when another build has the lock; GuidedexError when the disk refuses, in which case the live
        generation stays as it is.
    """
    try:
        index.mkdir(parents=True, exist_ok=True)
        for name in (LOCK, CURRENT, CACHE_TAG):
            make_way(index / name)
        with (index / LOCK).open("a+", errors="replace") as lock:
            _acquire(lock, index)
            _remove_leftovers(index)
            if not has_tag(index):
                (index / CACHE_TAG).write_bytes(TAG_TEXT)
            writer = GenerationWriter(index)
            try:
                yield writer
            finally:
                writer.discard()
                lock.truncate(0)
    except OSError as error:
        raise GuidedexError(
            f"cannot write the index at {index}: {error.strerror or error}; the last good index is untouched"
        ) from error


def has_tag(index: Path) -> bool:
    """Return whether the folder is tagged as an index, which readers of guides leave out."""
    tag = index / CACHE_TAG
    return tag.is_file() and tag.read_bytes() == TAG_TEXT


def leftovers(index: Path) -> list[Path]:
    """Return the folders and files of builds that run, or were killed."""
    return [path for path in index.iterdir() if LEFTOVER.fullmatch(path.name)] if index.is_dir() else []


def remove_leftovers(index: Path) -> None:
    """Remove what killed builds left in ``index``; nothing while a build runs, or where nothing may be written."""
    if not leftovers(index) and len(_generations(index)) <= MAX_GENERATIONS:
        return
    with suppress(OSError, GuidedexError), (index / LOCK).open("a+") as lock:
        _acquire(lock, index)
        try:
            _remove_leftovers(index)
            _remove_old(index, current_build(index))
        finally:
            lock.truncate(0)


def _acquire(lock: Any, index: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        holder = lock.read().strip() or "another process"
        raise IndexLocked(
            f"cannot build {index}: process {holder} is building it; try again when it has finished"
        ) from error
    lock.seek(0)
    lock.truncate()
    lock.write(str(os.getpid()))
    lock.flush()


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

    Raises: IndexMissing.
    """
    try:
        return _mark(index / CURRENT)
    except (FileNotFoundError, NotADirectoryError):
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
    """Yield the sound generations that are not the live one, newest first; all of their files are read."""
    live = ""
    with suppress(IndexDamaged):  # where CURRENT names no build, every sound one is another
        live = current_build(index)
    for folder in reversed(_generations(index)):
        if folder.name != live and _is_sound(folder):
            yield _opened(index, folder)


def _opened(index: Path, folder: Path) -> Generation:
    manifest = _read_manifest(index, folder)
    for name, (size, digest) in manifest["files"].items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != size:
            raise _damaged(index, f"{folder.name}/{name} is missing or truncated")
        if size <= MAX_VERIFIED_AT_OPEN and _sha256(path) != digest:
            raise _damaged(index, f"{folder.name}/{name} is not as it was written")
    return Generation(folder, manifest, _mark(folder / MANIFEST))


def _mark(path: Path) -> tuple[int, int]:
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
        if BUILD_ID.fullmatch(folder.name) and folder.name != live and not _is_sound(folder)
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


def _fingerprint(path: Path) -> list[Any]:
    return [path.stat().st_size, _sha256(path)]


def _is_as_written(path: Path, fingerprint: Iterable[Any]) -> bool:
    """Return whether a file has this size and digest."""
    try:
        return _fingerprint(path) == list(fingerprint)
    except OSError:
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _canonical_json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _sync(folder: Path) -> None:
    for path in [*folder.iterdir(), folder]:
        _sync_entry(path)


def _sync_entry(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_file(path: Path, data: bytes) -> None:
    """Replace the file at ``path`` in one step: a reader sees the old bytes or the new ones."""
    with staged(path, data):
        pass


@contextmanager
def staged(path: Path, data: bytes) -> Iterator[None]:
    """Write ``data`` to a temporary file, and replace ``path`` by it in one step when the body succeeds."""
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    make_way(path)
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield
        temporary.replace(path)
        _sync_entry(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _generations(index: Path) -> list[Path]:
    """Return the folders of all generations, oldest first; none for a folder that is not there."""
    folders = index.iterdir() if index.is_dir() else ()
    found = [path for path in folders if BUILD_ID.fullmatch(path.name) and (path / MANIFEST).is_file()]
    return sorted(found, key=lambda path: path.stat().st_mtime_ns)


def _remove_old(index: Path, live: str) -> None:
    """Remove what is neither the live generation nor the newest sound one of the others."""
    others = [path for path in index.iterdir() if BUILD_ID.fullmatch(path.name) and path.name != live]
    before = [path for path in reversed(_generations(index)) if path.name != live and _is_sound(path)]
    for path in set(others) - set(before[: MAX_GENERATIONS - 1]):
        with suppress(OSError):  # a folder that is half removed when its build is killed is no generation any more
            _remove(path.rename(path.with_name(BUILDING + path.name)))


def _remove_leftovers(index: Path) -> None:
    for path in leftovers(index):
        _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
