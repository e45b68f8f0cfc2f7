"""Documents to the matrix: every token of every document, as arrays.

A raw word is analysed once, however often it stands in the corpus: texts become streams of raw-word
numbers, and NumPy expands those into the surfaces and stems that each raw word is found by.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis import STEM, expand, raw_words, stem
from index.documents import FIELDS, Document, field_texts

Ints = NDArray[np.int32]

FIELD_GAP = 16
"""Positions left free between two fields, so that no phrase runs from one into the next."""

CHUNK = 2000
"""Documents that one process reads at a time."""


@dataclass(frozen=True, slots=True)
class RawStream:
    """The raw words of some documents, in order of document and field.

    ``stream`` numbers the words, ``starts`` has the character of the field's text at which each begins;
    ``lengths``, of shape (n_docs, n_fields), says how many there are.
    """

    words: tuple[str, ...]
    stream: Ints
    starts: NDArray[np.uint32]
    lengths: Ints


@dataclass(frozen=True, slots=True)
class Counts:
    """Every token of a corpus, in order of document, field and position.

    ``terms`` is the vocabulary in code-point order, stems behind ``STEM``. The arrays ``term``, ``doc``,
    ``field``, ``source`` (the number of the raw word in the stream) and ``position`` (counted through the
    whole corpus, -1 for stems) have one entry per token. ``field_lengths`` has shape (n_docs, n_fields), in
    positions; ``doc_starts`` (n_docs + 1,) has the first position of each document. ``raw`` is what all of
    it was made from, and the words of ``raw`` that are found by term ``t`` are
    ``term_words[term_word_starts[t]:term_word_starts[t + 1]]``.
    """

    terms: tuple[str, ...]
    term: Ints
    doc: Ints
    field: NDArray[np.int8]
    source: Ints
    position: NDArray[np.int64]
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
        streams.append(_rows(before, np.array(list(known.values()), np.int64)))
    languages = tuple(document.lang for document in documents)
    order = np.argsort(np.array([*fresh, *known], np.int64), kind="stable")
    return expand_streams(_used(_rows(merge(streams), order) if known else merge(streams)), languages)


def _rows(raw: RawStream, rows: NDArray[np.int64]) -> RawStream:
    """Return the stream of some documents, in the order given."""
    n_words = raw.lengths.sum(axis=1, dtype=np.int64)
    first = np.cumsum(n_words) - n_words
    entries = _ragged_ranges(first[rows], n_words[rows])
    return RawStream(raw.words, raw.stream[entries], raw.starts[entries], raw.lengths[rows])


def _used(raw: RawStream) -> RawStream:
    """Return the stream without the words that stand nowhere in it."""
    is_used = np.zeros(len(raw.words), np.bool_)
    is_used[raw.stream] = True
    if is_used.all():
        return raw
    number = np.cumsum(is_used, dtype=np.int32) - 1
    words = tuple(word for word, used in zip(raw.words, is_used.tolist(), strict=True) if used)
    return RawStream(words, number[raw.stream], raw.starts, raw.lengths)


def _read_all(chunks: Sequence[Sequence[Document]], processes: int) -> Iterable[RawStream]:
    if processes < 2 or len(chunks) < 2:
        yield from map(read_raw, chunks)
        return
    with ProcessPoolExecutor(processes, get_context("fork")) as pool:
        yield from pool.map(read_raw, chunks)


class _Numbers(dict[str, int]):
    """Numbers new words as they come."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def read_raw(documents: Sequence[Document]) -> RawStream:
    """Return the raw words of ``documents``, field by field."""
    numbers = _Numbers()
    stream: list[int] = []
    starts: list[int] = []
    lengths = np.zeros((len(documents), len(FIELDS)), np.int32)
    for row, document in enumerate(documents):
        for column, text in enumerate(field_texts(document)):
            if text:
                before = len(stream)
                for match in raw_words(text):
                    stream.append(numbers[match.group()])
                    starts.append(match.start())
                lengths[row, column] = len(stream) - before
    return RawStream(tuple(numbers), np.array(stream, np.int32), np.array(starts, np.uint32), lengths)


