"""How much one guide speaks of another: its title, found in the text."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import STOP_WORDS, analyze, tokenize
from index.documents import FIELDS, Document
from index.matrix.counts import Counts

COMMON_IN_TITLES = 0.1
"""A word of more than this share of the titles is no part of what a guide is about."""

MIN_TITLES = 20
PROPER = 0.15
"""A name that is written with a capital at this share of its places is one: without, it is another word there."""

EVERYDAY = 3
"""A proper name that stands without its capital so often is an everyday word as well."""

_CUT = re.compile(r": | - | – | \| ")

_CODE = FIELDS.index("code")

Ints = NDArray[np.int64]
Words = tuple[str, ...]


def core_titles(titles: Sequence[str]) -> list[Words]:
    """Return what each title is about: its words up to a colon or dash, without those that many titles carry."""
    words = [_title_words(title) for title in titles]
    carried = Counter(word for title in words for word in set(title))
    limit = COMMON_IN_TITLES * len(titles) if len(titles) >= MIN_TITLES else len(titles)
    cores = []
    for title in words:
        core = tuple(word for word in title if carried[word] <= limit)
        cores.append(() if all(word in STOP_WORDS for word in core) else core)
    return cores


def _title_words(title: str) -> list[str]:
    """Return one surface for each position of a title, up to its cut."""
    cut = _CUT.search(title)
    words = tokenize(title[: cut.start()] if cut else title)
    return [surface for word in words for surface in _first_surfaces(word.group())]


def _first_surfaces(word: str) -> Iterable[str]:
    surfaces = analyze(word).surfaces
    if len(surfaces) == 1:
        return (surfaces[0].term,)
    first = {surface.offset: surface.term for surface in reversed(surfaces)}
    return [first[offset] for offset in sorted(first)]


@dataclass(frozen=True, slots=True)
class MentionScores:
    """Which guide speaks of which by name, place by place; ``name`` is 1 for its title, and so on for its aliases.

    ``is_proper`` says which guides are called what is written with a capital, ``is_everyday`` which of those
    names are everyday words too, such as Go.
    """

    n_guides: int
    speaker: Ints
    named: Ints
    name: Ints
    is_proper: NDArray[np.bool_]
    is_everyday: NDArray[np.bool_]

    def weights(self) -> Any:
        """Return how much each guide mentions each other: csr_array of shape (n_guides, n_guides).

        ``c / (c + 1) · ln((1 + N) / (1 + df)) / ln N`` for ``c`` mentions of a guide that ``df`` guides mention.
        """
        matrix = self._matrix(np.ones(len(self.named)))
        matrix.sum_duplicates()
        df = np.bincount(matrix.indices, minlength=self.n_guides)
        rarity = np.log((1 + self.n_guides) / (1 + df)) / max(math.log(max(self.n_guides, 2)), 1e-9)
        matrix.data = matrix.data / (matrix.data + 1) * rarity[matrix.indices]
        return matrix

    def names(self) -> Any:
        """Return by which name each guide mentions each other: csr_array of shape (n_guides, n_guides)."""
        order = np.lexsort((self.name, self.named, self.speaker))
        pairs = self.speaker[order] * self.n_guides + self.named[order]
        first = order[np.diff(pairs, prepend=-1) > 0]
        return self._matrix(self.name, first)

    def _matrix(self, values: NDArray[Any], kept: Any = slice(None)) -> Any:
        from scipy.sparse import csr_array

        shape = (self.n_guides, self.n_guides)
        return csr_array((values[kept], (self.speaker[kept], self.named[kept])), shape=shape)


def find_mentions(
    own: Sequence[Document],
    counts: Counts,
    documents: Sequence[Document],
    own_words: NDArray[np.bool_] | None = None,
) -> MentionScores:
    """Return where the guides ``own`` are mentioned in the text of others that are in the same language.

    The longest name that stands at a place is the one that is mentioned there. ``own_words`` says which raw
    words of the stream are looked at, all of them without it.
    """
    guide_of = {document.guide: i for i, document in enumerate(own)}
    guide_of_doc = np.array([guide_of.get(d.guide, -1) for d in documents], np.int64)
    languages = sorted({document.lang for document in own})
    language = np.array([languages.index(document.lang) for document in own], np.int64)
    names = _names(own, language)
    trie = _trie(names, len(languages), counts.terms)
    lower = np.array([word.islower() for word in counts.raw.words], np.bool_)
    places = []
    for block in counts.blocks():
        surfaces = block.surfaces()
        guide_of_token = guide_of_doc[surfaces.doc]
        is_read = (guide_of_token >= 0) & (surfaces.field != _CODE)
        if own_words is not None:
            is_read &= own_words[block.words][surfaces.source]
        tokens = np.flatnonzero(is_read)
        tokens = tokens[np.argsort(surfaces.position[tokens], kind="stable")]
        is_lower = lower[counts.raw.stream[block.words][surfaces.source[tokens]]]
        text = _Text(surfaces.term[tokens], surfaces.position[tokens], is_lower)
        places.append(_occurrences(trie, text, language[guide_of_token[tokens]]))
    found = _longest(_Occurrences.together(places))
    is_proper, is_everyday = _spelling(names, found)
    found = found.only(~(is_proper[found.name] & found.is_lower))
    speaker = guide_of_doc[np.searchsorted(counts.doc_starts, found.start, side="right") - 1]
    guide = np.array([name.guide for name in names], np.int64)
    named = guide[found.name]
    number = np.array([name.number for name in names], np.int64)[found.name]
    apart = speaker != named
    proper, everyday = (np.bincount(guide, of_name, len(own)) > 0 for of_name in (is_proper, is_everyday))
    return MentionScores(len(own), speaker[apart], named[apart], number[apart], proper, everyday)


class _Name(NamedTuple):
    """What a guide is called; ``number`` is 1 for its title, and so on for its aliases."""

    words: Words
    language: int
    guide: int
    number: int
    is_capital: bool


def _names(own: Sequence[Document], language: Ints) -> list[_Name]:
    """Return the names that guides are known by, those of the first guide first."""
    cores = core_titles([document.title for document in own])
    found = []
    for guide, document in enumerate(own):
        called = [(cores[guide], document.title)]
        called += [(tuple(_title_words(alias)), alias) for alias in document.aliases]
        for number, (words, text) in enumerate(called, 1):
            if words:
                found.append(_Name(words, int(language[guide]), guide, number, not text.islower()))
    return found


def _spelling(names: Sequence[_Name], found: "_Occurrences") -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which names of one word are proper names, and which of these are everyday words as well.

    Guides that are called alike have one name: its places are those of the first of them.
    """
    first: dict[tuple[int, Words], int] = {}
    of = np.array([first.setdefault((name.language, name.words), i) for i, name in enumerate(names)], np.int64)
    n_of = np.bincount(found.name, minlength=len(names))[of]
    n_lower = np.bincount(found.name, found.is_lower, len(names))[of]
    is_word = np.array([len(name.words) == 1 and name.is_capital for name in names], np.bool_)
    is_letter = np.array([len(name.words) == 1 and len(name.words[0]) == 1 for name in names], np.bool_)
    is_proper = is_letter | (is_word & (n_of - n_lower >= PROPER * n_of))
    return is_proper, is_letter | (is_proper & (n_lower >= np.maximum(EVERYDAY, PROPER * n_of)))


