"""The scripts that need care: marks that continue a word, and writing without spaces between words."""

import re
from collections.abc import Sequence

MARKS = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1000-\u109f"
    "\u200b-\u200d\u2060\ufeff"
)
"""Combining marks, whole Indic blocks and invisible characters: they continue a word where ``\\w`` does not match."""

UNSPACED = (
    "\u0e00-\u0e7f\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003134f"
)
"""Thai, kana and Chinese characters: scripts without spaces between words."""

_UNSPACED_RUN = re.compile(rf"[{UNSPACED}]+|[^{UNSPACED}]+")
_HAS_UNSPACED = re.compile(rf"[{UNSPACED}]")


def is_unspaced(text: str) -> bool:
    """Tell whether ``text`` has a character of a script without spaces."""
    return bool(_HAS_UNSPACED.search(text))


def runs(word: str) -> list[str]:
    """Return the longest runs of a word that lie in scripts without spaces, and those that do not, in order."""
    return _UNSPACED_RUN.findall(word)


def pairs(run: str) -> Sequence[str]:
    """Return the overlapping pairs of characters of a run; a single character as it is."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
