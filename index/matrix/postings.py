"""The matrix read down: for each term, the documents that contain it and its impact in each.

An impact is the saturated BM25F frequency over all fields, plus a share of the title's own, in 12 bits; an
idf is an integer of 10 bits, applied at query time. Sums of integers depend neither on order nor on the page, the
process or the machine.
Source: Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3.6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.documents import FIELDS
from index.matrix.counts import Counts, TermOccurrences, TokenBlock
from index.matrix.ragged import ragged_ranges, starts_of
from index.weights import WEIGHTS, Weights

TITLE = FIELDS.index("title")

MAX_IMPACT = 4095
MAX_IDF = 1023
"""Greatest impact and idf: 12 and 10 bits. In a prototype the mean nDCG@10 was .5731, and .5732 with float32."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings of all terms: those of term ``t`` are ``doc[starts[t]:starts[t + 1]]``, in order of document.

    ``doc`` is int32, ``impact`` uint16 in 1..4095, ``idf`` (n_terms,) uint16 in 1..1023. The positions
    at which term ``t`` occurs are ``position[position_starts[t]:position_starts[t + 1]]``; stems have none.
    """

    starts: NDArray[np.int64]
    doc: NDArray[np.int32]
    impact: NDArray[np.uint16]
    idf: NDArray[np.uint16]
    position_starts: NDArray[np.int64]
    position: NDArray[np.int32]


def make_postings(counts: Counts, kinds: Sequence[str], weights: Weights = WEIGHTS) -> Postings:
    """Return the postings of ``counts`` with their BM25F impacts, those of stems first, as in ``counts.terms``.

    Args:
        kinds: the kind of each document.
    """
    impacts = _Impacts(counts, kinds, weights)
    postings, positions = _RaggedColumns(counts.n_terms), _RaggedColumns(counts.n_terms)
    for block in counts.blocks():
        token_weights = impacts.token_weights(block)
        _append_postings(counts, block.stems(), token_weights, impacts, postings)
        surfaces = block.surfaces()
        order, n_occurrences = _append_postings(counts, surfaces, token_weights, impacts, postings)
        positions.append(n_occurrences, surfaces.position[order])
    return Postings(
        starts=postings.starts(),
        doc=postings.take_column(np.int32),
        impact=postings.take_column(np.uint16),
        idf=quantised_idf(postings.n_of, counts.n_docs),
        position_starts=positions.starts(),
        position=positions.take_column(np.int32),
    )


class _RaggedColumns:
    """Columns of a ragged table with a row per term, put together from blocks that each add to every row."""

    def __init__(self, n_rows: int) -> None:
        self.n_of = np.zeros(n_rows, np.int64)
        self._blocks: list[tuple[NDArray[np.int32], list[NDArray[Any]]]] = []

    def append(self, n_of: NDArray[np.int32], *columns: NDArray[Any]) -> None:
        """Add ``n_of[row]`` values to every row of each column; the values are in order of row."""
        self.n_of += n_of
        self._blocks.append((n_of, list(columns)))

    def starts(self) -> NDArray[np.int64]:
        """Return where each row begins, and where the last one ends."""
        return starts_of(self.n_of)

    def take_column(self, dtype: Any) -> NDArray[Any]:
        """Return the first column not yet taken, in order of row, and free its blocks."""
        whole = np.empty(int(self.n_of.sum()), dtype)
        first_free = self.starts()[:-1]
        for n_of, columns in self._blocks:
            whole[ragged_ranges(first_free, n_of)] = columns.pop(0)
            first_free += n_of
        return whole


def _append_postings(
    counts: Counts,
    occurrences: TermOccurrences,
    weights: "_TokenWeights",
    impacts: "_Impacts",
    postings: _RaggedColumns,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Append the documents and impacts of one block's postings.

    Returns: the order of the occurrences by term, and within a term of the text; and how many each term has.
    """
    from scipy.sparse import csr_array

    # Sort by (term, position) in C: occurrence i is row i of a matrix with one entry, in the column of its term. CSR to
    # CSC orders the entries by column and keeps the order of the rows; the values carry the token along.
    n_occurrences = len(occurrences.term)
    row_starts = np.arange(n_occurrences + 1, dtype=np.int32)
    shape = (n_occurrences, counts.n_terms)
    by_term = csr_array((occurrences.source, occurrences.term, row_starts), shape=shape).tocsc()
    source, term_starts = by_term.data, by_term.indptr
    # A posting begins where the document changes, and where a term begins.
    doc = occurrences.block.token_doc[source]
    is_first = np.diff(doc, prepend=-1) != 0
    is_first[term_starts[:-1][np.diff(term_starts) > 0]] = True
    posting = np.cumsum(is_first, dtype=np.int32) - np.int32(1)
    # The weighted frequency of a posting: the sum of the weights of its tokens.
    all_fields, title = (np.bincount(posting, weight[source], int(is_first.sum())) for weight in weights)
    df = np.diff(np.searchsorted(np.flatnonzero(is_first), term_starts)).astype(np.int32)
    docs = doc[is_first]
    postings.append(df, docs, impacts.quantised(docs, all_fields, title))
    return by_term.indices, np.diff(term_starts)


