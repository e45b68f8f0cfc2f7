"""Where a plan's words stand in a document: snippets with marks, and where each word was found."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from index.documents import FIELDS, field_texts
from index.storage import Generation
from search.engines.engine import Alternative, Clause, Leaf, PhraseLeaf, PrefixLeaf

WINDOW = 34
"""Words of a snippet."""

MAX_PLACES = 200
"""Matches in one text that are looked at for a snippet."""

UNMARKED = 220
"""Characters of a snippet in which nothing matched."""

TEXT, CODE = FIELDS.index("text"), FIELDS.index("code")

Ints = NDArray[np.int64]


class Found(NamedTuple):
    """A word of a text that satisfies a clause; the lesser of two says more."""

    alternative: int
    clause: int


class WordStream:
    """The raw words of every document, as they were when the index was built."""

    def __init__(self, generation: Generation) -> None:
        self._terms = generation.lines("terms")
        self._words = generation.array("stream_words")
        self._starts = generation.array("stream_starts")
        self._fields = generation.array("stream_fields")
        self._lengths = generation.array("word_lengths")
        self._term_word_starts = generation.array("term_word_starts")
        self._term_words = generation.array("term_words")

    def words_of(self, leaf: Leaf) -> NDArray[np.int32]:
        """Return the numbers of the raw words that ``leaf`` is found in."""
        if isinstance(leaf, PrefixLeaf):
            first, last = (self._terms.insertion_row(text) for text in (leaf.text, leaf.text + "\U0010ffff"))
            return self._between(first, last)
        found = [
            self._between(number, number + 1)
            for word in (leaf.leaves if isinstance(leaf, PhraseLeaf) else (leaf,))
            for term in (word.surface, word.stem)
            if (number := self._terms.find(term)) >= 0
        ]
        return np.concatenate([np.zeros(0, np.int32), *found])

    def _between(self, first: int, last: int) -> NDArray[np.int32]:
        return self._term_words[self._term_word_starts[first] : self._term_word_starts[last]]

    def document(self, row: int) -> tuple[NDArray[np.int32], Ints]:
        """Return the words of a document, and where each of its fields begins among them, and the last ends."""
        bounds = self._fields[row * len(FIELDS) : (row + 1) * len(FIELDS) + 1]
        return self._words[bounds[0] : bounds[-1]], bounds - bounds[0]

    def spans(self, row: int, field: int, first: int, last: int) -> list[tuple[int, int]]:
        """Return the characters at which words ``first`` to ``last`` of a field begin and end."""
        base = int(self._fields[row * len(FIELDS) + field])
        starts = self._starts[base + first : base + last].astype(np.int64)
        ends = starts + self._lengths[self._words[base + first : base + last]]
        return list(zip(starts.tolist(), ends.tolist(), strict=True))


class Matched(NamedTuple):
    """Where a document satisfies clauses: numbers of words in their field, and what each was found by."""

    field: Ints
    place: Ints
    found: list[Found]
    field_lengths: Ints


class Marker:
    """Finds the words of some clauses in documents."""

    def __init__(self, stream: WordStream, clauses: Sequence[Clause]) -> None:
        self._stream = stream
        self._weights = [1 + len(clause.shown) if clause.shown.isalpha() else 8 for clause in clauses]
        ways = [
            (Found(j, i), stream.words_of(alternative.leaf))
            for i, clause in enumerate(clauses)
            for j, alternative in enumerate(clause.alternatives)
        ]
        ways.sort(key=lambda way: way[0])
        self._ways = [found for found, _ in ways]
        words = np.concatenate([np.zeros(0, np.int32), *(words for _, words in ways)])
        way_of = np.repeat(np.arange(len(ways)), [len(words) for _, words in ways])
        self._words, first = np.unique(words, return_index=True)
        self._way_of = way_of[first]

    def matched(self, row: int) -> Matched:
        """Return what of document ``row`` satisfies the clauses; the most telling way where there are several."""
        words, bounds = self._stream.document(row)
        lengths = np.diff(bounds)
        if not len(self._words) or not len(words):
            none = np.zeros(0, np.int64)
            return Matched(none, none, [], lengths)
        place = np.minimum(np.searchsorted(self._words, words), len(self._words) - 1)
        at = np.flatnonzero(self._words[place] == words)
        field = np.searchsorted(bounds, at, side="right") - 1
        return Matched(field, at - bounds[field], [self._ways[way] for way in self._way_of[place[at]]], lengths)

    def snippet(self, row: int, document: Document, matched: Matched) -> str:
        """Return the part of the text that says most about the query, escaped, matched words in ``<mark>``.

        Without a match it is the beginning of the text; code where there is no text.
        """
        texts = field_texts(document)
        field = TEXT if texts[TEXT] else CODE
        here = np.flatnonzero(matched.field == field)[:MAX_PLACES]
        if not len(here):
            return beginning(texts[field])
        places = [int(matched.place[i]) for i in here]
        found = [matched.found[i] for i in here]
        n_words = int(matched.field_lengths[field])
        first = self._best_window(places, found, n_words)
        last = min(first + WINDOW, n_words)
        spans = self._stream.spans(row, field, first, last)
        marks = [place - first for place in places if first <= place < last]
        return _marked(texts[field], spans, marks, first > 0, last < n_words)

    def _best_window(self, places: Sequence[int], found: Sequence[Found], n_words: int) -> int:
        """Return the first word of the window that says most: each clause once, a little for being said again."""
        best_worth, best_first, best_last = -1, 0, 0
        for i, place in enumerate(places):
            inside = [j for j in range(i, len(places)) if places[j] < place + WINDOW]
            clauses = [found[j].clause for j in inside]
            worth = 10 * sum(self._weights[clause] for clause in set(clauses)) + len(clauses)
            if worth > best_worth:
                best_worth, best_first, best_last = worth, place, places[inside[-1]]
        start = best_first - max(2, (WINDOW - (best_last - best_first)) // 3)
        return max(0, min(start, n_words - WINDOW))


def beginning(text: str) -> str:
    """Return the beginning of ``text``, escaped, cut between words."""
    short = " ".join(text[: 2 * UNMARKED].split())
    if len(short) > UNMARKED:
        short = short[:UNMARKED].rsplit(" ", 1)[0] + " …"
    return escape(short, quote=False)


def _marked(
    text: str, spans: Sequence[tuple[int, int]], marks: Sequence[int], cut_before: bool, cut_after: bool
) -> str:
    done = spans[0][0] if cut_before else 0
    end = spans[-1][1] if cut_after else min(len(text), spans[-1][1] + 40)
    pieces = ["… "] if cut_before else []
    for mark in marks:
        first, last = spans[mark]
        pieces += [escape(text[done:first], quote=False)]
        pieces += ["<mark>", escape(text[first:last], quote=False), "</mark>"]
        done = last
    pieces.append(escape(text[done:end], quote=False))
    if cut_after:
        pieces.append(" …")
    return " ".join("".join(pieces).split())


def alternative_of(clauses: Sequence[Clause], found: Found) -> Alternative:
    return clauses[found.clause].alternatives[found.alternative]
