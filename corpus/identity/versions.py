"""Versions of one page: ``docs/v3.5/install.md`` and ``docs/v3.6/install.md``."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import NamedTuple

from corpus.slugs import INDEX_NAMES, page_parts, split_name

VERSIONS = (
    *("latest", "current", "stable"),
    *("v[0-9]*", "version-[0-9]*", "[0-9]*.[0-9x]*"),
    *("next", "main", "master", "dev", "edge", "nightly"),
)
"""Names of the folders of versions as shell patterns, newest first: released before unreleased. By hand, from how
Docusaurus, Hugo, MkDocs and Sphinx sites name theirs. ``14/`` and ``2026/`` are left out: chapters and years too."""

MIN_SHARED = 0.5
"""Share of a folder's pages that another version has, from which the folder is a version. By hand: ``next/`` may also
be the guides of Next.js, and ``1.1/`` a chapter."""

_VERSIONED_DOCS = re.compile(r"(^|/)(?:([\w-]+)_)?versioned_docs/$")
"""The folder in which Docusaurus keeps earlier versions of the folder ``docs``, or of ``api`` in
``api_versioned_docs``."""

_BEFORE_NUMBER = re.compile(r"^(?:version[-_ ]?|v)(?=\d)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,9}")
_PRERELEASE = re.compile(r"\d[-._]?(?:a|alpha|b|beta|c|dev|pre|preview|rc|snapshot)[-._]?\d*$")
_N_NUMBERS = 6
"""Numbers of a version that are compared. By hand."""


class VersionedPath(NamedTuple):
    """The version that a path names, "" for none, and the page: the path without version, extension and ``index``."""

    version: str
    page: str


class _Place(NamedTuple):
    """A folder in a path, which may be a version: its path with ``/``, its name, and the page in it."""

    folder: str
    version: str
    page: str


def versions_by_path(pages: Iterable[tuple[str, str]], patterns: Sequence[str] = VERSIONS) -> dict[str, VersionedPath]:
    """Return the version of each path.

    A folder whose name is in ``patterns`` is a version when at least half of its pages have the same path and title in
    another version or outside all of them, or when it lies in a folder that Docusaurus has for versions. The page of
    the folder itself does not count: every folder has one.

    Args:
        pages: the path and the title of each page.
    """
    pages = list(pages)
    places = {path: list(_places(path, tuple(patterns))) for path, _ in pages}
    names = {path: [_page_name(path), *(place.page for place in places[path])] for path, _ in pages}
    # The paths that are versions of one page, if the folders are versions.
    paths_of: dict[tuple[str, str], set[str]] = {}
    for path, title in pages:
        for name in names[path]:
            paths_of.setdefault((name, title), set()).add(path)
    n_pages, n_shared = Counter[str](), Counter[str]()
    for path, title in pages:
        for place in places[path]:
            if not _is_index_of(place.folder, path):
                n_pages[place.folder] += 1
                n_shared[place.folder] += len(paths_of[place.page, title]) > 1
    versions = {
        folder
        for folder, n in n_pages.items()
        if n_shared[folder] >= MIN_SHARED * n or _VERSIONED_DOCS.search(folder[: folder[:-1].rfind("/") + 1])
    }
    return {path: _versioned(path, of_path, versions) for path, of_path in places.items()}


def age(version: str, patterns: Sequence[str] = VERSIONS) -> tuple[int, ...]:
    """Return a key that sorts versions newest first: no version, then the order of ``patterns``, then higher numbers.

    >>> sorted(["v3.9", "next", "v3.10", "", "v3.10-rc1", "latest"], key=age)
    ['', 'latest', 'v3.10', 'v3.10-rc1', 'v3.9', 'next']
    """
    if not version:
        return (-1,)
    name = version.lower()
    pattern = next((i for i, pattern in enumerate(patterns) if fnmatchcase(name, pattern.lower())), len(patterns))
    prerelease = _PRERELEASE.search(name)
    released = name[: prerelease.start() + 1] if prerelease else name
    numbers = [-int(number) for number in _NUMBER.findall(released)[:_N_NUMBERS]]
    numbers += [0] * (_N_NUMBERS - len(numbers))
    return (pattern, *numbers, prerelease is not None)


def version_label(version: str) -> str:
    """Return what readers call the version that a folder is named after.

    >>> [version_label(folder) for folder in ("v3.6", "version-2.0.0", "3.x", "next", "")]
    ['3.6', '2.0.0', '3.x', 'next', '']
    """
    return _BEFORE_NUMBER.sub("", version)


def _places(path: str, patterns: tuple[str, ...]) -> Iterator[_Place]:
    """Yield the folders of ``path`` that may be versions, outermost first."""
    *folders, _ = path.split("/")
    for at, folder in enumerate(folders):
        if _is_version_name(folder, patterns):
            before = "".join(f"{name}/" for name in folders[:at])
            unversioned = _VERSIONED_DOCS.sub(lambda match: f"{match[1]}{match[2] or 'docs'}/", before)
            folder_path = f"{before}{folder}/"
            yield _Place(folder_path, folder, _page_name(unversioned + path.removeprefix(folder_path)))


@lru_cache(maxsize=4096)
def _is_version_name(folder: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(folder.lower(), pattern.lower()) for pattern in patterns)


def _is_index_of(folder: str, path: str) -> bool:
    return split_name(path.removeprefix(folder))[0].lower() in INDEX_NAMES


def _versioned(path: str, places: Iterable[_Place], versions: set[str]) -> VersionedPath:
    """Return the outermost of ``places`` that is a version."""
    place = next((place for place in places if place.folder in versions), None)
    return VersionedPath(place.version, place.page) if place else VersionedPath("", _page_name(path))


def _page_name(path: str) -> str:
    return "/".join(page_parts(path))
