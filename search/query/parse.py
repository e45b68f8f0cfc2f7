"""Parse the text of a query. Every string is a query; none is an error.

The syntax has words, ``"phrases"``, ``-word`` and ``-"phrase"``, ``OR``, ``field:value`` and ``word*``. Everything else
is text.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from index.analysis import MAX_TERM, analyze, fold, is_plain, is_unspaced, number_and_unit, tokenize, whole_form
from search.query.options import is_option
from search.query.units import other_units

FILTERS = ("kind", "skill", "category", "difficulty", "tag", "lang", "version", "updated")
"""The fields of ``field:value``, and the parameters with the same names."""

MAX_CHARACTERS = 2000
"""Characters read from a query. By hand: in a prototype, cutting at 1,000 lost no nDCG@10, cutting at 256 9 to 16 %."""

MAX_WORDS = 128
"""Words read from a query; also the clauses searched (``bounds.MAX_CLAUSES``). By hand.

The words of a phrase count one by one, and so do the parts of a compound or of a text without spaces.
"""

MAX_EXCLUDED = 16
"""Excluded words and phrases; by hand."""

MIN_EXCLUDED_LETTERS = 3
"""Letters that an excluded word needs, unless it is in a script without spaces: ``-rf`` is an option of a command. By
hand."""

MAX_ACRONYM = 5
"""Letters of a word that is written in capitals by nature, such as ``TCP``; a longer one is shouted. By hand."""

MAX_KEPT_WORDS = 1 << 13
"""Words that are kept for later queries; by hand."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂「」『』", '"'))
"""Every mark that opens or closes a quotation somewhere, as the plain one: languages pair them differently."""

