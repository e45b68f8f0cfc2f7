"""Where the words of a plan stand in documents."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeGuard

import numpy as np
from numpy.typing import NDArray

from index.analysis import analyze
from search.engines.protocol import Alternative, Clause, LeafQuery, PhraseQuery, TermQuery
from search.query.query_terms import surfaces_of
from search.stored_tokens import StoredTokens

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
        self._words = [
            (of_query, _code(number, is_form))
            for query, number in numbers.items()
            if not _is_phrase(query)
            for is_form, of_query in enumerate(_words_and_forms(query, stream))
        ]
        self._phrases = [
            _Phrase(_code(n), len(q.terms), [*dict.fromkeys(surfaces_of(q))])
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
        lists = [values.tolist() for values in (words.take(matching), codes // 2 - 1, codes & 1)]
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
        """Return which of ``words`` match, and the code of the alternative of each, see ``_code``.

        Args:
            words: the tokens of several documents, of which ``bounds`` are those of the fields in the stream.
        """
        codes = self._stream.codes(words, self._words)
        if self._phrases:
            self._mark_phrases(words, bounds, codes)
        matching = (codes > 0).nonzero()[0]
        return matching, codes.take(matching)

    def _mark_phrases(self, words: Words, bounds: Sequence[Sequence[int]], codes: NDArray[np.int32]) -> None:
        """Enter the phrases among ``words`` in ``codes``, unless an alternative that comes before them is there.

        A phrase is a run of its words as long as it is, with each of them: ``back-end`` is no ``front-end``.
        """
        starts = np.array(bounds, np.int64)
        shifts = (starts[:, -1] - starts[:, 0]).cumsum() - starts[:, -1]  # from the stream to an index into ``words``
        begins_field = np.zeros(len(words) + 1, np.bool_)
        begins_field[starts + shifts[:, None]] = True
        of_any = [(own, 1) for phrase in self._phrases for own in map(self._stream.words_with, phrase.surfaces)]
        in_any = self._stream.codes(words, of_any).nonzero()[0]
        tokens = [*zip(in_any.tolist(), words[in_any].tolist(), strict=True)]
        for phrase in self._phrases:
            own_words = [*map(self._stream.word_set, phrase.surfaces)]
            of_phrase = frozenset().union(*own_words)
            for run in _runs([token for token in tokens if token[1] in of_phrase], begins_field):
                of_run = [word for _, word in run]
                has_all = not any(own.isdisjoint(of_run) for own in own_words)
                # a token may be several positions of a phrase: ``node.js`` is two
                if has_all and sum(map(self._n_positions, of_run)) >= phrase.length:
                    for place, _ in run:
                        codes[place] = min(codes[place] or phrase.code, phrase.code)

    def _n_positions(self, word: int) -> int:
        return analyze(self.token(word)).n_positions


class _Phrase(NamedTuple):
    """The code of an alternative that is a phrase, the positions that it takes, and its distinct surfaces."""

    code: int
    length: int
    surfaces: Sequence[str]


def _runs(tokens: Iterable[tuple[int, int]], begins_field: NDArray[np.bool_]) -> Iterator[list[tuple[int, int]]]:
    """Yield the runs of tokens, each of a place and a word, that stand side by side within a field."""
    run: list[tuple[int, int]] = []
    for place, word in tokens:
        if run and (place != run[-1][0] + 1 or begins_field[place]):
            yield run
            run = []
        run.append((place, word))
    if run:
        yield run


def _code(number: int, is_form: int = 0) -> int:
    """Return the code, above 0, of the words of the alternative with this number, or of the forms that share its stem.

    The lesser of two codes comes first.
    """
    return 2 * number + 2 + is_form


def _words_and_forms(query: LeafQuery, stream: StoredTokens) -> Sequence[Words]:
    """Return the words that ``query`` matches; of a term those with its surface, then those with its stem."""
    if isinstance(query, TermQuery):
        return stream.words_with(query.surface), stream.words_with(query.stem)
    return (stream.words_of(query),)


def _is_phrase(query: LeafQuery) -> TypeGuard[PhraseQuery]:
    return isinstance(query, PhraseQuery)
