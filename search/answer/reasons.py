"""Why a hit is there, in words for readers."""

from collections.abc import Sequence

from index.documents import FIELDS
from search.answer.snippets import Marker, Matched, alternative_of
from search.engines.protocol import Alternative, Clause, PhraseQuery, TermQuery
from search.results import Reason

MAX_REASONS = 4

_PLACES = {
    "title": "in the title",
    "aliases": "among its aliases",
    "headings": "in a heading",
    "code": "in the code",
    "guide": "in the guide's title",
}


def reasons_of(clauses: Sequence[Clause], matched: Matched, marker: Marker) -> list[Reason]:
    """Return a reason for each clause that a document satisfies: the most telling match of the best field."""
    standing: dict[tuple[int, int], list[int]] = {}
    for at, word in zip(zip(matched.fields, matched.alternatives, strict=True), matched.words, strict=True):
        standing.setdefault(at, []).append(word)
    best: dict[int, tuple[int, int]] = {}
    for field, number in sorted(standing):
        best.setdefault(marker.alternatives[number].clause, (field, number))
    reasons: list[Reason] = []
    for clause in sorted(best):
        field, number = best[clause]
        reason = _reason(clauses, number, field, standing[field, number], marker)
        reasons += [] if reason in reasons else [reason]
        if len(reasons) == MAX_REASONS:
            break
    return reasons


def _reason(clauses: Sequence[Clause], number: int, field: int, words: Sequence[int], marker: Marker) -> Reason:
    """Return the reason for ``words``, found in ``field`` by ``marker.alternatives[number]``."""
    found = marker.alternatives[number]
    alternative = alternative_of(clauses, found)
    length = len(alternative.query.terms) if isinstance(alternative.query, PhraseQuery) else 1
    place = _PLACES.get(FIELDS[field]) or _often(len(words) // length)
    kind, shown = alternative.kind, alternative.shown
    if kind == "alias":
        text = f"alias {shown} {place}"
    elif kind in ("typo", "split"):
        text = f"“{shown}” {place} (you typed “{clauses[found.clause].shown}”)"
    elif kind == "prefix":
        text = f"begins with “{shown}” {place}"
    else:
        form = _form(alternative, words, marker)
        kind, shown = ("stem", form) if form else (kind, shown)
        text = f"“{shown}” {place}"
    return Reason(kind, text, FIELDS[field], (shown,))


def _often(times: int) -> str:
    return "once" if times < 2 else f"in {times} places"


def _form(alternative: Alternative, words: Sequence[int], marker: Marker) -> str:
    """Return the first form of the word among ``words``, ``""`` where the word itself is one of them."""
    if not isinstance(alternative.query, TermQuery):
        return ""
    for word in dict.fromkeys(words):
        if marker.says(word, alternative.query.surface):
            return ""
    return marker.raw(words[0])
