"""Text that several guides share once the names of skills and the numbers in it are masked.

    Organizations adopt Kafka when it reduces time-to-market.
    Organizations adopt GraphQL when it reduces time-to-market.      # the same text twice

A guide's own names are replaced by one mark, the names of other skills and lists of them by another, its category by
a third. Sentences and table rows are then compared word by word.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from corpus.guide import Guide
from index.analysis import STOP_WORDS, fold, tokenize
from index.matrix.ragged import ragged_ranges, starts_of
from index.names import NameTrie
from index.related.text_keys import NO_KEYS, NOT_MASKED, TOO_SHORT, TextKeys, key_of, n_guides_with

MIN_WORDS = 4
"""Words, marks left out, that a text needs to count as shared. By hand: shorter texts coincide by chance."""

OWN, OTHER, CATEGORY, NUMBER = "\x02", "\x03", "\x04", "0"
"""The marks that replace a guide's own names, other names, its category, and numbers."""

_MARKS = frozenset((OWN, OTHER, CATEGORY, NUMBER))
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]?\s+|[。！？]")
_NUMERAL = re.compile(r"[^a-z\u00aa-\uffff]*\d[^a-z\u00aa-\uffff]*")
_COMPARED_STOP_WORDS = STOP_WORDS - {"a", "an", "and", "or"}
"""Stop words that masking never removes: articles and the joints of lists may go with a masked name."""

