"""Where in a guide's file some words stand."""

import re
from collections.abc import Iterator

from corpus.guide import Guide

_WORD = re.compile(r"\w+")
_QUOTE = re.compile(r"^\s{0,3}(?:>\s?)+")
_FENCE = re.compile(r"\s*(`{3,}(?=[^`]*$)|~{3,})")
_ELEMENT = re.compile(r"\s*<(pre|code|script|style|textarea)\b", re.IGNORECASE)
_TARGET = re.compile(r"(?<=\])\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_INDENTED = re.compile(r"(?: {4}|\t)")
_SETTING = re.compile(r"\s*[\w.-]+\s*=\s*[\"'\[{]")
"""A line of a settings file: ``one = "{{ . }} day"``."""


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
    for number, line in _lines_outside_code(guide):
        text, in_comment = _without_comments(line, in_comment)
        text = _without_code(text)
        yield number, text if keep_links else _TARGET.sub("()", text)


def _lines_outside_code(guide: Guide) -> Iterator[tuple[int, str]]:
    """Yield the lines in no block of code: between fences, in an element for code, indented, or a setting."""
    end: re.Pattern[str] | None = None
    was_blank = True
    for number, line in enumerate(guide.body.splitlines(), guide.body_line):
        bare = _QUOTE.sub("", line)
        if end is not None:
            end = None if end.match(bare) else end
            continue
        end = _end_of_code(bare)
        if end is not None or (was_blank and _INDENTED.match(line) and not _is_list(line)):
            continue
        was_blank = not line.strip()
        if not _SETTING.match(line):
            yield number, line


def _end_of_code(line: str) -> re.Pattern[str] | None:
    """Return what ends the block of code that a line begins, if it begins one."""
    if mark := _FENCE.match(line):
        return re.compile(rf"\s*{mark.group(1)}{mark.group(1)[0]}*\s*$")
    element = _ELEMENT.match(line)
    if element and (end := f"</{element.group(1)}>") not in line:
        return re.compile(rf".*{end}", re.IGNORECASE)
    return None


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
