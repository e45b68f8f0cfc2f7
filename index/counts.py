"""Documents to the matrix: every token of every document, as arrays.

A raw word is analysed once, however often it stands in the corpus: texts become streams of raw-word
numbers, and NumPy expands those into the surfaces and stems that each raw word is found by.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from index.analysis import STEM, expand, stem
from index.documents import Document
from index.raw_words import RawStream, merge, ragged_ranges, read_raw, rows_of_stream, used_words

Ints = NDArray[np.int32]

FIELD_GAP = 16
"""Positions left free between two fields, so that no phrase runs from one into the next."""

CHUNK = 5000
"""Documents that one process reads at a time."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Every token of a corpus: first a stem for each plain surface, then the surfaces, both in order of the text.

    ``terms`` is the vocabulary in code-point order, stems behind ``STEM``, which therefore come first.
    ``stem_term`` and ``surface_term`` number the terms of the tokens, ``stem_source`` and ``surface_source`` the
    raw words in the stream that they are found by; the raw words stand in document ``word_doc`` and field
    ``word_field``. ``surface_position`` counts through the whole corpus. ``field_lengths`` has shape
    (n_docs, n_fields), in positions; ``doc_starts`` (n_docs + 1,) has the first position of each document.
    ``raw`` is what all of it was made from, and the words of ``raw`` that are found by term ``t`` are
    ``term_words[term_word_starts[t]:term_word_starts[t + 1]]``.
    """

    terms: tuple[str, ...]
    stem_term: Ints
    stem_source: Ints
    surface_term: Ints
    surface_source: Ints
    surface_position: Ints
    word_doc: Ints
    word_field: NDArray[np.int8]
    field_lengths: Ints
    doc_starts: NDArray[np.int64]
    raw: RawStream
    term_word_starts: NDArray[np.int64]
    term_words: Ints

    @property
    def n_docs(self) -> int:
        return len(self.field_lengths)

    @property
    def n_terms(self) -> int:
        return len(self.terms)

    @property
    def term(self) -> Ints:
        """The term of every token."""
        return np.concatenate([self.stem_term, self.surface_term])

    @property
    def source(self) -> Ints:
        """The number of the raw word in the stream that every token is found by."""
        return np.concatenate([self.stem_source, self.surface_source])

    @property
    def doc(self) -> Ints:
        """The document of every token."""
        return self.word_doc[self.source]

    @property
    def field(self) -> NDArray[np.int8]:
        """The field of every token."""
        return self.word_field[self.source]

    @property
    def position(self) -> NDArray[np.int64]:
        """The position of every token, -1 for stems."""
        return np.concatenate([np.full(len(self.stem_term), -1, np.int64), self.surface_position])


def count(
    documents: Sequence[Document],
    processes: int = 1,
    progress: Callable[[int, int], None] | None = None,
    known: Mapping[int, int] | None = None,
    before: RawStream | None = None,
) -> Counts:
    """Return the counts of ``documents``, the same whatever the number of processes and what is known.

    ``known`` says which documents stand in the stream ``before``, and in which row: they are not read again.
    """
    known = known or {}
    fresh = [row for row in range(len(documents)) if row not in known]
    chunks = [[documents[row] for row in fresh[i : i + CHUNK]] for i in range(0, len(fresh), CHUNK)]
    streams: list[RawStream] = []
    done = len(known)
    for stream in _read_all(chunks, processes):
        streams.append(stream)
        done += len(stream.lengths)
        if progress:
            progress(done, len(documents))
    if before is not None and known:
        streams.append(rows_of_stream(before, np.array(list(known.values()), np.int64)))
    languages = tuple(document.lang for document in documents)
    order = np.argsort(np.array([*fresh, *known], np.int64), kind="stable")
    return expand_streams(used_words(rows_of_stream(merge(streams), order) if known else merge(streams)), languages)


def _read_all(chunks: Sequence[Sequence[Document]], processes: int) -> Iterable[RawStream]:
    if processes < 2 or len(chunks) < 2:
        yield from map(read_raw, chunks)
        return
    with ProcessPoolExecutor(processes, get_context("fork")) as pool:
        yield from pool.map(read_raw, chunks)


@dataclass(frozen=True, slots=True)
class _Expansions:
    """The surfaces of each raw word, as rows of a ragged table that begin at ``starts``."""

    surfaces: tuple[str, ...]
    starts: Ints
    surface: Ints
    offset: Ints
    spelled: NDArray[np.bool_]
    n_positions: Ints


def _expansions(words: Sequence[str]) -> _Expansions:
    expanded = [expand(word) for word in words]
    flat = [surface for expansion in expanded for surface in expansion.surfaces]
    surfaces = tuple(sorted({surface.term for surface in flat}))
    number = {term: i for i, term in enumerate(surfaces)}
    return _Expansions(
        surfaces,
        np.cumsum([0, *(len(e.surfaces) for e in expanded)], dtype=np.int32),
        np.array([number[s.term] for s in flat], np.int32),
        np.array([s.offset for s in flat], np.int32),
        np.array([s.spelled for s in flat], np.bool_),
        np.array([e.n_positions for e in expanded], np.int32),
    )


def expand_streams(raw: RawStream, languages: Sequence[str]) -> Counts:
    """Return the counts of a stream of raw words, each document's stems in its own language."""
    table = _expansions(raw.words)
    n_docs, n_fields = raw.lengths.shape
    segment = np.repeat(np.arange(n_docs * n_fields, dtype=np.int32), raw.lengths.ravel())
    first, field_lengths, doc_starts = _positions(table, raw, segment)
    word_doc = segment // np.int32(n_fields)
    entries = _entries(table, raw, word_doc, languages)
    stem_source, stem_term = entries.spread(entries.stem_starts, entries.stem_term)
    surface_source, surface_term, offset = entries.spread(entries.surface_starts, entries.surface_term, entries.offset)
    term_word_starts, term_words = entries.words_by_term()
    return Counts(
        terms=entries.terms,
        stem_term=stem_term,
        stem_source=stem_source,
        surface_term=surface_term,
        surface_source=surface_source,
        surface_position=first[surface_source] + offset,
        word_doc=word_doc,
        word_field=(segment % n_fields).astype(np.int8),
        field_lengths=field_lengths,
        doc_starts=doc_starts,
        raw=raw,
        term_word_starts=term_word_starts,
        term_words=term_words,
    )


