"""What is related to each guide, worked out when the index is built; and the vectors for the rest."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.guide import Guide
from index.analysis import STEM, stem
from index.counts import Counts
from index.documents import Document
from index.neighbours import best_of_rows
from index.signals import DECIMALS, combine, guide_signals, learned_floor
from index.storage import GenerationWriter
from index.units import Units, make_units, own_words
from index.vectors import strongest, term_counts, tfidf

N_CONCEPTS = 64
"""Terms of a unit that are kept: the heaviest find nearly the same ten."""

N_LISTED = 30
"""Related guides kept for each guide."""


def write_related(
    writer: GenerationWriter, counts: Counts, documents: Sequence[Document], guides: Sequence[Guide]
) -> Any:
    """Write unit vectors and the guides' lists; return the documents' TF-IDF for the neighbour graph."""
    own = own_words(documents, guides, counts.raw)
    matrix, columns = term_counts(counts, own)
    units = make_units(matrix, columns, documents)
    vectors = tfidf(units.counts)
    _write_vectors(writer, units, vectors, counts)
    _write_lists(writer, units, vectors, counts, documents, guides, own)
    return tfidf(matrix)


def _write_vectors(writer: GenerationWriter, units: Units, vectors: Any, counts: Counts) -> None:
    kept = strongest(vectors, N_CONCEPTS)
    down = kept.T.tocsr()
    scale = 65535
    writer.write_array("unit_rows", units.rows)
    writer.write_array("unit_starts", kept.indptr.astype(np.int64))
    writer.write_array("unit_concepts", kept.indices.astype(np.int32))
    writer.write_array("unit_weights", np.round(kept.data * scale).astype(np.uint16))
    writer.write_array("concept_starts", down.indptr.astype(np.int64))
    writer.write_array("concept_units", down.indices.astype(np.int32))
    writer.write_array("concept_weights", np.round(down.data * scale).astype(np.uint16))
    df = np.bincount(units.counts.indices, minlength=units.counts.shape[1])
    idf = np.log((1 + units.counts.shape[0]) / (1 + df)) + 1
    writer.write_array("concept_idf", idf.astype(np.float32))
    stems = [counts.terms[column][len(STEM) :] for column in units.columns]
    writer.write_lines("concepts", stems, look_up=True)
    writer.write_lines("concept_words", _shown_words(stems, counts))


def _shown_words(stems: Sequence[str], counts: Counts) -> list[str]:
    """Return for each stem the shortest surface that begins with it, as readers know it."""
    shown: dict[str, str] = {}
    df = np.bincount(counts.term, minlength=counts.n_terms)
    best: dict[str, int] = {}
    for number, term in enumerate(counts.terms):
        if term.startswith(STEM):
            continue
        key = stem(term)
        if df[number] > best.get(key, 0):
            best[key] = int(df[number])
            shown[key] = term
    return [shown.get(stemmed, stemmed) for stemmed in stems]


def _write_lists(
    writer: GenerationWriter,
    units: Units,
    vectors: Any,
    counts: Counts,
    documents: Sequence[Document],
    guides: Sequence[Guide],
    own_words: NDArray[np.bool_],
) -> None:
    own = [documents[units.rows[unit]] for unit in units.guides]
    pairs, signals = guide_signals(vectors[units.guides], own, counts, documents, guides, own_words)
    scores = combine(signals)
    rows, values = best_of_rows(pairs.row, pairs.column, scores, len(own), N_LISTED, DECIMALS)
    document_rows = units.rows[units.guides]
    writer.write_array("related_of", document_rows)
    writer.write_array("related_rows", np.where(rows >= 0, document_rows[rows], -1))
    writer.write_array("related_scores", values.astype(np.float32))
    for name in ("listed", "linked", "mentioned"):
        writer.write_array(f"related_{name}", _at(pairs.matrix(signals[name]), rows))
    writer.write_array("related_floor", np.array([learned_floor(scores, len(own))], np.float32))


def _at(matrix: Any, columns: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return the entries of ``matrix`` at (row, columns[row, i]); 0 where a column is -1."""
    row, place = np.nonzero(columns >= 0)
    values = np.zeros(columns.shape, np.float32)
    if len(row):
        values[row, place] = np.asarray(matrix[row, columns[row, place]]).ravel()
    return values
