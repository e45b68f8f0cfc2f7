"""Text to terms: the one analyzer, for indexing and for queries.

A *surface* is a word as it is matched exactly: case and accents folded, nothing else. A *stem term* is
what several surfaces share; it is kept in the same vocabulary behind ``STEM``, so that one matrix holds
both. Technical words are words: ``C++``, ``C#`` and ``.NET`` are surfaces without parts, and a compound
(``Node.js``, ``CI/CD``, ``std::vector``, ``snake_case``) is found as it is spelled, joined (``nodejs``) and
by its parts. So is a word with the signs of code around it: ``--name`` and ``name()`` are spelled so, and are
``name`` as well. Operators are words where they stand alone (``::``, ``...``, ``>>>``) or join others (``=>``).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import Stemmer

VERSION = "3"
"""Part of every index's fingerprint: raise it whenever the same text would give other terms."""

STEM = "\x01"
"""Stands before a stem in the vocabulary: no surface holds a control character."""

MAX_TERM = 64
"""Characters of a surface; what is longer is cut, so that it still matches itself."""

N_KEPT = 1 << 15
"""Words, and names, whose analysis is kept: some megabytes."""

MAX_JOINED = 24
MAX_PARTS = 4

NAMES_WITH_DOT = frozenset({".net"})
"""Names of which the dot is a part: ``net`` alone is another word. (``.map()`` is found by ``map``.)"""

_DOT_NET_FAMILY = frozenset({"asp", "vb", "ado", "ml"})
"""What ``.net`` is a part of; elsewhere it ends the name of a host."""

