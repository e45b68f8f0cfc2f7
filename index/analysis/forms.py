"""A token to its surfaces: as it is spelled, joined, and by its parts."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from index.analysis.compounds import (
    HUMP,
    NAMES_WITH_DOT,
    bare,
    has_joint,
    joined,
    number_and_unit,
    parts_of,
    units_of,
    with_humps,
    without_plus,
)
from index.analysis.folding import fold, with_digraphs
from index.analysis.limits import MAX_CACHED, MAX_TERM
from index.analysis.money import amount
from index.analysis.scripts import is_unspaced, pairs, runs
from index.analysis.stems import stem
from index.analysis.tokens import CALL, DASHES

MAX_JOINED, MAX_PARTS = 24, 4
"""Characters and parts up to which a compound has a joined surface: paths and addresses have none. By hand."""

_SIGNS = re.compile(rf"^{DASHES}|(?<=\w){CALL}$")
_CAPITALS_AND_S = re.compile(r"[A-Z]{2,5}s")
_NUMBER = re.compile(r"v?\d+(?:\.\d+)+")

# Articles and prepositions that lose their vowel before one, in French, Italian and Catalan.
_ELIDED = re.compile(
    r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|gl|un|all|agl|dall|dagl|dell|degl|nell|negl|sull|sugl|coll"
    r"|quell|quest|bell|sant|anch|tutt|senz|sott|mezz|com|dov|quand|grand)'(?=[aeiouhy][\w-]|\d|y(?!\w))"
)


class Surface(NamedTuple):
    """A surface of one token; ``offset`` is its position within the token.

    ``spelled`` marks another spelling of the token, which has no stem of its own: a compound as it is written (its
    joined form has a stem), or ``soeren`` for ``Søren``.
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


def is_plain(token: str) -> bool:
    """Tell whether a token, as most are, has no form but itself in small letters: it is of letters, without humps."""
    return token.isascii() and token.isalpha() and (token[1:].islower() or token.isupper())


def _analyze(token: str) -> TokenForms:
    if is_plain(token):
        return _of_one(token.lower())
    with_parts = with_humps(amount(token))
    forms = _forms(fold(with_parts))
    if abbreviation := _singular(token):
        return _with_spellings(_of_one(abbreviation), forms)
    digraphs = "" if token.isascii() else with_digraphs(with_parts)
    return _with_spellings(forms, _forms(fold(digraphs))) if digraphs else forms


def _singular(token: str) -> str:
    """Return the abbreviation of which a token in capitals is the plural, ``ci`` of ``CIs``; ``""`` for other tokens.

    Of most the stem tells as much; of these only the small s does.
    """
    if not _CAPITALS_AND_S.fullmatch(token):
        return ""
    plural = token.lower()
    return plural[:-1] if stem(plural) != stem(plural[:-1]) else ""


_cached_forms = lru_cache(maxsize=MAX_CACHED)(_analyze)


def whole_form(token: str) -> str:
    """Return the one form that represents a whole token: the joined one of a compound, also where that is no surface.

    The apostrophes and articles around a word are no part of it: ``utente`` for ``l'utente``.
    """
    if token.isascii() and token.isalnum():  # most tokens
        return _singular(token) or token.lower()[:MAX_TERM]
    word = fold(with_humps(amount(token))).strip("_'")
    if is_unspaced(word):
        return word.replace(HUMP, "")
    word = word.removesuffix("'s")
    if elided := _ELIDED.match(word):
        word = word[elided.end() :]
    return (word if _is_whole(word) else joined(word))[:MAX_TERM]


def is_number(word: str) -> bool:
    """Tell whether a folded word is a version or a decimal number: ``v1.2``, ``0.5``."""
    return bool(_NUMBER.fullmatch(word))


def _with_spellings(forms: TokenForms, others: TokenForms) -> TokenForms:
    """Return ``forms`` with the surfaces of ``others`` that they lack, as other spellings."""
    known = {(surface.term, surface.offset) for surface in forms.surfaces}
    new = [s._replace(spelled=True) for s in others.surfaces if (s.term, s.offset) not in known]
    return forms._replace(surfaces=(*new, *forms.surfaces))


