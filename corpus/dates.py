"""Dates in the forms that authors write, as ISO dates of the same precision."""

import re

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ].*)?$")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (?:(\d{1,2})(?:st|nd|rd|th)?,? )?(\d{4})$")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? (\d{4})(?: .*)?$")
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? ", re.IGNORECASE)


def iso_date(text: str) -> str:
    """Return the date in ``text`` as ``2026``, ``2026-06`` or ``2026-06-30``; "" for text that is no date.

    >>> [iso_date(text) for text in ("June 2026", "2026-6-3", "3 Jun 2026", "2026-06-30T10:00Z")]
    ['2026-06', '2026-06-03', '2026-06-03', '2026-06-30']
    """
    text = _WEEKDAY.sub("", " ".join(text[:80].split()), count=1)
    if match := _ISO.match(text):
        return _iso(match.group(1), match.group(2) or "", match.group(3) or "")
    if match := _MONTH_FIRST.match(text):
        return _iso(match.group(3), _month(match.group(1)), match.group(2) or "")
    if match := _DAY_FIRST.match(text):
        return _iso(match.group(3), _month(match.group(2)), match.group(1))
    return ""


def is_after(date: str, today: str) -> bool:
    """Return whether ``date`` is after ``today``, compared at the precision of the less precise one."""
    precision = min(len(date), len(today))
    return date[:precision] > today[:precision]


def _month(name: str) -> str:
    """Return the number of the month ``name``, which may be cut ("Jun"); "0" for any other word."""
    name = "sep" if name.lower() == "sept" else name.lower()
    return str(next((i for i, month in enumerate(_MONTHS, 1) if month.startswith(name)), 0))


def _iso(year: str, month: str, day: str) -> str:
    if month and not 1 <= int(month) <= 12:
        return ""
    if day and not 1 <= int(day) <= 31:
        return ""
    return "-".join(part for part in (year, month.zfill(2) * bool(month), day.zfill(2) * bool(day)) if part)
