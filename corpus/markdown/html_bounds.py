"""Bound the nesting, the tags and the texts of HTML before a parser builds a tree of it.

For each tag a parser walks up the open elements, and at each paragraph it repeats the open marks such as ``<b>``: a
page of nothing but opening tags takes the square of its length. Tags beyond a bound are left out, their text stays.
html5ever, under nh3, takes the square of the ampersands in one text.
"""

import re
from collections.abc import Iterator
from itertools import count

from corpus.plain_text import word_set

MAX_OPEN = 200
"""Elements open at a time; by hand: twice what Markdown and generous HTML nest."""

MAX_OPEN_MARKS = 20
"""Marks such as ``<b>`` open at a time. By hand: each of them is repeated in every paragraph."""

MAX_TAG = 10_000
"""Characters of a tag; of a longer one, only the name is kept. By hand: all attributes are compared with each other."""

TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]{0,60})(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>")
"""A tag with its slash, if it closes, and its name."""

MAX_AMPERSANDS = 1000
"""Ampersands of a text before a comment divides it. By hand: nh3 cleans a megabyte of ``&a`` in 0.2 s, whole in 6.7."""

_LONG_TAG = re.compile(rf"<[A-Za-z][^<>]{{{MAX_TAG // 2}}}")
_VOID = word_set("area base br col embed hr img input link meta source track wbr")
_CLOSED_BY_THE_NEXT = word_set("p li dt dd tr td th thead tbody tfoot option optgroup colgroup caption")
"""Elements whose end tags authors leave out; the next one of the kind closes them."""

_MARKS = word_set("a b big code em font i nobr s small strike strong tt u")
"""Formatting elements of the HTML standard, which a parser opens again in the next block."""


def bounded_html(html: str) -> str:
    """Return ``html`` without the tags that nest too deep; their text stays."""
    nesting = _Nesting()
    return TAG.sub(nesting.bounded, html)


def with_short_tags(html: str) -> str:
    """Return ``html`` with tags of more than ``MAX_TAG`` characters cut to their names."""
    if not _LONG_TAG.search(html):
        return html
    return TAG.sub(_short_tag, html)


def with_short_texts(html: str) -> str:
    """Return ``html`` with an empty comment before every so many ampersands of its text; a sanitiser leaves it out."""
    if html.count("&") < MAX_AMPERSANDS:
        return html
    numbers = count(1)
    return ">".join([_divided(part, numbers) for part in html.split(">")])


def _divided(part: str, numbers: Iterator[int]) -> str:
    """Return a text, with the tag behind it if there is one, divided at those of its ampersands whose number is due."""
    text, bracket, tag = part.partition("<")
    first, *rest = text.split("&")
    return "".join([first, *(f"{_ampersand(next(numbers))}{more}" for more in rest), bracket, tag])


def _ampersand(number: int) -> str:
    return "&" if number % MAX_AMPERSANDS else "<!---->&"


def _short_tag(match: re.Match[str]) -> str:
    is_short = match.end() - match.start() <= MAX_TAG
    return match.group() if is_short else f"<{match.group(1)}{match.group(2)}>"


class _Nesting:
    """The number of open elements and open marks while the tags of a page go by."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._n_marks = 0
        self._dropped: dict[str, int] = {}
        """Opening tags left out, by name: as many closing tags are left out too."""

    def bounded(self, match: re.Match[str]) -> str:
        """Return one tag, "" for one that nests too deep."""
        closing, name = match.group(1), match.group(2).lower()
        tag = _short_tag(match)
        if name in _VOID or name in _CLOSED_BY_THE_NEXT:
            return tag
        return self._close(name, tag) if closing else self._begin(name, tag)

    def _begin(self, name: str, tag: str) -> str:
        if len(self._open) >= MAX_OPEN or (name in _MARKS and self._n_marks >= MAX_OPEN_MARKS):
            self._dropped[name] = self._dropped.get(name, 0) + 1
            return ""
        self._open.append(name)
        self._n_marks += name in _MARKS
        return tag

    def _close(self, name: str, tag: str) -> str:
        if self._dropped.get(name):
            self._dropped[name] -= 1
            return ""
        if name in self._open:
            # Elements inside it are closed with it; marks stay open, as they do for a parser.
            last = len(self._open) - 1 - self._open[::-1].index(name)
            del self._open[last]
            self._n_marks -= name in _MARKS
        return tag
