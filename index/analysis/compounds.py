"""The parts of compounds: at signs, at capital letters inside a word, and between a number and its unit."""

import re

from corpus.plain_text import word_set

HUMP = "\x1f"
"""Stands in a word where camelCase begins a part, so that folding keeps the place; no token has control characters."""

NAMES_WITH_DOT = frozenset({".net"})
"""Names that keep their dot, as ``net`` is another word. Other tokens lose it: ``.map()`` has the surface ``map``."""

_DOT_NET_FAMILY = frozenset({"asp", "vb", "ado", "ml"})
"""First parts of names that end in ``.net``; other such names are host names."""

MAX_HUMPS = 8
"""Parts of a word in camelCase; a string with more is made by a machine, and whole. By hand."""

_SMALL, _CAPITAL = "a-zß-öø-ÿα-ώа-џ", "A-ZÀ-ÖØ-ÞΑ-ΩЀ-Я"
# An acronym ends before the capital of the next part, but not in its plural (``APIs``) or version (``IPv6``).
_BEFORE_HUMP = re.compile(
    rf"(?<=[{_SMALL}0-9])(?=[{_CAPITAL}])|(?<=[{_CAPITAL}])(?=[{_CAPITAL}](?!s(?![a-z])|v\d)[{_SMALL}])"
)

_WHOLE_NAMES = word_set(
    """
    actionscript angularjs applescript bibtex bitbucket clojurescript coffeescript datadog devops dropbox duckduckgo
    elasticsearch facebook firefox github gitkraken gitlab gitops graphql ipados javascript jetbrains katex latex
    linkedin livereload livescript macbook macos mkdocs mysql mysqli netbeans newsql nosql onedrive onenote paypal
    phpstorm postgresql postscript powerpoint powershell purescript pycharm redhat rescript sharepoint snapchat sqlite
    tensorflow tiktok tvos typescript typoscript visionos watchos webstorm whatsapp wordpress youtube
    """
)
"""Names with capitals inside that are one word: the parts are other subjects (``java``, ``git``, ``word``), and nobody
writes them apart. By hand, from the words that foreign guides write in small letters too."""

_SIGN = r"./:\-_&@$()\u00b7\u2010\u2011"
# A decimal number with its unit is one part: ``1.5gb``; everything else is cut at each sign.
_PART = re.compile(rf"(?<![^{_SIGN}])\d++(?:\.\d++){{1,8}}+[^\W\d_]*+(?![^{_SIGN}])|[^{_SIGN}]+")

_JOINTS = re.compile(rf"[',_]|(?<!\d)[{_SIGN}]|[{_SIGN}](?!\d)")
"""What joining leaves out: signs, but not those between digits, so that ``1/2`` is not ``12``."""

_PLUS = re.compile(r"(?<=\w)\+(?!\+)")
_QUANTITY = re.compile(r"(\d[\d,]*+(?:\.\d+)?)([^\W\d_]{1,7})")


def with_humps(token: str) -> str:
    """Return ``token`` with ``HUMP`` before each part of camelCase: two letters at least, but for those inside.

    ``XMLHttpRequest`` has three parts, ``IDisposable``, an interface, two, and ``iOS``, ``eBay`` and ``SaaS`` one.
    """
    parts = _BEFORE_HUMP.split(token)
    if not 1 < len(parts) <= MAX_HUMPS or token.lower() in _WHOLE_NAMES:
        return token
    if _n_letters(parts[-1]) < 2:
        parts[-2:] = ["".join(parts[-2:])]
    while len(parts) > 1 and _n_letters(parts[0]) < 2 and parts[0] != "I":
        parts[:2] = ["".join(parts[:2])]
    return HUMP.join(parts)


def parts_of(word: str) -> list[str]:
    """Return the parts of a folded compound between its signs: ``asp`` and ``.net`` of ``asp.net``."""
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
    parts = _PART.findall(word[:end]) or [word[:end]]
    if len(parts) == 1 and "'" in parts[0] and len(parts[0].split("'")[0]) <= 2:
        parts = [part for part in parts[0].split("'") if part]
    return [*parts, *reversed(names)]


def units_of(part: str) -> list[str]:
    """Return what a part consists of: the words of camelCase, or a number and its unit; else the part alone.

    Single letters inside camelCase are left out: ``getXCoordinate`` has the words ``get`` and ``coordinate``.
    """
    if HUMP in part:
        return [unit for unit in part.split(HUMP) if len(unit) > 1]
    return list(number_and_unit(part)) or [part]


def number_and_unit(word: str) -> tuple[str, str] | tuple[()]:
    """Return the number and the unit of a quantity: ``1.5`` and ``gb`` for ``1.5gb``; ``()`` for other words."""
    quantity = _QUANTITY.fullmatch(word) if word[:1].isdigit() else None
    return (bare(quantity[1]), quantity[2]) if quantity else ()


def bare(part: str) -> str:
    """Return a part without humps, apostrophes, commas and a final plus, which readers leave out; not ``c++``."""
    part = part.replace(HUMP, "")
    if part.endswith("++") or len(part) == 1:
        return part
    return part.replace("'", "").replace(",", "").removesuffix("+")


def joined(word: str) -> str:
    """Return a compound without its joints: ``nodejs`` for ``node.js``. Signs between digits stay: ``1/2``."""
    return _JOINTS.sub("", word.replace(HUMP, "")) or word


def without_plus(joined_word: str) -> str:
    """Return a joined compound without single plus signs behind its words."""
    return _PLUS.sub("", joined_word)


def has_joint(word: str) -> bool:
    """Tell whether a folded word has a sign that ends a part."""
    return bool(_JOINTS.search(word))


def _n_letters(text: str) -> int:
    return sum(map(str.isalpha, text))
