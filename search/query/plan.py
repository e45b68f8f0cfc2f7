"""Plan a query: the alternatives by which each of its words is searched, in the terms of the vocabulary."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.analysis import GLUE, STEM, STOP_WORDS, is_ornament, stem, without_zeroes
from search.engines.protocol import (
    Alternative,
    Clause,
    Engine,
    LeafQuery,
    PhraseQuery,
    Plan,
    PrefixQuery,
    TermQuery,
)
from search.engines.spelling import n_edits
from search.query.bounds import MAX_PHRASES, within_bounds
from search.query.corrections import Correction
from search.query.parse import AnyOf, Operand, Phrase, Query, Word, make_word
from search.query.percentages import AS_TYPED, EXACT, JOINED, PREFIX
from search.query.respelling import Respelling, digits
from search.query.vocabulary import Vocabulary
from search.wording import quoted

MAX_NAME_WORDS = 4
"""Words of a query that may form one name: longer runs are not looked up as a name, as an alias, joined, or as typed.

By hand.
"""

MAX_GLUE_ONLY = 3
"""Queries of at most this many operands lose only the glue of sentences, longer ones all stop words. By hand."""

MIN_JOINED = 4
"""Letters of two words that may be written as one; by hand."""

MIN_SPLIT = 8
"""Letters of a known word that may be two words written as one; by hand."""

MAX_NAMED, MAX_NAMED_LETTERS = 5, 40
"""Words that a notice names, and the letters of each; by hand."""

MAX_UNCUT_STEM = 4
"""Characters, the marker of stems included, up to which a stem is completed whole; longer ones lose their last letter.

The stemmer may have changed it (``studi`` for ``study``). By hand.
"""

MAX_FORMS = 64
"""Completions of a stem among which the form nearest to the typed word is found; by hand."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and how it differs from the query as typed."""

    plan: Plan
    corrections: tuple[Correction, ...] = ()
    forms: tuple[Correction, ...] = ()
    """Typed words that no document contains, each with the form or alias of it that documents do contain."""
    notices: tuple[str, ...] = ()


