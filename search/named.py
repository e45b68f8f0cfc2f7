"""Which guides a text names."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from index.analysis import STOP_WORDS, raw_words, whole_form

MAX_NAME_WORDS = 6


class Names(NamedTuple):
    """The rows of guides by the key of their names; those of ``proper`` names are written with a capital, and
    those of ``everyday`` names are another word without it."""

    rows: Mapping[str, int]
    proper: Collection[int]
    everyday: Collection[int]


def named_in(text: str, names: Names) -> dict[int, str]:
    """Return the guides that ``text`` names by title or alias, with the name as it first stands there.

    The longest name at a place is the one that is meant; stop words alone, such as ``when``, name nothing. Who
    writes a proper name with its capital writes all of them so: ``react`` is then a word. Who writes none so means
    them in small letters too.
    """
    found = list(_names_in(text, names.rows))
    careful = any(row in names.proper and not said.islower() for row, said in found)
    without = names.proper if careful else names.everyday
    meant: dict[int, str] = {}
    for row, said in found:
        if not (said.islower() and row in without):
            meant.setdefault(row, said)
    return meant


def _names_in(text: str, rows: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    words = list(raw_words(text))
    forms = [whole_form(word.group()) for word in words]
    place = 0
    while place < len(words):
        n_words = 1
        for length in range(min(MAX_NAME_WORDS, len(words) - place), 0, -1):
            row = rows.get("".join(forms[place : place + length]))
            if row is not None and not STOP_WORDS.issuperset(forms[place : place + length]):
                yield row, text[words[place].start() : words[place + length - 1].end()]
                n_words = length
                break
        place += n_words
