"""Mentions of skills in the prose of guides, outside links.

The longest name wins. A name inside a link, code, a heading or a longer name is no mention: ``Anki`` in "Task to Anki",
``React`` in "React Native", ``Go`` in "Go-Live". A name that is also an ordinary word (Go, React, Spring, C) counts
only where it is written with its capitals among words that suit it, and with a lower confidence.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from corpus.guide import Guide
from index.analysis import fold, tokenize
from index.names import NameTrie, names_in
from search.gaps.names import singular
from search.gaps.text.name_context import (
    AMBIGUOUS_NAMES,
    EXCLUDING_WORDS,
    FOLLOWING_WORDS,
    NAME_SUFFIXES,
    OWNER_WORDS,
    PRECEDING_WORDS,
    TECHNICAL_WORDS,
)
from search.gaps.text.prose import prose_lines

CERTAIN, LIKELY, POSSIBLE = 1.0, 0.8, 0.6
"""Confidence of an unambiguous name, of an ambiguous one in its context, and of one with less of it. By hand."""


MAX_BEFORE = 80
"""Characters before a word that show whether it begins a sentence. By hand: more than any run of quotes and marks."""

LIST_CONTEXT = 5
"""Letters around a single letter in which a list shows: ``C, Rust``. By hand."""

_LINKS = re.compile(
    r"!?\[[^\[\]]{0,300}\]\([^()]{0,300}\)|!?\[[^\[\]]{0,300}\]\[[^\[\]]{0,300}\]|\[[^\[\]]{0,300}\]"
    r"|<a\b[^<>]{0,300}>[^<>]{0,300}</a>|https?://\S+|<[^<>]{1,300}>"
)
"""Links and tags, in which no mention is looked for; bounded, so that brackets without end cost linear time."""
_HEADING_LINE = re.compile(r"\s{0,3}#{1,6}\s|\s*(?:=+|-{3,})\s*$")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\sa-z])|\s\|\s|^\|\s?|\s?\|$")
_SENTENCE_BREAK = re.compile(r"[.!?:;|•]\s*[\"'“”(\[]*\s*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of ``subject`` in a text, at ``text[start:end]``; ``confidence`` is in (0, 1]."""

    subject: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class PlacedMention:
    """A mention in a guide by its id, with its line and sentence."""

    subject: str
    guide: str
    line: int
    sentence: str
    confidence: float


class _Token(NamedTuple):
    """A token as it is written, its comparison key, and its place in the text."""

    text: str
    key: str
    start: int
    end: int


class MentionFinder:
    """A finder of names in texts.

    Args:
        names: the names of each subject; a name of two subjects belongs to the first in order.
        ambiguous: names that are also ordinary words, in addition to AMBIGUOUS_NAMES.
    """

    def __init__(self, names: Mapping[str, Sequence[str]], ambiguous: Sequence[str] = ()) -> None:
        self._ambiguous = AMBIGUOUS_NAMES | {fold(name) for name in ambiguous}
        self._names = NameTrie(
            (keys, (subject, name))
            for subject, spellings in sorted(names.items())
            for name in spellings
            if all(keys := [_key(match.group()) for match in tokenize(name)])
        )

    def find(self, text: str) -> Iterator[Mention]:
        """Yield the mentions in a plain text, in order and without overlap."""
        tokens = [_Token(m.group(), _key(m.group()), *m.span()) for m in tokenize(_blank(_LINKS, text))]
        n_technical = sum(token.key in TECHNICAL_WORDS for token in tokens)
        for first, last, (subject, name) in names_in([token.key for token in tokens], self._names.longest_at):
            # A name that is no mention is skipped whole: no shorter name inside it counts.
            if confidence := self._confidence(text, tokens, first, last - 1, name, n_technical):
                yield Mention(subject, tokens[first].start, tokens[last - 1].end, confidence)

    def _confidence(
        self, text: str, tokens: Sequence[_Token], first: int, last: int, name: str, n_technical: int
    ) -> float:
        """Return the confidence that the tokens mean the subject; 0 when they do not."""
        if _in_longer_name(text, tokens, first, last):
            return 0.0
        if first != last or fold(name) not in self._ambiguous:
            return CERTAIN
        return _confidence_in_context(text, tokens, first, name, n_technical)


