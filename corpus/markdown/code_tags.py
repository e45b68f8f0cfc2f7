"""Template tags around code become fences, and what templates show verbatim is kept from being read as markup.

This comes before all else that generators add: which text is code decides what else is one of their tags.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from corpus.markdown.fences import Fence, fence_after, opened_fence

_MASKS = str.maketrans("{}<", "\ufdd0\ufdd1\ufdd2")
_UNMASKED = str.maketrans("\ufdd0\ufdd1\ufdd2", "{}<")
"""Braces that are no markup, as characters that Unicode reserves for use inside a program."""

_RAW = re.compile(r"\{%-?\s{0,20}(?:raw|verbatim)\s{0,20}-?%\}")
_END_RAW = re.compile(r"\{%-?\s{0,20}end(?:raw|verbatim)\s{0,20}-?%\}")
_COMMENT = re.compile(r"\{%-?\s{0,20}comment\s{0,20}-?%\}|\{::comment\}")
_END_COMMENT = re.compile(r"\{%-?\s{0,20}endcomment\s{0,20}-?%\}|\{:/(?:comment)?\}")
_ESCAPED = re.compile(r"\{\{([<%])/\*([^{}]{0,500}?)\*/([>%])\}\}")

_NAMES = r"(?P<name>highlight|prism|codeblock|sourcecode|code-toggle|code)"
_OPEN = re.compile(
    rf"[ \t]*(?:\{{%-?[ \t]*{_NAMES}\b|\{{\{{[<%][ \t]*{_NAMES.replace('name', 'hugo')}\b"
    rf"|\[{_NAMES.replace('name', 'bracket')}(?=[\s\]])"
    r"|\{\{[<%][ \t]*(?P<other>[\w-]{1,40})(?=[^{}]{0,300}[ \t]lang=)"
    r"|\{%-?[ \t]*(?P<set>set|capture)[ \t]+(?P<variable>[\w.-]{1,60})[ \t]*(?=-?%\}))"
    r"(?P<rest>[^{}\[\]\n]{0,500}?)(?<!/)(?:-?%\}|[>%]\}\}|\])[ \t]*$"
)
_ONE_LINE = re.compile(
    rf"\{{%-?[ \t]*{_NAMES}\b[^{{}}\n]{{0,200}}%\}}(?P<code>[^`\n]{{1,500}}?)\{{%-?[ \t]*end(?P=name)[ \t]*-?%\}}"
)
_CLOSE = re.compile(r"[ \t]{0,40}(?:\{\{[<%]|\{%-?|\[)[ \t]{0,20}(?P<slash>/?)[ \t]{0,20}(?P<name>[\w-]{1,40})")
_OUTPUT = re.compile(r"\{\{-?\s{0,20}(?P<variable>[\w.-]{1,60})(?P<filters>[^{}]{0,200})\}\}")
_TICKS = re.compile(r"`{3,}")
_LANGUAGE = re.compile(
    r"(?:\blang(?:uage)?\s?[=:]\s?[\"']?|\blanguage-|^\s{0,20})(?P<language>[A-Za-z][\w+#.-]{0,30})(?![\w=:])"
)


def unmasked(text: str) -> str:
    """Return ``text`` with the masks of ``with_code_tags_as_fences`` taken off."""
    return text.translate(_UNMASKED) if any(mark in text for mark in "\ufdd0\ufdd1\ufdd2") else text


def with_code_tags_as_fences(body: str) -> str:
    """Return ``body`` with code tags as fences, verbatim text masked, and without comments of templates.

    The number of lines stays. ``unmasked`` ends it.
    """
    if not any(mark in body for mark in ("{%", "{{<", "{{%", "{::", "[prism", "[code", "[source", "[highlight")):
        return body
    body = without_template_comments(_with_raw_masked(_ESCAPED.sub(_shown, body)))
    body = _ONE_LINE.sub(lambda match: f"`{match['code'].strip()}`", body)
    return "\n".join(_with_fences(body.split("\n"), _shown_as_text(body)))


def _shown(match: re.Match[str]) -> str:
    """Return a shortcode that Hugo shows instead of calling it: ``{{</* ref */>}}``."""
    return f"{{{{{match[1]}{match[2]}{match[3]}}}}}".translate(_MASKS)


def _with_raw_masked(body: str) -> str:
    """Return ``body`` with the text between ``{% raw %}`` and ``{% endraw %}`` masked and without these tags."""
    parts, position = [], 0
    while start := _RAW.search(body, position):
        end = _END_RAW.search(body, start.end())
        if end is None:
            break
        # A tag alone in a code span is shown, not used.
        if body[start.start() - 1 : start.start()] == "`" == body[start.end() : start.end() + 1]:
            parts.append(body[position : start.end()])
            position = start.end()
            continue
        parts += [body[position : start.start()], body[start.end() : end.start()].translate(_MASKS)]
        position = end.end()
    return "".join(parts) + body[position:]


def without_template_comments(body: str) -> str:
    """Return ``body`` without the comments of Liquid and kramdown; the number of lines stays."""
    parts, position = [], 0
    while start := _COMMENT.search(body, position):
        end = _END_COMMENT.search(body, start.end())
        if end is None:
            break
        parts += [body[position : start.start()], "\n" * body.count("\n", start.start(), end.end())]
        position = end.end()
    return "".join(parts) + body[position:]


def _with_fences(lines: Sequence[str], texts: frozenset[str]) -> Iterator[str]:
    at = 0
    fence: Fence | None = None
    closings = _closings(lines)
    while at < len(lines):
        line = lines[at]
        match = None if fence else _OPEN.match(line)
        ends = closings.get(_closing(match), []) if match else []
        if match and (following := bisect_right(ends, at)) < len(ends):
            end = ends[following] + 1
            yield from _fenced(lines[at:end], match, texts)
            at = end
            continue
        fence = fence_after(line, fence)
        yield line
        at += 1


def _closing(match: re.Match[str]) -> str:
    """Return the name of the tag that closes an opening one."""
    if match["set"] or match["name"]:
        return f"end{match['set'] or match['name']}"
    return f"/{match['bracket'] or match['hugo'] or match['other']}"


def _closings(lines: Sequence[str]) -> dict[str, list[int]]:
    """Return the lines that begin with a closing tag, by its name."""
    closings: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        if match := _CLOSE.match(line):
            closings.setdefault(match["slash"] + match["name"], []).append(at)
    return closings


def _fenced(lines: Sequence[str], match: re.Match[str], texts: frozenset[str]) -> Iterator[str]:
    """Yield the lines of a code tag with fences for its tags; one that holds fenced code or text loses its tags."""
    inner = lines[1:-1]
    if match["variable"] in texts or (not match["set"] and any(opened_fence(line) for line in inner)):
        yield from ("", *inner, "")
        return
    ticks = max((len(run) for line in inner for run in _TICKS.findall(line)), default=0)
    fence = "`" * max(3, ticks + 1)
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    language = _LANGUAGE.search(match["rest"])
    yield f"{indent}{fence}{language['language'] if language else ''}"
    yield from inner
    yield indent + fence


def _shown_as_text(body: str) -> frozenset[str]:
    """Return the variables that the page outputs without highlighting: a block that is set to one is text."""
    return frozenset(match["variable"] for match in _OUTPUT.finditer(body) if "highlight" not in match["filters"])
