"""Reasons of a hit in words for readers: what was found where."""

from collections.abc import Sequence

from index.documents import FIELDS
from search.answer.marks import Marker, Matched
from search.engines.protocol import Alternative, Clause, PhraseQuery, TermQuery
from search.results import Reason

MAX_SHOWN = 60
"""Characters of a word that a reason shows; by hand."""

MAX_REASONS = 4
"""Reasons of one hit; by hand."""

_FIELD_TEXTS = {
    "title": "in the title",
    "aliases": "among its aliases",
    "headings": "in a heading",
    "code": "in the code",
    "guide": "in the guide's title",
}


def reasons_of(clauses: Sequence[Clause], matched: Matched, marker: Marker) -> list[Reason]:
    """Return a reason for each clause that a document satisfies, in order of clause, at most ``MAX_REASONS``.

    The reason is the best match in the first field, in the order of ``FIELDS``, that has one.
    """
    words_by_match: dict[tuple[int, int], list[int]] = {}
    for match, word in zip(zip(matched.fields, matched.alternatives, strict=True), matched.words, strict=True):
        words_by_match.setdefault(match, []).append(word)
    # in order of field, then of alternative: the first that a clause comes up with is its best
    best: dict[int, tuple[int, int]] = {}
    for field, number in sorted(words_by_match):
        best.setdefault(marker.alternatives[number].clause, (field, number))
    reasons: list[Reason] = []
    for clause_number in sorted(best):
        field, number = best[clause_number]
        alternative = marker.alternatives[number].alternative
        reason = _reason(clauses[clause_number], alternative, field, words_by_match[field, number], marker)
        reasons += [] if reason in reasons else [reason]
        if len(reasons) == MAX_REASONS:
            break
    return reasons


def _reason(clause: Clause, alternative: Alternative, field: int, words: Sequence[int], marker: Marker) -> Reason:
    """Return the reason that an alternative's matches in one field are, whose ``words`` these are."""
    n_words = len(alternative.query.terms) if isinstance(alternative.query, PhraseQuery) else 1
    place = _FIELD_TEXTS.get(FIELDS[field]) or _often(len(words) // n_words)
    kind, shown = alternative.kind, alternative.shown
    if kind == "alias":
        shown = _other_form(alternative, words, marker) or shown
        text = f"{shown}, another name of {alternative.name}, {place}"
    elif kind in ("typo", "split"):
        text = f"“{shown}” {place} (you typed “{clause.shown}”)"
    elif kind == "prefix":
        text = f"begins with “{shown}” {place}"
    else:
        form = _other_form(alternative, words, marker)
        kind, shown = ("stem", form) if form else (kind, shown)
        if isinstance(alternative.query, TermQuery) and " " in shown:  # ``log in`` was typed, ``login`` is there
            shown = marker.token(words[0])
        shown = shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]}…"
        text = f"“{shown}” {place}"
    return Reason(kind, text, FIELDS[field], (shown,))


def _often(times: int) -> str:
    return "once" if times < 2 else f"in {times} places"


def _other_form(alternative: Alternative, words: Sequence[int], marker: Marker) -> str:
    """Return the first of ``words`` as it is written; ``""`` where one of them is the term itself, or for a phrase."""
    if not isinstance(alternative.query, TermQuery):
        return ""
    for word in dict.fromkeys(words):
        if marker.has_surface(word, alternative.query.surface):
            return ""
    return marker.token(words[0])
