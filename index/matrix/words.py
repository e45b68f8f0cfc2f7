"""Documents to token streams: every token numbered, before it is analysed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.analysis import tokenize
from index.documents import FIELDS, Document, field_texts
from index.matrix.ragged import ragged_ranges, starts_of

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class TokenStream:
    """The tokens of some documents, in order of document and field.

    ``tokens`` are the distinct tokens, ``numbers`` (n_tokens,) indexes them in order of the text, and ``starts``
    (n_tokens,) is the character of the field's text at which each token begins. ``lengths`` (n_docs, n_fields)
    counts the tokens of each field.
    """

    tokens: tuple[str, ...]
    numbers: Ints
    starts: NDArray[np.uint32]
    lengths: Ints


class Numbering(dict[str, int]):
    """A dict that gives each new string the next number, from 0."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number

    def in_order(self) -> tuple[tuple[str, ...], Ints]:
        """Return the strings in code-point order, and for each number its rank in that order."""
        texts = tuple(sorted(self))
        rank = np.empty(len(texts), np.int32)
        rank[np.fromiter(map(self.__getitem__, texts), np.int32, len(texts))] = np.arange(len(texts))
        return texts, rank


def read_tokens(documents: Sequence[Document]) -> TokenStream:
    """Return the tokens of ``documents``, field by field.

    No token contains a space, so each distinct piece between two spaces is tokenized once: .2 s for 10,000 documents
    instead of .63 (tests/bench/NOTES.md).
    """
    pieces: list[str] = []
    n_pieces = np.zeros((len(documents), len(FIELDS)), np.int64)
    for row, document in enumerate(documents):
        for column, text in enumerate(field_texts(document)):
            if text:
                before = len(pieces)
                pieces += text.replace("\n", " ").split(" ")
                n_pieces[row, column] = len(pieces) - before
    numbering = Numbering()
    piece_numbers = np.fromiter(map(numbering.__getitem__, pieces), np.int32, len(pieces))
    table = _tokenize_pieces(tuple(numbering))
    # Replace every piece by its tokens: a gather of ragged rows.
    n_tokens = np.diff(table.starts)[piece_numbers]
    row_of_table = ragged_ranges(table.starts[piece_numbers], n_tokens)
    piece_starts = _starts_in_fields(table.n_chars[piece_numbers] + 1, n_pieces.ravel())
    # Tokens up to the end of each field, by way of the pieces up to there.
    ends = starts_of(n_tokens)[starts_of(n_pieces.ravel())]
    return TokenStream(
        table.tokens,
        table.number[row_of_table],
        (np.repeat(piece_starts, n_tokens) + table.offset[row_of_table]).astype(np.uint32),
        np.diff(ends).astype(np.int32).reshape(n_pieces.shape),
    )


def _starts_in_fields(sizes: NDArray[np.int64], n_pieces: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the character of its field at which each piece begins.

    Args:
        sizes: characters of each piece, with the space behind it.
        n_pieces: pieces of each field.
    """
    before = starts_of(sizes)[:-1]
    has_any = n_pieces > 0
    first = starts_of(n_pieces)[:-1][has_any]
    return before - np.repeat(before[first], n_pieces[has_any])


@dataclass(frozen=True, slots=True)
class _PieceTable:
    """The tokens of each distinct piece: a ragged table whose row ``i`` begins at ``starts[i]``.

    ``number`` indexes ``tokens``, ``offset`` is the character of the piece at which the token begins, and ``n_chars``
    has the length of each piece.
    """

    tokens: tuple[str, ...]
    starts: NDArray[np.int64]
    number: Ints
    offset: Ints
    n_chars: NDArray[np.int64]


def _tokenize_pieces(pieces: Sequence[str]) -> _PieceTable:
    numbering = Numbering()
    numbers: list[int] = []
    offsets: list[int] = []
    ends = [0]
    for piece in pieces:
        if piece.isalnum():
            numbers.append(numbering[piece])
            offsets.append(0)
        else:
            for match in tokenize(piece):
                numbers.append(numbering[match.group()])
                offsets.append(match.start())
        ends.append(len(numbers))
    return _PieceTable(
        tuple(numbering),
        np.array(ends, np.int64),
        np.array(numbers, np.int32),
        np.array(offsets, np.int32),
        np.fromiter(map(len, pieces), np.int64, len(pieces)),
    )


def merge(streams: Iterable[TokenStream]) -> TokenStream:
    """Return the streams as one, with its distinct tokens in code-point order.

    The tokens of each stream are numbered as it arrives, so that its strings can be freed before the next one.
    """
    numbering = Numbering()
    parts = []
    for stream in streams:
        number_of = np.fromiter(map(numbering.__getitem__, stream.tokens), np.int32, len(stream.tokens))
        parts.append((number_of[stream.numbers], stream.starts, stream.lengths))
    tokens, rank = numbering.in_order()
    no_lengths = np.zeros((0, len(FIELDS)), np.int32)
    return TokenStream(
        tokens,
        rank[np.concatenate([np.zeros(0, np.int32), *(numbers for numbers, _, _ in parts)])],
        np.concatenate([np.zeros(0, np.uint32), *(starts for _, starts, _ in parts)]),
        np.concatenate([no_lengths, *(lengths for _, _, lengths in parts)]),
    )


def take_documents(stream: TokenStream, rows: NDArray[np.int64]) -> TokenStream:
    """Return the stream of the documents ``rows``, in that order; its distinct tokens stay as they are."""
    n_tokens = stream.lengths.sum(axis=1, dtype=np.int64)
    places = ragged_ranges(starts_of(n_tokens)[rows], n_tokens[rows])
    return TokenStream(stream.tokens, stream.numbers[places], stream.starts[places], stream.lengths[rows])


def drop_unused_tokens(stream: TokenStream) -> TokenStream:
    """Return the stream without the distinct tokens that do not occur in it."""
    is_used = np.zeros(len(stream.tokens), np.bool_)
    is_used[stream.numbers] = True
    if is_used.all():
        return stream
    new_number = np.cumsum(is_used, dtype=np.int32) - 1
    tokens = tuple(token for token, used in zip(stream.tokens, is_used.tolist(), strict=True) if used)
    return TokenStream(tokens, new_number[stream.numbers], stream.starts, stream.lengths)
