"""The clauses of one query: for each of its words the alternatives that satisfy it, and how it was corrected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.analysis import CURRENCIES, STEM, stem
from search.engines.protocol import Alternative, Clause, Engine, LeafQuery, PhraseQuery, PrefixQuery, Quoted
from search.engines.spelling import n_edits
from search.query.parse import AnyOf, Operand, Phrase, Word, is_camel_case, is_quantity, make_word
from search.query.percentages import AS_TYPED, EXACT, JOINED, PREFIX
from search.query.phrases import cuts
from search.query.respelling import Correction, Respelling, digits
from search.query.vocabulary import KnownWord, Words, parts_of

MIN_SPLIT = 8
"""Letters of a known word that may be two words written as one; by hand."""

MAX_UNCUT_STEM = 4
"""Characters, the marker of stems included, up to which a stem is completed whole; longer ones lose their last letter.

The stemmer may have changed it (``studi`` for ``study``). By hand.
"""

MAX_FORMS = 64
"""Completions of a stem among which the form nearest to the typed word is found; by hand."""


@dataclass(frozen=True, slots=True)
class OperandClauses:
    """The clauses of one operand: one for a word, several for a phrase or a compound.

    ``form`` is the form or alias that documents have of a word that none contains. ``absent`` are operands of an OR
    that match nothing, while another one does.
    """

    clauses: Sequence[Clause]
    corrections: Sequence[Correction] = ()
    form: Correction | None = None
    absent: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ClauseMaker:
    """Makes the clauses of one query, whose words are ``words``.

    Where the query ``begins_name``, the beginning of a name, its last word is searched as a prefix too. ``corrects``
    tells whether unknown words are replaced by words that they may be typos of.
    """

    engine: Engine
    lang: str
    words: Words
    respelling: Respelling
    begins_name: bool
    corrects: bool

    def of_operand(self, operand: Operand, joined: Sequence[Alternative]) -> OperandClauses:
        """Return the clauses of ``operand``; ``joined`` are the alternatives of the runs of words that contain it."""
        if isinstance(operand, Phrase):
            return self._of_phrase(operand)
        if isinstance(operand, AnyOf):
            return self._of_any(operand)
        return self._of_word(operand, joined)

    def _of_word(self, word: Word, joined: Sequence[Alternative]) -> OperandClauses:
        """Return the clause of ``word``, or one per part of a compound that no document contains as a whole."""
        known = self.words[word]
        completes = self._completes(word, known)
        form = self._form(word, known, completes)
        if not known.is_known and not word.is_quoted:
            compound = () if completes else self.respelling.compound_parts(word.whole)
            if compound:
                correction = Correction(word.text, " ".join(compound), "split", word.start)
                halves = [half for half in map(make_word, compound) if half]
                clauses = [self._clause(half, self.words[half]) for half in halves]
                return OperandClauses(clauses, (correction,), form)
        parts = [] if known.is_known or word.is_prefix or completes else _searchable_parts(word)
        # A word in camelCase with an unknown part may be a typo of another word: ``JavaSript``.
        if parts and (not is_camel_case(word) or all(self.words[part].is_known for part in parts)):
            return self._of_words(parts)
        clause = self._clause(word, known, joined, completes)
        if parts and clause.alternatives[0].query == known.term:  # the whole is no typo either
            return self._of_words(parts)
        corrections = _corrections(word, clause)
        return OperandClauses((clause,), corrections, None if corrections else form)

    def _known_parts(self, word: Word) -> Sequence[Word]:
        """Return the parts of a compound that no document contains as a whole; else ``word`` alone."""
        return [word] if self.words[word].is_known else parts_of(word) or [word]

    def _of_words(self, words: Iterable[Word]) -> OperandClauses:
        """Return a clause for each of ``words``, which are those of a phrase or of a compound."""
        clauses = [(word, self._clause(word, self.words[word])) for word in words]
        corrections = [correction for word, clause in clauses for correction in _corrections(word, clause)]
        return OperandClauses([clause for _, clause in clauses], corrections)

    def _of_phrase(self, phrase: Phrase) -> OperandClauses:
        """Return the clauses of the words of a phrase; each has the phrases too that documents write otherwise."""
        words = [part for word in phrase.words for part in self._known_parts(word)]
        made = self._of_words(words)
        phrases = self.words.phrases.occurring(phrase.words)
        terms = tuple([self.words[word].term for word in words])
        others = [exact(occurring, phrase.text) for occurring in phrases if occurring.terms != terms]
        quoted = Quoted(phrase.text, phrases) if phrases else None
        clauses = [
            replace(clause, alternatives=(*clause.alternatives, *others), quoted=quoted) for clause in made.clauses
        ]
        return replace(made, clauses=clauses)

    def _of_any(self, operand: AnyOf) -> OperandClauses:
        """Return one clause for the operands of an OR."""
        alternatives: list[Alternative] = []
        corrections: list[Correction] = []
        absent: list[str] = []
        for inner in operand.operands:
            if isinstance(inner, Word):
                known = self.words[inner]
                clause = self._clause(inner, known, completes=self._completes(inner, known))
                corrections += _corrections(inner, clause)
            else:
                phrases = self.words.phrases.occurring(inner.words) or (PhraseQuery(()),)
                clause = Clause(inner.text, tuple([exact(phrase, inner.text) for phrase in phrases]))
            alternatives += clause.alternatives
            if not any(self.engine.n_rows([clause.alternatives[0].query])):
                absent.append(inner.text)
        shown = " OR ".join(inner.text for inner in operand.operands)
        if len(absent) == len(operand.operands):
            absent = []
        return OperandClauses((Clause(shown, tuple(alternatives)),), corrections, absent=absent)

    def _clause(
        self, word: Word, known: KnownWord, joined: Sequence[Alternative] = (), completes: bool = False
    ) -> Clause:
        """Return the clause of ``word`` with all of its alternatives, the word as typed first.

        Without any, the word is corrected, else searched although it matches nothing.
        """
        if word.is_quoted:
            found = () if known.occurs else self.words.phrases.occurring([word])
            return Clause(word.text, tuple([exact(p, word.text) for p in found or (PhraseQuery((known.term,)),)]))
        if typos := self._typos_of_form(word, known, completes):
            return Clause(word.text, (*typos, *joined))
        alternatives = self._as_typed(word, known) if known.is_known else []
        if completes and (word.is_prefix or self.begins_name or not known.is_known):
            alternatives.append(Alternative(PrefixQuery(word.whole), PREFIX, "prefix", word.text))
        alternatives += [*joined, *known.aliases]
        if is_quantity(word) and not known.is_known:  # ``100ms`` may be ``100 ms``, and is no typo of ``100m``
            others = self._in_other_units(word)
            in_others = [other.query for other in others]
            as_typed = [phrase for phrase in self.words.phrases.occurring([word]) if phrase not in in_others]
            alternatives[:0] = [*(exact(phrase, word.text) for phrase in as_typed), *others]
        elif not alternatives:
            is_option = word.text.startswith("-")
            alternatives = self.respelling.for_unknown(word.whole) if self.corrects and not is_option else []
        # digits: ``oauth2`` is ``oauth 2.0``
        elif len(word.whole) >= MIN_SPLIT or digits(word.whole):
            alternatives += self.respelling.for_rare(word.whole)
        if known.is_known and not word.parts and self.lang.startswith("en"):
            alternatives += self.respelling.in_two_parts(word.whole)
        return Clause(word.text, tuple(alternatives) or (exact(known.term, word.text),))

    def _as_typed(self, word: Word, known: KnownWord) -> list[Alternative]:
        """Return a known word, the parts of a compound side by side, and the word with its signs."""
        alternatives = [exact(known.term, word.text)]
        if len(word.parts) > 1:
            terms = tuple([self.words[part].term for part in parts_of(word)])
            orders = (terms, terms[::-1]) if word.parts[-1] in CURRENCIES else (terms,)
            alternatives += [exact(PhraseQuery(order), word.text) for order in orders]
            alternatives += self._in_other_units(word)
        if known.is_signed:
            alternatives.append(Alternative(PhraseQuery((known.term,)), AS_TYPED, "typed", word.text))
        return alternatives

    def _in_other_units(self, word: Word) -> list[Alternative]:
        """Return a quantity as documents have it in another spelling of its unit: ``15min`` as ``15 minutes``."""
        return [in_other_unit(phrase) for phrase in self.words.phrases.in_other_units(word.parts)]

    def _typos_of_form(self, word: Word, known: KnownWord, completes: bool) -> list[Alternative]:
        """Return the words that ``word`` is a typo of, where documents only have others with its stem by chance."""
        form = self._form(word, known, completes) if known.is_known else None
        return self.respelling.for_inflected(word.whole, form.replacement) if form else []

    def _completes(self, word: Word, known: KnownWord) -> bool:
        """Return whether ``word`` may be a prefix, and some surface begins with it.

        It may be one as ``word*``, or as the last word of a query that is still being typed.
        """
        may_continue = word.is_prefix or (word.is_open and (self.begins_name or not known.occurs))
        return may_continue and self.engine.is_beginning(word.whole)

    def _form(self, word: Word, known: KnownWord, completes: bool) -> Correction | None:
        """Return the form or alias that matches ``word``; None where it occurs as typed, or may be half typed."""
        if known.occurs or completes or word.is_quoted or word.parts:
            return None
        if known.is_known:
            return Correction(
                word.text, self._nearest_form(word, known.term.stem) or f"{word.text}…", "stem", word.start
            )
        alias = next(iter(known.aliases), None)
        return Correction(word.text, alias.shown, "alias", word.start) if alias else None

    def _nearest_form(self, word: Word, stem_: str) -> str:
        """Return the surface with the stem ``stem_`` that is fewest edits from ``word``, the commonest of several.

        ``""`` where no surface begins with the stem.
        """
        prefix = stem_.removeprefix(STEM)[: -1 if len(stem_) > MAX_UNCUT_STEM else None]
        surfaces = self.engine.completions(prefix, MAX_FORMS)
        forms = [surface for surface in surfaces if STEM + stem(surface, self.lang) == stem_]
        return min(forms, key=lambda form: n_edits(word.whole, form), default="")


def exact(query: LeafQuery, shown: str) -> Alternative:
    """Return the alternative of the text ``shown`` as it was typed."""
    return Alternative(query, EXACT, "exact", shown)


def in_other_unit(quantity: PhraseQuery) -> Alternative:
    """Return the alternative of a number and another spelling of its unit."""
    return Alternative(quantity, JOINED, "joined", " ".join(term.surface for term in quantity.terms))


def _searchable_parts(word: Word) -> list[Word]:
    """Return the parts by which an unknown compound is searched; none for a number and its unit, nor for one part.

    Those of ``tls1.3``, a name and its version, are ``tls`` and ``1.3``.
    """
    if is_quantity(word) or len(word.parts) < 2:
        return []
    version = [] if word.whole.isalpha() or word.spellings else cuts(word.whole)
    parts = [make_word(part, word.start) for part in version[0]] if version else parts_of(word)
    return [part for part in parts if part]


def _corrections(word: Word, clause: Clause) -> Sequence[Correction]:
    """Return the likeliest correction of an unknown word; it comes first in the clause, as the word matches nothing."""
    likeliest = clause.alternatives[0]
    is_correction = likeliest.kind in ("typo", "split")
    return (Correction(word.text, likeliest.shown, likeliest.kind, word.start),) if is_correction else ()
