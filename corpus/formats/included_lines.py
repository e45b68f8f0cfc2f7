"""The lines of a file that a mark includes: ranges of lines, a marked region, a section, or those between two texts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.heading_slugs import github

_RANGE = re.compile(r"(?P<first>\d{0,6})(?:[:,-](?P<last>\d{0,6}))?$")
_HEADING = re.compile(r"(?P<level>#{1,6})[ \t]{1,9}(?P<title>\S.{0,300}?)[ \t#]{0,20}$")
_MARK = re.compile(
    r"ANCHOR(?P<ends_a>_END)?:[ \t]{0,9}(?P<a>[\w-]{1,80})"
    r"|--8<--[ \t]{1,9}\[[ \t]{0,9}(?:start|(?P<ends_b>end)):[ \t]{0,9}(?P<b>[\w-]{1,80})"
    r"|#(?P<ends_c>end)?region\b[ \t]{0,9}(?P<c>[\w*-]{0,80})"
    r"|^[ \t]{0,20}(?:///|<!--)[ \t]{0,9}\[(?P<d>[\w-]{1,80})\]"
)
"""What begins and ends a region: mdBook's, PyMdown's, VitePress's and docsify's, which has one mark for both."""

_MAY_MARK = ("ANCHOR", "--8<--", "region", "[")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a mark takes of a file; the whole file by default."""

    ranges: tuple[tuple[int, int | None], ...] = ()
    """Lines from and to, counted from 0, the last one excluded."""
    region: str = ""
    after: str = ""
    before: str = ""

    def of(self, text: str) -> str | None:
        """Return what is chosen of a file, without marks of regions; None where it is not there."""
        if self.after:
            _, found, text = text.partition(self.after)
            if not found:
                return None
        if self.before:
            text, found, _ = text.partition(self.before)
            if not found:
                return None
        lines = text.split("\n")
        if self.ranges:
            lines = [line for first, last in self.ranges for line in lines[first:last]]
        if self.region:
            lines = _region(lines, self.region) or _section(lines, self.region)
            if not lines:
                return None
        return "\n".join(line for line in lines if not _is_mark(line))


WHOLE = Choice()


def choice_of(written: str) -> Choice:
    """Return the choice that follows a path: ``:3:5``, ``3-5,9``, ``{3,}`` or the name of a region.

    >>> choice_of("3:5").ranges, choice_of("{3,}").ranges, choice_of("7").ranges, choice_of("setup").region
    (((2, 5),), ((2, None),), ((6, 7),), 'setup')
    """
    bare = written.strip(" {}#")
    if not bare:
        return WHOLE
    # In braces a comma parts the ends of a range, elsewhere two ranges.
    parts = [bare] if written.startswith("{") else bare.split(",")
    matches = [match for part in parts if (match := _RANGE.match(part.strip()))]
    if len(matches) < len(parts):
        return Choice(region=bare)
    return Choice(tuple([_bounds(match["first"], match["last"]) for match in matches]))


def choice_of_options(options: Mapping[str, str]) -> Choice:
    """Return the choice of the options of a directive or a tag."""
    first, last = options.get("start-line", ""), options.get("end-line", "")
    ranges: tuple[tuple[int, int | None], ...] = choice_of(options.get("lines", "")).ranges
    if first or last:
        ranges = ((_number(first) or 0, _number(last)),)
    after = options.get("start-after", options.get("start", ""))
    before = options.get("end-before", options.get("end", ""))
    return Choice(ranges, options.get("fragment", ""), after, before)


def _bounds(first: str, last: str | None) -> tuple[int, int | None]:
    start = max(int(first or 1) - 1, 0)
    return start, start + 1 if last is None else int(last) if last else None


def _number(text: str) -> int | None:
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 9 else None


def _region(lines: list[str], name: str) -> list[str]:
    """Return the lines of a region, [] for one that has no mark."""
    marks = [(at, match) for at, line in enumerate(lines) if (match := _mark(line))]
    start = next((at for at, match in marks if _name(match) == name and not _ends(match)), -1)
    if start < 0:
        return []
    ends = (at for at, match in marks if at > start and _name(match) in (name, "") and (match["d"] or _ends(match)))
    return lines[start + 1 : next(ends, len(lines))]


def _mark(line: str) -> re.Match[str] | None:
    return _MARK.search(line[:200]) if any(word in line for word in _MAY_MARK) else None


def _name(match: re.Match[str]) -> str:
    return match["a"] or match["b"] or match["c"] or match["d"] or ""


def _ends(match: re.Match[str]) -> bool:
    return bool(match["ends_a"] or match["ends_b"] or match["ends_c"])


def _is_mark(line: str) -> bool:
    match = _mark(line)
    return bool(match and (match["a"] or match["b"] or line.lstrip().startswith(("<!--", "//"))))


def _section(lines: list[str], anchor: str) -> list[str]:
    """Return the heading with this anchor and the lines below it, [] for none."""
    headings = [(at, match) for at, line in enumerate(lines) if (match := _HEADING.match(line))]
    for place, (start, heading) in enumerate(headings):
        if github(heading["title"]) == anchor:
            below = headings[place + 1 :]
            end = next((at for at, match in below if len(match["level"]) <= len(heading["level"])), len(lines))
            return lines[start:end]
    return []