@dataclass(frozen=True, slots=True)
class _Entries:
    """The raw words as they stand in each language, and the terms that they are found by, as ragged tables.

    ``of_stream`` says which entry each word of the stream is, ``word`` which raw word each entry is. Entry ``e`` is
    found by rows ``surface_starts[e]`` to ``surface_starts[e + 1]`` of ``surface_term`` and ``offset``, and of
    ``stem_term`` by those that ``stem_starts`` gives.
    """

    terms: tuple[str, ...]
    of_stream: Ints
    word: Ints
    surface_starts: NDArray[np.int64]
    surface_term: Ints
    offset: Ints
    stem_starts: NDArray[np.int64]
    stem_term: Ints

    def spread(self, starts: NDArray[np.int64], *tables: Ints) -> tuple[Ints, ...]:
        """Return, for each token, its place in the stream, and what it has in the tables that begin at ``starts``."""
        n_of = np.diff(starts)[self.of_stream]
        source = np.repeat(np.arange(len(self.of_stream), dtype=np.int32), n_of)
        row = ragged_ranges(starts[self.of_stream], n_of)
        return source, *(table[row] for table in tables)

    def words_by_term(self) -> tuple[NDArray[np.int64], Ints]:
        """Return the raw words that each term is found in, as a ragged table: its starts, and its numbers."""
        tables = ((self.stem_starts, self.stem_term), (self.surface_starts, self.surface_term))
        word = np.concatenate([np.repeat(self.word, np.diff(starts)) for starts, _ in tables])
        term = np.concatenate([terms for _, terms in tables]).astype(np.int64)
        n_words = int(word.max(initial=0)) + 1
        pairs = np.unique(term * n_words + word)
        n_of = np.bincount(pairs // n_words, minlength=len(self.terms))
        return np.concatenate([[0], np.cumsum(n_of)]).astype(np.int64), (pairs % n_words).astype(np.int32)


def _entries(table: _Expansions, raw: RawStream, word_doc: Ints, languages: Sequence[str]) -> _Entries:
    names = sorted(set(languages))
    n_words = max(len(raw.words), 1)
    lang_of_doc = np.array([names.index(lang) for lang in languages], np.int64)
    key = lang_of_doc[word_doc] * n_words + raw.stream
    is_there = np.zeros(len(names) * n_words, np.bool_)
    is_there[key] = True
    keys = np.flatnonzero(is_there)
    word, lang = (keys % n_words).astype(np.int32), keys // n_words

    n_surfaces = np.diff(table.starts)[word]
    surface_starts = np.concatenate([[0], np.cumsum(n_surfaces, dtype=np.int64)])
    row = ragged_ranges(table.starts[word], n_surfaces)
    is_plain = ~table.spelled[row]
    plain = table.surface[row][is_plain]
    stems, stem_term = _stems(table.surfaces, plain, np.repeat(lang, n_surfaces)[is_plain], names)
    return _Entries(
        terms=tuple(stems) + table.surfaces,
        of_stream=(np.cumsum(is_there, dtype=np.int32) - 1)[key].astype(np.int32),
        word=word,
        surface_starts=surface_starts,
        surface_term=table.surface[row] + np.int32(len(stems)),
        offset=table.offset[row],
        stem_starts=np.concatenate([[0], np.cumsum(is_plain, dtype=np.int64)])[surface_starts],
        stem_term=stem_term,
    )


def _positions(table: _Expansions, raw: RawStream, segment: Ints) -> tuple[Ints, Ints, NDArray[np.int64]]:
    """Return each raw word's position, the fields' lengths, and the documents' first positions."""
    n_docs, n_fields = raw.lengths.shape
    taken = table.n_positions[raw.stream].astype(np.int64)
    before = np.cumsum(taken) - taken
    first = (before + segment.astype(np.int64) * FIELD_GAP).astype(np.int32)
    field_lengths = np.bincount(segment, taken, n_docs * n_fields).astype(np.int32)
    ends = np.cumsum(field_lengths.reshape(n_docs, n_fields).sum(1), dtype=np.int64)
    gaps = np.arange(n_docs + 1, dtype=np.int64) * (n_fields * FIELD_GAP)
    return first, field_lengths.reshape(n_docs, n_fields), np.concatenate([[0], ends]) + gaps


def _stems(
    surfaces: Sequence[str], surface: Ints, lang: NDArray[np.int64], names: Sequence[str]
) -> tuple[list[str], Ints]:
    """Return the sorted stem terms, and the number of the stem of each of ``surface``, which are of ``lang``."""
    pairs, inverse = np.unique(lang * len(surfaces) + surface, return_inverse=True)
    stemmed = [STEM + stem(surfaces[pair % len(surfaces)], names[pair // len(surfaces)]) for pair in pairs.tolist()]
    stems = sorted(set(stemmed))
    number = {term: i for i, term in enumerate(stems)}
    return stems, np.array([number[term] for term in stemmed], np.int32)[inverse]
