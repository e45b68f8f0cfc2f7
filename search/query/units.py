"""Units of quantities, and how else they are written: ``15min`` is ``15 minutes``."""

import re
from collections.abc import Sequence
from itertools import permutations

_UNITS = """
    ns nanosecond nanoseconds | ms msec millisecond milliseconds | s sec secs second seconds | min mins minute minutes
    h hr hrs hour hours | d day days | wk week weeks | month months | yr yrs year years | bit bits | byte bytes
    kb kilobyte kilobytes | mb megabyte megabytes | gb gigabyte gigabytes | tb terabyte terabytes | hz hertz
    khz kilohertz | mhz megahertz | ghz gigahertz | px pixel pixels | usd dollar dollars | eur euro euros
    kg kilogram kilograms | km kilometer kilometers | percent pct
"""
"""Units, each with its other spellings. By hand; ``m`` and ``k`` are none, as each stands for several."""

_OTHERS = {
    unit: tuple(others)
    for spellings in _UNITS.strip().replace("\n", "|").split("|")
    for unit, *others in permutations(spellings.split())
}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def other_units(words: Sequence[str]) -> tuple[str, ...]:
    """Return the other spellings of the unit, where two ``words`` are a number and a unit.

    >>> other_units(("15", "min")), other_units(("15", "cars")), other_units(("min",))
    (('mins', 'minute', 'minutes'), (), ())
    """
    return _OTHERS.get(words[1], ()) if len(words) == 2 and _NUMBER.fullmatch(words[0]) else ()
