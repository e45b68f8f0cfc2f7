"""Text to Query: every string is one.

Understood are words, ``"phrases"``, ``-word`` and ``-"phrase"``, ``OR``, ``field:value`` and ``word*``.
Everything else is text: nothing that a reader types is an error.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.analysis import analyze, tokenize, whole_of

FILTERS = ("kind", "skill", "category", "difficulty", "tag", "lang", "updated")
"""What ``field:value`` and the parameters of the same names filter by."""

MAX_CHARACTERS = 2000
MAX_WORDS = 128
"""Words of a query, as many as are looked for; those of a phrase, and the parts of a compound or of text without
spaces, count one by one."""

MAX_EXCLUDED = 16
MIN_EXCLUDED = 3
"""Letters that an excluded word needs: ``-rf`` is a word of a command."""

_PIECE = re.compile(
    r"""(?P<minus>-)?"(?P<quoted>[^"]*)"
      | (?P<name>[A-Za-z]+):(?:"(?P<value>[^"]*)"|(?P<bare>[^\s"]+))
      | (?P<word>\S+)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is looked for: its surfaces, ``whole`` first, then as it is spelled, then the parts of a compound.

    ``is_prefix`` says that the reader asked for what begins so (``word*``); ``is_open``, that nothing stands
    behind the word, so that the reader may be in the middle of it. ``is_quoted`` words are searched as they
    stand, typos and all. ``start`` is where ``raw`` stands in what was typed.
    """

    raw: str
    whole: str
    spellings: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    is_prefix: bool = False
    is_open: bool = False
    is_quoted: bool = False
    start: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side, as quoted."""

    raw: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Operands of which one is enough: ``a OR "b c"``."""

    operands: tuple["Word | Phrase", ...]


Operand = Word | Phrase | AnyOf


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked; ``text`` is what was typed, cut where it was too long."""

    text: str
    wanted: tuple[Operand, ...] = ()
    excluded: tuple[Word | Phrase, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        """All wanted words in the order in which they were typed, those of phrases among them."""
        return tuple(word for operand in self.wanted for word in words_of(operand))


def words_of(operand: Operand) -> tuple[Word, ...]:
    if isinstance(operand, Word):
        return (operand,)
    if isinstance(operand, Phrase):
        return operand.words
    return tuple(word for inner in operand.operands for word in words_of(inner))


def parse(text: str, operators: bool = True) -> Query:
    """Return the query that ``text`` is; without ``operators``, all of it is words.

    Never raises for what ``text`` says.
    """
    notices: list[str] = []
    if len(text) > MAX_CHARACTERS:
        notices.append(f"Only the first {MAX_CHARACTERS:,} of {len(text):,} characters were searched.")
        text = text[:MAX_CHARACTERS]
    reading = _QueryParser()
    if operators:
        parts, filters = _operands(text, reading)
        wanted, excluded = _settle(parts)
    else:
        wanted, excluded, filters = tuple(reading.words(text)), [], {}
    if reading.is_cut:
        notices.append(f"Only the first {MAX_WORDS} words were searched.")
    if excluded:
        notices.append(_left_out(excluded))
    return Query(text, _with_open_end(wanted, text), tuple(excluded[:MAX_EXCLUDED]), filters, tuple(notices))


def make_word(raw: str, start: int = 0) -> Word | None:
    """Return the word that ``raw`` (one raw word of the analyzer) is, None when nothing of it can be found."""
    surfaces = analyze(raw).surfaces
    whole = whole_of(surfaces)
    if not surfaces or not whole:
        return None
    spellings = tuple([s.term for s in surfaces if s.spelled])
    plain = tuple([s.term for s in surfaces if not s.spelled and s.term != whole])
    return Word(raw, whole, spellings, plain, start=start)


class _QueryParser:
    """Makes words of the pieces of one query, until there are ``MAX_WORDS``."""

    def __init__(self) -> None:
        self._n_left = MAX_WORDS
        self.is_cut = False
        """Whether words were left unread."""

    def words(self, text: str, start: int = 0) -> list[Word]:
        """Return the words of ``text``, which stands at ``start`` of what was typed."""
        words = []
        for match in tokenize(text):
            word = make_word(match.group(), start + match.start()) if self._n_left > 0 else None
            if word:
                words.append(self._counted(word))
            elif self._n_left <= 0:
                self.is_cut = True
                break
        return words

    def _counted(self, word: Word) -> Word:
        n_left, n_words = self._n_left, max(1, len(word.parts))
        self._n_left -= n_words
        if n_words <= n_left:
            return word
        self.is_cut = True
        return replace(word, parts=word.parts[:n_left])


@dataclass(frozen=True, slots=True)
class _QueryPart:
    operand: Word | Phrase
    minus: bool = False
    either: bool = False
    """Stands behind an ``OR``."""


def _is_shouted(text: str) -> bool:
    return not any(c.islower() for c in text)


def _operands(text: str, reading: _QueryParser) -> tuple[list[_QueryPart], dict[str, tuple[str, ...]]]:
    parts: list[_QueryPart] = []
    filters: dict[str, tuple[str, ...]] = {}
    shouted, last = _is_shouted(text), len(text.rstrip())
    either = False
    for piece in _PIECE.finditer(text):
        name, value = piece["name"], piece["value"] or piece["bare"]
        if name and name.lower() in FILTERS and value:
            filters[name.lower()] = (*filters.get(name.lower(), ()), value)
        elif piece.group() == "OR" and parts and piece.end() < last and not shouted:
            either = True
        else:
            found = _phrase(piece, reading) if piece["quoted"] is not None else _words(piece, reading)
            parts += [_QueryPart(part.operand, part.minus, either and not i) for i, part in enumerate(found)]
            either = False
    return parts, filters


def _phrase(piece: re.Match[str], reading: _QueryParser) -> list[_QueryPart]:
    words = reading.words(piece["quoted"], piece.start("quoted"))
    if len(words) == 1:
        return [_QueryPart(replace(words[0], is_quoted=True), bool(piece["minus"]))]
    if not words:
        return []
    return [_QueryPart(Phrase(piece["quoted"], tuple(words)), bool(piece["minus"]))]


def _words(piece: re.Match[str], reading: _QueryParser) -> list[_QueryPart]:
    text = piece.group()
    minus = text[0] == "-" and text[1:2] != "-" and text[1:2].isalnum()
    words = reading.words(text, piece.start())
    if text[-1] == "*" and words and text[-2:-1].isalnum():
        words[-1] = replace(words[-1], is_prefix=True)
    minus = minus and len(words) == 1 and len(words[0].whole) >= MIN_EXCLUDED
    return [_QueryPart(word, minus) for word in words]


def _settle(parts: Sequence[_QueryPart]) -> tuple[tuple[Operand, ...], list[Word | Phrase]]:
    """Group what ``OR`` joins; a minus counts only beside something wanted."""
    has_wanted = any(not part.minus for part in parts)
    wanted: list[Operand] = []
    excluded: list[Word | Phrase] = []
    for part in parts:
        if part.minus and has_wanted:
            excluded.append(_without_minus(part.operand))
        elif part.either and wanted:
            before = wanted.pop()
            operands = before.operands if isinstance(before, AnyOf) else (before,)
            wanted.append(AnyOf((*operands, part.operand)))
        else:
            wanted.append(part.operand)
    return tuple(wanted), excluded


def _without_minus(operand: Word | Phrase) -> Word | Phrase:
    bare = make_word(operand.raw.removeprefix("-")) if isinstance(operand, Word) else None
    return replace(bare, is_prefix=operand.is_prefix) if bare and isinstance(operand, Word) else operand


def _with_open_end(wanted: tuple[Operand, ...], text: str) -> tuple[Operand, ...]:
    last = wanted[-1] if wanted else None
    if not isinstance(last, Word) or last.start + len(last.raw) < len(text):
        return wanted
    return (*wanted[:-1], replace(last, is_open=True))


def _left_out(excluded: Sequence[Word | Phrase]) -> str:
    names = ", ".join(f"“{operand.raw}”" for operand in excluded[:MAX_EXCLUDED])
    more = f"; {len(excluded) - MAX_EXCLUDED} more were too many to leave out" if len(excluded) > MAX_EXCLUDED else ""
    return f"Left out what mentions {names}{more}."
