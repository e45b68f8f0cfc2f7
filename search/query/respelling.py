"""Corrections: an unknown word as a typo of a known one, or as two words written together; and the query with them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress

from index.analysis import STEM, STOP_WORDS, stem
from search.engines.protocol import Alternative, Engine, NearTerm, PhraseQuery, TermQuery
from search.engines.spelling import MIN_TYPO, begins_alike, n_edits, typo_distance, without_doubles
from search.query.function_words import PARTICLES
from search.query.known_words import is_known_name, is_known_word
from search.query.percentages import SPLIT, TYPO, TYPO_STEP
from search.query.phrases import cuts

MAX_TYPOS = 3
"""Corrections of one word that are searched side by side; by hand."""

MAX_CONTEXT_TERMS = 8
"""Known words of the query, the rarest, that choose among corrections by occurring beside them; by hand."""

MAX_RARE_DF = 20
"""A known word in at most this many documents may be two words written as one; by hand."""

MAX_LOOKUPS = 8
"""Words of one query that are looked up as typos or split in two; by hand, it bounds the cost of long queries."""

MIN_EDITS_BY_CHANCE = 3
"""Edits between two words from which they share a stem by chance, not as inflections of one; by hand."""

MIN_OTHER_BEGINNING, MIN_OTHER_LETTER, MIN_OTHER_VOWEL = 8, 7, 6
"""Letters of a word that begins otherwise than the one it is a typo of, of one that has another letter, and of one that
has another vowel, if the word is no name.

By hand: of 626 names of tools that the shipped guides lack, 15 are replaced, with 6 for both 20.
"""

MIN_SURE = 5
"""Letters of a typo that is corrected although no document has the corrected word beside the others of the query.

