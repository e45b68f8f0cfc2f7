"""Text that several guides share once the names of skills and the numbers in it are masked.

    Organizations adopt Kafka when it reduces time-to-market.
    Organizations adopt GraphQL when it reduces time-to-market.      # the same text twice

A guide's own names are masked by one mark, the names of other skills and lists of them by another,
its category by a third. What is left is compared word by word: sentences, and rows of tables.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.guide import Guide
from index.analysis import STOP_WORDS, fold, tokenize

MIN_WORDS = 4
"""Words that a text must have, masks left out, before being shared means anything."""

OWN, OTHER, CATEGORY, NUMBER = "\x02", "\x03", "\x04", "0"
_MARKS = frozenset((OWN, OTHER, CATEGORY, NUMBER))
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]?\s+|[。！？]")
_NUMERAL = re.compile(r"[^a-z\u00aa-\uffff]*\d[^a-z\u00aa-\uffff]*")
_GLUE = STOP_WORDS - {"a", "an", "and", "or"}
_BLANK = re.compile(r"\s+")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A text of one guide; ``line`` is that of its section, or of its row."""

    guide: str
    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A text that several guides have, and where; ``words`` counts those that are not masked."""

    words: int
    places: tuple[Occurrence, ...]

    @property
    def guides(self) -> frozenset[str]:
        return frozenset(place.guide for place in self.places)


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """What guides share: the texts in as many guides as was asked, the widest shared first."""

    shared: tuple[Shared, ...]
    by_guide: Mapping[str, frozenset[str]]
    """The shared sentences and rows of each guide, as ``sentences`` and ``row_text`` give them."""

    @property
    def places(self) -> Iterator[Occurrence]:
        """Every place of every shared text."""
        return (place for shared in self.shared for place in shared.places)

    def covers(self, guide: str, sentence: str) -> bool:
        """Tell whether a sentence (or row) of the guide with this id is shared; one look-up."""
        return sentence in self.by_guide.get(guide, frozenset())

    def own_text(self, guide: str, text: str) -> str:
        """Return the sentences of ``text`` that the guide shares with none."""
        shared = self.by_guide.get(guide, frozenset())
        return " ".join(sentence for sentence in sentences(text) if sentence not in shared)


NO_BOILERPLATE = Boilerplate((), {})


def find_boilerplate(guides: Sequence[Guide], shared_by: int = 3, min_words: int = MIN_WORDS) -> Boilerplate:
    """Return the texts that at least ``shared_by`` guides have; a guide and its translations are
    one."""
    slugs = {guide.id: guide.slug for guide in guides}
    names = _names_in(guides)
    found: dict[Words, list[Occurrence]] = defaultdict(list)
    for guide, occurrences in _candidates(sorted(guides, key=lambda guide: guide.id), shared_by):
        mask = _Mask(guide, names)
        for occurrence in occurrences:
            key = mask(occurrence.text)
            if _n_words(key) >= min_words:
                found[key].append(occurrence)
    shared = [
        Shared(_n_words(key), tuple(places))
        for key, places in found.items()
        if len(places) >= shared_by and len({slugs[place.guide] for place in places}) >= shared_by
    ]
    shared.sort(key=lambda s: (-len(s.places), s.places[0].guide, s.places[0].line, s.places[0].text))
    return Boilerplate(tuple(shared), _by_guide(shared))


def masked_words(guides: Sequence[Guide]) -> Callable[[Guide, str], Words]:
    """Return a function that gives the words of a guide's text with names and numbers masked."""
    names = _names_in(guides)
    masks: dict[str, _Mask] = {}

    def masked(guide: Guide, text: str) -> Words:
        if guide.id not in masks:
            masks[guide.id] = _Mask(guide, names)
        return masks[guide.id](text)

    return masked


def _names_in(guides: Sequence[Guide]) -> "_Names":
    return _Names(n for guide in guides for n in (guide.title, guide.skill, *guide.aliases, *guide.related))


def _candidates(guides: Sequence[Guide], shared_by: int) -> Iterator[tuple[Guide, list[Occurrence]]]:
    """Yield guides with those of their texts whose glue enough guides share: only they are worth masking."""
    texts = [(guide, [(_glue(o.text), o) for o in _occurrences(guide)]) for guide in guides]
    shared = Counter(glue for _, occurrences in texts for glue in {glue for glue, _ in occurrences})
    for guide, occurrences in texts:
        yield guide, [occurrence for glue, occurrence in occurrences if shared[glue] >= shared_by]


