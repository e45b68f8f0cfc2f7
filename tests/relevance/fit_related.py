"""Refit the weights and powers of ``index.related.signals``: ``python -m tests.relevance.fit_related``.

The editors of six sets list related pages, and the lists are removed from the text. The weights are those of a grid
with the greatest mean, over the sets, of nDCG@10 divided by that of the better TF-IDF cosine. Weights of listed and
linked guides cannot be fitted here and stay. Prints nDCG@10 on each set with weights fitted on the five others, and
what is lost without each signal.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from corpus.processes import usable_cpus
from corpus.reader import read
from index.documents import documents_of
from index.links import Resolver
from index.matrix.counts import count
from index.matrix.vectors import term_counts, tfidf
from index.meaning.models import model_of
from index.meaning.vectors import document_vectors, scale
from index.related.boilerplate import find_boilerplate
from index.related.closeness import Meanings
from index.related.mentions import find_mentions
from index.related.signals import POWERS, WEIGHTS, combine, guide_signals
from index.related.units import make_units, own_tokens, times_counted
from index.related.versions import versions_of
from tests.bench.related import measure
from tests.bench.related_sets import RelatedSet, related_sets

K = 10
COSINES = ("cosine", "stemmed cosine")
DISCOUNT = 1 / np.log2(np.arange(2, K + 2))

GRID: Mapping[str, Sequence[float]] = {
    "mentioned": (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
    "words": (0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4),
    "labels": (0, 0.05, 0.1, 0.15, 0.2),
    "length": (0, 0.06, 0.12, 0.18, 0.24),
    "closeness": (0, -0.1, -0.2, -0.3, -0.4),
}
"""The values that are tried of each weight and power."""

MEANING = (0, 0.05, 0.1, 0.2, 0.3, 0.5)
"""The weights that are tried of closeness in meaning, with ``--meaning``."""

MIN_GAIN = 0.0002
"""Least gain for which a value is changed; smaller ones are chance."""

Values = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates of the judged pages of one set.

    Attributes:
        cosine: nDCG@10 of the better of two TF-IDF cosines.
        signals: of each pair of a judged page and a candidate.
        pairs: (n_pages, n), the pairs of each page, -1 where there are fewer.
        is_related: of each pair, and False at the end, which is -1.
        ideal: (n_pages,), the most that a page's list can gain.
    """

    name: str
    cosine: float
    signals: Mapping[str, NDArray[np.float64]]
    pairs: NDArray[np.int64]
    is_related: NDArray[np.bool_]
    ideal: NDArray[np.float64]

    def ndcg(self, values: Values) -> float:
        """Return the mean nDCG@10 of the lists that weights and powers give."""
        weights, powers = ({name: values[name] for name in names} for names in (WEIGHTS, POWERS))
        scores = np.append(combine(self.signals, weights, powers), -1)
        best = np.argsort(-scores[self.pairs], axis=1, kind="stable")[:, :K]
        gains = self.is_related[np.take_along_axis(self.pairs, best, 1)]
        return float(np.mean(gains @ DISCOUNT[: gains.shape[1]] / self.ideal))


def read_set(related: RelatedSet, work: Path, by_meaning: bool = False) -> Judged:
    """Return a set with the signals that a build computes for it."""
    reading = read([related.source])
    documents = documents_of(reading.guides, reading.records)
    counts = count(documents)
    is_own = own_tokens(documents, find_boilerplate(reading.guides).by_guide, counts.stream)
    units = make_units(*term_counts(counts, times_counted(documents, is_own, counts.stream)), documents)
    guides = [documents[units.rows[unit]] for unit in units.guides]
    versions = versions_of(guides, {guide.id: guide for guide in reading.guides})
    mentions = find_mentions(guides, counts, documents, is_own, versions)
    of_guides = units.counts[units.guides]
    lengths = np.asarray(of_guides.sum(axis=1)).ravel()
    resolver = Resolver(reading.guides)
    meanings = _meanings(documents).of_guides(guides, documents) if by_meaning else None
    pairs, signals = guide_signals(
        tfidf(of_guides, "square root"), lengths, guides, counts, documents, resolver, mentions, versions, meanings
    )
    ids = [guide.id for guide in guides]
    judged = np.flatnonzero([id_ in related.wanted for id_ in ids])
    is_judged = np.isin(pairs.row, judged)
    row, column = pairs.row[is_judged].tolist(), pairs.column[is_judged].tolist()
    is_related = [ids[b] in related.wanted[ids[a]] for a, b in zip(row, column, strict=True)]
    starts = np.searchsorted(row, [*judged, len(ids)])
    place = np.arange(int(np.diff(starts).max()))
    n_related = [len(related.wanted[ids[page]]) for page in judged]
    return Judged(
        related.name,
        max(found.ndcg for method in COSINES if (found := measure(method, related, work))),
        {name: values[is_judged] for name, values in signals.items()},
        np.where(place < np.diff(starts)[:, None], starts[:-1, None] + place, -1),
        np.array([*is_related, False], np.bool_),
        np.array([DISCOUNT[:n].sum() for n in n_related]),
    )


