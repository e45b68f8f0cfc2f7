"""The tokens of every document as the build stored them, for marks and snippets."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.documents import FIELDS
from index.matrix.scratch import Zeros
from index.storage.caching import cached
from index.storage.generations import Generation
from search.engines.protocol import LeafQuery, PhraseQuery, PrefixQuery

MAX_CACHED_TOKENS = 1 << 14
"""Tokens that are kept as text, those that searches match; by hand."""


MAX_CACHED_TERMS = 1 << 13
"""Terms whose words, slices of the mapped file, are looked up once; by hand."""

MAX_CACHED_SETS = 1 << 9
"""Terms of phrases whose words are kept as sets, some kilobytes each; by hand."""

MAX_SPELLINGS = 64
"""Tokens with one term that are looked at; by hand."""

_NO_WORDS = np.zeros(0, np.int32)


class StoredTokens:
    """The tokens of every document in order of document and field, as the build read them.

    A word is the number of a distinct token; a place is a position in the stream.
    """

    def __init__(self, generation: Generation) -> None:
        self._terms = generation.lines("terms")
        self._tokens = generation.lines("words")
        self._words = generation.array("stream_words")
        self._starts = generation.array("stream_starts")
        self._fields = generation.array("stream_fields")
        self._lengths = generation.array("word_lengths")
        self._term_word_starts = generation.array("term_word_starts")
        self._term_words = generation.array("term_words")
        self._zeros = Zeros(len(self._lengths), np.int32)

    @property
    def n_words(self) -> int:
        return len(self._lengths)

    def words_of(self, query: LeafQuery) -> NDArray[np.int32]:
        """Return the words that ``query`` matches; of a phrase, those with the surface of any of its terms."""
        if isinstance(query, PrefixQuery):
            first, last = (self._terms.insertion_row(text) for text in (query.text, query.text + "\U0010ffff"))
            return self._words_of_terms(first, last)
        terms = [term.surface for term in query.terms] if isinstance(query, PhraseQuery) else query
        return np.concatenate([_NO_WORDS, *map(self.words_with, terms)])

    @cached(MAX_CACHED_TERMS)
    def words_with(self, term: str) -> NDArray[np.int32]:
        """Return the words that have this term."""
        number = self._terms.find(term)
        return self._words_of_terms(number, number + 1) if number >= 0 else _NO_WORDS

    def codes(self, words: NDArray[np.int32], lists: Sequence[tuple[NDArray[np.int32], int]]) -> NDArray[np.int32]:
        """Return the code, above 0, of the first of ``lists`` that has each of ``words``; 0 where none has it."""
        of_all = self._zeros.lend()
        for of_list, code in reversed(lists):
            of_all[of_list] = code
        codes = of_all.take(words)
        for of_list, _ in lists:
            of_all[of_list] = 0
        self._zeros.take_back(of_all)
        return codes

    def is_in_capitals(self, term: str) -> bool:
        """Tell whether a token with this term, one of the first ``MAX_SPELLINGS``, is all in capitals."""
        return any(self.token(word).isupper() for word in self.words_with(term)[:MAX_SPELLINGS].tolist())

    @cached(MAX_CACHED_SETS)
    def word_set(self, term: str) -> frozenset[int]:
        """Return ``words_with`` as a set."""
        return frozenset(self.words_with(term).tolist())

    def _words_of_terms(self, first: int, last: int) -> NDArray[np.int32]:
        return self._term_words[self._term_word_starts[first] : self._term_word_starts[last]]

    @cached(MAX_CACHED_TOKENS)
    def token(self, word: int) -> str:
        """Return the token of this number, as it is written."""
        return self._tokens.at(word)

    def bounds(self, rows: Sequence[int]) -> list[list[int]]:
        """Return the places at which the fields of each document begin, and the last ends."""
        n_fields = len(FIELDS)
        return [self._fields[row * n_fields : (row + 1) * n_fields + 1].tolist() for row in rows]

    def words(self, first: int, last: int) -> NDArray[np.int32]:
        """Return the words at the places ``first`` to ``last``."""
        return self._words[first:last]

    def spans(self, places: Any) -> tuple[list[int], list[int]]:
        """Return the characters of their fields at which the tokens at ``places`` begin, and at which they end."""
        starts = self._starts[places].astype(np.int64)
        return starts.tolist(), (starts + self._lengths[self._words[places]]).tolist()
