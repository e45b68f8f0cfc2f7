"""How much one guide mentions another: the titles and aliases of guides, found in the text of others."""

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
from index.matrix.ordered import look_up
from index.matrix.ragged import ragged_ranges
from index.names import NameTrie
from index.related.versions import Versions, versions_of

MAX_TITLE_SHARE, MIN_TITLES = 0.1, 20
"""A word in more than this share of the titles, where there are so many titles, is dropped from a core title. By hand:
in a prototype core titles were part of .327, .509, .431 and .462 nDCG@10 on the four sets of
tests.relevance.fit_related, where the better of two plain cosines had .276, .420, .419 and .428."""

MIN_CAPITAL_SHARE = 0.15
"""A word that has a capital at this share of its places is a proper name; without a capital it is another word there.
By hand."""

MIN_LOWER_CASE = 3
"""A proper name that occurs this often without a capital is an everyday word as well. By hand."""

_CUT = re.compile(r": | - | – | \| ")

_CODE = FIELDS.index("code")

Ints = NDArray[np.int64]
Words = tuple[str, ...]


def core_titles(titles: Sequence[str]) -> list[Words]:
    """Return the subject of each title: its words up to a colon or dash, without those of many different titles.

    A title of stop words alone has an empty core.
    """
    words_of_titles = [tuple(_title_words(title)) for title in titles]
    different = set(words_of_titles)
    n_titles = Counter(word for words in different for word in set(words))
    limit = MAX_TITLE_SHARE * len(different) if len(different) >= MIN_TITLES else len(different)
    cores = []
    for words in words_of_titles:
        core = tuple(word for word in words if n_titles[word] <= limit)
        cores.append(() if all(word in STOP_WORDS for word in core) else core)
    return cores


def _title_words(title: str) -> list[str]:
    """Return one surface for each position of a title, up to its cut."""
    cut = _CUT.search(title)
    tokens = tokenize(title[: cut.start()] if cut else title)
    return [surface for token in tokens for surface in _first_surfaces(token.group())]


def _first_surfaces(token: str) -> Iterable[str]:
    """Return the first surface at each position of a token."""
    surfaces = analyze(token).surfaces
    if len(surfaces) == 1:
        return (surfaces[0].term,)
    first = {surface.offset: surface.term for surface in reversed(surfaces)}
    return [first[offset] for offset in sorted(first)]


@dataclass(frozen=True, slots=True)
class MentionScores:
    """Every mention of one guide by another.

    Attributes:
        mentioning, mentioned: (n_mentions,), the guides; guides are numbered as in ``find_mentions``.
        name: (n_mentions,), 1 for the title of the mentioned guide, 2 and on for its aliases.
        is_proper: (n_guides,), which guides have a proper name.
        is_everyday: (n_guides,), which of these names are everyday words too, such as Go.
    """

    n_guides: int
    mentioning: Ints
    mentioned: Ints
    name: Ints
    is_proper: NDArray[np.bool_]
    is_everyday: NDArray[np.bool_]

    def weights(self) -> Any:
        """Return how much each guide mentions each other: csr_array of shape (n_guides, n_guides).

        ``c / (c + 1) · ln((1 + N) / (1 + df)) / ln N`` for ``c`` mentions of a guide that ``df`` guides mention.
        """
        matrix = self._matrix(np.ones(len(self.mentioned)))
        matrix.sum_duplicates()
        df = np.bincount(matrix.indices, minlength=self.n_guides)
        rarity = np.log((1 + self.n_guides) / (1 + df)) / max(math.log(max(self.n_guides, 2)), 1e-9)
        matrix.data = matrix.data / (matrix.data + 1) * rarity[matrix.indices]
        return matrix

    def names(self) -> Any:
        """Return the first name by which each guide mentions each other: csr_array of shape (n_guides, n_guides)."""
        order = np.lexsort((self.name, self.mentioned, self.mentioning))
        pairs = self.mentioning[order] * self.n_guides + self.mentioned[order]
        first = order[np.diff(pairs, prepend=-1) > 0]
        return self._matrix(self.name, first)

    def _matrix(self, values: NDArray[Any], mentions: Any = slice(None)) -> Any:
        from scipy.sparse import csr_array

        shape = (self.n_guides, self.n_guides)
        return csr_array((values[mentions], (self.mentioning[mentions], self.mentioned[mentions])), shape=shape)


