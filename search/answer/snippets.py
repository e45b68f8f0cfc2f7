"""Snippets: the window of a text with the most of the query in it, matches in ``<mark>``."""

from collections.abc import Sequence
from html import escape
from itertools import chain
from typing import NamedTuple

import numpy as np

from corpus.document import Document
from index.analysis.scripts import is_unspaced
from index.documents import FIELDS, text_of
from search.answer.marks import Marker, Matched
from search.engines.protocol import LeafQuery, PhraseQuery, Plan, PrefixQuery
from search.hit import beginning
from search.query.places import Span, merged, phrases_at, runs_of, spans_within
from search.query.query_terms import surfaces_of
from search.stored_tokens import StoredTokens

WINDOW = 34
"""Tokens of a snippet; by hand."""

MAX_PLACES = 200
"""Matches in one text of which the window is chosen; by hand."""

WEIGHT_OF_SIGNS = 8
"""What a clause with digits or signs counts in a window; one of letters counts 1 + their number. By hand."""

FIRST_TIME = 10
"""A clause's first match in a window counts 1 + its weight times this, each further match 1; by hand."""

MAX_SNIPPET = 400
"""Characters of a snippet, whatever its tokens are; by hand, a window of long words has 300."""

MAX_AFTER_LAST = 40
"""Characters after the last token of a text that are shown, such as its full stop; by hand."""

TEXT, CODE = FIELDS.index("text"), FIELDS.index("code")


class _Window(NamedTuple):
    """Places ``first`` to ``last`` of the stream, the matches among them, and whether text is cut off around them."""

    text: str
    first: int
    last: int
    marks: list[int]
    cut_before: bool = False
    cut_after: bool = False
    worth: int = 0


class _Shown(NamedTuple):
    """The matches of a field that are shown, in order, the clause of each, and those that go on with a phrase."""

    places: Sequence[int]
    clauses: Sequence[int]
    continued: frozenset[int] = frozenset()


_NOTHING = _Shown((), ())


