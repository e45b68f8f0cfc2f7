"""Data of the charts on the editors' page; rows are in the order in which they are drawn."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.dates import PartialDate
from corpus.difficulty import SCALE, bars
from search.gaps import Demand
from search.results import Skill
from search.searcher import Searcher

DIFFICULTY_GROUPS = (*(names[0].capitalize() for names in SCALE), "Unsaid")
"""Names of the groups of difficulties; the last has the questions without one."""

AGE_GROUPS = ((182, "Half a year"), (365, "A year"), (730, "Two years"))
"""(maximum age in days, name), youngest first."""

OLDER, UNDATED = "Older", "Without a date"
MAX_ROWS = 15
"""Rows of a chart. By hand."""

MAX_SEARCHES = 200
"""Only the 200 most frequent searches are run again to find the skill they are for. By hand."""

UNANSWERED = "Nothing found"


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A row of a chart: its values, and the length of each in percent of the scale.

    Values of the same unit are stacked in one bar. Values of different units have a scale and a bar each.
    """

    label: str
    values: tuple[int, ...]
    shares: tuple[float, ...]
    is_stacked: bool = True

    @property
    def total(self) -> int:
        return sum(self.values)

    @property
    def rectangles(self) -> tuple[tuple[float, float, float, float], ...]:
        """(left, top, width, height) of each value's rectangle, in percent of the row."""
        if self.is_stacked:
            starts = [sum(self.shares[:number]) for number in range(len(self.shares))]
            return tuple((start, 0, share, 100) for start, share in zip(starts, self.shares, strict=True))
        # Bars one below the other, with a fifth of each one's height as the gap.
        height = 100 / len(self.shares)
        return tuple((0, number * height, share, 0.8 * height) for number, share in enumerate(self.shares))


def stacked_rows(rows: Iterable[tuple[str, Sequence[int]]]) -> tuple[ChartRow, ...]:
    """Return (label, values) as stacked bars on one scale; the longest bar has 100 percent."""
    labelled = [(label, tuple(values)) for label, values in rows]
    longest = max((sum(values) for _, values in labelled), default=0) or 1
    return tuple(
        ChartRow(label, values, tuple(round(100 * v / longest, 2) for v in values)) for label, values in labelled
    )


def paired_rows(rows: Iterable[tuple[str, Sequence[int]]]) -> tuple[ChartRow, ...]:
    """Return (label, values) as separate bars; the first values of all rows share a scale, and so on."""
    labelled = [(label, tuple(values)) for label, values in rows]
    scales = [max(column) or 1 for column in zip(*(values for _, values in labelled), strict=True)]
    return tuple(
        ChartRow(label, values, tuple(round(100 * v / top, 2) for v, top in zip(values, scales, strict=True)), False)
        for label, values in labelled
    )


def coverage(searcher: Searcher, skills: Sequence[Skill]) -> tuple[ChartRow, ...]:
    """Return the number of questions by difficulty for each skill, fewest questions first."""
    counts: dict[str, Counter[int]] = {skill.skill or skill.title: Counter() for skill in skills}
    # Facet counts of all questions, then of the questions of each difficulty.
    page = searcher.search("", {"kind": ["question"], "lang": ["all"]}, limit=0, facets=("difficulty", "skill"))
    for difficulty in page.facets["difficulty"]:
        filters = {"kind": ["question"], "difficulty": [difficulty.value], "lang": ["all"]}
        for count in searcher.search("", filters, limit=0, facets=("skill",)).facets["skill"]:
            counts.setdefault(count.value, Counter())[bars(difficulty.value) - 1] += count.count
    # The remaining questions have no difficulty.
    for count in page.facets["skill"]:
        by_group = counts.setdefault(count.value, Counter())
        by_group[3] = count.count - sum(by_group[number] for number in range(3))
    rows = sorted(counts.items(), key=lambda row: (row[1].total(), row[0]))
    return stacked_rows((skill, [by_group[number] for number in range(4)]) for skill, by_group in rows[:MAX_ROWS])


def freshness(skills: Iterable[Skill], today: date) -> tuple[ChartRow, ...]:
    """Return the number of guides by age group, youngest first, those without a date last."""
    names = [*(name for _, name in AGE_GROUPS), OLDER, UNDATED]
    counts = Counter(_age(skill.updated, today) for skill in skills)
    return stacked_rows((name, [counts[name]]) for name in names)


def _age(updated: str, today: date) -> str:
    """Return the name of an age group; a partial date counts as its first day."""
    parsed = PartialDate.parse(updated)
    if not parsed:
        return UNDATED
    days = (today - parsed.first_day).days
    return next((name for max_days, name in AGE_GROUPS if days <= max_days), OLDER)


def demand_and_supply(searcher: Searcher, demand: Sequence[Demand], skills: Sequence[Skill]) -> tuple[ChartRow, ...]:
    """Return (number of searches, number of documents) for each skill, most searched first.

    A search counts for the skill of its first hit, or for ``UNANSWERED`` if it has none.
    """
    searched: Counter[str] = Counter()
    for search in sorted(demand, key=lambda d: (-d.count, d.query))[:MAX_SEARCHES]:
        hits = searcher.search(search.query, limit=1).hits
        searched[hits[0].skill if hits else UNANSWERED] += search.count
    supply = Counter({skill.skill or skill.title: sum(skill.counts.values()) for skill in skills})
    return paired_rows((name, [count, supply[name]]) for name, count in searched.most_common(MAX_ROWS))
