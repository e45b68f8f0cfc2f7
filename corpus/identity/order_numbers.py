"""Numbers before names that only keep an order: ``01-intro``, ``2. Setup`` and ``(3)usage`` are ``intro``, ``Setup``
and ``usage``."""

import re
from collections import Counter
from collections.abc import Sequence

_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,3}[-_. ]+|\(\d{1,3}\)[-_. ]*)(?=[^\W\d_])")

Parts = tuple[str, ...]


def without_order_numbers(pages: Sequence[Parts]) -> list[Parts]:
    """Return the folders and the name of each page without numbers that keep an order.

    A number keeps an order if it begins with 0 or is in parentheses, if at least half of the names beside it have one,
    or if the folder had one: ``12-factor-apps`` among other names keeps its number. So do names that would be equal
    without their numbers.
    """
    names: dict[Parts, dict[str, None]] = {}
    for page in pages:
        for at, name in enumerate(page):
            names.setdefault(page[:at], {})[name] = None
    bare: dict[Parts, dict[str, str]] = {}
    for folder in sorted(names, key=len):
        in_order = bool(folder) and folder[-1] in bare[folder[:-1]]
        bare[folder] = _bare_names(list(names[folder]), in_order=in_order)
    return [tuple(bare[page[:at]].get(name, name) for at, name in enumerate(page)) for page in pages]


def _bare_names(names: Sequence[str], *, in_order: bool) -> dict[str, str]:
    """Return the name without its number for each of the names of a folder that has one."""
    numbers = {name: match for name in names if (match := _NUMBER.match(name))}
    in_order |= len(numbers) > 1 and len(numbers) * 2 >= len(names)
    bare = {name: name[match.end() :] for name, match in numbers.items() if in_order or name.startswith(("0", "("))}
    taken = Counter(bare.get(name, name).lower() for name in names)
    return {name: short for name, short in bare.items() if taken[short.lower()] == 1}
