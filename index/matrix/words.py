"""Documents to streams of raw words: what is written, numbered, before anything is made of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis import tokenize
from index.documents import FIELDS, Document, field_texts

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class TokenStream:
    """The raw words of some documents, in order of document and field.

    ``stream`` numbers the words, ``starts`` has the character of the field's text at which each begins;
    ``lengths``, of shape (n_docs, n_fields), says how many there are.
    """

    words: tuple[str, ...]
    stream: Ints
    starts: NDArray[np.uint32]
    lengths: Ints


class Numbers(dict[str, int]):
    """Numbers new words as they come."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number

    def in_order(self) -> tuple[tuple[str, ...], Ints]:
        """Return the words in code-point order, and the place in it of each number."""
        words = tuple(sorted(self))
        place = np.empty(len(words), np.int32)
        place[np.fromiter(map(self.__getitem__, words), np.int32, len(words))] = np.arange(len(words))
        return words, place


def read_tokens(documents: Sequence[Document]) -> TokenStream:
    """Return the raw words of ``documents``, field by field.

    No word reaches over a space: what stands between two spaces is looked at once, however often it stands there.
    """
    pieces: list[str] = []
    lengths = np.zeros((len(documents), len(FIELDS)), np.int64)
    for row, document in enumerate(documents):
        for column, text in enumerate(field_texts(document)):
            if text:
                before = len(pieces)
                pieces += text.replace("\n", " ").split(" ")
                lengths[row, column] = len(pieces) - before
    numbers = Numbers()
    stream = np.fromiter(map(numbers.__getitem__, pieces), np.int32, len(pieces))
    table = _read_pieces(tuple(numbers))
    n_words = np.diff(table.starts)[stream]
    entry = ragged_ranges(table.starts[stream], n_words)
    first = _places_in_fields(table.length[stream] + 1, lengths.ravel())
    ends = np.concatenate([[0], np.cumsum(n_words)])[np.concatenate([[0], np.cumsum(lengths.ravel())])]
    return TokenStream(
        table.words,
        table.word[entry],
        (np.repeat(first, n_words) + table.offset[entry]).astype(np.uint32),
        np.diff(ends).astype(np.int32).reshape(lengths.shape),
    )


def _places_in_fields(sizes: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each piece, of ``sizes`` characters with the space behind, begins in its field."""
    before = np.cumsum(sizes) - sizes
    first = np.cumsum(lengths) - lengths
    has_any = lengths > 0
    places: NDArray[np.int64] = before - np.repeat(before[first[has_any]], lengths[has_any])
    return places


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The raw words of each piece of text, as rows of a ragged table that begin at ``starts``."""

    words: tuple[str, ...]
    starts: NDArray[np.int64]
    word: Ints
    offset: Ints
    length: NDArray[np.int64]


def _read_pieces(pieces: Sequence[str]) -> _Pieces:
    numbers = Numbers()
    words: list[int] = []
    offsets: list[int] = []
    ends = [0]
    for piece in pieces:
        if piece.isalnum():
            words.append(numbers[piece])
            offsets.append(0)
        else:
            for match in tokenize(piece):
                words.append(numbers[match.group()])
                offsets.append(match.start())
        ends.append(len(words))
    return _Pieces(
        tuple(numbers),
        np.array(ends, np.int64),
        np.array(words, np.int32),
        np.array(offsets, np.int32),
        np.fromiter(map(len, pieces), np.int64, len(pieces)),
    )


def merge(streams: Iterable[TokenStream]) -> TokenStream:
    """Return the streams as one, its words in code-point order; each is let go as soon as its words are numbered."""
    numbers = Numbers()
    parts = []
    for part in streams:
        number = np.fromiter(map(numbers.__getitem__, part.words), np.int32, len(part.words))
        parts.append((number[part.stream], part.starts, part.lengths))
    words, place = numbers.in_order()
    empty = np.zeros((0, len(FIELDS)), np.int32)
    return TokenStream(
        words,
        place[np.concatenate([np.zeros(0, np.int32), *(stream for stream, _, _ in parts)])],
        np.concatenate([np.zeros(0, np.uint32), *(starts for _, starts, _ in parts)]),
        np.concatenate([empty, *(lengths for _, _, lengths in parts)]),
    )


def rows_of_stream(raw: TokenStream, rows: NDArray[np.int64]) -> TokenStream:
    """Return the stream of some documents, in the order given."""
    n_words = raw.lengths.sum(axis=1, dtype=np.int64)
    first = np.cumsum(n_words) - n_words
    entries = ragged_ranges(first[rows], n_words[rows])
    return TokenStream(raw.words, raw.stream[entries], raw.starts[entries], raw.lengths[rows])


def used_words(raw: TokenStream) -> TokenStream:
    """Return the stream without the words that stand nowhere in it."""
    is_used = np.zeros(len(raw.words), np.bool_)
    is_used[raw.stream] = True
    if is_used.all():
        return raw
    number = np.cumsum(is_used, dtype=np.int32) - 1
    words = tuple(word for word, used in zip(raw.words, is_used.tolist(), strict=True) if used)
    return TokenStream(words, number[raw.stream], raw.starts, raw.lengths)


def ragged_ranges(starts: NDArray[Any], lengths: NDArray[Any]) -> NDArray[Any]:
    """Return ``starts[i], starts[i] + 1, …`` for ``lengths[i]`` numbers each, one after the other.

    In 32 bits where they fit: a token more or less decides whether a large corpus fits into memory.
    """
    ends = np.cumsum(lengths, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    fits = max(total, int(starts.max(initial=0)) + total) < 1 << 31
    first = (starts - (ends - lengths)).astype(np.int32 if fits else np.int64)
    ranges = np.repeat(first, lengths)
    ranges += np.arange(total, dtype=ranges.dtype)
    return ranges
