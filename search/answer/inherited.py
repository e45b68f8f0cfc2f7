"""What the parts of a guide inherit from it where a query names it: they are about it, whether they say so or not."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import name_key
from search.engines.protocol import Clause, Engine, Matches, Plan, TermQuery
from search.facets import Facets
from search.names import Names
from search.query.plan import MAX_NAME_WORDS

SHARE = 75
"""Percent of what the guide's page scores for its name that every part of the guide has at least."""

MAX_CLAUSES = 8
"""Words of a query of which some may name a guide: sentences tell by more than a name."""

MAX_NAMESAKES = 32
"""Guides that one name may mean; what more of them are called by, names none."""

Rows = NDArray[np.int32]


class Inherited(NamedTuple):
    """What documents score because of the guide that they belong to: rows, in order, and integers above 0."""

    rows: Rows
    worth: NDArray[np.float64]

    def at(self, row: int) -> int:
        return int(self.worth[self.rows == row].sum())


NOTHING = Inherited(np.zeros(0, np.int32), np.zeros(0))


def inherited(clauses: Sequence[Clause], matches: Matches, engine: Engine, names: Names, facets: Facets) -> Inherited:
    """Return what the parts of the guides that ``clauses`` name are given beside what they match.

    A part that matches nothing but the name is given nothing.
    """
    if not 1 < len(clauses) <= MAX_CLAUSES:
        return NOTHING
    found = [
        _of_guides(pages, parts, engine.matches(Plan(tuple(clauses[first:last]))), matches)
        for first, last, pages in _named(clauses, names.guides_called)
        if len(parts := facets.parts_of_guides(tuple(pages.tolist())))
    ]
    if len(found) < 2:
        return found[0] if found else NOTHING
    rows, place = np.unique(np.concatenate([given.rows for given in found]), return_inverse=True)
    worth = np.bincount(place, np.concatenate([given.worth for given in found]), len(rows))
    return Inherited(rows, worth.astype(np.float64))


def with_inherited(matches: Matches, given: Inherited) -> Matches:
    """Return ``matches``, all rows of ``given`` among them, with what is inherited added."""
    if not len(given.rows):
        return matches
    scores = matches.scores.copy()
    scores[np.searchsorted(matches.rows, given.rows)] += given.worth
    return matches._replace(scores=scores)


def _named(clauses: Sequence[Clause], guides_called: Callable[[str], Rows]) -> Iterator[tuple[int, int, Rows]]:
    """Yield the runs of clauses that name guides, the longest at each place, and the rows of the guides' pages."""
    keys = [_key(clause) for clause in clauses]
    place = 0
    while place < len(keys):
        n_words = 1
        for last in range(min(place + MAX_NAME_WORDS, len(keys)), place, -1):
            pages = guides_called("".join(keys[place:last]))
            if all(keys[place:last]) and 0 < len(pages) <= MAX_NAMESAKES:
                yield place, last, pages
                n_words = last - place
                break
        place += n_words


def _key(clause: Clause) -> str:
    """Return the key of the word that a clause looks for first, ``""`` for what is no single word."""
    leaf = clause.alternatives[0].query
    return name_key(leaf.surface) if isinstance(leaf, TermQuery) else ""


def _of_guides(pages: Rows, parts: Rows, by_name: Matches, matches: Matches) -> Inherited:
    """Return what the parts of guides lack to ``SHARE`` of what the best of the guides' ``pages`` scores by name."""
    level = np.floor(_scores_at(by_name, pages).max() * SHARE / 100)
    own = _scores_at(by_name, parts)
    lacking = np.where(_scores_at(matches, parts) > own, level - own, 0)
    return Inherited(parts[lacking > 0], lacking[lacking > 0])


def _scores_at(matches: Matches, rows: Rows) -> NDArray[np.float64]:
    """Return the scores of ``rows``, 0 where they do not match."""
    if not len(matches.rows):
        return np.zeros(len(rows))
    place = np.minimum(np.searchsorted(matches.rows, rows), len(matches.rows) - 1)
    scores: NDArray[np.float64] = np.where(matches.rows[place] == rows, matches.scores[place], 0.0)
    return scores
