"""Phrases: the ways in which documents may write words side by side."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress

from index.analysis import CURRENCIES, MAX_TERM, STEM, number_and_unit, stem
from index.storage.caching import cached
from search.engines.protocol import Engine, PhraseQuery, TermQuery
from search.query.parse import Word, make_word
from search.query.units import other_units

_VERSIONED = re.compile(r"([^\W\d_]{2,})(\d+(?:\.\d+)*)")

MAX_FORMS = 8
"""Ways to write one phrase that are looked up; by hand, a phrase of plain words has one."""

MIN_JOINED, MAX_JOINED = 4, 4
"""Letters, and words, that may be written as one word; by hand, as ``MAX_PARTS`` of the analyzer."""

MAX_CACHED_WORDS = 1 << 12
"""Words whose halves are looked up once; by hand."""

Terms = tuple[TermQuery, ...]


class Phrases:
    """Looks up phrases in the index, in one language.

    A compound is its parts side by side, or the one word that they are joined to: ``write-ahead log`` occurs as
    ``write ahead log``, and ``node js streams`` as ``Node.js streams`` or ``NodeJS streams``.
    """

    def __init__(self, engine: Engine, lang: str) -> None:
        self._engine = engine
        self._lang = lang

    def occurring(self, words: Sequence[Word]) -> tuple[PhraseQuery, ...]:
        """Return the phrases in which documents contain ``words`` side by side; none where they nowhere do."""
        found = self._found(words, self._ways)
        if found or not any(map(self._apart, words)):
            return found
        return self._found(words, self._ways_apart)

    def _found(self, words: Sequence[Word], ways: Callable[[Word], Iterable[Terms]]) -> tuple[PhraseQuery, ...]:
        return tuple(self._occurring([PhraseQuery(form) for form in self._forms(words, ways)]))

    def _occurring(self, phrases: Sequence[PhraseQuery]) -> Iterator[PhraseQuery]:
        """Yield those of ``phrases`` that some document contains; the engine is asked for all of them at once."""
        return compress(phrases, self._engine.n_rows(phrases) if phrases else ())

    def _forms(self, words: Sequence[Word], ways: Callable[[Word], Iterable[Terms]]) -> Sequence[Terms]:
        """Return the forms of the words together, at most ``MAX_FORMS``, those nearest to how they are typed first."""
        # forms[n] are those of the first n words; each is longer by one word, or by several that are joined
        forms: list[list[Terms]] = [[()], *([] for _ in words)]
        for n, word in enumerate(words):
            of_word = list(ways(word))
            forms[n + 1] += [(*form, *terms) for terms in of_word for form in forms[n]]
            del forms[n + 1][MAX_FORMS:]
            for end in range(n + 2, min(n + MAX_JOINED, len(words)) + 1):
                forms[end] += [(*form, *terms) for terms in self._joined(words[n:end]) for form in forms[n]]
        return forms[-1][:MAX_FORMS]

    def _ways(self, word: Word) -> Iterator[Terms]:
        """Yield the terms of a word: its parts, a name and its version, or the whole."""
        parts = tuple(map(self.term, word.parts))
        if len(parts) > 1 and self._are_known(parts):
            yield parts
            if word.parts[-1] in CURRENCIES:  # ``EUR 15``
                yield parts[::-1]
        yield from self._in_other_units(word.parts)
        if not word.whole.isalpha() and len(word.whole) <= MAX_TERM:
            yield from self._halves(word.whole)
        whole = self.term(word.whole)
        if self._are_known((whole,)):
            yield (whole,)
        elif spelled := next(filter(self._engine.df, word.spellings), ""):
            yield (TermQuery(whole.stem, spelled),)
        if word.whole.isdigit() and self._engine.df(version := f"{word.whole}.0"):
            yield (self.term(version),)

    def _ways_apart(self, word: Word) -> Iterator[Terms]:
        """Yield what ``_ways`` does, then two words that are joined in a word without parts."""
        yield from self._ways(word)
        yield from self._apart(word)

    def _apart(self, word: Word) -> tuple[Terms, ...]:
        may_join = not word.parts and MIN_JOINED <= len(word.whole) <= MAX_TERM and word.whole.isalpha()
        return self._halves(word.whole) if may_join else ()

    @cached(MAX_CACHED_WORDS)
    def _halves(self, whole: str) -> tuple[Terms, ...]:
        """Return the pairs of words side by side that ``whole`` joins."""
        # ``.net`` keeps its dot
        pairs = [(half, dot + rest) for half, rest in cuts(whole) for dot in ("", ".")]
        df = self._engine.df
        known = [PhraseQuery((self.term(half), self.term(rest))) for half, rest in pairs if df(half) and df(rest)]
        return tuple([pair.terms for pair in self._occurring(known)])

    def _joined(self, words: Sequence[Word]) -> Iterator[Terms]:
        wholes = [word.whole for word in words]
        yield from self._in_other_units(wholes)
        if len(wholes) == 2 and {*wholes} & CURRENCIES:  # an amount of money, in the other order
            yield (self.term(wholes[1]), self.term(wholes[0]))
            wholes = wholes[::-1] if wholes[0] in CURRENCIES else wholes
        whole = "".join(wholes)
        if (len(whole) >= MIN_JOINED or number_and_unit(whole)) and self._engine.df(whole):
            yield (self.term(whole),)
            joined = make_word(whole)
            if joined and len(joined.parts) > 1:  # they take a place each: ``tls1`` and ``3`` of ``tls1.3``
                yield tuple(map(self.term, joined.parts))
            # a compound has no single letters among its parts: ``b-tree index`` is ``tree index``
            terms = tuple([self.term(word.whole) for word in words if len(word.whole) > 1])
            if 0 < len(terms) < len(words) and self._are_known(terms) and not number_and_unit(whole):
                yield terms

    def in_other_units(self, words: Sequence[str]) -> Sequence[PhraseQuery]:
        """Return the phrases in which documents contain a number and its unit, ``words``, in another spelling of it."""
        return [*self._occurring([PhraseQuery(terms) for terms in self._in_other_units(words)])]

    def _in_other_units(self, words: Sequence[str]) -> Iterator[Terms]:
        for unit in other_units(words):
            # a unit of one letter is no word of its own: ``5s``
            of_unit = (words[0], unit) if len(unit) > 1 else (words[0] + unit,)
            terms = tuple(map(self.term, of_unit))
            if self._are_known(terms):
                yield terms

    def _are_known(self, terms: Terms) -> bool:
        return all(self._engine.df(term.surface) for term in terms)

    def term(self, surface: str) -> TermQuery:
        """Return the query for documents with ``surface``, or another form of it."""
        return TermQuery(STEM + stem(surface, self._lang), surface)


def cuts(whole: str) -> list[tuple[str, str]]:
    """Return the pairs of words that ``whole`` may join: two of two letters at least, or a name and its version.

    >>> cuts("oauth2"), cuts("tls1.3"), cuts("100ms")
    ([('oauth', '2'), ('oauth', '2.0')], [('tls', '1.3')], [])
    """
    if whole.isalpha():
        return [(whole[:cut], whole[cut:]) for cut in range(2, len(whole) - 1)]
    versioned = _VERSIONED.fullmatch(whole)
    zeroes = ("",) if "." in whole else ("", ".0")
    return [(versioned[1], versioned[2] + zero) for zero in zeroes] if versioned else []
