"""Where the words of a plan stand in documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import analyze
from index.documents import FIELDS
from index.storage.generations import Generation
from search.engines.protocol import Alternative, Clause, LeafQuery, PhraseQuery, PrefixQuery

Ints = NDArray[np.int64]


class WordStream:
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

    @property
    def n_words(self) -> int:
        return len(self._lengths)

    def words_of(self, query: LeafQuery) -> NDArray[np.int32]:
        """Return the words that ``query`` matches; of a phrase, those that any of its terms matches."""
        if isinstance(query, PrefixQuery):
            first, last = (self._terms.insertion_row(text) for text in (query.text, query.text + "\U0010ffff"))
            return self._words_of_terms(first, last)
        words = [
            self._words_of_terms(number, number + 1)
            for term_query in (query.terms if isinstance(query, PhraseQuery) else (query,))
            for term in (term_query.surface, term_query.stem)
            if (number := self._terms.find(term)) >= 0
        ]
        return np.concatenate([np.zeros(0, np.int32), *words])

    def _words_of_terms(self, first: int, last: int) -> NDArray[np.int32]:
        return self._term_words[self._term_word_starts[first] : self._term_word_starts[last]]

    def token(self, word: int) -> str:
        """Return the token of this number, as it is written."""
        return self._tokens.at(word)

    def bounds(self, rows: Sequence[int]) -> Ints:
        """Return the places at which the fields of documents begin, and the last ends: (n_rows, n_fields + 1)."""
        n_fields = len(FIELDS)
        firsts = np.array(rows, np.int64) * n_fields
        bounds: Ints = self._fields[firsts[:, None] + np.arange(n_fields + 1)].astype(np.int64)
        return bounds

    def words(self, first: int, last: int) -> NDArray[np.int32]:
        """Return the words at the places ``first`` to ``last``."""
        return self._words[first:last]

    def spans(self, places: Any) -> tuple[list[int], list[int]]:
        """Return the characters of their fields at which the tokens at ``places`` begin, and at which they end."""
        starts = self._starts[places].astype(np.int64)
        return starts.tolist(), (starts + self._lengths[self._words[places]]).tolist()


class ClauseAlternative(NamedTuple):
    """An alternative of a clause, and the number of the clause."""

    clause: int
    alternative: Alternative


@dataclass(frozen=True, slots=True)
class Matched:
    """The tokens of a document that satisfy clauses: four parallel lists in order of place.

    Each match is the ``words`` number of its token, the number in ``FIELDS`` of its field, and the number in
    ``Marker.alternatives`` of the alternative that it was found by, the first of several. ``bounds`` are those of the
    document's fields in the stream.
    """

    row: int
    bounds: Sequence[int]
    places: Sequence[int]
    fields: Sequence[int]
    words: Sequence[int]
    alternatives: Sequence[int]

    def within(self, field: int) -> slice:
        """Return the matches that stand in a field."""
        first = self.fields.index(field) if field in self.fields else 0
        return slice(first, first + self.fields.count(field))


class Marker:
    """Finds the tokens of documents that satisfy some clauses.

    ``alternatives`` are those of all clauses: the first ones of each, then the second ones, and so on.
    """

    def __init__(self, stream: WordStream, clauses: Sequence[Clause]) -> None:
        self._stream = stream
        self.token = cache(stream.token)
        self.has_surface = cache(self._has_surface)
        numbered = [
            (place, ClauseAlternative(clause_number, alternative))
            for clause_number, clause in enumerate(clauses)
            for place, alternative in enumerate(clause.alternatives)
            if alternative.kind != "typed"  # the same words as other alternatives: nothing of its own to mark
        ]
        numbered.sort(key=lambda pair: (pair[0], pair[1].clause))
        self.alternatives = [alternative for _, alternative in numbered]
        queries = [alternative.query for _, alternative in self.alternatives]
        self._lengths = np.array([len(query.terms) if isinstance(query, PhraseQuery) else 1 for query in queries], int)
        # by word: the number of its alternative + 1, 0 for none; set from the last to the first, so that the first wins
        self._alternative_of_word = np.zeros(stream.n_words, np.int16)
        for number in reversed(range(len(queries))):
            self._alternative_of_word[stream.words_of(queries[number])] = number + 1

    def _has_surface(self, word: int, surface: str) -> bool:
        """Tell whether the token of this number has ``surface`` as one of its terms."""
        return surface in [form.term for form in analyze(self.token(word)).surfaces]

    def matches(self, rows: Sequence[int]) -> list[Matched]:
        """Return the matches in each of the documents ``rows``."""
        if not rows:
            return []
        bounds = self._stream.bounds(rows)
        texts = [self._stream.words(first, last) for first, last in zip(bounds[:, 0], bounds[:, -1], strict=True)]
        # all documents at once: ``words`` is their tokens one document after the other, ``ends`` where each ends there
        words = np.concatenate(texts)
        alternatives = self._alternative_of_word[words]
        matching = np.flatnonzero(alternatives)
        ends = np.cumsum([len(text) for text in texts])
        document = ends.searchsorted(matching, side="right")
        # from an index into ``words`` to a place in the stream; the field is how many fields end at or before it
        place = matching + (bounds[:, -1] - ends)[document]
        field = (place[:, None] >= bounds[document, 1:]).sum(axis=1)
        table = np.stack([document, place, field, words[matching], alternatives[matching] - 1])
        if self._lengths.max(initial=1) > 1:
            table = table[:, self._is_whole(table)]
        # one row of the table is one list of Matched; ``cuts`` bound the columns of each document
        cuts = [0, *table[0].searchsorted(np.arange(len(rows)), side="right").tolist()]
        lists = table[1:].tolist()
        return [
            Matched(row, bounds[i].tolist(), *(values[cuts[i] : cuts[i + 1]] for values in lists))
            for i, row in enumerate(rows)
        ]

    def _is_whole(self, table: Ints) -> NDArray[np.bool_]:
        """Return which matches stand in a run of matches as long as their alternative: a phrase, or a single term.

        Args:
            table: of shape (5, n): document, place, field, word and alternative of each match.
        """
        document, place, field, words, alternatives = table
        text = document * len(FIELDS) + field
        # a run ends where a token between two matches is none, or where a field ends; runs are numbered from 1
        run = np.cumsum((np.diff(place, prepend=-2) != 1) | (np.diff(text, prepend=-1) != 0))
        # a token may be several positions of a phrase: ``node.js`` is two
        n_positions = np.bincount(run, [analyze(self.token(word)).n_positions for word in words.tolist()])
        is_whole: NDArray[np.bool_] = n_positions[run] >= self._lengths[alternatives]
        return is_whole
