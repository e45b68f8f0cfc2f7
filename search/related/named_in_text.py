"""Which guides a text names."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from index.analysis import STOP_WORDS, tokenize, whole_form

MAX_NAMED_TOKENS = 6
"""Tokens of a text that may form one name; by hand."""


class GuideNames(NamedTuple):
    """The rows of guides by the key of their names; those of ``proper`` names are written with a capital, and
    those of ``everyday`` names are another word without it."""

    rows: Mapping[str, int]
    proper: Collection[int]
    everyday: Collection[int]


class Named(NamedTuple):
    """A name as it first stands in a text; ``is_proper`` is one that is no everyday word, ``is_certain`` one that
    is written so: with a capital that no sentence begins with."""

    said: str
    is_proper: bool
    is_certain: bool


def named_in(text: str, names: GuideNames) -> dict[int, Named]:
    """Return the guides that ``text`` names by title or alias.

    The longest name at a place is the one that is meant; stop words alone, such as ``when``, name nothing. Who
    writes a proper name with its capital writes all of them so: ``react`` is then a word. Who writes none so means
    them in small letters too.
    """
    found = [(row, begin, text[begin:end]) for row, begin, end in _names_in(text, names.rows)]
    careful = any(row in names.proper and not said.islower() for row, _, said in found)
    without = names.proper if careful else names.everyday
    meant: dict[int, Named] = {}
    for row, begin, said in found:
        if not (said.islower() and row in without):
            is_proper = row in names.proper and row not in names.everyday
            is_certain = is_proper and not said.islower() and not _begins_sentence(text, begin)
            first = meant.setdefault(row, Named(said, is_proper, is_certain))
            meant[row] = first._replace(is_certain=first.is_certain or is_certain)
    return meant


def _begins_sentence(text: str, place: int) -> bool:
    before = text[:place].rstrip()
    return not before or before.endswith((".", "!", "?", ":"))


def _names_in(text: str, rows: Mapping[str, int]) -> Iterator[tuple[int, int, int]]:
    """Yield the rows of the guides that are named, and where each name begins and ends."""
    words = list(tokenize(text))
    forms = [whole_form(word.group()) for word in words]
    place = 0
    while place < len(words):
        n_words = 1
        for length in range(min(MAX_NAMED_TOKENS, len(words) - place), 0, -1):
            row = rows.get("".join(forms[place : place + length]))
            if row is not None and not STOP_WORDS.issuperset(forms[place : place + length]):
                yield row, words[place].start(), words[place + length - 1].end()
                n_words = length
                break
        place += n_words
