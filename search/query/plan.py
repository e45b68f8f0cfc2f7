"""A query in the terms of the vocabulary: what each of its words is looked for by."""

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
from search.engines.spelling import MIN_TYPO, n_edits
from search.query.bounds import MAX_PHRASES, within_bounds
from search.query.corrections import Correction
from search.query.parse import AnyOf, Operand, Phrase, Query, Word, make_word
from search.query.respelling import Respelling, digits
from search.query.vocabulary import Vocabulary

JOINED, PREFIX = 90, 60
"""Percent of a word's own worth; see ``vocabulary.ALIAS`` and ``respelling.TYPO`` for the other ways."""

AS_TYPED = 125
"""Percent for a word with its signs (``--name``), or a short query with its stop words, found just as typed."""

MAX_ALIAS_WORDS = 4
MAX_SHORT = 3
"""Words of a query that loses only its glue."""

MIN_SPLIT = 8
"""A known word of so many letters may be two words written together."""

MAX_NAMED, MAX_LETTERS = 5, 40
"""Words left out that are named, and letters of each that are shown."""

MAX_FORMS = 64
"""Words with the beginning of a stem that are looked at for the form nearest to what was typed."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and how it differs from what was typed."""

    plan: Plan
    corrections: tuple[Correction, ...] = ()
    forms: tuple[Correction, ...] = ()
    """Words that stand nowhere as they were typed, but in another form or by an alias."""
    notices: tuple[str, ...] = ()


