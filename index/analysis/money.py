"""Amounts of money, and percentages: a number and the code of its currency, or its unit, however they are written."""

import re

_CODES = {
    "$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "￥": "jpy", "₹": "inr", "₩": "krw", "₽": "rub", "₺": "try",
    "₪": "ils", "₴": "uah", "₫": "vnd", "₱": "php", "₦": "ngn", "₿": "btc",
}  # fmt: skip
"""The code of each sign. By hand: ``$`` is that of the United States, as guides mean it; ISO 4217 has the codes."""

SIGNS = "".join(_CODES).replace("$", "")
"""The signs of currencies that are no signs of code."""

CURRENCIES = frozenset(_CODES.values())
"""The codes of currencies, folded."""

_AMOUNT = re.compile(rf"(?P<before>[${SIGNS}]?)(?P<number>[\d.,]*)(?P<behind>[${SIGNS}]?)")


def amount(token: str) -> str:
    """Return an amount of money, or the sign of a currency, as its number and code; other tokens as they are.

    >>> amount("€15"), amount("$1,000"), amount("15€"), amount("€"), amount("$scope"), amount("99.9%")
    ('15eur', '1000usd', '15eur', 'eur', '$scope', '99.9percent')
    """
    if token.endswith(("%", "\uff05")):
        return f"{token[:-1]}percent"
    if not (token[:1] in _CODES or token[-1:] in _CODES):  # most tokens
        return token
    parts = _AMOUNT.fullmatch(token)
    signs = parts["before"] + parts["behind"] if parts else ""
    return parts["number"].replace(",", "") + _CODES[signs] if parts and len(signs) == 1 else token
