"""The matrix read down: for each term, the documents that hold it and what it is worth there.

An impact is BM25F's saturated frequency over all fields, and a share of the title's own, in 12 bits; an
idf is an integer of 10 bits, applied when a query is asked. Integers make sums independent of order, page,
process and machine.
Source: Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3.6.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
    """Return the postings of ``counts`` with BM25F weights worked out; those of stems come first, as in ``terms``."""
    weights = _Weights(counts, boosts or {})
    stems = _ReadDown(counts, counts.stem_term, counts.stem_source)
    surfaces = _ReadDown(counts, counts.surface_term, counts.surface_source)
    df = stems.df + surfaces.df
    return Postings(
        starts=np.concatenate([[0], np.cumsum(df)]).astype(np.int64),
        doc=np.concatenate([stems.doc, surfaces.doc]),
        impact=np.concatenate([stems.impacts(weights), surfaces.impacts(weights)]),
        idf=quantised_idf(df, counts.n_docs),
        position_starts=surfaces.token_starts,
        position=counts.surface_position[surfaces.order],
    )


class _ReadDown:
    """Some tokens, read down: in order of term, and of the text within a term.

    ``order`` (n_tokens,) numbers the tokens; those of term ``t`` begin at ``token_starts[t]``. ``doc`` has the
    document of each posting, ``df`` (n_terms,) says how many a term has.
    """

    def __init__(self, counts: Counts, term: NDArray[np.int32], source: NDArray[np.int32]) -> None:
        from scipy.sparse import csr_array

        n_tokens = len(term)
        across = csr_array((source, term, np.arange(n_tokens + 1, dtype=np.int32)), shape=(n_tokens, counts.n_terms))
        down = across.tocsc()
        self.order: NDArray[np.int32] = down.indices
        self.token_starts: NDArray[np.int64] = down.indptr.astype(np.int64)
        self._source: NDArray[np.int32] = down.data
        doc = counts.word_doc[self._source]
        is_first = np.diff(doc, prepend=-1) != 0
        is_first[self.token_starts[:-1][np.diff(self.token_starts) > 0]] = True
        self._posting = np.cumsum(is_first, dtype=np.int32) - np.int32(1)
        self.doc: NDArray[np.int32] = doc[is_first]
        self.df = np.diff(np.searchsorted(np.flatnonzero(is_first), self.token_starts))

    def impacts(self, weights: "_Weights") -> NDArray[np.uint16]:
        """Return what each posting is worth."""
        all_fields, title = (
            np.bincount(self._posting, weight[self._source], len(self.doc))
            for weight in (weights.all_fields, weights.title)
        )
        return quantised_impact(all_fields, title)


class _Weights:
    """What each word of the stream weighs in the score of all fields, and in that of the title alone."""

    def __init__(self, counts: Counts, boosts: Mapping[str, float]) -> None:
        boost = np.array([boosts.get(name, FIELD_BOOSTS[name]) for name in FIELDS])
        own = (1 / length_norms(counts.field_lengths))[counts.word_doc, counts.word_field]
        self.all_fields = own * boost[counts.word_field]
        self.title = np.where(counts.word_field == TITLE, own, 0.0)


def length_norms(field_lengths: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return BM25F's length normalisation, of shape (n_docs, n_fields): 1 for a field of average length.

    The average is that of the documents that have the field.
    """
    n_having = np.maximum((field_lengths > 0).sum(axis=0), 1)
    average = np.maximum(field_lengths.sum(axis=0, dtype=np.float64) / n_having, 1.0)
    norms: NDArray[np.float64] = 1 - B + B * field_lengths / average
    return norms


def quantised_impact(all_fields: NDArray[Any], title: NDArray[Any]) -> NDArray[np.uint16]:
    """Return what weighted frequencies in all fields, and in the title alone, are worth, in 1..4095.

    Each is saturated as ``tf (k1 + 1) / (tf + k1)``, which lies below ``k1 + 1``.
    """
    total = _saturated(all_fields) + TITLE_SHARE * _saturated(title)
    scaled = np.round(MAX_IMPACT * total / ((1 + TITLE_SHARE) * (K1 + 1)))
    return np.clip(scaled, 1, MAX_IMPACT).astype(np.uint16)


def _saturated(tf: NDArray[Any]) -> NDArray[Any]:
    return tf * (K1 + 1) / (tf + K1)


def quantised_idf(df: NDArray[np.int64], n_docs: int) -> NDArray[np.uint16]:
    """Return ``ln(1 + (N - df + .5) / (df + .5))`` in 1..1023, where 1023 is that of one document."""
    idf = np.log1p((n_docs - df + 0.5) / (df + 0.5))
    highest = np.log1p((n_docs - 0.5) / 1.5) if n_docs else 1.0
    return np.clip(np.round(MAX_IDF * idf / highest), 1, MAX_IDF).astype(np.uint16)


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