def _meanings(documents: Sequence[Document]) -> Meanings:
    """Return the vectors of documents by meaning, which takes 15 ms of a processor for each."""
    vectors = document_vectors(documents, model_of("on"), usable_cpus()).coded
    return Meanings(vectors, scale(vectors.shape[1]) ** 2)


def ratio(sets: Sequence[Judged], values: Values) -> float:
    """Return the mean, over the sets, of nDCG@10 divided by that of the better cosine."""
    return fmean(judged.ndcg(values) / judged.cosine for judged in sets)


def fit(sets: Sequence[Judged], grid: Mapping[str, Sequence[float]] = GRID) -> Values:
    """Return the values with the best ratio, each changed in turn until no change gains."""
    values: dict[str, float] = {**WEIGHTS, **POWERS}
    best, before = ratio(sets, values), 0.0
    while best > before:
        before = best
        for name, tried in grid.items():
            for value in tried:
                gained = ratio(sets, {**values, name: value})
                if gained > best + MIN_GAIN:
                    values[name], best = value, gained
    return values


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the fit and its cross-validation; exit status 2 without data."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance.fit_related")
    parser.add_argument("--meaning", action="store_true", help="with documents encoded, which takes minutes")
    by_meaning = parser.parse_args(arguments).meaning
    grid = {**GRID, **({"meaning": MEANING} if by_meaning else {})}
    data = Path(os.environ.get("GUIDEDEX_DATA", ""))
    if not os.environ.get("GUIDEDEX_DATA") or not data.is_dir():
        print("set GUIDEDEX_DATA to the folder of real data", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as work:
        sets = [read_set(related, Path(work), by_meaning) for related in related_sets(data, Path(work))]
    in_use: Values = {**WEIGHTS, **POWERS}
    with ProcessPoolExecutor(usable_cpus()) as pool:
        folds = [sets, *([other for other in sets if other is not judged] for judged in sets)]
        fitted, *without = pool.map(partial(fit, grid=grid), folds)
    print("".ljust(24), *(f"{name:>10}" for name in grid))
    rows = [("in use", in_use), ("fitted on all sets", fitted)]
    rows += [(f"without {judged.name}"[:24], values) for judged, values in zip(sets, without, strict=True)]
    for name, values in rows:
        print(name.ljust(24), *(f"{values[signal]:10.2f}" for signal in grid))
    print(f"\nnDCG@{K}".ljust(25), *(f"{name:>10}" for name in ("cosine", "in use", "fitted without it", "ratio")))
    for judged, values in zip(sets, without, strict=True):
        used, found = judged.ndcg(in_use), judged.ndcg(values)
        print(f"{judged.name:24} {judged.cosine:10.3f} {used:10.3f} {found:17.3f} {found / judged.cosine:10.3f}")
    ratios = [judged.ndcg(values) / judged.cosine for judged, values in zip(sets, without, strict=True)]
    print(f"{'mean ratio':24} {'':10} {ratio(sets, in_use):10.3f} {fmean(ratios):17.3f}")
    print("\nin use, without")
    for name in grid:
        left = {**in_use, name: 0.0}
        print(name.ljust(24), f"{ratio(sets, left):10.3f}", *(f"{judged.ndcg(left):.3f}" for judged in sets))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
