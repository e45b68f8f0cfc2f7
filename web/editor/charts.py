"""What the charts of the editors' page show: figures only, in the order in which they are drawn."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from search.gaps import Demand
from search.results import Skill
from search.searcher import Searcher
from web.pages.wording import level

LEVELS = ("Easy", "Medium", "Hard", "Unsaid")
"""Difficulties as the charts group them."""

AGES = ((182, "Half a year"), (365, "A year"), (730, "Two years"))
OLDER, UNDATED = "Older", "Without a date"
MOST_ROWS = 15
MOST_SEARCHES = 200
"""Searches, the most frequent first, that are looked up to tell what they ask for."""

UNANSWERED = "Nothing found"


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart: figures, and the share that each has of its scale, in percent.

    Figures of one kind are parts of one bar; those of different kinds have a scale and a bar each.
    """

    label: str
    values: tuple[int, ...]
    shares: tuple[float, ...]
    are_parts: bool = True

    @property
    def total(self) -> int:
        return sum(self.values)

    @property
    def drawn(self) -> tuple[tuple[float, float, float, float], ...]:
        """Left, top, width and height of what is drawn for each figure, in percent of the row."""
        if self.are_parts:
            starts = [sum(self.shares[:number]) for number in range(len(self.shares))]
            return tuple((start, 0, share, 100) for start, share in zip(starts, self.shares, strict=True))
        height = 100 / len(self.shares)
        return tuple((0, number * height, share, 0.8 * height) for number, share in enumerate(self.shares))


def bars(rows: Iterable[tuple[str, Sequence[int]]]) -> tuple[Bar, ...]:
    """Return rows of figures as bars on one scale."""
    kept = [(label, tuple(values)) for label, values in rows]
    longest = max((sum(values) for _, values in kept), default=0) or 1
    return tuple(Bar(label, values, tuple(round(100 * v / longest, 2) for v in values)) for label, values in kept)


def paired(rows: Iterable[tuple[str, Sequence[int]]]) -> tuple[Bar, ...]:
    """Return rows of figures of different kinds, each kind on a scale of its own."""
    kept = [(label, tuple(values)) for label, values in rows]
    scales = [max(kind) or 1 for kind in zip(*(values for _, values in kept), strict=True)]
    return tuple(
        Bar(label, values, tuple(round(100 * v / most, 2) for v, most in zip(values, scales, strict=True)), False)
        for label, values in kept
    )


def coverage(searcher: Searcher, skills: Sequence[Skill]) -> tuple[Bar, ...]:
    """Return how many questions of each difficulty skills have, those with the fewest first."""
    counts: dict[str, Counter[int]] = {skill.skill or skill.title: Counter() for skill in skills}
    named = searcher.search("", {"kind": ["question"], "lang": ["all"]}, limit=0, facets=("difficulty", "skill"))
    for difficulty in named.facets["difficulty"]:
        filters = {"kind": ["question"], "difficulty": [difficulty.value], "lang": ["all"]}
        for count in searcher.search("", filters, limit=0, facets=("skill",)).facets["skill"]:
            counts.setdefault(count.value, Counter())[level(difficulty.value) - 1] += count.count
    for count in named.facets["skill"]:
        found = counts.setdefault(count.value, Counter())
        found[3] = count.count - sum(found[number] for number in range(3))
    rows = sorted(counts.items(), key=lambda row: (row[1].total(), row[0]))
    return bars((skill, [found[number] for number in range(4)]) for skill, found in rows[:MOST_ROWS])


def freshness(skills: Iterable[Skill], today: date) -> tuple[Bar, ...]:
    """Return how many guides are how old, the newest first."""
    names = [*(name for _, name in AGES), OLDER, UNDATED]
    counts = Counter(_age(skill.updated, today) for skill in skills)
    return bars((name, [counts[name]]) for name in names)


def _age(updated: str, today: date) -> str:
    """Return the name of an age; a date without a day is taken for the first it may be."""
    parts = [int(part) for part in updated.split("-")] if updated else []
    if not parts:
        return UNDATED
    days = (today - date(*[*parts, 1, 1][:3])).days
    return next((name for most, name in AGES if days <= most), OLDER)


def demand_and_supply(searcher: Searcher, demand: Sequence[Demand], skills: Sequence[Skill]) -> tuple[Bar, ...]:
    """Return how often each skill was searched for, beside how many documents it has; most searched first.

    A search is for the skill of its best result.
    """
    searched: Counter[str] = Counter()
    for asked in sorted(demand, key=lambda d: (-d.count, d.query))[:MOST_SEARCHES]:
        hits = searcher.search(asked.query, limit=1).hits
        searched[hits[0].skill if hits else UNANSWERED] += asked.count
    supply = Counter({skill.skill or skill.title: sum(skill.counts.values()) for skill in skills})
    return paired((name, [count, supply[name]]) for name, count in searched.most_common(MOST_ROWS))
