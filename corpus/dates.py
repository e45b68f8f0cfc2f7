"""Dates in the forms that authors write, each of a day, a month or a year."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ].*)?$")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (?:(\d{1,2})(?:st|nd|rd|th)?,? )?(\d{4})$")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? (\d{4})(?: .*)?$")
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? ", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A day, a month (``day`` 0) or a year (``month`` and ``day`` 0); in order, a month comes before its days.

    Raises: ValueError when the calendar has no such day.
    """

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the date in the ISO form ``2026``, ``2026-06`` or ``2026-06-30``; None for any other text."""
        match = _ISO.fullmatch(text)
        return cls._of(*match.groups()) if match else None

    @classmethod
    def _of(cls, *parts: str | None) -> Self | None:
        """Return the date of year, month and day in digits; None when the calendar has no such day."""
        numbers = [int(part) for part in parts if part]
        try:
            return cls(*numbers) if all(numbers) else None
        except ValueError:
            return None

    @property
    def first_day(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def number(self) -> int:
        """The date as the index stores it: 20260630, 20260600 for June, 20260000 for the year."""
        return self.year * 10000 + self.month * 100 + self.day

    @property
    def words(self) -> str:
        """The date in English: ``30 June 2026``, ``June 2026``, ``2026``."""
        month = MONTHS[self.month - 1] if self.month else ""
        return " ".join(filter(None, (str(self.day or ""), month, f"{self.year:04}")))

    def __str__(self) -> str:
        return "-".join((f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)))


def iso_date(text: str) -> str:
    """Return the date in ``text`` as ``2026``, ``2026-06`` or ``2026-06-30``; "" for text that is no date.

    >>> [iso_date(text) for text in ("June 2026", "2026-6-3", "3 Jun 2026", "2026-06-30T10:00Z")]
    ['2026-06', '2026-06-03', '2026-06-03', '2026-06-30']
    """
    text = _WEEKDAY.sub("", " ".join(text[:80].split()), count=1)
    written = None
    if match := _YEAR_FIRST.match(text):
        written = PartialDate._of(*match.groups())
    elif match := _MONTH_FIRST.match(text):
        written = PartialDate._of(match[3], _month(match[1]), match[2])
    elif match := _DAY_FIRST.match(text):
        written = PartialDate._of(match[3], _month(match[2]), match[1])
    return str(written or "")


def date_number(text: str) -> int:
    """Return the ``PartialDate.number`` of an ISO date, 0 for a text that is no date."""
    parsed = PartialDate.parse(text)
    return parsed.number if parsed else 0


def is_after(text: str, today: str) -> bool:
    """Return whether an ISO date is wholly after ``today``, another one; False where either is no date."""
    parsed, other = PartialDate.parse(text), PartialDate.parse(today)
    return bool(parsed and other and parsed.first_day > other.last_day)


def _month(name: str) -> str:
    """Return the number of the month ``name``, which may be cut ("Jun"); "0" for any other word."""
    name = name.capitalize()[: 3 if name.lower() == "sept" else None]
    return str(next((i for i, month in enumerate(MONTHS, 1) if month.startswith(name)), 0))
