"""Text to terms: the one analyzer, for indexing and for queries.

A *token* is a word as it occurs in a text. A *surface* is a token with case and accents folded, which is matched
exactly. A *stem* is shared by several surfaces; it is kept in the same vocabulary behind ``STEM``, so that one matrix
holds both. Technical words are tokens: ``C++``, ``C#`` and ``.NET`` have one surface each, and a compound (``Node.js``,
``CI/CD``, ``std::vector``, ``snake_case``) has one as it is spelled, one joined (``nodejs``), and one for each part. So
has a token with the signs of code around it: ``--name`` and ``name()`` have the surface ``name`` as well. Operators are
tokens where they are alone (``::``, ``...``, ``>>>``) or join others (``=>``).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import Stemmer

VERSION = "3"
"""Version of the analyzer, in the manifest of every index: to be raised when a text gives other terms than before."""

STEM = "\x01"
"""Prefix of a stem in the vocabulary; no surface contains a control character."""

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

# Combining marks, whole Indic blocks and invisible characters: they continue a word where ``\w`` does not match.
_MARKS = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1000-\u109f"
    "\u200b-\u200d\u2060\ufeff"
)
# Thai, kana and Chinese characters: scripts without spaces between words.
_UNSPACED = (
    "\u0e00-\u0e7f\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003134f"
)
_LETTER = rf"[\w{_MARKS}]"
# Letters and digits, with ``++``, ``#`` or ``+`` at the end: ``c++``, ``c#``.
_UNIT = rf"{_LETTER}+(?:(?:\+\+|\uff0b\uff0b)(?![+\uff0b])|[#+\u266f\uff03\uff0b](?!\w))?"
# The dashes of an option, after a space or an opening sign: ``-v``, ``--name``.
_DASHES = r"(?<![^\s(\[{\"'`|,=])--?(?=[^\W\d])"
# The dot of ``.NET``, and the brackets of ``name()``.
_DOT = r"(?<![\w.])\.(?=[^\W\d])"
_CALL = r"\(\)"
# A sign that joins the units of a compound; a comma does so between the digits of ``1,000`` alone.
_JOINT = r"(?:::|/\.|[./\-_'’&@\u2010\u2011]|(?<=\d),(?=\d\d\d(?!\d)))"
# Two to six signs of code alone, as ``::``, but no ``?!`` of prose; a pair of brackets; a picture.
_ALONE = (
    r"(?<![^\s(\"'`])(?:(?![!?]+(?!\S))[!#$%&*+./:<=>?@\\^|~-]{2,6}|\(\)|\[\]|\{\})(?![^\s,;.)\"'`])"
    r"|[\u2600-\u27bf\U0001f000-\U0001faff]"
)
# An operator, which may join words: ``a=>b``. ``??`` behind a word ends a sentence, unless a word follows.
_OPERATOR = r"(?:(?:(?<!\w)|(?=\?\?=?\w))\?\?=?|\?\.|=>|->|<-|===?|!==?|<=>|<=|>=|&&|\|\||\|>|:=|<<|>>)"
_TOKEN = re.compile(
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
"""Invisible characters, which are removed, and the music sharp sign, which is read as ``#``."""

_STEMMABLE = re.compile(r"[^\W\d_]{3,}")


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


