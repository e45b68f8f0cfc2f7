"""A token to its surfaces: as it is spelled, joined, and by its parts."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from index.analysis.folding import fold
from index.analysis.scripts import is_unspaced, pairs, runs
from index.analysis.tokens import CALL, DASHES

MAX_TERM = 64
"""Characters of a surface. A longer one is cut, so that it still matches itself. By hand."""

MAX_CACHED = 1 << 15
"""Tokens, and names, whose analysis is cached: some megabytes. By hand."""

MAX_JOINED, MAX_PARTS = 24, 4
"""Characters and parts up to which a compound has a joined surface: paths and addresses have none. By hand."""

NAMES_WITH_DOT = frozenset({".net"})
"""Names that keep their dot, as ``net`` is another word. Other tokens lose it: ``.map()`` has the surface ``map``."""

_DOT_NET_FAMILY = frozenset({"asp", "vb", "ado", "ml"})
"""First parts of names that end in ``.net``; other such names are host names."""

_SEPARATORS = re.compile(r"::|[./\-_&@$\u2010\u2011]|\(\)")
_SIGNS = re.compile(rf"^{DASHES}|(?<=\w){CALL}$")
_NUMBER = re.compile(r"v?\d+(?:\.\d+)+")


class Surface(NamedTuple):
    """A surface of one token; ``offset`` is its position within the token.

    ``spelled`` marks a compound as it is written, which has no stem of its own (its joined form has).
    """

    term: str
    offset: int
    spelled: bool = False


class TokenForms(NamedTuple):
    """The surfaces of one token, and the number of positions that it takes."""

    surfaces: tuple[Surface, ...]
    n_positions: int


def analyze(token: str) -> TokenForms:
    """Return the surfaces of a token; none for a token of invisible characters.

    Only tokens of ordinary length are cached, so that long strings that readers type cannot fill the memory.
    """
    return _cached_forms(token) if len(token) <= MAX_TERM else _analyze(token)


def _analyze(token: str) -> TokenForms:
    if token.isascii() and token.isalnum():  # most tokens: nothing below applies to them
        return TokenForms((Surface(token.lower()[:MAX_TERM], 0),), 1)
    word = fold(token).replace("’", "'").strip("_'")
    if not word:
        return TokenForms((), 0)
    if is_unspaced(word):
        return _bigrams(word)
    word = _without_possessive(word)
    if _is_whole(word):
        return TokenForms((Surface(word[:MAX_TERM], 0),), 1)
    return _compound(word)


_cached_forms = lru_cache(maxsize=MAX_CACHED)(_analyze)


def whole_form(token: str) -> str:
    """Return the one surface that represents a whole token: the joined one of a compound."""
    if token.isascii() and token.isalnum():  # most tokens, as in ``_analyze``
        return token.lower()[:MAX_TERM]
    return whole_of(analyze(token).surfaces)


def whole_of(surfaces: Sequence[Surface]) -> str:
    """Return the one surface that represents the whole token with these ``surfaces``."""
    if surfaces and surfaces[0].spelled:
        return _SEPARATORS.sub("", surfaces[0].term) or surfaces[0].term
    return "".join(surface.term for surface in surfaces)


def is_number(word: str) -> bool:
    """Tell whether a folded word is a version or a decimal number: ``v1.2``, ``0.5``."""
    return bool(_NUMBER.fullmatch(word))


def _without_possessive(word: str) -> str:
    if "'" not in word:
        return word
    return word.removesuffix("'s")


def _is_whole(word: str) -> bool:
    """Tell whether a folded word has no parts."""
    if word in NAMES_WITH_DOT or word.isalnum() or is_number(word):
        return True
    if word.endswith(("++", "#")):
        return not _SEPARATORS.search(word)
    return not any(c.isalnum() for c in word)


def _compound(word: str) -> TokenForms:
    """Return the forms of a compound: as it is spelled, without signs of code, joined, and its parts."""
    parts = _parts(word)
    joined = "".join(_bare(part).replace(".", "") for part in parts)
    # ``name()`` is spelled in two ways, with and without its signs; a spelling equal to the joined form is left out.
    spelled = dict.fromkeys(form[:MAX_TERM] for form in (word, _SIGNS.sub("", word)) if form != joined)
    has_word = any(len(part) > 1 for part in parts)
    # a part that is no surface takes no position, so that ``b-tree index`` is a phrase of three surfaces without a gap
    findable = [part for part in parts if _is_findable_part(part, "/" in word, has_word, len(parts)) and _bare(part)]
    of_parts = tuple(Surface(_bare(part)[:MAX_TERM], offset) for offset, part in enumerate(findable))
    surfaces = [Surface(form, 0, spelled=True) for form in spelled]
    if (len(parts) <= MAX_PARTS and len(joined) <= MAX_JOINED) or not of_parts:
        surfaces.append(Surface(joined[:MAX_TERM], 0))
        if len(parts) == 1:  # the joined form is the part
            of_parts = ()
    surfaces += of_parts
    return TokenForms(tuple(surfaces), max(1, len(of_parts)))


def _parts(word: str) -> list[str]:
    """Return the parts of a compound: ``asp`` and ``.net`` of ``asp.net``, ``c#`` and ``.net`` of ``c#/.net``."""
    # Names with a dot are cut off by place: ``/.net`` may be repeated ten thousand times.
    end, names = len(word), []
    while name := next((name for name in NAMES_WITH_DOT if word.endswith(name, 0, end)), ""):
        start = end - len(name)
        if not (word.endswith("/", 0, start) or word[:start] in _DOT_NET_FAMILY):
            break
        names.append(name)
        end = start
        while word.endswith("/", 0, end):
            end -= 1
    parts = [part for part in _SEPARATORS.split(word[:end]) if part] or [word[:end]]
    if len(parts) == 1 and "'" in parts[0] and len(parts[0].split("'")[0]) <= 2:
        parts = [part for part in parts[0].split("'") if part]
    return [*parts, *reversed(names)]


def _bare(part: str) -> str:
    """Return a part without apostrophes, commas and a final plus, which readers leave out; ``c++`` keeps its own."""
    if part.endswith("++") or len(part) == 1:
        return part
    return part.replace("'", "").replace(",", "").removesuffix("+")


def _is_findable_part(part: str, has_slash: bool, has_word: bool, n_parts: int) -> bool:
    """Tell whether a part is a surface of its own: ``c`` of ``c/c++`` is, of ``objective-c`` or ``i/o`` it is not.

    Args:
        has_slash, has_word: whether the compound has a slash, and a part of more than one character.
    """
    if len(part) > 1 and not part.isdigit():
        return True
    if part.isdigit():
        return not has_slash or n_parts == 2
    return has_slash and has_word


def _bigrams(word: str) -> TokenForms:
    """Return the overlapping character pairs of runs in a script without spaces, and the forms of other runs."""
    surfaces: list[Surface] = []
    position = 0
    for run in runs(word):
        if not is_unspaced(run):
            forms = analyze(run)
            surfaces += [s._replace(offset=s.offset + position) for s in forms.surfaces]
            position += forms.n_positions
            continue
        of_run = pairs(run)
        surfaces += [Surface(pair, position + i) for i, pair in enumerate(of_run)]
        position += len(of_run)
    return TokenForms(tuple(surfaces), position)