class Planner:
    """Plans queries for one generation.

    With ``begins_name``, the query may be a name half typed; without ``corrects``, unknown words stay as they are.
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
        """Return what to ask the engine for."""
        corrections: list[Correction] = []
        notices: list[str] = []
        absent: list[str] = []
        required: list[PhraseQuery] = []
        operands = self._without_stop_words(self._without_unknown_signs(query.wanted))
        said = _said_alone(operands)
        known = (self._vocabulary.term_query(word) for word in said if self._vocabulary.is_known(word))
        self._respelling = Respelling(self._engine, self._lang, self._is_name, known)
        clauses: list[Clause] = []
        for operand, joined in zip(operands, self._joined(operands), strict=True):
            if isinstance(operand, Phrase):
                self._require(operand, required, notices)
                clauses += [self._clause(word, [], corrections) for word in operand.words]
            elif isinstance(operand, AnyOf):
                clauses.append(self._any_clause(operand, corrections, absent))
            else:
                clauses += self._word_clauses(operand, joined, corrections)
        if clauses and len(operands) < len(query.wanted):
            clauses[-1] = _with(clauses[-1], self._as_typed(query.wanted))
        if absent:
            notices.append(_nowhere(absent))
        excluded = tuple(self._leaf(operand) for operand in query.excluded)
        kept, left_out = within_bounds(_counted(clauses), self._engine)
        if left_out:
            notices.append(_left_out(left_out))
        plan = Plan(kept, tuple(required), excluded)
        forms = tuple(dict.fromkeys(form for word in said if (form := self._form(word))))
        return Planned(plan, tuple(corrections), forms, tuple(dict.fromkeys(notices)))

    def _without_unknown_signs(self, wanted: Sequence[Operand]) -> Sequence[Operand]:
        """Return what is left without signs that stand nowhere, such as a dash between words."""
        kept = [
            o
            for o in wanted
            if not isinstance(o, Word) or any(map(str.isalnum, o.whole)) or self._vocabulary.is_known(o)
        ]
        return kept or wanted

    def _without_stop_words(self, wanted: Sequence[Operand]) -> list[Operand]:
        """Return what is left to look for.

        A stop word stays where it is a guide's name, and the glue of sentences where nothing else is glue.
        """
        if not self._lang.startswith("en"):
            return list(wanted)
        dropped = GLUE if len(wanted) <= MAX_SHORT else STOP_WORDS
        words = [operand for operand in wanted if isinstance(operand, Word) and _is_one_of(dropped, operand)]
        stops = [word for word in words if _said(word) in GLUE or not self._is_name(word.whole)]
        if all(self._is_name(word.whole) for word in stops):
            stops = []
        dropped_here = set(stops)
        kept = [operand for operand in wanted if operand not in dropped_here]
        return kept or list(wanted)

    def _as_typed(self, wanted: Sequence[Operand]) -> list[Alternative]:
        """Return the whole of a short query as a phrase, stop words and all, where it stands so somewhere."""
        words = [operand for operand in wanted if isinstance(operand, Word)]
        if len(wanted) > MAX_ALIAS_WORDS or len(words) < len(wanted):
            return []
        leaf = self._vocabulary.phrase_query(words)
        shown = " ".join(word.raw for word in words)
        return [Alternative(leaf, AS_TYPED, "typed", shown)] if len(self._engine.rows_of(leaf)) else []

    def _require(self, phrase: Phrase, required: list[PhraseQuery], notices: list[str]) -> None:
        leaf = self._vocabulary.phrase_query(phrase.words)
        self._n_phrases += 1
        if self._n_phrases > MAX_PHRASES:
            if self._n_phrases == MAX_PHRASES + 1:
                notices.append(f"After {MAX_PHRASES} phrases, only their words were searched.")
        elif len(self._engine.rows_of(leaf)):
            required.append(leaf)
        else:
            notices.append(f"“{phrase.raw}” occurs nowhere as a phrase; its words were searched.")

    def _leaf(self, operand: Word | Phrase) -> LeafQuery:
        if isinstance(operand, Phrase):
            return self._vocabulary.phrase_query(operand.words)
        return PrefixQuery(operand.whole) if operand.is_prefix else self._vocabulary.term_query(operand)

    def _word_clauses(
        self,
        word: Word,
        joined: Sequence[Alternative],
        corrections: list[Correction],
    ) -> list[Clause]:
        """Return one clause, or one per part of a compound that is nowhere written whole."""
        together = self._written_together(word)
        if together:
            corrections.append(Correction(word.raw, " ".join(together), "split", word.start))
            return [self._clause(part, [], []) for part in map(make_word, together) if part]
        if word.parts and not word.is_prefix and not self._vocabulary.is_known(word):
            parts = _parts_of(word)
            if len(parts) > 1:
                return [self._clause(part, [], corrections) for part in parts]
        return [self._clause(word, joined, corrections)]

    def _clause(self, word: Word, joined: Sequence[Alternative], corrections: list[Correction]) -> Clause:
        alternatives: list[Alternative] = []
        if word.is_quoted:
            return Clause(word.raw, (Alternative(self._vocabulary.phrase_query((word,)), 100, "exact", word.raw),))
        if self._vocabulary.is_known(word):
            alternatives.append(Alternative(self._vocabulary.term_query(word), 100, "exact", word.raw))
            if len(word.parts) > 1:
                alternatives.append(Alternative(self._vocabulary.phrase_query(_parts_of(word)), 100, "exact", word.raw))
            if self._is_signed(word):
                alternatives.append(Alternative(self._vocabulary.phrase_query((word,)), AS_TYPED, "typed", word.raw))
        if self._may_go_on(word, bool(alternatives)) and self._engine.completions(word.whole, 1):
            alternatives.append(Alternative(PrefixQuery(word.whole), PREFIX, "prefix", word.raw))
        alternatives += [*joined, *self._vocabulary.aliases(without_zeroes(word.whole), word.raw)]
        if alternatives and (len(word.whole) >= MIN_SPLIT or digits(word.whole)):
            alternatives += self._respelling.rare(word.whole)
        if not alternatives:
            alternatives = self._corrected(word, corrections)
        if not alternatives:
            alternatives = [Alternative(self._vocabulary.term_query(word), 100, "exact", word.raw)]
        return Clause(word.raw, tuple(alternatives))

    def _is_signed(self, word: Word) -> bool:
        """Tell whether a word is known with signs around it that are no joint of a compound."""
        return not word.parts and any(map(self._engine.df, word.spellings))

    def _form(self, word: Word) -> Correction | None:
        """Return what is found for a word that stands nowhere as it was typed, unless it is still being typed."""
        leaf = self._vocabulary.term_query(word)
        if self._engine.df(leaf.surface) or word.is_quoted or word.parts:
            return None
        if self._may_go_on(word, is_known=False) and self._engine.completions(word.whole, 1):
            return None
        if self._engine.df(leaf.stem):
            return Correction(word.raw, self._nearest_form(word, leaf) or f"{word.raw}…", "stem", word.start)
        alias = next(iter(self._vocabulary.aliases(without_zeroes(word.whole), word.raw)), None)
        return Correction(word.raw, alias.shown.partition(" = ")[2], "alias", word.start) if alias else None

    def _nearest_form(self, word: Word, leaf: TermQuery) -> str:
        """Return the surface of a stem that is most like ``word``, the commonest of several.

        It is ``""`` where none begins as the stem does.
        """
        beginning = leaf.stem.removeprefix(STEM)[: -1 if len(leaf.stem) > MIN_TYPO else None]
        surfaces = self._engine.completions(beginning, MAX_FORMS)
        forms = [surface for surface in surfaces if STEM + stem(surface, self._lang) == leaf.stem]
        return min(forms, key=lambda form: n_edits(word.whole, form), default="")

    def _may_go_on(self, word: Word, is_known: bool) -> bool:
        return word.is_prefix or (word.is_open and (self._begins_name or not is_known))

    def _any_clause(self, operand: AnyOf, corrections: list[Correction], absent: list[str]) -> Clause:
        """Return what is one of the operands; those that stand nowhere, where others do, are added to ``absent``."""
        alternatives: list[Alternative] = []
        nowhere: list[str] = []
        for inner in operand.operands:
            if isinstance(inner, Word):
                found = self._clause(inner, [], corrections).alternatives
            else:
                found = (Alternative(self._vocabulary.phrase_query(inner.words), 100, "exact", inner.raw),)
            alternatives += found
            if not len(self._engine.rows_of(found[0].query)):
                nowhere.append(inner.raw)
        if len(nowhere) < len(operand.operands):
            absent += nowhere
        shown = " OR ".join(inner.raw for inner in operand.operands)
        return Clause(shown, tuple(alternatives))

    def _joined(self, operands: Sequence[Operand]) -> list[list[Alternative]]:
        """Return for each operand what runs of words that it stands in mean together.

        ``node js`` is nodejs, ``rest api`` may have an alias.
        """
        joined: list[list[Alternative]] = [[] for _ in operands]
        wholes = [without_zeroes(operand.whole) if isinstance(operand, Word) else "" for operand in operands]
        for length in range(2, MAX_ALIAS_WORDS + 1):
            for first in range(len(operands) - length + 1):
                run = slice(first, first + length)
                found = self._together(wholes[run], operands[run]) if all(wholes[run]) else []
                for of_operand in joined[run] if found else ():
                    of_operand += found
        return joined

    def _together(self, wholes: Sequence[str], words: Sequence[Operand]) -> list[Alternative]:
        shown = " ".join(word.raw for word in words if isinstance(word, Word))
        found = list(self._vocabulary.aliases(" ".join(wholes), shown, len(words)))
        whole = "".join(wholes)
        if len(whole) > 3 and whole.isalnum() and self._engine.df(whole):
            leaf = TermQuery(STEM + stem(whole, self._lang), whole)
            found.append(Alternative(leaf, JOINED, "joined", whole))
        return found

    def _written_together(self, word: Word) -> tuple[str, str] | tuple[()]:
        """Return the two words that an unknown one joins, unless it is still being typed."""
        if word.is_quoted or self._vocabulary.is_known(word):
            return ()
        if self._may_go_on(word, is_known=False) and self._engine.completions(word.whole, 1):
            return ()
        return self._respelling.written_together(word.whole)

    def _corrected(self, word: Word, corrections: list[Correction]) -> list[Alternative]:
        found = self._respelling.unknown(word.whole) if self._corrects else []
        if found:
            corrections.append(Correction(word.raw, found[0].shown, found[0].kind, word.start))
        return found


def _counted(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return each clause once, with how often it was said."""
    times: dict[tuple[Alternative, ...], Clause] = {}
    for clause in clauses:
        before = times.get(clause.alternatives)
        times[clause.alternatives] = replace(before, times=before.times + 1) if before else clause
    return tuple(times.values())


