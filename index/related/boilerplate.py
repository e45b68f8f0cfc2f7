"""Text that several guides share once the names of skills and the numbers in it are masked.

    Organizations adopt Kafka when it reduces time-to-market.
    Organizations adopt GraphQL when it reduces time-to-market.      # the same text twice

A guide's own names are replaced by one mark, the names of other skills and lists of them by another, its category by
a third. Sentences and table rows are then compared word by word.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.guide import Guide
from index.analysis import STOP_WORDS, fold, tokenize
from index.names import NameTrie

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

    @property
    def places(self) -> Iterator[Occurrence]:
        """Return every place of every shared text."""
        return (place for shared in self.shared for place in shared.places)

    def own_text(self, guide: str, text: str) -> str:
        """Return the sentences of ``text`` that the guide shares with no other."""
        shared = self.by_guide.get(guide, frozenset())
        return " ".join(sentence for sentence in sentences(text) if sentence not in shared)


def find_boilerplate(guides: Sequence[Guide], shared_by: int = 3, min_words: int = MIN_WORDS) -> Boilerplate:
    """Return the texts that at least ``shared_by`` guides contain; versions and translations of one count once."""
    pages = {guide.id: guide.page for guide in guides}
    names = _names_in(guides)
    # Group the occurrences by their masked words: two texts are the same when these are equal.
    places_of: dict[Words, list[Occurrence]] = defaultdict(list)
    for guide, occurrences in _candidates(sorted(guides, key=lambda guide: guide.id), shared_by):
        mask = _Mask(guide, names)
        for occurrence in occurrences:
            key = mask(occurrence.text)
            if _n_words(key) >= min_words:
                places_of[key].append(occurrence)
    # The number of places is a cheap first test; versions and translations share a page and count once.
    shared = [
        Shared(_n_words(key), tuple(places))
        for key, places in places_of.items()
        if len(places) >= shared_by and len({pages[place.guide] for place in places}) >= shared_by
    ]
    shared.sort(key=lambda s: (-len(s.places), s.places[0].guide, s.places[0].line, s.places[0].text))
    return Boilerplate(tuple(shared), _by_guide(shared))


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
    return _marked(OTHER, (n for guide in guides for n in (guide.title, guide.skill, *guide.aliases, *guide.related)))


def _candidates(guides: Sequence[Guide], shared_by: int) -> Iterator[tuple[Guide, list[Occurrence]]]:
    """Yield each guide with the occurrences that are worth masking.

    Texts that are equal once masked have the same stop words in the same order, and these cost little to compare. So
    only texts whose stop words occur in that order in ``shared_by`` guides are masked, which takes most of the time.
    """
    texts = [(guide, [(_stop_words_of(o.text), o) for o in _occurrences(guide)]) for guide in guides]
    n_guides = Counter(key for _, occurrences in texts for key in {key for key, _ in occurrences})
    for guide, occurrences in texts:
        yield guide, [occurrence for key, occurrence in occurrences if n_guides[key] >= shared_by]


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