def fold(text: str) -> str:
    """Return ``text`` without case, accents and invisible characters."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.translate(_REPLACED)).casefold()
    bare = "".join(c for c in folded if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFKC", bare)


def tokenize(text: str) -> Iterator[re.Match[str]]:
    """Yield the tokens of ``text`` in order, compounds whole."""
    return _TOKEN.finditer(text)


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
    if _HAS_UNSPACED.search(word):
        return _bigrams(word)
    word = _without_possessive(word)
    if _is_whole(word):
        return TokenForms((Surface(word[:MAX_TERM], 0),), 1)
    return _compound(word)


_cached_forms = lru_cache(maxsize=MAX_CACHED)(_analyze)


@lru_cache(maxsize=1 << 18)
def stem(surface: str, lang: str = "en") -> str:
    """Return the stem that ``surface`` shares with its inflections, by the language's Snowball stemmer.

    A surface with digits or symbols, one under three letters, and one in a language without a stemmer is its own
    stem. English words in -ancing, -anced, -encing and -enced get the e back that the stemmer drops: ``referencing``
    has the stem of ``reference``. Source: Porter, Snowball (2001), by way of PyStemmer.
    """
    algorithm = _ALGORITHMS.get(lang.split("-")[0].lower())
    if algorithm is None or not _STEMMABLE.fullmatch(surface):
        return surface
    stemmed: str = _stemmer(algorithm).stemWord(surface)
    if algorithm == "english" and stemmed.endswith(("anc", "enc")):
        stemmed = _stemmer(algorithm).stemWord(f"{stemmed}e")
    return stemmed


def normal_title(text: str) -> str:
    """Return a key that is equal for titles that a reader would call the same.

    No word is dropped: ``What is C?`` is not ``What is C++?``. Compounds are joined (``Node.js`` is ``NodeJS``),
    a version loses its final zeroes (``OAuth 2.0`` is ``OAuth 2``), and dashes, dots and pictures beside words are
    left out.
    """
    tokens = [match.group() for match in tokenize(text)]
    return " ".join(filter(None, map(_title_word, tokens))) or " ".join(map(whole_form, tokens)).strip()


def _title_word(token: str) -> str:
    whole = whole_form(token)
    return "" if is_ornament(whole) else without_zeroes(whole)


def without_zeroes(whole: str) -> str:
    """Return a version number without its final zeroes: ``2`` for ``2.0``; other words as they are."""
    return _ZEROES.sub("", whole) if _NUMBER.fullmatch(whole) else whole


def is_ornament(whole: str) -> bool:
    """Tell whether a whole form is a dash, dots or a picture, which are left out beside words."""
    return bool(_ORNAMENT.fullmatch(whole))


def name_key(text: str) -> str:
    """Return a key that is equal for names that differ only in spaces, case, accents and joints.

    ``Rate Limiting``, ``rate-limiting`` and ``ratelimiting`` are one name; ``C``, ``C++`` and ``C#`` three.
    """
    return _cached_name_key(text) if len(text) <= MAX_TERM else _name_key(text)


def _name_key(text: str) -> str:
    return normal_title(text).replace(" ", "")


_cached_name_key = lru_cache(maxsize=MAX_CACHED)(_name_key)


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
    """Return the forms of a compound: as it is spelled, without signs of code, joined, and its parts."""
    parts = _parts(word)
    joined = "".join(_bare(part).replace(".", "") for part in parts)
    # ``name()`` is spelled in two ways, with and without its signs; a spelling equal to the joined form is left out.
    spelled = dict.fromkeys(form[:MAX_TERM] for form in (word, _SIGNS.sub("", word)) if form != joined)
    has_word = any(len(part) > 1 for part in parts)
    of_parts = tuple(
        Surface(_bare(part)[:MAX_TERM], offset)
        for offset, part in enumerate(parts)
        if _is_findable_part(part, "/" in word, has_word, len(parts))
    )
    surfaces = [Surface(form, 0, spelled=True) for form in spelled]
    if (len(parts) <= MAX_PARTS and len(joined) <= MAX_JOINED) or not of_parts:
        surfaces.append(Surface(joined[:MAX_TERM], 0))
        if len(parts) == 1:  # the joined form is the part
            of_parts = ()
    surfaces += [surface for surface in of_parts if surface.term]
    return TokenForms(tuple(surfaces), max(1, len(parts)))


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
    for run in _UNSPACED_RUN.findall(word):
        if not _HAS_UNSPACED.match(run):
            forms = analyze(run)
            surfaces += [s._replace(offset=s.offset + position) for s in forms.surfaces]
            position += forms.n_positions
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
"""Words that English queries lose, unless they have no others; the index keeps them. By hand, from a longer list: in a
prototype a short list cost .9 % nDCG@10."""

GLUE = frozenset("a an and are at do does how i in is my of on or the to versus vs was what when why with".split())  # noqa: SIM905
"""The stop words that short queries lose too: in ``for loop`` or ``like operator`` the others are subjects. By hand."""
