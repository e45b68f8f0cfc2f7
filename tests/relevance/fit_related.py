"""Refit the weights of ``index.related.signals``: ``python -m tests.relevance.fit_related``.

The weights are fitted by logistic regression on the pairs that editors of four sets list as related, against the other
candidates of the same pages. The lists are removed from the text, so that the weights of listed and linked guides
cannot be fitted here and stay. Prints the weights, then nDCG@10 on each set with weights fitted on the other sets.
"""

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from corpus.reader import read
from index.documents import documents_of
from index.links import Resolver
from index.matrix.counts import count
from index.matrix.neighbours import best_of_rows
from index.matrix.vectors import term_counts, tfidf
from index.related.boilerplate import find_boilerplate
from index.related.mentions import find_mentions
from index.related.signals import DECIMALS, WEIGHTS, Pairs, combine, guide_signals
from index.related.units import make_units, own_tokens
from search.evaluate import ndcg
from tests.bench.related import RelatedSet, related_sets

K = 10
FITTED = ("cosine", "mentioned", "words", "words_back", "second")

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidate pairs of one set with their signals, and the judgements of the set."""

    related: RelatedSet
    ids: Sequence[str]
    pairs: Pairs
    signals: Mapping[str, NDArray[np.float64]]

    def examples(self) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return the signals of the pairs of judged pages, of shape (n, 5), and whether each pair is related."""
        judged = np.array([id_ in self.related.wanted for id_ in self.ids], np.bool_)[self.pairs.row]
        pairs = zip(self.pairs.row[judged].tolist(), self.pairs.column[judged].tolist(), strict=True)
        is_related = [self.ids[b] in self.related.wanted[self.ids[a]] for a, b in pairs]
        return np.stack([self.signals[name][judged] for name in FITTED], axis=1), np.array(is_related, np.bool_)

    def ndcg(self, weights: Weights) -> float:
        """Return the mean nDCG@10 of the lists that ``weights`` give."""
        scores = combine(self.signals, weights)
        rows, _ = best_of_rows(self.pairs.row, self.pairs.column, scores, len(self.ids), K, DECIMALS)
        lists = {id_: [self.ids[i] for i in row if i >= 0] for id_, row in zip(self.ids, rows.tolist(), strict=True)}
        return float(np.mean([ndcg(lists[id_], grades, K) for id_, grades in self.related.wanted.items()]))


def read_set(related: RelatedSet) -> Judged:
    """Return a set with the pairs and signals that a build computes for it."""
    reading = read([related.source])
    documents = documents_of(reading.guides, reading.records)
    counts = count(documents)
    is_own = own_tokens(documents, find_boilerplate(reading.guides).by_guide, counts.stream)
    units = make_units(*term_counts(counts, is_own), documents)
    guides = [documents[units.rows[unit]] for unit in units.guides]
    mentions = find_mentions(guides, counts, documents, is_own)
    vectors = tfidf(units.counts[units.guides])
    pairs, signals = guide_signals(vectors, guides, counts, documents, Resolver(reading.guides), mentions)
    return Judged(related, [guide.id for guide in guides], pairs, signals)


def fit(sets: Sequence[Judged]) -> Weights:
    """Return the weights relative to that of the cosine, which is 1; no weight is negative."""
    examples = [judged.examples() for judged in sets]
    signals, is_related = (np.concatenate(parts) for parts in zip(*examples, strict=True))
    # Each set has the same total weight, however many pairs it has.
    share = np.concatenate([np.full(len(y), 1 / len(y)) for _, y in examples])
    model = LogisticRegression(class_weight="balanced", max_iter=1000, C=1e6)
    coefficients = model.fit(signals, is_related, sample_weight=share * len(share) / len(sets)).coef_[0]
    fitted = np.maximum(coefficients / coefficients[0], 0)
    return {**WEIGHTS, **dict(zip(FITTED, fitted.tolist(), strict=True))}


def main() -> int:
    """Print the fit and its cross-validation; exit status 2 without data."""
    data = Path(os.environ.get("GUIDEDEX_DATA", ""))
    if not os.environ.get("GUIDEDEX_DATA") or not data.is_dir():
        print("set GUIDEDEX_DATA to the folder of real data", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as work:
        sets = [read_set(related) for related in related_sets(data, Path(work))]
    cosine = {**dict.fromkeys(WEIGHTS, 0.0), "cosine": 1.0}
    print("weights".ljust(24), *(f"{name:>10}" for name in FITTED))
    for name, weights in (("in use", WEIGHTS), ("fitted on all sets", fit(sets))):
        print(name.ljust(24), *(f"{weights[signal]:10.2f}" for signal in FITTED))
    print(f"\nnDCG@{K}".ljust(25), *(f"{name:>10}" for name in ("cosine", "in use", "fitted on the others")))
    for judged in sets:
        others = fit([other for other in sets if other is not judged])
        values = (judged.ndcg(weights) for weights in (cosine, WEIGHTS, others))
        print(judged.related.name.ljust(24), *(f"{value:10.3f}" for value in values))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
