"""Snippets: the window of a text with the most of the query in it, matches in ``<mark>``."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import numpy as np

from corpus.document import Document
from index.documents import FIELDS, text_of
from search.answer.marks import Marker, Matched
from search.engines.protocol import Clause
from search.hit import beginning
from search.stored_tokens import StoredTokens

WINDOW = 34
"""Tokens of a snippet; by hand."""

MAX_PLACES = 200
"""Matches in one text of which the window is chosen; by hand."""

WEIGHT_OF_SIGNS = 8
"""What a clause with digits or signs counts in a window; one of letters counts 1 + their number. By hand."""

FIRST_TIME = 10
"""A clause's first match in a window counts 1 + its weight times this, each further match 1; by hand."""

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


class SnippetMaker:
    """Makes the snippets of documents that match some clauses."""

    def __init__(self, stream: StoredTokens, marker: Marker, clauses: Sequence[Clause]) -> None:
        self._stream = stream
        self._marker = marker
        self._weights = [1 + len(clause.shown) if clause.shown.isalpha() else WEIGHT_OF_SIGNS for clause in clauses]

    def snippets(self, matched: Sequence[Matched], documents: Sequence[Document]) -> list[str]:
        """Return the snippet of each document as escaped HTML: of its text, or of its code where it has no text.

        A document without a match there has the beginning of it.
        """
        windows = [self._window(match, document) for match, document in zip(matched, documents, strict=True)]
        # the characters of all tokens are looked up at once: of each window its first and last, then its marks
        with_marks = [window for window in windows if window.marks]
        places = [place for window in with_marks for place in (window.first, window.last - 1, *window.marks)]
        starts, ends = self._stream.spans(np.array(places, np.int64)) if places else ([], [])
        snippets, done = [], 0
        for window in windows:
            if not window.marks:
                snippets.append(beginning(window.text))
                continue
            n_places = 2 + len(window.marks)
            snippets.append(_marked(window, starts[done : done + n_places], ends[done : done + n_places]))
            done += n_places
        return snippets

    def _window(self, matched: Matched, document: Document) -> _Window:
        text = text_of(document)
        field = TEXT if text else CODE
        matches = matched.within(field)
        places = matched.places[matches][:MAX_PLACES]
        text = text or document.code
        if not places:
            return _Window(text, 0, 0, [])
        start, end = matched.bounds[field], matched.bounds[field + 1]
        clauses = [self._marker.alternatives[number].clause for number in matched.alternatives[matches]]
        first = max(start, self._best_first(places, clauses, end - WINDOW))
        last = min(first + WINDOW, end)
        marks = [place for place in places if first <= place < last]
        return _Window(text, first, last, marks, first > start, last < end)

    def _best_first(self, places: Sequence[int], clauses: Sequence[int], max_first: int) -> int:
        """Return the first place of the best window, not above ``max_first``; it may lie before the text.

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
        return min(best_first - max(2, (WINDOW - (best_last - best_first)) // 3), max_first)


def _marked(window: _Window, starts: Sequence[int], ends: Sequence[int]) -> str:
    """Return a window as HTML with its matches in ``<mark>``.

    Args:
        starts: the characters at which its first and its last token and then its matches begin.
        ends: the characters at which they end.
    """
    text = window.text
    done = starts[0] if window.cut_before else 0
    end = ends[1] if window.cut_after else min(len(text), ends[1] + MAX_AFTER_LAST)
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
