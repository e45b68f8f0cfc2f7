"""Signals of relation between guides, and the score of all signals together.

The signals correlate weakly, so that each adds to the others: the cosine of the texts, corrected for hubs; mentions of
the other guide's names; words of its title; the cosines of the nearest guides; and the guide's own lists and links.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.documents import Document
from index.links import Resolver
from index.matrix.counts import Counts
from index.matrix.neighbours import nearest
from index.matrix.ordered import look_up
from index.matrix.ragged import divide_rows, row_of_entries, starts_of
from index.matrix.vectors import products_at, term_counts
from index.related.mentions import MentionScores

MAX_CANDIDATES = 48
"""Nearest guides by cosine that are candidates for a list. By hand."""

MAX_COMPARED = 64
"""Strongest terms of a guide that are compared. By hand."""

MAX_CLOSEST = 10
"""Nearest guides whose mean cosine tells a hub, and whose neighbours count. By hand."""

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
"""The weight of each signal. By hand in a flat region; ``tests.relevance.fit_related`` refits the first five as 1, .71,
.23, .16 and 0. nDCG@10 by cosine alone, these weights, and weights fitted on the other sets:
java_design_patterns .342, .349, .342; github_explore_topics .490, .567, .557; hugo_docs .506, .561, .555;
se_quantumcomputing .417, .461, .450. The last three cannot be fitted, as the answers are removed from the text."""

HUB_POWER = 0.3
"""Cosines are divided by the other guide's mean cosine to its nearest to this power: a guide near everything is near
nothing in particular. By hand."""

MIN_MEAN_COSINE = 0.02
"""Least mean cosine for the hub correction: a guide without neighbours must not be divided by 0. By hand."""

DECIMALS = 6
"""Decimals to which scores are rounded, so that equal guides tie."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Distinct pairs of guides with any signal, in order of ``row``, then ``column``."""

    n_guides: int
    row: NDArray[np.int64]
    column: NDArray[np.int64]

    def at(self, matrix: Any) -> Values:
        """Return the entries of a matrix of shape (n_guides, n_guides) at the pairs, 0 where it has none."""
        keys = self.row * self.n_guides + self.column
        entry_keys = _keys(matrix)
        place, is_pair = look_up(keys, entry_keys)
        values = np.zeros(len(keys))
        values[place[is_pair]] = matrix.data[is_pair]
        return values

    def matrix(self, values: NDArray[Any]) -> Any:
        """Return the csr_array of shape (n_guides, n_guides) that has ``values`` at the pairs."""
        from scipy.sparse import csr_array

        starts = np.searchsorted(self.row, np.arange(self.n_guides + 1))
        return csr_array((values, self.column, starts), shape=(self.n_guides, self.n_guides))


