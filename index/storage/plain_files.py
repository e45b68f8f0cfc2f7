"""Small files of an index, read whatever lies at their path: a folder, a pipe and a device are errors, and no wait."""

import stat
from pathlib import Path

KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class NoPlainFile(OSError):
    """What lies at the path is no file; the message says what it is."""


def read_plain(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises: FileNotFoundError; NoPlainFile for anything else than a file; another OSError where it cannot be read.
    """
    if kind := kind_of(path):
        raise NoPlainFile(f"{path.name} is {kind}")
    with path.open("rb") as file:
        return file.read()


def make_way(path: Path) -> None:
    """Move aside what is no file at ``path``, so that a file can be written there; nothing is removed."""
    try:
        kind = kind_of(path)
    except FileNotFoundError:
        return
    if kind:
        path.rename(_free_name(path))


def kind_of(path: Path) -> str:
    """Return what lies at ``path`` in words, "" for a file."""
    return KINDS.get(stat.S_IFMT(path.stat().st_mode), "")


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.moved-{number}")).exists():
        number += 1
    return aside
