"""The vocabulary of a generation in one language: the terms of words, and their aliases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.analysis import MAX_TERM, STEM, fold, is_unspaced, stem, tokenize, without_zeroes
from index.storage.caching import cached
from search.engines.protocol import Alternative, Engine, PhraseQuery, TermQuery
from search.query.known_words import is_proper_name
from search.query.parse import Word, make_word
from search.query.percentages import ALIAS
from search.query.phrases import Phrases
from search.query.plurals import abbreviation, other_numbers

MAX_CACHED_WORDS = 1 << 12
"""Words, and names, whose terms and aliases are looked up once; by hand."""


@dataclass(frozen=True, slots=True)
class KnownWord:
    """What an index has of a word.

    ``term`` is the stem of the word, and the first of its spellings that the index has, else its whole form.

    ``occurs`` tells whether a document contains that surface; ``is_known``, whether one contains it or another word
    with its stem; ``is_signed``, whether one contains the word, which is no compound, with its signs: ``--name``.
    ``aliases`` are its other names; a word that is known with its signs has none.
    """

    term: TermQuery
    occurs: bool
    is_known: bool
    is_signed: bool
    aliases: Sequence[Alternative]


class Vocabulary:
    """Looks up words in the index; results are cached across queries.

    Args:
        is_in_capitals: whether a document writes a surface all in capitals.
    """

    def __init__(
        self,
        engine: Engine,
        synonyms: Mapping[str, Sequence[str]],
        lang: str,
        is_in_capitals: Callable[[str], bool],
    ) -> None:
        self._engine = engine
        self._synonyms = synonyms
        self._lang = lang
        self._is_in_capitals = is_in_capitals
        self.phrases = Phrases(engine, lang)

    def known(self, word: Word) -> KnownWord:
        """Return what the index has of ``word``."""
        term, occurs, is_known = self._found(word)
        is_signed = occurs and not word.parts and term.surface in word.spellings
        aliases = () if is_signed else self.aliases(without_zeroes(word.whole), word.text)
        return KnownWord(term, occurs, is_known, is_signed, aliases)

    def _found(self, word: Word) -> tuple[TermQuery, bool, bool]:
        """Return the first three values of ``KnownWord``; long words, which would fill the memory, are not kept."""
        find = self._cached_find if len(word.whole) <= MAX_TERM else self._find
        return find(word.whole, word.spellings)

    def aliases(self, name: str, shown: str, n_words: int = 1) -> Sequence[Alternative]:
        """Return the other names of the name with the key ``name``, of ``n_words``; ``shown`` is the name as typed.

        A name that only inflects the word is left out: its stem matches anyway.
        """
        return self._find_aliases(name, shown, n_words) if self.has_aliases(name) else ()

    def has_aliases(self, name: str) -> bool:
        """Tell whether the name with the key ``name`` has others."""
        return name in self._synonyms

    def _find(self, whole: str, spellings: Sequence[str]) -> tuple[TermQuery, bool, bool]:
        """Return the first three values of ``KnownWord``; an unknown proper name is no form of another word."""
        df = self._engine.df
        spelling = next(filter(df, spellings), "")
        term = TermQuery(STEM + stem(whole, self._lang), spelling or whole)
        occurs = bool(spelling or df(whole))
        if not occurs and is_proper_name(whole):
            return TermQuery(whole, whole), False, False
        if occurs or df(term.stem):
            return term, occurs, True
        other = self._in_other_number(whole) if self._lang.startswith("en") else ""
        return TermQuery(STEM + stem(other or whole, self._lang), whole), False, bool(other)

    def _in_other_number(self, whole: str) -> str:
        """Return the singular or plural of an unknown word that documents have; ``""`` for none."""
        singular = abbreviation(whole)
        if singular and self._engine.df(singular) and self._is_in_capitals(singular):
            return singular
        return next(filter(self._engine.df, other_numbers(whole)), "")

    _cached_find = cached(MAX_CACHED_WORDS)(_find)

    @cached(MAX_CACHED_WORDS)
    def _find_aliases(self, name: str, shown: str, n_words: int) -> tuple[Alternative, ...]:
        aliases = []
        for synonym in self._synonyms[name]:
            words = [word for match in tokenize(synonym) if (word := make_word(match.group()))]
            is_inflected = n_words == len(words) == 1 and stem(words[0].whole, self._lang) == stem(name, self._lang)
            if not is_inflected:
                queries = self._queries_of(words)
                # each of its words has the alias, which counts once for all of them
                aliases += [Alternative(query, ALIAS // n_words, "alias", synonym, shown) for query in queries]
        return tuple(aliases)

    def _queries_of(self, name: Sequence[Word]) -> Sequence[TermQuery | PhraseQuery]:
        """Return the queries for documents with a name of these words, in any form where it is one word."""
        if len(name) == 1:
            term, _, is_known = self._found(name[0])
            if is_known:
                return [term]
        return self.phrases.occurring(name)


class Words(dict[Word, KnownWord]):
    """What the index has of the words of one query, each looked up once: when it is first asked for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self.phrases = vocabulary.phrases

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
    text = fold(word.text)
    if is_unspaced(text):
        return [replace(part, text=word.text) for part in parts]
    return [replace(part, start=word.start + max(0, text.find(part.text))) for part in parts]
