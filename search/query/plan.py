"""Plan a query: the alternatives by which each of its words is searched, in the terms of the vocabulary."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from index.analysis import CURRENCIES, GLUE, STEM, STOP_WORDS, is_ornament, number_and_unit, stem, without_zeroes
from search.engines.protocol import Alternative, Clause, Engine, LeafQuery, PhraseQuery, Plan, PrefixQuery, TermQuery
from search.query.bounds import MAX_PHRASES, n_postings, within_bounds
from search.query.clauses import ClauseMaker, OperandClauses, in_other_unit
from search.query.function_words import COMPARING, DROPPED, is_question, is_subject, with_two_part_words
from search.query.parse import Operand, Phrase, Query, Word
from search.query.percentages import AS_TYPED, JOINED
from search.query.phrases import cuts
from search.query.respelling import Correction, Respelling
from search.query.vocabulary import Vocabulary, Words
from search.wording import quoted

MAX_NAME_WORDS = 4
"""Words of a query that may form one name: longer runs are not looked up as a name, as an alias, joined, or as typed.

By hand.
"""

MAX_GLUE_ONLY = 3
"""Queries of at most this many operands lose only the glue of sentences, longer ones all stop words. By hand."""

MIN_JOINED = 4
"""Letters of two words that may be written as one; by hand."""

MAX_NAMED, MAX_NAMED_LETTERS = 5, 40
"""Words that a notice names, and the letters of each; by hand."""

_NAMED = STOP_WORDS - GLUE
"""Words that are named where they are dropped."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and how it differs from the query as typed."""

    plan: Plan
    corrections: tuple[Correction, ...] = ()
    forms: tuple[Correction, ...] = ()
    """Typed words that no document contains, each with the form or alias of it that documents do contain."""
    missing: tuple[Correction, ...] = ()
    """Words that are not searched, as no document contains them or what they may stand for, each with a near word."""
    stop_words: tuple[str, ...] = ()
    """Stop words that are not searched, those that hold any sentence together aside."""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans queries in one language; ``is_name`` tells whether a guide is called by a word."""

    engine: Engine
    vocabulary: Vocabulary
    is_name: Callable[[str], bool]
    lang: str

    def plan(self, query: Query, words: Words, begins_name: bool = False, corrects: bool = True) -> Planned:
        """Return the plan of ``query``, its clauses in the order typed and bounded in cost; see ``ClauseMaker``."""
        wanted = _without_unknown_signs(query.wanted, words)
        if self.lang.startswith("en"):
            wanted = with_two_part_words(wanted, self.lang, self._occurs)
        stop_words = self._stop_words(wanted)
        operands = [operand for place, operand in enumerate(wanted) if place not in stop_words]
        known = [words[operand] for operand in operands if isinstance(operand, Word)]
        respelling = Respelling(
            self.engine,
            self.lang,
            self.is_name,
            [word.whole for word in query.words],
            [word.term for word in known if word.is_known],
        )
        maker = ClauseMaker(self.engine, self.lang, words, respelling, begins_name, corrects)
        made = [maker.of_operand(*pair) for pair in zip(operands, self._joined(wanted, stop_words), strict=True)]
        missing = [self._missing(*pair, respelling) for pair in zip(operands, made, strict=True)]
        clauses = [clause for part in made for clause in part.clauses if not self._matches_nothing(clause)]
        if not clauses:  # there is nothing else to search
            clauses = [clause for part in made for clause in part.clauses]
        # the dropped stop words count again where a document contains the query as typed
        if clauses and stop_words:
            clauses[-1] = _with(clauses[-1], self._as_typed(query.wanted, words))
        required, unmet = self._required([operand for operand in operands if isinstance(operand, Phrase)], words)
        searched, left_out = within_bounds(_with_times(clauses), self.engine)
        absent = [shown for part in made for shown in part.absent]
        return Planned(
            Plan(
                searched, tuple(required), tuple(chain(*[_leaf_queries(operand, words) for operand in query.excluded]))
            ),
            tuple([correction for part in made for correction in part.corrections]),
            tuple(dict.fromkeys([part.form for part in made if part.form])),
            tuple(chain(*missing)),
            _stop_words_shown([wanted[place] for place in sorted(stop_words)], operands),
            tuple(dict.fromkeys([*unmet, *_absent_notice(absent), *_left_out_notice(left_out)])),
        )

    def _occurs(self, word: str) -> bool:
        """Tell whether a document has ``word`` or its plural; others meet its stem by chance (``userout``)."""
        return self.engine.df(word) > 0 or self.engine.df(f"{word}s") > 0

    def _missing(self, operand: Operand, made: OperandClauses, respelling: Respelling) -> Iterator[Correction]:
        """Yield the words of an operand that match nothing, each with a near word, ``""`` for none."""
        for clause in filter(self._matches_nothing, made.clauses):
            is_word = isinstance(operand, Word) and clause.shown == operand.text and not operand.is_quoted
            near = respelling.near_word(operand.whole) if is_word and isinstance(operand, Word) else ""
            start = operand.start if isinstance(operand, Word) else 0
            yield Correction(clause.shown, near, "missing", start)

    def _matches_nothing(self, clause: Clause) -> bool:
        return not any(n_postings(alternative.query, self.engine) for alternative in clause.alternatives)

    def _stop_words(self, wanted: Sequence[Operand]) -> Collection[int]:
        """Return the places of the stop words of ``wanted`` that are not searched; none when nothing else is left.

        A stop word that is the subject stays, and so does one that is a guide's name. If that is glue too, it stays
        unless a word that is no name is dropped; a word that compares two others is no name.
        """
        if not self.lang.startswith("en"):
            return ()
        droppable = GLUE if len(wanted) <= MAX_GLUE_ONLY and not is_question(wanted) else DROPPED
        candidates = {
            place: operand
            for place, operand in enumerate(wanted)
            if isinstance(operand, Word)
            and _is_one_of(droppable, operand)
            and not is_subject(place, wanted)
            # ``vs code`` compares nothing
            and (place or len(wanted) == 1 or operand.whole not in COMPARING)
        }
        dropped = {p: word for p, word in candidates.items() if _spelling(word) in GLUE or not self.is_name(word.whole)}
        if all(self.is_name(word.whole) for word in dropped.values()):
            dropped = {place: word for place, word in dropped.items() if word.whole in COMPARING and len(wanted) > 2}
        if len(dropped) == len(wanted):  # nothing else is left: what a query such as ``what is make`` is about
            dropped = {place: word for place, word in dropped.items() if _spelling(word) in GLUE}
        return dropped if len(dropped) < len(wanted) else ()

    def _as_typed(self, wanted: Sequence[Operand], words: Words) -> list[Alternative]:
        """Return a short query as one phrase with its stop words, none where no document contains it."""
        typed = [operand for operand in wanted if isinstance(operand, Word)]
        if len(wanted) > MAX_NAME_WORDS or len(typed) < len(wanted):
            return []
        shown = " ".join(word.text for word in typed)
        return [Alternative(phrase, AS_TYPED, "typed", shown) for phrase in words.phrases.occurring(typed)]

    def _required(self, phrases: Sequence[Phrase], words: Words) -> tuple[list[tuple[PhraseQuery, ...]], list[str]]:
        """Return the phrases that documents must contain, and notices of those of which only the words are searched."""
        required, notices = [], []
        for phrase in phrases[:MAX_PHRASES]:
            if occurring := words.phrases.occurring(phrase.words):
                required.append(occurring)
            else:
                notices.append(f"“{phrase.text}” occurs nowhere as a phrase; its words were searched.")
        if len(phrases) > MAX_PHRASES:
            notices.append(f"After {MAX_PHRASES} phrases, only their words were searched.")
        return required, notices

    def _joined(self, operands: Sequence[Operand], stop_words: Collection[int]) -> list[list[Alternative]]:
        """Return, for each operand but the ``stop_words``, the alternatives of the runs of words that contain it.

        ``node js`` is ``nodejs``; ``rest api`` may have an alias. Each word of a run gets the same alternatives.
        """
        joined: list[list[Alternative]] = [[] for _ in operands]
        wholes = [without_zeroes(operand.whole) if isinstance(operand, Word) else "" for operand in operands]
        is_stop_word = [place in stop_words for place in range(len(operands))]
        # no run is a word where no word begins with the first two of it: most runs are not looked up
        begins_word = [all(pair) and self._may_begin(*pair) for pair in pairwise(wholes)]
        as_one = wholes.copy()  # the run that begins at each place, in each turn longer by one; "" for none
        for length in range(2, MAX_NAME_WORDS + 1):
            for first in range(len(operands) - length + 1):
                last = wholes[first + length - 1]
                as_one[first] = as_one[first] + last if as_one[first] and last else ""
                if not as_one[first] or not (begins_word[first] or self.vocabulary.has_aliases(as_one[first])):
                    continue
                run = slice(first, first + length)
                if not all(is_stop_word[run]) and (of_run := self._of_run(wholes[run], operands[run])):
                    for of_operand in joined[run]:
                        of_operand += of_run
        return [of_operand for place, of_operand in enumerate(joined) if place not in stop_words]

    def _may_begin(self, first: str, second: str) -> bool:
        """Return whether a word may begin with two words.

        A currency stands behind the amount, and documents may have another spelling of a number's unit.
        """
        return first in CURRENCIES or first[0].isdigit() or self.engine.is_beginning(first + second)

    def _of_run(self, wholes: Sequence[str], words: Sequence[Operand]) -> list[Alternative]:
        """Return the aliases of a run of words, and the one word that it may be written as."""
        whole = "".join(wholes[::-1] if wholes[0] in CURRENCIES else wholes)
        alternatives: list[Alternative] = []
        if self.vocabulary.has_aliases(whole):
            shown = " ".join([word.text for word in words if isinstance(word, Word)])
            alternatives += self.vocabulary.aliases(whole, shown, len(words))
        alternatives += map(in_other_unit, self.vocabulary.phrases.in_other_units(wholes))
        is_word = (len(whole) >= MIN_JOINED and (whole.isalnum() or cuts(whole))) or number_and_unit(whole)
        if is_word and whole not in STOP_WORDS and self.engine.df(whole):
            term = TermQuery(STEM + stem(whole, self.lang), whole)
            alternatives.append(Alternative(term, JOINED, "joined", whole))
        return alternatives


def _with_times(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return each distinct clause once, ``times`` being how often it occurs."""
    distinct: dict[tuple[Alternative, ...], Clause] = {}
    for clause in clauses:
        previous = distinct.get(clause.alternatives)
        distinct[clause.alternatives] = replace(previous, times=previous.times + 1) if previous else clause
    return tuple(distinct.values())


