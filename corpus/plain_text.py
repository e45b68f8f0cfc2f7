"""Normalise text: one space between words, no invisible characters."""

import re

QUESTION_MARKS = "?？؟\u037e"
"""Of Latin, Chinese and Japanese, Arabic, and Greek."""

_INVISIBLE = re.compile("[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def plain(text: str) -> str:
    """Return ``text`` on one line with whitespace collapsed and zero-width and direction marks removed.

    Joiners stay, since the spelling of Persian, Indic scripts and emoji needs them.
    """
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def word_set(text: str) -> frozenset[str]:
    """Return the words of ``text`` as a set; a compact way to write word lists."""
    return frozenset(text.split())


def well_formed(text: str) -> str:
    """Return ``text`` with lone surrogates, which JSON may contain and UTF-8 cannot encode, as ``?``."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