def mentions_in(guide: Guide, finder: MentionFinder) -> Iterator[PlacedMention]:
    """Yield the mentions in the prose of a guide, headings left out, in order."""
    # A line of the file has several lines of the body where it includes another file, or a page of HTML is one line.
    body: dict[int, list[str]] = defaultdict(list)
    for at, written in enumerate(guide.body.splitlines()):
        body[guide.line(at)].append(written)
    sentences: dict[tuple[int, str], str] = {}
    for line, text in prose_lines(guide, keep_links=True):
        if _HEADING_LINE.match(text):
            continue
        for mention in finder.find(text):
            name = text[mention.start : mention.end]
            if (line, name) not in sentences:
                sentences[line, name] = sentence_with(name, "\n".join(body[line]))
            yield PlacedMention(mention.subject, guide.id, line, sentences[line, name], mention.confidence)


def sentence_with(name: str, line: str) -> str:
    """Return the first sentence of a line, or cell of a table row, that contains the name; the line if none does."""
    return next((sentence for sentence in _sentences(line) if name in sentence), line.strip())


@lru_cache(maxsize=64)
def _sentences(line: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _SENTENCE_END.split(line.strip()))


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Return the text with the matches replaced by dots of the same length, so that offsets stay and no name spans
    them."""
    return pattern.sub(lambda match: " " + "." * (len(match.group()) - 2) + " ", text)


@lru_cache(maxsize=1 << 16)
def _key(token: str) -> str:
    """Return the comparison key of a token: folded, without possessive, plural or a suffix of NAME_SUFFIXES."""
    key = fold(token).replace("’", "'").removesuffix("'s")
    for suffix in NAME_SUFFIXES:
        key = key.removesuffix(suffix)
    return singular(key)


def _in_longer_name(text: str, tokens: Sequence[_Token], first: int, last: int) -> bool:
    """Tell whether a capitalised neighbour makes the tokens a part of another name."""
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if after and text[tokens[last].end : after.start] == " " and _extends(after):
        return True
    # A capital before the name may also begin the sentence, or be an owner's or a technical word: "Apache Kafka".
    before = tokens[first - 1] if first else None
    if before is None or text[before.end : tokens[first].start] != " ":
        return False
    if _starts_sentence(text, before) or before.key in OWNER_WORDS:
        return False
    return _is_name_like(before) and before.key not in TECHNICAL_WORDS


def _extends(token: _Token) -> bool:
    """Tell whether a token after a name continues it: ``Native`` of ``React Native``."""
    return _is_name_like(token) and not token.text.isupper()


def _is_name_like(token: _Token) -> bool:
    return token.text[0].isupper() and any(c.islower() for c in token.text)


def _starts_sentence(text: str, token: _Token) -> bool:
    before = text[max(0, token.start - MAX_BEFORE) : token.start]
    return not before.strip(" *_>-+\"'“”(#|") or bool(_SENTENCE_BREAK.search(before))


def _confidence_in_context(text: str, tokens: Sequence[_Token], number: int, name: str, n_technical: int) -> float:
    """Return the confidence that an ordinary word is a name; 0 when it is none.

    Args:
        n_technical: technical words among ``tokens``.
    """
    token = tokens[number]
    before = tokens[number - 1].key if number else ""
    after = tokens[number + 1].key if number + 1 < len(tokens) else ""
    if before in EXCLUDING_WORDS or _is_initial(text, token):
        return 0.0
    has_capitals = token.text.removesuffix("'s").removesuffix("’s") == name
    # A word beside it decides first, then a technical word anywhere in the text.
    if after in FOLLOWING_WORDS or (has_capitals and before in PRECEDING_WORDS):
        return LIKELY if has_capitals else POSSIBLE if after in TECHNICAL_WORDS else 0.0
    if not has_capitals:
        return 0.0
    is_technical = n_technical > (token.key in TECHNICAL_WORDS)
    if len(name) == 1:
        return POSSIBLE if is_technical and _in_list(text, token) else 0.0
    if _starts_sentence(text, token):
        return POSSIBLE if is_technical else 0.0
    return LIKELY if is_technical else POSSIBLE


def _is_initial(text: str, token: _Token) -> bool:
    """Tell whether a token is a single letter with a mark: the initial ``C. Brown``, or ``(R)``."""
    if len(token.text) > 1:
        return False
    around = text[max(0, token.start - 1) : token.end + 2]
    return (around.startswith("(") and around[2:3] == ")") or bool(re.search(r"\.\s?[A-Z]", around))


def _in_list(text: str, token: _Token) -> bool:
    """Tell whether a single letter is in a list of names: ``C, Rust and Go``."""
    around = text[max(0, token.start - LIST_CONTEXT) : token.end + LIST_CONTEXT]
    return any(mark in around for mark in (",", "/", " and ", " or "))
