"""Stems: what a word shares with its inflections, by language."""

import re
from functools import lru_cache

import Stemmer

from index.analysis.english import own_stem, singular
from index.analysis.korean import is_korean, without_endings
from index.analysis.limits import MAX_CACHED, MAX_TERM

STEM = "\x01"
"""Prefix of a stem in the vocabulary; no surface contains a control character."""

_STEMMABLE = re.compile(r"[^\W\d_]{3,}")

_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
    "yi": "yiddish",
}  # fmt: skip


def stem(surface: str, lang: str = "en") -> str:
    """Return the stem that ``surface`` shares with its inflections, by the language's Snowball stemmer.

    A surface with digits or symbols, one under three letters, and one in a language without a stemmer is its own
    stem; a Korean word loses its endings in every language. Source: Porter, Snowball (2001), by way of PyStemmer.
    Stems of long words, which readers could fill the memory with, are not kept.
    """
    return _cached_stem(surface, lang) if len(surface) <= MAX_TERM else _stem(surface, lang)


def _stem(surface: str, lang: str) -> str:
    if is_korean(surface):
        bare = without_endings(surface)
        return bare if is_korean(bare) else stem(bare, lang)
    algorithm = _ALGORITHMS.get(lang.split("-")[0].lower())
    if algorithm is None or not _STEMMABLE.fullmatch(surface):
        return surface
    if algorithm == "english":
        return _english_stem(surface)
    return _snowball(surface, algorithm)


_cached_stem = lru_cache(maxsize=MAX_CACHED)(_stem)


def _english_stem(surface: str) -> str:
    """Return the stem of an English word, those of ``index.analysis.english`` by hand.

    Words in -ancing, -anced, -encing and -enced get the e back that the stemmer drops: ``referencing`` has the stem of
    ``reference``.
    """
    if own := own_stem(surface):
        return own
    stemmed = _snowball(singular(surface), "english")
    return _snowball(f"{stemmed}e", "english") if stemmed.endswith(("anc", "enc")) else stemmed


def _snowball(word: str, algorithm: str) -> str:
    stemmed: str = _stemmer(algorithm).stemWord(word)
    return stemmed


@lru_cache(maxsize=32)
def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(algorithm, 0)
