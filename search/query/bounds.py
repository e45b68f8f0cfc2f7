"""What one query may cost: the postings that it reads, the commonest terms left out first."""

from collections.abc import Sequence
from dataclasses import replace

from search.engines.protocol import Alternative, Clause, Engine, LeafQuery, PrefixQuery, TermQuery

MAX_CLAUSES = 128
MAX_POSTINGS, MAX_SHARE = 1_000_000, 4
"""Postings read for one query: so many, or so many for each document where that is more."""

MAX_PHRASES = 8
"""Quoted phrases that a query may insist on."""

N_COMPLETIONS = 64
"""Words with a beginning that are counted, the commonest: the rest are rare."""

SHARE_OF_PREFIX = 8
"""Postings of a beginning, in documents, at the very most."""


def within_bounds(clauses: Sequence[Clause], engine: Engine) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
    """Return the clauses that may be looked for, in their order, and those that are left out.

    What is left out are the clauses with the most postings, and before those the ones without any, which are not
    named. The one with the fewest always stays, without the commonest of its alternatives where even they are too many.
    """
    budget = max(MAX_POSTINGS, MAX_SHARE * engine.n_docs)
    if len(clauses) <= MAX_CLAUSES and _at_most(clauses, engine.n_docs) <= budget:
        return tuple(clauses), ()
    costs = [[_postings(alternative.query, engine) for alternative in clause.alternatives] for clause in clauses]
    kept = _cheapest([sum(of_clause) for of_clause in costs], MAX_CLAUSES, budget)
    return (
        tuple(_bounded(clauses[i], costs[i], budget) for i in range(len(clauses)) if i in kept),
        tuple(clauses[i] for i in range(len(clauses)) if i not in kept and any(costs[i])),
    )


def _bounded(clause: Clause, costs: Sequence[int], budget: int) -> Clause:
    if sum(costs) <= budget:
        return clause
    kept = _cheapest(costs, len(costs), budget)
    return replace(
        clause, alternatives=tuple(alternative for i, alternative in enumerate(clause.alternatives) if i in kept)
    )


def _cheapest(costs: Sequence[int], limit: int, budget: int) -> set[int]:
    """Return the places of at most ``limit`` costs, the least first, that sum to ``budget``; at least one.

    What costs nothing finds nothing, and comes last.
    """
    kept: set[int] = set()
    total = 0
    for place in sorted(range(len(costs)), key=lambda i: (not costs[i], costs[i], i))[:limit]:
        total += costs[place]
        if kept and total > budget:
            break
        kept.add(place)
    return kept


def _at_most(clauses: Sequence[Clause], n_docs: int) -> int:
    """Return what ``clauses`` cost if every document had all of their words."""
    return n_docs * sum(_share(alternative) for clause in clauses for alternative in clause.alternatives)


def _share(alternative: Alternative) -> int:
    return SHARE_OF_PREFIX if isinstance(alternative.query, PrefixQuery) else 2


def _postings(leaf: LeafQuery, engine: Engine) -> int:
    if isinstance(leaf, TermQuery):
        return engine.df(leaf.stem) + engine.df(leaf.surface)
    if isinstance(leaf, PrefixQuery):
        return sum(map(engine.df, engine.completions(leaf.text, N_COMPLETIONS)))
    return sum(_postings(word, engine) for word in leaf.terms)
