"""How much one guide speaks of another: its title, found in the text."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import STOP_WORDS, expand, raw_words
from index.counts import Counts
from index.documents import Document

COMMON_IN_TITLES = 0.1
"""A word of more than this share of the titles is no part of what a guide is about."""

MIN_TITLES = 20
_CUT = re.compile(r": | - | – | \| ")

Ints = NDArray[np.int64]
Name = tuple[str, ...]


def core_titles(titles: Sequence[str]) -> list[Name]:
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
    words = raw_words(title[: cut.start()] if cut else title)
    return [surface for word in words for surface in _first_surfaces(word.group())]


def _first_surfaces(word: str) -> Iterable[str]:
    surfaces = expand(word).surfaces
    if len(surfaces) == 1:
        return (surfaces[0].term,)
    first = {surface.offset: surface.term for surface in reversed(surfaces)}
    return [first[offset] for offset in sorted(first)]


def mention_weights(
    own: Sequence[Document],
    counts: Counts,
    documents: Sequence[Document],
    guide_of: Mapping[str, int],
    own_words: NDArray[np.bool_] | None = None,
) -> Any:
    """Return how much each guide mentions each other: csr_array of shape (n_guides, n_guides).

    ``c / (c + 1) · ln((1 + N) / (1 + df)) / ln N`` for ``c`` mentions of a guide that ``df`` guides mention;
    the longest name that stands at a place is the one that is mentioned there. ``own_words`` says which raw
    words of the stream are looked at, all of them without it.
    """
    from scipy.sparse import csr_array

    n = len(own)
    guide_of_doc = np.array([guide_of.get(d.guide, -1) for d in documents], np.int64)
    cores = core_titles([document.title for document in own])
    names = [(name, guide) for guide in range(n) for name in _names(cores[guide], own[guide].aliases)]
    is_read = (counts.position >= 0) & (guide_of_doc[counts.doc] >= 0)
    if own_words is not None:
        is_read &= own_words[counts.source]
    found = _longest(_occurrences(_trie(names, counts.terms), counts, np.flatnonzero(is_read)))
    speakers = guide_of_doc[np.searchsorted(counts.doc_starts, found.start, side="right") - 1]
    kept = speakers != found.guide
    matrix = csr_array((np.ones(int(kept.sum())), (speakers[kept], found.guide[kept])), shape=(n, n))
    matrix.sum_duplicates()
    df = np.bincount(matrix.indices, minlength=n)
    rarity = np.log((1 + n) / (1 + df)) / max(math.log(max(n, 2)), 1e-9)
    matrix.data = matrix.data / (matrix.data + 1) * rarity[matrix.indices]
    return matrix


def _names(core: Name, aliases: Iterable[str]) -> list[Name]:
    return [name for name in (core, *(tuple(_title_words(alias)) for alias in aliases)) if name]


class _Trie(NamedTuple):
    """Names word by word: ``target[i]`` is where ``key[i]``, a node times ``n_terms`` plus a word, leads.

    ``guide`` is the one that is called what leads to a node, -1 for none, and ``goes_on`` tells whether any
    name is longer; node 0 is the root.
    """

    n_terms: int
    key: Ints
    target: Ints
    guide: Ints
    goes_on: NDArray[np.bool_]

    def step(self, node: Ints, term: NDArray[Any]) -> Ints:
        """Return the nodes that words lead to, -1 where no name goes on with the word."""
        key = node * self.n_terms + term
        place = np.minimum(np.searchsorted(self.key, key), max(len(self.key) - 1, 0))
        return np.where(self.key[place] == key, self.target[place], -1) if len(self.key) else key * 0 - 1


def _trie(names: Iterable[tuple[Name, int]], terms: Sequence[str]) -> _Trie:
    """Return the names whose words the corpus has; one that several guides have is the first one's."""
    number = {term: i for i, term in enumerate(terms)}
    edges: dict[int, int] = {}
    guides = [-1]
    for name, guide in names:
        words = [number.get(word, -1) for word in name]
        if -1 in words:
            continue
        node = 0
        for word in words:
            node = edges.setdefault(node * len(terms) + word, len(guides))
            if node == len(guides):
                guides.append(-1)
        guides[node] = guide if guides[node] < 0 else guides[node]
    key = np.array(sorted(edges), np.int64)
    target = np.array([edges[k] for k in key.tolist()], np.int64)
    goes_on = np.zeros(len(guides), np.bool_)
    goes_on[key // max(len(terms), 1)] = True
    return _Trie(len(terms), key, target, np.array(guides, np.int64), goes_on)


class _Occurrences(NamedTuple):
    """Where names stand: the position of the first word, how many words, and the guide that is so called."""

    start: Ints
    length: Ints
    guide: Ints


def _occurrences(trie: _Trie, counts: Counts, tokens: Ints) -> _Occurrences:
    """Return every place, among ``tokens``, where a name of the trie stands; all are followed word by word."""
    tokens = tokens[np.argsort(counts.position[tokens], kind="stable")]
    text = _Text(counts.position[tokens], counts.term[tokens])
    first_word = np.full(trie.n_terms, -1, np.int64)
    from_root = trie.key < trie.n_terms
    first_word[trie.key[from_root]] = trie.target[from_root]
    token = np.flatnonzero(first_word[text.term] >= 0)
    node, place = first_word[text.term[token]], text.place[token]
    start = text.position[place]
    found = [_Occurrences(*[np.zeros(0, np.int64)] * 3)]
    length = 1
    while len(start):
        ends = trie.guide[node] >= 0
        found.append(_Occurrences(start[ends], np.full(int(ends.sum()), length), trie.guide[node[ends]]))
        goes_on = trie.goes_on[node] & text.goes_on[place]
        at, token = text.tokens(place[goes_on] + 1)
        node = trie.step(node[goes_on][at], text.term[token])
        kept = np.flatnonzero(node >= 0)
        start, node, place = start[goes_on][at[kept]], node[kept], text.place[token[kept]]
        length += 1
    return _Occurrences(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


class _Text:
    """Tokens in order of position, and the places, one per position, at which they stand."""

    def __init__(self, position: Ints, term: NDArray[np.int32]) -> None:
        is_first = np.diff(position, prepend=-1) > 0
        self.term = term
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
    return _Occurrences(*(part[kept] for part in found))