class SnippetMaker:
    """Makes the snippets of documents that match a plan."""

    def __init__(self, stream: StoredTokens, marker: Marker, plan: Plan) -> None:
        clauses = plan.clauses
        self._stream = stream
        self._marker = marker
        self._weights = [1 + len(clause.shown) if clause.shown.isalpha() else WEIGHT_OF_SIGNS for clause in clauses]
        self._required = {surfaces_of(phrase) for phrase in chain(*plan.required)}
        others = [alternative.query for _, alternative in marker.alternatives]
        phrases = self._required | {surfaces_of(query) for query in others if isinstance(query, PhraseQuery)}
        self._words_of_phrases = {phrase: [*map(stream.word_set, dict.fromkeys(phrase))] for phrase in phrases}
        self._phrase_clauses = {number for number, clause in enumerate(clauses) if clause.quoted}
        queries = [alternative.query for clause in clauses for alternative in clause.alternatives]
        self._surfaces = {surface for query in queries for surface in _surfaces_of(query)}

    def snippets(self, matched: Sequence[Matched], documents: Sequence[Document]) -> list[str]:
        """Return the snippet of each document as escaped HTML: of its text, or of its code where only that matches.

        A document without a match there has the beginning of it. A phrase that the query requires is shown, and marked
        as one, where the field has it; its words count there alone.
        """
        windows = [self._window(match, document) for match, document in zip(matched, documents, strict=True)]
        # the characters of all tokens are looked up at once: of each window its first and last, then its marks
        with_marks = [window for window, _ in windows if window.marks]
        places = [place for window in with_marks for place in (window.first, window.last - 1, *window.marks)]
        starts, ends = self._stream.spans(np.array(places, np.int64)) if places else ([], [])
        snippets, done = [], 0
        for window, continued in windows:
            if not window.marks:
                snippets.append(beginning(window.text))
                continue
            n_places = 2 + len(window.marks)
            spans = list(zip(starts[done : done + n_places], ends[done : done + n_places], strict=True))
            snippets.append(_marked(window, spans[0][0], spans[1][1], self._spans(window, continued, spans[2:])))
            done += n_places
        return snippets

    def _window(self, matched: Matched, document: Document) -> tuple[_Window, frozenset[int]]:
        """Return the window of the text or of the code, and the places in it that go on with a phrase."""
        text, in_text = text_of(document), self._shown(matched, TEXT)
        of_text = self._window_of(matched, TEXT, text, in_text)
        if not text or self._is_only_in_code(matched):
            in_code = self._shown(matched, CODE)
            of_code = self._window_of(matched, CODE, document.code, in_code)
            if not text or of_code.worth > of_text.worth:
                return of_code, in_code.continued
        return of_text, in_text.continued

    def _is_only_in_code(self, matched: Matched) -> bool:
        """Return whether the code has a clause that no field before it has."""
        in_code = matched.within(CODE)
        if in_code.start == in_code.stop:  # most documents
            return False
        before = matched.alternatives[: in_code.start]
        return not {*self._shown(matched, CODE).clauses} <= {*self._clauses(before)}

    def _clauses(self, alternatives: Sequence[int]) -> list[int]:
        return [*map(self._marker.clauses.__getitem__, alternatives)]

    def _shown(self, matched: Matched, field: int) -> _Shown:
        """Return the matches of a field, those of a required phrase only within it where the field has it."""
        matches = matched.within(field)
        if matches.start == matches.stop:
            return _NOTHING
        places, words = matched.places[matches], matched.words[matches]
        clauses = self._clauses(matched.alternatives[matches])
        spans = self._phrase_spans(places, words) if self._words_of_phrases else {}
        if not spans:
            return _Shown(places[:MAX_PLACES], clauses[:MAX_PLACES])
        inside = {place for phrase in self._required for span in spans.get(phrase, ()) for place in range(*span)}
        kept = [
            (place, clause)
            for place, clause in zip(places, clauses, strict=True)
            if not inside or place in inside or clause not in self._phrase_clauses
        ][:MAX_PLACES]
        continued = frozenset(
            place for of_phrase in spans.values() for first, last in of_phrase for place in range(first + 1, last)
        )
        return _Shown([place for place, _ in kept], [clause for _, clause in kept], continued)

    def _phrase_spans(self, places: Sequence[int], words: Sequence[int]) -> dict[tuple[str, ...], list[Span]]:
        """Return where each phrase stands among the matches of a field, for those that stand there."""
        # a phrase of which the field lacks a word, as of most, stands nowhere in it
        whole = [
            phrase
            for phrase, of_terms in self._words_of_phrases.items()
            if not any(of_term.isdisjoint(words) for of_term in of_terms)
        ]
        if not whole:
            return {}
        runs = runs_of(places, [*map(self._marker.token, words)])
        return {phrase: spans for phrase in whole if (spans := [*phrases_at(runs, phrase)])}

    def _window_of(self, matched: Matched, field: int, text: str, shown: _Shown) -> _Window:
        if not shown.places:
            return _Window(text, 0, 0, [])
        start, end = matched.bounds[field], matched.bounds[field + 1]
        best_first, worth = self._best_first(shown.places, shown.clauses, end - WINDOW)
        first = max(start, best_first)
        while first in shown.continued:  # a phrase is not cut
            first -= 1
        last = min(first + WINDOW, end)
        while last in shown.continued:
            last += 1
        marks = [place for place in shown.places if first <= place < last]
        return _Window(text, first, last, marks, first > start, last < end, worth)

    def _spans(self, window: _Window, continued: frozenset[int], tokens: Sequence[Span]) -> list[Span]:
        """Return the characters that are marked: tokens, phrases whole, and of unspaced scripts what matched of one."""
        spans: list[Span] = []
        is_ascii = window.text.isascii()
        for place, (first, last) in zip(window.marks, tokens, strict=True):
            if place in continued and spans:
                spans[-1] = spans[-1][0], last
            elif not is_ascii and is_unspaced(token := window.text[first:last]):
                spans += [(first + begin, first + end) for begin, end in spans_within(token, self._surfaces)]
            else:
                spans.append((first, last))
        return merged(spans)

    def _best_first(self, places: Sequence[int], clauses: Sequence[int], max_first: int) -> tuple[int, int]:
        """Return the first place of the best window, not above ``max_first``, and its worth.

        The place may lie before the text.

        A window is worth the weights of the clauses in it, and a little for each further match of one. The first of
        equal ones is taken.

        Args:
            places: the matches, in order.
            clauses: the clause of each.
        """
        best, best_first, best_last = -1, 0, 0
        n_times = [0] * len(self._weights)
        worth = behind = 0
        # the window slides from match to match: those up to ``behind`` come in, and the one it began with goes out
        for i, place in enumerate(places):
            if behind == len(places):
                break  # what follows is in the last window already
            while behind < len(places) and places[behind] < place + WINDOW:
                clause = clauses[behind]
                worth += 1 if n_times[clause] else 1 + FIRST_TIME * self._weights[clause]
                n_times[clause] += 1
                behind += 1
            if worth > best:
                best, best_first, best_last = worth, place, places[behind - 1]
            clause = clauses[i]
            n_times[clause] -= 1
            worth -= 1 if n_times[clause] else 1 + FIRST_TIME * self._weights[clause]
        # a third of what the matches leave free is shown before them, at least two tokens
        return min(best_first - max(2, (WINDOW - (best_last - best_first)) // 3), max_first), best


def _surfaces_of(query: LeafQuery) -> Sequence[str]:
    """Return what is marked of a text without spaces that ``query`` matches."""
    if isinstance(query, PhraseQuery):
        return surfaces_of(query)
    return (query.text if isinstance(query, PrefixQuery) else query.surface,)


def _marked(window: _Window, start: int, end: int, spans: Sequence[Span]) -> str:
    """Return a window as HTML with ``spans``, the characters of its matches, in ``<mark>``; bounded in length.

    Args:
        start, end: the characters at which its first token begins and its last one ends.
    """
    text = window.text
    first = start if window.cut_before else 0
    last = end if window.cut_after else min(len(text), end + MAX_AFTER_LAST)
    if last - first > MAX_SNIPPET:
        # a quarter of it before the first match
        first = max(first, min(spans[0][0] - MAX_SNIPPET // 4, last - MAX_SNIPPET))
        last = min(last, first + MAX_SNIPPET)
    shown = text[first:last]
    has_signs = "&" in shown or "<" in shown or ">" in shown  # most windows have none, and nothing to escape
    escaped = _escaped if has_signs else str
    pieces, done = ["… "] if window.cut_before or first > start else [], first
    for begin, finish in spans:
        if begin >= last:
            break
        finish = min(finish, last)
        pieces += (escaped(text[done:begin]), "<mark>", escaped(text[begin:finish]), "</mark>")
        done = finish
    pieces.append(escaped(text[done:last]))
    if window.cut_after or last < end:
        pieces.append(" …")
    return " ".join("".join(pieces).split())


def _escaped(text: str) -> str:
    return escape(text, quote=False)
