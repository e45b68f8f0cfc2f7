"""How much one guide speaks of another: its title, found in the text."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis import STOP_WORDS, tokenize
from index.counts import Counts
from index.documents import Document
from index.postings import is_in

COMMON_IN_TITLES = 0.1
"""A word of more than this share of the titles is no part of what a guide is about."""

MIN_TITLES = 20
_CUT = re.compile(r": | - | – | \| ")


def core_titles(titles: Sequence[str]) -> list[tuple[str, ...]]:
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
    found: dict[int, str] = {}
    for token in tokenize(_CUT.split(title)[0]):
        found.setdefault(token.position, token.term)
    return [found[position] for position in sorted(found)]


def mention_weights(
    own: Sequence[Document],
    counts: Counts,
    documents: Sequence[Document],
    guide_of: Mapping[str, int],
) -> Any:
    """Return how much each guide mentions each other: csr_array of shape (n_guides, n_guides).

    ``c / (c + 1) · ln((1 + N) / (1 + df)) / ln N`` for ``c`` mentions of a guide that ``df`` guides mention;
    the longest title that stands at a place is the one that is mentioned there.
    """
    from scipy.sparse import csr_array

    n = len(own)
    places = _Places(counts)
    guide_of_doc = np.array([guide_of.get(d.guide, -1) for d in documents], np.int64)
    cores = core_titles([document.title for document in own])
    order = sorted(range(n), key=lambda i: (-len(cores[i]), i))
    pairs: list[NDArray[np.int64]] = []
    for guide in order:
        names = [cores[guide], *(tuple(_title_words(alias)) for alias in own[guide].aliases)]
        docs = places.take(names, guide_of_doc, guide)
        speakers = guide_of_doc[docs]
        pairs.append(np.stack([speakers, np.full(len(speakers), guide)]))
    speakers, named = np.concatenate(pairs, axis=1) if pairs else np.zeros((2, 0), np.int64)
    kept = (speakers >= 0) & (speakers != named)
    matrix = csr_array((np.ones(int(kept.sum())), (speakers[kept], named[kept])), shape=(n, n))
    matrix.sum_duplicates()
    df = np.bincount(matrix.indices, minlength=n)
    rarity = np.log((1 + n) / (1 + df)) / max(math.log(max(n, 2)), 1e-9)
    matrix.data = matrix.data / (matrix.data + 1) * rarity[matrix.indices]
    return matrix


class _Places:
    """Where surfaces stand, and which places a longer name has taken."""

    def __init__(self, counts: Counts) -> None:
        placed = counts.position >= 0
        term, position = counts.term[placed], counts.position[placed]
        order = np.lexsort((position, term))
        self._position = position[order]
        n_of = np.bincount(term, minlength=counts.n_terms)
        self._starts = np.concatenate([[0], np.cumsum(n_of)])
        self._number = {term: i for i, term in enumerate(counts.terms)}
        self._doc_starts = counts.doc_starts
        self._taken = np.zeros(int(counts.doc_starts[-1]) + 1, np.bool_)

    def take(self, names: Sequence[tuple[str, ...]], guide_of_doc: NDArray[np.int64], guide: int) -> NDArray[np.int64]:
        """Return the document of each place, not yet taken, where one of ``names`` stands; take those places."""
        found: list[NDArray[np.int64]] = []
        for name in sorted({name for name in names if name}, key=lambda name: (-len(name), name)):
            starts = self._find(name)
            starts = starts[~self._taken[starts]]
            for offset in range(len(name)):
                self._taken[starts + offset] = True
            found.append(starts)
        starts = np.concatenate(found) if found else np.zeros(0, np.int64)
        return np.searchsorted(self._doc_starts, starts, side="right") - 1

    def _find(self, name: tuple[str, ...]) -> NDArray[np.int64]:
        found: NDArray[np.int64] | None = None
        for offset, word in enumerate(name):
            number = self._number.get(word)
            if number is None:
                return np.zeros(0, np.int64)
            there = self._position[self._starts[number] : self._starts[number + 1]] - offset
            found = there if found is None else found[is_in(found, there)]
        return np.zeros(0, np.int64) if found is None else found