class _Trie(NamedTuple):
    """Names word by word: ``target[i]`` is where ``key[i]``, a node times ``n_terms`` plus a word, leads.

    ``name`` is the number of the name that ends at a node, -1 for none, and ``goes_on`` tells whether any name
    is longer. The first nodes are the roots, one per language.
    """

    n_terms: int
    n_roots: int
    key: Ints
    target: Ints
    name: Ints
    goes_on: NDArray[np.bool_]

    def begin(self, root: Ints, term: NDArray[Any]) -> Ints:
        """Return the nodes that first words lead to, -1 where no name begins so; a look-up for many words."""
        first = np.full(self.n_roots * self.n_terms, -1, np.int64)
        from_root = self.key < len(first)
        first[self.key[from_root]] = self.target[from_root]
        node: Ints = first[root * self.n_terms + term]
        return node

    def step(self, node: Ints, term: NDArray[Any]) -> Ints:
        """Return the nodes that words lead to, -1 where no name goes on with the word."""
        key = node * self.n_terms + term
        place = np.minimum(np.searchsorted(self.key, key), max(len(self.key) - 1, 0))
        return np.where(self.key[place] == key, self.target[place], -1) if len(self.key) else key * 0 - 1


def _trie(names: Sequence[_Name], n_roots: int, terms: Sequence[str]) -> _Trie:
    """Return the names whose words the corpus has; one that several guides have is the first one's."""
    number = {term: i for i, term in enumerate(terms)}
    edges: dict[int, int] = {}
    ends = [-1] * n_roots
    for i, name in enumerate(names):
        words = [number.get(word, -1) for word in name.words]
        if -1 in words:
            continue
        node = name.language
        for word in words:
            node = edges.setdefault(node * len(terms) + word, len(ends))
            if node == len(ends):
                ends.append(-1)
        ends[node] = i if ends[node] < 0 else ends[node]
    key = np.array(sorted(edges), np.int64)
    target = np.array([edges[k] for k in key.tolist()], np.int64)
    goes_on = np.zeros(len(ends), np.bool_)
    goes_on[key // max(len(terms), 1)] = True
    return _Trie(len(terms), n_roots, key, target, np.array(ends, np.int64), goes_on)


class _Occurrences(NamedTuple):
    """Where names stand: the position of the first word, how many words, and the number of the name.

    ``is_lower`` says of names of one word that they are written without a capital.
    """

    start: Ints
    length: Ints
    name: Ints
    is_lower: NDArray[np.bool_]

    def only(self, kept: NDArray[np.bool_]) -> "_Occurrences":
        return _Occurrences(self.start[kept], self.length[kept], self.name[kept], self.is_lower[kept])

    @classmethod
    def together(cls, parts: Sequence["_Occurrences"]) -> "_Occurrences":
        """Return all of ``parts``, one after the other."""
        return cls(*(np.concatenate(column) for column in zip(*parts, strict=True)))


class _Text:
    """Tokens in order of position, and the places, one per position, at which they stand."""

    def __init__(self, term: NDArray[np.int32], position: NDArray[np.int32], is_lower: NDArray[np.bool_]) -> None:
        is_first = np.diff(position, prepend=-1) > 0
        self.term = term
        self.is_lower = is_lower
        self.place = np.cumsum(is_first) - 1
        self.position = position[is_first]
        self.goes_on = np.append(np.diff(self.position) == 1, False)[: len(self.position)]
        """Whether the place after this one is at the next position."""
        self._starts = np.append(np.flatnonzero(is_first), len(position))

    def tokens(self, places: Ints) -> tuple[Ints, Ints]:
        """Return the tokens at ``places``, each with the number of its place among them."""
        n_of = self._starts[places + 1] - self._starts[places]
        at = np.repeat(np.arange(len(places)), n_of)
        before = np.cumsum(n_of) - n_of
        return at, np.arange(len(at)) + (self._starts[places] - before)[at]


def _occurrences(trie: _Trie, text: _Text, roots: Ints) -> _Occurrences:
    """Return every place of ``text`` where a name stands; all are followed word by word, each from its root."""
    first = trie.begin(roots, text.term)
    token = np.flatnonzero(first >= 0)
    node, place = first[token], text.place[token]
    start = text.position[place]
    found = []
    length = 1
    while length == 1 or len(start):
        ends = trie.name[node] >= 0
        is_lower = text.is_lower[token[ends]] & (length == 1)
        found.append(_Occurrences(start[ends], np.full(int(ends.sum()), length), trie.name[node[ends]], is_lower))
        goes_on = trie.goes_on[node] & text.goes_on[place]
        at, token = text.tokens(place[goes_on] + 1)
        node = trie.step(node[goes_on][at], text.term[token])
        kept = np.flatnonzero(node >= 0)
        token, start, node = token[kept], start[goes_on][at[kept]], node[kept]
        place = text.place[token]
        length += 1
    return _Occurrences.together(found)


def _longest(found: _Occurrences) -> _Occurrences:
    """Return the occurrences that begin within no longer one."""
    taken = np.zeros(int((found.start + found.length).max(initial=0)), np.bool_)
    kept = np.zeros(len(found.start), np.bool_)
    for length in sorted(set(found.length.tolist()), reverse=True):
        here = np.flatnonzero(found.length == length)
        here = here[~taken[found.start[here]]]
        kept[here] = True
        for offset in range(length):
            taken[found.start[here] + offset] = True
    return found.only(kept)