class Planner:
    """Plans one query on one generation.

    Args:
        is_name: whether a guide is called by a word.
        begins_name: whether the query may be the beginning of a name; its last word is then searched as a prefix too.
        corrects: whether unknown words are replaced by words that they may be typos of.
    """

    def __init__(
        self,
        engine: Engine,
        vocabulary: Vocabulary,
        is_name: Callable[[str], bool],
        lang: str,
        begins_name: bool = False,
        corrects: bool = True,
    ) -> None:
        self._engine = engine
        self._vocabulary = vocabulary
        self._is_name = is_name
        self._lang = lang
        self._begins_name = begins_name
        self._corrects = corrects
        self._n_phrases = 0
        self._respelling = Respelling(engine, lang, is_name, ())

    def plan(self, query: Query) -> Planned:
        """Return the plan of ``query``, its clauses in the order typed and bounded in cost."""
        corrections: list[Correction] = []
        notices: list[str] = []
        absent: list[str] = []
        required: list[PhraseQuery] = []
        operands = self._without_stop_words(self._without_unknown_signs(query.wanted))
        words = [operand for operand in operands if isinstance(operand, Word)]
        # without ``self``, which would make a circle: the planner has the respelling, which has this generator
        vocabulary = self._vocabulary
        known = (vocabulary.term_query(word) for word in words if vocabulary.is_known(word))
        self._respelling = Respelling(self._engine, self._lang, self._is_name, known)
        # one clause for each word, or several where it is a compound or a phrase
        clauses: list[Clause] = []
        for operand, joined in zip(operands, self._joined(operands), strict=True):
            if isinstance(operand, Phrase):
                self._require(operand, required, notices)
                clauses += [self._clause(word, [], corrections) for word in operand.words]
            elif isinstance(operand, AnyOf):
                clauses.append(self._any_clause(operand, corrections, absent))
            else:
                clauses += self._word_clauses(operand, joined, corrections)
        # the dropped stop words count again where a document contains the query as typed
        if clauses and len(operands) < len(query.wanted):
            clauses[-1] = _with(clauses[-1], self._as_typed(query.wanted))
        if absent:
            notices.append(_absent_notice(absent))
        excluded = tuple(self._leaf_query(operand) for operand in query.excluded)
        searched, left_out = within_bounds(_with_times(clauses), self._engine)
        if left_out:
            notices.append(_left_out_notice(left_out))
        plan = Plan(searched, tuple(required), excluded)
        forms = tuple(dict.fromkeys(form for word in words if (form := self._form(word))))
        return Planned(plan, tuple(corrections), forms, tuple(dict.fromkeys(notices)))

    def _without_unknown_signs(self, wanted: Sequence[Operand]) -> Sequence[Operand]:
        """Return ``wanted`` without signs that no document contains, such as a dash between words."""
        searchable = [
            o
            for o in wanted
            if not isinstance(o, Word) or any(map(str.isalnum, o.whole)) or self._vocabulary.is_known(o)
        ]
        return searchable or wanted

    def _without_stop_words(self, wanted: Sequence[Operand]) -> list[Operand]:
        """Return ``wanted`` without its stop words; all of it when nothing else is left.

        A stop word that is a guide's name stays. If it is glue too, it stays unless a word that is no name is dropped.
        """
        if not self._lang.startswith("en"):
            return list(wanted)
        droppable = GLUE if len(wanted) <= MAX_GLUE_ONLY else STOP_WORDS
        stop_words = [operand for operand in wanted if isinstance(operand, Word) and _is_one_of(droppable, operand)]
        dropped = [word for word in stop_words if _spelling(word) in GLUE or not self._is_name(word.whole)]
        if all(self._is_name(word.whole) for word in dropped):
            dropped = []
        unwanted = set(dropped)
        return [operand for operand in wanted if operand not in unwanted] or list(wanted)

    def _as_typed(self, wanted: Sequence[Operand]) -> list[Alternative]:
        """Return a short query as one phrase with its stop words, none where no document contains it."""
        words = [operand for operand in wanted if isinstance(operand, Word)]
        if len(wanted) > MAX_NAME_WORDS or len(words) < len(wanted):
            return []
        phrase = self._vocabulary.phrase_query(words)
        shown = " ".join(word.text for word in words)
        return [Alternative(phrase, AS_TYPED, "typed", shown)] if len(self._engine.rows_of(phrase)) else []

    def _require(self, operand: Phrase, required: list[PhraseQuery], notices: list[str]) -> None:
        """Add the phrase to ``required``, or a notice that only its words are searched."""
        phrase = self._vocabulary.phrase_query(operand.words)
        self._n_phrases += 1
        if self._n_phrases > MAX_PHRASES:
            if self._n_phrases == MAX_PHRASES + 1:
                notices.append(f"After {MAX_PHRASES} phrases, only their words were searched.")
        elif len(self._engine.rows_of(phrase)):
            required.append(phrase)
        else:
            notices.append(f"“{operand.text}” occurs nowhere as a phrase; its words were searched.")

    def _leaf_query(self, operand: Word | Phrase) -> LeafQuery:
        if isinstance(operand, Phrase):
            return self._vocabulary.phrase_query(operand.words)
        return PrefixQuery(operand.whole) if operand.is_prefix else self._vocabulary.term_query(operand)

    def _word_clauses(
        self,
        word: Word,
        joined: Sequence[Alternative],
        corrections: list[Correction],
    ) -> list[Clause]:
        """Return the clause of ``word``, or one per part of a compound that no document contains as a whole."""
        compound_parts = self._compound_parts(word)
        if compound_parts:
            corrections.append(Correction(word.text, " ".join(compound_parts), "split", word.start))
            return [self._clause(part, [], []) for part in map(make_word, compound_parts) if part]
        if word.parts and not word.is_prefix and not self._vocabulary.is_known(word):
            parts = _parts_of(word)
            if len(parts) > 1:
                return [self._clause(part, [], corrections) for part in parts]
        return [self._clause(word, joined, corrections)]

    def _clause(self, word: Word, joined: Sequence[Alternative], corrections: list[Correction]) -> Clause:
        """Return the clause of ``word`` with all of its alternatives, the word as typed first.

        Without any, the word is corrected (which adds to ``corrections``), else searched although it matches nothing.
        """
        if word.is_quoted:
            return Clause(word.text, (_exact(self._vocabulary.phrase_query((word,)), word.text),))
        alternatives: list[Alternative] = []
        if self._vocabulary.is_known(word):
            alternatives.append(_exact(self._vocabulary.term_query(word), word.text))
            if len(word.parts) > 1:
                alternatives.append(_exact(self._vocabulary.phrase_query(_parts_of(word)), word.text))
            if self._is_signed(word):
                alternatives.append(Alternative(self._vocabulary.phrase_query((word,)), AS_TYPED, "typed", word.text))
        if self._may_continue(word, bool(alternatives)) and self._engine.completions(word.whole, 1):
            alternatives.append(Alternative(PrefixQuery(word.whole), PREFIX, "prefix", word.text))
        alternatives += [*joined, *self._vocabulary.aliases(without_zeroes(word.whole), word.text)]
        # digits: ``oauth2`` is ``oauth 2.0``
        if alternatives and (len(word.whole) >= MIN_SPLIT or digits(word.whole)):
            alternatives += self._respelling.for_rare(word.whole)
        if not alternatives:
            alternatives = self._corrected(word, corrections)
        if not alternatives:
            alternatives = [_exact(self._vocabulary.term_query(word), word.text)]
        return Clause(word.text, tuple(alternatives))

    def _is_signed(self, word: Word) -> bool:
        """Tell whether the index has ``word``, which is no compound, with its signs: ``--name``."""
        return not word.parts and any(map(self._engine.df, word.spellings))

    def _form(self, word: Word) -> Correction | None:
        """Return the form or alias that matches ``word``; None where it occurs as typed, or may be half typed."""
        term = self._vocabulary.term_query(word)
        if self._engine.df(term.surface) or word.is_quoted or word.parts:
            return None
        if self._may_continue(word, is_known=False) and self._engine.completions(word.whole, 1):
            return None
        if self._engine.df(term.stem):
            return Correction(word.text, self._nearest_form(word, term) or f"{word.text}…", "stem", word.start)
        alias = next(iter(self._vocabulary.aliases(without_zeroes(word.whole), word.text)), None)
        return Correction(word.text, alias.shown.partition(" = ")[2], "alias", word.start) if alias else None

    def _nearest_form(self, word: Word, term: TermQuery) -> str:
        """Return the surface with the stem of ``term`` that is fewest edits from ``word``, the commonest of several.

        ``""`` where no surface begins with the stem.
        """
        prefix = term.stem.removeprefix(STEM)[: -1 if len(term.stem) > MAX_UNCUT_STEM else None]
        surfaces = self._engine.completions(prefix, MAX_FORMS)
        forms = [surface for surface in surfaces if STEM + stem(surface, self._lang) == term.stem]
        return min(forms, key=lambda form: n_edits(word.whole, form), default="")

    def _may_continue(self, word: Word, is_known: bool) -> bool:
        """Tell whether ``word`` is a prefix: ``word*``, or the last word of a query that is still being typed."""
        return word.is_prefix or (word.is_open and (self._begins_name or not is_known))

    def _any_clause(self, operand: AnyOf, corrections: list[Correction], absent: list[str]) -> Clause:
        """Return one clause for the operands of an OR.

        Operands that match nothing, while another one does, are added to ``absent``.
        """
        alternatives: list[Alternative] = []
        unmatched: list[str] = []
        for inner in operand.operands:
            if isinstance(inner, Word):
                of_operand = self._clause(inner, [], corrections).alternatives
            else:
                of_operand = (_exact(self._vocabulary.phrase_query(inner.words), inner.text),)
            alternatives += of_operand
            if not len(self._engine.rows_of(of_operand[0].query)):
                unmatched.append(inner.text)
        if len(unmatched) < len(operand.operands):
            absent += unmatched
        shown = " OR ".join(inner.text for inner in operand.operands)
        return Clause(shown, tuple(alternatives))

    def _joined(self, operands: Sequence[Operand]) -> list[list[Alternative]]:
        """Return, for each operand, the alternatives of the runs of words that contain it.

        ``node js`` is ``nodejs``; ``rest api`` may have an alias. Each word of a run gets the same alternatives.
        """
        joined: list[list[Alternative]] = [[] for _ in operands]
        wholes = [without_zeroes(operand.whole) if isinstance(operand, Word) else "" for operand in operands]
        for length in range(2, MAX_NAME_WORDS + 1):
            for first in range(len(operands) - length + 1):
                run = slice(first, first + length)
                of_run = self._of_run(wholes[run], operands[run]) if all(wholes[run]) else []
                for of_operand in joined[run] if of_run else ():
                    of_operand += of_run
        return joined

    def _of_run(self, wholes: Sequence[str], words: Sequence[Operand]) -> list[Alternative]:
        """Return the aliases of a run of words, and the one word that it may be written as."""
        shown = " ".join(word.text for word in words if isinstance(word, Word))
        alternatives = list(self._vocabulary.aliases(" ".join(wholes), shown, len(words)))
        whole = "".join(wholes)
        if len(whole) >= MIN_JOINED and whole.isalnum() and self._engine.df(whole):
            term = TermQuery(STEM + stem(whole, self._lang), whole)
            alternatives.append(Alternative(term, JOINED, "joined", whole))
        return alternatives

    def _compound_parts(self, word: Word) -> tuple[str, str] | tuple[()]:
        """Return the two words of an unknown compound, ``()`` where there are none or it may still be being typed."""
        if word.is_quoted or self._vocabulary.is_known(word):
            return ()
        if self._may_continue(word, is_known=False) and self._engine.completions(word.whole, 1):
            return ()
        return self._respelling.compound_parts(word.whole)

    def _corrected(self, word: Word, corrections: list[Correction]) -> list[Alternative]:
        """Return the corrections of an unknown word, and add the likeliest to ``corrections``."""
        alternatives = self._respelling.for_unknown(word.whole) if self._corrects else []
        if alternatives:
            corrections.append(Correction(word.text, alternatives[0].shown, alternatives[0].kind, word.start))
        return alternatives


