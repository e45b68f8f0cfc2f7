"""What else an unknown word may be: a typo of a known one, or two words written together."""

import re
from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.analysis import STEM, stem
from search.engines.protocol import Alternative, Engine, Nearby, PhraseQuery, TermQuery
from search.engines.spelling import MIN_TYPO, typo_distance

SPLIT = 90
TYPO = {1: 60, 2: 45}
"""Percent of a word's own worth, by edits."""

MAX_TYPOS = 3
"""Corrections of one word that are searched beside each other."""

MAX_BESIDE = 8
"""Words of a query, the rarest, beside which a correction is looked for."""

MAX_RARE = 20
"""A known word in so few documents may be two words written together."""

MAX_LOOKED_FOR = 8
"""Words of a query that are taken for typos, or for words written together."""

COMPOUNDING = frozenset(("da", "de", "fi", "hu", "nl", "no", "sv"))
"""Languages that write words together as they please."""

_VERSIONED = re.compile(r"([^\W\d_]{2,})(\d+(?:\.\d+)*)")


class Respelling:
    """Looks for the words of one query by their spelling.

    Args:
        known: the words of the query that stand somewhere as they were typed; read once, when a typo is looked for.
    """

    def __init__(self, engine: Engine, lang: str, is_name: Callable[[str], bool], known: Iterable[TermQuery]) -> None:
        self._engine = engine
        self._lang = lang
        self._is_name = is_name
        self._known = known
        self._n_looked_for = 0

    def unknown(self, word: str) -> list[Alternative]:
        """Return the two words that ``word`` joins, else those that it may be a typo of, the likeliest first."""
        if not self._may_look():
            return []
        split = self._split(word)
        return [split] if split else self._typos(word)

    def rare(self, word: str) -> list[Alternative]:
        """Return a known word taken apart where that is commoner: ``ratelimiting`` beside ``rate limiting``."""
        df = self._engine.df(word)
        split = self._split(word) if df <= MAX_RARE and self._may_look() else None
        return [split] if split and len(self._engine.rows_of(split.query)) > df else []

    def written_together(self, word: str) -> tuple[str, str] | tuple[()]:
        """Return the rarest pair of known words that ``word`` joins, in a language that joins them freely.

        An ``s`` may stand between them. Where the two stand side by side, ``unknown`` finds more.
        """
        if self._lang.split("-")[0] not in COMPOUNDING or not word.isalpha():
            return ()
        pairs = [
            (word[:cut], rest)
            for cut in range(MIN_TYPO, len(word) - MIN_TYPO + 1)
            for rest in (word[cut:], word[cut:].removeprefix("s"))
            if len(rest) >= MIN_TYPO and self._engine.df(word[:cut]) and self._engine.df(rest)
        ]
        return min(pairs, key=lambda pair: sum(map(self._engine.df, pair)), default=())

    def _may_look(self) -> bool:
        """Tell whether another word may be looked for, and count it."""
        self._n_looked_for += 1
        return self._n_looked_for <= MAX_LOOKED_FOR

    def _split(self, word: str) -> Alternative | None:
        """Return the commonest pair of known words that ``word`` is written together from."""
        best: tuple[int, PhraseQuery] | None = None
        for parts in _cuts(word):
            if not all(self._engine.df(part) for part in parts):
                continue
            leaf = PhraseQuery(tuple(map(self._leaf, parts)))
            n_rows = len(self._engine.rows_of(leaf))
            if n_rows and (best is None or n_rows > best[0]):
                best = (n_rows, leaf)
        if best is None:
            return None
        shown = " ".join(leaf.surface for leaf in best[1].terms)
        return Alternative(best[1], SPLIT, "split", shown)

    def _typos(self, word: str) -> list[Alternative]:
        return [
            Alternative(self._leaf(nearby.word), TYPO[nearby.distance] - 5 * place, "typo", nearby.word)
            for place, nearby in enumerate(self._near(word))
        ]

    def _near(self, word: str) -> list[Nearby]:
        """Return the words that ``word`` may be a typo of; digits are never typos.

        Of names, and then the commonest, that is first which stands most beside the other words.
        """
        distance = typo_distance(word)
        near = self._engine.near(word, distance) if distance else []
        near = [nearby for nearby in near if digits(nearby.word) == digits(word)]
        closest = [nearby for nearby in near if nearby.distance == near[0].distance]
        likely = sorted(closest, key=lambda nearby: not self._is_name(nearby.word))[:MAX_TYPOS]
        return sorted(likely, key=lambda nearby: -self._n_beside(nearby.word)) if len(likely) > 1 else likely

    def _n_beside(self, surface: str) -> int:
        """Return how often known words of the query stand in the documents of a word."""
        return int(self._n_known[self._engine.rows_of(self._leaf(surface))].sum())

    @cached_property
    def _n_known(self) -> NDArray[np.int64]:
        """How many words of the query, as they were typed, each document has."""
        n_known = np.zeros(self._engine.n_docs, np.int64)
        for leaf in sorted(self._known, key=lambda leaf: self._engine.df(leaf.stem))[:MAX_BESIDE]:
            n_known[self._engine.rows_of(leaf)] += 1
        return n_known

    def _leaf(self, surface: str) -> TermQuery:
        return TermQuery(STEM + stem(surface, self._lang), surface)


def digits(word: str) -> str:
    """Return the digits of ``word``, in order."""
    return "".join(c for c in word if c.isdigit())


def _cuts(whole: str) -> list[tuple[str, str]]:
    """Return the pairs of words that ``whole`` may be written together from: ``oauth2`` is ``oauth 2.0`` too."""
    if whole.isalpha():
        return [(whole[:cut], whole[cut:]) for cut in range(2, len(whole) - 1)]
    versioned = _VERSIONED.fullmatch(whole)
    return [(versioned[1], versioned[2] + zero) for zero in ("", ".0")] if versioned else []
