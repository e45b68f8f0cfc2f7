"""The prose of a guide's file by line, and the line of a given text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from corpus.guide import Guide
from corpus.markdown.bounds import MAX_LINES

MAX_COMPARED_WORDS = 8
MAX_CONTINUED_LINES = 3
"""Words of a text that are looked for, and lines below its first that they may run on to. By hand."""

_WORD = re.compile(r"\w+")
_QUOTE = re.compile(r"^\s{0,3}(?:>\s?)+")
_FENCE = re.compile(r"\s*(`{3,}(?=[^`]*$)|~{3,})")
_ELEMENT = re.compile(r"\s*<(pre|code|script|style|textarea)\b", re.IGNORECASE)
_TARGET = re.compile(
    r"(?<=\])\([^()\s]{0,1000}+(?:\([^()\s]{0,300}+\)[^()\s]{0,300}+){0,3}(?:\s{1,10}\"[^\"]{0,300}+\")?\)"
)
_COMMENT_MARKS = {"<!--": "-->", "{/*": "*/}", "{#": "#}"}
"""Beginning and end of comments of HTML, MDX and Jinja; ``{#id}`` is none."""

_COMMENT = re.compile(r"<!--|\{/\*|\{#(?=\s)")
_TICKS = re.compile(r"`+")
_CODE_TAG = re.compile(r"<(code|pre|kbd|samp|tt)\b[^<>]*>")
_INDENTED = re.compile(r"(?: {4}|\t)")
_SETTING = re.compile(r"\s*[\w.-]+\s*=\s*[\"'\[{]")
"""A line of a settings file pasted without a fence: ``one = "{{ . }} day"``."""


def line_of(guide: Guide, text: str, start: int = 0) -> int:
    """Return the first line of the file, from ``start`` on, at which the first words of ``text`` begin.

    Only letters and digits are compared, whatever the markup between them. Returns ``start`` where the text does not
    occur.
    """
    words = [word.lower() for word in _WORD.findall(text)[:MAX_COMPARED_WORDS]]
    if not words:
        return start
    body = guide.body.splitlines()
    for at in range(len(body)):
        if guide.line(at) >= start and _begin_at(words, body, at):
            return guide.line(at)
    return start


def _begin_at(words: list[str], body: list[str], offset: int) -> bool:
    """Tell whether the words begin in this line and continue without a gap, over the next lines if need be."""
    line_words = _words(body[offset])
    if words[0] not in line_words:
        return False
    next_lines = body[offset + 1 : offset + 1 + MAX_CONTINUED_LINES]
    run = line_words + [word for line in next_lines for word in _words(line)]
    return any(run[i : i + len(words)] == words for i, word in enumerate(line_words) if word == words[0])


def _words(line: str) -> list[str]:
    """Return the words of a line in small letters, without the targets of links."""
    return [word.lower() for word in _WORD.findall(re.sub(r"\]\([^)\s]{0,1000}\)", "]", line))]


def prose_lines(guide: Guide, keep_links: bool = False) -> Iterator[tuple[int, str]]:
    """Yield the lines of the body outside code, each with its number in the file.

    Inline code and comments are removed, and the targets of links unless ``keep_links`` is set.
    """
    end_mark = ""
    for number, line in _lines_outside_code(guide):
        text, end_mark = _without_comments(line, end_mark)
        text = _without_code(text)
        yield number, text if keep_links else _TARGET.sub("()", text)


def _lines_outside_code(guide: Guide) -> Iterator[tuple[int, str]]:
    """Yield the lines outside blocks of code: fenced, indented, in an HTML element for code, or a line of settings.

    Lines beyond those that are parsed as Markdown are left out; the build reports that they are plain text.
    """
    end: re.Pattern[str] | None = None  # matches the end of the open block, None outside one
    was_blank = True
    for at, line in enumerate(guide.body.splitlines()[:MAX_LINES]):
        bare = _QUOTE.sub("", line)
        if end is not None:
            end = None if end.match(bare) else end
            continue
        end = _end_of_code(bare)
        if end is not None or (was_blank and _INDENTED.match(line) and not _is_list(line)):
            continue
        was_blank = not line.strip()
        if not _SETTING.match(line):
            yield guide.line(at), line


def _end_of_code(line: str) -> re.Pattern[str] | None:
    """Return the pattern of the end of the block of code that a line begins, or None."""
    if mark := _FENCE.match(line):
        return re.compile(rf"\s*{mark.group(1)}{mark.group(1)[0]}*\s*$")
    element = _ELEMENT.match(line)
    if element and (end := f"</{element.group(1)}>") not in line:
        return re.compile(rf".*{end}", re.IGNORECASE)
    return None


def _is_list(line: str) -> bool:
    return bool(re.match(r"\s*(?:[-*+]|\d+[.)])\s", line))


def _without_comments(line: str, end_mark: str) -> tuple[str, str]:
    """Return a line without comments of HTML, MDX and Jinja, and the mark that ends one which is open at its end.

    Args:
        end_mark: the mark that ends a comment which is open at the start of the line, "" for none.
    """
    if not end_mark and not _COMMENT.search(line):
        return line, ""
    texts = []
    at = 0
    while at < len(line):
        if end_mark:
            end = line.find(end_mark, at)
            if end < 0:
                break
            at, end_mark = end + len(end_mark), ""
            continue
        start = _COMMENT.search(line, at)
        texts.append(line[at : start.start() if start else len(line)])
        if start is None:
            break
        at, end_mark = start.end(), _COMMENT_MARKS[start.group()]
    return " ".join(texts), end_mark


def _without_code(line: str) -> str:
    if "`" in line:
        line = _blanked(line, _code_spans(line))
    return _blanked(line, _code_elements(line)) if "</" in line else line


def _blanked(line: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a line with a blank for each span; a span that begins within another one is left out."""
    parts, end = [], 0
    for start, stop in spans:
        if start >= end:
            parts += [line[end:start], " "]
            end = stop
    return "".join([*parts, line[end:]])


def _code_spans(line: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of code between two runs of as many backticks.

    Of a run without a partner the last backticks may have one: a line is read as leniently as it is written.
    """
    runs = [match.span() for match in _TICKS.finditer(line)]
    starts_of: dict[int, list[int]] = defaultdict(list)
    for start, end in reversed(runs):
        starts_of[end - start].append(start)
    after = 0
    for start, end in runs:
        if start < after:
            continue
        for length in range(end - start, 0, -1):
            later = starts_of.get(length, [])
            while later and later[-1] < end:
                later.pop()
            if later:
                after = later[-1] + length
                yield end - length, after
                break


def _code_elements(line: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of HTML elements for code."""
    unclosed: set[str] = set()
    end = 0
    for tag in _CODE_TAG.finditer(line):
        name = tag.group(1)
        if tag.start() < end or name in unclosed:
            continue
        closing = line.find(f"</{name}>", tag.end())
        if closing < 0:
            unclosed.add(name)
            continue
        end = closing + len(name) + 3
        yield tag.start(), end
