"""Names: keys that are equal for titles and names that a reader would call the same."""

import re
from functools import lru_cache

from index.analysis.forms import is_number, whole_form
from index.analysis.limits import MAX_CACHED, MAX_TERM
from index.analysis.tokens import tokenize

_ORNAMENT = re.compile(r"\.{2,}|-{2,}|[\u2600-\u27bf\U0001f000-\U0001faff]")
_ZEROES = re.compile(r"(?:\.0)+$")


def normal_title(text: str) -> str:
    """Return a key that is equal for titles that a reader would call the same.

    No word is dropped: ``What is C?`` is not ``What is C++?``. Compounds are joined (``Node.js`` is ``NodeJS``),
    a version loses its final zeroes (``OAuth 2.0`` is ``OAuth 2``), and dashes, dots and pictures beside words are
    left out.
    """
    tokens = [match.group() for match in tokenize(text)]
    return " ".join(filter(None, map(_title_word, tokens))) or " ".join(map(whole_form, tokens)).strip()


def _title_word(token: str) -> str:
    whole = whole_form(token)
    return "" if is_ornament(whole) else without_zeroes(whole)


def without_zeroes(whole: str) -> str:
    """Return a version number without its final zeroes: ``2`` for ``2.0``; other words as they are."""
    return _ZEROES.sub("", whole) if is_number(whole) else whole


def is_ornament(whole: str) -> bool:
    """Tell whether a whole form is a dash, dots or a picture, which are left out beside words."""
    return bool(_ORNAMENT.fullmatch(whole))


def name_key(text: str) -> str:
    """Return a key that is equal for names that differ only in spaces, case, accents and joints.

    ``Rate Limiting``, ``rate-limiting`` and ``ratelimiting`` are one name; ``C``, ``C++`` and ``C#`` three.
    """
    return _cached_name_key(text) if len(text) <= MAX_TERM else _name_key(text)


def _name_key(text: str) -> str:
    return normal_title(text).replace(" ", "")


_cached_name_key = lru_cache(maxsize=MAX_CACHED)(_name_key)