def _forms(word: str) -> TokenForms:
    """Return the forms of a folded word."""
    word = word.strip("_'")
    if not word:
        return TokenForms((), 0)
    if is_unspaced(word):
        return _of_runs(word)
    word = word.removesuffix("'s")
    if elided := _ELIDED.match(word):
        return _behind_article(word, elided.end())
    return _of_word(word)


def _of_word(word: str) -> TokenForms:
    return _of_one(word) if _is_whole(word) else _compound(word)


def _of_one(word: str) -> TokenForms:
    return TokenForms((Surface(word[:MAX_TERM], 0),), 1)


def _is_whole(word: str) -> bool:
    """Tell whether a folded word has no parts."""
    if word in NAMES_WITH_DOT or is_number(word) or (word.isalnum() and not number_and_unit(word)):
        return True
    if word.endswith(("++", "#")):
        return HUMP not in word and not has_joint(word)
    return not any(c.isalnum() for c in word)


def _behind_article(word: str, start: int) -> TokenForms:
    """Return the forms of what an elided article, which ends at ``start``, precedes: ``utente`` of ``l'utente``.

    The word with its article is another spelling of it.
    """
    forms = _of_word(word[start:])
    plain = word.replace(HUMP, "")
    spellings = (Surface(form[:MAX_TERM], 0, spelled=True) for form in (plain, joined(plain)))
    return forms._replace(surfaces=(*spellings, *forms.surfaces))


def _compound(word: str) -> TokenForms:
    """Return the forms of a compound: as it is spelled, without signs of code, joined, and its parts."""
    plain = word.replace(HUMP, "")
    as_one, parts = without_plus(joined(word)), parts_of(word)
    # ``name()`` is spelled in two ways, with and without its signs; a spelling equal to the joined form is left out.
    spelled = dict.fromkeys(form[:MAX_TERM] for form in (plain, _SIGNS.sub("", plain)) if form != as_one)
    surfaces = [Surface(form, 0, spelled=True) for form in spelled]
    of_parts, n_positions = _surfaces_of(parts, has_slash="/" in word)
    if (len(parts) <= MAX_PARTS and len(as_one) <= MAX_JOINED) or not of_parts:
        surfaces.append(Surface(as_one[:MAX_TERM], 0))
    surfaces += of_parts
    return TokenForms(tuple(dict.fromkeys(surfaces)), max(1, n_positions))


def _surfaces_of(parts: Sequence[str], has_slash: bool) -> tuple[list[Surface], int]:
    """Return the surfaces of the parts of a compound and of the units of each, and the positions that they take.

    What is no surface takes no position, so that ``b-tree index`` is a phrase of three surfaces without a gap.
    """
    has_word = any(len(part) > 1 for part in parts)
    surfaces: list[Surface] = []
    position = 0
    for part in parts:
        term = bare(part)[:MAX_TERM] if _is_findable_part(part, has_slash, has_word, len(parts)) else ""
        units = [unit for unit in map(bare, units_of(part)) if len(unit) > 1 or unit.isdigit()]
        surfaces += [Surface(term, position)] if term else []
        if units != [term] and term:
            surfaces += [Surface(unit[:MAX_TERM], place) for place, unit in enumerate(units, position)]
        position += max(len(units), 1) if term else 0
    return surfaces, position


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


def _of_runs(word: str) -> TokenForms:
    """Return the overlapping pairs of runs in a script without spaces, and the forms of other runs."""
    surfaces: list[Surface] = []
    position = 0
    for run in runs(word):
        if is_unspaced(run):
            terms = pairs(run)
            surfaces += [Surface(term[:MAX_TERM], position + i) for i, term in enumerate(terms)]
            position += len(terms)
        else:
            forms = _cached_run(run) if len(run) <= MAX_TERM else _forms(run)
            surfaces += [Surface(s.term, s.offset + position, s.spelled) for s in forms.surfaces]
            position += forms.n_positions
    return TokenForms(tuple(surfaces), position)


_cached_run = lru_cache(maxsize=MAX_CACHED)(_forms)
