"""The terms of a query, to highlight in texts that the index does not hold as they are shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain

from index.analysis import STEM, analyze, stem, tokenize
from index.analysis.scripts import is_unspaced
from search.engines.protocol import PhraseQuery, Plan, PrefixQuery, TermQuery
from search.query.places import Span, merged, phrase_places, spans_within


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """The surfaces, stems, prefixes and phrases that satisfy a query; falsy when there are none."""

    surfaces: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    """Surfaces that count side by side alone."""
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
        """Return plain text as escaped HTML, with what satisfies the query in ``<mark>``."""
        pieces, end = [], 0
        for first, last in self._spans(text):
            pieces += [escape(text[end:first]), "<mark>", escape(text[first:last]), "</mark>"]
            end = last
        return "".join([*pieces, escape(text[end:])])

    def _spans(self, text: str) -> list[Span]:
        tokens = list(tokenize(text))
        words = [match.group() for match in tokens]
        spans = [
            span
            for phrase in self.phrases
            for first, last in phrase_places(words, phrase)
            for span in _spans_of_phrase(tokens[first:last], phrase)
        ]
        for match, word in zip(tokens, words, strict=True):
            if self.has(word):
                within = spans_within(word, {*self.surfaces, *self.prefixes}) if is_unspaced(word) else [(0, len(word))]
                spans += [(match.start() + first, match.start() + last) for first, last in within]
        return merged(spans)

    def __bool__(self) -> bool:
        return bool(self.surfaces or self.stems or self.prefixes or self.phrases)


def _spans_of_phrase(tokens: Sequence[re.Match[str]], phrase: Sequence[str]) -> list[Span]:
    """Return the characters at which ``phrase`` stands in the tokens that have it."""
    start, token = tokens[0].start(), tokens[0].group()
    if len(tokens) > 1 or not is_unspaced(token):
        return [(start, tokens[-1].end())]
    return [(start + first, start + last) for first, last in spans_within(token, phrase, together=True)]


def query_terms(plan: Plan, lang: str) -> QueryTerms:
    """Return the terms of all clauses and required phrases of ``plan``, none of what it excludes.

    The words of a quoted phrase count within it alone.
    """
    clauses = [clause for clause in plan.clauses if not clause.quoted]
    queries = [a.query for clause in clauses for a in clause.alternatives if a.kind != "typed"]
    terms = [query for query in queries if isinstance(query, TermQuery)]
    phrases = [*chain(*plan.required), *(query for query in queries if isinstance(query, PhraseQuery))]
    return QueryTerms(
        frozenset(term.surface for term in terms),
        frozenset(term.stem for term in terms),
        tuple(query.text for query in queries if isinstance(query, PrefixQuery)),
        tuple(dict.fromkeys(surfaces_of(phrase) for phrase in phrases)),
        lang,
    )


def surfaces_of(phrase: PhraseQuery) -> tuple[str, ...]:
    return tuple([term.surface for term in phrase.terms])
