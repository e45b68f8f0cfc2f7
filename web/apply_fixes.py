"""Applying fixes to source files.

A file is edited in memory, and both versions are read as guides; the file is replaced only where the two guides differ
in the edits alone.
"""

import difflib
import os
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.files import SourceFile, list_files, read_bounded
from corpus.problems import GuidedexError, Problem
from corpus.reader import ReadOptions, read_file
from search.gaps.fixes import Edit, changes_only, edited


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A source file before and after its edits."""

    path: str
    location: Path
    before: bytes
    after: bytes

    @property
    def diff(self) -> str:
        """The change as a unified diff, for ``patch -p1`` in the folder of the source."""
        before, after = (_lines(data.decode("utf-8")) for data in (self.before, self.after))
        lines = difflib.unified_diff(before, after, f"a/{self.path}", f"b/{self.path}")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """Return the lines with their line feeds; ``patch`` knows no other end of a line, unlike ``str.splitlines``."""
    *complete, last = text.split("\n")
    return [*(f"{line}\n" for line in complete), *([last] if last else [])]


def changed_files(sources: Sequence[Path], options: ReadOptions, edits: Sequence[Edit]) -> Iterator[ChangedFile]:
    """Yield the files that the edits change, in order of path.

    A file is left out if two sources have the same path, if it is not UTF-8, if it is a link that leads out of its
    source, or if its guide would differ in more than the edits.
    """
    by_path: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_path[edit.path].append(edit)
    files = list_files(sources, options.ignore, hidden=options.drafts).files
    n_files = Counter(file.path for file in files)
    for file in files:
        if file.path in by_path and n_files[file.path] == 1:
            changed = _changed_file(file, Path(sources[file.source]), options, by_path[file.path])
            if changed is not None:
                yield changed


def _changed_file(file: SourceFile, source: Path, options: ReadOptions, edits: Sequence[Edit]) -> ChangedFile | None:
    location = Path(file.location).resolve()
    if not location.is_relative_to(source.resolve()):
        return None
    before = read_bounded(file, options.max_bytes)
    if isinstance(before, Problem):
        return None
    try:
        after = edited(before.decode("utf-8"), edits).encode("utf-8")
    except UnicodeDecodeError:
        return None
    old, new = (read_file(data, file.path, options).guide for data in (before, after))
    if after == before or old is None or new is None or not changes_only(old, new, edits):
        return None
    return ChangedFile(file.path, location, before, after)


def replace_file(file: ChangedFile) -> None:
    """Replace a file atomically, keeping its mode.

    Raises: GuidedexError where the file has changed since it was read.
    """
    if file.location.read_bytes() != file.before:
        raise GuidedexError(f"cannot mend {file.location}: it has changed meanwhile; run the command again")
    handle, name = tempfile.mkstemp(dir=file.location.parent, prefix=".guidedex-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(file.after)
        shutil.copymode(file.location, name)
        os.replace(name, file.location)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
