"""Folding: the same letters for every way in which people write a word."""

import re
import unicodedata

_REPLACED = str.maketrans(
    {
        # invisible characters: removed
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
        # signs: the music sharp of C♯, apostrophes, and the bar of a fraction such as ½
        "\u266f": "#", **dict.fromkeys("\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u05f3", "'"),
        **dict.fromkeys("\u2044\u2215", "/"),
        # Latin letters that Unicode does not take apart
        "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i",
        # Arabic and Persian letters with several forms, and the line that lengthens a word
        "\u0671": "\u0627", "\u0649": "\u064a", **dict.fromkeys("\u06cc\u06d2", "\u064a"),
        **dict.fromkeys("\u06a9\u06aa", "\u0643"), **dict.fromkeys("\u0629\u06c1\u06be\u06d5", "\u0647"),
        "\u0640": "",
    }
)  # fmt: skip
"""By hand; Arabic as in Lucene's ArabicNormalizer and PersianNormalizer."""

_MARKS = re.compile(
    # accents; the points of Hebrew; the vowels and hamzas of Arabic, which NFKD takes off their letters
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]"
)
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")

_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


def fold(text: str) -> str:
    """Return ``text`` without case, accents, marks and invisible characters, in one form of each letter and digit."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text).casefold().translate(_REPLACED)
    folded = unicodedata.normalize("NFKC", _MARKS.sub("", letters))
    return _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), folded)


def with_digraphs(text: str) -> str:
    """Return ``text`` with the letters that some write as two in that spelling: ``soeren`` for ``Søren``.

    ``""`` where it has no such letter.
    """
    letters = unicodedata.normalize("NFC", text).casefold()
    spelled = letters.translate(_DIGRAPHS)
    return spelled if spelled != letters else ""