From `python -m tests.relevance.fit_typos` on the shipped guides and the documentation of Hugo, Meilisearch and Java
design patterns: beside three unrelated words 629 of 809 typos are corrected, and 172 of 1,600 names that no list has
are replaced. With 6 it would be 586 and 165, with 4 658 and 180, and 80 and 84 where all typos need the other words.
"""

MIN_TWO_EDITS = 10
"""Letters of a word that is corrected by two edits, but for doubled letters (``sucesful``). By hand: of 550 names that
the shipped guides lack, 13 of 8 letters and more were near a word by two edits, none of them a typo."""

COMPOUNDING = frozenset(("da", "de", "fi", "hu", "nl", "no", "sv"))
"""Languages that form compounds freely: Danish, German, Finnish, Hungarian, Dutch, Norwegian, Swedish."""

MIN_COMPOUND_PART = 4
"""Letters of each part of a compound; by hand."""

_VOWELS = frozenset("aeiouy")


@dataclass(frozen=True, slots=True)
class Correction:
    """A replacement for words that the vocabulary lacks.

    ``typed`` begins at ``start`` in the query; ``step`` is the ``Relaxation.step`` that the replacement amounts to.
    """

    typed: str
    replacement: str
    step: str
    start: int = 0


def corrected(text: str, corrections: Sequence[Correction]) -> str:
    """Return ``text`` with each typed part replaced, and nothing else changed.

    A correction whose ``typed`` does not occur at its ``start`` is ignored.
    """
    # from the end, so that the starts of earlier ones remain valid
    for correction in sorted(set(corrections), key=lambda c: -c.start):
        end = correction.start + len(correction.typed)
        if text[correction.start : end].casefold() == correction.typed.casefold():
            text = text[: correction.start] + correction.replacement + text[end:]
    return text


class Respelling:
    """Looks up the words of one query by their spelling.

    Args:
        typed: all words of the query in their order; none is corrected into another one of them.
        known: those that the index has; read once, when corrections of a typo are compared.
    """

    def __init__(
        self,
        engine: Engine,
        lang: str,
        is_name: Callable[[str], bool],
        typed: Iterable[str],
        known: Sequence[TermQuery],
    ) -> None:
        self._engine = engine
        self._lang = lang
        self._is_name = is_name
        self._words = tuple(typed)
        self._typed = frozenset(stem(word, lang) for word in self._words)
        self._known = known
        self._n_lookups = 0

    def for_unknown(self, word: str) -> list[Alternative]:
        """Return the two words that an unknown ``word`` joins, else those that it is a typo of, likeliest first."""
        if not self._count_lookup():
            return []
        split = self._split(word)
        if split:
            return [split]
        sure = () if is_known_word(word, self._lang) else self._sure_words(word)
        return [] if is_known_name(word) else self._typos(sure or self._words_beside(word))

    def for_inflected(self, word: str, nearest_form: str) -> list[Alternative]:
        """Return the words that ``word`` is a typo of, although documents have a ``nearest_form`` with its stem.

        So it is where the stems meet by chance: the form is farther than an inflection, and another word is one edit
        away (``continous`` is ``continuous``, not ``continent``).
        """
        is_far = n_edits(word, nearest_form) >= MIN_EDITS_BY_CHANCE
        if not is_far or is_known_word(word, self._lang) or not self._count_lookup():
            return []
        return self._typos([near for near in self._likely_words(word) if _is_close(word, near)])

    def for_rare(self, word: str) -> list[Alternative]:
        """Return a known word as two where that is commoner, as ``rate limiting``; a name and its version always."""
        df, has_version = self._engine.df(word), not word.isalpha()
        split = self._split(word) if (has_version or df <= MAX_RARE_DF) and self._count_lookup() else None
        return [split] if split and (has_version or self._engine.n_rows([split.query])[0] > df) else []

    def in_two_parts(self, word: str) -> list[Alternative]:
        """Return a word that ends in a particle as two, where they occur side by side: ``login`` as ``log in``."""
        if not word.endswith(PARTICLES):  # most words
            return []
        cuts = [(word[: -len(p)], p) for p in PARTICLES if word.endswith(p) and len(word) - len(p) > 1]
        phrases = [PhraseQuery(tuple(map(self._term_query, cut))) for cut in cuts if self._engine.df(cut[0])]
        occurring = compress(phrases, self._engine.n_rows(phrases) if phrases else ())
        return [
            Alternative(phrase, SPLIT, "split", " ".join(term.surface for term in phrase.terms)) for phrase in occurring
        ]

    def compound_parts(self, word: str) -> tuple[str, str] | tuple[()]:
        """Return the two known words, rarest together, that form the compound ``word``; ``()`` outside ``COMPOUNDING``.

        A linking ``s`` between them is dropped. The two need not occur side by side, unlike in ``for_unknown``.
        """
        if self._lang.split("-")[0] not in COMPOUNDING or not word.isalpha():
            return ()
        pairs = [
            (word[:cut], rest)
            for cut in range(MIN_COMPOUND_PART, len(word) - MIN_COMPOUND_PART + 1)
            for rest in (word[cut:], word[cut:].removeprefix("s"))
            if len(rest) >= MIN_COMPOUND_PART and self._engine.df(word[:cut]) and self._engine.df(rest)
        ]
        return min(pairs, key=lambda pair: sum(map(self._engine.df, pair)), default=())

    def _count_lookup(self) -> bool:
        """Count one more look-up, and tell whether it is still allowed."""
        self._n_lookups += 1
        return self._n_lookups <= MAX_LOOKUPS

    def _split(self, word: str) -> Alternative | None:
        """Return the pair of known words, joined in ``word``, that occurs side by side in most documents."""
        known = [
            parts
            for parts in cuts(word)
            if all(self._engine.df(part) for part in parts) and (parts[1] in PARTICLES or self._are_words(parts))
        ]
        phrases = [PhraseQuery(tuple(map(self._term_query, parts))) for parts in known]
        n_rows = self._engine.n_rows(phrases) if phrases else []
        if not any(n_rows):
            return None
        best = phrases[n_rows.index(max(n_rows))]
        return Alternative(best, SPLIT, "split", " ".join(term.surface for term in best.terms))

    def _are_words(self, parts: Iterable[str]) -> bool:
        return not (self._lang.startswith("en") and STOP_WORDS.intersection(parts))

    def _sure_words(self, word: str) -> list[NearTerm]:
        """Return the words that ``word`` is a typo of, whatever is beside it.

        Where the likeliest is not sure, ``word`` may be a name, unless it lacks a letter or has two swapped.
        """
        likely = self._likely_words(word)
        is_sure = bool(likely) and self._is_sure(word, likely[0])
        return [near for near in likely if self._is_sure(word, near) and (is_sure or len(near.term) >= len(word))]

    def _is_sure(self, word: str, near: NearTerm) -> bool:
        """Tell whether ``word`` is no name that happens to be near."""
        if len(near.term) < MIN_TYPO:
            return without_doubles(word) == without_doubles(near.term)
        if self._is_name(near.term):
            return True
        if near.distance > 1:
            return len(word) >= MIN_TWO_EDITS or _is_doubled(word, near.term)
        return len(word) >= MIN_OTHER_LETTER or _is_slip(word, near.term)

    def _words_beside(self, word: str) -> list[NearTerm]:
        """Return the words that ``word``, be it right, is a typo of, as documents have them beside its neighbours.

        ``web socked`` is ``web socket`` where a document has those two side by side.
        """
        place = self._words.index(word) if word in self._words else -1
        before, after = self._words[:place][-1:], self._words[place + 1 : place + 2]
        pairs = [(other, True) for other in before] + [(other, False) for other in after]
        pairs = [(other, is_before) for other, is_before in pairs if self._is_telling(other)] if place >= 0 else []
        return [
            near
            for near in (self._likely_words(word) if pairs else ())
            if _is_close(word, near) and any(self._are_beside(near.term, *pair) for pair in pairs)
        ]

    def _is_telling(self, word: str) -> bool:
        return word not in STOP_WORDS and len(word) > 1 and self._engine.df(word) > 0

    def _are_beside(self, surface: str, other: str, is_before: bool) -> bool:
        pair = (other, surface) if is_before else (surface, other)
        return any(self._engine.n_rows([PhraseQuery(tuple(map(self._term_query, pair)))]))

    def _typos(self, likely: Sequence[NearTerm]) -> list[Alternative]:
        return [
            Alternative(self._term_query(near.term), TYPO[near.distance] - TYPO_STEP * place, "typo", near.term)
            for place, near in enumerate(likely)
        ]

    def near_word(self, word: str) -> str:
        """Return a word to offer in place of ``word``, which is not sure to be a typo; ``""`` for none.

        In place of a name that is a guide's name; beside other words one that would be sure without them, or that a
        document has beside them: nobody who pastes ``unable to locate package`` means ``usable``.
        """
        likely = self._likely_words(word) if self._count_lookup() else []
        likely = [near for near in likely if begins_alike(word, near.term)]
        if is_known_name(word):
            likely = [near for near in likely if self._is_name(near.term)]
        elif self._known:
            beside, may_be_typo = self._words_beside(word), not is_known_word(word, self._lang)
            likely = [near for near in likely if near in beside or (may_be_typo and self._is_sure(word, near))]
        return next((near.term for near in likely), "")

    def _likely_words(self, word: str) -> list[NearTerm]:
        """Return the words that ``word`` may be a typo of, likeliest first.

        Digits are never typos, and stop words and other words of the query never what was meant. Words that begin
        as ``word`` does come before all others, which are looked at only where there are none: names, and for a long
        word those one edit away (``nmap`` is no ``map``). Of the nearest, names
        come before others and common words before rare ones. The first ``MAX_TYPOS`` are then ordered by how often
        they occur beside the other words of the query.
        """
        distance = typo_distance(word)
        near_terms = self._engine.near(word, distance) if distance else []
        near_terms = [
            near
            for near in near_terms
            if digits(near.term) == digits(word) and self._is_meant(near.term) and not _is_longer(word, near)
        ]
        near_terms = [near for near in near_terms if begins_alike(word, near.term)] or [
            near
            for near in near_terms
            if self._is_name(near.term) or (near.distance == 1 and len(word) >= MIN_OTHER_BEGINNING)
        ]
        nearest = [near for near in near_terms if near.distance == near_terms[0].distance]
        likely = sorted(nearest, key=lambda near: not self._is_name(near.term))[:MAX_TYPOS]
        if len(likely) < 2:
            return likely
        known = sorted(self._known, key=lambda term: self._engine.df(term.stem))[:MAX_CONTEXT_TERMS]
        n_beside = self._engine.n_beside([self._term_query(near.term) for near in likely], known)
        return [near for near, _ in sorted(zip(likely, n_beside, strict=True), key=lambda pair: -pair[1])]

    def _is_meant(self, surface: str) -> bool:
        """Return whether a reader may have meant ``surface``, which is neither a stop word nor a word of the query."""
        is_stop_word = self._lang.startswith("en") and surface in STOP_WORDS
        return not is_stop_word and stem(surface, self._lang) not in self._typed

    def _term_query(self, surface: str) -> TermQuery:
        return TermQuery(STEM + stem(surface, self._lang), surface)


def _is_close(word: str, near: NearTerm) -> bool:
    return near.distance == 1 and begins_alike(word, near.term)


def _is_slip(word: str, other: str) -> bool:
    """Return whether two words one edit apart differ by a letter left out, added or swapped, not by another letter.

    Of the names that are near a word most have another letter. A vowel is a slip in a word that is not short.
    """
    if len(word) != len(other) or sorted(word) == sorted(other):
        return True
    own, meant = next(pair for pair in zip(word, other, strict=True) if pair[0] != pair[1])
    return len(word) >= MIN_OTHER_VOWEL and {own, meant} <= _VOWELS


def _is_doubled(word: str, other: str) -> bool:
    """Return whether two words are one edit apart once doubled letters are single: ``sucesful`` and ``successful``."""
    return n_edits(without_doubles(word), without_doubles(other)) <= 1


def _is_longer(word: str, near: NearTerm) -> bool:
    """Return whether ``word`` is a name made of a known word and more: ``activemq`` is no ``active``."""
    return near.distance > 1 and (word.startswith(near.term) or word.endswith(near.term))


def digits(word: str) -> str:
    """Return the digits of ``word``, in order."""
    return "".join(c for c in word if c.isdigit())
