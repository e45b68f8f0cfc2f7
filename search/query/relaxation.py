"""How a query was relaxed until documents matched, in the words of the result page."""

from collections.abc import Mapping, Sequence

from search.query.parse import AnyOf, Operand, Query, Word
from search.query.plan import Planned
from search.query.respelling import Correction, corrected
from search.results import Relaxation
from search.wording import counted, quoted

MAX_SHOWN = 100
"""Characters of a query or filter value that a message repeats; by hand."""

MAX_STOP_WORDS = 5
"""Stop words that a message names; by hand."""

MAX_SHORT_CLAUSES = 4
"""Clauses of a short query. Documents with all of its words come first, and the page says when there are none.

A prototype on the judged sets lost .1 % of nDCG@10 on average with all words first in queries of at most four words,
several per cent with longer ones.
"""


def relaxation(query: Query, planned: Planned, n_with_all_terms: int) -> Relaxation | None:
    """Return how ``query`` was relaxed, with the last step that was needed; None when it was not.

    Of the documents in the answer, of which there are some, ``n_with_all_terms`` contain every word.
    """
    messages = []
    relaxed_text = corrected(query.text, (*planned.corrections, *planned.forms))
    if planned.corrections:
        messages.append(f"Showing results for “{corrected(query.text, planned.corrections)}”.")
    if planned.forms:
        messages.append(_forms_message(planned.forms))
    clauses = planned.plan.clauses
    if planned.missing:
        missing = [word.typed for word in planned.missing]
        has_others = bool({clause.shown for clause in clauses} - {*missing})
        rest = ": the other words were searched." if has_others else "; these come nearest."
        messages.append(f"Nothing says {quoted(missing)}{rest}")
    if is_dropped := 1 < len(clauses) <= MAX_SHORT_CLAUSES and not n_with_all_terms:
        replacements = {correction.typed: correction.replacement for correction in planned.corrections}
        words = quoted([replacements.get(clause.shown, clause.shown) for clause in clauses], ", ")
        messages.append(f"Nothing has all of {words}; these come nearest.")
    if not messages:
        return None
    step = "drop" if is_dropped or planned.missing else (*planned.corrections, *planned.forms)[0].step
    return Relaxation(step, " ".join(messages), relaxed_text, exactly(query))


def nothing(query: Query, nearest: Sequence[str]) -> Relaxation:
    """Return the last step of relaxation: nothing matches, and ``nearest`` are skills with similar names."""
    suggestion = f"Related skills: {', '.join(nearest)}." if nearest else "All skills and questions can be browsed."
    typed = " ".join(word.text for word in query.words)[:MAX_SHOWN]
    return Relaxation("browse", f"Nothing matches “{typed}”. {suggestion}", "", query.text)


def unknown_value(facet: str, value: str, nearest: Sequence[str], n_more: int) -> str:
    """Return the message that no document has ``value`` of ``facet``; ``nearest`` and ``n_more`` others exist."""
    shown = value if len(value) <= MAX_SHOWN else f"{value[:MAX_SHOWN]}…"
    if facet == "updated":
        return f"“{shown}” is no date; dates are written 2026, 2026-06 or >=2026-06."
    more = f" and {n_more:,} more" if n_more else ""
    known = f"{_verb(nearest)} {quoted(nearest)}{more}" if nearest else "none has any"
    return f"No document has the {_SCOPES.get(facet, facet)} “{shown}”; {known}."


def emptied(filters: Mapping[str, Sequence[str]], unfiltered: Mapping[str, int]) -> str:
    """Return the message that ``filters`` leave nothing, and the number of results without one, or all (``""``)."""
    sizes = [f"{_WITHOUT.get(name) or f'without the {name}'}: {counted(n, 'result')}" for name, n in unfiltered.items()]
    is_scope = filters.keys() <= _SCOPES.keys()
    where = f"in this {' and '.join(map(_SCOPES.__getitem__, filters))}" if is_scope else "with these filters"
    return f"Nothing matches {where}; {', '.join(sizes)}."


_SCOPES = {"lang": "language", "version": "version"}
"""Filters in which a search is made where the reader asks for nothing else, as they are called."""

_WITHOUT = {
    "lang": "in all languages",
    "version": "in all versions",
    "updated": "without the date",
    "": "without any of them",
}


def without_stop_words(stop_words: Sequence[str]) -> str:
    """Return the message that ``stop_words``, of which there are some, are not searched."""
    shown = list(dict.fromkeys(stop_words))
    more = f" and {len(shown) - MAX_STOP_WORDS} more" if len(shown) > MAX_STOP_WORDS else ""
    words = "word" if len(shown) == 1 else "words"
    return f"Searched without the common {words} {quoted(shown[:MAX_STOP_WORDS])}{more}."


def exactly(query: Query) -> str:
    """Return a query text that searches each typed word only as it is spelled, with the operators that were typed."""
    filters = [f"{name}:{_quoted(value)}" for name, values in query.filters.items() for value in values]
    excluded = [f"-{_exact(operand)}" for operand in query.excluded]
    return " ".join([*map(_exact, query.wanted), *excluded, *filters])


def _exact(operand: Operand) -> str:
    if isinstance(operand, AnyOf):
        return " OR ".join(map(_exact, operand.operands))
    if isinstance(operand, Word) and operand.is_prefix:
        return f"{operand.text}*"
    return f'"{operand.text}"'


def _quoted(value: str) -> str:
    return f'"{value}"' if any(map(str.isspace, value)) else value


def _forms_message(forms: Sequence[Correction]) -> str:
    typed = quoted([form.typed for form in forms], " or ")
    replacements = quoted([form.replacement for form in forms], " and ")
    return f"Nothing says {typed}; these say {replacements}."


def _verb(names: Sequence[str]) -> str:
    return "there are" if len(names) > 1 else "there is"
