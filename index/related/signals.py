"""Signals of how guides are related, and the score that they make together.

The signals agree badly with one another and therefore help each other: the cosine of the texts, corrected for
guides that are near everything; mentions of the other's title; words of its title; what the neighbours are
near to; and what the guide itself lists or links.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.guide import Guide
from index.documents import Document
from index.links import Resolver
from index.matrix.counts import Counts
from index.matrix.neighbours import nearest
from index.matrix.vectors import products_at, term_counts
from index.related.mentions import MentionScores

N_CANDIDATES = 48
N_COMPARED = 64
N_CLOSEST = 10

WEIGHTS = {
    "cosine": 1.0,
    "mentioned": 0.3,
    "words": 0.2,
    "words_back": 0.1,
    "second": 0.3,
    "listed": 0.6,
    "listed_back": 0.3,
    "linked": 0.1,
}
HUB_POWER = 0.3
LEAST_NEARNESS = 0.02
DECIMALS = 6

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of guides that a signal names, in order of ``row``, then ``column``; each once."""

    n_guides: int
    row: NDArray[np.int64]
    column: NDArray[np.int64]

    def at(self, matrix: Any) -> Values:
        """Return the entries of a matrix of shape (n_guides, n_guides) at the pairs, 0 where it has none."""
        keys = self.row * self.n_guides + self.column
        wanted = _keys(matrix)
        place = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        is_pair = keys[place] == wanted if len(keys) else np.zeros(0, np.bool_)
        values = np.zeros(len(keys))
        values[place[is_pair]] = matrix.data[is_pair]
        return values

    def matrix(self, values: NDArray[Any]) -> Any:
        """Return the csr_array that has ``values`` at the pairs."""
        from scipy.sparse import csr_array

        starts = np.searchsorted(self.row, np.arange(self.n_guides + 1))
        return csr_array((values, self.column, starts), shape=(self.n_guides, self.n_guides))


def guide_signals(
    vectors: Any,
    own: Sequence[Document],
    counts: Counts,
    documents: Sequence[Document],
    guides: Sequence[Guide],
    mentions: MentionScores,
) -> tuple[Pairs, Mapping[str, Values]]:
    """Return the pairs of guides that anything joins, and each signal from the first of a pair to the second.

    Args:
        vectors: csr_array of shape (n_guides, n_columns), of the guides ``own``.
    """
    rows, cosines = nearest(vectors, N_CANDIDATES, N_COMPARED)
    cosine = _matrix(rows, cosines)
    listed, linked = _references(guides, {document.guide: i for i, document in enumerate(own)})
    mentioned = mentions.weights()
    pairs = _pairs([document.lang for document in own], (cosine, mentioned, listed, listed.T.tocsr(), linked))
    words, words_back = _title_words(pairs, vectors, own, documents, counts)
    nearness = np.maximum(cosines[:, :N_CLOSEST].mean(axis=1), LEAST_NEARNESS)
    return pairs, {
        "cosine": pairs.at(cosine) / nearness[pairs.column] ** HUB_POWER,
        "mentioned": pairs.at(mentioned),
        "words": words,
        "words_back": words_back,
        "second": _second_order(pairs, rows, cosines, cosine),
        "listed": pairs.at(listed),
        "listed_back": pairs.at(listed.T.tocsr()),
        "linked": pairs.at(linked),
    }


def combine(signals: Mapping[str, Values], weights: Mapping[str, float] = WEIGHTS) -> Values:
    """Return the score of every pair, in 0..1.

    The sum ``x`` of the weighted signals has no bound; ``x / (1 + x)`` orders alike and has.
    """
    total = sum(weight * signals[name] for name, weight in weights.items())
    return np.round(total / (1 + total), DECIMALS)


def _keys(matrix: Any) -> NDArray[np.int64]:
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    keys: NDArray[np.int64] = rows * matrix.shape[1] + matrix.indices
    return keys


def _pairs(languages: Sequence[str], matrices: Iterable[Any]) -> Pairs:
    """Return the pairs that have a value in any of the matrices, of two guides in one language."""
    keys = np.sort(np.concatenate([_keys(matrix) for matrix in matrices]))
    row, column = np.divmod(keys[np.diff(keys, prepend=-1) > 0], max(len(languages), 1))
    names = {lang: i for i, lang in enumerate(sorted(set(languages)))}
    language = np.array([names[lang] for lang in languages], np.int64)
    kept = (row != column) & (language[row] == language[column])
    return Pairs(len(languages), row[kept], column[kept])


def _matrix(rows: NDArray[np.int32], values: Values) -> Any:
    """Return the square csr_array that has ``values`` at (i, rows[i, j]); none where a row is -1."""
    from scipy.sparse import csr_array

    kept = rows >= 0
    starts = np.concatenate([[0], np.cumsum(kept.sum(axis=1))]).astype(np.int32)
    return csr_array((values[kept], rows[kept], starts), shape=(len(rows), len(rows)))


def _second_order(pairs: Pairs, rows: NDArray[np.int32], cosines: Values, cosine: Any) -> Values:
    """Return how near the closest of a guide are to the other, the closest counting by how close they are."""
    closest = _matrix(rows[:, :N_CLOSEST], cosines[:, :N_CLOSEST])
    totals = np.maximum(cosines[:, :N_CLOSEST].sum(axis=1), 1e-9)
    closest.data /= np.repeat(totals, np.diff(closest.indptr))
    closest.sort_indices()
    return products_at(closest, cosine.T.tocsr(), pairs.row, pairs.column)


def _references(guides: Sequence[Guide], guide_of: Mapping[str, int]) -> tuple[Any, Any]:
    """Return what guides list as related, and what they link to, as matrices of 1."""
    resolver = Resolver(guides)
    listed: set[tuple[int, int]] = set()
    linked: set[tuple[int, int]] = set()
    for guide in guides:
        row = guide_of.get(guide.id)
        if row is None:
            continue
        for name in (*guide.related, *guide.related_pin):
            listed.add((row, guide_of.get(resolver.named(name, guide), row)))
        for link in guide.links:
            linked.add((row, guide_of.get(resolver.linked(link.target, guide), row)))
    return _of_ones(listed, len(guide_of)), _of_ones(linked, len(guide_of))


def _of_ones(pairs: Iterable[tuple[int, int]], n: int) -> Any:
    from scipy.sparse import csr_array

    kept = sorted((a, b) for a, b in pairs if a != b)
    return csr_array((np.ones(len(kept)), ([a for a, _ in kept], [b for _, b in kept])), shape=(n, n))


def _title_words(
    pairs: Pairs, vectors: Any, own: Sequence[Document], documents: Sequence[Document], counts: Counts
) -> tuple[Values, Values]:
    """Return which share of the other's title is said here, and of this one's there; words weigh by their idf."""
    from scipy.sparse import csr_array

    titles, _ = term_counts(counts, fields={"title": 1})
    row_of = {document.id: row for row, document in enumerate(documents)}
    weights = titles[[row_of[document.id] for document in own]]
    df = np.maximum(np.bincount(vectors.indices, minlength=vectors.shape[1]), 1)
    weights.data = np.log((1 + pairs.n_guides) / df[weights.indices])
    totals = np.maximum(np.asarray(weights.sum(axis=1)).ravel(), 1e-9)
    weights.data /= np.repeat(totals, np.diff(weights.indptr))
    said = csr_array((np.ones(vectors.nnz, np.bool_), vectors.indices, vectors.indptr), shape=vectors.shape)
    return products_at(said, weights, pairs.row, pairs.column), products_at(said, weights, pairs.column, pairs.row)
