"""Where a plan's words stand in a document: snippets with marks, and where each word was found."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from itertools import islice
from typing import NamedTuple

from index.analysis import STEM, expand, raw_words, stem
from search.engines.engine import Alternative, Clause, Leaf, PhraseLeaf, PrefixLeaf

WINDOW = 34
"""Words of a snippet."""

MAX_SCANNED = 5_000
"""Words of one text that are looked at for a snippet."""


class Found(NamedTuple):
    """A raw word of a text that satisfies a clause."""

    alternative: int
    clause: int


class Marker:
    """Finds the words of some clauses in texts; each raw word is looked at once."""

    def __init__(self, clauses: Sequence[Clause], lang: str) -> None:
        self._lang = lang
        self._wanted: dict[str, Found] = {}
        self._beginnings: list[tuple[str, Found]] = []
        self._seen: dict[str, Found | None] = {}
        self._weights = [1 + len(clause.shown) if clause.shown.isalpha() else 8 for clause in clauses]
        for i, clause in enumerate(clauses):
            for j, alternative in enumerate(clause.alternatives):
                self._want(alternative.leaf, Found(j, i))

    def _want(self, leaf: Leaf, found: Found) -> None:
        if isinstance(leaf, PrefixLeaf):
            self._beginnings.append((leaf.text, found))
            return
        for word in leaf.leaves if isinstance(leaf, PhraseLeaf) else (leaf,):
            for term in (word.surface, word.stem):
                self._wanted[term] = min(self._wanted.get(term, found), found)

    def find(self, raw: str) -> Found | None:
        """Return which clause a raw word satisfies, and how; the earliest alternative of any clause counts."""
        if raw not in self._seen:
            self._seen[raw] = self._find(terms_of(raw, self._lang))
        return self._seen[raw]

    def _find(self, terms: tuple[str, ...]) -> Found | None:
        found = [self._wanted[term] for term in terms if term in self._wanted]
        for beginning, prefix in self._beginnings:
            if any(term.startswith(beginning) for term in terms):
                found.append(prefix)
        return min(found) if found else None

    def places(self, text: str) -> dict[Found, int]:
        """Return how often each clause's alternatives stand in ``text``."""
        found: dict[Found, int] = {}
        for raw, times in Counter(match.group() for match in raw_words(text)).items():
            place = self.find(raw)
            if place:
                found[place] = found.get(place, 0) + times
        return found

    def snippet(self, text: str) -> str:
        """Return the part of ``text`` that says most about the query, escaped, matched words in ``<mark>``.

        Without a match, or without clauses, it is the beginning of the text.
        """
        words = islice(raw_words(text), MAX_SCANNED)
        spans = [(*match.span(), self.find(match.group())) for match in words]
        if not spans:
            return escape(" ".join(text[:200].split()), quote=False)
        first = self._best_window([found for _, _, found in spans])
        return _marked(text, spans[first : first + WINDOW], first > 0, first + WINDOW < len(spans))

    def _best_window(self, found: Sequence[Found | None]) -> int:
        hits = [i for i, place in enumerate(found) if place]
        if not hits:
            return 0
        best = max(hits, key=lambda i: (self._worth(found[i : i + WINDOW]), -i))
        last = max(i for i in hits if i < best + WINDOW)
        start = best - max(2, (WINDOW - (last - best)) // 3)
        return max(0, min(start, len(found) - WINDOW))

    def _worth(self, window: Sequence[Found | None]) -> int:
        """Return what a window says: each of its clauses once, and a little for being said again."""
        clauses = [place.clause for place in window if place]
        return 10 * sum(self._weights[clause] for clause in set(clauses)) + len(clauses)


@lru_cache(maxsize=1 << 17)
def terms_of(raw: str, lang: str) -> tuple[str, ...]:
    """Return the terms of the vocabulary that a raw word is found by."""
    surfaces = expand(raw).surfaces
    stems = [STEM + stem(surface.term, lang) for surface in surfaces if not surface.spelled]
    return (*(surface.term for surface in surfaces), *stems)


def _marked(text: str, spans: Sequence[tuple[int, int, Found | None]], cut_before: bool, cut_after: bool) -> str:
    start = spans[0][0] if cut_before else 0
    end = spans[-1][1] if cut_after else min(len(text), spans[-1][1] + 40)
    pieces = ["… "] if cut_before else []
    done = start
    for first, last, found in spans:
        if found and last <= end:
            pieces += [escape(text[done:first], quote=False)]
            pieces += ["<mark>", escape(text[first:last], quote=False), "</mark>"]
            done = last
    pieces.append(escape(text[done:end], quote=False))
    if cut_after:
        pieces.append(" …")
    return " ".join("".join(pieces).split())


def alternative_of(clauses: Sequence[Clause], found: Found) -> Alternative:
    return clauses[found.clause].alternatives[found.alternative]
