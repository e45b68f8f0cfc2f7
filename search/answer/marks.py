"""Where the words of a plan stand in documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import analyze
from index.documents import FIELDS
from index.storage.caching import cached
from search.engines.protocol import Alternative, Clause, PhraseQuery
from search.stored_tokens import StoredTokens

Ints = NDArray[np.int64]


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

    def __init__(self, stream: StoredTokens, clauses: Sequence[Clause]) -> None:
        self._stream = stream
        self.token = cache(stream.token)
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

    @cached(None)
    def has_surface(self, word: int, surface: str) -> bool:
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
