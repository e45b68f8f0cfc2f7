"""Where the words of a plan stand in documents."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple, TypeGuard

import numpy as np
from numpy.typing import NDArray

from index.analysis import analyze
from index.matrix.ordered import begins_run, is_in, look_up
from search.engines.protocol import Alternative, Clause, LeafQuery, PhraseQuery, TermQuery
from search.stored_tokens import StoredTokens

NONE = np.int32(-1)
"""The code of a token that no alternative matches."""

Words = NDArray[np.int32]
"""Numbers of distinct tokens, see ``StoredTokens``."""


class ClauseAlternative(NamedTuple):
    """An alternative of a clause, and the number of the clause."""

    clause: int
    alternative: Alternative


class Matched(NamedTuple):
    """The tokens of a document that satisfy clauses: four parallel lists in order of place.

    Each match is the ``words`` number of its token, and the number in ``Marker.alternatives`` of the alternative that
    it was found by, the first of several; ``is_form`` tells that it has only the stem of that. ``bounds`` are those of
    the document's fields in the stream, ``cuts`` those of the matches in each field.
    """

    row: int
    bounds: Sequence[int]
    cuts: Sequence[int]
    places: Sequence[int]
    words: Sequence[int]
    alternatives: Sequence[int]
    is_form: Sequence[int]

    def within(self, field: int) -> slice:
        """Return the matches that stand in a field."""
        return slice(self.cuts[field], self.cuts[field + 1])


class Marker:
    """Finds the tokens of documents that satisfy some clauses.

    ``alternatives`` are those of all clauses: the first ones of each, then the second ones, and so on; ``clauses`` has
    the number of the clause of each.
    """

    def __init__(self, stream: StoredTokens, clauses: Sequence[Clause]) -> None:
        self._stream = stream
        self.token = stream.token
        self.alternatives = [
            ClauseAlternative(clause_number, clause.alternatives[place])
            for place in range(max([len(clause.alternatives) for clause in clauses], default=0))
            for clause_number, clause in enumerate(clauses)
            if place < len(clause.alternatives)
            and clause.alternatives[place].kind != "typed"  # words of other alternatives: nothing of its own to mark
        ]
        self.clauses = [alternative.clause for alternative in self.alternatives]
        # one query may be an alternative of several clauses, as the alias of two words is: it counts for the first
        numbers: dict[LeafQuery, int] = {}
        for number, (_, alternative) in enumerate(self.alternatives):
            numbers.setdefault(alternative.query, number)
        words = [
            (of_query, 2 * number + is_form)
            for query, number in numbers.items()
            if not _is_phrase(query)
            for is_form, of_query in enumerate(_words_and_forms(query, stream))
        ]
        self._words, self._codes = _in_order(words)
        self._phrases = [
            _Phrase(n, len(q.terms), [stream.words_with(term.surface) for term in dict.fromkeys(q.terms)])
            for q, n in numbers.items()
            if _is_phrase(q) and q.terms  # a phrase of no terms stands for words that nothing has
        ]

    def matches(self, rows: Sequence[int]) -> list[Matched]:
        """Return the matches in each of the documents ``rows``."""
        if not rows:
            return []
        bounds = self._stream.bounds(rows)
        # all documents at once: ``words`` is their tokens, one document after the other
        words = np.concatenate([self._stream.words(of_fields[0], of_fields[-1]) for of_fields in bounds])
        matching, codes = self._matching(words, bounds)
        places = matching.tolist()
        lists = [values.tolist() for values in (words.take(matching), codes >> 1, codes & 1)]
        matched, n_before = [], 0
        for row, of_fields in zip(rows, bounds, strict=True):
            shift = of_fields[0] - n_before  # from an index into ``words`` to a place in the stream
            cuts = [bisect_left(places, start - shift) for start in of_fields]
            first, last = cuts[0], cuts[-1]
            in_stream = [place + shift for place in places[first:last]]
            own_cuts = [cut - first for cut in cuts]
            matched.append(Matched(row, of_fields, own_cuts, in_stream, *[values[first:last] for values in lists]))
            n_before += of_fields[-1] - of_fields[0]
        return matched

    def _matching(self, words: Words, bounds: Sequence[Sequence[int]]) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Return which of ``words`` match, and twice the number of the alternative of each, + 1 for a form of it.

        Args:
            words: the tokens of several documents, of which ``bounds`` are those of the fields in the stream.
        """
        known, is_known = look_up(self._words, words)
        matching = is_known.nonzero()[0]
        codes = self._codes.take(known.take(matching))
        if not self._phrases:
            return matching, codes
        of_all = np.full(len(words), NONE)
        of_all[matching] = codes
        starts = np.array(bounds, np.int64)
        shifts = (starts[:, -1] - starts[:, 0]).cumsum() - starts[:, -1]  # from the stream to an index into ``words``
        begins_field = np.zeros(len(words) + 1, np.bool_)
        begins_field[starts + shifts[:, None]] = True
        self._mark_phrases(words, begins_field, of_all)
        matching = (of_all >= 0).nonzero()[0]
        return matching, of_all.take(matching)

    def _mark_phrases(self, words: Words, begins_field: NDArray[np.bool_], codes: NDArray[np.int32]) -> None:
        """Enter the phrases among ``words`` in ``codes``, unless an alternative that comes before them is there.

        A phrase is a run of its words as long as it is, with each of them: ``back-end`` is no ``front-end``.
        """
        of_phrases = np.sort(np.concatenate([own for phrase in self._phrases for own in phrase.words]))
        in_any = is_in(words, of_phrases).nonzero()[0]
        for phrase in self._phrases:
            is_term = np.array([is_in(words[in_any], own) for own in phrase.words])
            if not is_term.any(axis=1).all():
                continue
            in_phrase = is_term.any(axis=0)
            is_term, places = is_term[:, in_phrase], in_any[in_phrase]
            # a run ends where a token between two words of the phrase is none, or where a field ends; numbered from 1
            run = np.cumsum((np.diff(places, prepend=-2) != 1) | begins_field[places])
            has_all = np.all([np.bincount(run, own) > 0 for own in is_term], axis=0)
            in_whole = has_all[run]
            places, run = places[in_whole], run[in_whole]
            # a token may be several positions of a phrase: ``node.js`` is two
            n_positions = np.bincount(run, [self._n_positions(word) for word in words[places].tolist()])
            whole = places[n_positions[run] >= phrase.length]
            is_first = (codes[whole] < 0) | (codes[whole] > 2 * phrase.number)
            codes[whole[is_first]] = 2 * phrase.number

    def _n_positions(self, word: int) -> int:
        return analyze(self.token(word)).n_positions


class _Phrase(NamedTuple):
    """The number of an alternative that is a phrase, the positions that it takes, and the words with each surface."""

    number: int
    length: int
    words: Sequence[Words]


def _words_and_forms(query: LeafQuery, stream: StoredTokens) -> Sequence[Words]:
    """Return the words that ``query`` matches; of a term those with its surface, then those with its stem."""
    if isinstance(query, TermQuery):
        return stream.words_with(query.surface), stream.words_with(query.stem)
    return (stream.words_of(query),)


def _in_order(lists: Sequence[tuple[Words, int]]) -> tuple[Words, NDArray[np.int32]]:
    """Return the words of all lists, ascending, and the code of the list of each: the first of several.

    They are at least one: -1, which is no word, has the code ``NONE``.
    """
    words = np.concatenate([np.array([-1], np.int32), *[words for words, _ in lists]])
    codes = np.array([NONE, *[code for _, code in lists]], np.int32).repeat([1, *[len(words) for words, _ in lists]])
    order = words.argsort(kind="stable")
    words, codes = words[order], codes[order]
    is_first = begins_run(words)
    return words[is_first], codes[is_first]


def _is_phrase(query: LeafQuery) -> TypeGuard[PhraseQuery]:
    return isinstance(query, PhraseQuery)
