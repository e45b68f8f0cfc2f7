"""Scores that parts inherit from their guide where a query names it: a part is about its guide without naming it."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import name_key
from index.matrix.ordered import values_at
from index.names import JoinedNames, names_in
from search.engines.protocol import Clause, Engine, Matches, Plan, TermQuery
from search.facets import Facets
from search.names import Names
from search.query.plan import MAX_NAME_WORDS

INHERITED_PERCENT = 75
"""Percent of the score of the guide's page for its name that every matching part of the guide has at least.

Chosen with ``python -m tests.relevance.gate``, whose mean nDCG@10 was .714 without, .702 and .706 at 50 and 60, .726 at
70 and 75, .731 at 80, .722 from 85 on.
"""

MAX_CLAUSES = 8
"""Clauses of a query of which some may name a guide; by hand: longer ones are sentences, which have more to go by."""

MAX_NAMESAKES = 32
"""A name shared by more guides is ambiguous and ignored, such as the title "Introduction"; by hand."""

Rows = NDArray[np.int32]


class Inherited(NamedTuple):
    """What parts of guides inherit: rows, in order, and scores, integers above 0."""

    rows: Rows
    scores: NDArray[np.float64]

    def at(self, row: int) -> int:
        return int(self.scores[self.rows == row].sum())


NOTHING = Inherited(np.zeros(0, np.int32), np.zeros(0))


def inherited(clauses: Sequence[Clause], matches: Matches, engine: Engine, names: Names, facets: Facets) -> Inherited:
    """Return the scores that parts inherit of the guides that ``clauses`` name.

    A part that matches nothing but the name inherits nothing. Several names add up.
    """
    if not 1 < len(clauses) <= MAX_CLAUSES:
        return NOTHING
    guide_names = JoinedNames(partial(_pages_called, names), MAX_NAME_WORDS)
    by_name = [
        _of_guides(pages, parts, engine.matches(Plan(tuple(clauses[first:last]))), matches)
        for first, last, pages in names_in([_key(clause) for clause in clauses], guide_names.longest_at)
        if len(parts := facets.parts_of_guides(tuple(pages.tolist())))
    ]
    if len(by_name) < 2:
        return by_name[0] if by_name else NOTHING
    rows, place = np.unique(np.concatenate([of_name.rows for of_name in by_name]), return_inverse=True)
    scores = np.bincount(place, np.concatenate([of_name.scores for of_name in by_name]), len(rows))
    return Inherited(rows, scores.astype(np.float64))


def with_inherited(matches: Matches, inherited: Inherited) -> Matches:
    """Return ``matches``, which have all rows of ``inherited``, with its scores added."""
    if not len(inherited.rows):
        return matches
    scores = matches.scores.copy()
    scores[np.searchsorted(matches.rows, inherited.rows)] += inherited.scores
    return matches._replace(scores=scores)


def _pages_called(names: Names, keys: Sequence[str]) -> Rows | None:
    """Return the pages of the guides that are called by clauses with these keys, None for none or too many."""
    pages = names.guides_called("".join(keys))
    return pages if all(keys) and 0 < len(pages) <= MAX_NAMESAKES else None


def _key(clause: Clause) -> str:
    """Return the name's key of the term that a clause looks for first, ``""`` when that is a prefix or a phrase."""
    query = clause.alternatives[0].query
    return name_key(query.surface) if isinstance(query, TermQuery) else ""


def _of_guides(pages: Rows, parts: Rows, by_name: Matches, matches: Matches) -> Inherited:
    """Return what ``parts`` inherit of the best of the guides' ``pages``.

    A part that scores less for the name than ``INHERITED_PERCENT`` of the page is given the difference.

    Args:
        by_name: what matches the name alone.
        matches: what matches the whole query.
    """
    level = np.floor(values_at(by_name.rows, by_name.scores, pages).max() * INHERITED_PERCENT / 100)
    name_scores = values_at(by_name.rows, by_name.scores, parts)
    # only parts that score more for the query than for the name: they match another clause as well
    missing = np.where(values_at(matches.rows, matches.scores, parts) > name_scores, level - name_scores, 0)
    return Inherited(parts[missing > 0], missing[missing > 0])
