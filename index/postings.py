"""The matrix read down: for each term, the documents that hold it and what it is worth there.

An impact is BM25F's saturated frequency over all fields, and a share of the title's own, in 12 bits; an
idf is an integer of 10 bits, applied when a query is asked. Integers make sums independent of order, page,
process and machine.
Source: Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3.6.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.counts import Counts
from index.documents import FIELDS
from index.site import FIELD_BOOSTS

TITLE = FIELDS.index("title")
K1 = 1.5
B = 0.7
TITLE_SHARE = 0.4
"""What the title alone adds to the score of all fields: long texts must not drown it."""

MAX_IMPACT = 4095
MAX_IDF = 1023


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings of all terms: those of term ``t`` are ``doc[starts[t]:starts[t + 1]]``, in order of document.

    ``doc`` is int32, ``impact`` uint16 in 1..4095, ``idf`` (n_terms,) uint16 in 1..1023. The positions
    at which term ``t`` stands are ``position[position_starts[t]:position_starts[t + 1]]``; stems have none.
    """

    starts: NDArray[np.int64]
    doc: NDArray[np.int32]
    impact: NDArray[np.uint16]
    idf: NDArray[np.uint16]
    position_starts: NDArray[np.int64]
    position: NDArray[np.int32]


def make_postings(counts: Counts, boosts: Mapping[str, float] | None = None) -> Postings:
    """Return the postings of ``counts`` with BM25F weights worked out."""
    from scipy.sparse import csr_array

    shape = (counts.n_terms, counts.n_docs)
    matrix, title = (
        csr_array((weights, (counts.term, counts.doc)), shape=shape) for weights in _token_weights(counts, boosts or {})
    )
    for summed in (matrix, title):
        summed.sum_duplicates()
        summed.sort_indices()
    df = np.diff(matrix.indptr)
    position_starts, position = _positions(counts)
    return Postings(
        starts=matrix.indptr.astype(np.int64),
        doc=matrix.indices.astype(np.int32),
        impact=quantised_impact(matrix.data, title.data),
        idf=quantised_idf(df, counts.n_docs),
        position_starts=position_starts,
        position=position,
    )


def length_norms(field_lengths: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return BM25F's length normalisation, of shape (n_docs, n_fields): 1 for a field of average length.

    The average is that of the documents that have the field.
    """
    n_having = np.maximum((field_lengths > 0).sum(axis=0), 1)
    average = np.maximum(field_lengths.sum(axis=0, dtype=np.float64) / n_having, 1.0)
    norms: NDArray[np.float64] = 1 - B + B * field_lengths / average
    return norms


def quantised_impact(all_fields: NDArray[np.float64], title: NDArray[np.float64]) -> NDArray[np.uint16]:
    """Return what weighted frequencies in all fields, and in the title alone, are worth, in 1..4095.

    Each is saturated as ``tf (k1 + 1) / (tf + k1)``, which lies below ``k1 + 1``.
    """
    total = _saturated(all_fields) + TITLE_SHARE * _saturated(title)
    scaled = np.round(MAX_IMPACT * total / ((1 + TITLE_SHARE) * (K1 + 1)))
    return np.clip(scaled, 1, MAX_IMPACT).astype(np.uint16)


def _saturated(tf: NDArray[np.float64]) -> NDArray[np.float64]:
    return tf * (K1 + 1) / (tf + K1)


def quantised_idf(df: NDArray[np.int64], n_docs: int) -> NDArray[np.uint16]:
    """Return ``ln(1 + (N - df + .5) / (df + .5))`` in 1..1023, where 1023 is that of one document."""
    idf = np.log1p((n_docs - df + 0.5) / (df + 0.5))
    highest = np.log1p((n_docs - 0.5) / 1.5) if n_docs else 1.0
    return np.clip(np.round(MAX_IDF * idf / highest), 1, MAX_IDF).astype(np.uint16)


def _token_weights(counts: Counts, boosts: Mapping[str, float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what each token weighs in the score of all fields, and in that of the title alone."""
    if not counts.n_docs:
        return np.zeros(0), np.zeros(0)
    boost = np.array([boosts.get(name, FIELD_BOOSTS[name]) for name in FIELDS])
    weights = 1 / length_norms(counts.field_lengths)
    own = weights[counts.doc, counts.field]
    return own * boost[counts.field], np.where(counts.field == TITLE, own, 0.0)


def _positions(counts: Counts) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    placed = counts.position >= 0
    term, position = counts.term[placed], counts.position[placed]
    order = np.lexsort((position, term))
    n_of = np.bincount(term, minlength=counts.n_terms)
    starts = np.concatenate([[0], np.cumsum(n_of)]).astype(np.int64)
    return starts, position[order].astype(np.int32)


def is_in(values: NDArray[np.integer], ordered: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Return which of ``values`` are among ``ordered``, which is in ascending order."""
    if not len(ordered):
        return np.zeros(len(values), np.bool_)
    place = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    found: NDArray[np.bool_] = ordered[place] == values
    return found


def distinct(ordered: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the different values of ``ordered``, which is in ascending order and has none below 0."""
    return ordered[np.flatnonzero(np.diff(ordered, prepend=-1))]
