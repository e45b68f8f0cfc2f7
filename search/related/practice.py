"""The order in which related questions are practised."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.difficulty import OTHER_RANK, rank
from corpus.document import Document
from index.storage.caching import cached
from search.documents import Documents
from search.related.candidate import Candidate
from search.related.concepts import Vector
from search.related.units import UnitVectors
from search.results import Reason

MIN_SAME_QUESTION = 0.77
"""Mean of the cosine of two questions and of that with their answers, from which they ask the same in other words. By
hand, from reading the pairs of two foreign banks, where "What is random forest?" has a cosine of .97 with "Why do we
need randomization in random forest?", and another answer."""

MIN_CLOSE = 0.75
"""Share of the best score from which a question is about the same concept, so that steps order it; by hand."""

MAX_REORDERED = 12
"""Only the first 12 candidates are reordered; by hand."""

MAX_CACHED_TITLES = 1 << 12
"""Vectors of titles that are kept: a question is near many others, and making its vector takes a third of a look-up.
By hand."""

SAME, ELSEWHERE, HARDER, NEAR = range(4)
"""Steps of practice, first to last: same question, same concept in another guide, next difficulty, anything else."""


class Practice:
    """Puts questions near a question in the order of practice, the close ones only; the others follow by score."""

    def __init__(self, documents: Documents, units: UnitVectors) -> None:
        self._documents = documents
        self._units = units
        self._concepts = units.concepts

    def ordered(self, question: Document, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return ``candidates``, given best first, in the order of practice, with their steps as first reasons.

        Within a step the score decides, then the smaller row.
        """
        best = candidates[0].score if candidates else 0.0
        n_close = sum(candidate.score >= MIN_CLOSE * best for candidate in candidates[:MAX_REORDERED])
        close = [self._step(question, candidate) for candidate in candidates[:n_close]]
        close.sort(key=lambda pair: (pair[0], -pair[1].score, pair[1].row))
        return [*(candidate for _, candidate in close), *candidates[n_close:]]

    def ask_the_same(self, question: Document, other: Document) -> bool:
        """Tell whether two questions, with their answers, are one in other words.

        One guide may put one question to the beginner and the expert: those are two questions.
        """
        if other.guide == question.guide and rank(other.difficulty) != rank(question.difficulty):
            return False
        title, other_title = (self._vector_of_title(document.title, document.lang) for document in (question, other))
        similarity = self._concepts.cosine(title, other_title)
        if similarity < 2 * MIN_SAME_QUESTION - 1:
            return False
        row, other_row = (self._documents.row_of(document.id) for document in (question, other))
        similarity += self._concepts.cosine(self._units.vector(row), self._units.vector(other_row))
        return similarity / 2 >= MIN_SAME_QUESTION

    def _step(self, question: Document, candidate: Candidate) -> tuple[int, Candidate]:
        """Return the step of a candidate, and the candidate with the reasons of all steps that it is."""
        other = self._documents.at(candidate.row)
        level, other_level = rank(question.difficulty), rank(other.difficulty)
        steps = []
        if self.ask_the_same(question, other):
            steps.append((SAME, Reason("same", "asks the same in other words", other=other.id)))
        elif other.guide != question.guide:
            guide = other.guide_title or other.guide
            steps.append((ELSEWHERE, Reason("guide", f"asks about it in {guide}", other=other.guide)))
        if other_level == level + 1 < OTHER_RANK:
            text = f"is the next difficulty, {other.difficulty} after {question.difficulty}"
            steps.append((HARDER, Reason("difficulty", text, other=other.id)))
        reasons = tuple(reason for _, reason in steps)
        with_reasons = replace(candidate, reasons=lambda: (*reasons, *candidate.reasons()))
        return min((step for step, _ in steps), default=NEAR), with_reasons

    @cached(MAX_CACHED_TITLES)
    def _vector_of_title(self, title: str, lang: str) -> Vector:
        return self._concepts.of_text(title, lang)
