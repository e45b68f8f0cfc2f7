"""Text without what cannot be seen: one space between words, no invisible characters."""

import re

_INVISIBLE = re.compile("[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def plain(text: str) -> str:
    """Return ``text`` on one line, whitespace collapsed, without zero-width and direction marks.

    Joiners stay: they are part of how Persian, Indic scripts and emoji are spelled.
    """
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def words(text: str) -> frozenset[str]:
    """Return the words of ``text`` as a set: how this package writes down lists of words."""
    return frozenset(text.split())


def well_formed(text: str) -> str:
    """Return ``text`` without halves of characters, which JSON lets in and nothing can write."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
