"""Is this query somebody's name? Its whole name, the beginning of one, a misspelt one, or one pasted with its signs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.analysis import fold, name_key
from search.generation import OpenGeneration
from search.query.known_words import is_known_name, is_known_word
from search.query.parse import Phrase, Query, parse, with_plain_quotes
from search.query.respelling import Correction, corrected
from search.query.vocabulary import Words

MIN_BEGINNING = 3
"""Characters from which on a query may be the beginning of a name; by hand."""

MAX_MISSPELT_WORDS = 6
"""Words of a query that may be a misspelt name as a whole; by hand."""

MAX_BEGUN = 256
"""Names that begin with the query and are ranked for it; by hand."""

EXACT_NAME = 64
"""An exact name adds at least so many times the best score, a begun one 1 to 63 times, so that exact ones win. By hand.

The factors order names among each other: one time the best score already lifts a name above all other scores.
"""

AS_WRITTEN = EXACT_NAME // 2
"""What a name that is written as typed adds to that: ``js`` finds JS before .js. By hand, less than a title before an
alias."""

Kind = Literal["nobody", "whole", "begun", "misspelt", "pasted"]

_NO_BONUS = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Naming:
    """Whose name a query is.

    Attributes:
        kind: a name as typed is ``whole`` or ``begun``, one with its typos corrected ``misspelt``; ``pasted`` is a
            whole name whose signs look like operators.
        key: the key of the query as a name, see ``name_key``.
        rows: the documents that are called so; one row may come up several times, by several names.
        bonus: how many times the best score each is given for that; of the shape of ``rows``.
        reason: why such a document is listed, for readers.
        is_whole: whether a document is called exactly so, be it also the beginning of a guide's name.
        replacement: the query to plan in place of the typed one: a guide's name in place of a misspelt one, or a pasted
            name read without operators.
    """

    kind: Kind
    key: str
    rows: NDArray[np.int32]
    bonus: NDArray[np.int64]
    reason: str
    is_whole: bool = False
    replacement: Query | None = None


def naming_of(query: Query, words: Words, lang: str, live: OpenGeneration) -> Naming:
    """Return whose name ``query``, whose words are ``words`` in the language ``lang``, is."""
    key, names = name_key(query.text), live.names
    as_typed = _called("whole", key, key, "called exactly this", live, query.text)
    is_whole = as_typed.kind == "whole"
    if is_whole and _has_operators(query) and _as_written(names.written(key)) == _as_written(query.text):
        return replace(as_typed, kind="pasted", replacement=parse(query.text, operators=False))
    if len(key) >= MIN_BEGINNING and not names.is_guide_name(key):
        begun, lengths = names.guides_beginning(key, MAX_BEGUN)
        if len(begun):
            # the shorter the name the more, whatever was typed of it: as more is typed, the order of those left stays
            bonus = EXACT_NAME - np.minimum(lengths, EXACT_NAME - 1)
            return Naming("begun", key, begun, bonus, "its name begins so", is_whole)
    name = _misspelt(query, key, words, lang, live)
    return replace(_corrected(name, key, live), replacement=parse(name)) if name else as_typed


def with_words_corrected(naming: Naming, text: str, corrections: Sequence[Correction], live: OpenGeneration) -> Naming:
    """Return ``naming``, or that of the query ``text`` with its words corrected where it is nobody's name as typed."""
    is_final = naming.kind != "nobody" or not corrections
    return naming if is_final else _corrected(corrected(text, corrections), naming.key, live)


def _corrected(name: str, key: str, live: OpenGeneration) -> Naming:
    return _called("misspelt", key, name_key(name), f"called “{name}”", live)


def _called(kind: Kind, key: str, name: str, reason: str, live: OpenGeneration, text: str = "") -> Naming:
    """Return the naming of a query with the key ``key``, which is read as the name with the key ``name``.

    A guide's title adds most, then a guide's alias, another title, another alias; of two titles, one that is written
    as ``text``.
    """
    rows, by_alias = live.names.rows_called(name)
    if not len(rows):
        return Naming("nobody", key, rows, _NO_BONUS, reason)
    bonus = EXACT_NAME * np.where(live.documents.is_guide[rows], 4 - by_alias, 2 - by_alias)
    if text and 1 < len(rows) <= MAX_BEGUN:
        titles, written = [live.documents.at(row).title for row in rows.tolist()], _as_written(text)
        bonus += AS_WRITTEN * np.array([_as_written(title) == written for title in titles])
    return Naming(kind, key, rows, bonus, reason, is_whole=kind == "whole")


def _misspelt(query: Query, key: str, words: Words, lang: str, live: OpenGeneration) -> str:
    """Return the guide's name that the whole query is a typo of; ``""`` for none, or where every word is known.

    A common English word that no document contains may be one too, as there is nothing else to find: ``oath`` is
    ``OAuth``, if by one edit behind the first letter. The name of another tool is none.
    """
    typed = query.words
    if len(typed) > MAX_MISSPELT_WORDS or all(word.is_quoted or words[word].is_known for word in typed):
        return ""
    # ``kafkas treams`` has no typo but its space
    if len(live.names.rows_called(key)[0]):
        return live.names.written(key)
    phrases = [operand for operand in query.wanted if isinstance(operand, Phrase)]
    if any(words.phrases.occurring(phrase.words) for phrase in phrases):
        return ""
    unknown = [word.whole for word in typed if not (word.is_quoted or words[word].is_known)]
    is_spelled_right = all(is_known_word(whole, lang) for whole in unknown)
    if is_spelled_right and any(map(is_known_name, unknown)):
        return ""
    near = live.names.respelt(key, is_sure=is_spelled_right)
    return live.names.written(near) if near else ""


def _has_operators(query: Query) -> bool:
    return bool(query.excluded or query.filters or any(isinstance(operand, Phrase) for operand in query.wanted))


def _as_written(name: str) -> str:
    """Return a name without case, accents, repeated spaces, curls of quotation marks and the end of a sentence."""
    return " ".join(fold(with_plain_quotes(name)).split()).rstrip("?.! ")