def merge(streams: Sequence[RawStream]) -> RawStream:
    """Return the streams as one, its words in code-point order."""
    words = tuple(sorted({word for stream in streams for word in stream.words}))
    number = {word: i for i, word in enumerate(words)}
    parts = []
    for part in streams:
        renumber = np.array([number[word] for word in part.words], np.int32)
        parts.append(renumber[part.stream] if len(part.stream) else part.stream)
    empty = np.zeros((0, len(FIELDS)), np.int32)
    return RawStream(
        words,
        np.concatenate([np.zeros(0, np.int32), *parts]),
        np.concatenate([np.zeros(0, np.uint32), *(part.starts for part in streams)]),
        np.concatenate([empty, *(part.lengths for part in streams)]),
    )


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

    n_surfaces = np.diff(table.starts)[raw.stream]
    entry = _ragged_ranges(table.starts[:-1][raw.stream], n_surfaces)
    surface = table.surface[entry]
    position = np.repeat(first, n_surfaces) + table.offset[entry]
    token_segment = np.repeat(segment, n_surfaces)
    doc = (token_segment // n_fields).astype(np.int32)
    field = (token_segment % n_fields).astype(np.int8)

    plain = ~table.spelled[entry]
    stems, stem_of = _stem_tokens(table.surfaces, surface[plain], doc[plain], languages)
    terms = tuple(stems) + table.surfaces
    surface += np.int32(len(stems))
    source = np.repeat(np.arange(len(raw.stream), dtype=np.int32), n_surfaces)
    word = raw.stream[source]
    term = np.concatenate([stem_of, surface])
    term_word_starts, term_words = _words_by_term(term, np.concatenate([word[plain], word]), len(terms), len(raw.words))
    return Counts(
        terms=terms,
        term=term,
        doc=np.concatenate([doc[plain], doc]),
        field=np.concatenate([field[plain], field]),
        source=np.concatenate([source[plain], source]),
        position=np.concatenate([np.full(len(stem_of), -1, np.int64), position]),
        field_lengths=field_lengths,
        doc_starts=doc_starts,
        raw=raw,
        term_word_starts=term_word_starts,
        term_words=term_words,
    )


def _words_by_term(term: Ints, word: Ints, n_terms: int, n_words: int) -> tuple[NDArray[np.int64], Ints]:
    """Return the raw words that each term is found in, as a ragged table: its starts, and its numbers."""
    pairs = np.unique(term.astype(np.int64) * n_words + word)
    n_of = np.bincount(pairs // n_words if n_words else pairs, minlength=n_terms)
    words = pairs % n_words if n_words else pairs
    return np.concatenate([[0], np.cumsum(n_of)]).astype(np.int64), words.astype(np.int32)


def _positions(table: _Expansions, raw: RawStream, segment: Ints) -> tuple[NDArray[np.int64], Ints, NDArray[np.int64]]:
    """Return each raw word's position, the fields' lengths, and the documents' first positions."""
    n_docs, n_fields = raw.lengths.shape
    taken = table.n_positions[raw.stream].astype(np.int64)
    before = np.cumsum(taken) - taken
    first = before + segment.astype(np.int64) * FIELD_GAP
    field_lengths = np.bincount(segment, taken, n_docs * n_fields).astype(np.int32)
    ends = np.cumsum(field_lengths.reshape(n_docs, n_fields).sum(1), dtype=np.int64)
    gaps = np.arange(n_docs + 1, dtype=np.int64) * (n_fields * FIELD_GAP)
    return first, field_lengths.reshape(n_docs, n_fields), np.concatenate([[0], ends]) + gaps


def _ragged_ranges(starts: NDArray[Any], lengths: NDArray[Any]) -> NDArray[np.int64]:
    """Return ``starts[i], starts[i] + 1, …`` for ``lengths[i]`` numbers each, one after the other."""
    ends = np.cumsum(lengths, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    ranges: NDArray[np.int64] = np.arange(total) + np.repeat(starts.astype(np.int64) - (ends - lengths), lengths)
    return ranges


def _stem_tokens(surfaces: Sequence[str], surface: Ints, doc: Ints, languages: Sequence[str]) -> tuple[list[str], Ints]:
    """Return the sorted stem terms, and the number of the stem of each token."""
    names = sorted(set(languages))
    lang_of = np.array([names.index(lang) for lang in languages], np.int64)
    pair = lang_of[doc] * len(surfaces) + surface if len(surface) else np.zeros(0, np.int64)
    pairs, inverse = np.unique(pair, return_inverse=True)
    stemmed = [STEM + stem(surfaces[int(p) % len(surfaces)], names[int(p) // len(surfaces)]) for p in pairs]
    stems = sorted(set(stemmed))
    number = {term: i for i, term in enumerate(stems)}
    numbers = np.array([number[term] for term in stemmed], np.int32)
    return stems, numbers[inverse] if len(numbers) else np.zeros(0, np.int32)
