"""Reasons of a hit in words for readers: what was found where."""

from collections.abc import Sequence

from index.documents import FIELDS
from search.answer.marks import Marker, Matched
from search.engines.protocol import Clause, LeafQuery, PhraseQuery, Quoted, TermQuery
from search.query.places import phrases_at, runs_of
from search.query.query_terms import surfaces_of
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


class ReasonMaker:
    """Makes the reasons of the hits of one query; hits that match alike share theirs."""

    def __init__(self, clauses: Sequence[Clause], marker: Marker) -> None:
        self._clauses = clauses
        self._marker = marker
        self._made: dict[tuple[int, int, int, int, bool], Reason] = {}

    def reasons(self, matched: Matched) -> list[Reason]:
        """Return a reason for each clause that a document satisfies, in order of clause, at most ``MAX_REASONS``.

        The reason is the best match in the first field, in the order of ``FIELDS``, that has one. The words of a quoted
        phrase have one reason: where the phrase stands.
        """
        reasons: list[Reason] = []
        for clause, (field, number) in sorted(self._best_matches(matched).items()):
            quoted = self._clauses[clause].quoted
            reason = self._reason_of_phrase(quoted, matched) if quoted else None
            reason = reason or self._reason_of_word(field, number, matched)
            if reason not in reasons:
                reasons.append(reason)
            if len(reasons) == MAX_REASONS:
                break
        return reasons

    def _reason_of_word(self, field: int, number: int, matched: Matched) -> Reason:
        """Return the reason that the matches of an alternative, by its number, are in a field."""
        in_field = range(matched.cuts[field], matched.cuts[field + 1])
        found = [match for match in in_field if matched.alternatives[match] == number]
        is_form = all(map(matched.is_form.__getitem__, found))
        key = number, field, len(found), matched.words[found[0]], is_form
        reason = self._made.get(key)
        if reason is None:
            reason = self._made[key] = self._reason(*key)
        return reason

    def _reason_of_phrase(self, quoted: Quoted, matched: Matched) -> Reason | None:
        """Return the reason that a phrase stands in a document; None where its words stand apart in each field."""
        phrases = [*map(surfaces_of, quoted.phrases)]
        for number, field in enumerate(FIELDS):
            within = matched.within(number)
            runs = runs_of(matched.places[within], [*map(self._marker.token, matched.words[within])])
            firsts = {first for phrase in phrases for first, _ in phrases_at(runs, phrase)}
            if firsts:
                shown = _shortened(quoted.text)
                return Reason("phrase", f"“{shown}” {_FIELD_TEXTS.get(field) or _often(len(firsts))}", field, (shown,))
        return None

    def _best_matches(self, matched: Matched) -> dict[int, tuple[int, int]]:
        """Return the field and the alternative of the best match of each clause, by the number of the clause."""
        best: dict[int, tuple[int, int]] = {}
        first = 0
        for field, last in enumerate(matched.cuts[1:]):
            # in order of field, then of alternative: the first that a clause comes up with is its best
            if first < last:
                for number in sorted(set(matched.alternatives[first:last])):
                    best.setdefault(self._marker.clauses[number], (field, number))
                if len(best) == len(self._clauses):
                    break
            first = last
        return best

    def _reason(self, number: int, field: int, n_found: int, word: int, is_form: bool) -> Reason:
        """Return the reason that an alternative's matches in a field are, of which ``word`` is the first.

        Args:
            number: that of the alternative, in ``Marker.alternatives``.
            is_form: whether all of them have only the stem of the alternative.
        """
        clause_number, alternative = self._marker.alternatives[number]
        query = alternative.query
        place = _FIELD_TEXTS.get(FIELDS[field]) or _often(n_found // _n_words(query))
        kind, shown = alternative.kind, alternative.shown
        # the first match as it is written, where none of them is the term itself
        form = self._marker.token(word) if is_form and isinstance(query, TermQuery) else ""
        if kind == "alias":
            shown = form or shown
            text = f"{shown}, another name of {alternative.name}, {place}"
        elif kind in ("typo", "split"):
            text = f"“{shown}” {place} (you typed “{self._clauses[clause_number].shown}”)"
        elif kind == "prefix":
            text = f"begins with “{shown}” {place}"
        else:
            kind, shown = ("stem", form) if form else (kind, shown)
            if isinstance(query, TermQuery) and " " in shown:  # ``log in`` was typed, ``login`` is there
                shown = self._marker.token(word)
            shown = _shortened(shown)
            text = f"“{shown}” {place}"
        return Reason(kind, text, FIELDS[field], (shown,))


def _n_words(query: LeafQuery) -> int:
    return len(query.terms) if isinstance(query, PhraseQuery) else 1


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


def _often(times: int) -> str:
    return "once" if times < 2 else f"in {times} places"
