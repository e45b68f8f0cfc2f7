"""Guides that are close in meaning: one more signal of relation, where documents are encoded."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from index.matrix.candidates import MayBeNear
from index.related.pairs import square_matrix

Coded = NDArray[np.int8]

MAX_GUIDES = 20_000
"""Guides up to which all are compared with each other, a minute of work; of more, words alone tell. By hand."""

N_CLOSE, N_CLOSER = 48, 200
"""Closest guides that are candidates for a list, and those that are closer than most. By hand."""

N_CROWD = 10
"""Closest guides whose mean cosine tells a guide that is near everything. By hand."""

CROWD_POWER = 0.3
"""Cosines are divided by this power of that mean, of the other guide. By hand, in a prototype on eight sets."""

MIN_CROWD = 0.02
"""Least mean cosine by which is divided. By hand."""

DECIMALS = 4
"""Decimals to which values are rounded, so that equal guides tie."""

BLOCK = 256
"""Guides that are compared with all others at once. By hand."""


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """Vectors of documents or guides, of shape (n, n_dimensions), and the product of equal ones."""

    vectors: Coded
    unit: float

    def of_guides(self, guides: Sequence[Document], documents: Sequence[Document]) -> "Meanings":
        """Return the vector of each guide: the mean of those of its documents, table rows aside.

        Documents whose guide is not among ``guides`` are left out, such as parts that records name without their page.
        """
        place = {guide.guide: i for i, guide in enumerate(guides)}
        of_guide = np.array([place.get(d.guide, -1) if d.kind != "row" else -1 for d in documents], np.int64)
        sums = np.zeros((len(guides), self.vectors.shape[1]))
        np.add.at(sums, of_guide[of_guide >= 0], self.vectors[of_guide >= 0])
        lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
        return Meanings(np.rint(sums / lengths * math.sqrt(self.unit)).clip(-127, 127).astype(np.int8), self.unit)


@dataclass(frozen=True, slots=True)
class CloseGuides:
    """Matrices of shape (n_guides, n_guides): which guides are candidates of each, and how much closer than most."""

    candidates: Any
    closer: Any


def close_guides(vectors: Coded, unit: float, may_be_near: MayBeNear | None = None) -> CloseGuides:
    """Return the guides that are close to each other, by their vectors.

    Args:
        vectors: of shape (n_guides, n_dimensions), see ``index.meaning.vectors.coded``.
        unit: the product of equal vectors.
        may_be_near: which pairs may be related; all of them unless given.
    """
    n_guides = len(vectors) if len(vectors) <= MAX_GUIDES else 0
    n_kept = min(N_CLOSER, max(n_guides - 1, 0))
    rows, values = np.full((len(vectors), n_kept), -1, np.int32), np.zeros((len(vectors), n_kept))
    exact = vectors.astype(np.float32)
    crowd = _crowd(exact, unit) if n_kept else np.ones(0)
    for first in range(0, n_guides, BLOCK):
        block = slice(first, min(first + BLOCK, n_guides))
        near = np.round(_cosines(exact, first, unit) / crowd, DECIMALS)
        closest = np.sort(np.argpartition(-near, n_kept - 1, axis=1)[:, :n_kept], axis=1)
        order = np.argsort(-np.take_along_axis(near, closest, 1), axis=1, kind="stable")
        rows[block] = np.take_along_axis(closest, order, 1)
        values[block] = np.take_along_axis(near, rows[block].astype(np.int64), 1)
    values = np.maximum(values - values[:, -1:], 0) if n_kept else values
    rows[(values <= 0) | ~_may_be_related(rows, may_be_near)] = -1
    return CloseGuides(square_matrix(rows[:, :N_CLOSE], values[:, :N_CLOSE]), square_matrix(rows, values))


def _crowd(vectors: NDArray[np.float32], unit: float) -> NDArray[np.float64]:
    """Return, for each guide, the power of the mean cosine of its closest ones by which cosines are divided."""
    n_crowd = min(N_CROWD, len(vectors) - 1)
    means = np.zeros(len(vectors))
    for first in range(0, len(vectors), BLOCK):
        cosines = _cosines(vectors, first, unit)
        means[first : first + BLOCK] = np.partition(cosines, -n_crowd, axis=1)[:, -n_crowd:].mean(axis=1)
    crowd: NDArray[np.float64] = np.maximum(means, MIN_CROWD) ** CROWD_POWER
    return crowd


def _cosines(vectors: NDArray[np.float32], first: int, unit: float) -> NDArray[np.float64]:
    """Return the cosines of ``BLOCK`` guides and all guides, of a guide and itself -1."""
    cosines: NDArray[np.float64] = (vectors[first : first + BLOCK] @ vectors.T).astype(np.float64) / unit
    cosines[np.arange(len(cosines)), np.arange(first, first + len(cosines))] = -1
    return cosines


def _may_be_related(rows: NDArray[np.int32], may_be_near: MayBeNear | None) -> NDArray[np.bool_]:
    """Return which of ``rows``, of shape (n_guides, n), may be related to the guide of their line."""
    if may_be_near is None or not rows.size:
        return np.ones(rows.shape, np.bool_)
    of_guide = np.repeat(np.arange(len(rows)), rows.shape[1])
    return may_be_near(of_guide, rows.ravel()).reshape(rows.shape)
