"""Where a plan's words stand in documents: snippets with marks, and where each word was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from index.analysis import analyze
from index.documents import FIELDS, text_of
from index.storage.generations import Generation
from search.engines.protocol import Alternative, Clause, LeafQuery, PhraseQuery, PrefixQuery

WINDOW = 34
"""Words of a snippet."""

MAX_PLACES = 200
"""Matches in one text that are looked at for a snippet."""

UNMARKED = 220
"""Characters of a snippet in which nothing matched."""

TEXT, CODE = FIELDS.index("text"), FIELDS.index("code")

Ints = NDArray[np.int64]


class ClauseMatch(NamedTuple):
    """A word of a text that satisfies a clause; the lesser of two says more."""

    alternative: int
    clause: int


class WordStream:
    """The raw words of every document, as they were when the index was built."""

    def __init__(self, generation: Generation) -> None:
        self._terms = generation.lines("terms")
        self._raw = generation.lines("words")
        self._words = generation.array("stream_words")
        self._starts = generation.array("stream_starts")
        self._fields = generation.array("stream_fields")
        self._lengths = generation.array("word_lengths")
        self._term_word_starts = generation.array("term_word_starts")
        self._term_words = generation.array("term_words")

    @property
    def n_words(self) -> int:
        return len(self._lengths)

    def words_of(self, leaf: LeafQuery) -> NDArray[np.int32]:
        """Return the numbers of the raw words that ``leaf`` is found in."""
        if isinstance(leaf, PrefixQuery):
            first, last = (self._terms.insertion_row(text) for text in (leaf.text, leaf.text + "\U0010ffff"))
            return self._between(first, last)
        found = [
            self._between(number, number + 1)
            for word in (leaf.terms if isinstance(leaf, PhraseQuery) else (leaf,))
            for term in (word.surface, word.stem)
            if (number := self._terms.find(term)) >= 0
        ]
        return np.concatenate([np.zeros(0, np.int32), *found])

    def _between(self, first: int, last: int) -> NDArray[np.int32]:
        return self._term_words[self._term_word_starts[first] : self._term_word_starts[last]]

    def raw(self, word: int) -> str:
        """Return the raw word of this number, as it was written."""
        return self._raw.at(word)

    def bounds(self, rows: Sequence[int]) -> Ints:
        """Return where the fields of documents begin in the stream, and where the last ends; a line a document."""
        n_fields = len(FIELDS)
        firsts = np.array(rows, np.int64) * n_fields
        bounds: Ints = self._fields[firsts[:, None] + np.arange(n_fields + 1)].astype(np.int64)
        return bounds

    def words(self, first: int, last: int) -> NDArray[np.int32]:
        """Return words ``first`` to ``last`` of the stream."""
        return self._words[first:last]

    def spans(self, places: Any) -> tuple[list[int], list[int]]:
        """Return the characters of their fields at which words of the stream begin, and those at which they end."""
        starts = self._starts[places].astype(np.int64)
        return starts.tolist(), (starts + self._lengths[self._words[places]]).tolist()


@dataclass(frozen=True, slots=True)
class Matched:
    """Where a document satisfies clauses; the lists go by place in the stream, the most telling alternative at each.

    ``words`` number the raw words that were found, ``alternatives`` what each was found by, as
    ``Marker.alternatives`` does.
    ``bounds`` are those of the document's fields in the stream.
    """

    row: int
    bounds: Sequence[int]
    places: Sequence[int]
    fields: Sequence[int]
    words: Sequence[int]
    alternatives: Sequence[int]

    def within(self, field: int) -> slice:
        """Return which of the matches stand in a field."""
        first = self.fields.index(field) if field in self.fields else 0
        return slice(first, first + self.fields.count(field))


class Marker:
    """Finds the words of some clauses in documents."""

    def __init__(self, stream: WordStream, clauses: Sequence[Clause]) -> None:
        self._stream = stream
        self.raw = cache(stream.raw)
        self.says = cache(self._says)
        self._weights = [1 + len(clause.shown) if clause.shown.isalpha() else 8 for clause in clauses]
        found = [
            (ClauseMatch(j, i), alternative.query)
            for i, clause in enumerate(clauses)
            for j, alternative in enumerate(clause.alternatives)
            if alternative.kind != "typed"
        ]
        found.sort(key=lambda alternative: alternative[0])
        self.alternatives = [alternative for alternative, _ in found]
        """What words are found by, the most telling first."""
        leaves = [leaf for _, leaf in found]
        self._lengths = np.array([len(leaf.terms) if isinstance(leaf, PhraseQuery) else 1 for leaf in leaves], int)
        self._alternative_of_word = np.zeros(stream.n_words, np.int16)
        for number in reversed(range(len(found))):
            self._alternative_of_word[stream.words_of(found[number][1])] = number + 1

    def _says(self, word: int, surface: str) -> bool:
        """Tell whether the raw word of this number has ``surface``."""
        return surface in [found.term for found in analyze(self.raw(word)).surfaces]

    def matched(self, rows: Sequence[int]) -> list[Matched]:
        """Return what of each document satisfies the clauses."""
        if not rows:
            return []
        bounds = self._stream.bounds(rows)
        texts = [self._stream.words(first, last) for first, last in zip(bounds[:, 0], bounds[:, -1], strict=True)]
        words = np.concatenate(texts)
        alternatives = self._alternative_of_word[words]
        found = np.flatnonzero(alternatives)
        ends = np.cumsum([len(text) for text in texts])
        document = ends.searchsorted(found, side="right")
        place = found + (bounds[:, -1] - ends)[document]
        field = (place[:, None] >= bounds[document, 1:]).sum(axis=1)
        matches = np.stack([document, place, field, words[found], alternatives[found] - 1])
        if self._lengths.max(initial=1) > 1:
            matches = matches[:, self._stand(matches)]
        cuts = [0, *matches[0].searchsorted(np.arange(len(rows)), side="right").tolist()]
        lists = matches[1:].tolist()
        return [
            Matched(row, bounds[i].tolist(), *(values[cuts[i] : cuts[i + 1]] for values in lists))
            for i, row in enumerate(rows)
        ]

    def _stand(self, matches: Ints) -> NDArray[np.bool_]:
        """Return which matches stand in as long a run as they need: a word of a phrase beside the others."""
        document, place, field, words, alternatives = matches
        text = document * len(FIELDS) + field
        run = np.cumsum((np.diff(place, prepend=-2) != 1) | (np.diff(text, prepend=-1) != 0))
        n_positions = np.bincount(run, [analyze(self.raw(word)).n_positions for word in words.tolist()])
        stand: NDArray[np.bool_] = n_positions[run] >= self._lengths[alternatives]
        return stand

    def snippets(self, matched: Sequence[Matched], documents: Sequence[Document]) -> list[str]:
        """Return the part of each text that says most about the query, escaped, matched words in ``<mark>``.

        Without a match it is the beginning of the text; code where there is no text.
        """
        windows = [self._window(*both) for both in zip(matched, documents, strict=True)]
        shown = [window for window in windows if window.marks]
        places = [place for window in shown for place in (window.first, window.last - 1, *window.marks)]
        starts, ends = self._stream.spans(np.array(places, np.int64)) if places else ([], [])
        snippets, done = [], 0
        for window in windows:
            if not window.marks:
                snippets.append(beginning(window.text))
                continue
            n = 2 + len(window.marks)
            snippets.append(_marked(window, starts[done : done + n], ends[done : done + n]))
            done += n
        return snippets

    def _window(self, matched: Matched, document: Document) -> "_Window":
        text = text_of(document)
        field = TEXT if text else CODE
        here = matched.within(field)
        places = matched.places[here][:MAX_PLACES]
        text = text or document.code
        if not places:
            return _Window(text, 0, 0, [])
        start, end = matched.bounds[field], matched.bounds[field + 1]
        first = self._best_first(
            places, [self.alternatives[alternative].clause for alternative in matched.alternatives[here]], end - WINDOW
        )
        first = max(start, first)
        last = min(first + WINDOW, end)
        marks = [place for place in places if first <= place < last]
        return _Window(text, first, last, marks, first > start, last < end)

    def _best_first(self, places: Sequence[int], clauses: Sequence[int], last_first: int) -> int:
        """Return the first word of the window that says most: each clause once, a little for being said again."""
        best, best_first, best_last = -1, 0, 0
        said = [0] * len(self._weights)
        worth = behind = 0
        for i, place in enumerate(places):
            while behind < len(places) and places[behind] < place + WINDOW:
                clause = clauses[behind]
                worth += 1 if said[clause] else 1 + 10 * self._weights[clause]
                said[clause] += 1
                behind += 1
            if worth > best:
                best, best_first, best_last = worth, place, places[behind - 1]
            clause = clauses[i]
            said[clause] -= 1
            worth -= 1 if said[clause] else 1 + 10 * self._weights[clause]
        return min(best_first - max(2, (WINDOW - (best_last - best_first)) // 3), last_first)


class _Window(NamedTuple):
    """Words ``first`` to ``last`` of the stream, those to mark among them, and whether text is cut off around."""

    text: str
    first: int
    last: int
    marks: list[int]
    cut_before: bool = False
    cut_after: bool = False


def beginning(text: str) -> str:
    """Return the beginning of ``text``, escaped, cut between words."""
    short = " ".join(text[: 2 * UNMARKED].split())
    if len(short) > UNMARKED:
        short = short[:UNMARKED].rsplit(" ", 1)[0] + " …"
    return escape(short, quote=False)


def _marked(window: _Window, starts: Sequence[int], ends: Sequence[int]) -> str:
    """Return a window with its marks; ``starts`` and ``ends`` are those of its first and last word and the marks."""
    text = window.text
    done = starts[0] if window.cut_before else 0
    end = ends[1] if window.cut_after else min(len(text), ends[1] + 40)
    pieces = ["… "] if window.cut_before else []
    for first, last in zip(starts[2:], ends[2:], strict=True):
        pieces += [_escaped(text[done:first]), "<mark>", _escaped(text[first:last]), "</mark>"]
        done = last
    pieces.append(_escaped(text[done:end]))
    if window.cut_after:
        pieces.append(" …")
    return " ".join("".join(pieces).split())


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def alternative_of(clauses: Sequence[Clause], found: ClauseMatch) -> Alternative:
    return clauses[found.clause].alternatives[found.alternative]
