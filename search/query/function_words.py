"""Which function words of a query count: those that are its subject, and those that are half of another word.

``any`` is the subject of ``when should I use any in typescript``, ``in`` is half of ``log in``. The rules go by place,
since the same words hold other queries together.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.plain_text import word_set
from index.analysis import GLUE, STOP_WORDS, stem
from search.query.parse import Operand, Word, make_word

KEYWORDS = word_set(
    """
    after all and any as at before between by do each else every for from having if in into is let like my no not of off
    on once only or over some then this to until when where while with within without yes
    """
)
"""Stop words that are keywords of a language: SQL, shells, Python, JavaScript, Perl, Kotlin. By hand."""

PREPOSITIONS = word_set(
    """
    after and as at before between by for from in into of on or over to with within without
    """
)
"""Keywords that more often hold a query together: a word of content behind one is no sign that it is the subject."""

VERBS = word_set("describe find get less make more put show try use")
"""Stop words that are commands, or words of a language or a protocol (``find``, ``put``), and more often verbs."""

BEFORE = word_set("a an and are between does is need or the use used uses using versus vs write")
AFTER = word_set("and do does in inside instead mean means or versus vs work works")
"""Words between which a keyword is the subject. By hand, as the lists below."""

DROPPED = STOP_WORDS | GLUE
"""Words that a query of several loses, unless one is its subject."""

_SUBJECTS, _LINKING = KEYWORDS | VERBS, PREPOSITIONS | VERBS

PAIRS = frozenset(
    (("group", "by"), ("order", "by"), ("partition", "by"), ("sort", "by"), ("union", "all"), ("insert", "into"),
     ("least", "once"), ("most", "once"), ("exactly", "once"), ("only", "once"))
)  # fmt: skip
"""Keywords and guarantees of two words, of which the second one is a stop word. By hand."""

CONSTRUCTS = word_set("clause command commands function keyword method operator statement statements")
LOOPS = word_set("do for until while")
COMPARING = frozenset(("vs", "versus"))
QUESTION_WORDS = word_set("how what when where which who whom whose why")

MIN_QUESTION = 3
"""Words of a query that is a question when it begins with a question word; by hand: ``where clause`` is none."""

PARTICLES = ("around", "away", "back", "down", "each", "in", "off", "on", "out", "over", "through", "up")
"""Second halves of words in two parts: ``back off``, ``set up``, ``for each``. By hand."""

_AMBIGUOUS = frozenset(("in", "on"))
"""Particles that more often are prepositions, as in ``the log in kafka``."""


def is_question(operands: Sequence[Operand]) -> bool:
    """Return whether a query is a question, all of whose stop words are dropped however short it is."""
    first = operands[0] if len(operands) >= MIN_QUESTION else None
    return isinstance(first, Word) and first.whole in QUESTION_WORDS


def is_subject(place: int, operands: Sequence[Operand]) -> bool:
    """Return whether the word at ``place``, a stop word, is what the query is about."""
    word = operands[place]
    if not isinstance(word, Word) or word.whole not in _SUBJECTS:
        return False
    wholes = [operand.whole if isinstance(operand, Word) else "" for operand in operands]
    before = wholes[place - 1] if place else ""
    after = wholes[place + 1] if place + 1 < len(wholes) else ""
    if _is_written_as_keyword(word, operands) or (before, word.whole) in PAIRS:
        return True
    if {before, after} & COMPARING or after in CONSTRUCTS:
        return True
    if after in ("loop", "loops"):
        return word.whole in LOOPS
    if before == "of":  # ``the use of with in python``
        return after == "in" and word.whole != "this"
    # ``use this`` points at something, ``is this`` may be about it
    if before not in BEFORE or (word.whole == "this" and before.startswith("us")):
        return False
    return after in AFTER or (word.whole not in _LINKING and (not after or after not in DROPPED))


def _is_written_as_keyword(word: Word, operands: Sequence[Operand]) -> bool:
    """Return whether ``word`` is in capitals, in a query that is not."""
    typed = "".join(operand.text for operand in operands if isinstance(operand, Word))
    return word.text.isupper() and len(word.text) > 1 and not typed.isupper()


def with_two_part_words(operands: Sequence[Operand], lang: str, occurs: Callable[[str], object]) -> list[Operand]:
    """Return ``operands`` with each two that are halves of one word as that word: ``log in`` is ``login``.

    The index has the word written as one; where it has ``log in``, that is found as well.
    """
    joined: list[Operand] = []
    place = 0
    while place < len(operands):
        pair = operands[place : place + 2]
        after = operands[place + 2] if place + 2 < len(operands) else None
        word = _joined(pair[0], pair[1], after, lang, occurs) if len(pair) == 2 else None
        joined.append(word or operands[place])
        place += 2 if word else 1
    return joined


def _joined(
    first: Operand, second: Operand, after: Operand | None, lang: str, occurs: Callable[[str], object]
) -> Word | None:
    if not (isinstance(first, Word) and isinstance(second, Word)) or first.is_quoted or second.is_quoted:
        return None
    particle = second.whole if second.whole in PARTICLES else second.whole.removesuffix("s")
    is_pair = second.start == first.start + len(first.text) + 1 and first.whole.isalpha() and len(first.whole) > 1
    if not is_pair or particle not in PARTICLES or {first.whole, second.whole} <= GLUE:
        return None
    is_followed = isinstance(after, Word) and after.whole not in DROPPED
    if second.whole in _AMBIGUOUS and is_followed:
        return None
    # ``rolled back`` is ``rollback``, but what is ``logged in`` Kafka is no login
    bases = [first.whole] if second.whole in _AMBIGUOUS else [first.whole, stem(first.whole, lang)]
    for base in bases:
        whole = base + particle
        word = make_word(f"{base}-{particle}") if whole not in STOP_WORDS and occurs(whole) else None
        if word:
            return replace(
                word,
                text=f"{first.text} {second.text}",
                start=first.start,
                parts=(first.whole, second.whole),
                is_open=second.is_open,
            )
    return None
