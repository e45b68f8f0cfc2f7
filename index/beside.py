"""The files of an index beside its live generation: which are damaged, and which are no part of an index."""

import os
from pathlib import Path

from corpus.files import CACHE_TAG
from corpus.problems import GuidedexError
from index import reading_cache
from index.cluster import mirror
from index.reading_cache import damaged_readings
from index.sources import SOURCES, recorded_sources
from index.storage.generations import BUILD_ID, CURRENT, damage_of_earlier
from index.storage.writing import LOCK, has_tag, leftovers

KNOWN = (CACHE_TAG, CURRENT, LOCK, SOURCES, reading_cache.NAME, mirror.NAME)


def damage_beside(index: Path) -> tuple[str, ...]:
    """Return a message for each file beside the live generation that is not as it was written.

    The next ``guidedex build`` mends all of them.
    """
    return (*_damaged_tag(index), *_damaged_sources(index), *damaged_readings(index), *damage_of_earlier(index))


def unknown_files(index: Path) -> tuple[str, ...]:
    """Return a message for each file or folder that is no part of an index, and for what killed builds left."""
    left = leftovers(index)
    return tuple(
        f"{path.name} was left by a build that was ended, or is being written; the next `guidedex build` removes it"
        if path in left
        else f"{path.name} is no file of an index; Guidedex neither reads nor removes it"
        for path in sorted(index.iterdir())
        if path.name not in KNOWN and not (BUILD_ID.fullmatch(path.name) and path.is_dir())
    )


def _damaged_tag(index: Path) -> tuple[str, ...]:
    if has_tag(index):
        return ()
    return (f"{CACHE_TAG} is not as it was written; run `guidedex build --index {index}` to repair it",)


def _damaged_sources(index: Path) -> tuple[str, ...]:
    """Return the message for sources that cannot be read; none where they are missing, as nothing is wrong then."""
    if not os.path.lexists(index / SOURCES):  # a circle of links is there, and leads to nothing
        return ()
    try:
        recorded_sources(index)
    except GuidedexError as error:
        return (str(error),)
    return ()
