"""The engine whose postings are an ordinary Whoosh index: slower, readable by other tools, a second opinion.

A plan becomes ``whoosh.query`` objects. Whoosh says which documents satisfy it, expands prefixes, finds phrases
and gives back the vocabulary; the weight of each of its postings is the impact that was written there, so that
scores are the same integers as from the arrays. Whoosh does not rank: it cannot express BM25F, and of what a
clause needs in 2.7.4, ``DisjunctionMax`` takes the score of a document from postings of others, ``Require``
answers what ``AndNot`` should, ``AndNot`` lets through a first document that it should not, and a prefix loses
its boost where a single word begins so. It is never given text to parse, a filter, a page or a time limit. Nor
does it look for typos: to its automaton two swapped letters are two edits.
"""

import os
import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache
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
from index.storage.generations import Generation
from search.engines.postings import PostingsEngine, Rows, TermPostings
from search.engines.protocol import LeafQuery, PhraseQuery, Plan, PrefixQuery, TermQuery
from search.engines.spelling import Spelling

TEXT = "text"
N_KEPT = 1024
"""Posting lists and answers that are kept: to explain a page asks for those of its query once per hit."""


class IndexNotOurs(GuidedexError):
    """Another user may have written the index, and opening it would run what is in it."""


class WhooshEngine(PostingsEngine):
    """See ``engine.Engine``; one thread at a time, since a Whoosh reader has one place in its file."""

    def __init__(self, generation: Generation) -> None:
        """Open the Whoosh index of ``generation``.

        Raises: IndexNotOurs.
        """
        super().__init__()
        _check_owner(generation.folder)
        self.n_docs: int = generation.manifest["documents"]
        self._lock = threading.RLock()
        index = open_dir(str(generation.folder), readonly=True)
        self._searcher = index.searcher()
        self._reader = self._searcher.reader()
        finalize(self, _close, self._searcher, index)
        self._kept_postings = lru_cache(N_KEPT)(self._read_postings)
        self._kept_rows = lru_cache(N_KEPT)(self._rows)

    def allowed(self, plan: Plan) -> NDArray[np.bool_]:
        """Return which documents satisfy ``plan``: Whoosh says so itself."""
        return self._marked([self._rows(query_of(plan))])

    def df(self, term: str) -> int:
        with self._lock:
            return int(self._reader.doc_frequency(*_field_of(term)))

    def idf(self, term: str) -> int:
        df = self.df(term)
        return int(quantised_idf(np.array([df]), self.n_docs)[0]) if df else 0

    def postings(self, term: str) -> TermPostings | None:
        return self._kept_postings(term)

    def prefix_impacts(self, prefix: str) -> tuple[Rows, NDArray[np.uint16]]:
        best = np.zeros(self.n_docs, np.uint16)
        for surface in self._beginning(prefix):
            rows, impacts, _ = self.postings(surface) or _NOTHING
            best[rows] = np.maximum(best[rows], impacts)
        rows = self._kept_rows(whoosh_query(PrefixQuery(prefix)))
        return rows, best[rows]

    def phrase_rows(self, surfaces: tuple[str, ...]) -> Rows:
        return self._kept_rows(_phrase(surfaces))

    def completions(self, prefix: str, limit: int) -> list[str]:
        return sorted(self._beginning(prefix), key=lambda surface: (-self.df(surface), surface))[:limit]

    @cached_property
    def spelling(self) -> Spelling:
        with self._lock:
            return Spelling(list(self._reader.field_terms(TEXT)))

    def _read_postings(self, term: str) -> TermPostings | None:
        """Return what a matcher for the one term says of each of its documents."""
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

    def _beginning(self, prefix: str) -> list[str]:
        with self._lock:
            return [surface.decode() for surface in self._reader.expand_prefix(TEXT, prefix)] if prefix else []

    def _rows(self, asked: Any) -> Rows:
        with self._lock:
            return np.array(sorted(asked.docs(self._searcher)), np.int32)


def query_of(plan: Plan) -> Any:
    """Return the ``whoosh.query`` for the documents that satisfy ``plan``."""
    wanted = query.Or([whoosh_query(alternative.query) for c in plan.clauses for alternative in c.alternatives])
    if plan.required:
        wanted = query.And([wanted, *map(whoosh_query, plan.required)])
    if plan.excluded:
        wanted = query.And([wanted, query.Not(query.Or([whoosh_query(leaf) for leaf in plan.excluded]))])
    return wanted


def whoosh_query(leaf: LeafQuery) -> Any:
    """Return the ``whoosh.query`` for the documents that ``leaf`` matches."""
    if isinstance(leaf, TermQuery):
        return query.Or([query.Term(*_field_of(leaf.stem)), query.Term(*_field_of(leaf.surface))])
    if isinstance(leaf, PhraseQuery):
        return _phrase([inner.surface for inner in leaf.terms])
    return query.Prefix(TEXT, leaf.text) if leaf.text else query.NullQuery


def _phrase(surfaces: Sequence[str]) -> Any:
    return query.Phrase(TEXT, list(surfaces)) if surfaces else query.NullQuery


def _field_of(term: str) -> tuple[str, str]:
    """Return the Whoosh field that ``term`` of our vocabulary stands in, and what it is there."""
    return ("stem", term.removeprefix(STEM)) if term.startswith(STEM) else (TEXT, term)


def _check_owner(folder: Path) -> None:
    """Raise IndexNotOurs unless this user owns all that Whoosh will unpickle, and the folder it lies in."""
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
