"""The related lists of all guides: how often each guide is listed, and which lists a build changed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.related.lists import MAX_SHOWN
from search.searcher import Searcher

HUB = 5
"""A guide on more than this many times the mean number of lists is a hub. By hand."""

MAX_NAMED = 3
"""Ids of a list that a change names; by hand."""

Lists = Mapping[str, Sequence[str]]
"""The ids on the list of each guide, by its id."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """Counts over the lists of related guides that pages show.

    ``share`` is the mean number of lists that a guide is on. ``hubs`` are (id, number of lists), most first.
    """

    guides: int
    empty: int
    """Guides with an empty list."""
    on_none: tuple[str, ...]
    """Guides that have a list and are on no other guide's, by id."""
    share: float
    hubs: tuple[tuple[str, int], ...]

    def __str__(self) -> str:
        none = f"{len(self.on_none):,} on none{_named(self.on_none)}"
        hubs = f"{len(self.hubs):,} on more than {HUB} times as many{_named([id_ for id_, _ in self.hubs])}"
        return (
            f"related lists: {self.guides:,} guides, {self.empty:,} with nothing related; "
            f"a guide is on {self.share:.1f} lists, {none}, {hubs}"
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A guide's list before and after a build; ``before`` is empty for a new guide, ``after`` for a removed one."""

    id: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def distribution(lists: Lists) -> Distribution:
    """Return the distribution of guides over ``lists``; ``share`` is 0 without lists."""
    n_lists = Counter(id_ for shown in lists.values() for id_ in shown)
    share = n_lists.total() / len(lists) if lists else 0.0
    by_count = sorted(n_lists.items(), key=lambda pair: (-pair[1], pair[0]))
    return Distribution(
        guides=len(lists),
        empty=sum(not shown for shown in lists.values()),
        on_none=tuple(sorted(id_ for id_, shown in lists.items() if shown and not n_lists[id_])),
        share=round(share, 3),
        hubs=tuple((id_, n) for id_, n in by_count if n > HUB * share),
    )


def changes(before: Searcher, after: Searcher, limit: int = MAX_SHOWN) -> list[Change]:
    """Return the guides whose lists differ, in ids or in their order, by id."""
    old, new = before.guide_lists(limit), after.guide_lists(limit)
    lists = [Change(id_, tuple(old.get(id_, ())), tuple(new.get(id_, ()))) for id_ in sorted({*old, *new})]
    return [change for change in lists if change.before != change.after]


def _named(ids: Sequence[str]) -> str:
    more = ", …" if len(ids) > MAX_NAMED else ""
    return f" ({', '.join(ids[:MAX_NAMED])}{more})" if ids else ""
