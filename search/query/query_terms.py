"""The words that a query asks for, to be found again in a text that is not in the index as it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from index.analysis import STEM, analyze, stem, tokenize
from search.engines.protocol import LeafQuery, PhraseQuery, Plan, PrefixQuery, TermQuery


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """Which words satisfy a query: by a surface, by a stem, or by how they begin."""

    surfaces: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    lang: str = "en"
    """The language whose stemmer made ``stems``."""

    def has(self, raw: str) -> bool:
        """Return whether a word, as a text has it, is one of those that the query asks for."""
        return any(
            surface.term in self.surfaces
            or surface.term.startswith(self.prefixes)
            or (not surface.spelled and STEM + stem(surface.term, self.lang) in self.stems)
            for surface in analyze(raw).surfaces
        )

    def marked(self, text: str) -> str:
        """Return plain text as HTML, escaped, with the words asked for in ``<mark>``."""
        pieces, done = [], 0
        for found in tokenize(text):
            if self.has(found.group()):
                first, last = found.span()
                pieces += [escape(text[done:first]), "<mark>", escape(text[first:last]), "</mark>"]
                done = last
        return "".join([*pieces, escape(text[done:])])

    def __bool__(self) -> bool:
        return bool(self.surfaces or self.stems or self.prefixes)


def query_terms(plan: Plan, lang: str) -> QueryTerms:
    """Return the words of everything that ``plan`` looks for, and of nothing that it excludes."""
    leaves = [
        alternative.query
        for clause in plan.clauses
        for alternative in clause.alternatives
        if alternative.kind != "typed"
    ]
    words = list(_words([*leaves, *plan.required]))
    prefixes = tuple(leaf.text for leaf in leaves if isinstance(leaf, PrefixQuery))
    return QueryTerms(frozenset(w.surface for w in words), frozenset(w.stem for w in words), prefixes, lang)


def _words(leaves: Iterable[LeafQuery]) -> Iterable[TermQuery]:
    for leaf in leaves:
        if isinstance(leaf, PhraseQuery):
            yield from leaf.terms
        elif isinstance(leaf, TermQuery):
            yield leaf
