"""Stems: what a word shares with its inflections, by language."""

import re
from functools import lru_cache

import Stemmer

STEM = "\x01"
"""Prefix of a stem in the vocabulary; no surface contains a control character."""

_STEMMABLE = re.compile(r"[^\W\d_]{3,}")

_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
    "yi": "yiddish",
}  # fmt: skip


@lru_cache(maxsize=1 << 18)
def stem(surface: str, lang: str = "en") -> str:
    """Return the stem that ``surface`` shares with its inflections, by the language's Snowball stemmer.

    A surface with digits or symbols, one under three letters, and one in a language without a stemmer is its own
    stem. English words in -ancing, -anced, -encing and -enced get the e back that the stemmer drops: ``referencing``
    has the stem of ``reference``. Source: Porter, Snowball (2001), by way of PyStemmer.
    """
    algorithm = _ALGORITHMS.get(lang.split("-")[0].lower())
    if algorithm is None or not _STEMMABLE.fullmatch(surface):
        return surface
    stemmed: str = _stemmer(algorithm).stemWord(surface)
    if algorithm == "english" and stemmed.endswith(("anc", "enc")):
        stemmed = _stemmer(algorithm).stemWord(f"{stemmed}e")
    return stemmed


@lru_cache(maxsize=32)
def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(algorithm, 0)
