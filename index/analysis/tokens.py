"""Text to tokens: words as they occur, compounds and technical words whole."""

import re
from collections.abc import Iterator

from index.analysis.money import SIGNS
from index.analysis.scripts import MARKS

_LETTER = rf"[\w{MARKS}]"
# Letters and digits, with ``++``, ``#`` or ``+`` at the end: ``c++``, ``c#``; a number with a currency, ``15€``, or a
# percent sign.
_UNIT = (
    rf"{_LETTER}+(?:[%\uff05${SIGNS}](?<=\d.)(?![\w/&@-])"
    r"|(?:\+\+|\uff0b\uff0b)(?![+\uff0b])|[#+\u266f\uff03\uff0b](?!\w))?"
)
# The dashes of an option, after a space or an opening sign: ``-v``, ``--name``.
DASHES = r"(?<![^\s(\[{\"'`|,=])--?(?=[^\W\d])"
# The dot of ``.NET``, and the brackets of ``name()``.
_DOT = r"(?<![\w.])\.(?=[^\W\d])"
CALL = r"\(\)"
# A sign that joins the units of a compound; a comma does so between the digits of ``1,000`` alone.
_JOINT = r"(?:::|/\.|[./\-_'’‘‛′&@\u00b7\u2010\u2011]|(?<=\d),(?=\d\d\d(?!\d)))"
# The sign of a variable, or of a currency before a number: ``@name``, ``$15``, ``€15``.
_SIGN = rf"(?:[@$]|[{SIGNS}](?=\d+(?:[.,]\d+)*(?!\w)))"
# The sign of a currency, or of percentages, alone or at the end of a sentence; the dollar is one of code.
_CURRENCY = rf"(?<![^\s(])[%\uff05{SIGNS}](?![^\s.,;:!?)])"
# Two to six signs of code alone, as ``::``, but no ``?!`` of prose; a pair of brackets; a picture.
_ALONE = (
    r"(?<![^\s(\"'`])(?:(?![!?]+(?!\S))[!#$%&*+./:<=>?@\\^|~-]{2,6}|\(\)|\[\]|\{\})(?![^\s,;.)\"'`])"
    r"|[\u2600-\u27bf\U0001f000-\U0001faff]"
)
# An operator, which may join words: ``a=>b``. ``??`` behind a word ends a sentence, unless a word follows.
_OPERATOR = r"(?:(?:(?<!\w)|(?=\?\?=?\w))\?\?=?|\?\.|=>|->|<-|===?|!==?|<=>|<=|>=|&&|\|\||\|>|:=|<<|>>)"
# A ratio or a time of day.
_RATIO = r"(?<![\w.:])\d{1,4}:\d{1,4}(?![\w:])"
_TOKEN = re.compile(
    rf"{_RATIO}"
    rf"|(?:{DASHES})?(?:{_DOT})?{_SIGN}?{_UNIT}(?:{_JOINT}{_UNIT})*(?:{CALL})?"
    rf"|{_CURRENCY}|{_ALONE}"
    rf"|(?<![=<>!&|?:\-+*/]){_OPERATOR}(?![=<>!&|?:\-+*/])"
)


def tokenize(text: str) -> Iterator[re.Match[str]]:
    """Yield the tokens of ``text`` in order, compounds whole."""
    return _TOKEN.finditer(text)