class _TokenWeights(NamedTuple):
    """The weight of each token of a block in the score of all fields, and in that of the title alone."""

    all_fields: NDArray[np.float64]
    title: NDArray[np.float64]


class _Impacts:
    """The impacts of one corpus under some weights."""

    def __init__(self, counts: Counts, kinds: Sequence[str], weights: Weights) -> None:
        self._weights = weights
        self._boost = np.array([weights.boosts[name] for name in FIELDS])
        self._per_length = 1 / length_norms(counts.field_lengths, weights.b)
        self._share = np.where(np.array(kinds) == "row", weights.row_share, 1.0)

    def token_weights(self, block: TokenBlock) -> _TokenWeights:
        """Return the weight of each token: the boost of its field over the field's length norm, and without boost."""
        weight = self._per_length[block.token_doc, block.token_field]
        in_title = np.where(block.token_field == TITLE, weight, 0.0)
        return _TokenWeights(weight * self._boost[block.token_field], in_title)

    def quantised(self, docs: NDArray[np.int32], all_fields: NDArray[Any], title: NDArray[Any]) -> NDArray[np.uint16]:
        """Return the impacts, in 1..4095, of weighted frequencies in all fields, and in the title alone, of ``docs``.

        Each frequency is saturated as ``tf (k1 + 1) / (tf + k1)``, which lies below ``k1 + 1``.
        """
        k1, title_share = self._weights.k1, self._weights.title_share
        total = _saturated(all_fields, k1) + title_share * _saturated(title, k1)
        scaled = np.round(MAX_IMPACT * self._share[docs] * total / ((1 + title_share) * (k1 + 1)))
        return np.clip(scaled, 1, MAX_IMPACT).astype(np.uint16)


def length_norms(field_lengths: NDArray[np.int32], b: float) -> NDArray[np.float64]:
    """Return BM25F's length normalisation, of shape (n_docs, n_fields): 1 for a field of average length.

    The average is that of the documents that have the field.
    """
    n_docs_with = np.maximum((field_lengths > 0).sum(axis=0), 1)
    average = np.maximum(field_lengths.sum(axis=0, dtype=np.float64) / n_docs_with, 1.0)
    norms: NDArray[np.float64] = 1 - b + b * field_lengths / average
    return norms


def _saturated(tf: NDArray[Any], k1: float) -> NDArray[Any]:
    return tf * (k1 + 1) / (tf + k1)


def quantised_idf(df: NDArray[np.int64], n_docs: int) -> NDArray[np.uint16]:
    """Return ``ln(1 + (N - df + .5) / (df + .5))`` scaled to 1..1023, where a term in one document has 1023."""
    idf = np.log1p((n_docs - df + 0.5) / (df + 0.5))
    highest = np.log1p((n_docs - 0.5) / 1.5) if n_docs else 1.0
    return np.clip(np.round(MAX_IDF * idf / highest), 1, MAX_IDF).astype(np.uint16)
