"""TF-IDF vectors of units (guides and questions) and of texts, over the concepts of the corpus.

A concept is a stem, by its number. Weights are integers, whose sums do not depend on their order.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import STOP_WORDS, analyze, stem, tokenize
from index.matrix.ordered import look_up
from index.related.scales import MAX_CONCEPTS, WEIGHT_SCALE
from index.storage.caching import cached
from index.storage.generations import Generation

MAX_POSTINGS = 60_000
"""Postings that one look-up reads, the heaviest concepts first; by hand, to bound the time in a large corpus."""

MAX_CACHED_WORDS = 1 << 16
"""Words of texts whose concepts are kept; by hand."""

MAX_SHARED = 3
"""Words that a reason names; by hand."""

MIN_LETTERS = 2
"""Characters of a word that a reason names, a letter among them. By hand."""

MIN_SHARED_WORTH = 0.2
"""Concepts that join two vectors by less than this share of the one that joins them most are no reason; by hand."""


class Vector(NamedTuple):
    """A vector of L2 norm 1, or 0 without concepts.

    Attributes:
        concepts: numbers in order, of shape (n,).
        weights: in units of 1 / ``WEIGHT_SCALE``, of shape (n,).
        known: the share of a text's weight that is of words of the corpus; 0 to 1.
    """

    concepts: NDArray[np.int64]
    weights: NDArray[np.int64]
    known: float = 1.0


class Concepts:
    """The vectors of one generation's units, and the postings of its concepts."""

    def __init__(self, generation: Generation) -> None:
        self._unit_starts = generation.array("unit_starts")
        self._unit_concepts = generation.array("unit_concepts")
        self._unit_weights = generation.array("unit_weights")
        self._starts = generation.array("concept_starts")
        self._units = generation.array("concept_units")
        self._weights = generation.array("concept_weights")
        # the stems of concepts, in order of number and of code points, and the word that each is shown as
        self._lines = generation.lines("concepts")
        self._words = generation.lines("concept_words")
        self._idf = generation.array("concept_idf")
        # Church & Gale, Poisson Mixtures (1995)
        self._residual_idf = generation.array("concept_telling")

    def of_unit(self, unit: int) -> Vector:
        """Return the vector that the build made of a unit."""
        entries = slice(self._unit_starts[unit], self._unit_starts[unit + 1])
        return Vector(self._unit_concepts[entries].astype(np.int64), self._unit_weights[entries].astype(np.int64))

    def of_text(self, text: str, lang: str = "en") -> Vector:
        """Return the TF-IDF vector of a text, empty when the corpus has none of its words.

        Weights are (1 + ln tf) · idf. Words that the corpus lacks count for ``known`` alone, as the rarest would.
        """
        tokens = Counter(match.group() for match in tokenize(text))
        # by concept, or by stem where the corpus has no such concept
        counts: Counter[int | str] = Counter()
        for token, n_times in tokens.items():
            for concept in self._concepts_of_word(token, lang):
                counts[concept] += n_times
        concepts = np.array(sorted(c for c in counts if isinstance(c, int)), np.int64)
        weights = _damped(counts[c] for c in concepts.tolist()) * self._idf[concepts]
        max_idf = 1 + np.log(len(self._unit_starts))
        unknown_weight = max_idf * float(_damped(n for c, n in counts.items() if isinstance(c, str)).sum())
        known_weight = float(weights.sum())
        known = known_weight / (known_weight + unknown_weight) if known_weight else 0.0
        return _unit_length(concepts, weights)._replace(known=known)

    @cached(MAX_CACHED_WORDS)
    def _concepts_of_word(self, token: str, lang: str) -> Sequence[int | str]:
        """Return the concepts of a token; in place of an unknown one its stem, unless it is a stop word or a number."""
        terms = (surface.term for surface in analyze(token).surfaces if not surface.spelled)
        numbers = ((self._lines.find(stem(term, lang)), term) for term in terms)
        return [n if n >= 0 else stem(t, lang) for n, t in numbers if n >= 0 or not (t in STOP_WORDS or t.isdigit())]

    def share(self, text: Vector, other: Vector) -> float:
        """Return the share of a text's weight that is of concepts of ``other``; words unknown to the corpus are not."""
        is_shared, _ = _common(text, other)
        return text.known * int(text.weights[is_shared].sum()) / max(int(text.weights.sum()), 1)

    def mean(self, vectors: Sequence[Vector]) -> Vector:
        """Return the mean of several vectors, at least one, at L2 norm 1."""
        concepts, place = np.unique(np.concatenate([v.concepts for v in vectors]), return_inverse=True)
        return _unit_length(concepts, np.bincount(place, np.concatenate([v.weights for v in vectors])))

    def cosines(self, vector: Vector) -> NDArray[np.int64]:
        """Return the cosine of ``vector`` with every unit, in units of 1 / ``WEIGHT_SCALE``²; of shape (n_units,).

        Only the heaviest ``MAX_CONCEPTS`` concepts count, and of those as many as ``MAX_POSTINGS`` allow.
        """
        scores = np.zeros(len(self._unit_starts) - 1, np.int64)
        n_left = MAX_POSTINGS
        heaviest = np.argsort(-vector.weights, kind="stable")[:MAX_CONCEPTS]
        for concept, weight in zip(vector.concepts[heaviest].tolist(), vector.weights[heaviest].tolist(), strict=True):
            start, end = int(self._starts[concept]), int(self._starts[concept + 1])
            n_left -= end - start
            if n_left < 0:
                break
            np.add.at(scores, self._units[start:end], self._weights[start:end] * np.int64(weight))
        return scores

    def cosine(self, vector: Vector, other: Vector) -> float:
        """Return the cosine of two vectors with all of their concepts; 0 to 1, up to rounding."""
        places, other_places = _common(vector, other)
        return int(vector.weights[places] @ other.weights[other_places]) / WEIGHT_SCALE**2

    def shared(self, vector: Vector, other: Vector) -> tuple[str, ...]:
        """Return the words, as readers know them, of the concepts that join two vectors most, at most ``MAX_SHARED``.

        What a concept joins is the product of its weights times its residual idf: a word that is spread evenly over all
        guides has a low one, a word that a few guides repeat is a subject and has a high one.
        """
        places, other_places = _common(vector, other)
        concepts = vector.concepts[places]
        worth = vector.weights[places] * other.weights[other_places] * self._residual_idf[concepts]
        min_worth = MIN_SHARED_WORTH * float(worth.max(initial=0))
        best = [i for i in np.argsort(-worth, kind="stable").tolist() if worth[i] >= min_worth and worth[i] > 0]
        return self._distinct_words(self._words[int(concepts[i])] for i in best)

    def _distinct_words(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return the first ``MAX_SHARED`` words that are worth naming, each in place of those that are parts of it.

        ``Node.js`` says ``js`` too; and two concepts may be shown as the same word.
        """
        parts_of: dict[str, frozenset[int | str]] = {}
        for word in words:
            parts = frozenset(self._concepts_of_word(word, "en"))
            is_named = any(parts <= others for others in parts_of.values())
            if not is_named and len(word) >= MIN_LETTERS and any(map(str.isalpha, word)):
                parts_of = {other: of_other for other, of_other in parts_of.items() if not of_other <= parts}
                parts_of[word] = parts
            if len(parts_of) == MAX_SHARED:
                break
        return tuple(parts_of)


def _common(vector: Vector, other: Vector) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places in each of two vectors of the concepts that both have."""
    places, is_common = look_up(other.concepts, vector.concepts)
    return is_common.nonzero()[0], places[is_common]


def _damped(counts: Iterable[int]) -> NDArray[np.float64]:
    return 1 + np.log(np.fromiter(counts, np.float64))


def _unit_length(concepts: NDArray[Any], weights: NDArray[Any]) -> Vector:
    """Return the ``MAX_CONCEPTS`` heaviest as a vector of L2 norm 1, equal weights to the smaller concept."""
    heaviest = np.sort(np.argsort(-weights, kind="stable")[:MAX_CONCEPTS])
    concepts, weights = concepts[heaviest], weights[heaviest]
    norm = float(np.sqrt((weights**2).sum()))
    return Vector(
        concepts, np.rint(weights / norm * WEIGHT_SCALE).astype(np.int64) if norm else weights.astype(np.int64)
    )