_BLANK = re.compile(r"\s+")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A sentence or table row of one guide; ``line`` is that of its section, or of its row."""

    guide: str
    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A text that several guides contain, and its places; ``words`` counts those that are not masked."""

    words: int
    places: tuple[Occurrence, ...]

    @property
    def guides(self) -> frozenset[str]:
        return frozenset(place.guide for place in self.places)


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The texts that enough guides share, those with most places first."""

    shared: tuple[Shared, ...]
    by_guide: Mapping[str, frozenset[str]]
    """The shared sentences and rows of each guide, as ``sentences`` and ``row_text`` give them."""
    keys: TextKeys
    """Those of the texts of all guides, in order of id."""

    @property
    def places(self) -> Iterator[Occurrence]:
        """Return every place of every shared text."""
        return (place for shared in self.shared for place in shared.places)

    def own_text(self, guide: str, text: str) -> str:
        """Return the sentences of ``text`` that the guide shares with no other."""
        shared = self.by_guide.get(guide, frozenset())
        return " ".join(sentence for sentence in sentences(text) if sentence not in shared)


def find_boilerplate(
    guides: Sequence[Guide],
    shared_by: int = 3,
    min_words: int = MIN_WORDS,
    last: TextKeys | None = None,
    known: Mapping[int, int] | None = None,
) -> Boilerplate:
    """Return the texts that at least ``shared_by`` guides contain; versions and translations of one count once.

    Args:
        last: the keys of an earlier build with the same ``shared_by`` and ``min_words``.
        known: the guides that have not changed since, by their places in order of id, and the place of each then.
    """
    guides = sorted(guides, key=lambda guide: guide.id)
    texts = _Texts(guides, min_words)
    keys = texts.keys(shared_by, last, known or {})
    shared = [
        Shared(texts.n_words(*places[0]), tuple([texts.of(guide)[number] for guide, number in places]))
        for places in keys.shared(shared_by, [guide.page for guide in guides])
    ]
    shared.sort(key=lambda s: (-len(s.places), s.places[0].guide, s.places[0].line, s.places[0].text))
    return Boilerplate(tuple(shared), _by_guide(shared), keys)


class _Texts:
    """The texts of some guides, which are found when they are asked for, and their keys."""

    def __init__(self, guides: Sequence[Guide], min_words: int) -> None:
        self._guides = guides
        self._min_words = min_words
        self._others = _names_in(guides)
        self._of_guide: dict[int, list[Occurrence]] = {}

    def of(self, guide: int) -> list[Occurrence]:
        if guide not in self._of_guide:
            self._of_guide[guide] = list(_occurrences(self._guides[guide]))
        return self._of_guide[guide]

    def n_words(self, guide: int, number: int) -> int:
        """Return how many words of a text are not masked."""
        return _n_words(self._mask(guide)(self.of(guide)[number].text))

    def keys(self, shared_by: int, last: TextKeys | None, known: Mapping[int, int]) -> TextKeys:
        """Return the keys of all texts; those of guides that are ``known`` are taken from ``last``.

        Texts that are equal once masked have the same stop words in the same order, and these cost little to compare.
        So only texts whose stop words occur in that order in ``shared_by`` guides are masked, which takes most of the
        time.
        """
        names = np.array([key_of(sorted(set(_names(self._guides))))], np.uint64)
        if last is None or last.names != names:
            last, known = NO_KEYS, {}
        fresh = [guide for guide in range(len(self._guides)) if guide not in known]
        lengths = np.zeros(len(self._guides), np.int64)
        rows, rows_before = (np.array(list(some), np.int64) for some in (known, known.values()))
        lengths[rows] = np.diff(last.starts)[rows_before]
        lengths[fresh] = [len(self.of(guide)) for guide in fresh]
        starts = starts_of(lengths)
        stop_words, masked = np.zeros((2, starts[-1]), np.uint64)
        texts = ragged_ranges(starts[rows], lengths[rows])
        texts_before = ragged_ranges(last.starts[rows_before], lengths[rows])
        stop_words[texts], masked[texts] = last.stop_words[texts_before], last.masked[texts_before]
        for guide in fresh:
            stop_words[starts[guide] : starts[guide + 1]] = [key_of(_stop_words_of(o.text)) for o in self.of(guide)]
        is_compared = n_guides_with(starts, stop_words) >= shared_by
        masked[~is_compared] = NOT_MASKED
        self._mask_texts(starts, np.flatnonzero(is_compared & (masked == NOT_MASKED)), masked)
        return TextKeys(starts, stop_words, masked, names)

    def _mask_texts(self, starts: NDArray[np.int64], texts: NDArray[np.int64], masked: NDArray[np.uint64]) -> None:
        """Write the keys of ``texts``, which are in ascending order, to ``masked``."""
        guides = np.searchsorted(starts, texts, side="right") - 1
        of_guides = zip(texts.tolist(), guides.tolist(), strict=True)
        for guide, of_guide in groupby(of_guides, key=itemgetter(1)):
            mask = self._mask(guide)
            for text, _ in of_guide:
                words = mask(self.of(guide)[text - starts[guide]].text)
                masked[text] = key_of(words) if _n_words(words) >= self._min_words else TOO_SHORT

    def _mask(self, guide: int) -> "_Mask":
        return _Mask(self._guides[guide], self._others)


def masked_words(guides: Sequence[Guide]) -> Callable[[Guide, str], Words]:
    """Return a function of a guide and one of its texts that gives the text's words, names and numbers masked."""
    names = _names_in(guides)
    masks: dict[str, _Mask] = {}

    def masked(guide: Guide, text: str) -> Words:
        if guide.id not in masks:
            masks[guide.id] = _Mask(guide, names)
        return masks[guide.id](text)

    return masked


def _names_in(guides: Sequence[Guide]) -> NameTrie[str, str]:
    return _marked(OTHER, _names(guides))


def _names(guides: Iterable[Guide]) -> Iterator[str]:
    return (name for guide in guides for name in (guide.title, guide.skill, *guide.aliases, *guide.related))


def _stop_words_of(text: str) -> Words:
    """Return the stop words of ``text`` in order, without those that lists of names and articles add or drop."""
    return tuple(filter(_COMPARED_STOP_WORDS.__contains__, text.lower().split()))


def sentences(text: str) -> list[str]:
    """Return the sentences of a plain text in order, with white space collapsed; a line break ends a sentence."""
    return [
        " ".join(part.split()) for line in text.splitlines() if line.strip() for part in _parts(line) if part.strip()
    ]