_MARKS = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1000-\u109f"
    "\u200b-\u200d\u2060\ufeff"
)
_UNSPACED = (
    "\u0e00-\u0e7f\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003134f"
)
_LETTER = rf"[\w{_MARKS}]"
_UNIT = rf"{_LETTER}+(?:(?:\+\+|\uff0b\uff0b)(?![+\uff0b])|[#+\u266f\uff03\uff0b](?!\w))?"
_DASHES = r"(?<![^\s(\[{\"'`|,=])--?(?=[^\W\d])"
_DOT = r"(?<![\w.])\.(?=[^\W\d])"
_CALL = r"\(\)"
_JOINT = r"(?:::|/\.|[./\-_'’&@\u2010\u2011]|(?<=\d),(?=\d\d\d(?!\d)))"
_ALONE = (
    r"(?<![^\s(\"'`])(?:(?![!?]+(?!\S))[!#$%&*+./:<=>?@\\^|~-]{2,6}|\(\)|\[\]|\{\})(?![^\s,;.)\"'`])"
    r"|[\u2600-\u27bf\U0001f000-\U0001faff]"
)
_OPERATOR = r"(?:(?:(?<!\w)|(?=\?\?=?\w))\?\?=?|\?\.|=>|->|<-|===?|!==?|<=>|<=|>=|&&|\|\||\|>|:=|<<|>>)"
_RAW = re.compile(
    rf"(?:{_DASHES})?(?:{_DOT})?[@$]?{_UNIT}(?:{_JOINT}{_UNIT})*(?:{_CALL})?"
    rf"|{_ALONE}"
    rf"|(?<![=<>!&|?:\-+*/]){_OPERATOR}(?![=<>!&|?:\-+*/])"
)
_SEPARATORS = re.compile(r"::|[./\-_&@$\u2010\u2011]|\(\)")
_SIGNS = re.compile(rf"^{_DASHES}|(?<=\w){_CALL}$")
_ORNAMENT = re.compile(r"\.{2,}|-{2,}|[\u2600-\u27bf\U0001f000-\U0001faff]")
_ZEROES = re.compile(r"(?:\.0)+$")
_NUMBER = re.compile(r"v?\d+(?:\.\d+)+")
_UNSPACED_RUN = re.compile(rf"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_HAS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_REPLACED = {**dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF]), 0x266F: "#"}
"""What says nothing, and the sharp sign that stands for the one on keyboards."""

_STEMMABLE = re.compile(r"[^\W\d_]{3,}")


class Surface(NamedTuple):
    """A surface of one raw word; ``offset`` is its position within that word.

    ``spelled`` marks a compound as it is written, which has no stem of its own (its joined form has).
    """

    term: str
    offset: int
    spelled: bool = False


class TokenForms(NamedTuple):
    """What one raw word is found by, and how many positions it takes."""

    surfaces: tuple[Surface, ...]
    n_positions: int


def fold(text: str) -> str:
    """Return ``text`` without case, accents and invisible characters."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.translate(_REPLACED)).casefold()
    bare = "".join(c for c in folded if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFKC", bare)


def tokenize(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of ``text`` as they are written, compounds whole."""
    return _RAW.finditer(text)


def analyze(raw: str) -> TokenForms:
    """Return the surfaces that a raw word is found by; none for a word of invisible characters.

    Only words of ordinary length are kept, so that what readers type cannot fill the memory.
    """
    return _cached_forms(raw) if len(raw) <= MAX_TERM else _analyze(raw)


def _analyze(raw: str) -> TokenForms:
    if raw.isascii() and raw.isalnum():  # most words: nothing of what follows applies to them
        return TokenForms((Surface(raw.lower()[:MAX_TERM], 0),), 1)
    word = fold(raw).replace("’", "'").strip("_'")
    if not word:
        return TokenForms((), 0)
    if _HAS_UNSPACED.search(word):
        return _bigrams(word)
    word = _without_possessive(word)
    if _is_whole(word):
        return TokenForms((Surface(word[:MAX_TERM], 0),), 1)
    return _compound(word)


_cached_forms = lru_cache(maxsize=N_KEPT)(_analyze)


@lru_cache(maxsize=1 << 18)
def stem(surface: str, lang: str = "en") -> str:
    """Return the stem that ``surface`` shares with its inflections, in the language's Snowball stemmer.

    Words with digits or symbols, words under three letters, and languages without a stemmer keep the
    surface. Source: Porter, Snowball (2001), by way of PyStemmer. Where English loses the e of -ance and -ence
    with -ing and -ed, it is put back: ``referencing`` has the stem of ``reference``.
    """
    algorithm = _ALGORITHMS.get(lang.split("-")[0].lower())
    if algorithm is None or not _STEMMABLE.fullmatch(surface):
        return surface
    stemmed: str = _stemmer(algorithm).stemWord(surface)
    if algorithm == "english" and stemmed.endswith(("anc", "enc")):
        stemmed = _stemmer(algorithm).stemWord(f"{stemmed}e")
    return stemmed


def normal_title(text: str) -> str:
    """Return what two titles share when a reader would call them the same.

    No word is dropped: ``What is C?`` is not ``What is C++?``. Compounds are joined (``Node.js`` is ``NodeJS``),
    a version is as exact as it need be (``OAuth 2.0`` is ``OAuth 2``), and dashes, dots and pictures beside
    words say nothing.
    """
    words = [match.group() for match in tokenize(text)]
    return " ".join(filter(None, map(_title_word, words))) or " ".join(map(whole_form, words)).strip()


def _title_word(raw: str) -> str:
    whole = whole_form(raw)
    return "" if is_ornament(whole) else without_zeroes(whole)


def without_zeroes(whole: str) -> str:
    """Return a version without what it need not say: ``2.0`` is ``2``; other words as they are."""
    return _ZEROES.sub("", whole) if _NUMBER.fullmatch(whole) else whole


def is_ornament(whole: str) -> bool:
    """Tell whether a word is a dash, dots or a picture, which say nothing beside other words."""
    return bool(_ORNAMENT.fullmatch(whole))


def name_key(text: str) -> str:
    """Return what two names share when they differ only in spaces, case, accents and joints.

    ``Rate Limiting``, ``rate-limiting`` and ``ratelimiting`` are one name; ``C``, ``C++`` and ``C#`` three.
    """
    return _kept_name_key(text) if len(text) <= MAX_TERM else _name_key(text)


def _name_key(text: str) -> str:
    return normal_title(text).replace(" ", "")


_kept_name_key = lru_cache(maxsize=N_KEPT)(_name_key)


def whole_form(raw: str) -> str:
    """Return the one surface that stands for all of a raw word: joined where it is a compound."""
    if raw.isascii() and raw.isalnum():  # most words, as in ``_analyze``
        return raw.lower()[:MAX_TERM]
    return whole_of(analyze(raw).surfaces)


def whole_of(surfaces: Sequence[Surface]) -> str:
    """Return the one surface that stands for all ``surfaces`` of a raw word."""
    if surfaces and surfaces[0].spelled:
        return _SEPARATORS.sub("", surfaces[0].term) or surfaces[0].term
    return "".join(surface.term for surface in surfaces)


@lru_cache(maxsize=32)
def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(algorithm, 0)


def _without_possessive(word: str) -> str:
    if "'" not in word:
        return word
    return word.removesuffix("'s")


def _is_whole(word: str) -> bool:
    """Tell whether a folded word has no parts."""
    if word in NAMES_WITH_DOT or word.isalnum() or _NUMBER.fullmatch(word):
        return True
    if word.endswith(("++", "#")):
        return not _SEPARATORS.search(word)
    return not any(c.isalnum() for c in word)


def _compound(word: str) -> TokenForms:
    parts = _parts(word)
    joined = "".join(_bare(part).replace(".", "") for part in parts)
    spelled = dict.fromkeys(form[:MAX_TERM] for form in (word, _SIGNS.sub("", word)) if form != joined)
    plain = tuple(
        Surface(_bare(part)[:MAX_TERM], offset)
        for offset, part in enumerate(parts)
        if _is_worth_finding(part, word, parts)
    )
    surfaces = [Surface(form, 0, spelled=True) for form in spelled]
    if (len(parts) <= MAX_PARTS and len(joined) <= MAX_JOINED) or not plain:
        surfaces.append(Surface(joined[:MAX_TERM], 0))
        if len(parts) == 1:
            plain = ()
    surfaces += [surface for surface in plain if surface.term]
    return TokenForms(tuple(surfaces), max(1, len(parts)))


def _parts(word: str) -> list[str]:
    """Return the parts of a compound; those of ``asp.net`` are ``asp`` and ``.net``, of ``c#/.net`` too."""
    for name in NAMES_WITH_DOT:
        head = word.removesuffix(name)
        if head != word and (head in _DOT_NET_FAMILY or head.endswith("/")):
            return [*_parts(head.rstrip("/")), name]
    parts = [part for part in _SEPARATORS.split(word) if part]
    if len(parts) == 1 and "'" in parts[0] and len(parts[0].split("'")[0]) <= 2:
        return [part for part in parts[0].split("'") if part]
    return parts or [word]


def _bare(part: str) -> str:
    """Return a part without the signs that readers leave out; ``c++`` keeps its own."""
    if part.endswith("++") or len(part) == 1:
        return part
    return part.replace("'", "").replace(",", "").removesuffix("+")


def _is_worth_finding(part: str, word: str, parts: list[str]) -> bool:
    """Tell whether readers look for this part alone: ``c`` of ``c/c++`` yes, of ``objective-c`` or ``i/o`` no."""
    if len(part) > 1 and not part.isdigit():
        return True
    if part.isdigit():
        return "/" not in word or len(parts) == 2
    return "/" in word and any(len(other) > 1 for other in parts)


def _bigrams(word: str) -> TokenForms:
    """Return overlapping pairs of characters where a script writes no spaces, other runs as words."""
    surfaces: list[Surface] = []
    position = 0
    for run in _UNSPACED_RUN.findall(word):
        if not _HAS_UNSPACED.match(run):
            inner = analyze(run)
            surfaces += [s._replace(offset=s.offset + position) for s in inner.surfaces]
            position += inner.n_positions
            continue
        pairs = [run[i : i + 2] for i in range(len(run) - 1)] or [run]
        surfaces += [Surface(pair, position + i) for i, pair in enumerate(pairs)]
        position += len(pairs)
    return TokenForms(tuple(surfaces), position)


_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
    "yi": "yiddish",
}  # fmt: skip

