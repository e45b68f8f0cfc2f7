"""Where the words of a plan stand in documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeGuard

import numpy as np
from numpy.typing import NDArray

from index.analysis import analyze
from index.matrix.ordered import begins_run, is_in, look_up
from index.storage.caching import cached
from search.engines.protocol import Alternative, Clause, LeafQuery, PhraseQuery
from search.stored_tokens import StoredTokens

Words = NDArray[np.int32]
"""Numbers of distinct tokens, see ``StoredTokens``."""


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
        self.token = stream.token
        numbered = [
            (place, ClauseAlternative(clause_number, alternative))
            for clause_number, clause in enumerate(clauses)
            for place, alternative in enumerate(clause.alternatives)
            if alternative.kind != "typed"  # the same words as other alternatives: nothing of its own to mark
        ]
        numbered.sort(key=lambda pair: (pair[0], pair[1].clause))
        self.alternatives = [alternative for _, alternative in numbered]
        # one query may be an alternative of several clauses, as the alias of two words is: it counts for the first
        numbers: dict[LeafQuery, int] = {}
        for number, (_, alternative) in enumerate(self.alternatives):
            numbers.setdefault(alternative.query, number)
        words = [(stream.words_of(query), number) for query, number in numbers.items() if not _is_phrase(query)]
        self._words, self._numbers = _in_order(words)
        self._phrases = [
            _Phrase(
                n, len(q.terms), [np.sort(stream.words_of(PhraseQuery((term,)))) for term in dict.fromkeys(q.terms)]
            )
            for q, n in numbers.items()
            if _is_phrase(q) and q.terms  # a phrase of no terms stands for words that nothing has
        ]

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
        ends = np.cumsum([len(text) for text in texts])
        known, is_known = look_up(self._words, words)
        # the number of the alternative of each token + 1, 0 for none
        alternatives = (self._numbers.take(known, mode="clip") + 1) * is_known
        if self._phrases:
            begins_field = np.zeros(len(words) + 1, np.bool_)
            begins_field[bounds - (bounds[:, -1] - ends)[:, None]] = True
            self._mark_phrases(words, begins_field, alternatives)
        matching = np.flatnonzero(alternatives)
        document = ends.searchsorted(matching, side="right")
        # from an index into ``words`` to a place in the stream; the field is how many fields end at or before it
        place = matching + (bounds[:, -1] - ends)[document]
        field = (place[:, None] >= bounds[document, 1:]).sum(axis=1)
        table = np.stack([document, place, field, words[matching], alternatives[matching] - 1])
        # one row of the table is one list of Matched; ``cuts`` bound the columns of each document
        cuts = [0, *table[0].searchsorted(np.arange(len(rows)), side="right").tolist()]
        lists = table[1:].tolist()
        return [
            Matched(row, bounds[i].tolist(), *(values[cuts[i] : cuts[i + 1]] for values in lists))
            for i, row in enumerate(rows)
        ]

    def _mark_phrases(self, words: Words, begins_field: NDArray[np.bool_], alternatives: NDArray[np.int16]) -> None:
        """Enter the phrases among ``words`` in ``alternatives``, unless one that comes before them is there.

        A phrase is a run of its words as long as it is, with each of them: ``back-end`` is no ``front-end``.
        """
        of_phrases = np.sort(np.concatenate([own for phrase in self._phrases for own in phrase.words]))
        in_any = np.flatnonzero(is_in(words, of_phrases))
        for phrase in self._phrases:
            is_term = np.array([is_in(words[in_any], own) for own in phrase.words])
            if not is_term.any(axis=1).all():
                continue
            in_phrase = is_term.any(axis=0)
            is_term, places = is_term[:, in_phrase], in_any[in_phrase]
            # a run ends where a token between two words of the phrase is none, or where a field ends; numbered from 1
            run = np.cumsum((np.diff(places, prepend=-2) != 1) | begins_field[places])
            # a token may be several positions of a phrase: ``node.js`` is two
            n_positions = np.bincount(run, [self._n_positions(word) for word in words[places].tolist()])
            has_all = np.all([np.bincount(run, own) > 0 for own in is_term], axis=0)
            whole = places[has_all[run] & (n_positions[run] >= phrase.length)]
            is_first = (alternatives[whole] == 0) | (alternatives[whole] > phrase.number + 1)
            alternatives[whole[is_first]] = phrase.number + 1

    def _n_positions(self, word: int) -> int:
        return analyze(self.token(word)).n_positions


class _Phrase(NamedTuple):
    """The number of an alternative that is a phrase, the positions that it takes, and the words with each surface."""

    number: int
    length: int
    words: Sequence[Words]


def _in_order(lists: Sequence[tuple[Words, int]]) -> tuple[Words, NDArray[np.int16]]:
    """Return the words of all lists, ascending, and the number of the list of each: the first of several.

    They are at least one: -1, which is no word, has the number -1.
    """
    words = np.concatenate([np.array([-1], np.int32), *(words for words, _ in lists)])
    numbers = np.repeat(np.array([-1, *(n for _, n in lists)], np.int16), [1, *(len(words) for words, _ in lists)])
    order = words.argsort(kind="stable")
    words, numbers = words[order], numbers[order]
    is_first = begins_run(words)
    return words[is_first], numbers[is_first]


def _is_phrase(query: LeafQuery) -> TypeGuard[PhraseQuery]:
    return isinstance(query, PhraseQuery)
