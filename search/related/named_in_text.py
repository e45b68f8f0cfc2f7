"""Which guides a text names."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from index.analysis import STOP_WORDS, tokenize, whole_form
from index.names import JoinedNames, names_in

MAX_NAME_TOKENS = 6
"""Tokens of a name that is looked for in a text; by hand."""


class KnownGuideNames(NamedTuple):
    """Names of guides as texts write them.

    Attributes:
        rows: of guides by the keys of their names.
        proper: rows of guides whose names are written with a capital.
        everyday: rows of guides whose names are another word in small letters, such as Go and React.
    """

    rows: Mapping[str, int]
    proper: Collection[int]
    everyday: Collection[int]


class NameInText(NamedTuple):
    """The name of a guide as a text first writes it.

    Attributes:
        text: the name there.
        is_proper: it is a proper name, and no everyday word in small letters.
        is_certain: it is proper and written with a capital that no sentence begins with, here or further on.
    """

    text: str
    is_proper: bool
    is_certain: bool


def named_in(text: str, names: KnownGuideNames) -> dict[int, NameInText]:
    """Return the guides that ``text`` names by slug, title, skill or alias, in order, by row.

    At each place the longest name counts; stop words alone, such as ``when``, name nothing. A text with capitals on
    some proper name is taken to write all of them with capitals, so that its ``react`` is a word. In a text without
    any, names in small letters count, unless they are everyday words.
    """
    mentions = list(_mentions(text, names.rows))
    has_capitals = any(row in names.proper and not name.islower() for row, name, _ in mentions)
    never_lower = names.proper if has_capitals else names.everyday
    named: dict[int, NameInText] = {}
    for row, name, begins_sentence in mentions:
        if not (name.islower() and row in never_lower):
            is_proper = row in names.proper and row not in names.everyday
            is_certain = is_proper and not name.islower() and not begins_sentence
            first = named.setdefault(row, NameInText(name, is_proper, is_certain))
            named[row] = first._replace(is_certain=first.is_certain or is_certain)
    return named


def _mentions(text: str, rows: Mapping[str, int]) -> Iterator[tuple[int, str, bool]]:
    """Yield the row of each guide that is named, its name there, and whether the name begins a sentence."""

    def row_called(forms: Sequence[str]) -> int | None:
        return None if STOP_WORDS.issuperset(forms) else rows.get("".join(forms))

    tokens = list(tokenize(text))
    forms = [whole_form(token.group()) for token in tokens]
    names = JoinedNames(row_called, MAX_NAME_TOKENS)
    for first, last, row in names_in(forms, names.longest_at):
        begin, end = tokens[first].start(), tokens[last - 1].end()
        # from the last character of the token before: it may be the end of a sentence, as in ``...``
        before = text[tokens[first - 1].end() - 1 if first else 0 : begin].rstrip()
        yield row, text[begin:end], not before or before.endswith((".", "!", "?", ":"))
