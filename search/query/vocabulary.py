"""The vocabulary of a generation in one language: the terms of words, and their aliases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.analysis import MAX_TERM, STEM, stem, without_zeroes
from index.storage.caching import cached
from search.engines.protocol import Alternative, Engine, PhraseQuery, TermQuery
from search.query.parse import Word, make_word
from search.query.percentages import ALIAS

MAX_CACHED_WORDS = 1 << 12
"""Words, and names, whose terms and aliases are looked up once; by hand."""


@dataclass(frozen=True, slots=True)
class KnownWord:
    """What an index has of a word.

    ``term`` is the stem of the word, and the first of its spellings that the index has, else its whole form.

    ``occurs`` tells whether a document contains that surface; ``is_known``, whether one contains it or another word
    with its stem; ``is_signed``, whether one contains the word, which is no compound, with its signs: ``--name``.
    ``aliases`` are its other names.
    """

    term: TermQuery
    occurs: bool
    is_known: bool
    is_signed: bool
    aliases: Sequence[Alternative]


class Vocabulary:
    """Looks up words in the index; results are cached across queries."""

    def __init__(self, engine: Engine, synonyms: Mapping[str, Sequence[str]], lang: str) -> None:
        self._engine = engine
        self._synonyms = synonyms
        self._lang = lang

    def known(self, word: Word) -> KnownWord:
        """Return what the index has of ``word``."""
        term = self.term_query(word)
        occurs = bool(self._engine.df(term.surface))
        is_signed = occurs and not word.parts and term.surface in word.spellings
        aliases = self.aliases(without_zeroes(word.whole), word.text)
        return KnownWord(term, occurs, occurs or self.is_known(word), is_signed, aliases)

    def term_query(self, word: Word) -> TermQuery:
        """Return the stem of ``word`` and the first of its spellings that the index has, else its whole form."""
        find = self._cached_term_query if _is_cached(word) else self._find_term_query
        return find(word.whole, word.spellings)

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
                terms = tuple(map(self.term_query, words))
                query = terms[0] if len(terms) == 1 else PhraseQuery(terms)
                aliases.append(Alternative(query, ALIAS, "alias", f"{shown} = {synonym}"))
        return tuple(aliases)


class Words(dict[Word, KnownWord]):
    """What the index has of the words of one query, each looked up once: when it is first asked for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def __missing__(self, word: Word) -> KnownWord:
        known = self[word] = self._vocabulary.known(word)
        return known


def parts_of(word: Word) -> list[Word]:
    """Return the parts of a compound as words, each with its place in the query.

    Bigrams of a text without spaces are shown as the whole word.
    """
    if not word.parts:  # most words
        return []
    parts = [part for text in word.parts if (part := make_word(text, word.start))]
    if not word.spellings:
        return [replace(part, text=word.text) for part in parts]
    text = word.text.casefold()
    return [replace(part, start=word.start + max(0, text.find(part.text))) for part in parts]


def _is_cached(word: Word) -> bool:
    """Tell whether ``word`` is of ordinary length: long ones, which readers may type at will, would fill the memory."""
    return len(word.whole) <= MAX_TERM
