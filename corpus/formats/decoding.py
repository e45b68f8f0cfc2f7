"""The text of a file from its bytes."""

import codecs
from collections.abc import Mapping

from corpus.problems import Problem

RULE_ENCODING = "not-utf-8"

_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_SIGNATURES: Mapping[bytes, str] = {
    b"%PDF-": "a PDF", b"{\\rtf": "a file of a word processor", b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "a gzip archive", b"%!PS": "a PostScript file", b"\xd0\xcf\x11\xe0": "a file of a word processor",
    b"\x89PNG": "an image", b"\xff\xd8\xff": "an image", b"GIF8": "an image",
}  # fmt: skip
"""The first bytes of files that are no text. Source: the file formats' specifications."""


def binary_kind(data: bytes) -> str:
    """Return what a file is that is no text, "" for a text."""
    for mark, kind in _SIGNATURES.items():
        if data.startswith(mark):
            return kind
    is_marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, *_UTF32))
    return "a binary file" if b"\0" in data[:4096] and not is_marked else ""


def decoded(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of a file; bytes that are not UTF-8 are decoded as Windows-1252 and reported."""
    if data.startswith(_UTF32):
        problem = Problem(path, 0, RULE_ENCODING, "this is UTF-32, which few programs read", "save the file as UTF-8")
        return data.decode("utf-32", "replace"), (problem,)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), ()
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {data[error.start]:#04x} is not UTF-8; it was read as Windows-1252"
        problem = Problem(path, line, RULE_ENCODING, message, "save the file as UTF-8")
    return _utf8_or_windows_1252(data), (problem,)


def _utf8_or_windows_1252(data: bytes) -> str:
    """Return the text of bytes that mix UTF-8 and Windows-1252."""
    # Every byte that is not UTF-8 becomes one lone surrogate, U+DC80 to U+DCFF.
    escaped = data.decode("utf-8-sig", "surrogateescape")
    return "".join(
        bytes([ord(c) - 0xDC00]).decode("cp1252", "replace") if "\udc80" <= c <= "\udcff" else c for c in escaped
    )
