"""Documents to the matrix: every occurrence of every term, as arrays.

A distinct token is analysed once, however often it occurs. Texts become streams of token numbers
(``index.matrix.words``), and NumPy replaces every number by the surfaces and stems of its token. That is done for
one block of documents at a time: the occurrences of a large corpus do not fit in memory at once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.analysis import STEM, stem
from index.documents import Document
from index.matrix.ragged import ragged_ranges, starts_of
from index.matrix.surfaces import TokenSurfaces, surfaces_of
from index.matrix.words import (
    TokenStream,
    drop_unused_tokens,
    merge,
    read_tokens,
    take_documents,
)

Ints = NDArray[np.int32]
Places = NDArray[np.integer] | None

FIELD_GAP = 16
"""Positions left free between two fields, so that no phrase match crosses them. By hand."""

CHUNK = 5000
"""Documents that one process reads at a time. By hand."""

BLOCK = 1 << 22
"""Tokens that are expanded at a time. By hand: all at once took 129 bytes a token (tests/bench/NOTES.md)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """All occurrences of terms in a corpus, expanded block by block.

    Attributes:
        token_terms: the terms of each distinct token.
        stream: the tokens from which everything else is made.
        token_surfaces: the surfaces of each distinct token.
        field_lengths: (n_docs, n_fields), in positions.
        doc_starts: (n_docs + 1,), the first position of each document; positions count through the whole corpus.
        term_token_starts, term_tokens: the distinct tokens that have term ``t`` are
            ``term_tokens[term_token_starts[t]:term_token_starts[t + 1]]``.
    """

    token_terms: "TokenTerms"
    stream: TokenStream
    token_surfaces: TokenSurfaces
    field_lengths: Ints
    doc_starts: NDArray[np.int64]
    term_token_starts: NDArray[np.int64]
    term_tokens: Ints

    @property
    def terms(self) -> tuple[str, ...]:
        """The vocabulary in code-point order: stems first, since ``STEM`` sorts before every surface."""
        return self.token_terms.terms

    @property
    def n_docs(self) -> int:
        return len(self.field_lengths)

    @property
    def n_terms(self) -> int:
        return len(self.terms)

    def blocks(self) -> Iterator["TokenBlock"]:
        """Yield all documents in blocks of at most ``BLOCK`` tokens; a longer document is a block of its own.

        A corpus without documents is one empty block.
        """
        ends = starts_of(self.stream.lengths.sum(axis=1, dtype=np.int64))
        first, last = 0, -1
        while last != self.n_docs:
            fitting = int(np.searchsorted(ends, ends[first] + BLOCK, side="right")) - 1
            last = min(max(first + 1, fitting), self.n_docs)
            yield TokenBlock(self, slice(first, last), slice(int(ends[first]), int(ends[last])))
            first = last


