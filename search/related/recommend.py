"""Related content of a skill, a document, several skills, or a text: with reasons, or nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from corpus.document import Document
from corpus.problems import GuidedexError
from index.analysis import normal_title
from index.storage.generations import Generation
from search.documents import Documents
from search.engines.protocol import Engine
from search.facets import Facets
from search.hit import make_hit
from search.names import Names
from search.related.candidate import Candidate, merged, with_named
from search.related.concepts import Vector
from search.related.guide_lists import GuideLists
from search.related.missing_skill import MissingSkill, MissingSkills
from search.related.near_text import NearText
from search.related.practice import Practice
from search.related.units import UnitVectors
from search.results import RelatedPage
from search.unknown_names import UnknownSkill

KINDS = {"skill": "guide", "guide": "guide", "question": "question"}
"""Kinds of documents by the names that callers give them."""

MIN_ONE_WORD = 0.25
"""Score from which a question of another guide may share a single word: below, it may be another word there.

By hand, from reading 22 lists of the shipped guides; see tests/bench/NOTES.md, "Related content".
"""

MAX_PER_GUIDE = 3
"""Questions of one guide before those of others; by hand."""

MAX_COSINE = 0.97
"""Of two candidates with a greater cosine only the better is shown, as they have the same content; by hand."""

LIST_FLOOR, QUESTION_FLOOR, NEAR_FLOOR = range(3)
"""Places in the array ``related_floor``: see ``index.related.thresholds`` for how each is learned from the corpus."""


@dataclass(frozen=True, slots=True)
class RelatedRequest:
    """What related content is asked for: of exactly one of a skill, a document, several skills and a text.

    Attributes:
        kind: a key of ``KINDS``. Without one, guides are returned for skills and texts, and the document's own kind for
            a document, guides where that is neither guide nor question.
        limit: the most to return; lists are never padded.
        floor: the least score that is returned. Without one, the floor that the build learned from the corpus;
            candidates with too little in common, and questions without a good reason, are then left out as well.

    Raises: GuidedexError for an unknown kind, a limit below 0, or unless exactly one is asked about.
    """

    skill: str | None = None
    document: str | None = None
    skills: Sequence[str] | None = None
    text: str | None = None
    kind: str | None = None
    limit: int = 5
    floor: float | None = None

    def __post_init__(self) -> None:
        subjects = (self.skill, self.document, self.skills, self.text)
        n_subjects = sum(subject is not None for subject in subjects)
        if n_subjects != 1:
            raise GuidedexError(f"ask about one of skill, document, skills and text, found {n_subjects} of them")
        if self.kind is not None and self.kind not in KINDS:
            raise GuidedexError(f"unknown kind {self.kind!r}; known are {', '.join(KINDS)}")
        if self.limit < 0:
            raise GuidedexError(f"limit is at least 0, found {self.limit}")


@dataclass(frozen=True, slots=True)
class _FoundCandidates:
    """Candidates of a kind for a request, best first; ``guide`` is the id of the guide asked about, if it is one."""

    kind: str
    candidates: Sequence[Candidate]
    guide: str = ""
    notices: tuple[str, ...] = ()


class Recommender:
    """Finds related content in one generation."""

    def __init__(
        self, generation: Generation, documents: Documents, names: Names, facets: Facets, engine: Engine
    ) -> None:
        self._build_id = generation.build_id
        self._documents = documents
        self._names = names
        self._floors: list[float] = generation.array("related_floor").tolist()
        self._units = UnitVectors(generation, documents, facets)
        self._lists = GuideLists(generation, documents, names, self._units)
        self._near_text = NearText(generation, names, self._units, self._floors[NEAR_FLOOR], documents.site_language)
        self._practice = Practice(documents, self._units)
        self._missing_skills = MissingSkills(documents, engine)

    def related(self, request: RelatedRequest) -> RelatedPage:
        """Return what is related to what is asked about, best first.

        Raises: UnknownSkill, UnknownDocument.
        """
        found = self._found(request)
        min_score = self._floor(found) if request.floor is None else request.floor
        near: Iterable[Candidate] = (
            candidate
            for candidate in found.candidates
            if candidate.score >= min_score and not (request.floor is None and candidate.has_weak_overlap)
        )
        if found.kind == "question":
            near = self._mixed(near)
            near = self._with_reasons(near, found.guide) if request.floor is None else near
        hits = tuple(
            make_hit(self._documents.at(candidate.row), score=candidate.score, reasons=tuple(candidate.reasons()))
            for candidate in self._distinct(near, request.limit)
        )
        return RelatedPage(hits, not hits and request.limit > 0, min_score, self._build_id, found.notices)

    def lists(self, limit: int) -> dict[str, tuple[str, ...]]:
        """Return the ids that the list of each guide shows, by the guide's id."""
        lists = {}
        for row in self._lists.guides.tolist():
            candidates = self._lists.candidates(row)
            shown = self._distinct((c for c in candidates if not c.has_weak_overlap), limit)
            lists[self._documents.id_of(row)] = tuple(self._documents.id_of(candidate.row) for candidate in shown)
        return lists

    def _found(self, request: RelatedRequest) -> _FoundCandidates:
        if request.document is not None:
            return self._near_document(self._documents.row_of(request.document), request.kind)
        kind = KINDS[request.kind or "skill"]
        if request.text is not None:
            return _FoundCandidates(kind, self._near_text.candidates(request.text, kind))
        return self._near_skills([request.skill] if request.skill is not None else request.skills or (), kind)

    def _near_document(self, row: int, kind: str | None) -> _FoundCandidates:
        document = self._documents.at(row)
        own_kind = document.kind if document.kind in KINDS.values() else "guide"
        wanted = KINDS[kind] if kind else own_kind
        return _FoundCandidates(wanted, self._near_row(row, wanted), document.guide)

    def _near_row(self, row: int, kind: str) -> list[Candidate]:
        document = self._documents.at(row)
        if document.kind == kind == "guide":
            return self._lists.candidates(row)
        candidates = self._units.near(self._units.vector(row), kind, document.lang, {row})
        if not document.kind == kind == "question":
            return candidates
        ordered = self._practice.ordered(document, candidates)
        return [candidate for candidate in ordered if not self._is_copy(document, candidate)]

    def _is_copy(self, question: Document, candidate: Candidate) -> bool:
        """Tell whether a candidate is the question once more, as where a bank has it by topic and in a list of all."""
        return candidate.score > MAX_COSINE and normal_title(self._documents.at(candidate.row).title) == normal_title(
            question.title
        )

    def _near_skills(self, names: Sequence[str], kind: str) -> _FoundCandidates:
        """Return the candidates near all of some skills, see ``merged``, with a notice for each without a guide.

        Raises: UnknownSkill.
        """
        skills = dict.fromkeys(map(self._skill, names))
        rows = {skill for skill in skills if isinstance(skill, int)}
        notices = tuple(skill.notice for skill in skills if isinstance(skill, MissingSkill))
        lists = [
            self._near_missing(skill, kind) if isinstance(skill, MissingSkill) else self._near_row(skill, kind)
            for skill in skills
        ]
        if len(lists) != 1:
            return _FoundCandidates(kind, merged(lists, rows), notices=notices)
        return _FoundCandidates(kind, lists[0], "".join(self._documents.at(row).guide for row in rows), notices)

    def _skill(self, name: str) -> int | MissingSkill:
        """Return the row of the skill's guide, or the skill without a guide that documents mention.

        Raises: UnknownSkill.
        """
        try:
            return self._names.guide_row(name)
        except UnknownSkill:
            skill = self._missing_skills.find(name)
            if skill is None:
                raise
            return skill

    def _near_missing(self, skill: MissingSkill, kind: str) -> list[Candidate]:
        """Return the candidates near the documents that mention or list a skill, these documents raised."""
        vector = self._units.concepts.mean([self._units.vector(row) for row in skill.documents])
        lang = next(iter(skill.documents.values())).lang
        reasons = {row: reason for row, reason in skill.reasons.items() if self._documents.at(row).kind == kind}
        return with_named(self._units.near(vector, kind, lang), reasons)

    def _floor(self, found: _FoundCandidates) -> float:
        """Return the floor that the build learned for such candidates."""
        if found.kind == "question":
            return self._floors[QUESTION_FLOOR]
        is_list = bool(found.candidates) and found.candidates[0].is_listed
        return self._floors[LIST_FLOOR if is_list else NEAR_FLOOR]

    def _mixed(self, questions: Iterable[Candidate]) -> Iterator[Candidate]:
        """Yield questions in order, but those beyond ``MAX_PER_GUIDE`` of a guide after all others."""
        n_of_guide: Counter[str] = Counter()
        later = []
        for question in questions:
            guide = self._documents.at(question.row).guide
            n_of_guide[guide] += 1
            if n_of_guide[guide] <= MAX_PER_GUIDE:
                yield question
            else:
                later.append(question)
        yield from later

    def _with_reasons(self, questions: Iterable[Candidate], guide: str) -> Iterator[Candidate]:
        """Yield the questions with a good reason, their reasons made.

        Asking the same and sharing two words are good reasons. So is one word within ``guide``, where it is the same
        word, and from a score of ``MIN_ONE_WORD`` on.
        """
        for question in questions:
            reasons = tuple(question.reasons())
            is_near = question.score >= MIN_ONE_WORD or self._documents.at(question.row).guide == guide
            min_words = 1 if is_near else 2
            if any(reason.kind == "same" or len(reason.terms) >= min_words for reason in reasons):
                yield replace(question, reasons=partial(tuple, reasons))

    def _distinct(self, candidates: Iterable[Candidate], limit: int) -> list[Candidate]:
        """Return the first ``limit`` candidates without those that say or ask the same as one before them.

        Practice and pins order by more than the score: each is shown with at least the score of those after it.
        """
        shown: list[Candidate] = []
        vectors: list[Vector] = []
        for candidate in candidates:
            if len(shown) == limit:
                break
            vector = self._units.vector(candidate.row)
            is_new = not any(self._is_same(vector, other) for other in vectors)
            if is_new and not any(self._asks_the_same(candidate.row, other.row) for other in shown):
                shown.append(candidate)
                vectors.append(vector)
        scores = np.maximum.accumulate([candidate.score for candidate in reversed(shown)])[::-1].tolist()
        return [replace(candidate, score=score) for candidate, score in zip(shown, scores, strict=True)]

    def _is_same(self, vector: Vector, other: Vector) -> bool:
        # as many concepts in both is quick to compare, and true of nearly all that are the same
        is_similar = len(vector.concepts) == len(other.concepts)
        return is_similar and self._units.concepts.cosine(vector, other) > MAX_COSINE

    def _asks_the_same(self, row: int, other_row: int) -> bool:
        document, other = self._documents.at(row), self._documents.at(other_row)
        return document.kind == other.kind == "question" and self._practice.ask_the_same(document, other)
