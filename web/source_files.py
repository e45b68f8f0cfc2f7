"""The files below the sources of an index, read when a rule of the gap queue asks for one."""

import os
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path, PurePosixPath

import pathspec

from corpus.formats.ignore_files import MAX_PATH, ignore_spec
from corpus.problems import GuidedexError
from index.sources import recorded_sources

MAX_BYTES = 4 * 1024 * 1024
MAX_SETTINGS_FILES = 200
MAX_SETTINGS_BYTES = 512 * 1024
"""Bytes of a file that is read, and files of settings with the bytes of each. By hand."""

_SETTINGS = re.compile(
    r"\.htaccess|(?:netlify|zensical|book)\.toml|(?:vercel|firebase|staticwebapp\.config|docs|mint)\.json"
    r"|_?(?:mkdocs|config|quarto)\.ya?ml|conf\.py"
    r"|(?:docusaurus|next|nuxt|astro|vite|gatsby|vocs)[.-](?:config|node)\.[cm]?[jt]sx?|config\.[cm]?[jt]s",
    re.IGNORECASE,
)
_LIST_SUFFIXES = ("", ".txt", ".json", ".toml", ".yml", ".yaml", ".csv", ".redirects", ".js", ".mjs", ".ts", ".py")
"""Names of files in which sites keep their redirects, and endings of files named after them. By hand, from the
generators and hosts that have them."""

_SKIPPED = frozenset({".git", ".hg", ".svn", "node_modules"})


class FilesOfSources:
    """Files of the sources, each by its path below its source."""

    def __init__(self, sources: Sequence[Path], max_bytes: int = MAX_BYTES) -> None:
        self._roots = [(source if source.is_dir() else source.parent).resolve() for source in sources]
        self._names: dict[str, frozenset[str]] = {}
        self._ignored: dict[Path, pathspec.GitIgnoreSpec] = {}
        self._max_bytes = min(MAX_BYTES, max_bytes)

    def file(self, path: str) -> Path | None:
        """Return the file at a path in the sources, None where there is none."""
        return next((file for root in self._roots if (file := _inside(root, path)) is not None), None)

    def text(self, path: str) -> str:
        file = self.file(path)
        return _text(file, self._max_bytes) if file else ""

    def exists(self, path: str) -> bool:
        return self.file(path) is not None

    def names(self, folder: str) -> frozenset[str]:
        """Return the names of the files in a folder of the sources, none for a folder that is not there."""
        if folder not in self._names:
            self._names[folder] = frozenset(name for root in self._roots for name in _names_in(root, folder))
        return self._names[folder]

    def settings(self) -> Iterator[tuple[str, str]]:
        """Yield the names and texts of the files in which the site may keep redirects."""
        for root in self._roots:
            for file in islice(_settings_files(root), MAX_SETTINGS_FILES):
                yield file.name, _text(file, MAX_SETTINGS_BYTES)

    def is_ignored(self, path: str) -> bool:
        """Tell whether Git ignores a path in the sources, so that what is there is made from other files."""
        return any(self._ignores(folder, file) for root in self._roots for folder, file in _folders_down_to(root, path))

    def _ignores(self, folder: Path, file: str) -> bool:
        if folder not in self._ignored:
            lines = _text(folder / ".gitignore", MAX_SETTINGS_BYTES).splitlines()
            self._ignored[folder] = ignore_spec(lines, "", [])
        return self._ignored[folder].match_file(file)

    def repository_path(self, path: str) -> str:
        """Return the path of a guide's file from the root of its repository; ``path`` itself outside of one."""
        for root in self._roots:
            if _inside(root, path) is not None:
                top = root if (root / ".git").exists() else next(reversed(folders_above(root)), root)
                return (root / path).relative_to(top).as_posix()
        return path


def _inside(root: Path, path: str) -> Path | None:
    """Return the regular file at a path below a root, links followed; None for none, or one that lies elsewhere."""
    try:
        file = (root / path).resolve()
        return file if file.is_file() and file.is_relative_to(root) else None
    except (OSError, ValueError):  # a name too long, or with a NUL
        return None


def _names_in(root: Path, folder: str) -> list[str]:
    """Return the names of the files in a folder below a root; none for a folder that lies elsewhere."""
    try:
        place = (root / folder).resolve()
        return [entry.name for entry in os.scandir(place) if entry.is_file()] if place.is_relative_to(root) else []
    except (OSError, ValueError):
        return []


def _folders_down_to(root: Path, path: str) -> Iterator[tuple[Path, str]]:
    """Yield the folders from the top of a root's repository down to a path, each with the path below it."""
    top = next(reversed(folders_above(root)), root)
    below = PurePosixPath(os.path.normpath((root / path).as_posix()[:MAX_PATH]))
    if below.is_relative_to(top.as_posix()):
        parts = below.relative_to(top.as_posix()).parts
        yield from ((top.joinpath(*parts[:depth]), "/".join(parts[depth:])) for depth in range(len(parts)))


def _text(file: Path, max_bytes: int) -> str:
    try:
        with file.open("rb") as stream:
            return stream.read(max_bytes).decode("utf-8", "replace")
    except OSError:
        return ""


def _settings_files(root: Path) -> Iterator[Path]:
    """Yield the files of settings: those in the folders above a source in its repository, and those in the source."""
    for parent in folders_above(root):
        yield from (parent / name for name in sorted(_names_in(parent, "")) if _may_redirect(name))
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if name not in _SKIPPED)
        yield from (Path(folder, name) for name in sorted(names) if _may_redirect(name))


def _may_redirect(name: str) -> bool:
    is_list = "redirect" in name.lower() and os.path.splitext(name)[1].lower() in _LIST_SUFFIXES
    return is_list or bool(_SETTINGS.fullmatch(name))


def folders_above(root: Path) -> list[Path]:
    """Return the folders above a source up to that of its repository, nearest first; none outside of a repository."""
    if (root / ".git").exists():
        return []
    above = list(root.parents)
    at = next((i for i, folder in enumerate(above) if (folder / ".git").exists()), -1)
    return above[: at + 1]


def files_of(index: Path) -> FilesOfSources | None:
    """Return the files that an index was built from, None where it does not record them."""
    try:
        recorded = recorded_sources(index)
    except GuidedexError:
        return None
    return FilesOfSources(recorded.paths, recorded.read.max_bytes)
