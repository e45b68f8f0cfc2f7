"""The vocabulary of a generation in one language: the terms of words, and their aliases."""

from collections.abc import Mapping, Sequence

from index.analysis import MAX_TERM, STEM, stem
from index.storage.caching import cached
from search.engines.protocol import Alternative, Engine, PhraseQuery, TermQuery
from search.query.parse import Word, make_word
from search.query.percentages import ALIAS

MAX_CACHED_WORDS = 1 << 12
"""Words, and names, whose terms and aliases are looked up once; by hand."""


class Vocabulary:
    """Looks up words in the index; results are cached across queries."""

    def __init__(self, engine: Engine, synonyms: Mapping[str, Sequence[str]], lang: str) -> None:
        self._engine = engine
        self._synonyms = synonyms
        self._lang = lang

    def term_query(self, word: Word) -> TermQuery:
        """Return the stem of ``word`` and the first of its spellings that the index has, else its whole form."""
        find = self._cached_term_query if _is_cached(word) else self._find_term_query
        return find(word.whole, word.spellings)

    def phrase_query(self, words: Sequence[Word]) -> PhraseQuery:
        return PhraseQuery(tuple([self.term_query(word) for word in words]))

    def is_known(self, word: Word) -> bool:
        """Tell whether a document contains the word, or another one with its stem."""
        is_in_index = self._cached_is_known if _is_cached(word) else self._is_in_index
        return is_in_index(self.term_query(word))

    def aliases(self, name: str, shown: str, n_words: int = 1) -> Sequence[Alternative]:
        """Return the other names of ``name``, which has ``n_words``; ``shown`` is the name as typed.

        A name that only inflects the word is left out: its stem matches anyway.
        """
        return self._find_aliases(name, shown, n_words) if name in self._synonyms else ()

    def _find_term_query(self, whole: str, spellings: Sequence[str]) -> TermQuery:
        surface = next(filter(self._engine.df, spellings), whole)
        return TermQuery(STEM + stem(whole, self._lang), surface)

    def _is_in_index(self, term: TermQuery) -> bool:
        return bool(self._engine.df(term.surface) or self._engine.df(term.stem))

    _cached_term_query = cached(MAX_CACHED_WORDS)(_find_term_query)
    _cached_is_known = cached(MAX_CACHED_WORDS)(_is_in_index)

    @cached(MAX_CACHED_WORDS)
    def _find_aliases(self, name: str, shown: str, n_words: int) -> tuple[Alternative, ...]:
        aliases = []
        for synonym in self._synonyms[name]:
            words = [word for word in map(make_word, synonym.split()) if word]
            is_inflected = n_words == len(words) == 1 and stem(words[0].whole, self._lang) == stem(name, self._lang)
            if words and not is_inflected and all(map(self.is_known, words)):
                query = self.term_query(words[0]) if len(words) == 1 else self.phrase_query(words)
                aliases.append(Alternative(query, ALIAS, "alias", f"{shown} = {synonym}"))
        return tuple(aliases)


def _is_cached(word: Word) -> bool:
    """Tell whether ``word`` is of ordinary length: long ones, which readers may type at will, would fill the memory."""
    return len(word.whole) <= MAX_TERM
