"""Measure what orders hits, on sets left out: ``python -m tests.relevance.fit_ranking [FOLDER]``.

Each mechanism has one constant and several values of it, the first of which switches it off. For each set, the value is
chosen that is best on all other sets, and its gain over the mechanism switched off is measured on the set itself. A row
of the table is one mechanism: its gain in nDCG@10 on each set, in hundredths, and their mean with a 95 % interval
(paired bootstrap of the queries within the sets). A mechanism whose interval reaches below 0 earns nothing.

Indexes are built once, in FOLDER (``build/fit_ranking`` unless given); impacts are computed anew for other weights.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from index.matrix.counts import Counts, count
from index.matrix.postings import make_postings
from index.storage.generations import Generation
from index.weights import WEIGHTS, Weights
from search.answer.answer import ask, plan_of
from search.answer.naming import Naming, with_words_corrected
from search.answer.ranking import ordered, rank
from search.answer.support import Supporters
from search.engines.arrays import ArraysEngine
from search.engines.protocol import Plan
from search.evaluate import JudgedQuery, ndcg
from search.generation import OpenGeneration
from search.query.parse import parse
from tests.relevance.search_sets import SearchSet, search_sets

K = 10
DEPTH = 60
"""Rows that are ranked: an unjudged hit of a judged guide stands for it, and ids may be excluded."""

IN_IMPACTS = ("boosts", "k1", "b", "title_share", "row_share")
"""The weights that take part in the impacts of an index; the others are used by a search."""

N_SAMPLES = 2000
SEED = 20261130

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Setting:
    """The constants of one order.

    ``percents`` are those of alternatives of some kinds, others as planned; ``names_first``: names add to scores.
    """

    weights: Weights = WEIGHTS
    percents: Mapping[str, int] = field(default_factory=dict)
    names_first: bool = True


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A part of the order, and settings of it: switched off, then with more and more of it."""

    name: str
    settings: Mapping[str, Setting]


def of_weights(name: str, constant: str, *values: Any) -> Mechanism:
    return Mechanism(name, {str(value): Setting(replace(WEIGHTS, **{constant: value})) for value in values})


def of_boost(field_: str, *values: float) -> Mechanism:
    boosts = [{**WEIGHTS.boosts, field_: value} for value in values]
    settings = {f"{b[field_]:g}": Setting(replace(WEIGHTS, boosts=b)) for b in boosts}
    return Mechanism(f"boost of {field_}", settings)


def of_kind(kind: str, *values: int) -> Mechanism:
    return Mechanism(f"percent of {kind}", {str(value): Setting(percents={kind: value}) for value in values})


MECHANISMS = (
    of_weights("saturation", "k1", 1000.0, 2.0, 1.5, 1.0, 0.7),
    of_weights("length", "b", 0.0, 0.5, 0.65, 0.8, 0.95),
    of_boost("title", 1.0, 2.0, 3.0),
    of_boost("aliases", 1.0, 2.0, 3.0),
    of_boost("headings", 0.0, 0.25, 0.5, 1.0),
    of_boost("code", 0.0, 0.3, 0.6, 1.0),
    of_boost("guide", 0.0, 1.0, 2.0, 3.0),
    of_weights("title's own score", "title_share", 0.0, 0.2, 0.3, 0.5),
    of_weights("rows count less", "row_share", 1.0, 0.85, 0.75, 0.65),
    of_weights("exact words", "exact_percent", 0, 10, 20, 30, 40),
    of_weights("parts of one guide", "guide_tenths", 0, 1, 2, 3, 4, 5),
    of_weights("large guides count less", "n_focused", 1_000_000, 80, 50, 30, 20),
    of_weights("neighbours", "neighbour_tenths", 0, 1, 2, 3, 4),
    of_kind("alias", 0, 60, 80, 100),
    of_kind("joined", 0, 70, 90, 100),
    of_kind("typed", 0, 100, 125, 150),
    of_kind("split", 0, 70, 90, 100),
    of_kind("typo", 0, 60, 80, 100),
    Mechanism("names first", {"no": Setting(names_first=False), "yes": Setting()}),
)


@dataclass(frozen=True, slots=True)
class Planned:
    """A judged query with its plan and whose name it is: neither depends on the weights."""

    judged: JudgedQuery
    plan: Plan
    naming: Naming


