"""The terms of a query, to highlight in texts that the index does not hold as they are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import chain

from index.analysis import STEM, analyze, stem, tokenize
from search.engines.protocol import LeafQuery, PhraseQuery, Plan, PrefixQuery, TermQuery


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """The surfaces, stems and prefixes that satisfy a query; falsy when there are none."""

    surfaces: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    lang: str = "en"
    """The language whose stemmer made ``stems``."""

    def has(self, token: str) -> bool:
        """Tell whether a token of a text satisfies the query."""
        return any(
            surface.term in self.surfaces
            or surface.term.startswith(self.prefixes)
            or (not surface.spelled and STEM + stem(surface.term, self.lang) in self.stems)
            for surface in analyze(token).surfaces
        )

    def marked(self, text: str) -> str:
        """Return plain text as escaped HTML, with the tokens that satisfy the query in ``<mark>``."""
        pieces, end = [], 0
        for match in tokenize(text):
            if self.has(match.group()):
                pieces += [escape(text[end : match.start()]), "<mark>", escape(match.group()), "</mark>"]
                end = match.end()
        return "".join([*pieces, escape(text[end:])])

    def __bool__(self) -> bool:
        return bool(self.surfaces or self.stems or self.prefixes)


def query_terms(plan: Plan, lang: str) -> QueryTerms:
    """Return the terms of all clauses and required phrases of ``plan``, none of what it excludes."""
    queries = [a.query for clause in plan.clauses for a in clause.alternatives if a.kind != "typed"]
    terms = list(_terms_of([*queries, *chain(*plan.required)]))
    prefixes = tuple(query.text for query in queries if isinstance(query, PrefixQuery))
    return QueryTerms(frozenset(t.surface for t in terms), frozenset(t.stem for t in terms), prefixes, lang)


def _terms_of(queries: Iterable[LeafQuery]) -> Iterable[TermQuery]:
    for query in queries:
        if isinstance(query, PhraseQuery):
            yield from query.terms
        elif isinstance(query, TermQuery):
            yield query
