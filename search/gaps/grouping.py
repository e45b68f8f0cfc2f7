"""Gaps of a rule with something in common, as one gap: by one algorithm, the widest common thing first."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import Any

from search.gaps.finding import Gap, Place
from search.gaps.site import Site

MAX_SEPARATE_GAPS = 20
"""Gaps of one kind that stay separate findings; more of them become one. By hand: a list that an editor still reads."""

DAY_MINUTES = 480
"""Minutes of a working day, and the most that a group is taken to cost: it is one decision for many places."""


@dataclass(frozen=True, slots=True)
class Group:
    """Gaps with something in common, in the order in which they are evidence; ``out_of`` is that of their share."""

    site: Site
    key: tuple[str, ...]
    gaps: tuple[Gap, ...]
    out_of: int

    def text(self, wording: "str | Callable[[Group], str]") -> str:
        """Return what a wording says of the group.

        A template may name ``n`` gaps in ``guides``, made of ``atoms``, with ``kinds`` of keys; ``of`` (the number that
        they are out of), the ``key`` of the group, its ``first`` gap, what that is ``about``, and the ``site``.
        """
        if callable(wording):
            return wording(self)
        first = self.gaps[0]
        guides, kinds = len({gap.place.path for gap in self.gaps}), len({gap.key for gap in self.gaps})
        counts = {"n": len(self.gaps), "guides": guides, "kinds": kinds, "atoms": self.n_atoms, "of": self.out_of}
        return wording.format(**counts, key=self.key, first=first, about=first.about, site=self.site)

    @property
    def n_atoms(self) -> int:
        return sum(1 for gap in self.gaps for _ in gap.atoms())


Wording = str | Callable[[Group], str]


@dataclass(frozen=True, slots=True)
class Grouping:
    """A thing that gaps of a rule may share, and the wording of the gap that such a group is.

    Gaps are a group when more than ``more_than`` of them, different by ``differs``, have a share of this ``name`` and
    the same key, and make up at least ``min_ratio`` of what the share is out of.
    """

    name: str
    message: Wording
    fix: Wording
    subject: Wording = ""
    more_than: int = MAX_SEPARATE_GAPS
    min_ratio: float = 0.0
    differs: Callable[[Gap], Hashable] = id
    order: Callable[[Gap], Any] = lambda gap: (-gap.waiting, gap.place)
    """Sort key of the gaps; those that most wait for come first."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Fields of Gap that differ from those of other groups, each as a value or a function of the group."""

    def gap(self, group: Group) -> Gap:
        """Return the one gap for a group, in which each gap is a place of evidence."""
        gaps, causes = group.gaps, [gap.explained_by for gap in group.gaps]
        values: dict[str, Any] = {
            "place": gaps[0].place,
            "evidence": tuple(Place(gap.place.path, gap.place.line, gap.in_group or gap.message) for gap in gaps),
            "waiting": len({gap.place.path for gap in gaps}),
            "minutes": min(DAY_MINUTES, sum(gap.minutes for gap in gaps)) or DAY_MINUTES,
            "confidence": min(gap.confidence for gap in gaps),
            "explained_by": frozenset().union(*causes) if all(causes) else frozenset(),
            "parts": gaps,
        }
        values |= {name: value(group) if callable(value) else value for name, value in self.fields.items()}
        words = {name: group.text(getattr(self, name)) for name in ("message", "fix", "subject")}
        return Gap(group.key, **(words | values))

    def size(self, gaps: Sequence[Gap]) -> int:
        return len({self.differs(gap) for gap in gaps})


def by_subject(group: Group) -> tuple[Place, ...]:
    """Return the evidence of a group in which the subject of each gap says enough."""
    return tuple(Place(gap.place.path, gap.place.line, gap.subject) for gap in group.gaps)


def grouped(gaps: Iterable[Gap], groupings: Sequence[Grouping], site: Site) -> list[Gap]:
    """Return the gaps of a rule, those with something in common as one, by the groupings in their order.

    A group takes part in the later groupings by the shares that its grouping gives it.
    """
    remaining = list(gaps)
    for grouping in groupings:
        groups = list(_groups(remaining, grouping, site))
        taken = {id(gap) for group in groups for gap in group.gaps}
        remaining = [*map(grouping.gap, groups), *(gap for gap in remaining if id(gap) not in taken)]
    return remaining


def _groups(gaps: Sequence[Gap], grouping: Grouping, site: Site) -> Iterator[Group]:
    """Yield the groups, the largest first and equals by key; a gap with several shares is in the largest group."""
    members: dict[tuple[str, ...], list[Gap]] = defaultdict(list)
    out_of: dict[tuple[str, ...], int] = {}
    for gap in gaps:
        for share in gap.shares:
            if share.grouping == grouping.name:
                members[share.key].append(gap)
                out_of[share.key] = share.out_of
    taken: set[int] = set()
    heap = [(-grouping.size(same), key) for key, same in members.items()]
    heapify(heap)
    while heap:
        size, key = heappop(heap)
        same = [gap for gap in members[key] if id(gap) not in taken]
        n = grouping.size(same)
        if n <= grouping.more_than or n < grouping.min_ratio * out_of[key]:
            continue
        if n < -size:
            # A larger group took some of its gaps: another one may be the largest now.
            heappush(heap, (-n, key))
            continue
        taken.update(map(id, same))
        yield Group(site, key, tuple(sorted(same, key=grouping.order)), out_of[key])
