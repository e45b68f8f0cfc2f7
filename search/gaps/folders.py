"""Guides that share a finding, by the folder that they share: many with one cause are one finding."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.guide import Guide
from search.gaps.grouping import MANY
from search.gaps.links import address_of_page

MOSTLY = 0.8
"""The share of a folder's guides that must be found for the folder, with all below it, to be what is wrong."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with the guides found in it, of ``n_guides`` in all; the root is ""."""

    path: str
    found: tuple[Guide, ...]
    n_guides: int

    @property
    def name(self) -> str:
        return f"{self.path}/" if self.path else "the site"


def by_folder(found: Sequence[Guide], guides: Sequence[Guide]) -> tuple[tuple[Folder, ...], tuple[Guide, ...]]:
    """Return the folders that are one finding each, and the guides that stay a finding each.

    A folder is one when more than MANY of its guides are found and they are most of it, or, in a folder of which
    less is found, when more than MANY stand in it directly.
    """
    below = _below(guides)
    ids = {guide.id for guide in found}
    folders = tuple(_grouped("", ids, below))
    grouped = {guide.id for folder in folders for guide in folder.found}
    return folders, tuple(guide for guide in found if guide.id not in grouped)


def folder_of(guide: Guide) -> str:
    """Return the folder that a guide stands in; a page that is its folder's index stands beside that folder."""
    return address_of_page(guide.path).rpartition("/")[0]


def _below(guides: Sequence[Guide]) -> dict[str, list[Guide]]:
    """Return the guides of each folder, those of its folders included, in order of their paths."""
    below: dict[str, list[Guide]] = defaultdict(list)
    for guide in sorted(guides, key=lambda guide: guide.path):
        parts = [part for part in folder_of(guide).split("/") if part]
        for depth in range(len(parts) + 1):
            below["/".join(parts[:depth])].append(guide)
    return below


def _grouped(path: str, ids: set[str], below: dict[str, list[Guide]]) -> Iterator[Folder]:
    guides = below.get(path, [])
    found = tuple(guide for guide in guides if guide.id in ids)
    if len(found) <= MANY:
        return
    if len(found) >= MOSTLY * len(guides):
        yield Folder(path, found, len(guides))
        return
    own = [guide for guide in guides if folder_of(guide) == path]
    own_found = tuple(guide for guide in own if guide.id in ids)
    if len(own_found) > MANY:
        yield Folder(path, own_found, len(own))
    for child in sorted({_child(path, folder_of(guide)) for guide in guides} - {path}):
        yield from _grouped(child, ids, below)


def _child(path: str, folder: str) -> str:
    """Return the folder next below ``path`` on the way to ``folder``."""
    start = len(path) + 1 if path else 0
    end = folder.find("/", start)
    return folder if end < 0 else folder[:end]
