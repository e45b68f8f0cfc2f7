"""Documents to the matrix: every token of every document, as arrays.

A raw word is analysed once, however often it stands in the corpus: texts become streams of raw-word
numbers, and NumPy expands those into the surfaces and stems that each raw word is found by. That is done
for some documents at a time, since the tokens of a large corpus would fill the memory.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.analysis import STEM, analyze, stem
from index.documents import Document
from index.matrix.words import Numbers, TokenStream, merge, ragged_ranges, read_tokens, rows_of_stream, used_words

Ints = NDArray[np.int32]

FIELD_GAP = 16
"""Positions left free between two fields, so that no phrase runs from one into the next."""

CHUNK = 5000
"""Documents that one process reads at a time."""

BLOCK = 1 << 22
"""Raw words that are expanded at a time."""


@dataclass(frozen=True)
class Tokens:
    """Tokens of one block in order of the text: ``source`` numbers the raw words of the block, ``term`` the terms."""

    block: "TokenBlock"
    source: Ints
    term: Ints

    @property
    def doc(self) -> Ints:
        """The document of every token."""
        return self.block.word_doc[self.source]

    @property
    def field(self) -> NDArray[np.int8]:
        """The field of every token."""
        return self.block.word_field[self.source]


@dataclass(frozen=True)
class Surfaces(Tokens):
    """Surfaces of one block, with their positions, which count through the whole corpus."""

    position: Ints


@dataclass(frozen=True)
class TokenBlock:
    """Documents in a row, and their part of the stream of raw words.

    ``docs`` numbers the documents and ``words`` the raw words of the stream; raw word ``i`` of the block stands in
    document ``word_doc[i]`` and field ``word_field[i]``.
    """

    counts: "Counts"
    docs: slice
    words: slice

    @cached_property
    def _segment(self) -> Ints:
        lengths = self.counts.raw.lengths[self.docs]
        return np.repeat(np.arange(lengths.size, dtype=np.int32), lengths.ravel())

    @cached_property
    def word_doc(self) -> Ints:
        n_fields = self.counts.raw.lengths.shape[1]
        return self._segment // np.int32(n_fields) + np.int32(self.docs.start)

    @cached_property
    def word_field(self) -> NDArray[np.int8]:
        field: NDArray[np.int8] = (self._segment % self.counts.raw.lengths.shape[1]).astype(np.int8)
        return field

    def stems(self) -> Tokens:
        """Return a stem for each plain surface."""
        entries = self.counts.entries
        return Tokens(self, *entries.spread(self.words, entries.stem_starts, entries.stem_term))

    def surfaces(self) -> Surfaces:
        """Return the surfaces."""
        entries = self.counts.entries
        source, term, offset = entries.spread(self.words, entries.surface_starts, entries.surface_term, entries.offset)
        taken = self.counts.n_positions[self.counts.raw.stream[self.words]]
        before = np.cumsum(taken, dtype=np.int32) - taken
        first = before + self._segment * np.int32(FIELD_GAP) + np.int32(self.counts.doc_starts[self.docs.start])
        return Surfaces(self, source, term, first[source] + offset)


@dataclass(frozen=True, slots=True)
class Counts:
    """Every token of a corpus, block by block.

    ``terms`` is the vocabulary in code-point order, stems behind ``STEM``, which therefore come first.
    ``field_lengths`` has shape (n_docs, n_fields), in positions; ``doc_starts`` (n_docs + 1,) has the first position
    of each document, and ``n_positions`` how many each raw word takes. ``raw`` is what all of it is made from, and the
    words of ``raw`` that are found by term ``t`` are ``term_words[term_word_starts[t]:term_word_starts[t + 1]]``.
    """

    entries: "Entries"
    raw: TokenStream
    n_positions: Ints
    field_lengths: Ints
    doc_starts: NDArray[np.int64]
    term_word_starts: NDArray[np.int64]
    term_words: Ints

    @property
    def terms(self) -> tuple[str, ...]:
        return self.entries.terms

    @property
    def n_docs(self) -> int:
        return len(self.field_lengths)

    @property
    def n_terms(self) -> int:
        return len(self.entries.terms)

    def blocks(self) -> Iterator[TokenBlock]:
        """Yield all documents, so many at a time as have ``BLOCK`` raw words, or one that has more.

        A corpus without documents is one block.
        """
        ends = np.concatenate([[0], np.cumsum(self.raw.lengths.sum(axis=1, dtype=np.int64))])
        first, last = 0, -1
        while last != self.n_docs:
            enough = int(np.searchsorted(ends, ends[first] + BLOCK, side="right")) - 1
            last = min(max(first + 1, enough), self.n_docs)
            yield TokenBlock(self, slice(first, last), slice(int(ends[first]), int(ends[last])))
            first = last


def count(documents: Sequence[Document], words: TokenStream | None = None) -> Counts:
    """Return the counts of ``documents``; ``words`` are what was read of them, if they were read before."""
    return expand_streams(words or read_words(documents), tuple(document.lang for document in documents))


def read_words(
    documents: Sequence[Document],
    processes: int = 1,
    progress: Callable[[int, int], None] | None = None,
    known: Mapping[int, int] | None = None,
    before: TokenStream | None = None,
) -> TokenStream:
    """Return the raw words of ``documents``, the same whatever the number of processes and what is known.

    ``known`` says which documents stand in the stream ``before``, and in which row: they are not read again.
    """
    known = known or {}
    fresh = [row for row in range(len(documents)) if row not in known]
    chunks = [[documents[row] for row in fresh[i : i + CHUNK]] for i in range(0, len(fresh), CHUNK)]

    def read_fresh() -> Iterator[TokenStream]:
        done = len(known)
        for stream in _read_all(chunks, processes):
            done += len(stream.lengths)
            if progress:
                progress(done, len(documents))
            yield stream

    if before is None or not known:
        return merge(read_fresh())
    kept = rows_of_stream(before, np.array(list(known.values()), np.int64))
    order = np.argsort(np.array([*fresh, *known], np.int64), kind="stable")
    return used_words(rows_of_stream(merge(chain(read_fresh(), [kept])), order))


def _read_all(chunks: Sequence[Sequence[Document]], processes: int) -> Iterable[TokenStream]:
    if processes < 2 or len(chunks) < 2:
        yield from map(read_tokens, chunks)
        return
    from concurrent.futures import ProcessPoolExecutor  # here, as searches import this module, and these take longer
    from multiprocessing import get_context

    with ProcessPoolExecutor(processes, get_context("fork")) as pool:
        yield from pool.map(read_tokens, chunks)


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
    numbers = Numbers()
    surface, offset, n_positions, ends = (array("i") for _ in range(4))
    spelled = bytearray()
    for word in words:
        expansion = analyze(word)
        for one in expansion.surfaces:
            surface.append(numbers[one.term])
            offset.append(one.offset)
            spelled.append(one.spelled)
        n_positions.append(expansion.n_positions)
        ends.append(len(surface))
    surfaces, place = numbers.in_order()
    return _Expansions(
        surfaces,
        np.concatenate([[0], np.array(ends, np.int32)]).astype(np.int32),
        place[np.array(surface, np.int32)],
        np.array(offset, np.int32),
        np.frombuffer(spelled, np.bool_),
        np.array(n_positions, np.int32),
    )


def expand_streams(raw: TokenStream, languages: Sequence[str]) -> Counts:
    """Return the counts of a stream of raw words, each document's stems in its own language."""
    table = _expansions(raw.words)
    field_lengths = _field_lengths(table, raw)
    ends = np.cumsum(field_lengths.sum(1), dtype=np.int64)
    gaps = np.arange(len(field_lengths) + 1, dtype=np.int64) * (field_lengths.shape[1] * FIELD_GAP)
    entries = _entries(table, raw, languages)
    term_word_starts, term_words = entries.words_by_term()
    return Counts(
        entries=entries,
        raw=raw,
        n_positions=table.n_positions,
        field_lengths=field_lengths,
        doc_starts=np.concatenate([[0], ends]) + gaps,
        term_word_starts=term_word_starts,
        term_words=term_words,
    )


