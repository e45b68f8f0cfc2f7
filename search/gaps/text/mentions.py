"""Where guides speak of a skill without linking it.

The longest name wins. A name inside a link, code, a heading or a longer name is no mention:
``Anki`` in "Task to Anki", ``React`` in "React Native", ``Go`` in "Go-OpenGeneration". A name that is also an
ordinary word (Go, React, Spring, C) counts only where it is written as a name and stands among the
right words; such a mention has a lower confidence.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from corpus.guide import Guide
from index.analysis import fold, tokenize
from search.gaps.text.name_context import AFTER, AMBIGUOUS, BEFORE, FIELD, NOT_BEFORE, OWNERS, SUFFIXES
from search.gaps.text.prose import prose_lines

CERTAIN, LIKELY, POSSIBLE = 1.0, 0.8, 0.6

_LINKS = re.compile(r"!?\[[^\]]*\]\([^)]*\)|!?\[[^\]]*\]\[[^\]]*\]|\[[^\]]*\]|<a\b.*?</a>|https?://\S+|<[^>]+>")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s|\s*(?:=+|-{3,})\s*$")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\sa-z])|\s\|\s|^\|\s?|\s?\|$")
_SENTENCE_BREAK = re.compile(r"[.!?:;|•]\s*[\"'“”(\[]*\s*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of ``subject`` in a text; ``start`` and ``end`` index it, ``confidence`` is in (0,
    1]."""

    subject: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention in a guide; ``sentence`` is the one that it stands in."""

    subject: str
    guide: str
    line: int
    sentence: str
    confidence: float


class _Word(NamedTuple):
    raw: str
    key: str
    start: int
    end: int


class Mentions:
    """Finds the names of subjects in texts; ``names`` gives each subject's names."""

    def __init__(self, names: Mapping[str, Sequence[str]], ambiguous: Sequence[str] = ()) -> None:
        self._ambiguous = AMBIGUOUS | {fold(name) for name in ambiguous}
        self._known: dict[tuple[str, ...], tuple[str, str]] = {}
        lengths: dict[str, set[int]] = defaultdict(set)
        for subject, spellings in sorted(names.items()):
            for name in dict.fromkeys(spellings):
                keys = tuple(_key(match.group()) for match in tokenize(name))
                if keys and all(keys):
                    self._known.setdefault(keys, (subject, name))
                    lengths[keys[0]].add(len(keys))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def find(self, text: str) -> Iterator[Mention]:
        """Yield the mentions in a plain text, in order."""
        words = [_Word(m.group(), _key(m.group()), *m.span()) for m in tokenize(_blank(_LINKS, text))]
        place = 0
        while place < len(words):
            length = self._length_at(words, place)
            if length:
                subject, name = self._known[tuple(word.key for word in words[place : place + length])]
                last = place + length - 1
                confidence = self._confidence(text, words, place, last, name)
                if confidence:
                    yield Mention(subject, words[place].start, words[last].end, confidence)
            place += length or 1

    def _length_at(self, words: Sequence[_Word], place: int) -> int:
        """Return the length of the longest name that begins at ``place``, 0 when none does."""
        for length in self._lengths.get(words[place].key, ()):
            keys = tuple(word.key for word in words[place : place + length])
            if len(keys) == length and keys in self._known:
                return length
        return 0

    def _confidence(self, text: str, words: Sequence[_Word], first: int, last: int, name: str) -> float:
        """Return how sure it is that these words mean the subject; 0 when they do not."""
        if _in_longer_name(text, words, first, last):
            return 0.0
        if first != last or fold(name) not in self._ambiguous:
            return CERTAIN
        return _in_context(text, words, first, name)


def mentions_in(guide: Guide, finder: Mentions) -> Iterator[Placed]:
    """Yield the mentions in the prose of a guide."""
    body = guide.body.splitlines()
    for line, text in prose_lines(guide, keep_links=True):
        if _HEADING.match(text):
            continue
        for mention in finder.find(text):
            name = text[mention.start : mention.end]
            yield Placed(
                mention.subject, guide.id, line, sentence_with(name, body[line - guide.body_line]), mention.confidence
            )


def sentence_with(name: str, line: str) -> str:
    """Return the sentence of a line, or the cell of a table, in which a name stands first; the line if none has it."""
    parts = _SENTENCE_END.split(line.strip())
    return next((part.strip() for part in parts if name in part), line.strip())


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Return the text with what matches blanked, nothing moved; a dot keeps neighbours apart."""
    return pattern.sub(lambda match: " " + "." * (len(match.group()) - 2) + " ", text)


@lru_cache(maxsize=1 << 16)
def _key(raw: str) -> str:
    """Return a word as names are compared: folded, without possessive, plural or a known ending."""
    word = fold(raw).replace("’", "'").removesuffix("'s")
    for suffix in SUFFIXES:
        word = word.removesuffix(suffix)
    return word.removesuffix("s") if len(word) > 4 and not word.endswith("ss") else word


def _in_longer_name(text: str, words: Sequence[_Word], first: int, last: int) -> bool:
    """Tell whether a capitalised neighbour makes these words a part of another name."""
    after = words[last + 1] if last + 1 < len(words) else None
    if after and text[words[last].end : after.start] == " " and _extends(after):
        return True
    before = words[first - 1] if first else None
    if before is None or text[before.end : words[first].start] != " ":
        return False
    if _starts_sentence(text, before) or before.key in OWNERS:
        return False
    return _is_name_like(before) and before.key not in FIELD


def _extends(word: _Word) -> bool:
    """Tell whether a word after a name goes on with it: ``Native`` of ``React Native``."""
    return _is_name_like(word) and not word.raw.isupper()


def _is_name_like(word: _Word) -> bool:
    return word.raw[0].isupper() and any(c.islower() for c in word.raw)


def _starts_sentence(text: str, word: _Word) -> bool:
    before = text[: word.start]
    return not before.strip(" *_>-+\"'“”(#|") or bool(_SENTENCE_BREAK.search(before))


def _in_context(text: str, words: Sequence[_Word], place: int, name: str) -> float:
    """Return the confidence of an ordinary word that may be a name."""
    word = words[place]
    before = words[place - 1].key if place else ""
    after = words[place + 1].key if place + 1 < len(words) else ""
    if before in NOT_BEFORE or not _joined(text, words, place):
        return 0.0
    spelled = word.raw.removesuffix("'s").removesuffix("’s") == name
    if after in AFTER or (spelled and before in BEFORE):
        return LIKELY if spelled else POSSIBLE if after in FIELD else 0.0
    if not spelled:
        return 0.0
    in_field = any(w.key in FIELD for i, w in enumerate(words) if i != place)
    if len(name) == 1:
        return POSSIBLE if in_field and _listed(text, words, place) else 0.0
    if _starts_sentence(text, word):
        return POSSIBLE if in_field else 0.0
    return LIKELY if in_field else POSSIBLE


def _joined(text: str, words: Sequence[_Word], place: int) -> bool:
    """Tell whether a single letter is not an initial or a mark: ``C.``, ``(R)``."""
    word = words[place]
    if len(word.raw) > 1:
        return True
    around = text[max(0, word.start - 1) : word.end + 2]
    return not (around.startswith("(") and around[2:3] == ")") and not re.search(r"\.\s?[A-Z]", around)


def _listed(text: str, words: Sequence[_Word], place: int) -> bool:
    """Tell whether a single letter stands in a list of names: ``C, Rust and Go``."""
    near = text[max(0, words[place].start - 5) : words[place].end + 5]
    return any(mark in near for mark in (",", "/", " and ", " or "))
