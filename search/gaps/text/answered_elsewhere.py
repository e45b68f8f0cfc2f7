"""Questions without an answer that another guide answers, often in quite other words.

    notes.md      I'd like to see who sends visitors to my project.      (no answer)
    hosting.md    Is there any way to see traffic sources?               (with its answer)

Few words are shared, so that how alike the two are says little; that nothing else comes near says
more. A pair is described by margins, each a cosine less that of the best rival: of words, of how they
are spelled, and of how much of the open question the other with its answer speaks of. A logistic model
of these decides.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from search.gaps.text.similarity import coverage, share_enough, spelling_vectors, vectors

WEIGHTS = (6.26, 4.12, 2.24)
INTERCEPT = -0.98
LEAST_PROBABILITY = 0.2
"""Fitted by ``python -m tests.gaps.fit_answered``, which also says how well this does on what it has not seen: with
a pair's topics left out of the fit, precision and recall are 0.99 and 0.71 on web threads, 0.83 and 0.99 on the
labelled pairs of interview banks; with the whole set left out, 0.77 and 0.68, 0.83 and 0.99."""

ENOUGH_ANSWER = 8
"""Words from which on an answer is one."""

SAME = 0.85
"""Questions with at least this cosine are one question, and no rivals."""

CROWD = 100
"""Answered questions without which nothing can be said to stand out."""

MOST = 0.5
"""The part of an open question's words that is most of them: what says less must be its nearest to be its answer."""

CANDIDATES = 4
ROWS_AT_ONCE = 128


class Signs(NamedTuple):
    """How far a pair stands out: differences of cosines, or of shares, in [-1, 1]."""

    among_questions: float
    """Of the two questions, over other questions for the answered one."""
    spelled: float
    """Of how the two are spelled, over other answered questions for the open one: ``deploying``, ``deployment``."""
    covered: float
    """Of the part of the open question's words that the other or its answer has, over other answered ones."""


class Pair(NamedTuple):
    """An open question and an answered one, by their numbers."""

    open: int
    answered: int
    signs: Signs

    @property
    def probability(self) -> float:
        """How likely the two ask the same, in (0, 1)."""
        score = INTERCEPT + sum(w * sign for w, sign in zip(WEIGHTS, self.signs, strict=True))
        return 1 / (1 + math.exp(-score))


def is_answered(answer: str) -> bool:
    """Tell whether an answer has words enough to be compared."""
    return len(answer.split()) >= ENOUGH_ANSWER


def answered_elsewhere(questions: Sequence[str], answers: Sequence[str], lang: str = "en") -> Iterator[Pair]:
    """Yield the open questions, each with the answered one that most likely asks the same."""
    best: dict[int, Pair] = {}
    for pair in candidates(questions, answers, lang):
        if pair.open not in best or pair.probability > best[pair.open].probability:
            best[pair.open] = pair
    yield from (pair for _, pair in sorted(best.items()) if pair.probability >= LEAST_PROBABILITY)


def candidates(questions: Sequence[str], answers: Sequence[str], lang: str = "en") -> Iterator[Pair]:
    """Yield each open question with the few answered ones nearest to it, and what speaks for them."""
    open_ones = [i for i, answer in enumerate(answers) if not is_answered(answer)]
    answered = [i for i, answer in enumerate(answers) if is_answered(answer)]
    if not open_ones or len(answered) < CROWD:
        return
    asked, spelling = vectors(questions, lang), spelling_vectors(questions)
    wholes = [f"{questions[i]} {answers[i]}" for i in answered]
    covers = coverage(questions, wholes, lang)
    ahead: dict[int, list[tuple[int, float, float, bool]]] = defaultdict(list)
    for number, of_asked, of_spelled, of_covered in _products(
        open_ones, (asked, asked[answered]), (spelling, spelling[answered]), covers
    ):
        for place in _nearest(of_asked + of_spelled + of_covered):
            if share_enough(questions[number], wholes[place], lang):
                says_most = bool(of_covered[place] >= MOST)
                ahead[place].append((number, _margin(of_spelled, place), _margin(of_covered, place), says_most))
    for place, of_asked in _products(sorted(ahead), (asked[answered], asked)):
        rivals = of_asked < SAME
        rivals[answered[place]] = False
        for number, spelled, covered, says_most in ahead[place]:
            among_questions = _margin(of_asked, number, rivals)
            if among_questions >= 0 or says_most:
                yield Pair(number, answered[place], Signs(among_questions, spelled, covered))


def _products(numbers: Sequence[int], *factors: tuple[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield each number with its row of every product: of that row of the first factor with all of the second."""
    for start in range(0, len(numbers), ROWS_AT_ONCE):
        some = list(numbers[start : start + ROWS_AT_ONCE])
        blocks = [(rows[some] @ others.T).toarray() for rows, others in factors]
        yield from zip(some, *blocks, strict=True)


def _nearest(nearness: Any) -> list[int]:
    """Return the places of the greatest values, greatest first."""
    return [int(place) for place in (-nearness).argsort(kind="stable")[:CANDIDATES]]


def _margin(cosines: Any, place: int, rivals: Any = True) -> float:
    """Return the cosine at ``place`` less the greatest other one, of those that are ``rivals``."""
    kept = np.where(rivals, cosines, 0.0)
    kept[place] = 0.0
    return float(cosines[place] - kept.max(initial=0.0))
