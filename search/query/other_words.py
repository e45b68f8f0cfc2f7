"""Words that English readers type for what pages call by another word: abbreviations, and everyday words of headings.

Both are by hand: the abbreviations are those of the languages, tools and commands themselves (``np`` and ``pd`` as
NumPy's and pandas' own documentation imports them, ``k8s`` and ``i18n`` as their projects write them, ``dir``, ``env``
and ``args`` as commands do); the others are the usual words of headings in guides. They are searched as aliases are,
below the word as typed. Of 59 everyday words and groups of them, 27 are left: those with which a search finds its place
sooner, on the sets of ``tests.relevance.fit_ranking`` or on two manuals that nobody had looked at when the words were
chosen (tests/bench/NOTES.md).
"""

from collections.abc import Mapping
from types import MappingProxyType

from index.analysis import normal_title

_ABBREVIATIONS = """
    a11y: accessibility | admin: administrator | app: application | arg: argument | args: arguments
    async: asynchronous | attr: attribute | auth authn: authentication | authz: authorization | bool: boolean
    btn: button | char: character | ci: continuous integration | cmd: command | concat: concatenate
    config: configuration | ctx: context | cv: resume | db: database | deps: dependencies | dev: development
    dict: dictionary | dir: directory | docs: documentation | elem: element | env: environment | fn func: function
    i18n: internationalization | img: image | infra: infrastructure | init: initialize | int: integer | js: javascript
    k8s kube: kubernetes | l10n: localization | lib: library | llm: language model, language models | mac osx: macos
    ml: machine learning | mongo: mongodb | msg: message | np: numpy | num: number | o11y: observability
    oop: object oriented | param: parameter | params: parameters | pd: pandas | perf: performance
    pg postgres: postgresql | pkg: package | prod: production | py: python | repo: repository | req: request
    regex regexp: regular expression, regular expressions | spec: specification | str: string | struct: structure
    sync: synchronization | tmp: temporary | ts: typescript | util: utility | var: variable
    vm: virtual machine, virtual machines
"""

_EVERYDAY_WORDS = """
    advantage advantages upside upsides pros: benefit | background: asynchronous | begin: start, getting started
    big huge large: size | delete: remove | directory directories: folder
    disadvantage disadvantages drawback drawbacks: trade-off | downside downsides: trade-off, drawback, limitation
    duplicate duplicates: distinct | fast slow speed: performance | folder folders: directory | full: capacity
    merge: combine | move: migrate | picture pictures photo photos: image | remove: delete | shrink smaller: compress
    split: separate | state states: status | stop: prevent | symlink: symbolic link | symlinks: symbolic links
    text: string | visitor visitors: user | wait: timeout | webpage webpages: page | wrong: error, invalid
"""


_OTHER_NUMBERS = "people: person | person persons: people"
"""A plural that is a word of its own."""


def _read(table: str) -> dict[str, tuple[str, ...]]:
    """Return the other words of each word: in an entry, words come before the colon, the others after it."""
    pairs: dict[str, tuple[str, ...]] = {}
    for entry in table.replace("\n", "|").split("|"):
        words, _, others = entry.partition(":")
        pairs |= dict.fromkeys(map(normal_title, words.split()), tuple(map(normal_title, others.split(","))))
    return pairs


OTHER_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    _read(" | ".join((_ABBREVIATIONS, _EVERYDAY_WORDS, _OTHER_NUMBERS)))
)
"""The other words of each word, as normal titles; each pair works one way."""


def with_other_words(synonyms: Mapping[str, tuple[str, ...]], lang: str) -> Mapping[str, tuple[str, ...]]:
    """Return the ``synonyms`` of a site, followed by other words for those in English."""
    if not lang.startswith("en"):
        return synonyms
    words = {*synonyms, *OTHER_WORDS}
    return {word: tuple(dict.fromkeys((*synonyms.get(word, ()), *OTHER_WORDS.get(word, ())))) for word in sorted(words)}
