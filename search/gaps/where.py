"""Where in a guide's file some words stand."""

import re
from collections.abc import Iterator

from corpus.guide import Guide

_WORD = re.compile(r"\w+")
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")
_TARGET = re.compile(r"(?<=\])\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_INDENTED = re.compile(r"(?: {4}|\t)")


def line_of(guide: Guide, text: str, start: int = 0) -> int:
    """Return the line at which the first words of ``text`` begin, not above ``start``; ``start`` if
    nowhere.

    Markup between the words does not matter: only letters and digits are compared.
    """
    words = [word.lower() for word in _WORD.findall(text)[:8]]
    if not words:
        return start
    body = guide.body.splitlines()
    for offset in range(max(0, start - guide.body_line), len(body)):
        if _begins_here(words, body, offset):
            return guide.body_line + offset
    return start


def _begins_here(words: list[str], body: list[str], offset: int) -> bool:
    """Tell whether the words run on from somewhere in this line, over the next lines if need be."""
    here = _words(body[offset])
    if words[0] not in here:
        return False
    following = [word for line in body[offset + 1 : offset + 4] for word in _words(line)]
    run = here + following
    return any(run[i : i + len(words)] == words for i, word in enumerate(here) if word == words[0])


def _words(line: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(re.sub(r"\]\([^)\s]*\)", "]", line))]


def prose_lines(guide: Guide, keep_links: bool = False) -> Iterator[tuple[int, str]]:
    """Yield the lines of the body that are not code, each with its number in the file.

    Inline code and HTML comments are blanked, and the targets of links unless they are kept.
    """
    in_comment = False
    fence = ""
    was_blank = True
    for number, line in enumerate(guide.body.splitlines(), guide.body_line):
        mark = _FENCE.match(line)
        if mark and (not fence or mark.group(1).startswith(fence)):
            fence = "" if fence else mark.group(1)
            continue
        if fence or (was_blank and _INDENTED.match(line) and not _is_list(line)):
            continue
        was_blank = not line.strip()
        text, in_comment = _without_comments(line, in_comment)
        text = _without_code(text)
        yield number, text if keep_links else _TARGET.sub("()", text)


def _is_list(line: str) -> bool:
    return bool(re.match(r"\s*(?:[-*+]|\d+[.)])\s", line))


def _without_comments(line: str, inside: bool) -> tuple[str, bool]:
    kept = []
    while line:
        if inside:
            _, found, line = line.partition("-->")
            inside = not found
        else:
            before, found, line = line.partition("<!--")
            kept.append(before)
            inside = bool(found)
    return " ".join(kept), inside


def _without_code(line: str) -> str:
    line = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", " ", line)
    return re.sub(r"<(code|pre|kbd|samp|tt)\b[^>]*>.*?</\1>", " ", line)
