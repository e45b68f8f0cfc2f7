"""What documents and texts are about, as vectors over the concepts of the corpus."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import STOP_WORDS, analyze, stem, tokenize
from index.related.scales import MAX_CONCEPTS, WEIGHT_SCALE
from index.storage.generations import Generation
from index.storage.lines import Lines

MOST_POSTINGS = 60_000
"""Postings that one look-up reads, the heaviest concepts first; the lightest of a large corpus are left out."""

N_SHARED = 3
LEAST_LETTERS = 2
LEAST_WORTH = 0.2
"""What joins two vectors less than this share of what joins them most is no reason."""


class Vector(NamedTuple):
    """Concepts in order, and their weights in units of 1 / 65535; of L2 norm 1, or empty.

    ``known`` is the share of a text that the corpus knows, words counting by their weights.
    """

    concepts: NDArray[np.int64]
    weights: NDArray[np.int64]
    known: float = 1.0


class Concepts:
    """The vectors of one generation's units."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._unit_starts = generation.array("unit_starts")
        self._unit_concepts = generation.array("unit_concepts")
        self._unit_weights = generation.array("unit_weights")
        self._starts = generation.array("concept_starts")
        self._units = generation.array("concept_units")
        self._weights = generation.array("concept_weights")
        self._numbers = lru_cache(maxsize=1 << 16)(self._find_numbers)

    def of_unit(self, unit: int) -> Vector:
        there = slice(self._unit_starts[unit], self._unit_starts[unit + 1])
        return Vector(self._unit_concepts[there].astype(np.int64), self._unit_weights[there].astype(np.int64))

    def of_text(self, text: str, lang: str = "en") -> Vector:
        """Return the TF-IDF vector of a text; no concepts when it says none that the corpus knows."""
        said = Counter(match.group() for match in tokenize(text))
        counts: Counter[int | str] = Counter()
        for word, times in said.items():
            for concept in self._numbers(word, lang):
                counts[concept] += times
        concepts = np.array(sorted(c for c in counts if isinstance(c, int)), np.int64)
        weights = _damped(counts[c] for c in concepts.tolist()) * self._idf[concepts]
        rarest = 1 + np.log(len(self._unit_starts))
        unknown = rarest * float(_damped(n for c, n in counts.items() if isinstance(c, str)).sum())
        heard = float(weights.sum())
        known = heard / (heard + unknown) if heard else 0.0
        return _unit_length(concepts, weights)._replace(known=known)

    def _find_numbers(self, word: str, lang: str) -> Sequence[int | str]:
        """Return the numbers of what ``word`` says, and as it stands what no unit says and that is no stop word."""
        plain = (surface.term for surface in analyze(word).surfaces if not surface.spelled)
        found = ((self._lines.find(stem(term, lang)), term) for term in plain)
        return [n if n >= 0 else stem(t, lang) for n, t in found if n >= 0 or not (t in STOP_WORDS or t.isdigit())]

    def share(self, text: Vector, other: Vector) -> float:
        """Return how much of all that ``text`` says ``other`` says too; words that no unit says are said by none."""
        is_said, _ = _common(text, other)
        return text.known * int(text.weights[is_said].sum()) / max(int(text.weights.sum()), 1)

    def mean(self, vectors: Sequence[Vector]) -> Vector:
        """Return what several vectors are about together."""
        concepts, place = np.unique(np.concatenate([v.concepts for v in vectors]), return_inverse=True)
        return _unit_length(concepts, np.bincount(place, np.concatenate([v.weights for v in vectors])))

    def cosines(self, vector: Vector) -> NDArray[np.int64]:
        """Return the cosine of ``vector`` with every unit, in units of 1 / 65535²: shape (n_units,)."""
        scores = np.zeros(len(self._unit_starts) - 1, np.int64)
        left = MOST_POSTINGS
        order = np.argsort(-vector.weights, kind="stable")[:MAX_CONCEPTS]
        for concept, weight in zip(vector.concepts[order].tolist(), vector.weights[order].tolist(), strict=True):
            start, end = int(self._starts[concept]), int(self._starts[concept + 1])
            left -= end - start
            if left < 0:
                break
            np.add.at(scores, self._units[start:end], self._weights[start:end] * np.int64(weight))
        return scores

    def cosine(self, one: Vector, other: Vector) -> float:
        a, b = _common(one, other)
        return int(one.weights[a] @ other.weights[b]) / WEIGHT_SCALE**2

    def shared(self, one: Vector, other: Vector) -> tuple[str, ...]:
        """Return the words, as readers know them, of the concepts that join two vectors most.

        Words that are spread evenly over all guides join anything; what stands often in few guides is a subject.
        """
        a, b = _common(one, other)
        found = one.concepts[a]
        worth = one.weights[a] * other.weights[b] * self._telling[found]
        least = LEAST_WORTH * float(worth.max(initial=0))
        best = [i for i in np.argsort(-worth, kind="stable").tolist() if worth[i] >= least]
        words = (self._words[int(found[i])] for i in best)
        told = dict.fromkeys(word for word in words if len(word) >= LEAST_LETTERS)
        return tuple(islice(told, N_SHARED))

    @cached_property
    def _lines(self) -> Lines:
        return self._generation.lines("concepts")

    @cached_property
    def _words(self) -> Lines:
        return self._generation.lines("concept_words")

    @cached_property
    def _idf(self) -> NDArray[Any]:
        return self._generation.array("concept_idf")

    @cached_property
    def _telling(self) -> NDArray[Any]:
        return self._generation.array("concept_telling")


def _common(one: Vector, other: Vector) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the concepts that two vectors share stand in each."""
    if not len(other.concepts):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    places = other.concepts.searchsorted(one.concepts)
    is_common = other.concepts.take(places, mode="clip") == one.concepts
    return is_common.nonzero()[0], places[is_common]


def _damped(counts: Iterable[int]) -> NDArray[np.float64]:
    return 1 + np.log(np.fromiter(counts, np.float64))


def _unit_length(concepts: NDArray[Any], weights: NDArray[Any]) -> Vector:
    """Return the ``MAX_CONCEPTS`` heaviest as a vector of L2 norm 1, ties to the smaller concept."""
    heaviest = np.sort(np.argsort(-weights, kind="stable")[:MAX_CONCEPTS])
    concepts, weights = concepts[heaviest], weights[heaviest]
    norm = float(np.sqrt((weights**2).sum()))
    return Vector(
        concepts, np.rint(weights / norm * WEIGHT_SCALE).astype(np.int64) if norm else weights.astype(np.int64)
    )
