"""How a query was widened until something was found: the steps, and what the page says of them."""

from collections.abc import Sequence

from search.query.corrections import Correction, corrected
from search.query.parse import Query
from search.query.plan import Planned
from search.results import Relaxation

MAX_SHOWN = 100
"""Characters of a query that found nothing that are said again."""

ALL_OF = 4
"""Up to so many words, a document is expected to have all of them."""


def relaxation(query: Query, planned: Planned, n_found: int, n_complete: int) -> Relaxation | None:
    """Return how the answer to ``query`` was widened, the last step that was needed; None when it was not.

    Args:
        n_found: documents of the answer.
        n_complete: those of them that have every word.
    """
    if not n_found:
        return None
    said = []
    taken = corrected(query.text, (*planned.corrections, *planned.forms))
    if planned.corrections:
        said.append(f"Showing results for “{corrected(query.text, planned.corrections)}”.")
    if planned.forms:
        said.append(_instead(planned.forms))
    clauses = planned.plan.clauses
    if dropped := 1 < len(clauses) <= ALL_OF and not n_complete:
        instead = {correction.typed: correction.taken for correction in planned.corrections}
        words = _listed([instead.get(clause.shown, clause.shown) for clause in clauses], ", ")
        said.append(f"Nothing has all of {words}; these come nearest.")
    if not said:
        return None
    step = "drop" if dropped else (*planned.corrections, *planned.forms)[0].step
    return Relaxation(step, " ".join(said), taken, exactly(query))


def nothing(query: Query, nearest: Sequence[str]) -> Relaxation:
    """Return the end of the ladder: nothing was found, and these skills are called much like what was typed."""
    ways = f"Related skills: {', '.join(nearest)}." if nearest else "All skills and questions can be browsed."
    typed = " ".join(word.raw for word in query.words)[:MAX_SHOWN]
    return Relaxation("browse", f"Nothing matches “{typed}”. {ways}", "", query.text)


def unknown_value(facet: str, value: str, nearest: Sequence[str], n_more: int) -> str:
    """Return that a filter asks for what no document has, and what there is; ``nearest`` are some of that."""
    shown = value if len(value) <= MAX_SHOWN else f"{value[:MAX_SHOWN]}…"
    if facet == "updated":
        return f"“{shown}” is no date; dates are written 2026, 2026-06 or >=2026-06."
    more = f" and {n_more:,} more" if n_more else ""
    known = f"{_verb(nearest)} {_listed(nearest, ', ')}{more}" if nearest else "none has any"
    return f"No document has the {'language' if facet == 'lang' else facet} “{shown}”; {known}."


def exactly(query: Query) -> str:
    """Return a query that asks for exactly what was typed."""
    return " ".join(f'"{word.raw}"' for word in query.words)


def _instead(forms: Sequence[Correction]) -> str:
    typed = _listed([form.typed for form in forms], " or ")
    taken = _listed([form.taken for form in forms], " and ")
    return f"Nothing says {typed}; these say {taken}."


def _verb(names: Sequence[str]) -> str:
    return "there are" if len(names) > 1 else "there is"


def _listed(words: Sequence[str], joint: str) -> str:
    return joint.join(f"“{word}”" for word in dict.fromkeys(words))
