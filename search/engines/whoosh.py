"""The engine over an ordinary Whoosh index: slower, readable by other Whoosh tools, a check on the default engine.

A plan becomes ``whoosh.query`` objects. Whoosh finds the documents that satisfy it, expands prefixes, finds phrases and
lists the vocabulary. The weight of each Whoosh posting is the impact that the index build wrote there, so that scores
are the same integers as in ``ArraysEngine``.

Whoosh does not rank, for two reasons. It cannot express BM25F. And version 2.7.4 has defects in what a clause needs:

- ``DisjunctionMax`` scores a document from the postings of others;
- ``Require`` returns what ``AndNot`` should, and ``AndNot`` lets a first document through that it should exclude;
- a prefix loses its boost where a single word has it.

Whoosh is never given text to parse, a filter, a page or a time limit. It does not look for typos either: its automaton
counts two swapped letters as two edits.
"""

import os
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from weakref import finalize

import numpy as np
from numpy.typing import NDArray
from whoosh import query
from whoosh.index import open_dir

from corpus.problems import GuidedexError
from index.analysis import STEM
from index.matrix.postings import quantised_idf
from index.storage.caching import cached
from index.storage.generations import Generation
from index.weights import WEIGHTS, Weights
from search.engines.postings import PostingsEngine, Rows, TermPostings
from search.engines.protocol import LeafQuery, PhraseQuery, Plan, PrefixQuery, TermQuery
from search.engines.spelling import Spelling
from search.engines.terms import MAX_CACHED_COMPLETIONS

TEXT = "text"
MAX_CACHED_LISTS = 1024
"""Posting lists, and row lists, in memory: explaining a page reads those of its query once per hit. By hand."""


class IndexNotOurs(GuidedexError):
    """Another user owns the index; opening it would unpickle, and so may run, what that user wrote."""


class WhooshEngine(PostingsEngine):
    """See ``protocol.Engine``. A lock admits one thread at a time, since a Whoosh reader has one file position."""

    def __init__(self, generation: Generation, weights: Weights = WEIGHTS) -> None:
        """Open the Whoosh index of ``generation``.

        Raises: IndexNotOurs when another user owns any of its files.
        """
        super().__init__(generation, weights)
        _check_owner(generation.folder)
        self.n_docs: int = generation.number("documents")
        self._lock = threading.RLock()
        index = open_dir(str(generation.folder), readonly=True)
        self._searcher = index.searcher()
        self._reader = self._searcher.reader()
        finalize(self, _close, self._searcher, index)

    def allowed(self, plan: Plan) -> NDArray[np.bool_]:
        """Return a mask of the documents that satisfy the whole of ``plan``, as Whoosh finds them."""
        return self._merger.marked([self._rows(whoosh_plan(plan))])

    def df(self, term: str) -> int:
        with self._lock:
            return int(self._reader.doc_frequency(*_field_of(term)))

    def idf(self, term: str) -> int:
        df = self.df(term)
        return int(quantised_idf(np.array([df]), self.n_docs)[0]) if df else 0

    def prefix_impacts(self, prefix: str) -> tuple[Rows, NDArray[np.uint16]]:
        best = np.zeros(self.n_docs, np.uint16)
        for surface in self._surfaces_with(prefix):
            rows, impacts, _ = self.postings(surface) or _NOTHING
            best[rows] = np.maximum(best[rows], impacts)
        rows = self._cached_rows(whoosh_query(PrefixQuery(prefix)))
        return rows, best[rows]

    def phrase_rows(self, surfaces: tuple[str, ...]) -> Rows:
        return self._cached_rows(_phrase(surfaces))

    @cached(MAX_CACHED_COMPLETIONS)
    def completions(self, prefix: str, limit: int) -> list[str]:
        return sorted(self._surfaces_with(prefix), key=lambda surface: (-self.df(surface), surface))[:limit]

    def is_beginning(self, prefix: str) -> bool:
        return bool(self._surfaces_with(prefix))

    @cached_property
    def spelling(self) -> Spelling:
        with self._lock:
            return Spelling(list(self._reader.field_terms(TEXT)))

    @cached(MAX_CACHED_LISTS)
    def postings(self, term: str) -> TermPostings | None:
        """Return the rows and weights that a matcher for ``term`` steps through, one by one."""
        df = self.df(term)
        if not df:
            return None
        rows, impacts = np.zeros(df, np.int32), np.zeros(df, np.uint16)
        with self._lock:
            matcher = self._searcher.postings(*_field_of(term))
            for i in range(df):
                rows[i], impacts[i] = matcher.id(), matcher.weight()
                matcher.next()
        return TermPostings(rows, impacts, self.idf(term))

    def _surfaces_with(self, prefix: str) -> list[str]:
        with self._lock:
            return [surface.decode() for surface in self._reader.expand_prefix(TEXT, prefix)] if prefix else []

    def _rows(self, compiled: Any) -> Rows:
        with self._lock:
            return np.array(sorted(compiled.docs(self._searcher)), np.int32)

    _cached_rows = cached(MAX_CACHED_LISTS)(_rows)


def whoosh_plan(plan: Plan) -> Any:
    """Return the ``whoosh.query`` for the documents that satisfy ``plan``."""
    wanted = query.Or([whoosh_query(alternative.query) for c in plan.clauses for alternative in c.alternatives])
    if plan.required:
        phrases = [query.Or([whoosh_query(phrase) for phrase in required]) for required in plan.required]
        wanted = query.And([wanted, *phrases])
    if plan.excluded:
        wanted = query.And([wanted, query.Not(query.Or([whoosh_query(excluded) for excluded in plan.excluded]))])
    return wanted


def whoosh_query(leaf_query: LeafQuery) -> Any:
    """Return the ``whoosh.query`` for the documents that ``leaf_query`` matches."""
    if isinstance(leaf_query, TermQuery):
        return query.Or([query.Term(*_field_of(leaf_query.stem)), query.Term(*_field_of(leaf_query.surface))])
    if isinstance(leaf_query, PhraseQuery):
        return _phrase([term.surface for term in leaf_query.terms])
    return query.Prefix(TEXT, leaf_query.text) if leaf_query.text else query.NullQuery


def _phrase(surfaces: Sequence[str]) -> Any:
    return query.Phrase(TEXT, list(surfaces)) if surfaces else query.NullQuery


def _field_of(term: str) -> tuple[str, str]:
    """Return the Whoosh field that contains ``term`` of our vocabulary, and its name in that field."""
    return ("stem", term.removeprefix(STEM)) if term.startswith(STEM) else (TEXT, term)


def _check_owner(folder: Path) -> None:
    """Raise IndexNotOurs unless this user owns ``folder`` and every file in it that Whoosh unpickles."""
    for path in (folder, *folder.glob("*MAIN_*")):
        if path.stat().st_uid != os.getuid():
            raise IndexNotOurs(
                f"cannot open {path}: user {path.stat().st_uid} owns it and a Whoosh index can run code when it is "
                f"opened; run `guidedex build --engine whoosh --index {folder.parent}` as the user who searches"
            )


def _close(searcher: Any, index: Any) -> None:
    searcher.close()
    index.close()


_NOTHING = TermPostings(np.zeros(0, np.int32), np.zeros(0, np.uint16), 0)
