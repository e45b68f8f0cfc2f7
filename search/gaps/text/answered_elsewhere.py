"""Questions without an answer that another guide answers, often in quite different words.

    notes.md      I'd like to see who sends visitors to my project.      (no answer)
    hosting.md    Is there any way to see traffic sources?               (with its answer)

Such questions share few words, so their cosine says little; that no other question comes near says more. A pair is
described by three margins, each a similarity less that of the best rival: of words, of spellings, and of the share of
the open question's words that the answered question and its answer contain. A logistic model of the margins decides.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from search.gaps.text.similarity import coverage_factors, ngram_vectors, shares_enough_words, tfidf_vectors

WEIGHTS = (6.26, 4.12, 2.24)
INTERCEPT = -0.98
MIN_PROBABILITY = 0.2
"""Fitted by ``python -m tests.gaps.fit_answered``, which by now prints 6.29, 4.11, 2.27 and -0.98. With the topics of a
tested pair left out of the fit, precision and recall are 0.92 and 0.71 on web threads, 0.82 and 0.99 on the labelled
pairs of interview banks; with the whole set left out, 0.77 and 0.68, 0.83 and 0.99. The probability is the lowest of
the thresholds that it tries."""

MIN_ANSWER_WORDS = 8
"""Words from which on an answer is one. By hand: ``See above.`` answers nothing."""

SAME_QUESTION_COSINE = 0.85
"""Cosine from which on two questions are one question, and no rivals. By hand, on the pairs of
tests/gaps/labelled/questions.tsv."""

MIN_ANSWERED = 100
"""Answered questions below which no margin means anything. By hand."""

MIN_COVERAGE = 0.5
"""Share of an open question's words from which on the answered one need not be its nearest question. By hand."""

MAX_CANDIDATES = 4
"""Answered questions compared with an open one. By hand: the rule takes one of them."""

ROWS_AT_ONCE = 128
"""Rows of a product that are in memory at once; by hand."""


class Margins(NamedTuple):
    """How far a pair stands out: differences of cosines, or of shares, in [-1, 1]."""

    among_questions: float
    """Cosine of the two questions, less that of the answered one with its best rival among all questions."""
    spelling: float
    """Cosine of their character n-grams, less that of the open one with its best other answered question."""
    coverage: float
    """Share of the open one's words in the other with its answer, less that in its best other answered question."""


class AnsweredPair(NamedTuple):
    """An open question and an answered one, by their numbers."""

    open: int
    answered: int
    margins: Margins

    @property
    def probability(self) -> float:
        """The probability in (0, 1) that the two ask the same."""
        score = INTERCEPT + sum(w * margin for w, margin in zip(WEIGHTS, self.margins, strict=True))
        return 1 / (1 + math.exp(-score))


def is_answered(answer: str) -> bool:
    """Tell whether an answer has enough words to be compared."""
    return len(answer.split()) >= MIN_ANSWER_WORDS


def answered_elsewhere(questions: Sequence[str], answers: Sequence[str], lang: str = "en") -> Iterator[AnsweredPair]:
    """Yield the open questions in order, each with the answered one that most probably asks the same.

    Open questions without a pair of at least MIN_PROBABILITY are left out.
    """
    best: dict[int, AnsweredPair] = {}
    for pair in candidates(questions, answers, lang):
        if pair.open not in best or pair.probability > best[pair.open].probability:
            best[pair.open] = pair
    yield from (pair for _, pair in sorted(best.items()) if pair.probability >= MIN_PROBABILITY)


def candidates(questions: Sequence[str], answers: Sequence[str], lang: str = "en") -> Iterator[AnsweredPair]:
    """Yield each open question with its nearest answered ones, at most MAX_CANDIDATES, and their margins.

    ``answers[i]`` is the answer of ``questions[i]``. Nothing is yielded below MIN_ANSWERED answered questions.
    """
    open_numbers = [i for i, answer in enumerate(answers) if not is_answered(answer)]
    answered = [i for i, answer in enumerate(answers) if is_answered(answer)]
    if not open_numbers or len(answered) < MIN_ANSWERED:
        return
    words, spellings = tfidf_vectors(questions, lang), ngram_vectors(questions)
    texts = [f"{questions[i]} {answers[i]}" for i in answered]
    factors = coverage_factors(questions, texts, lang)
    # First pass, by open question: its nearest answered ones, with the margins over their rivals.
    # Columns are numbers in ``answered``; the candidates are collected by column for the second pass.
    by_column: dict[int, list[tuple[int, float, float, bool]]] = defaultdict(list)
    for number, cosine, spelling, coverage in _product_rows(
        open_numbers, (words, words[answered]), (spellings, spellings[answered]), factors
    ):
        for column in _nearest(cosine + spelling + coverage):
            if shares_enough_words(questions[number], texts[column], lang):
                covers_most = bool(coverage[column] >= MIN_COVERAGE)
                by_column[column].append((number, _margin(spelling, column), _margin(coverage, column), covers_most))
    # Second pass, by answered question: the margin over all other questions but rewordings and itself.
    for column, cosine in _product_rows(sorted(by_column), (words[answered], words)):
        rivals = cosine < SAME_QUESTION_COSINE
        rivals[answered[column]] = False
        for number, spelling_margin, coverage_margin, covers_most in by_column[column]:
            question_margin = _margin(cosine, number, rivals)
            if question_margin >= 0 or covers_most:
                margins = Margins(question_margin, spelling_margin, coverage_margin)
                yield AnsweredPair(number, answered[column], margins)


def _product_rows(numbers: Sequence[int], *factors: tuple[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield each number with its row of every product ``first @ second.T``, as dense arrays of shape (n_second,).

    The products are computed ROWS_AT_ONCE rows at a time.
    """
    for start in range(0, len(numbers), ROWS_AT_ONCE):
        rows = list(numbers[start : start + ROWS_AT_ONCE])
        blocks = [(first[rows] @ second.T).toarray() for first, second in factors]
        yield from zip(rows, *blocks, strict=True)


def _nearest(similarities: Any) -> list[int]:
    """Return the columns of the MAX_CANDIDATES greatest values, the greatest first and equals in order."""
    return [int(column) for column in (-similarities).argsort(kind="stable")[:MAX_CANDIDATES]]


def _margin(similarities: Any, column: int, rivals: Any = True) -> float:
    """Return the value at ``column`` less the greatest other one where ``rivals`` is true, or less 0 without one."""
    rival_values = np.where(rivals, similarities, 0.0)
    rival_values[column] = 0.0
    return float(similarities[column] - rival_values.max(initial=0.0))
