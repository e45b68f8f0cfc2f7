"""Korean words without the particles and verb endings that are written onto them."""

import re

_ENDINGS = """
    은 는 이 가 을 를 의 에 에서 에게 에게서 한테 께서 로 으로 로서 으로서 로써 으로써 와 과 랑 이랑
    도 만 부터 까지 마다 보다 처럼 조차 마저 들
    인 이다 입니다 이며 이나 이라는 라는 하 하다 하는 한 할 함 합니다 한다 하기 하여 해 해서
    했다 하고 하면 하지 하거나 하도록 된 될 되 되는 됩니다 된다 되어 되고 되지 적인 적으로
"""
"""Endings that leave two characters at least: particles, the copula, and what makes a verb or an adjective of a noun
(``배포하는`` is ``배포``). By hand.

Of the 4,542 Korean words in foreign guides 2,769 lose an ending, 81 % of them to a word that occurs with another ending
or without any. Endings that seldom do (``다 면 요 고 서 시``: under half of their words) are none.
"""

_SURE_ENDINGS = "을 를 은 는 에서 으로"
"""Endings that may leave one, as hardly a noun ends so: ``값을`` is ``값``; ``결과`` is no ``결``. By hand."""

_ENDING = re.compile(rf"(?<=..)(?:{'|'.join(_ENDINGS.split())})\Z|(?<=.)(?:{'|'.join(_SURE_ENDINGS.split())})\Z")
_LONGEST = max(map(len, _ENDINGS.split()))


def is_korean(word: str) -> bool:
    """Tell whether a word ends with a Hangul syllable; it may begin in another script: ``API를``."""
    return "\uac00" <= word[-1:] <= "\ud7a3"


def without_endings(word: str) -> str:
    """Return ``word`` without its endings: ``서버`` for ``서버들에서는``.

    The longest ending is taken off first, and again until none is left, so that a noun has the same stem with any of
    them, also one that itself ends like a particle: ``난이도`` and ``난이도를`` are ``난이``.
    """
    while ending := _ENDING.search(word, max(0, len(word) - _LONGEST)):
        word = word[: ending.start()]
    return word