def _parts(line: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(line):
        yield line[start : end.end()]
        start = end.end()
    yield line[start:]


def row_text(cells: Iterable[str]) -> str:
    """Return the cells of a table row as one text, joined by `` | ``."""
    return " | ".join(_BLANK.sub(" ", cell.strip()) for cell in cells)


def _occurrences(guide: Guide) -> Iterator[Occurrence]:
    """Yield the sentences, table rows and answers of one guide.

    A text that the guide repeats is yielded at its first place alone: places are counted as guides first.
    """
    seen: set[str] = set()
    for line, text in _texts(guide):
        if text not in seen:
            seen.add(text)
            yield Occurrence(guide.id, guide.path, line, text)


def _texts(guide: Guide) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of every sentence and table row, sections first, then answers."""
    for section in guide.sections:
        # The section's text repeats the cells of its tables; they are compared as rows.
        in_tables = {cell for table in section.tables for row in table.rows for cell in row}
        for sentence in sentences(section.text):
            if sentence not in in_tables:
                yield section.line, sentence
        for table in section.tables:
            for line, row in zip(table.lines, table.rows, strict=False):
                yield line, row_text(row)
    for question in (*guide.questions, *guide.faqs):
        for sentence in sentences(question.answer):
            yield question.line, sentence


def _n_words(words: Words) -> int:
    return sum(word not in _MARKS for word in words)


def _by_guide(shared: Iterable[Shared]) -> dict[str, frozenset[str]]:
    texts: dict[str, set[str]] = defaultdict(set)
    for text in shared:
        for place in text.places:
            texts[place.guide].add(place.text)
    return {guide: frozenset(guide_texts) for guide, guide_texts in texts.items()}


class _Mask:
    """A function from a text of one guide to its words, with names, category and numbers replaced by marks."""

    def __init__(self, guide: Guide, others: NameTrie[str, str]) -> None:
        own = _marked(OWN, (guide.title, guide.skill, *guide.aliases))
        category = NameTrie([(_words(guide.category), CATEGORY)])
        self._names = (own, others, category)

    def __call__(self, text: str) -> Words:
        words = _words(text)
        masked: list[str] = []
        place = 0
        while place < len(words):
            mark, next_place = self._mark_at(words, place)
            # Neighbouring equal marks are one: the number of masked words is not compared.
            if not (masked and masked[-1] == mark and mark in _MARKS):
                masked.append(mark)
            place = next_place
        return _without_lists(masked)

    def _mark_at(self, words: Words, place: int) -> tuple[str, int]:
        """Return the mark or the word that replaces the words at ``place``, and the place after these."""
        word = words[place]
        own, others, category = self._names
        if word in own or word in others or word in category:
            for names in self._names:
                if found := names.longest_at(words, place):
                    return found.value, found.last
        if not word.isalpha() and _NUMERAL.fullmatch(word):
            return NUMBER, place + 1
        return ("a" if word == "an" else word), place + 1


def _marked(mark: str, names: Iterable[str]) -> NameTrie[str, str]:
    """Return the names that ``mark`` replaces; a stop word, such as ``this``, is none."""
    words_of_names = {_words(name) for name in names}
    return NameTrie((words, mark) for words in words_of_names if not (len(words) == 1 and words[0] in STOP_WORDS))


def _words(text: str) -> Words:
    return tuple([_bare(match.group()) for match in tokenize(text)])


@lru_cache(maxsize=1 << 16)
def _bare(word: str) -> str:
    return fold(word).removesuffix("'s")


def _without_lists(words: list[str]) -> Words:
    """Return the words with ``OTHER and OTHER`` replaced by one mark, however long the list."""
    shortened: list[str] = []
    for word in words:
        if word == OTHER and shortened[-2:] in ([OTHER, "and"], [OTHER, "or"]):
            shortened.pop()
        else:
            shortened.append(word)
    return tuple(shortened)