def guide_signals(
    vectors: Any,
    guide_documents: Sequence[Document],
    counts: Counts,
    documents: Sequence[Document],
    resolver: Resolver,
    mentions: MentionScores,
) -> tuple[Pairs, Mapping[str, Values]]:
    """Return the pairs of guides that have any signal, and each signal from the first of a pair to the second.

    Args:
        vectors: csr_array of shape (n_guides, n_columns), of ``guide_documents``.
        documents: all documents.
        resolver: of the links and names in all guides.
    """
    rows, cosines = nearest(vectors, MAX_CANDIDATES, MAX_COMPARED)
    cosine = _matrix(rows, cosines)
    listed, linked = _references(resolver, {document.guide: i for i, document in enumerate(guide_documents)})
    mentioned = mentions.weights()
    pairs = _pairs(
        [document.lang for document in guide_documents], (cosine, mentioned, listed, listed.T.tocsr(), linked)
    )
    words, words_back = _title_words(pairs, vectors, guide_documents, documents, counts)
    mean_cosine = np.maximum(cosines[:, :MAX_CLOSEST].mean(axis=1), MIN_MEAN_COSINE)
    return pairs, {
        "cosine": pairs.at(cosine) / mean_cosine[pairs.column] ** HUB_POWER,
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

    The sum ``x`` of the weighted signals is unbounded; ``x / (1 + x)`` has the same order and lies below 1.
    """
    total = sum(weight * signals[name] for name, weight in weights.items())
    return np.round(total / (1 + total), DECIMALS)


def _keys(matrix: Any) -> NDArray[np.int64]:
    """Return row times width plus column of every entry."""
    keys: NDArray[np.int64] = row_of_entries(matrix.indptr) * matrix.shape[1] + matrix.indices
    return keys


def _pairs(languages: Sequence[str], matrices: Iterable[Any]) -> Pairs:
    """Return the pairs that have a value in any of the matrices, of two guides in one language."""
    keys = np.sort(np.concatenate([_keys(matrix) for matrix in matrices]))
    row, column = np.divmod(keys[np.diff(keys, prepend=-1) > 0], max(len(languages), 1))
    names = {lang: i for i, lang in enumerate(sorted(set(languages)))}
    language = np.array([names[lang] for lang in languages], np.int64)
    is_pair = (row != column) & (language[row] == language[column])
    return Pairs(len(languages), row[is_pair], column[is_pair])


def _matrix(rows: NDArray[np.int32], values: Values) -> Any:
    """Return the square csr_array that has ``values[i, j]`` at (i, rows[i, j]), without those whose row is -1."""
    from scipy.sparse import csr_array

    is_entry = rows >= 0
    starts = starts_of(is_entry.sum(axis=1)).astype(np.int32)
    return csr_array((values[is_entry], rows[is_entry], starts), shape=(len(rows), len(rows)))


def _second_order(pairs: Pairs, rows: NDArray[np.int32], cosines: Values, cosine: Any) -> Values:
    """Return the mean cosine of a guide's closest guides with the other one, weighted by how close they are.

    It is looked up pair by pair: the product of the matrices would not fit in memory.
    """
    rows, cosines = rows[:, :MAX_CLOSEST], cosines[:, :MAX_CLOSEST]
    closest = divide_rows(_matrix(rows, cosines), cosines.sum(axis=1))
    closest.sort_indices()
    return products_at(closest, cosine.T.tocsr(), pairs.row, pairs.column)


def _references(resolver: Resolver, guide_of: Mapping[str, int]) -> tuple[Any, Any]:
    """Return which guides each guide lists as related, and to which it links, as csr_arrays of ones.

    A guide without a row gets the guide itself in its place, and such pairs are dropped.
    """
    listed: set[tuple[int, int]] = set()
    linked: set[tuple[int, int]] = set()
    for guide in resolver.guides:
        row = guide_of.get(guide.id)
        if row is None:
            continue
        named = (resolver.guide_named(name, guide) for name in (*guide.related, *guide.related_pin))
        targets = (resolver.target(link.target, guide).guide for link in guide.links)
        listed |= {(row, guide_of.get(other.id, row)) for other in named if other}
        linked |= {(row, guide_of.get(other.id, row)) for other in targets if other}
    return _of_ones(listed, len(guide_of)), _of_ones(linked, len(guide_of))


def _of_ones(pairs: Iterable[tuple[int, int]], n: int) -> Any:
    from scipy.sparse import csr_array

    others = sorted((a, b) for a, b in pairs if a != b)
    return csr_array((np.ones(len(others)), ([a for a, _ in others], [b for _, b in others])), shape=(n, n))


def _title_words(
    pairs: Pairs, vectors: Any, guide_documents: Sequence[Document], documents: Sequence[Document], counts: Counts
) -> tuple[Values, Values]:
    """Return the share of the other title's words in the guide, weighted by idf, and the reverse."""
    from scipy.sparse import csr_array

    titles, _ = term_counts(counts, fields={"title": 1})
    row_of = {document.id: row for row, document in enumerate(documents)}
    weights = titles[[row_of[document.id] for document in guide_documents]]
    df = np.maximum(np.bincount(vectors.indices, minlength=vectors.shape[1]), 1)
    weights.data = np.log((1 + pairs.n_guides) / df[weights.indices])
    divide_rows(weights, np.asarray(weights.sum(axis=1)).ravel())
    occurs = csr_array((np.ones(vectors.nnz, np.bool_), vectors.indices, vectors.indptr), shape=vectors.shape)
    return products_at(occurs, weights, pairs.row, pairs.column), products_at(occurs, weights, pairs.column, pairs.row)