class RankedSet:
    """A set whose queries are ranked under any setting."""

    def __init__(self, searched: SearchSet) -> None:
        self.name = searched.name
        self.live: OpenGeneration = searched.open()._current()
        documents = [self.live.documents.at(row) for row in range(self.live.documents.n_docs)]
        self.guides = [document.guide for document in documents]
        self._kinds = [document.kind for document in documents]
        self._counts: Counts = count(documents)
        self.queries = [self._planned(query) for query in searched.queries]
        self._impacts = (WEIGHTS, self.live.generation.array("posting_impacts"))
        self._in_use: Values | None = None

    def _planned(self, query: JudgedQuery) -> Planned:
        asked = ask(parse(query.text), {"lang": ("all",)}, self.live)
        planned = plan_of(asked, self.live)
        naming = with_words_corrected(asked.naming, asked.query.text, planned.corrections, self.live)
        return Planned(query, planned.plan, naming)

    def values(self, setting: Setting) -> Values:
        """Return nDCG@10 of each query; that of the setting in use is kept."""
        if setting != Setting():
            return self._values(setting)
        if self._in_use is None:
            self._in_use = self._values(setting)
        return self._in_use

    def _values(self, setting: Setting) -> Values:
        engine = self._engine_of(setting.weights)
        return np.array([self._ndcg(query, self._first_ids(query, setting, engine)) for query in self.queries])

    def _first_ids(self, query: Planned, setting: Setting, engine: ArraysEngine) -> list[tuple[str, str]]:
        """Return the id and the guide of each of the first ``DEPTH`` hits."""
        live = self.live
        plan = _with_percents(query.plan, setting.percents)
        guides, sizes, is_page = live.facets.codes("guide"), live.facets.sizes("guide"), live.documents.is_guide
        supporters = Supporters(plan.clauses, engine, live.neighbours, guides, sizes, is_page, setting.weights)
        named = slice(None) if setting.names_first else slice(0)
        ranking = rank(engine.matches(plan), supporters, (query.naming.rows[named], query.naming.bonus[named]))
        rows = ranking.answer[ordered(ranking, 2 * DEPTH)]
        shown = rows[~live.facets.copies.is_repeated(rows)][:DEPTH]
        return [(live.documents.id_of(row), self.guides[row]) for row in shown.tolist()]

    def _ndcg(self, query: Planned, hits: Sequence[tuple[str, str]]) -> float:
        grades = query.judged.grades
        ids = dict.fromkeys(id_ if id_ in grades or guide not in grades else guide for id_, guide in hits)
        return ndcg([id_ for id_ in ids if id_ not in query.judged.exclude], grades, K)

    def _engine_of(self, weights: Weights) -> ArraysEngine:
        """Return an engine with ``weights``; the last impacts are kept, as some weights take no part in them."""
        of_impacts = replace(WEIGHTS, **{name: getattr(weights, name) for name in IN_IMPACTS})
        if self._impacts[0] != of_impacts:
            self._impacts = (of_impacts, make_postings(self._counts, self._kinds, of_impacts).impact)
        generation = cast(Generation, _OtherImpacts(self.live.generation, self._impacts[1]))
        return ArraysEngine(generation, weights)


class _OtherImpacts:
    """A generation with other impacts; everything else is that of ``generation``."""

    def __init__(self, generation: Generation, impacts: NDArray[np.uint16]) -> None:
        self._generation = generation
        self._impacts = impacts

    def array(self, name: str) -> NDArray[Any]:
        return self._impacts if name == "posting_impacts" else self._generation.array(name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._generation, name)


def _with_percents(plan: Plan, percents: Mapping[str, int]) -> Plan:
    """Return ``plan`` with the percent of the alternatives whose kind is among ``percents`` replaced."""
    if not percents:
        return plan
    clauses = [
        replace(
            clause,
            alternatives=tuple(a._replace(percent=percents.get(a.kind, a.percent)) for a in clause.alternatives),
        )
        for clause in plan.clauses
    ]
    return replace(plan, clauses=tuple(clauses))


@dataclass(frozen=True, slots=True)
class Gain:
    """What a mechanism gives: on each set, with the value chosen on the others; their mean and its 95 % interval."""

    by_set: Sequence[float]
    mean: float
    low: float
    high: float
    chosen: Sequence[str]
    """The value chosen without each set."""


def gain(by_value: Mapping[str, Sequence[Values]]) -> Gain:
    """Return the gain of a mechanism.

    Args:
        by_value: for each value of its constant, the first of which switches it off, nDCG@10 of each set's queries.
    """
    names = list(by_value)
    means = np.array([[values.mean() for values in by_value[name]] for name in names])
    n_sets = means.shape[1]
    without = means.sum(axis=1, keepdims=True) - means
    chosen = [names[int(without[:, place].argmax())] for place in range(n_sets)]
    gains = [by_value[name][place] - by_value[names[0]][place] for place, name in enumerate(chosen)]
    draw = np.random.default_rng(SEED)
    samples = [of_set[draw.integers(0, len(of_set), (N_SAMPLES, len(of_set)))].mean(axis=1) for of_set in gains]
    low, high = np.percentile(np.mean(samples, axis=0), [2.5, 97.5])
    by_set = [float(of_set.mean()) for of_set in gains]
    return Gain(by_set, float(np.mean(by_set)), float(low), float(high), chosen)


def report(sets: Sequence[RankedSet], mechanisms: Sequence[Mechanism] = MECHANISMS) -> Iterator[str]:
    """Yield the table line by line."""
    yield f"{'gain in nDCG@10, in hundredths':32}" + "".join(f"{s.name[:8]:>9}" for s in sets) + "     mean    95 %"
    base = [ranked.values(Setting()) for ranked in sets]
    yield f"{'in use: nDCG@10':32}" + "".join(f"{100 * of_set.mean():9.1f}" for of_set in base)
    for mechanism in mechanisms:
        by_value = {name: [ranked.values(setting) for ranked in sets] for name, setting in mechanism.settings.items()}
        found = gain(by_value)
        row = "".join(f"{100 * of_set:9.2f}" for of_set in found.by_set)
        interval = f"{100 * found.mean:9.2f}  [{100 * found.low:.2f}, {100 * found.high:.2f}]"
        yield f"{mechanism.name:32}{row}{interval}  chosen {' '.join(sorted(set(found.chosen)))}"
        flat = (f"{name} {100 * np.mean([of_set.mean() for of_set in sets_]):.2f}" for name, sets_ in by_value.items())
        yield f"{'':4}mean of all sets by value: {', '.join(flat)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit status 2 without data."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance.fit_ranking")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("build/fit_ranking"))
    parser.add_argument("--only", default="", help="part of the name of the mechanisms to measure")
    options = parser.parse_args(arguments)
    data = os.environ.get("GUIDEDEX_DATA", "")
    if not data or not Path(data).is_dir():
        print("set GUIDEDEX_DATA to the folder of real data", file=sys.stderr)
        return 2
    sets = [RankedSet(searched) for searched in search_sets(Path(data), options.folder)]
    for line in report(sets, [mechanism for mechanism in MECHANISMS if options.only in mechanism.name]):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
