"""Edits written into the files of a site: read, changed, read again, compared, and only then replaced."""

import difflib
import json
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
class Mended:
    """A file of the sources as it is and as it would be."""

    path: str
    location: Path
    before: bytes
    after: bytes

    @property
    def diff(self) -> str:
        """The change as a unified diff, which ``patch -p1`` takes in the folder of the source."""
        before, after = (_lines(data.decode("utf-8")) for data in (self.before, self.after))
        lines = difflib.unified_diff(before, after, f"a/{self.path}", f"b/{self.path}")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """Return the lines with their ends; only a line feed ends one, as for ``patch``."""
    *whole, last = text.split("\n")
    return [*(f"{line}\n" for line in whole), *([last] if last else [])]


def remembered_sources(index: Path) -> tuple[Path, ...]:
    """Return the folders and files that an index was built from."""
    try:
        remembered = json.loads((index / "sources.json").read_bytes())
        return tuple(Path(source) for source in remembered["sources"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GuidedexError(
            f"cannot tell what {index} was built from ({error}); run `guidedex build --index {index}`"
        ) from error


def mended(sources: Sequence[Path], options: ReadOptions, edits: Sequence[Edit]) -> Iterator[Mended]:
    """Yield the files that the edits change, in order of path.

    Left out are files that two sources have by the same path, that are not UTF-8, or that would, read again, differ
    in more than the edits say.
    """
    by_path: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_path[edit.path].append(edit)
    files = list_files(sources, options.ignore, hidden=options.drafts).files
    n_files = Counter(file.path for file in files)
    for file in files:
        if file.path in by_path and n_files[file.path] == 1:
            found = _mended(file, Path(sources[file.source]), options, by_path[file.path])
            if found is not None:
                yield found


def _mended(file: SourceFile, source: Path, options: ReadOptions, edits: Sequence[Edit]) -> Mended | None:
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
    was, is_now = (read_file(data, file.path, options).guide for data in (before, after))
    if after == before or was is None or is_now is None or not changes_only(was, is_now, edits):
        return None
    return Mended(file.path, location, before, after)


def write(file: Mended) -> None:
    """Replace a file at once; raises ``GuidedexError`` when it is not any more as it was read."""
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
