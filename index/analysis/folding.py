"""Folding: the same letters for every way in which people write a word."""

import unicodedata

_REPLACED = {**dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF]), 0x266F: "#"}
"""Invisible characters, which are removed, and the music sharp sign, which is read as ``#``."""


def fold(text: str) -> str:
    """Return ``text`` without case, accents and invisible characters."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.translate(_REPLACED)).casefold()
    bare = "".join(c for c in folded if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFKC", bare)
