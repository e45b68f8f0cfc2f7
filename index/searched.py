"""What a search reads of the documents: the postings of terms, and the tokens of every document in order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from corpus.document import Document
from index.cluster.address import is_address
from index.matrix.counts import Counts
from index.matrix.postings import make_postings
from index.matrix.ragged import starts_of
from index.storage.writing import GenerationWriter
from index.weights import WEIGHTS


def write_searched(
    writer: GenerationWriter, documents: Sequence[Document], counts: Counts, engine: str, boosts: Mapping[str, float]
) -> None:
    """Write postings for ``engine``, with a site's ``boosts`` in place of those of ``WEIGHTS``, and tokens."""
    _write_postings(writer, documents, counts, engine, boosts)
    _write_stream(writer, counts)


def _write_postings(
    writer: GenerationWriter, documents: Sequence[Document], counts: Counts, engine: str, boosts: Mapping[str, float]
) -> None:
    weights = replace(WEIGHTS, boosts={**WEIGHTS.boosts, **boosts})
    postings = make_postings(counts, [document.kind for document in documents], weights)
    writer.write_lines("terms", counts.terms)
    if engine == "whoosh":
        from index.whoosh_writer import write_whoosh

        write_whoosh(writer.folder, documents, counts, postings)
        return
    writer.write_array("posting_starts", postings.starts)
    writer.write_array("idf", postings.idf)
    # what only the cluster searches is no file of the generation
    write = writer.write_aside if is_address(engine) else writer.write_array
    write("posting_docs", postings.doc)
    write("posting_impacts", postings.impact)
    write("position_starts", postings.position_starts)
    write("positions", postings.position)
    write("doc_starts", counts.doc_starts)


def _write_stream(writer: GenerationWriter, counts: Counts) -> None:
    """Write the tokens of every document in order, from which hits get their snippets without a second analysis."""
    stream = counts.stream
    writer.write_lines("words", stream.tokens)
    writer.write_array("word_lengths", np.array([len(token) for token in stream.tokens], np.uint32))
    writer.write_array("stream_words", stream.numbers)
    writer.write_array("stream_starts", stream.starts)
    writer.write_array("stream_fields", starts_of(stream.lengths.ravel()))
    writer.write_array("term_word_starts", counts.term_token_starts)
    writer.write_array("term_words", counts.term_tokens)
    surfaces = counts.token_surfaces
    writer.write_array("word_surface_starts", surfaces.starts)
    writer.write_array("word_surfaces", surfaces.surface)
    writer.write_array("word_surface_offsets", surfaces.offset)
    writer.write_array("word_surface_spelled", surfaces.spelled)
    writer.write_array("word_positions", surfaces.n_positions)