STOP_WORDS = frozenset(
    """
    a able about above across actually after again against all almost along already also although always
    am among an and another any anybody anyone anything anyway are aren't around article articles as at
    away back be because become becomes been before being below best better between both but by came can
    can't cannot come comes could couldn't describe did didn't difference different do does doesn't
    doing don't done down during each either else enough especially etc ever every example explain far
    few following for found from further get gets give given gives good got had hadn't has hasn't have
    haven't having he help her here hers herself him himself his how however i i'd i'll i'm i've if in
    information interested into is isn't it it's its itself just kind know known less let's like lot
    made make makes making many may maybe me mean means might more most much must my myself need needs
    neither no nor not now of off often ok on once one only or other others ought our ours ourselves out
    over own paper papers per perhaps please possible possibly put question questions quite rather
    really same say says see seem seems shall she should shouldn't show shown simple simply since so
    some someone something sometimes still such sure take taken tell than that that's the their theirs
    them themselves then there there's these they they're thing things think this those though through
    thus to too tried try trying under understand until up upon us use used uses using usually various
    versus very via vs want wants was wasn't way ways we we're well were weren't what what's whatever when where
    whether which while who whom whose why will with within without won't work working works would
    wouldn't yes yet you you'd you'll you're you've your yours yourself yourselves
    """.split()  # noqa: SIM905 - words read better as a text
)
"""Left out of English queries, never of the index, and never when nothing else is said."""

GLUE = frozenset("a an and are at do does how i in is my of on or the to versus vs was what when why with".split())  # noqa: SIM905
"""The stop words that short queries lose: in ``for loop`` or ``like operator`` the others mean something."""