_PIECE = re.compile(
    r"""(?P<minus>-)?"(?P<quoted>[^"]*)"
      | (?P<name>[A-Za-z]+):(?:"(?P<value>[^"]*)"|(?P<bare>[^\s"]+))
      | (?P<word>\S+)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query and its surfaces.

    ``text`` is the word as typed; it begins at ``start`` of the query. ``whole`` is its surface without separators,
    ``spellings`` are its surfaces with separators or signs, ``parts`` the surfaces of a compound's parts.

    ``is_prefix`` marks ``word*``. ``is_open`` marks a word at the very end of the query, which the reader may still be
    typing. ``is_quoted`` words are searched as spelled, typos included.
    """

    text: str
    whole: str
    spellings: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    is_prefix: bool = False
    is_open: bool = False
    is_quoted: bool = False
    start: int = field(default=0, compare=False)

    def __hash__(self) -> int:
        return hash(self.text)  # a word is looked up several times in a search: the text has its hash already

    def moved(self, start: int) -> "Word":
        """Return the word, which begins at 0, at ``start``; ``dataclasses.replace`` takes three times as long."""
        return Word(
            self.text,
            self.whole,
            self.spellings,
            self.parts,
            self.is_prefix,
            self.is_open,
            self.is_quoted,
            self.start + start,
        )


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to find at successive positions; ``text`` is what the quotes enclose."""

    text: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Operands of which a document needs one: ``a OR "b c"``."""

    operands: tuple["Word | Phrase", ...]


Operand = Word | Phrase | AnyOf


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. ``text`` is cut to ``MAX_CHARACTERS``; ``notices`` name what was cut or excluded."""

    text: str
    wanted: tuple[Operand, ...] = ()
    excluded: tuple[Word | Phrase, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    notices: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        """All wanted words, those of phrases included, in the order typed."""
        return tuple(word for operand in self.wanted for word in words_of(operand))


def words_of(operand: Operand) -> tuple[Word, ...]:
    """Return the words of an operand, in the order typed."""
    if isinstance(operand, Word):
        return (operand,)
    if isinstance(operand, Phrase):
        return operand.words
    return tuple(word for inner in operand.operands for word in words_of(inner))


def parse(text: str, operators: bool = True, occurs: Callable[[str], object] | None = None) -> Query:
    """Return the query of any ``text``; without ``operators``, all of it is read as words.

    ``occurs`` tells whether a document contains a surface, to tell options from excluded words; see ``is_option``.
    """
    notices: list[str] = []
    if len(text) > MAX_CHARACTERS:
        notices.append(f"Only the first {MAX_CHARACTERS:,} of {len(text):,} characters were searched.")
        text = text[:MAX_CHARACTERS]
    words_of_query = _WordReader()
    if operators:
        parts, filters = _parts_and_filters(text, words_of_query)
        parts = _with_options(parts, occurs)
        wanted, excluded = _operands(parts)
    else:
        wanted, excluded, filters = tuple(words_of_query.read(text)), [], {}
    if words_of_query.is_cut:
        notices.append(f"Only the first {MAX_WORDS} words were searched.")
    if excluded:
        notices.append(_exclusion_notice(excluded))
    return Query(text, _with_open_end(wanted, text), tuple(excluded[:MAX_EXCLUDED]), filters, tuple(notices))


def make_word(token: str, start: int = 0) -> Word | None:
    """Return the word of one ``token`` of the analyzer, None when it has no surface to search."""
    if is_plain(token):
        return Word(token, token.lower()[:MAX_TERM], start=start)
    surfaces, whole = analyze(token).surfaces, whole_form(token)
    if not surfaces or not whole:
        return None
    spellings = tuple([s.term for s in surfaces if s.spelled])
    # of several at one place the last: ``array`` of ``util.ArrayList``, and not ``arraylist``
    parts = {s.offset: s.term for s in surfaces if not s.spelled and s.term != whole}
    quantity = () if spellings else number_and_unit(whole)
    return Word(token, whole, spellings, quantity or tuple(parts.values()), start=start)


def is_quantity(word: Word) -> bool:
    """Tell whether a word is a number and its unit written together: ``100ms``, ``15-minute``."""
    return bool(other_units(word.parts)) or (not word.spellings and bool(number_and_unit(word.whole)))


def is_camel_case(word: Word) -> bool:
    """Tell whether a word has parts by its capital letters alone: ``useEffect``."""
    if not word.parts or word.spellings or not word.whole.isalnum():
        return False
    return not (is_unspaced(word.whole) or is_quantity(word))


def with_plain_quotes(text: str) -> str:
    """Return ``text``, of equal length, with the plain quotation mark in place of every other one."""
    return text.translate(_QUOTES)


def _word_at(match: re.Match[str], start: int) -> Word | None:
    """Return the word of a token of a text that begins at ``start`` of the query."""
    token = match.group()
    word = _kept_word(token) if len(token) <= MAX_TERM else make_word(token)
    return word and word.moved(start + match.start())


@lru_cache(MAX_KEPT_WORDS)
def _kept_word(token: str) -> Word | None:
    return make_word(token)


class _WordReader:
    """Reads the words of one query, piece by piece, up to ``MAX_WORDS`` in all."""

    def __init__(self) -> None:
        self._n_left = MAX_WORDS
        self.is_cut = False
        """Whether words, or parts of one, were left out."""

    def read(self, text: str, start: int = 0) -> list[Word]:
        """Return the words of ``text``, a piece of the query that begins at ``start``."""
        words = []
        for match in tokenize(text):
            word = _word_at(match, start) if self._n_left > 0 else None
            if word:
                words.append(self._counted(word))
            elif self._n_left <= 0:
                self.is_cut = True
                break
        return words

    def _counted(self, word: Word) -> Word:
        """Count ``word`` by its parts, and return it without those beyond the limit."""
        n_left, n_words = self._n_left, max(1, len(word.parts))
        self._n_left -= n_words
        if n_words <= n_left:
            return word
        self.is_cut = True
        return replace(word, parts=word.parts[:n_left])


class _QueryPart(NamedTuple):
    """A word or phrase with its operators: ``has_minus`` before it, ``follows_or`` behind an ``OR``."""

    operand: Word | Phrase
    has_minus: bool = False
    follows_or: bool = False


def _is_shouted(text: str) -> bool:
    """Return whether the query is all in capitals, though some of its words need none: ``SELECT A OR B``.

    It is not where ``OR`` stands between every two words, nor where all words are as short as acronyms.
    """
    if any(c.islower() for c in text):
        return False
    words = text.split()
    is_alternating = set(words[1::2]) == {"OR"} and "OR" not in words[::2]
    return not (is_alternating or all(1 < len(word) <= MAX_ACRONYM for word in words if word.isascii()))


def _parts_and_filters(text: str, reader: _WordReader) -> tuple[list[_QueryPart], dict[str, tuple[str, ...]]]:
    parts: list[_QueryPart] = []
    filters: dict[str, tuple[str, ...]] = {}
    # OR is a word in a query that is shouted, and at the beginning and the end of any
    is_shouted, text_end = _is_shouted(text), len(text.rstrip())
    follows_or = False
    for piece in _PIECE.finditer(with_plain_quotes(text)):
        name, value = piece["name"], piece["value"] or piece["bare"]
        if name and name.lower() in FILTERS and value:
            filters[name.lower()] = (*filters.get(name.lower(), ()), value)
        elif piece.group() == "OR" and parts and piece.end() < text_end and not is_shouted:
            follows_or = True
        else:
            new_parts = _phrase(piece, reader) if piece["quoted"] is not None else _words(piece, reader)
            if follows_or and new_parts:
                new_parts[0] = new_parts[0]._replace(follows_or=True)
            parts += new_parts
            follows_or = False
    return parts, filters


def _phrase(piece: re.Match[str], reader: _WordReader) -> list[_QueryPart]:
    """Return the part of a quoted piece: a phrase, a quoted word, or none for empty quotes."""
    words = reader.read(piece["quoted"], piece.start("quoted"))
    # a text without spaces is one word, whose parts have to be found side by side
    if len(words) == 1 and (words[0].spellings or not words[0].parts):
        return [_QueryPart(replace(words[0], is_quoted=True), bool(piece["minus"]))]
    if not words:
        return []
    return [_QueryPart(Phrase(piece["quoted"], tuple(words)), bool(piece["minus"]))]


def _words(piece: re.Match[str], reader: _WordReader) -> list[_QueryPart]:
    """Return a part for each word of a piece; only a single word of ``MIN_EXCLUDED_LETTERS`` has its minus counted."""
    text = piece.group()
    has_minus = text[0] == "-" and text[1:2] != "-" and text[1:2].isalnum()
    words = reader.read(text, piece.start())
    if text[-1] == "*" and words and text[-2:-1].isalnum():
        words[-1] = replace(words[-1], is_prefix=True)
    has_minus = has_minus and len(words) == 1
    has_minus = has_minus and (len(words[0].whole) >= MIN_EXCLUDED_LETTERS or is_unspaced(words[0].whole))
    return [_QueryPart(word, has_minus) for word in words]


def _with_options(parts: Sequence[_QueryPart], occurs: Callable[[str], object] | None) -> list[_QueryPart]:
    """Return ``parts``, those that are options of a command without their minus: they are words."""
    read: list[_QueryPart] = []
    for part in parts:
        if part.has_minus and isinstance(part.operand, Word) and not (part.operand.is_prefix or part.operand.is_quoted):
            before = [previous.operand.whole for previous in read if isinstance(previous.operand, Word)]
            name = fold(part.operand.text).removeprefix("-")
            if not is_unspaced(name) and is_option(name, before, occurs):
                part = part._replace(has_minus=False)
        read.append(part)
    return read


def _operands(parts: Sequence[_QueryPart]) -> tuple[tuple[Operand, ...], list[Word | Phrase]]:
    """Return the wanted operands, with those joined by ``OR`` grouped, and the excluded ones.

    Where all parts have a minus, nothing is excluded.
    """
    has_wanted = any(not part.has_minus for part in parts)
    wanted: list[Operand] = []
    excluded: list[Word | Phrase] = []
    for part in parts:
        if part.has_minus and has_wanted:
            excluded.append(_without_minus(part.operand))
        elif part.follows_or and wanted:
            previous = wanted.pop()
            operands = previous.operands if isinstance(previous, AnyOf) else (previous,)
            wanted.append(AnyOf((*operands, part.operand)))
        else:
            wanted.append(part.operand)
    return tuple(wanted), excluded


def _without_minus(operand: Word | Phrase) -> Word | Phrase:
    word = make_word(operand.text.removeprefix("-")) if isinstance(operand, Word) else None
    return replace(word, is_prefix=operand.is_prefix) if word and isinstance(operand, Word) else operand


def _with_open_end(wanted: tuple[Operand, ...], text: str) -> tuple[Operand, ...]:
    """Return ``wanted``, the last word marked ``is_open`` where nothing, not even a space, follows it in ``text``."""
    last = wanted[-1] if wanted else None
    if not isinstance(last, Word) or last.start + len(last.text) < len(text):
        return wanted
    return (*wanted[:-1], replace(last, is_open=True))


def _exclusion_notice(excluded: Sequence[Word | Phrase]) -> str:
    names = ", ".join(f"“{operand.text}”" for operand in excluded[:MAX_EXCLUDED])
    more = f"; {len(excluded) - MAX_EXCLUDED} more were too many to leave out" if len(excluded) > MAX_EXCLUDED else ""
    return f"Left out what mentions {names}{more}."
