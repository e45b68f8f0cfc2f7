"""The words of a generation in one language: what each is looked for by, and what else it is called."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from index.analysis import MAX_TERM, STEM, stem
from search.engines.protocol import Alternative, Engine, PhraseQuery, TermQuery
from search.query.parse import Word, make_word

ALIAS = 80
"""Percent of a word's own worth that what it is also called is worth."""

N_KEPT = 1 << 12
"""Words of which it is kept what they are looked for by, and names of which it is kept what else they are called."""


class Vocabulary:
    """Looks words up; what was looked up once is kept for the queries to come."""

    def __init__(self, engine: Engine, synonyms: Mapping[str, Sequence[str]], lang: str) -> None:
        self._engine = engine
        self._synonyms = synonyms
        self._lang = lang
        self._term_query_of = lru_cache(maxsize=N_KEPT)(self._find_term_query)
        self._holds = lru_cache(maxsize=N_KEPT)(self._look_up)
        self._aliases_of = lru_cache(maxsize=N_KEPT)(self._find_aliases)

    def term_query(self, word: Word) -> TermQuery:
        find = self._term_query_of if _is_kept(word) else self._find_term_query
        return find(word.whole, word.spellings)

    def phrase_query(self, words: Sequence[Word]) -> PhraseQuery:
        return PhraseQuery(tuple([self.term_query(word) for word in words]))

    def is_known(self, word: Word) -> bool:
        """Tell whether a document holds the word, or another with its stem."""
        look_up = self._holds if _is_kept(word) else self._look_up
        return look_up(self.term_query(word))

    def aliases(self, typed: str, shown: str, n_words: int = 1) -> Sequence[Alternative]:
        """Return what else ``typed``, which has ``n_words``, is called; another form of a word is found by its stem.

        ``shown`` is how it was written.
        """
        return self._aliases_of(typed, shown, n_words) if typed in self._synonyms else ()

    def _find_term_query(self, whole: str, spellings: Sequence[str]) -> TermQuery:
        surface = next(filter(self._engine.df, spellings), whole)
        return TermQuery(STEM + stem(whole, self._lang), surface)

    def _look_up(self, leaf: TermQuery) -> bool:
        return bool(self._engine.df(leaf.surface) or self._engine.df(leaf.stem))

    def _find_aliases(self, typed: str, shown: str, n_words: int) -> tuple[Alternative, ...]:
        found = []
        for also in self._synonyms[typed]:
            made = [word for word in map(make_word, also.split()) if word]
            is_inflected = n_words == len(made) == 1 and stem(made[0].whole, self._lang) == stem(typed, self._lang)
            if made and not is_inflected and all(map(self.is_known, made)):
                leaf = self.term_query(made[0]) if len(made) == 1 else self.phrase_query(made)
                found.append(Alternative(leaf, ALIAS, "alias", f"{shown} = {also}"))
        return tuple(found)


def _is_kept(word: Word) -> bool:
    """Tell whether a word is of ordinary length; others that readers type could fill the memory."""
    return len(word.whole) <= MAX_TERM
