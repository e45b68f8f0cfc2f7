"""Generations written in a folder of their own and made live in one step; the lock, and what killed builds left."""

import fcntl
import hashlib
import os
import re
import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.files import CACHE_SIGNATURE, CACHE_TAG
from corpus.problems import GuidedexError
from index import analysis
from index.storage import layout
from index.storage.fingerprints import MANIFEST, canonical_json, fingerprint_of, is_sound
from index.storage.generations import BUILD_ID, CURRENT, FORMAT, current_build, generation_folders
from index.storage.lines import Lines, head_of
from index.storage.plain_files import make_way, replace_file, sync, sync_entry

LOCK = "LOCK"
TAG_TEXT = CACHE_SIGNATURE + b"\n# an index that `guidedex build` writes\n"
BUILDING = ".building-"
LEFTOVER = re.compile(rf"{re.escape(BUILDING)}.+|\.(CURRENT|sources\.json|readings\.cache)-\d+")
"""Names that a build gives to folders and files which are not whole yet, or are being removed."""

MAX_GENERATIONS = 2
"""Generations that are kept: the live one, and the one before, since a reader may be about to open it. By hand."""


BeforeLive = Callable[[str, Path], None]


class IndexLocked(GuidedexError):
    """Another build holds the index."""


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
        (self._folder / f"{name}.json").write_bytes(canonical_json(value))

    def written(self, name: str) -> NDArray[Any]:
        """Return an array of this generation, memory-mapped."""
        return np.asarray(np.load(self._folder / f"{name}.npy", mmap_mode="r", allow_pickle=False))

    def written_lines(self, name: str) -> Lines:
        """Return lines of this generation."""
        return Lines(np.fromfile(self._folder / f"{name}.txt", np.uint8), self.written(f"{name}_ends"))

    def write_aside(self, name: str, array: NDArray[Any]) -> None:
        """Write an array of the layout beside the generation: it is there until the writer ends."""
        layout.check(name, array)
        self._aside.mkdir(exist_ok=True)
        np.save(self._aside / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)

    def aside(self, name: str) -> NDArray[Any]:
        """Return an array that was written beside the generation, memory-mapped."""
        return np.asarray(np.load(self._aside / f"{name}.npy", mmap_mode="r", allow_pickle=False))

    @property
    def _aside(self) -> Path:
        return self._folder.with_name(f"{self._folder.name}-aside")

    def publish(self, facts: Mapping[str, Any], before_live: BeforeLive | None = None) -> str:
        """Write the manifest, make the generation the live one, and return its build id.

        Args:
            before_live: called with the build id and the whole folder; if it raises, the generation does not go live.
        """
        manifest = {
            **facts,
            "format": FORMAT,
            "analyzer": analysis.VERSION,
            "files": {path.name: fingerprint_of(path) for path in sorted(self._folder.iterdir())},
        }
        data = canonical_json(manifest)
        build_id = hashlib.sha256(data).hexdigest()[:16]
        (self._folder / MANIFEST).write_bytes(data)
        if before_live:
            before_live(build_id, self._folder)
        self.adopt(build_id)
        return build_id

    def adopt(self, build_id: str) -> None:
        """Make the generation in the folder, whose manifest is written, the live one."""
        sync(self._folder)
        with _moved_in(self._folder, self._index / build_id):
            replace_file(self._index / CURRENT, build_id.encode())
        _remove_old(self._index, build_id)

    def discard(self) -> None:
        for folder in (self._folder, self._aside):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _moved_in(folder: Path, target: Path) -> Iterator[None]:
    """Move the generation ``folder`` to ``target`` for the body, and remove it if the body fails to make it live.

    A sound generation that is already at ``target`` may be live and stays; a damaged one is moved aside.
    """
    if is_sound(target):
        yield
        return
    aside = target.with_name(BUILDING + target.name)
    if target.exists():
        target.rename(aside)
    folder.rename(target)
    try:
        sync_entry(target.parent)  # the generation is on the disk before CURRENT names it
        yield
    except OSError:
        shutil.rmtree(target, ignore_errors=True)
        raise
    shutil.rmtree(aside, ignore_errors=True)


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
    if not leftovers(index) and len(generation_folders(index)) <= MAX_GENERATIONS:
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


def _remove_old(index: Path, live: str) -> None:
    """Remove what is neither the live generation nor the newest sound one of the others."""
    others = [path for path in index.iterdir() if BUILD_ID.fullmatch(path.name) and path.name != live]
    newest_first = (path for path in reversed(generation_folders(index)) if path.name != live)
    kept = islice(filter(is_sound, newest_first), MAX_GENERATIONS - 1)
    for path in set(others) - set(kept):
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
