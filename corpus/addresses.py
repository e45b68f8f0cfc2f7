"""Addresses in content: http, https, mailto or relative, as a browser would read them."""

import re
from html import unescape

from corpus.problems import Problem

SCHEMES = ("http", "https", "mailto")
"""Schemes that neither run code nor read a reader's files."""

RULE_UNSAFE = "unsafe-address"

_IGNORED = re.compile(r"[\t\n\r]+")
_ENDS = "".join(map(chr, range(0x21)))
"""Control characters and the blank. The URL standard takes them off both ends, and tabs and line ends from inside."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PATH = re.compile(r"[/\\?#]")
_NETWORK_PATH = re.compile(r"[/\\]{2,}")
_WITHOUT_HOST = re.compile(r"https?:(?!//[^/\\?#])", re.IGNORECASE)
"""The beginning of an address that leads elsewhere on an http page than on an https page, or nowhere."""
_SHOWN = 60
"""Characters of an address in a message; by hand."""


def safe_address(text: str) -> str:
    r"""Return ``text`` as a browser reads it if it is http, https, mailto or relative; otherwise "".

    A colon in the first part of a path ends a scheme, whatever stands before it; behind http and https a host follows.
    An address whose entities are still to be decoded must be safe before and after. One without a scheme but with a
    host is https.

    >>> [safe_address(text) for text in ("/kafka", "//ex.org/a", "Java\tScript:alert(1)", "javascript&colon;alert(1)")]
    ['/kafka', 'https://ex.org/a', '', '']
    """
    address = _normal(text)
    return address if all(map(_is_safe, (address, _normal(unescape(address))))) else ""


def unsafe_address(path: str, line: int, field: str, text: str) -> Problem:
    """Return the problem of a field whose address ``safe_address`` refuses."""
    shown = text[:_SHOWN].encode("unicode_escape").decode("ascii") if not text.isprintable() else text[:_SHOWN]
    message = f"the field {field} is no address of a page and was left out: “{shown}”"
    return Problem(path, line, RULE_UNSAFE, message, f"begin it with / or with one of {', '.join(SCHEMES)}")


def _normal(text: str) -> str:
    address = _IGNORED.sub("", text.strip(_ENDS))
    return _NETWORK_PATH.sub("https://", address, count=1) if _NETWORK_PATH.match(address) else address


def _is_safe(address: str) -> bool:
    scheme, colon, _ = _PATH.split(address, maxsplit=1)[0].partition(":")
    has_scheme = bool(colon and scheme)
    if _CONTROL.search(address) or _WITHOUT_HOST.match(address):
        return False
    return not has_scheme or scheme.lower() in SCHEMES