def _glue(text: str) -> Words:
    """Return the stop words of ``text`` in order: what masking never touches, and what costs little to see.

    Without the words that lists of names and articles bring and take.
    """
    return tuple(filter(_GLUE.__contains__, text.lower().split()))


def sentences(text: str) -> list[str]:
    """Return the sentences of a plain text, in order, blanks collapsed; a line break ends one."""
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
    """Return the row of a table as one text."""
    return " | ".join(_BLANK.sub(" ", cell.strip()) for cell in cells)


def _occurrences(guide: Guide) -> Iterator[Occurrence]:
    """Yield the sentences, table rows, and answers of one guide, each text once."""
    seen: set[str] = set()
    for line, text in _texts(guide):
        if text not in seen:
            seen.add(text)
            yield Occurrence(guide.id, guide.path, line, text)


def _texts(guide: Guide) -> Iterator[tuple[int, str]]:
    for section in guide.sections:
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
    for one in shared:
        for place in one.places:
            texts[place.guide].add(place.text)
    return {guide: frozenset(found) for guide, found in texts.items()}


class _Names:
    """Names as words; ``lengths`` are those of the names that begin with a word, longest first."""

    def __init__(self, names: Iterable[str]) -> None:
        self._known = {words for name in names if (words := _name_words(name))}
        lengths: dict[str, set[int]] = defaultdict(set)
        for words in self._known:
            lengths[words[0]].add(len(words))
        self._lengths = {word: sorted(found, reverse=True) for word, found in lengths.items()}

    def __contains__(self, word: str) -> bool:
        """Tell whether a name begins with ``word``."""
        return word in self._lengths

    def length_at(self, words: Words, place: int) -> int:
        """Return the length of the longest name that begins at ``place``, 0 when none does."""
        for length in self._lengths.get(words[place], ()):
            if place + length <= len(words) and words[place : place + length] in self._known:
                return length
        return 0


class _Mask:
    """Turns a text of one guide into words without its names, other names, and numbers."""

    def __init__(self, guide: Guide, others: _Names) -> None:
        self._own = _Names((guide.title, guide.skill, *guide.aliases))
        self._category = _words(guide.category)
        self._others = others

    def __call__(self, text: str) -> Words:
        words = _words(text)
        masked: list[str] = []
        place = 0
        while place < len(words):
            mark, length = self._at(words, place)
            if not (masked and masked[-1] == mark and mark in _MARKS):
                masked.append(mark)
            place += length
        return _without_lists(masked)

    def _at(self, words: Words, place: int) -> tuple[str, int]:
        """Return the mark, or the word, that stands for what begins at ``place``, and its
        length."""
        word = words[place]
        if word.isalpha() and not (word in self._own or word in self._others or word in self._category[:1]):
            return ("a" if word == "an" else word), 1
        for mark, names in ((OWN, self._own), (OTHER, self._others)):
            if length := names.length_at(words, place):
                return mark, length
        category = self._category
        if category and words[place : place + len(category)] == category:
            return CATEGORY, len(category)
        if _NUMERAL.fullmatch(word):
            return NUMBER, 1
        return ("a" if word == "an" else word), 1


def _name_words(name: str) -> Words:
    """Return the words of a name; none for a name that is an everyday word, such as ``this``."""
    words = _words(name)
    return () if len(words) == 1 and words[0] in STOP_WORDS else words


def _words(text: str) -> Words:
    return tuple([_bare(match.group()) for match in tokenize(text)])


@lru_cache(maxsize=1 << 16)
def _bare(word: str) -> str:
    return fold(word).removesuffix("'s")


def _without_lists(words: list[str]) -> Words:
    """Return the words with ``OTHER and OTHER`` taken as one mark, however many are listed."""
    kept: list[str] = []
    for word in words:
        if word == OTHER and kept[-2:] in ([OTHER, "and"], [OTHER, "or"]):
            kept.pop()
        else:
            kept.append(word)
    return tuple(kept)