@dataclass(frozen=True, slots=True)
class Entries:
    """The raw words as they stand in each language, and the terms that they are found by, as ragged tables.

    ``of_stream`` says which entry each word of the stream is, ``word`` which raw word each entry is. Entry ``e`` is
    found by rows ``surface_starts[e]`` to ``surface_starts[e + 1]`` of ``surface_term`` and ``offset``, and of
    ``stem_term`` by those that ``stem_starts`` gives. The terms have the numbers that they have in ``terms``.
    """

    terms: tuple[str, ...]
    of_stream: Ints
    word: Ints
    surface_starts: NDArray[np.int64]
    surface_term: Ints
    offset: Ints
    stem_starts: NDArray[np.int64]
    stem_term: Ints

    def spread(self, words: slice, starts: NDArray[np.int64], *tables: Ints) -> tuple[Ints, ...]:
        """Return the terms of some ``words`` of the stream, from the tables that begin at ``starts``.

        Returns: the number among ``words`` that each is found by, and what it has in each table.
        """
        entry = self.of_stream[words]
        n_of = np.diff(starts)[entry]
        source = np.repeat(np.arange(len(entry), dtype=np.int32), n_of)
        row = ragged_ranges(starts[entry], n_of)
        return source, *(table[row] for table in tables)

    def words_by_term(self) -> tuple[NDArray[np.int64], Ints]:
        """Return the raw words that each term is found in, as a ragged table: its starts, and its numbers."""
        tables = ((self.stem_starts, self.stem_term), (self.surface_starts, self.surface_term))
        word = np.concatenate([np.repeat(self.word, np.diff(starts)) for starts, _ in tables])
        term = np.concatenate([terms for _, terms in tables]).astype(np.int64)
        n_words = int(word.max(initial=0)) + 1
        pairs = np.sort(term * n_words + word)
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]  # many times faster than np.unique, which hashes
        n_of = np.bincount(pairs // n_words, minlength=len(self.terms))
        return np.concatenate([[0], np.cumsum(n_of)]).astype(np.int64), (pairs % n_words).astype(np.int32)


def _entries(table: _Expansions, raw: TokenStream, languages: Sequence[str]) -> Entries:
    of_stream, word, lang, names = _words_by_language(raw, languages)
    n_surfaces = np.diff(table.starts)[word]
    surface_starts = np.concatenate([[0], np.cumsum(n_surfaces, dtype=np.int64)])
    row = ragged_ranges(table.starts[word], n_surfaces)
    is_plain = ~table.spelled[row]
    plain = table.surface[row][is_plain]
    stems, stem_term = _stems(table.surfaces, plain, np.repeat(lang, n_surfaces)[is_plain], names)
    return Entries(
        terms=tuple(stems) + table.surfaces,
        of_stream=of_stream,
        word=word,
        surface_starts=surface_starts,
        surface_term=table.surface[row] + np.int32(len(stems)),
        offset=table.offset[row],
        stem_starts=np.concatenate([[0], np.cumsum(is_plain, dtype=np.int64)])[surface_starts],
        stem_term=stem_term,
    )


def _words_by_language(raw: TokenStream, languages: Sequence[str]) -> tuple[Ints, Ints, NDArray[np.int64], list[str]]:
    """Return which word of which language each of the stream is, and those words, languages and their names.

    A corpus in one language has each raw word once.
    """
    names = sorted(set(languages))
    n_words = len(raw.words)
    if len(names) < 2:
        return raw.stream, np.arange(n_words, dtype=np.int32), np.zeros(n_words, np.int64), names
    lang_of_doc = np.array([names.index(lang) for lang in languages], np.int64)
    key = np.repeat(lang_of_doc, raw.lengths.sum(axis=1)) * n_words + raw.stream
    is_there = np.zeros(len(names) * n_words, np.bool_)
    is_there[key] = True
    keys = np.flatnonzero(is_there)
    number = np.cumsum(is_there, dtype=np.int32) - np.int32(1)
    return number[key], (keys % n_words).astype(np.int32), keys // n_words, names


def _field_lengths(table: _Expansions, raw: TokenStream) -> Ints:
    """Return the positions that each field takes, of shape (n_docs, n_fields)."""
    taken = np.concatenate([[0], np.cumsum(table.n_positions[raw.stream], dtype=np.int64)])
    ends = taken[np.cumsum(raw.lengths.ravel(), dtype=np.int64)]
    return np.diff(ends, prepend=0).astype(np.int32).reshape(raw.lengths.shape)


def _stems(
    surfaces: Sequence[str], surface: Ints, lang: NDArray[np.int64], names: Sequence[str]
) -> tuple[list[str], Ints]:
    """Return the sorted stem terms, and the number of the stem of each of ``surface``, which are of ``lang``."""
    pairs, inverse = np.unique(lang * len(surfaces) + surface, return_inverse=True)
    stemmed = [STEM + stem(surfaces[pair % len(surfaces)], names[pair // len(surfaces)]) for pair in pairs.tolist()]
    stems = sorted(set(stemmed))
    number = {term: i for i, term in enumerate(stems)}
    return stems, np.array([number[term] for term in stemmed], np.int32)[inverse]