def find_mentions(
    guides: Sequence[Document],
    counts: Counts,
    documents: Sequence[Document],
    is_own: NDArray[np.bool_] | None = None,
    versions: Versions | None = None,
) -> MentionScores:
    """Return where ``guides`` are mentioned in the text of others in the same language.

    Where several names match, the longest one is mentioned. ``is_own``, of shape (n_tokens,), selects the tokens
    of the stream that are read; all by default. Code is not read. A guide mentions the version of another one that its
    readers see.
    """
    versions = versions or versions_of(guides, {})
    guide_of = {document.guide: i for i, document in enumerate(guides)}
    guide_of_doc = np.array([guide_of.get(document.guide, -1) for document in documents], np.int64)
    languages = sorted({document.lang for document in guides})
    language = np.array([languages.index(document.lang) for document in guides], np.int64)
    names = _names(guides, language)
    trie = _trie(names, len(languages), counts.terms)
    token_is_lower = np.array([token.islower() for token in counts.stream.tokens], np.bool_)
    token_is_named = _are_named(trie, counts)
    parts = []
    for block in counts.blocks():
        numbers = counts.stream.numbers[block.tokens]
        is_read = (guide_of_doc[block.token_doc] >= 0) & (block.token_field != _CODE) & token_is_named[numbers]
        if is_own is not None:
            is_read &= is_own[block.tokens]
        surfaces = block.surfaces(np.flatnonzero(is_read))
        # Surfaces by position: several forms of one token share a position.
        read = np.argsort(surfaces.position, kind="stable")
        is_lower = token_is_lower[numbers[surfaces.source[read]]]
        keys = language[guide_of_doc[surfaces.doc[read]]] * len(counts.terms) + surfaces.term[read]
        parts.append(_all_matches(trie, _Text(keys, surfaces.position[read], is_lower)))
    matches = _longest(_NameMatches.concatenate(parts))
    # A proper name without its capital is another word: "go" is not Go.
    is_proper, is_everyday = _spelling(names, matches)
    matches = matches.take(~(is_proper[matches.name] & matches.is_lower))
    mentioning = guide_of_doc[np.searchsorted(counts.doc_starts, matches.start, side="right") - 1]
    guide_of_name = np.array([name.guide for name in names], np.int64)
    mentioned = versions.seen_from(mentioning, guide_of_name[matches.name])
    # A version of the guide that has fewer names is mentioned by its title.
    number = np.array([name.number for name in names], np.int64)[matches.name]
    n_names = np.array([1 + len(guide.aliases) for guide in guides], np.int64)
    number[number > n_names[mentioned]] = 1
    is_other = mentioning != mentioned
    proper, everyday = (np.bincount(guide_of_name, of_name, len(guides)) > 0 for of_name in (is_proper, is_everyday))
    return MentionScores(len(guides), mentioning[is_other], mentioned[is_other], number[is_other], proper, everyday)


class _Name(NamedTuple):
    """A name of a guide as words; ``number`` is 1 for its title, 2 and on for its aliases."""

    words: Words
    language: int
    guide: int
    number: int
    has_capital: bool


def _names(guides: Sequence[Document], language: Ints) -> list[_Name]:
    """Return the core titles and aliases of all guides, those of the first guide first."""
    cores = core_titles([document.title for document in guides])
    names = []
    for guide, document in enumerate(guides):
        names_of_guide = [(cores[guide], document.title)]
        names_of_guide += [(tuple(_title_words(alias)), alias) for alias in document.aliases]
        for number, (words, text) in enumerate(names_of_guide, 1):
            if words:
                names.append(_Name(words, int(language[guide]), guide, number, not text.islower()))
    return names


