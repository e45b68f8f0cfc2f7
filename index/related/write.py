"""Related content, at build time: lists of related guides, vectors of all units, the graph of neighbours."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.processes import in_subprocess
from index.analysis import STEM, is_unspaced, whole_form
from index.documents import Document
from index.links import Resolver
from index.matrix.candidates import best_of_rows
from index.matrix.counts import Counts
from index.matrix.neighbours import neighbour_shares
from index.matrix.ragged import row_of_entries, to_unit_length
from index.matrix.vectors import strongest, term_counts, tfidf
from index.related.closeness import Meanings
from index.related.function_words import FunctionWords, function_words
from index.related.kept import GUIDES, NEIGHBOURS, candidate_cache, column_keys, write_candidates
from index.related.lists import make_all_reachable
from index.related.mentions import find_mentions
from index.related.scales import MAX_CONCEPTS, MAX_CONCEPTS_OF_GUIDE, WEIGHT_SCALE
from index.related.signals import DECIMALS, combine, guide_signals
from index.related.thresholds import MIN_TEXT_COSINE, floor_of_guides, floor_of_questions, have_enough_in_common
from index.related.units import Units, make_units, own_tokens, times_counted
from index.related.versions import versions_of
from index.storage.generations import Generation
from index.storage.writing import GenerationWriter

MAX_LISTED = 30
"""Related guides stored for each guide. By hand."""

MAX_WHOLE_STEM = 3
"""A longer stem may end in another letter than the word, as ``queri`` of query: its last letter is not compared. By
hand."""

BASE_RESIDUAL_IDF = 0.1
"""Added to every residual idf, so that evenly spread words keep some weight. By hand."""


def write_related(
    writer: GenerationWriter,
    counts: Counts,
    documents: Sequence[Document],
    resolver: Resolver,
    shared: Mapping[str, frozenset[str]],
    in_parallel: bool = False,
    meanings: Meanings | None = None,
    last: Generation | None = None,
) -> None:
    """Write the vectors of units, the lists of guides and the neighbour graph of all documents.

    Args:
        shared: the sentences and rows that each guide shares with others, by its id.
        meanings: the vectors of ``documents`` by meaning, None where they are not encoded.
        last: a generation from which candidates are taken that have not changed.
    """
    is_own = own_tokens(documents, shared, counts.stream)
    with in_subprocess(lambda: _write_neighbours(writer, counts, documents, is_own, last), in_parallel):
        times = times_counted(documents, is_own, counts.stream)
        units = make_units(*term_counts(counts, times), documents)
        residual_idf = _residual_idf(units.counts[units.guides])
        words = function_words(units.counts, [documents[row].lang for row in units.rows], units.guides)
        vectors = _unit_vectors(units, residual_idf, words)
        with in_subprocess(lambda: _write_vectors(writer, units, vectors, words, counts), in_parallel):
            _write_lists(writer, units, vectors, counts, documents, resolver, is_own, meanings, last)


def _write_neighbours(
    writer: GenerationWriter,
    counts: Counts,
    documents: Sequence[Document],
    is_own: NDArray[np.bool_],
    last: Generation | None,
) -> None:
    """Write the graph. Its matrix is made a second time: keeping that of the units would hold too much memory."""
    matrix, columns = term_counts(counts, is_own)
    keys = column_keys(_stems(columns, counts))
    cache = candidate_cache(NEIGHBOURS, [document.id for document in documents], keys, last)
    _, shares = neighbour_shares(tfidf(matrix), cache)
    write_candidates(writer, NEIGHBOURS, cache)
    writer.write_array("neighbour_weights", shares)


def _unit_vectors(units: Units, residual_idf: NDArray[np.float64], words: FunctionWords) -> Any:
    """Return a TF-IDF row of L2 norm 1, or 0, for each unit: csr_array of shape (n_units, n_columns).

    The idf of guides is that among guides, so that questions do not change how near two guides are. Questions are too
    short for term frequencies to show their subject: their weights are multiplied by the root of the residual idf.
    Among guides in several languages function words have a high idf: they are left out.
    """
    from scipy.sparse import vstack

    counts = words.without(units.counts) if words.has_several_languages else units.counts
    guides = tfidf(counts[units.guides], "square root")
    questions = tfidf(counts)[units.questions]
    questions.data *= np.sqrt(residual_idf[questions.indices])
    order = np.argsort(np.concatenate([units.guides, units.questions]))
    return vstack([guides, to_unit_length(questions)], format="csr")[order]


def _write_vectors(
    writer: GenerationWriter,
    units: Units,
    vectors: Any,
    words: FunctionWords,
    counts: Counts,
) -> None:
    """Write the heaviest terms of each unit by unit and by concept, and the idf and words of each concept.

    A function word is no reason, and among several languages no part of a text. What tells is found among all units: a
    bank of questions is one guide, in which no word is rarer than another.
    """
    limits = np.full(len(units.rows), MAX_CONCEPTS)
    limits[units.guides] = MAX_CONCEPTS_OF_GUIDE
    by_unit = strongest(vectors, limits)
    by_unit.sort_indices()
    by_concept = by_unit.T.tocsr()
    writer.write_array("unit_rows", units.rows)
    writer.write_array("unit_starts", by_unit.indptr.astype(np.int64))
    writer.write_array("unit_concepts", by_unit.indices.astype(np.int32))
    writer.write_array("unit_weights", np.round(by_unit.data * WEIGHT_SCALE).astype(np.uint16))
    writer.write_array("concept_starts", by_concept.indptr.astype(np.int64))
    writer.write_array("concept_units", by_concept.indices.astype(np.int32))
    writer.write_array("concept_weights", np.round(by_concept.data * WEIGHT_SCALE).astype(np.uint16))
    df = np.bincount(units.counts.indices, minlength=units.counts.shape[1])
    idf = np.log((1 + units.counts.shape[0]) / (1 + df)) + 1
    idf[words.of_any_language & words.has_several_languages] = 0
    writer.write_array("concept_idf", idf.astype(np.float32))
    writer.write_array(
        "concept_telling", np.where(words.of_any_language, 0, _residual_idf(units.counts)).astype(np.float32)
    )
    stems = _stems(units.columns, counts)
    writer.write_lines("concepts", stems)
    writer.write_lines("concept_words", _shown_words(stems, units.columns, counts))


def _stems(columns: NDArray[np.int32], counts: Counts) -> list[str]:
    """Return the stem of each column."""
    return [counts.terms[column][len(STEM) :] for column in columns.tolist()]


def _residual_idf(counts: Any) -> NDArray[np.float64]:
    """Return the residual idf of each column, plus a constant: its idf beyond that of a word spread at random.

    Words that occur often in few units are subjects and have a high one.

    Args:
        counts: csr_array of shape (n_units, n_columns).
    Source: Church & Gale, Poisson Mixtures (1995).
    """
    n_units = max(counts.shape[0], 1)
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    n_occurrences = np.bincount(counts.indices, counts.data, counts.shape[1])
    idf = np.log2(n_units / np.maximum(df, 1))
    # The idf that a Poisson distribution predicts: 1 - exp(-cf / N) of the units contain the word.
    expected_idf = -np.log2(np.maximum(1 - np.exp(-n_occurrences / n_units), 1 / n_units))
    residual_idf: NDArray[np.float64] = BASE_RESIDUAL_IDF + np.maximum(idf - expected_idf, 0)
    return residual_idf


def _shown_words(stems: Sequence[str], columns: NDArray[np.int32], counts: Counts) -> list[str]:
    """Return for each stem its commonest token, ``""`` for a stem that occurs only inside compounds.

    A pair of characters in a script without spaces is shown as it is: its token is a clause.
    """
    n_occurrences = np.bincount(counts.stream.numbers, minlength=len(counts.stream.tokens))
    # The tokens of each term, commonest first, then the greater in code-point order, which has fewer capitals.
    starts = counts.term_token_starts
    order = np.lexsort((-counts.term_tokens, -n_occurrences[counts.term_tokens], row_of_entries(starts)))
    by_frequency = counts.term_tokens[order]
    shown = []
    for stemmed, first, last in zip(stems, starts[columns].tolist(), starts[columns + 1].tolist(), strict=True):
        if is_unspaced(stemmed):
            shown.append(stemmed)
            continue
        beginning = stemmed[:-1] if len(stemmed) > MAX_WHOLE_STEM else stemmed
        tokens = map(counts.stream.tokens.__getitem__, by_frequency[first:last].tolist())
        shown.append(next((token for token in tokens if whole_form(token).startswith(beginning)), ""))
    return shown


def _write_lists(
    writer: GenerationWriter,
    units: Units,
    vectors: Any,
    counts: Counts,
    documents: Sequence[Document],
    resolver: Resolver,
    is_own: NDArray[np.bool_],
    meanings: Meanings | None,
    last: Generation | None,
) -> None:
    """Write the list of each guide with the scores, what a page may show, and the evidence for reasons."""
    guide_documents = [documents[units.rows[unit]] for unit in units.guides]
    versions = versions_of(guide_documents, {guide.id: guide for guide in resolver.guides})
    mentions = find_mentions(guide_documents, counts, documents, is_own, versions)
    lengths = np.asarray(units.counts[units.guides].sum(axis=1)).ravel()
    of_guides = meanings.of_guides(guide_documents, documents) if meanings else None
    keys = column_keys(_stems(units.columns, counts))
    cache = candidate_cache(GUIDES, [document.id for document in guide_documents], keys, last)
    of_all = (guide_documents, counts, documents, resolver, mentions, versions, of_guides, cache)
    pairs, signals = guide_signals(vectors[units.guides], lengths, *of_all)
    write_candidates(writer, GUIDES, cache)
    scores = combine(signals)
    rows, values = best_of_rows(pairs.row, pairs.column, scores, len(guide_documents), MAX_LISTED, DECIMALS)
    # A page shows guides over the floor that share enough text with the guide, or that either lists, or it links to.
    floor = floor_of_guides(values)
    references = pairs.matrix(signals["listed"] + signals["listed_back"] + signals["linked"])
    cosines = _at(pairs.matrix(signals["cosine"]), rows, np.float64)
    is_joined = have_enough_in_common(vectors[units.guides], rows, cosines) | _at(references, rows, np.bool_)
    rows, values, is_shown = make_all_reachable(rows, values, is_joined & (values >= floor), floor)
    older = {guide.id for guide in resolver.guides if guide.n_newer}
    writer.write_array("unit_is_newest", np.array([documents[row].guide not in older for row in units.rows], np.bool_))
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
    floors = [floor, floor_of_questions(vectors[units.questions]), MIN_TEXT_COSINE]
    writer.write_array("related_floor", np.array(floors, np.float32))


def _at(matrix: Any, columns: NDArray[np.int32], dtype: Any) -> NDArray[Any]:
    """Return the entries of ``matrix`` at (i, columns[i, j]), of the shape of ``columns``; 0 where that is -1."""
    row, place = np.nonzero(columns >= 0)
    values = np.zeros(columns.shape, dtype)
    if len(row):
        values[row, place] = np.asarray(matrix[row, columns[row, place]]).ravel()
    return values
