"""What is related to each guide, worked out when the index is built; and the vectors for the rest."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.guide import Guide
from corpus.processes import in_subprocess
from index.analysis import STEM, whole_form
from index.documents import Document
from index.matrix.counts import Counts
from index.matrix.neighbours import best_of_rows, neighbour_shares
from index.matrix.vectors import strongest, term_counts, tfidf
from index.related.lists import make_all_reachable
from index.related.mentions import find_mentions
from index.related.signals import DECIMALS, combine, guide_signals
from index.related.thresholds import LEAST_NEAR, floor_of_guides, floor_of_questions, have_enough_in_common
from index.related.units import Units, make_units, own_words
from index.storage.generations import GenerationWriter

N_CONCEPTS = 64
"""Terms of a question that are kept: the heaviest find nearly the same ten."""

N_OF_GUIDE = 256
"""Terms of a guide that are kept: a text of a few lines says few of the heaviest of a long guide."""

N_LISTED = 30
"""Related guides kept for each guide."""

LEAST_STEM = 3
"""A longer stem may end in another letter than the word: ``queri`` is that of query."""

EVEN = 0.1
"""What a word that is spread evenly over the guides still tells."""


def write_related(
    writer: GenerationWriter,
    counts: Counts,
    documents: Sequence[Document],
    guides: Sequence[Guide],
    shared: Mapping[str, frozenset[str]],
    in_parallel: bool = False,
) -> None:
    """Write unit vectors, the guides' lists and the neighbour graph of all documents.

    Args:
        shared: the sentences and rows that each guide shares with others, by its id.
    """
    own = own_words(documents, shared, counts.raw)
    with in_subprocess(lambda: _write_neighbours(writer, counts, own), in_parallel):
        units = make_units(*term_counts(counts, own), documents)
        telling = _telling(units.counts[units.guides])
        vectors = _unit_vectors(units, telling)
        with in_subprocess(lambda: _write_vectors(writer, units, vectors, telling, counts), in_parallel):
            _write_lists(writer, units, vectors, counts, documents, guides, own)


def _write_neighbours(writer: GenerationWriter, counts: Counts, own: NDArray[np.bool_]) -> None:
    """Write the graph; the matrix is made for it alone, as holding it takes more memory than making it takes time."""
    matrix, _ = term_counts(counts, own)
    rows, shares = neighbour_shares(tfidf(matrix))
    writer.write_array("neighbour_rows", rows)
    writer.write_array("neighbour_weights", shares)


def _unit_vectors(units: Units, telling: NDArray[np.float64]) -> Any:
    """Return a TF-IDF row of L2 norm 1, or 0, for each unit: csr_array of shape (n_units, n_columns).

    The idf of guides is that among guides: a question more or less does not change how near two guides are.
    Questions are too short to show by how often they say a word what they are about: what the word tells of
    guides weighs it.
    """
    from scipy.sparse import vstack

    guides = tfidf(units.counts[units.guides])
    questions = tfidf(units.counts)[units.questions]
    questions.data *= np.sqrt(telling[questions.indices])
    norms = np.sqrt(np.asarray(questions.multiply(questions).sum(axis=1)).ravel())
    questions.data /= np.repeat(np.where(norms > 0, norms, 1), np.diff(questions.indptr))
    order = np.argsort(np.concatenate([units.guides, units.questions]))
    return vstack([guides, questions], format="csr")[order]


def _write_vectors(
    writer: GenerationWriter, units: Units, vectors: Any, telling: NDArray[np.float64], counts: Counts
) -> None:
    most = np.full(len(units.rows), N_CONCEPTS)
    most[units.guides] = N_OF_GUIDE
    kept = strongest(vectors, most)
    kept.sort_indices()
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
    writer.write_array("concept_telling", telling.astype(np.float32))
    stems = [counts.terms[column][len(STEM) :] for column in units.columns]
    writer.write_lines("concepts", stems, look_up=True)
    writer.write_lines("concept_words", _shown_words(stems, units.columns, counts))


def _telling(counts: Any) -> NDArray[np.float64]:
    """Return how much a column tells of what a guide is about: its idf beyond that of words spread evenly.

    Source: Church & Gale, Poisson Mixtures (1995): residual idf.
    """
    n_guides = max(counts.shape[0], 1)
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    n_said = np.bincount(counts.indices, counts.data, counts.shape[1])
    idf = np.log2(n_guides / np.maximum(df, 1))
    spread = -np.log2(np.maximum(1 - np.exp(-n_said / n_guides), 1 / n_guides))
    telling: NDArray[np.float64] = EVEN + np.maximum(idf - spread, 0)
    return telling


def _shown_words(stems: Sequence[str], columns: NDArray[np.int32], counts: Counts) -> list[str]:
    """Return each stem as it is written most often; nothing for one that is only ever a part of a compound."""
    n_said = np.bincount(counts.raw.stream, minlength=len(counts.raw.words))
    starts = counts.term_word_starts
    term = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    by_frequency = counts.term_words[np.lexsort((-counts.term_words, -n_said[counts.term_words], term))]
    shown = []
    for stemmed, first, last in zip(stems, starts[columns].tolist(), starts[columns + 1].tolist(), strict=True):
        begun = stemmed[:-1] if len(stemmed) > LEAST_STEM else stemmed
        written = map(counts.raw.words.__getitem__, by_frequency[first:last].tolist())
        shown.append(next((word for word in written if whole_form(word).startswith(begun)), ""))
    return shown


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
    mentions = find_mentions(own, counts, documents, own_words)
    pairs, signals = guide_signals(vectors[units.guides], own, counts, documents, guides, mentions)
    scores = combine(signals)
    rows, values = best_of_rows(pairs.row, pairs.column, scores, len(own), N_LISTED, DECIMALS)
    floor = floor_of_guides(values)
    refer = pairs.matrix(signals["listed"] + signals["listed_back"] + signals["linked"])
    is_joined = have_enough_in_common(vectors[units.guides], rows) | _at(refer, rows, np.bool_)
    rows, values, is_shown = make_all_reachable(rows, values, is_joined & (values >= floor), floor)
    document_rows = units.rows[units.guides]
    writer.write_array("related_of", document_rows)
    writer.write_array("related_rows", np.where(rows >= 0, document_rows[rows], -1))
    writer.write_array("related_scores", values.astype(np.float32))
    writer.write_array("related_shown", is_shown)
    for name in ("listed", "listed_back", "linked"):
        writer.write_array(f"related_{name}", _at(pairs.matrix(signals[name]), rows, np.bool_))
    writer.write_array("related_mentioned", _at(mentions.names(), rows, np.uint16))
    writer.write_array("related_proper", mentions.is_proper)
    writer.write_array("related_everyday", mentions.is_everyday)
    floors = [floor, floor_of_questions(vectors[units.questions]), LEAST_NEAR]
    writer.write_array("related_floor", np.array(floors, np.float32))


def _at(matrix: Any, columns: NDArray[np.int32], dtype: Any) -> NDArray[Any]:
    """Return the entries of ``matrix`` at (row, columns[row, i]); 0 where a column is -1."""
    row, place = np.nonzero(columns >= 0)
    values = np.zeros(columns.shape, dtype)
    if len(row):
        values[row, place] = np.asarray(matrix[row, columns[row, place]]).ravel()
    return values