def _without_unknown_signs(wanted: Sequence[Operand], words: Words) -> Sequence[Operand]:
    """Return ``wanted`` without signs that no document contains, such as a dash between words."""
    searchable = [
        operand
        for operand in wanted
        if not isinstance(operand, Word) or any(map(str.isalnum, operand.whole)) or words[operand].is_known
    ]
    return searchable or wanted


def _leaf_queries(operand: Word | Phrase, words: Words) -> Sequence[LeafQuery]:
    if isinstance(operand, Phrase):
        return words.phrases.occurring(operand.words)
    if operand.is_prefix:
        return [PrefixQuery(operand.whole)]
    # a compound may be written in parts alone, and a text without spaces has no other ones
    known = words[operand]
    return [known.term] if known.is_known or not operand.parts else words.phrases.occurring([operand])


def _left_out_notice(clauses: Sequence[Clause]) -> list[str]:
    shown = list(dict.fromkeys(_shortened(clause.shown) for clause in clauses))
    more = f" and {len(shown) - MAX_NAMED} more" if len(shown) > MAX_NAMED else ""
    notice = f"So long a query is searched without its commonest words: {quoted(shown[:MAX_NAMED])}{more}."
    return [notice] if shown else []


def _stop_words_shown(stop_words: Sequence[Operand], searched: Sequence[Operand]) -> tuple[str, ...]:
    """Return the stop words that a notice names, without those that are searched where they come up again."""
    named = [word for word in stop_words if isinstance(word, Word) and _spelling(word) in _NAMED]
    others = {word.whole for word in searched if isinstance(word, Word)}
    return tuple([word.text for word in named if word.whole not in others])


def _absent_notice(absent: Sequence[str]) -> list[str]:
    shown = list(dict.fromkeys(map(_shortened, absent)))
    more = f" or {len(shown) - MAX_NAMED} more" if len(shown) > MAX_NAMED else ""
    return [f"Nothing says {quoted(shown[:MAX_NAMED], ' or ')}{more}."] if shown else []


def _shortened(shown: str) -> str:
    return shown if len(shown) <= MAX_NAMED_LETTERS else f"{shown[:MAX_NAMED_LETTERS]}…"


def _with(clause: Clause, more: Sequence[Alternative]) -> Clause:
    return replace(clause, alternatives=(*clause.alternatives, *more))


def _is_one_of(droppable: frozenset[str], word: Word) -> bool:
    return not word.is_quoted and (_spelling(word) in droppable or is_ornament(word.whole))


def _spelling(word: Word) -> str:
    """Return ``word`` as it is spelled, else its whole form."""
    return next(iter(word.spellings), word.whole)