def _spelling(names: Sequence[_Name], matches: "_NameMatches") -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which names of one word are proper names, and which of these are everyday words as well.

    A single letter is both. Guides with the same name share its matches, which are those of the first of them.
    """
    first: dict[tuple[int, Words], int] = {}
    first_of = np.array([first.setdefault((name.language, name.words), i) for i, name in enumerate(names)], np.int64)
    n_matches = np.bincount(matches.name, minlength=len(names))[first_of]
    n_lower = np.bincount(matches.name, matches.is_lower, len(names))[first_of]
    is_word = np.array([len(name.words) == 1 and name.has_capital for name in names], np.bool_)
    is_letter = np.array([len(name.words) == 1 and len(name.words[0]) == 1 for name in names], np.bool_)
    is_proper = is_letter | (is_word & (n_matches - n_lower >= MIN_CAPITAL_SHARE * n_matches))
    is_often_lower = n_lower >= np.maximum(MIN_LOWER_CASE, MIN_CAPITAL_SHARE * n_matches)
    return is_proper, is_letter | (is_proper & is_often_lower)


class _TrieArrays(NamedTuple):
    """A NameTrie as arrays, with which all beginnings of names in a corpus are followed at once.

    A key is the number of a term in one language: names are mentioned in texts of their own language only.

    Attributes:
        n_keys: terms times languages.
        edge: edges in ascending order, each a node times ``n_keys`` plus a key.
        target: the node to which each edge leads.
        name: the name that ends at each node, -1 for none.
        has_next: whether any name continues at each node.
    """

    n_keys: int
    edge: Ints
    target: Ints
    name: Ints
    has_next: NDArray[np.bool_]

    def begin(self, key: Ints) -> Ints:
        """Return the nodes to which first words lead, -1 where no name begins with the word.

        The edges of the root are written to a dense table, as every word of the corpus is looked up here.
        """
        first = np.full(self.n_keys, -1, np.int64)
        from_root = self.edge < self.n_keys
        first[self.edge[from_root]] = self.target[from_root]
        node: Ints = first[key]
        return node

    def step(self, node: Ints, key: Ints) -> Ints:
        """Return the nodes to which further words lead, -1 where no name continues with the word."""
        edge = node * self.n_keys + key
        place, is_there = look_up(self.edge, edge)
        target = np.full(edge.shape, -1, np.int64)
        target[is_there] = self.target[place[is_there]]
        return target


def _trie(names: Sequence[_Name], n_languages: int, terms: Sequence[str]) -> _TrieArrays:
    """Return the trie of the names whose words all occur in the corpus; a name of several guides is the first one's."""
    number = {term: i for i, term in enumerate(terms)}
    trie = NameTrie(
        ([name.language * len(terms) + number[word] for word in name.words], i)
        for i, name in enumerate(names)
        if all(word in number for word in name.words)
    )
    n_keys = n_languages * len(terms)
    edges = np.array([node * n_keys + key for node, key in trie.edges], np.int64)
    order = np.argsort(edges)
    target = np.array(list(trie.edges.values()), np.int64)[order]
    has_next = np.zeros(len(trie.values), np.bool_)
    has_next[edges // max(n_keys, 1)] = True
    ends = np.array([-1 if name is None else name for name in trie.values], np.int64)
    return _TrieArrays(n_keys, edges[order], target, ends, has_next)


def _are_named(trie: _TrieArrays, counts: Counts) -> NDArray[np.bool_]:
    """Return which distinct tokens have a surface that is a word of a name; other tokens mention nothing."""
    is_word = np.zeros(len(counts.terms), np.bool_)
    if len(trie.edge):
        is_word[trie.edge % trie.n_keys % len(counts.terms)] = True
    table = counts.token_terms
    token = np.repeat(table.entry_tokens, np.diff(table.surface_starts))[is_word[table.surface_term]]
    return np.bincount(token, minlength=len(counts.stream.tokens)) > 0


class _NameMatches(NamedTuple):
    """Places at which names occur: the position of the first word, the number of words, and the name.

    ``is_lower`` is true for names of one word that are written without a capital there.
    """

    start: Ints
    length: Ints
    name: Ints
    is_lower: NDArray[np.bool_]

    def take(self, mask: NDArray[np.bool_]) -> "_NameMatches":
        return _NameMatches(self.start[mask], self.length[mask], self.name[mask], self.is_lower[mask])

    @classmethod
    def concatenate(cls, parts: Sequence["_NameMatches"]) -> "_NameMatches":
        return cls(*(np.concatenate(column) for column in zip(*parts, strict=True)))


class _Text:
    """Surfaces in order of position, and their places: one place for each position that has a surface.

    Attributes:
        key, is_lower, place: (n_surfaces,), the key in the trie, the spelling and the place of each surface.
        position, has_next: (n_places,), the position of each place, and whether the next place is at the next position.
    """

    def __init__(self, key: Ints, position: NDArray[np.int32], is_lower: NDArray[np.bool_]) -> None:
        is_first = np.diff(position, prepend=-1) > 0
        self.key = key
        self.is_lower = is_lower
        self.place = np.cumsum(is_first) - 1
        self.position = position[is_first]
        self.has_next = np.append(np.diff(self.position) == 1, False)[: len(self.position)]
        self._starts = np.append(np.flatnonzero(is_first), len(position))

    def surfaces_at(self, places: Ints) -> tuple[Ints, Ints]:
        """Return the index among ``places`` of each surface there, and the surface."""
        n_surfaces = self._starts[places + 1] - self._starts[places]
        index = np.repeat(np.arange(len(places)), n_surfaces)
        return index, ragged_ranges(self._starts[places], n_surfaces)


def _all_matches(trie: _TrieArrays, text: _Text) -> _NameMatches:
    """Return every place of ``text`` at which a name occurs, in order of length.

    All beginnings of names are followed through the trie at once, one more word in each round.
    """
    first = trie.begin(text.key)
    surface = np.flatnonzero(first >= 0)
    node, place = first[surface], text.place[surface]
    start = text.position[place]
    parts = []
    length = 1
    while length == 1 or len(start):
        # Paths that are at the end of a name: a match of ``length`` words.
        is_end = trie.name[node] >= 0
        is_lower = text.is_lower[surface[is_end]] & (length == 1)
        n_ends = int(is_end.sum())
        parts.append(_NameMatches(start[is_end], np.full(n_ends, length), trie.name[node[is_end]], is_lower))
        # Paths that can go on: a longer name exists, and the text has a surface at the next position. Each path
        # branches over all surfaces there.
        can_continue = trie.has_next[node] & text.has_next[place]
        path, surface = text.surfaces_at(place[can_continue] + 1)
        node = trie.step(node[can_continue][path], text.key[surface])
        is_path = np.flatnonzero(node >= 0)
        surface, start, node = surface[is_path], start[can_continue][path[is_path]], node[is_path]
        place = text.place[surface]
        length += 1
    return _NameMatches.concatenate(parts)


def _longest(matches: _NameMatches) -> _NameMatches:
    """Return the matches that do not begin inside a longer one; longest first, each covers its positions."""
    is_covered = np.zeros(int((matches.start + matches.length).max(initial=0)), np.bool_)
    is_kept = np.zeros(len(matches.start), np.bool_)
    for length in sorted(set(matches.length.tolist()), reverse=True):
        candidates = np.flatnonzero(matches.length == length)
        candidates = candidates[~is_covered[matches.start[candidates]]]
        is_kept[candidates] = True
        for offset in range(length):
            is_covered[matches.start[candidates] + offset] = True
    return matches.take(is_kept)
