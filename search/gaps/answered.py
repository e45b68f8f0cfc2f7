"""Questions without an answer that another guide answers, often in quite other words.

    notes.md      I'd like to see who sends visitors to my project.      (no answer)
    hosting.md    Is there any way to see traffic sources?               (with its answer)

Few words are shared, so that how alike the two are says little; that nothing else comes near says
more. A pair is described by margins, each a TF-IDF cosine less that of the best rival, and a logistic
model of these decides.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from search.gaps.likeness import share_enough, vectors

MARGIN_WEIGHTS = (4.28, 4.85, 1.67)
INTERCEPT = -0.65
LEAST_PROBABILITY = 0.3
"""Fitted by ``python -m tests.gaps.fit_answered``. With a pair's topics left out of the fit, precision and
recall are 0.94 and 0.85 on web threads, 0.86 and 1.00 on interview banks; with the whole set left out, 0.83
and 0.73, 0.86 and 1.00."""

ENOUGH_ANSWER = 8
"""Words from which on an answer is one."""

TITLE_WEIGHT = 3
"""How often the words of a question count beside those of its answer."""

SAME = 0.85
"""Questions with at least this cosine are one question, and no rivals."""

CROWD = 30
"""Answered questions without which nothing can be said to stand out."""

CANDIDATES = 4
ROWS_AT_ONCE = 128


class Margins(NamedTuple):
    """How far a pair stands out; numbers are differences of cosines, in [-1, 1]."""

    among_answers: float
    """Of the two questions, over other answered ones for the open one."""
    among_questions: float
    """Of the two questions, over other questions for the answered one."""
    with_answer: float
    """Of the open question with the other and its answer, over other questions."""


class Pair(NamedTuple):
    """An open question and an answered one, by their numbers."""

    open: int
    answered: int
    margins: Margins

    @property
    def probability(self) -> float:
        """How likely the two ask the same, in (0, 1)."""
        score = INTERCEPT + sum(w * m for w, m in zip(MARGIN_WEIGHTS, self.margins, strict=True))
        return 1 / (1 + math.exp(-score))


def is_answered(answer: str) -> bool:
    """Tell whether an answer has words enough to be compared."""
    return len(answer.split()) >= ENOUGH_ANSWER


def answered_elsewhere(questions: Sequence[str], answers: Sequence[str], lang: str = "en") -> Iterator[Pair]:
    """Yield the open questions with the answered ones that likely ask the same."""
    for pair in candidates(questions, answers, lang):
        if pair.probability >= LEAST_PROBABILITY:
            yield pair


def candidates(questions: Sequence[str], answers: Sequence[str], lang: str = "en") -> Iterator[Pair]:
    """Yield each open question with the few answered ones nearest to it, and their margins."""
    open_ones = [i for i, answer in enumerate(answers) if not is_answered(answer)]
    answered = [i for i, answer in enumerate(answers) if is_answered(answer)]
    if not open_ones or len(answered) < CROWD:
        return
    wholes = [" ".join([questions[i]] * TITLE_WEIGHT + [answers[i]]) for i in answered]
    rows = vectors([*questions, *wholes], lang)
    asked, whole = rows[: len(questions)], rows[len(questions) :]
    near: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for number, of_questions, of_wholes in _cosines(
        open_ones, (asked[open_ones], asked[answered]), (asked[open_ones], whole)
    ):
        for column in _nearest(of_questions + of_wholes):
            if share_enough(questions[number], questions[answered[column]], lang):
                near[column].append((number, _margin(of_questions, column)))
    columns = sorted(near)
    for column, of_questions, of_wholes in _cosines(
        columns, (asked[answered][columns], asked), (whole[columns], asked)
    ):
        rivals = of_questions < SAME
        rivals[answered[column]] = False
        for number, margin in near[column]:
            back = (_margin(cosines, number, rivals) for cosines in (of_questions, of_wholes))
            yield Pair(number, answered[column], Margins(margin, *back))


def _cosines(numbers: Sequence[int], *factors: tuple[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield each number with its row of every product: of rows of the first factor with all of the second."""
    for start in range(0, len(numbers), ROWS_AT_ONCE):
        end = start + ROWS_AT_ONCE
        blocks = [(rows[start:end] @ others.T).toarray() for rows, others in factors]
        yield from zip(numbers[start:end], *blocks, strict=True)


def _nearest(cosines: Any) -> list[int]:
    """Return the places of the greatest cosines, nearest first; none that is 0."""
    places = (-cosines).argsort(kind="stable")[:CANDIDATES]
    return [int(place) for place in places if cosines[place] > 0]


def _margin(cosines: Any, place: int, rivals: Any = True) -> float:
    """Return the cosine at ``place`` less the greatest other one, of those that are ``rivals``."""
    kept = np.where(rivals, cosines, 0.0)
    kept[place] = 0.0
    return float(cosines[place] - kept.max(initial=0.0))
