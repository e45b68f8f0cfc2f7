"""The matrix read down: for each term, the documents that hold it and what it is worth there.

An impact is BM25F's saturated frequency over all fields, and a share of the title's own, in 12 bits; an
idf is an integer of 10 bits, applied when a query is asked. Integers make sums independent of order, page,
process and machine.
Source: Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3.6.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.documents import FIELDS
from index.matrix.counts import Counts, TokenBlock, Tokens
from index.matrix.words import ragged_ranges
from index.options import FIELD_BOOSTS

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
    postings, positions = _Ragged(counts.n_terms), _Ragged(counts.n_terms)
    for block in counts.blocks():
        of_words = weights.of(block)
        _read_down(counts, block.stems(), of_words, postings)
        surfaces = block.surfaces()
        order, n_tokens = _read_down(counts, surfaces, of_words, postings)
        positions.append(n_tokens, surfaces.position[order])
    return Postings(
        starts=postings.starts(),
        doc=postings.take_column(np.int32),
        impact=postings.take_column(np.uint16),
        idf=quantised_idf(postings.n_of, counts.n_docs),
        position_starts=positions.starts(),
        position=positions.take_column(np.int32),
    )


class _Ragged:
    """Columns of a ragged table, a row of which is a term; each part has some more of every row."""

    def __init__(self, n_rows: int) -> None:
        self.n_of = np.zeros(n_rows, np.int64)
        self._parts: list[tuple[NDArray[np.int32], list[NDArray[Any]]]] = []

    def append(self, n_of: NDArray[np.int32], *columns: NDArray[Any]) -> None:
        """Add ``n_of[row]`` numbers to every row of each column, in order of row."""
        self.n_of += n_of
        self._parts.append((n_of, list(columns)))

    def starts(self) -> NDArray[np.int64]:
        """Return where each row begins, and where the last one ends."""
        return np.concatenate([[0], np.cumsum(self.n_of)]).astype(np.int64)

    def take_column(self, dtype: Any) -> NDArray[Any]:
        """Return the first column that was not taken yet, in order of row, and let go of its parts."""
        whole = np.empty(int(self.n_of.sum()), dtype)
        first = self.starts()[:-1]
        for n_of, columns in self._parts:
            whole[ragged_ranges(first, n_of)] = columns.pop(0)
            first += n_of
        return whole


def _read_down(
    counts: Counts, tokens: Tokens, weights: "_WordWeights", postings: _Ragged
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Append the documents and impacts of the postings of ``tokens``.

    Returns: the order of the tokens by term, and of the text within a term; and how many each term has.
    """
    from scipy.sparse import csr_array

    n_tokens = len(tokens.term)
    starts = np.arange(n_tokens + 1, dtype=np.int32)
    down = csr_array((tokens.source, tokens.term, starts), shape=(n_tokens, counts.n_terms)).tocsc()
    source, token_starts = down.data, down.indptr
    doc = tokens.block.word_doc[source]
    is_first = np.diff(doc, prepend=-1) != 0
    is_first[token_starts[:-1][np.diff(token_starts) > 0]] = True
    posting = np.cumsum(is_first, dtype=np.int32) - np.int32(1)
    all_fields, title = (np.bincount(posting, weight[source], int(is_first.sum())) for weight in weights)
    df = np.diff(np.searchsorted(np.flatnonzero(is_first), token_starts)).astype(np.int32)
    postings.append(df, doc[is_first], quantised_impact(all_fields, title))
    return down.indices, np.diff(token_starts)


class _WordWeights(NamedTuple):
    """What each raw word weighs in the score of all fields, and in that of the title alone."""

    all_fields: NDArray[np.float64]
    title: NDArray[np.float64]


class _Weights:
    """What the raw words of each field of each document weigh."""

    def __init__(self, counts: Counts, boosts: Mapping[str, float]) -> None:
        self._boost = np.array([boosts.get(name, FIELD_BOOSTS[name]) for name in FIELDS])
        self._own = 1 / length_norms(counts.field_lengths)

    def of(self, block: TokenBlock) -> _WordWeights:
        own = self._own[block.word_doc, block.word_field]
        return _WordWeights(own * self._boost[block.word_field], np.where(block.word_field == TITLE, own, 0.0))


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
    return ordered[begins_run(ordered)]


def begins_run(ordered: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which of ``ordered`` are not the same as the one before."""
    is_first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return is_first
