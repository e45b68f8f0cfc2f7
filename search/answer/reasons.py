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

_Found = tuple[int, int]
"""The word of a match, and whether it has only the stem of the term."""


def reasons_of(clauses: Sequence[Clause], matched: Matched, marker: Marker) -> list[Reason]:
    """Return a reason for each clause that a document satisfies, in order of clause, at most ``MAX_REASONS``.

    The reason is the best match in the first field, in the order of ``FIELDS``, that has one.
    """
    reasons: list[Reason] = []
    for clause_number, (field, number) in sorted(_best_matches(matched, marker, len(clauses)).items()):
        alternative = marker.alternatives[number].alternative
        in_field = matched.within(field)
        matches = zip(matched.alternatives[in_field], matched.words[in_field], matched.is_form[in_field], strict=True)
        found = [(word, is_form) for of_word, word, is_form in matches if of_word == number]
        reason = _reason(clauses[clause_number], alternative, field, found, marker)
        reasons += [] if reason in reasons else [reason]
        if len(reasons) == MAX_REASONS:
            break
    return reasons


def _best_matches(matched: Matched, marker: Marker, n_clauses: int) -> dict[int, tuple[int, int]]:
    """Return the field and the alternative of the best match of each clause, by the number of the clause."""
    best: dict[int, tuple[int, int]] = {}
    first = 0
    for field, last in enumerate(matched.cuts[1:]):
        # in order of field, then of alternative: the first that a clause comes up with is its best
        if first < last:
            for number in sorted(set(matched.alternatives[first:last])):
                best.setdefault(marker.clauses[number], (field, number))
            if len(best) == n_clauses:
                break
        first = last
    return best


def _reason(clause: Clause, alternative: Alternative, field: int, found: Sequence[_Found], marker: Marker) -> Reason:
    """Return the reason that an alternative's matches in one field, ``found``, are."""
    n_words = len(alternative.query.terms) if isinstance(alternative.query, PhraseQuery) else 1
    place = _FIELD_TEXTS.get(FIELDS[field]) or _often(len(found) // n_words)
    kind, shown = alternative.kind, alternative.shown
    if kind == "alias":
        shown = _other_form(alternative, found, marker) or shown
        text = f"{shown}, another name of {alternative.name}, {place}"
    elif kind in ("typo", "split"):
        text = f"“{shown}” {place} (you typed “{clause.shown}”)"
    elif kind == "prefix":
        text = f"begins with “{shown}” {place}"
    else:
        form = _other_form(alternative, found, marker)
        kind, shown = ("stem", form) if form else (kind, shown)
        if isinstance(alternative.query, TermQuery) and " " in shown:  # ``log in`` was typed, ``login`` is there
            shown = marker.token(found[0][0])
        shown = shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]}…"
        text = f"“{shown}” {place}"
    return Reason(kind, text, FIELDS[field], (shown,))


def _often(times: int) -> str:
    return "once" if times < 2 else f"in {times} places"


def _other_form(alternative: Alternative, found: Sequence[_Found], marker: Marker) -> str:
    """Return the first match as it is written; ``""`` where one of them is the term itself, or for a phrase."""
    if not isinstance(alternative.query, TermQuery) or not all(is_form for _, is_form in found):
        return ""
    return marker.token(found[0][0])
