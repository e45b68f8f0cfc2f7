"""The scripts that need care: marks that continue a word, and writing without spaces between words."""

import re
from collections.abc import Sequence
from itertools import pairwise

MARKS = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    "\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e\u0f3f\u0f71-\u0f84\u0f86\u0f87\u0f8d-\u0fbc\u1000-\u1049\u1050-\u109f"
    "\u1780-\u17d3\u17dd\u200b-\u200d\u2060\ufeff"
)
"""Combining marks, whole Indic blocks and invisible characters: they continue a word where ``\\w`` does not match."""

UNSPACED = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u17dd\uaa60-\uaa7f"
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003134f"
)
"""Thai, Lao, Burmese, Khmer, kana and Chinese characters: scripts without spaces between words."""

_UNSPACED_RUN = re.compile(rf"[{UNSPACED}]+|[^{UNSPACED}]+")
_HAS_UNSPACED = re.compile(rf"[{UNSPACED}]")

_SYLLABLE = re.compile(
    # a vowel of Thai or Lao that is written before its consonant, and the consonant
    "[\u0e40-\u0e44\u0ec0-\u0ec4]?[^\u0e40-\u0e44\u0ec0-\u0ec4]"
    # a consonant below another one; one that ends a Burmese syllable; vowels, tones and other signs
    "(?:[\u17d2\u1039][\u1000-\u1021\u1780-\u17a2]|[\u1000-\u1021](?=\u1037?[\u1039\u103a])"
    "|[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ece"
    "\u102b-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f\u109a-\u109d"
    "\u17b4-\u17d3\u17dd])*|."
)
"""A character with everything written around it; of Chinese and kana, one character."""


def is_unspaced(text: str) -> bool:
    """Tell whether ``text`` has a character of a script without spaces."""
    return not text.isascii() and bool(_HAS_UNSPACED.search(text))


def runs(word: str) -> list[str]:
    """Return the longest runs of a word that lie in scripts without spaces, and those that do not, in order."""
    return _UNSPACED_RUN.findall(word)


def pairs(run: str) -> Sequence[str]:
    """Return the overlapping pairs of syllables or characters of a run; a single one as it is."""
    units = _SYLLABLE.findall(run)
    return [first + second for first, second in pairwise(units)] or units
