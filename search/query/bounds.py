"""Limits on the cost of one query: a bound on the postings read, the commonest terms left out first."""

from collections.abc import Sequence
from dataclasses import replace

from search.engines.protocol import Alternative, Clause, Engine, LeafQuery, PrefixQuery, TermQuery
from search.query.parse import MAX_WORDS

MAX_CLAUSES = MAX_WORDS
"""Sums stay exact in float64 up to this many clauses (``postings.SCORE_UNIT``, tests/search/query/test_bounds.py)."""

MAX_POSTINGS, MAX_POSTINGS_PER_DOC = 1_000_000, 4
"""Postings read for one query: the greater of the first number and the second one times ``n_docs``.

By hand; `python -m tests.bench.hostile` fails when a query takes 50 ms of processor time twice.
"""

MAX_PHRASES = 8
"""Quoted phrases that a query may require; by hand."""

MAX_COUNTED_COMPLETIONS = 64
"""Completions of a prefix, the commonest, whose postings count as its cost: the others are rare. By hand."""

MAX_PREFIX_POSTINGS_PER_DOC = 8
"""Postings of a prefix, per document, that are assumed without counting them. By hand."""

POSTINGS_PER_DOC = 2
"""Postings of a term or phrase, per document, assumed without counting them: those of the stem and of the surface.
By hand."""


def within_bounds(clauses: Sequence[Clause], engine: Engine) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
    """Return the clauses to search, in their order, and those to name as left out.

    Clauses with the most postings are left out first; those without any are left out before them and not named. The
    clause with the fewest postings always stays; if it exceeds the budget alone, it loses the commonest of its
    alternatives.
    """
    budget = max(MAX_POSTINGS, MAX_POSTINGS_PER_DOC * engine.n_docs)
    # most queries pass this test, which looks nothing up
    if len(clauses) <= MAX_CLAUSES and _max_postings(clauses, engine.n_docs) <= budget:
        return tuple(clauses), ()
    costs = [[n_postings(alternative.query, engine) for alternative in clause.alternatives] for clause in clauses]
    cheapest = _cheapest([sum(of_clause) for of_clause in costs], MAX_CLAUSES, budget)
    return (
        tuple(_bounded(clauses[i], costs[i], budget) for i in range(len(clauses)) if i in cheapest),
        tuple(clauses[i] for i in range(len(clauses)) if i not in cheapest and any(costs[i])),
    )


def _bounded(clause: Clause, costs: Sequence[int], budget: int) -> Clause:
    """Return ``clause`` with the cheapest of its alternatives that fit in ``budget`` together."""
    if sum(costs) <= budget:
        return clause
    cheapest = _cheapest(costs, len(costs), budget)
    return replace(clause, alternatives=tuple(a for i, a in enumerate(clause.alternatives) if i in cheapest))


def _cheapest(costs: Sequence[int], limit: int, budget: int) -> set[int]:
    """Return the places of at most ``limit`` costs, the least first, that sum to ``budget`` at most; at least one.

    Places of cost 0, which match nothing, come last.
    """
    places: set[int] = set()
    total = 0
    for place in sorted(range(len(costs)), key=lambda i: (not costs[i], costs[i], i))[:limit]:
        total += costs[place]
        if places and total > budget:
            break
        places.add(place)
    return places


def _max_postings(clauses: Sequence[Clause], n_docs: int) -> int:
    """Return the postings of ``clauses`` if every document contained all of their words."""
    return n_docs * sum(_max_postings_per_doc(a) for clause in clauses for a in clause.alternatives)


def _max_postings_per_doc(alternative: Alternative) -> int:
    return MAX_PREFIX_POSTINGS_PER_DOC if isinstance(alternative.query, PrefixQuery) else POSTINGS_PER_DOC


def n_postings(query: LeafQuery, engine: Engine) -> int:
    """Return the most postings that are read for ``query``; 0 where no document contains a word of it."""
    if isinstance(query, TermQuery):
        return engine.df(query.stem) + engine.df(query.surface)
    if isinstance(query, PrefixQuery):
        return sum(map(engine.df, engine.completions(query.text, MAX_COUNTED_COMPLETIONS)))
    return sum(n_postings(term, engine) for term in query.terms)
