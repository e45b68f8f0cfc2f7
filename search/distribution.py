"""The related lists of all guides together: who is on them, and which of them a build changed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.related.lists import MAX_SHOWN
from search.searcher import Searcher

HUB = 5
"""A guide on this many times its share of the lists is a hub."""

N_NAMED = 3

Lists = Mapping[str, Sequence[str]]
"""The ids on the list of each guide, by its id."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """How guides are spread over the lists of related guides that a page shows.

    ``share`` is on how many lists a guide is on average; ``hubs`` are those on many times as many, with how many.
    """

    guides: int
    empty: int
    """Guides with nothing related."""
    on_none: tuple[str, ...]
    """Guides that have a list and are on nobody's."""
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
    """A list before and after a build; empty ``before`` for a new guide, empty ``after`` for one that is gone."""

    id: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def distribution(lists: Lists) -> Distribution:
    """Return how guides are spread over ``lists``."""
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
    """Return the guides whose list is another, or in another order, in order of id."""
    old, new = before.guide_lists(limit), after.guide_lists(limit)
    found = [Change(id_, tuple(old.get(id_, ())), tuple(new.get(id_, ()))) for id_ in sorted({*old, *new})]
    return [change for change in found if change.before != change.after]


def _named(ids: Sequence[str]) -> str:
    more = ", …" if len(ids) > N_NAMED else ""
    return f" ({', '.join(ids[:N_NAMED])}{more})" if ids else ""