def _left_out(clauses: Sequence[Clause]) -> str:
    shown = list(dict.fromkeys(_shortened(clause.shown) for clause in clauses))
    words = ", ".join(f"“{word}”" for word in shown[:MAX_NAMED])
    more = f" and {len(shown) - MAX_NAMED} more" if len(shown) > MAX_NAMED else ""
    return f"So long a query is searched without its commonest words: {words}{more}."


def _nowhere(absent: Sequence[str]) -> str:
    shown = list(dict.fromkeys(map(_shortened, absent)))
    more = f" or {len(shown) - MAX_NAMED} more" if len(shown) > MAX_NAMED else ""
    return f"Nothing says {' or '.join(f'“{word}”' for word in shown[:MAX_NAMED])}{more}."


def _shortened(shown: str) -> str:
    return shown if len(shown) <= MAX_LETTERS else f"{shown[:MAX_LETTERS]}…"


def _said_alone(operands: Sequence[Operand]) -> list[Word]:
    return [operand for operand in operands if isinstance(operand, Word)]


def _with(clause: Clause, more: Sequence[Alternative]) -> Clause:
    return replace(clause, alternatives=(*clause.alternatives, *more))


def _parts_of(word: Word) -> list[Word]:
    """Return the parts of a compound as words, each where it stands; pairs of characters are shown as their word."""
    made = [part for text in word.parts if (part := make_word(text, word.start))]
    if not word.spellings:
        return [replace(part, raw=word.raw) for part in made]
    raw = word.raw.casefold()
    return [replace(part, start=word.start + max(0, raw.find(part.raw))) for part in made]


def _is_one_of(dropped: frozenset[str], word: Word) -> bool:
    return _said(word) in dropped or is_ornament(word.whole)


def _said(word: Word) -> str:
    return next(iter(word.spellings), word.whole)
