"""Findings with one cause, merged into one: by kind, or by the folder of their guides."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.guide import Guide
from index.links import address_of_page
from search.gaps.finding import Gap, Place

MAX_SEPARATE_GAPS = 20
"""Gaps of one kind that stay separate findings; more of them become one. By hand: a list that an editor still reads."""

DAY_MINUTES = 480
"""Minutes of a working day, and the most that a merged finding is taken to cost: it is one decision for many places."""

MIN_FOLDER_SHARE = 0.8
"""Share of the guides below a folder that must be affected for the folder to be the finding. By hand."""


@dataclass(frozen=True, slots=True)
class FolderGroup:
    """A folder and its affected guides, of ``n_guides`` in all; the path of the root is ""."""

    path: str
    guides: tuple[Guide, ...]
    n_guides: int

    @property
    def name(self) -> str:
        return f"{self.path}/" if self.path else "the site"


def merged_gap(gaps: Sequence[Gap], key: tuple[str, ...], message: str, fix: str, subject: str = "") -> Gap:
    """Return one gap for many. Each becomes a place of evidence with its message, the most waited for first."""
    ordered = sorted(gaps, key=lambda gap: (-gap.waiting, gap.place))
    places = tuple(Place(gap.place.path, gap.place.line, gap.message) for gap in ordered)
    return Gap(
        key=key,
        place=Place(places[0].path, places[0].line),
        message=message,
        evidence=places,
        fix=fix,
        subject=subject,
        waiting=len({place.path for place in places}),
        minutes=min(DAY_MINUTES, sum(gap.minutes for gap in gaps)) or DAY_MINUTES,
        confidence=min(gap.confidence for gap in gaps),
    )


def merge_if_many(gaps: Sequence[Gap], key: tuple[str, ...], message: str, fix: str) -> Iterator[Gap]:
    """Yield the gaps, or one merged gap where there are more than MAX_SEPARATE_GAPS.

    Args:
        message: of the merged gap; ``{n}`` is replaced by the number of gaps, ``{guides}`` by that of their guides.
    """
    if len(gaps) <= MAX_SEPARATE_GAPS:
        yield from gaps
        return
    n_guides = len({gap.place.path for gap in gaps})
    message = message.replace("{n}", f"{len(gaps):,}").replace("{guides}", f"{n_guides:,}")
    yield merged_gap(gaps, key, message, fix)


def group_by_folder(
    affected: Sequence[Guide], guides: Sequence[Guide]
) -> tuple[tuple[FolderGroup, ...], tuple[Guide, ...]]:
    """Return the folders that are one finding each, and the affected guides outside them.

    A folder with all below it is one finding when more than MAX_SEPARATE_GAPS of its guides are affected and they
    make up MIN_FOLDER_SHARE of it. In a folder with a smaller share, the guides directly in it are one finding when
    more than MAX_SEPARATE_GAPS of them are affected.

    Args:
        guides: all guides of the site, the affected ones included.
    """
    below = _guides_below(guides)
    ids = {guide.id for guide in affected}
    groups = tuple(_folder_groups("", ids, below))
    grouped = {guide.id for group in groups for guide in group.guides}
    return groups, tuple(guide for guide in affected if guide.id not in grouped)


def folder_of(guide: Guide) -> str:
    """Return the folder of a guide; the index page of a folder belongs to the folder above."""
    return address_of_page(guide.path).rpartition("/")[0]


def _guides_below(guides: Sequence[Guide]) -> dict[str, list[Guide]]:
    """Return the guides in and below each folder, in order of their paths."""
    below: dict[str, list[Guide]] = defaultdict(list)
    for guide in sorted(guides, key=lambda guide: guide.path):
        parts = [part for part in folder_of(guide).split("/") if part]
        for depth in range(len(parts) + 1):
            below["/".join(parts[:depth])].append(guide)
    return below


def _folder_groups(path: str, ids: set[str], below: dict[str, list[Guide]]) -> Iterator[FolderGroup]:
    """Yield the groups at and below ``path``, the widest folders first."""
    guides = below.get(path, [])
    affected = tuple(guide for guide in guides if guide.id in ids)
    if len(affected) <= MAX_SEPARATE_GAPS:
        return
    if len(affected) >= MIN_FOLDER_SHARE * len(guides):
        yield FolderGroup(path, affected, len(guides))
        return
    # Too few of the whole tree: the guides directly in the folder may still be a group, then its subfolders.
    direct = [guide for guide in guides if folder_of(guide) == path]
    direct_affected = tuple(guide for guide in direct if guide.id in ids)
    if len(direct_affected) > MAX_SEPARATE_GAPS:
        yield FolderGroup(path, direct_affected, len(direct))
    for child in sorted({_child(path, folder_of(guide)) for guide in guides} - {path}):
        yield from _folder_groups(child, ids, below)


def _child(path: str, folder: str) -> str:
    """Return the subfolder of ``path`` that contains ``folder``; ``path`` itself where ``folder`` is ``path``."""
    start = len(path) + 1 if path else 0
    end = folder.find("/", start)
    return folder if end < 0 else folder[:end]
