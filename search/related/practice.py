"""The order in which one practises questions."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.difficulty import LEVELS
from corpus.document import Document
from search.documents import Documents
from search.related.candidate import Candidate
from search.related.concepts import Concepts, Vector
from search.results import Reason

SAME_QUESTION = 0.6
"""Two questions whose own words are so alike ask the same in other words, unless one guide asks both of the
beginner and the expert."""

CLOSE = 0.75
"""A question with this share of the best score is about the same concept; the order goes by more than the score."""

N_PRACTISED = 12
"""Of what is near, so much is looked at so."""

N_TITLES = 1 << 12
"""Vectors of titles that are kept: what is near one question is near others."""

SAME, ELSEWHERE, HARDER, NEAR = range(4)


class Practice:
    """Puts what is near a question in order: the same question in other words, the same concept in another guide,
    the next difficulty. Only what is close counts; the rest follows by score.
    """

    def __init__(self, documents: Documents, concepts: Concepts) -> None:
        self._documents = documents
        self._concepts = concepts
        self._vector_of_title = lru_cache(maxsize=N_TITLES)(concepts.of_text)

    def ordered(self, question: Document, found: Sequence[Candidate]) -> list[Candidate]:
        """Return ``found``, best first, in the order of practice, each with what it is to the question as a reason."""
        own = self._vector_of_title(question.title, question.lang)
        best = found[0].score if found else 0.0
        n_close = sum(one.score >= CLOSE * best for one in found[:N_PRACTISED])
        steps = [self._step(question, own, one) for one in found[:n_close]]
        steps.sort(key=lambda ranked: (ranked[0], -ranked[1].score, ranked[1].row))
        return [*(one for _, one in steps), *found[n_close:]]

    def _step(self, question: Document, own: Vector, found: Candidate) -> tuple[int, Candidate]:
        other = self._documents.at(found.row)
        level, other_level = (LEVELS.get(asked.difficulty, -2) for asked in (question, other))
        reasons = []
        is_step = other.guide == question.guide and other_level != level
        likeness = self._concepts.cosine(own, self._vector_of_title(other.title, other.lang))
        if likeness >= SAME_QUESTION and not is_step:
            reasons.append((SAME, Reason("same", "asks the same in other words", other=other.id)))
        elif other.guide != question.guide:
            where = other.guide_title or other.guide
            reasons.append((ELSEWHERE, Reason("guide", f"asks about it in {where}", other=other.guide)))
        if level >= 0 and other_level == level + 1:
            text = f"is the next difficulty, {other.difficulty} after {question.difficulty}"
            reasons.append((HARDER, Reason("difficulty", text, other=other.id)))
        why = tuple(reason for _, reason in reasons)
        return min((rank for rank, _ in reasons), default=NEAR), replace(found, why=lambda: (*why, *found.why()))
