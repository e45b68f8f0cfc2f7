"""Measure search by meaning, on sets left out: ``python -m tests.relevance.fit_meaning [FOLDER]``.

Each constant has several values; ``off`` is the order by words alone. For each set, the value is chosen that is best on
all other sets, and its gain over the order by words is measured on the set itself. A row is one constant: its gain in
nDCG@10 on each set, in hundredths, and their mean with a 95 % interval (see ``fit_ranking``); below it is the mean of
all sets for each value. The last rows have the share of everyday questions of readers with a right place among three.

Indexes with vectors are built once, in FOLDER (``build/fit_meaning`` unless given), which takes ten minutes.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from statistics import fmean
from unittest.mock import patch

import numpy as np

from index.build import BuildOptions
from index.weights import WEIGHTS
from search.answer import meaning
from search.answer.answer import answer_to, first_rows
from search.closeness import Closeness
from search.evaluate import JudgedQuery, ndcg
from search.generation import OpenGeneration
from tests.relevance.fit_ranking import DEPTH, K, Values, gain
from tests.relevance.search_sets import KNOWN, SearchSet, search_sets

OFF = "off"
WEIGHT = "weight"

Setting = Mapping[str, float]
"""Constants of ``search.answer.meaning`` by name, and ``WEIGHT``; what is left out stays as it is in use."""

CONSTANTS: Mapping[str, Sequence[float]] = {
    WEIGHT: (1.0, 1.5, 2.0, 2.5),
    "ALL_WORDS": (0.0, 0.5, 1.0),
    "MAX_SHORT": (1, 2, 3, 4),
    "N_FEW": (0, 50, 100, 200),
    "KNOWN_SHARE": (0.0, 0.4, 0.5, 0.6, 0.8),
    "UNKNOWN_WEIGHT": (1.0, 1.5, 2.5, 4.0),
    "MIN_COSINE": (0.2, 0.3, 0.4),
}

RIGHT, FIRST = 2, 3
"""The grade of a right place, and the hits among which one is looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one setting gives on one set: nDCG@10 of each query, and whether a right place is among the first hits."""

    ndcg: Values
    is_found: Mapping[str, bool]


class MeaningSet:
    """A set whose queries are answered under any setting."""

    def __init__(self, searched: SearchSet, everyday: frozenset[str]) -> None:
        self.name = searched.name
        self.everyday = everyday
        self._queries = searched.queries
        self._generation = searched.open()._current().generation
        self._closeness = Closeness(self._generation)
        self._closeness.query_vector = cache(self._closeness.query_vector)  # every setting asks for all queries

    def found(self, setting: Setting | None) -> Found:
        """Return what ``setting`` gives; None is the order by words alone."""
        weight = (setting or {}).get(WEIGHT, WEIGHTS.meaning)
        live = OpenGeneration(self._generation, replace(WEIGHTS, meaning=weight))
        with ExitStack() as stack:
            live.closeness = None if setting is None else self._closeness
            for name, value in (setting or {}).items():
                if name != WEIGHT:
                    stack.enter_context(patch.object(meaning, name, value))
            ids = {query.id: self._ids(query, live) for query in self._queries}
        scores = [ndcg(ids[query.id], query.grades, K) for query in self._queries]
        return Found(np.array(scores), {q.id: _is_found(q, ids[q.id]) for q in self._queries if q.id in self.everyday})

    def _ids(self, query: JudgedQuery, live: OpenGeneration) -> list[str]:
        """Return the ids of the hits, a judged guide for its first unjudged one, as ``fit_ranking`` does."""
        rows = first_rows(answer_to(query.text, {"lang": ("all",)}, live), DEPTH, live).tolist()
        hits = [(live.documents.id_of(row), live.documents.at(row).guide) for row in rows]
        ids = dict.fromkeys(id_ if id_ in query.grades or guide not in query.grades else guide for id_, guide in hits)
        return [id_ for id_ in ids if id_ not in query.exclude]


def _is_found(query: JudgedQuery, ids: Sequence[str]) -> bool:
    return any(query.grades.get(id_, 0) >= RIGHT for id_ in ids[:FIRST])


def everyday_questions(folder: Path) -> frozenset[str]:
    """Return the ids of a set's questions in everyday words; none of a set whose queries have no type."""
    lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines() if folder.is_dir() else []
    return frozenset(query["id"] for query in map(json.loads, lines) if query.get("type") == "question")


def report(sets: Sequence[MeaningSet], constants: Mapping[str, Sequence[float]] = CONSTANTS) -> Iterator[str]:
    """Yield the table line by line."""

    @cache
    def found(place: int, name: str, value: float) -> Found:
        return sets[place].found({name: value})

    words = [of_set.found(None) for of_set in sets]
    used = [of_set.found({}) for of_set in sets]
    yield f"{'gain in nDCG@10, in hundredths':32}" + "".join(f"{s.name[:8]:>9}" for s in sets) + "     mean    95 %"
    yield f"{'by words: nDCG@10':32}" + "".join(f"{100 * each.ndcg.mean():9.1f}" for each in words)
    yield f"{'by meaning, in use: nDCG@10':32}" + "".join(f"{100 * each.ndcg.mean():9.1f}" for each in used)
    for name, values in constants.items():
        by_value = {OFF: [each.ndcg for each in words]}
        by_value |= {f"{v:g}": [found(place, name, v).ndcg for place in range(len(sets))] for v in values}
        of_constant = gain(by_value)
        row = "".join(f"{100 * of_set:9.2f}" for of_set in of_constant.by_set)
        interval = f"{100 * of_constant.mean:9.2f}  [{100 * of_constant.low:.2f}, {100 * of_constant.high:.2f}]"
        yield f"{name:32}{row}{interval}  chosen {' '.join(sorted(set(of_constant.chosen)))}"
        means = (f"{v} {100 * fmean(of_set.mean() for of_set in each):.2f}" for v, each in by_value.items())
        yield f"{'':4}mean of all sets by value: {', '.join(means)}"
    yield from (_everyday("by words", words), _everyday("by meaning, in use", used))


def _everyday(label: str, found: Sequence[Found]) -> str:
    shares = [fmean(each.is_found.values()) if each.is_found else None for each in found]
    whole = [is_found for each in found for is_found in each.is_found.values()]
    row = "".join(f"{share:9.3f}" if share is not None else f"{'-':>9}" for share in shares)
    mean = f"{fmean(whole):9.3f}" if whole else ""
    return f"{f'everyday questions, {label}':32}{row}{mean}  of {len(whole)} all together"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit status 2 without data."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance.fit_meaning")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("build/fit_meaning"))
    parser.add_argument("--sets", nargs="+", help="names of sets; all but known items unless given")
    parser.add_argument("--only", nargs="+", choices=CONSTANTS, default=list(CONSTANTS))
    options = parser.parse_args(arguments)
    data = Path(os.environ.get("GUIDEDEX_DATA", ""))
    if not os.environ.get("GUIDEDEX_DATA") or not data.is_dir():
        print("set GUIDEDEX_DATA to the folder of real data", file=sys.stderr)
        return 2
    wanted = list(search_sets(data, options.folder, BuildOptions(meaning="on")))
    chosen = [s for s in wanted if s.name in options.sets] if options.sets else [s for s in wanted if s.name != KNOWN]
    sets = [MeaningSet(s, everyday_questions(data / "reader_searches" / s.name)) for s in chosen]
    for line in report(sets, {name: CONSTANTS[name] for name in options.only}):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