@dataclass(frozen=True, slots=True)
class TokenTerms:
    """The terms of each distinct token, as ragged tables with one row per entry.

    An entry is a distinct token in one language, because stems depend on it: ``stream_entries`` has the entry of each
    token of the stream, ``entry_tokens`` the distinct token of each entry. The surfaces of entry ``e`` are rows
    ``surface_starts[e]`` to ``surface_starts[e + 1]`` of ``surface_term`` and ``surface_offset``; its stems are rows
    ``stem_starts[e]`` to ``stem_starts[e + 1]`` of ``stem_term``. Terms are numbered as in ``terms``.
    """

    terms: tuple[str, ...]
    stream_entries: Ints
    entry_tokens: Ints
    surface_starts: NDArray[np.int64]
    surface_term: Ints
    surface_offset: Ints
    stem_starts: NDArray[np.int64]
    stem_term: Ints

    def expand(self, tokens: slice, places: Places, starts: NDArray[np.int64], *tables: Ints) -> tuple[Ints, ...]:
        """Return the table rows of a slice of the stream's ``tokens``, one after the other.

        Args:
            places: the tokens of the slice that are expanded, ascending; None for all.
            starts: where the rows of each entry begin in every table.
        Returns: for each row the place of its token in the slice, then the values of each table.
        """
        entry = self.stream_entries[tokens]
        places = np.arange(len(entry), dtype=np.int32) if places is None else places.astype(np.int32)
        entry = entry[places]
        n_rows = np.diff(starts)[entry]
        source = np.repeat(places, n_rows)
        row = ragged_ranges(starts[entry], n_rows)
        return source, *(table[row] for table in tables)

    def tokens_by_term(self) -> tuple[NDArray[np.int64], Ints]:
        """Return the distinct tokens that have each term, as a ragged table: its starts, and its tokens."""
        tables = ((self.stem_starts, self.stem_term), (self.surface_starts, self.surface_term))
        token = np.concatenate([np.repeat(self.entry_tokens, np.diff(starts)) for starts, _ in tables])
        term = np.concatenate([terms for _, terms in tables]).astype(np.int64)
        # A pair (term, token) is one integer, so that one sort orders by term and finds duplicates.
        n_tokens = int(token.max(initial=0)) + 1
        pairs = np.sort(term * n_tokens + token)
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]  # many times faster than np.unique, which hashes
        n_rows = np.bincount(pairs // n_tokens, minlength=len(self.terms))
        return starts_of(n_rows), (pairs % n_tokens).astype(np.int32)


@dataclass(frozen=True)
class TokenBlock:
    """Consecutive documents, and their slice of the token stream.

    ``docs`` is the slice of documents, ``tokens`` the slice of the stream; token ``i`` of the block occurs in document
    ``token_doc[i]`` and field ``token_field[i]``.
    """

    counts: Counts
    docs: slice
    tokens: slice

    @cached_property
    def _field_of_block(self) -> Ints:
        """The field in which each token occurs, numbered through all documents of the block."""
        lengths = self.counts.stream.lengths[self.docs]
        return np.repeat(np.arange(lengths.size, dtype=np.int32), lengths.ravel())

    @cached_property
    def token_doc(self) -> Ints:
        n_fields = self.counts.stream.lengths.shape[1]
        return self._field_of_block // np.int32(n_fields) + np.int32(self.docs.start)

    @cached_property
    def token_field(self) -> NDArray[np.int8]:
        field: NDArray[np.int8] = (self._field_of_block % self.counts.stream.lengths.shape[1]).astype(np.int8)
        return field

    def stems(self, places: Places = None) -> "TermOccurrences":
        """Return the occurrences of stems: one for each surface, compounds as they are spelled excepted.

        ``places`` are the tokens of the block whose stems are returned, ascending; None for all.
        """
        table = self.counts.token_terms
        return TermOccurrences(self, *table.expand(self.tokens, places, table.stem_starts, table.stem_term))

    def surfaces(self, places: Places = None) -> "SurfaceOccurrences":
        """Return the occurrences of surfaces; for ``places`` see ``stems``."""
        table = self.counts.token_terms
        of_surface = (table.surface_starts, table.surface_term, table.surface_offset)
        source, term, offset = table.expand(self.tokens, places, *of_surface)
        # A token's position: those that earlier tokens of the block take, and a gap for each field before its own.
        n_positions = self.counts.token_surfaces.n_positions[self.counts.stream.numbers[self.tokens]]
        before = np.cumsum(n_positions, dtype=np.int32) - n_positions
        first_of_block = np.int32(self.counts.doc_starts[self.docs.start])
        first = before + self._field_of_block * np.int32(FIELD_GAP) + first_of_block
        return SurfaceOccurrences(self, source, term, first[source] + offset)


@dataclass(frozen=True)
class TermOccurrences:
    """Occurrences of terms in one block, in order of the text.

    ``source`` is the place of the token in the block, ``term`` the number of the term; both int32.
    """

    block: TokenBlock
    source: Ints
    term: Ints

    @property
    def doc(self) -> Ints:
        """The document of every occurrence."""
        return self.block.token_doc[self.source]

    @property
    def field(self) -> NDArray[np.int8]:
        """The field of every occurrence."""
        return self.block.token_field[self.source]


@dataclass(frozen=True)
class SurfaceOccurrences(TermOccurrences):
    """Occurrences of surfaces with their positions, which count through the whole corpus."""

    position: Ints


def count(
    documents: Sequence[Document], stream: TokenStream | None = None, known: TokenSurfaces | None = None
) -> Counts:
    """Return the counts of ``documents``; ``stream`` has their tokens, if they were read before.

    The tokens of ``known`` are not analysed again.
    """
    return expand_stream(stream or token_stream(documents), tuple(document.lang for document in documents), known)


def token_stream(
    documents: Sequence[Document],
    processes: int = 1,
    progress: Callable[[int, int], None] | None = None,
    known: Mapping[int, int] | None = None,
    last: TokenStream | None = None,
) -> TokenStream:
    """Return the tokens of ``documents``, the same for any number of processes and any ``known``.

    Args:
        progress: called with the number of documents read and of all documents.
        known: rows of documents that are not read again, and the row of each in ``last``.
        last: the stream of an earlier build.
    """
    known = known or {}
    fresh = [row for row in range(len(documents)) if row not in known]
    chunks = [[documents[row] for row in fresh[i : i + CHUNK]] for i in range(0, len(fresh), CHUNK)]

    def read_fresh() -> Iterator[TokenStream]:
        n_read = len(known)
        for stream in _read_chunks(chunks, processes):
            n_read += len(stream.lengths)
            if progress:
                progress(n_read, len(documents))
            yield stream

    if last is None or not known:
        return merge(read_fresh())
    # Fresh documents first, then known ones; ``order`` brings them back into the order of ``documents``.
    reused = take_documents(last, np.array(list(known.values()), np.int64))
    order = np.argsort(np.array([*fresh, *known], np.int64), kind="stable")
    return drop_unused_tokens(take_documents(merge(chain(read_fresh(), [reused])), order))


def _read_chunks(chunks: Sequence[Sequence[Document]], processes: int) -> Iterable[TokenStream]:
    if processes < 2 or len(chunks) < 2:
        yield from map(read_tokens, chunks)
        return
    from concurrent.futures import ProcessPoolExecutor  # here, as searches import this module, and these take longer
    from multiprocessing import get_context

    with ProcessPoolExecutor(processes, get_context("fork")) as pool:
        yield from pool.map(read_tokens, chunks)


def expand_stream(stream: TokenStream, languages: Sequence[str], known: TokenSurfaces | None = None) -> Counts:
    """Return the counts of a token stream; ``languages`` has one code per document, which chooses its stemmer.

    The tokens of ``known`` are not analysed again.
    """
    table = surfaces_of(stream.tokens, known)
    field_lengths = _field_lengths(table, stream)
    gaps = np.arange(len(field_lengths) + 1, dtype=np.int64) * (field_lengths.shape[1] * FIELD_GAP)
    token_terms = _token_terms(table, stream, languages)
    term_token_starts, term_tokens = token_terms.tokens_by_term()
    return Counts(
        token_terms=token_terms,
        stream=stream,
        token_surfaces=table,
        field_lengths=field_lengths,
        doc_starts=starts_of(field_lengths.sum(axis=1)) + gaps,
        term_token_starts=term_token_starts,
        term_tokens=term_tokens,
    )


def _field_lengths(table: TokenSurfaces, stream: TokenStream) -> Ints:
    """Return the positions that each field takes, of shape (n_docs, n_fields)."""
    before = starts_of(table.n_positions[stream.numbers])
    return np.diff(before[starts_of(stream.lengths.ravel())]).astype(np.int32).reshape(stream.lengths.shape)


def _token_terms(table: TokenSurfaces, stream: TokenStream, languages: Sequence[str]) -> TokenTerms:
    stream_entries, entry_tokens, lang, names = _tokens_by_language(stream, languages)
    # Surfaces are those of the token, copied once per language.
    n_surfaces = np.diff(table.starts)[entry_tokens]
    surface_starts = starts_of(n_surfaces)
    row = ragged_ranges(table.starts[entry_tokens], n_surfaces)
    # A compound as it is spelled has no stem: its joined form has.
    has_stem = ~table.spelled[row]
    stems, stem_term = _stems(
        table.surfaces, table.surface[row][has_stem], np.repeat(lang, n_surfaces)[has_stem], names
    )
    return TokenTerms(
        terms=(*stems, *table.surfaces),
        stream_entries=stream_entries,
        entry_tokens=entry_tokens,
        surface_starts=surface_starts,
        surface_term=table.surface[row] + np.int32(len(stems)),
        surface_offset=table.offset[row],
        stem_starts=starts_of(has_stem)[surface_starts],
        stem_term=stem_term,
    )


def _tokens_by_language(
    stream: TokenStream, languages: Sequence[str]
) -> tuple[Ints, Ints, NDArray[np.int64], list[str]]:
    """Return the entries of a stream, which are its distinct pairs of language and token.

    Returns: the entry of each token of the stream; the distinct token and the language of each entry; the names of
        the languages in order. A corpus in one language has an entry for each distinct token.
    """
    names = sorted(set(languages))
    n_tokens = len(stream.tokens)
    if len(names) < 2:
        return stream.numbers, np.arange(n_tokens, dtype=np.int32), np.zeros(n_tokens, np.int64), names
    lang_of_doc = np.array([names.index(lang) for lang in languages], np.int64)
    key = np.repeat(lang_of_doc, stream.lengths.sum(axis=1)) * n_tokens + stream.numbers
    occurs = np.zeros(len(names) * n_tokens, np.bool_)
    occurs[key] = True
    keys = np.flatnonzero(occurs)
    entry_of_key = np.cumsum(occurs, dtype=np.int32) - np.int32(1)
    return entry_of_key[key], (keys % n_tokens).astype(np.int32), keys // n_tokens, names


def _stems(
    surfaces: Sequence[str], surface: Ints, lang: NDArray[np.int64], names: Sequence[str]
) -> tuple[list[str], Ints]:
    """Return the distinct stem terms in order, and the number of the stem of each ``surface`` in its ``lang``."""
    pairs, inverse = np.unique(lang * len(surfaces) + surface, return_inverse=True)
    stem_of_pair = [
        STEM + stem(surfaces[pair % len(surfaces)], names[pair // len(surfaces)]) for pair in pairs.tolist()
    ]
    stems = sorted(set(stem_of_pair))
    number = {term: i for i, term in enumerate(stems)}
    return stems, np.array([number[term] for term in stem_of_pair], np.int32)[inverse]
