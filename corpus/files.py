"""Find the files of a source in a fixed order, honour ignore files, and read within size limits."""

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

import pathspec

from corpus.formats.endings import SKIPPED, accepted_endings, advice
from corpus.formats.ignore_files import MAX_PATH, ignore_spec, ignore_specs
from corpus.problems import GuidedexError, Problem
from corpus.slugs import split_name

MAX_LINE_PARTS = 16
"""Reads of ``max_bytes`` spent on one overlong line before the rest of the file is skipped; by hand."""

RULE_OUTSIDE = "outside-source"
RULE_UNREADABLE = "unreadable"
RULE_NOT_A_FILE = "not-a-file"
RULE_TOO_LARGE = "too-large"

_READ_BYTES = 1 << 16
"""Bytes of one read; by hand, since most guides are smaller."""

_UNPRINTABLE = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PART_FOLDERS = ("_includes", "includes", "_partials", "partials", "_snippets", "snippets", "docs", "content")
"""Folders in which generators look for included files. By hand."""

_MAX_ABOVE = 8
"""Folders above a file in which its includes are looked for. By hand."""

_SKIPPED_NAMES = frozenset({".git", ".hg", ".svn", "node_modules"})
"""Folders that are never entered, not even to count ignored files."""

CACHE_TAG = "CACHEDIR.TAG"
CACHE_SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55"
"""Name and first bytes of the file that tells programs to skip a folder, as every index has one. Source: the Cache
Directory Tagging Specification, https://bford.info/cachedir/."""


@dataclass(frozen=True, slots=True, order=True)
class SourceFile:
    """A file to read; ``path`` is relative to its source and uses ``/``."""

    path: str
    source: int
    """Position of its source in the list of sources."""
    location: str
    """Path that the operating system opens."""
    size: int = 0
    mtime_ns: int = 0

    @property
    def key(self) -> str:
        """The path with the position of its source: two sources may have files of the same path."""
        return f"{self.source}/{self.path}"


@dataclass(frozen=True, slots=True)
class FileState:
    """Size, time of change and content of a file when it was read."""

    size: int
    mtime_ns: int
    digest: str
    """SHA-256 of what was parsed, "" for a file that could not be read."""


