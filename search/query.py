"""Text to Query: every string is one.

Understood are words, ``"phrases"``, ``-word`` and ``-"phrase"``, ``OR``, ``field:value`` and ``word*``.
Everything else is text: nothing that a reader types is an error.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from index.analysis import expand, raw_words, whole_form

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
AnOperand = TypeVar("AnOperand", Word, Phrase, AnyOf, Word | Phrase, Operand)


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
    if operators:
        parts, filters = _operands(list(_PIECE.finditer(text)), _is_shouted(text))
        wanted, excluded = _settle(parts)
    else:
        wanted, excluded, filters = tuple(_split(text)), [], {}
    wanted = _with_open_end(wanted, text)
    kept = _at_most(wanted, notices)
    if excluded:
        notices.append(_left_out(excluded))
    return Query(text, kept, tuple(excluded[:MAX_EXCLUDED]), filters, tuple(notices))


def make_word(raw: str, start: int = 0) -> Word | None:
    """Return the word that ``raw`` (one raw word of the analyzer) is, None when nothing of it can be found."""
    surfaces = expand(raw).surfaces
    whole = whole_form(raw)
    if not surfaces or not whole:
        return None
    spellings = tuple([s.term for s in surfaces if s.spelled])
    plain = tuple([s.term for s in surfaces if not s.spelled and s.term != whole])
    return Word(raw, whole, spellings, plain, start=start)


@dataclass(frozen=True, slots=True)
class _Part:
    operand: Word | Phrase
    minus: bool = False
    either: bool = False
    """Stands behind an ``OR``."""


def _is_shouted(text: str) -> bool:
    return not any(c.islower() for c in text)


def _operands(pieces: Sequence[re.Match[str]], shouted: bool) -> tuple[list[_Part], dict[str, tuple[str, ...]]]:
    parts: list[_Part] = []
    filters: dict[str, tuple[str, ...]] = {}
    either = False
    for number, piece in enumerate(pieces):
        name, value = piece["name"], piece["value"] or piece["bare"]
        if name and name.lower() in FILTERS and value:
            filters[name.lower()] = (*filters.get(name.lower(), ()), value)
        elif piece.group() == "OR" and parts and number + 1 < len(pieces) and not shouted:
            either = True
        else:
            found = _phrase(piece) if piece["quoted"] is not None else _words(piece)
            parts += [_Part(part.operand, part.minus, either and not i) for i, part in enumerate(found)]
            either = False
    return parts, filters


def _phrase(piece: re.Match[str]) -> list[_Part]:
    words = _split(piece["quoted"], piece.start("quoted"))
    if len(words) == 1:
        return [_Part(replace(words[0], is_quoted=True), bool(piece["minus"]))]
    if not words:
        return []
    return [_Part(Phrase(piece["quoted"], tuple(words)), bool(piece["minus"]))]


def _words(piece: re.Match[str]) -> list[_Part]:
    text = piece.group()
    minus = text[0] == "-" and text[1:2] != "-" and text[1:2].isalnum()
    words = _split(text, piece.start())
    if text[-1] == "*" and words and text[-2:-1].isalnum():
        words[-1] = replace(words[-1], is_prefix=True)
    minus = minus and len(words) == 1 and len(words[0].whole) >= MIN_EXCLUDED
    return [_Part(word, minus) for word in words]


def _split(text: str, start: int = 0) -> list[Word]:
    return [word for match in raw_words(text) if (word := make_word(match.group(), start + match.start()))]


def _settle(parts: Sequence[_Part]) -> tuple[tuple[Operand, ...], list[Word | Phrase]]:
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
    if not isinstance(last, Word) or not text.endswith(last.raw):
        return wanted
    return (*wanted[:-1], replace(last, is_open=True))


def _left_out(excluded: Sequence[Word | Phrase]) -> str:
    names = ", ".join(f"“{operand.raw}”" for operand in excluded[:MAX_EXCLUDED])
    more = f"; {len(excluded) - MAX_EXCLUDED} more were too many to leave out" if len(excluded) > MAX_EXCLUDED else ""
    return f"Left out what mentions {names}{more}."


def _at_most(wanted: tuple[Operand, ...], notices: list[str]) -> tuple[Operand, ...]:
    n_words = sum(map(_n_words, wanted))
    if n_words <= MAX_WORDS:
        return wanted
    notices.append(f"Only the first {MAX_WORDS} of {n_words:,} words were searched.")
    return _first_words(wanted, MAX_WORDS)


def _n_words(operand: Operand) -> int:
    return sum(max(1, len(word.parts)) for word in words_of(operand))


def _first_words(operands: Sequence[AnOperand], n_words: int) -> tuple[AnOperand, ...]:
    """Return the beginning of ``operands``, of so many words at most."""
    kept = []
    for operand in operands:
        if n_words > 0:
            kept.append(_beginning(operand, n_words))
            n_words -= _n_words(operand)
    return tuple(kept)


def _beginning(operand: AnOperand, n_words: int) -> AnOperand:
    if isinstance(operand, Word):
        return replace(operand, parts=operand.parts[:n_words])
    if isinstance(operand, Phrase):
        return replace(operand, words=_first_words(operand.words, n_words))
    return replace(operand, operands=_first_words(operand.operands, n_words))
