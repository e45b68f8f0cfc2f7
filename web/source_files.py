"""The files below the sources of an index, read when a rule of the gap queue asks for one."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.problems import GuidedexError
from index.sources import recorded_sources

MAX_BYTES = 4 * 1024 * 1024
MAX_NAVIGATION_FILES = 200
MAX_NAVIGATION_BYTES = 512 * 1024
"""Bytes of a file that is read, and files that may list pages with the bytes of each. By hand."""

_SUMMARY_NAMES = ("summary.md", "_sidebar.md", "_navbar.md", "nav.md", ".pages")
_LISTING_SUFFIXES = (".yml", ".yaml", ".json", ".toml", ".js", ".mjs", ".cjs", ".ts", ".mts", ".rst")
_LISTING_WORDS = (
    *("nav", "sidebar", "toc", "menu", "mkdocs", "config", "_meta", "docs", "mint", "pages", "category", "index"),
)
_SETTINGS_FOLDERS = frozenset({".vitepress", ".vuepress", "_data", "data"})
_SKIPPED = frozenset({".git", ".hg", ".svn", "node_modules"})


class FilesOfSources:
    """Files of the sources, each by its path below its source."""

    def __init__(self, sources: Sequence[Path], max_bytes: int = MAX_BYTES) -> None:
        self._roots = [(source if source.is_dir() else source.parent).resolve() for source in sources]
        self._names: dict[str, frozenset[str]] = {}
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

    def navigation(self) -> str:
        return "\n".join(_text(file, MAX_NAVIGATION_BYTES) for root in self._roots for file in _navigation_files(root))

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


def _text(file: Path, max_bytes: int) -> str:
    try:
        with file.open("rb") as stream:
            return stream.read(max_bytes).decode("utf-8", "replace")
    except OSError:
        return ""


def _navigation_files(root: Path) -> Iterator[Path]:
    """Yield the files that may list pages: those in a source, and those above it in its repository."""
    n_files = 0
    for parent in folders_above(root):
        yield from _files_in(parent)
    for folder, names, _ in os.walk(root):
        names[:] = sorted(name for name in names if name not in _SKIPPED)
        for file in _files_in(Path(folder)):
            n_files += 1
            if n_files > MAX_NAVIGATION_FILES:
                return
            yield file


def folders_above(root: Path) -> list[Path]:
    """Return the folders above a source up to that of its repository, nearest first; none outside of a repository."""
    if (root / ".git").exists():
        return []
    above = list(root.parents)
    at = next((i for i, folder in enumerate(above) if (folder / ".git").exists()), -1)
    return above[: at + 1]


def _files_in(folder: Path) -> list[Path]:
    """Return the files of a folder that may list pages; in a folder of settings or data each of them may."""
    try:
        files = sorted(entry.path for entry in os.scandir(folder) if entry.is_file())
    except OSError:
        return []
    is_settings = not _SETTINGS_FOLDERS.isdisjoint(folder.parts)
    return [Path(file) for file in files if _may_list_pages(os.path.basename(file).lower(), is_settings)]


def _may_list_pages(name: str, is_settings: bool) -> bool:
    if name in _SUMMARY_NAMES:
        return True
    return name.endswith(_LISTING_SUFFIXES) and (is_settings or any(word in name for word in _LISTING_WORDS))


def files_of(index: Path) -> FilesOfSources | None:
    """Return the files that an index was built from, None where it does not record them."""
    try:
        recorded = recorded_sources(index)
    except GuidedexError:
        return None
    return FilesOfSources(recorded.paths, recorded.read.max_bytes)
