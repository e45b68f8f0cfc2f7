"""Small files of an index: read without waiting, whatever is at their path, and replaced in one step."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class NoPlainFile(OSError):
    """A folder, pipe, socket or device is where a file should be; the message names which."""


def read_plain(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises: FileNotFoundError; NoPlainFile for anything else than a file; another OSError where it cannot be read.
    """
    if kind := kind_of(path):
        raise NoPlainFile(f"{path.name} is {kind}")
    with path.open("rb") as file:
        return file.read()


def make_way(path: Path) -> None:
    """Rename whatever is at ``path`` and is no file, so that a file can be written there; nothing is removed."""
    try:
        kind = kind_of(path)
    except OSError as error:
        if not path.is_symlink():  # a link in a circle is in the way too, and one to a folder that is not there
            if isinstance(error, FileNotFoundError):
                return
            raise
        kind = "a link"
    if kind:
        path.rename(_free_name(path))


def kind_of(path: Path) -> str:
    """Return the kind of what is at ``path``, such as ``a pipe``; "" for a file."""
    return KINDS.get(stat.S_IFMT(path.stat().st_mode), "")


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.moved-{number}")).exists():
        number += 1
    return aside


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
        sync_entry(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    for path in [*folder.iterdir(), folder]:
        sync_entry(path)


def sync_entry(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