@dataclass(slots=True)
class FileListing:
    """Files and problems found below the sources."""

    files: list[SourceFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: int = 0
    """Files with an accepted suffix that a pattern or a leading dot leaves out."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Documents that are not read, by the ending of their names."""


def list_files(sources: Sequence[Path], ignore: Sequence[str] = (), *, hidden: bool = False) -> FileListing:
    """Return the files of ``sources``, sorted by path; ``hidden`` includes names that begin with a dot.

    Raises: GuidedexError for a source that does not exist, or that holds no file with an accepted suffix.
    """
    listing = FileListing()
    for number, source in enumerate(sources):
        before = len(listing.files) + len(listing.problems) + listing.ignored
        if source.is_dir():
            _FolderWalk(source, number, ignore, hidden, listing).run()
        elif source.exists():
            listing.files.append(_source_file(printable(source.name), number, str(source)))
        else:
            raise GuidedexError(f"cannot read {source}: there is no such file or folder")
        if len(listing.files) + len(listing.problems) + listing.ignored == before:
            skipped = "".join(f"; {line}" for line in advice(listing.skipped))
            accepted = " ".join(accepted_endings())
            raise GuidedexError(f"no guides found in {source}{skipped}; accepted are {accepted}")
    listing.files.sort()
    return listing


class _FolderWalk:
    """Walks one source folder; symbolic links never lead out of it."""

    def __init__(self, root: Path, number: int, ignore: Sequence[str], hidden: bool, listing: FileListing) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._number = number
        self._hidden = hidden
        self._listing = listing
        self._specs = [("", ignore_spec(ignore, "guidedex.yaml", listing.problems))] if ignore else []

    def run(self) -> None:
        self._folder(str(self._root), "", ignored=False)

    def _folder(self, location: str, path: str, *, ignored: bool) -> None:
        """List folders depth first, without recursion. ``ignored`` folders are entered only to count their files."""
        pending = [(location, path, ignored, self._specs)]
        while pending:
            location, path, ignored, specs = pending.pop()
            try:
                entries = sorted(os.scandir(location), key=lambda entry: entry.name)
            except OSError as error:
                self._problem(path, RULE_UNREADABLE, f"the folder cannot be read: {_reason(error)}")
                continue
            if path and _is_cache(entries):
                continue
            # Ignore files apply to their own folder and everything below it.
            specs = [*specs, *ignore_specs(entries, path, self._listing.problems)]
            for entry in entries:
                inner = f"{path}{printable(entry.name)}"
                skip = ignored or self._is_ignored(entry, inner, specs)
                if entry.name in _SKIPPED_NAMES:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append((entry.path, f"{inner}/", skip, specs))
                elif entry.is_symlink() and not self._stays_inside(entry, inner, skip):
                    continue
                elif _is_accepted(entry.name):
                    self._file(entry, inner, skip)
                elif not skip and (ending := split_name(entry.name)[1].lower()) in SKIPPED:
                    self._listing.skipped[ending] += 1

    def _file(self, entry: "os.DirEntry[str]", path: str, skip: bool) -> None:
        if skip:
            self._listing.ignored += 1
        else:
            self._listing.files.append(_source_file(path, self._number, entry.path))

    def _is_ignored(
        self,
        entry: "os.DirEntry[str]",
        path: str,
        specs: "Sequence[tuple[str, pathspec.GitIgnoreSpec]]",
    ) -> bool:
        if entry.name.startswith(".") and not self._hidden:
            return True
        if not specs:
            return False
        path = f"{path}/" if entry.is_dir(follow_symlinks=False) else path
        if len(path) > MAX_PATH:
            return False
        return any(spec.match_file(path.removeprefix(base)) for base, spec in specs)

    def _stays_inside(self, entry: "os.DirEntry[str]", path: str, skip: bool) -> bool:
        """Return whether a symlink leads to a file inside the source; a linked folder is listed where it really is."""
        target = os.path.realpath(entry.path)
        root = self._real_root.rstrip(os.sep)
        inside = target == root or target.startswith(root + os.sep)
        if not inside and not skip and (_is_accepted(entry.name) or os.path.isdir(target)):
            self._problem(path, RULE_OUTSIDE, "the link leads out of the source folder")
        return inside and not os.path.isdir(target)

    def _problem(self, path: str, rule: str, message: str) -> None:
        self._listing.problems.append(Problem(path.rstrip("/"), 0, rule, message))


def _source_file(path: str, source: int, location: str) -> SourceFile:
    try:
        status = os.stat(location)
    except OSError:
        return SourceFile(path, source, location)
    return SourceFile(path, source, location, status.st_size, status.st_mtime_ns)


def _is_cache(entries: Sequence["os.DirEntry[str]"]) -> bool:
    """Return whether a folder is tagged as a cache, such as an index or a tool's work files."""
    for entry in entries:
        if entry.name == CACHE_TAG and entry.is_file(follow_symlinks=False):
            with suppress(OSError), open(entry.path, "rb") as tag:
                return tag.read(len(CACHE_SIGNATURE)) == CACHE_SIGNATURE
    return False


def printable(name: str) -> str:
    """Return a file name in printable form; control characters and undecodable bytes become ``\\x..``.

    >>> printable("a\\nb\\udcff.md")
    'a\\\\x0ab\\\\xff.md'
    """
    return _UNPRINTABLE.sub(lambda match: "".join(f"\\x{byte:02x}" for byte in os.fsencode(match.group())), name)


def _is_accepted(name: str) -> bool:
    return split_name(name)[1].lower() in accepted_endings()


def open_regular(file: SourceFile) -> BufferedReader | Problem:
    """Return the file opened for reading, or the Problem that prevents it. Never blocks, not even on a pipe."""
    descriptor = _descriptor(file)
    return descriptor if isinstance(descriptor, Problem) else os.fdopen(descriptor, "rb")


def _descriptor(file: SourceFile) -> int | Problem:
    try:
        descriptor = os.open(file.location, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        return Problem(file.path, 0, RULE_UNREADABLE, f"the file cannot be read: {_reason(error)}")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return Problem(file.path, 0, RULE_NOT_A_FILE, "this is not a regular file")
    return descriptor


def read_bounded(file: SourceFile, max_bytes: int) -> bytes | Problem:
    """Return the bytes of a file, or a Problem for an unreadable file or one larger than ``max_bytes``."""
    descriptor = _descriptor(file)
    if isinstance(descriptor, Problem):
        return descriptor
    try:
        data = _bytes(descriptor, max_bytes + 1)
    except OSError as error:
        return Problem(file.path, 0, RULE_UNREADABLE, f"the file cannot be read: {_reason(error)}")
    finally:
        os.close(descriptor)
    if len(data) > max_bytes:
        message = f"the file is larger than {max_bytes:,} bytes and was not read"
        return Problem(file.path, 0, RULE_TOO_LARGE, message, "split it or raise the limit")
    return data


def _bytes(descriptor: int, max_bytes: int) -> bytes:
    """Return the first ``max_bytes`` bytes of an open file. ``os.read`` saves a buffer object per small file."""
    parts = []
    while max_bytes > 0 and (part := os.read(descriptor, min(max_bytes, _READ_BYTES))):
        parts.append(part)
        max_bytes -= len(part)
    return b"".join(parts)


def included_file(file: SourceFile, target: str, including: str) -> SourceFile | None:
    """Return the file of the same source that ``target`` means in the file with the path ``including``, None for none.

    It is looked for beside the including file, in the folders above it, and in those where generators keep parts.
    """
    if not file.location.endswith(f"/{file.path}") or "\0" in target:
        return None
    root = os.path.realpath(file.location[: -len(file.path)])
    folders = including.split("/")[:-1]
    name = target.removeprefix("@site").lstrip("/")
    above = ["/".join(folders[:n]) for n in range(len(folders), -1, -1)][:_MAX_ABOVE]
    for folder in [*above, *(f"{folder}/{inner}".lstrip("/") for inner in _PART_FOLDERS for folder in above)]:
        location = os.path.realpath(os.path.join(root, folder, name))
        if location.startswith(root + os.sep) and os.path.isfile(location):
            path = printable(location.removeprefix(root + os.sep).replace(os.sep, "/"))
            return None if path == including else _source_file(path, file.source, location)
    return None


def bounded_lines(stream: BinaryIO, max_bytes: int) -> Iterator[bytes]:
    """Yield the lines of ``stream``; of a line longer than ``max_bytes``, the first ``max_bytes + 1`` bytes.

    A line longer than ``MAX_LINE_PARTS`` times that is the last one.
    """
    while line := stream.readline(max_bytes + 1):
        yield line
        # Read past the rest of an overlong line.
        parts = 1
        while len(line) > max_bytes and not line.endswith(b"\n"):
            line, parts = stream.readline(max_bytes + 1), parts + 1
            if not line or parts > MAX_LINE_PARTS:
                return


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