def _exact(query: LeafQuery, shown: str) -> Alternative:
    return Alternative(query, EXACT, "exact", shown)


def _with_times(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return each distinct clause once, ``times`` being how often it occurs."""
    distinct: dict[tuple[Alternative, ...], Clause] = {}
    for clause in clauses:
        previous = distinct.get(clause.alternatives)
        distinct[clause.alternatives] = replace(previous, times=previous.times + 1) if previous else clause
    return tuple(distinct.values())


def _left_out_notice(clauses: Sequence[Clause]) -> str:
    shown = list(dict.fromkeys(_shortened(clause.shown) for clause in clauses))
    more = f" and {len(shown) - MAX_NAMED} more" if len(shown) > MAX_NAMED else ""
    return f"So long a query is searched without its commonest words: {quoted(shown[:MAX_NAMED])}{more}."


def _absent_notice(absent: Sequence[str]) -> str:
    shown = list(dict.fromkeys(map(_shortened, absent)))
    more = f" or {len(shown) - MAX_NAMED} more" if len(shown) > MAX_NAMED else ""
    return f"Nothing says {quoted(shown[:MAX_NAMED], ' or ')}{more}."


def _shortened(shown: str) -> str:
    return shown if len(shown) <= MAX_NAMED_LETTERS else f"{shown[:MAX_NAMED_LETTERS]}…"


def _with(clause: Clause, more: Sequence[Alternative]) -> Clause:
    return replace(clause, alternatives=(*clause.alternatives, *more))


def _parts_of(word: Word) -> list[Word]:
    """Return the parts of a compound as words, each with its place in the query.

    Bigrams of a text without spaces are shown as the whole word.
    """
    parts = [part for text in word.parts if (part := make_word(text, word.start))]
    if not word.spellings:
        return [replace(part, text=word.text) for part in parts]
    text = word.text.casefold()
    return [replace(part, start=word.start + max(0, text.find(part.text))) for part in parts]


def _is_one_of(droppable: frozenset[str], word: Word) -> bool:
    return _spelling(word) in droppable or is_ornament(word.whole)


def _spelling(word: Word) -> str:
    """Return ``word`` as it is spelled, else its whole form."""
    return next(iter(word.spellings), word.whole)
