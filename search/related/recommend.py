"""Related content of a skill, a question, several skills, or a text: with reasons, or nothing."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from corpus.problems import GuidedexError
from index.analysis import name_key
from index.documents import field_texts
from index.related.scales import WEIGHT_SCALE
from index.storage.generations import Generation
from search.best_rows import best_rows
from search.documents import Documents
from search.engines.protocol import Engine
from search.facets import Facets
from search.hit import make_hit
from search.names import Names
from search.related.candidate import Candidate, merged, with_named
from search.related.concepts import Concepts, Vector
from search.related.missing_skill import MissingSkill, MissingSkills
from search.related.named_in_text import KnownGuideNames, NameInText, named_in
from search.related.practice import Practice
from search.results import Reason, RelatedPage
from search.unknown_names import UnknownSkill
from search.wording import enumerated

KINDS = {"skill": "guide", "guide": "guide", "question": "question"}
"""Kinds of documents by the names that callers give them."""

MAX_TEXT = 200_000
"""Characters of a free text that are read; by hand."""

MAX_NEAR = 50
"""Units with the greatest cosines that are candidates; by hand."""

MIN_TEXT_SHARE = 0.18
"""A guide near a text has at least this share of the text's weight, see ``Concepts.share``.

Chosen with ``python -m tests.relevance.texts``, which pastes 12 texts about something else into each of eight corpora:
0 to 3 of them had a list, and 0 to 12 with a cosine of .08 in place of the share; the table is in tests/bench/NOTES.md.
"""

EXTRA_WORDS = 4
"""A text counts as so many unknown words longer, since one shared word tells little of a short text; by hand."""

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


class Recommender:
    """Finds related content in one generation."""

    def __init__(
        self, generation: Generation, documents: Documents, names: Names, facets: Facets, engine: Engine
    ) -> None:
        self._generation = generation
        self._documents = documents
        self._names = names
        self._facets = facets
        self._engine = engine
        self._units_of = lru_cache(maxsize=64)(self._find_units_of)
        self._array = lru_cache(maxsize=64)(self._open_array)

    def related(
        self,
        skill: str | None = None,
        document: str | None = None,
        skills: Sequence[str] | None = None,
        text: str | None = None,
        kind: str | None = None,
        limit: int = 5,
        floor: float | None = None,
    ) -> RelatedPage:
        """Return what is related to exactly one of the first four, best first.

        Args:
            kind: a key of ``KINDS``. Without one, guides are returned for skills and texts, and the document's own
                kind for a document, guides where that is neither guide nor question.
            limit: the most to return; lists are never padded.
            floor: the least score that is returned. Without one, the floor that the build learned from the corpus;
                candidates with too little in common, and questions without a good reason, are then left out as well.
        Raises: UnknownSkill, UnknownDocument; GuidedexError for an unknown kind, a limit below 0, or unless exactly one
            is asked about.
        """
        n_subjects = sum(subject is not None for subject in (skill, document, skills, text))
        if n_subjects != 1:
            raise GuidedexError(f"ask about one of skill, document, skills and text, found {n_subjects} of them")
        if kind is not None and kind not in KINDS:
            raise GuidedexError(f"unknown kind {kind!r}; known are {', '.join(KINDS)}")
        if limit < 0:
            raise GuidedexError(f"limit is at least 0, found {limit}")
        notices: list[str] = []
        wanted = KINDS[kind or "skill"]
        if document is not None:
            row = self._documents.row_of(document)
            wanted = self._kind_for(kind, row)
            candidates = self._near_row(row, wanted)
        elif text is not None:
            candidates = self._near_text(text[:MAX_TEXT], wanted)
        else:
            candidates = self._near_skills([skill] if skill is not None else list(skills or ()), wanted, notices)
        min_score = self._floor(candidates, wanted) if floor is None else floor
        near: Iterator[Candidate] = (
            candidate
            for candidate in candidates
            if candidate.score >= min_score and not (floor is None and candidate.has_weak_overlap)
        )
        if wanted == "question":
            near = self._mixed(near)
            near = self._with_reasons(near, self._guide_of(skill, document)) if floor is None else near
        hits = tuple(
            make_hit(self._documents.at(candidate.row), score=candidate.score, reasons=tuple(candidate.reasons()))
            for candidate in self._distinct(near, limit)
        )
        return RelatedPage(hits, not hits and limit > 0, min_score, self._generation.build_id, tuple(notices))

    def lists(self, limit: int) -> dict[str, tuple[str, ...]]:
        """Return the ids that the list of each guide shows, by the guide's id."""
        lists = {}
        for row in self._array("related_of").tolist():
            document = self._documents.at(row)
            candidates = self._listed(row, document)
            shown = self._distinct((c for c in candidates if not c.has_weak_overlap), limit)
            lists[document.id] = tuple(self._documents.id_of(candidate.row) for candidate in shown)
        return lists

    def _guide_of(self, skill: str | None, document: str | None) -> str:
        """Return the id of the guide that is asked about, or that has the document; ``""`` for several, or for none."""
        rows = self._names.guide_rows
        row = self._documents.row_of(document) if document is not None else rows.get(name_key(skill or ""))
        return "" if row is None else self._documents.at(row).guide

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

    def _kind_for(self, kind: str | None, row: int) -> str:
        own_kind = self._documents.at(row).kind
        return KINDS[kind] if kind else own_kind if own_kind in KINDS.values() else "guide"

    def _near_row(self, row: int, wanted: str) -> list[Candidate]:
        document = self._documents.at(row)
        if document.kind == "guide" and wanted == "guide":
            return self._listed(row, document)
        candidates = self._near_vector(self._vector_of(row, document), wanted, {row}, document.lang)
        return self._practice.ordered(document, candidates) if document.kind == wanted == "question" else candidates

    def _vector_of(self, row: int, document: Document) -> Vector:
        """Return a document's vector as the build made it; of a section, FAQ or row, which is no unit, of its text."""
        unit = self._unit_of_row.get(row)
        if unit is not None:
            return self._concepts.of_unit(unit)
        return self._concepts.of_text("\n".join(text for text in field_texts(document) if text), document.lang)

    def _listed(self, row: int, document: Document) -> list[Candidate]:
        """Return the list that the build made for a guide, after the guides that its front matter pins."""
        place = int(np.searchsorted(self._array("related_of"), row))
        rows, scores, is_shown = (
            self._array(f"related_{name}")[place].tolist() for name in ("rows", "scores", "shown")
        )
        excluded, pinned = self._editors(document)
        pin = Reason("pin", "put here by the editors")
        candidates = [Candidate(other, 1.0, lambda: (pin,), True) for other in pinned]
        left_out = excluded | set(pinned)
        for column, (other, score) in enumerate(zip(rows, scores, strict=True)):
            if other >= 0 and other not in left_out:  # short lists are filled up with -1
                reasons = self._reasons_listed(document, row, other, place, column)
                candidates.append(Candidate(other, score, reasons, True, has_weak_overlap=not is_shown[column]))
        return candidates

    def _editors(self, document: Document) -> tuple[set[int], list[int]]:
        """Return the rows that the guide's front matter excludes, and those that it pins."""
        guide = self._documents.guide(document.id)
        if guide is None:
            return set(), []
        rows = self._names.guide_rows
        excluded = [rows.get(name_key(name)) for name in guide.related_exclude]
        pinned = [rows.get(name_key(name)) for name in guide.related_pin]
        return {row for row in excluded if row is not None}, [row for row in pinned if row is not None]

    def _reasons_listed(
        self, document: Document, row: int, other_row: int, place: int, column: int
    ) -> Callable[[], Sequence[Reason]]:
        """Return what makes the reasons of ``other_row`` on the guide's list.

        Args:
            row: of the guide ``document``.
            place: of its list in the arrays ``related_…``, of shape (n_guides, n_listed).
            column: of ``other_row`` in that list.
        """

        def reasons() -> Iterable[Reason]:
            other = self._documents.at(other_row)
            if self._array("related_listed")[place, column]:
                yield Reason("listed", f"{document.title} lists it as related", other=other.id)
            # 0 for no mention, else 1 + the number of the name that is mentioned
            name = int(self._array("related_mentioned")[place, column])
            if self._array("related_linked")[place, column]:
                yield Reason("link", f"{document.title} links to it", other=other.id)
            elif name:
                mentioned = (other.title, *other.aliases)[name - 1]
                yield Reason("mention", f"{document.title} mentions {mentioned}", terms=(mentioned,), other=other.id)
            if self._array("related_listed_back")[place, column] and not self._array("related_listed")[place, column]:
                yield Reason("listed", f"{other.title} lists {document.title} as related", other=other.id)
            units = self._unit_of_row
            yield from self._shared(self._concepts.of_unit(units[row]), units[other_row])

        return lambda: tuple(reasons())

    def _shared(self, vector: Vector, unit: int) -> Sequence[Reason]:
        """Return the reason that a vector and a unit share concepts, nothing where they share none worth naming."""
        words = self._concepts.shared(vector, self._concepts.of_unit(unit))
        return (Reason("concepts", f"both speak of {enumerated(words)}", terms=words),) if words else ()

    def _near_skills(self, names: Sequence[str], wanted: str, notices: list[str]) -> list[Candidate]:
        """Return the candidates near all of some skills, see ``merged``; adds a notice for each without a guide.

        Raises: UnknownSkill.
        """
        lists, rows = [], set()
        for name in dict.fromkeys(names):
            skill = self._skill(name)
            if isinstance(skill, MissingSkill):
                notices.append(skill.notice)
                lists.append(self._near_missing(skill, wanted))
            elif skill not in rows:
                rows.add(skill)
                lists.append(self._near_row(skill, wanted))
        return lists[0] if len(lists) == 1 else merged(lists, rows)

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

    def _near_missing(self, skill: MissingSkill, wanted: str) -> list[Candidate]:
        """Return the candidates near the documents that mention or list a skill, these documents raised."""
        vector = self._concepts.mean([self._vector_of(row, document) for row, document in skill.documents.items()])
        lang = next(iter(skill.documents.values())).lang
        candidates = self._near_vector(vector, wanted, set(), lang)
        kinds, kind = self._facets.codes("kind"), self._facets.code("kind", wanted)
        return with_named(candidates, {row: reason for row, reason in skill.reasons.items() if kinds[row] == kind})

    def _near_text(self, text: str, wanted: str) -> list[Candidate]:
        """Return the candidates near a text, the guides that it names raised.

        The overlap is weak of those that neither cover the text nor are certainly named by it.
        """
        lang = self._documents.site_language
        vector = self._concepts.of_text(text, lang)
        candidates = self._near_vector(vector, wanted, set(), lang)
        named = named_in(text, self._guide_names) if wanted == "guide" else {}
        certain = self._certain(vector, named.values(), lang)
        reasons = {
            row: Reason("mention", f"the text mentions {name.text}", terms=(name.text,)) for row, name in named.items()
        }
        candidates = with_named(candidates, reasons)
        weak = {c.row for c in candidates if named.get(c.row) not in certain and not self._covers(c.row, vector)}
        return [replace(candidate, has_weak_overlap=candidate.row in weak) for candidate in candidates]

    def _certain(self, text: Vector, named: Collection[NameInText], lang: str) -> set[NameInText]:
        """Return the proper names that the text certainly means: all of them where they are enough of the text."""
        proper = [name for name in named if name.is_proper]
        names = self._concepts.of_text(" ".join(name.text for name in proper), lang)
        is_full = self._concepts.share(text, names) >= MIN_TEXT_SHARE
        return {name for name in proper if name.is_certain or is_full}

    def _covers(self, row: int, text: Vector) -> bool:
        """Tell whether a unit has enough of a text: a share of its weight, and a cosine of the floor."""
        unit = self._concepts.of_unit(self._unit_of_row[row])
        is_near = text.known * self._concepts.cosine(text, unit) >= float(self._array("related_floor")[NEAR_FLOOR])
        # about how many distinct words the text has, those that the corpus lacks included
        n_words = len(text.concepts) / max(text.known, 1e-9)
        share = self._concepts.share(text, unit) * n_words / (n_words + EXTRA_WORDS)
        return is_near and share >= MIN_TEXT_SHARE

    def _near_vector(self, vector: Vector, wanted: str, without: set[int], lang: str) -> list[Candidate]:
        """Return the units of a kind and language with the greatest cosines above 0, without the rows ``without``."""
        units = self._units_of(wanted, lang)
        cosines = self._concepts.cosines(vector)[units]
        best = best_rows(cosines, MAX_NEAR + len(without))
        scores = np.minimum(np.round(cosines[best] / WEIGHT_SCALE**2, 6), 1.0).tolist()
        rows = self._unit_rows[units[best]].tolist()
        return [
            Candidate(row, score, partial(self._shared, vector, unit))
            for unit, row, score in zip(units[best].tolist(), rows, scores, strict=True)
            if row not in without and score > 0
        ]

    def _distinct(self, candidates: Iterable[Candidate], limit: int) -> list[Candidate]:
        """Return the first ``limit`` candidates without those that have the same content as one before them.

        Practice and pins order by more than the score: each is shown with at least the score of those after it.
        """
        shown: list[Candidate] = []
        vectors: list[Vector] = []
        for candidate in candidates:
            if len(shown) == limit:
                break
            vector = self._concepts.of_unit(self._unit_of_row[candidate.row])
            if not any(self._is_same(vector, other) for other in vectors):
                shown.append(candidate)
                vectors.append(vector)
        scores = np.maximum.accumulate([candidate.score for candidate in reversed(shown)])[::-1].tolist()
        return [replace(candidate, score=score) for candidate, score in zip(shown, scores, strict=True)]

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

    def _is_same(self, vector: Vector, other: Vector) -> bool:
        # as many concepts in both is quick to compare, and true of nearly all that are the same
        return len(vector.concepts) == len(other.concepts) and self._concepts.cosine(vector, other) > MAX_COSINE

    def _floor(self, candidates: Sequence[Candidate], wanted: str) -> float:
        """Return the floor that the build learned for such candidates."""
        is_list = bool(candidates) and candidates[0].is_listed
        place = QUESTION_FLOOR if wanted == "question" else LIST_FLOOR if is_list else NEAR_FLOOR
        return float(self._array("related_floor")[place])

    def _find_units_of(self, wanted: str, lang: str) -> NDArray[np.int64]:
        facets, rows = self._facets, self._unit_rows
        is_wanted = facets.codes("kind")[rows] == facets.code("kind", wanted)
        return np.flatnonzero(is_wanted & (facets.codes("lang")[rows] == facets.code("lang", lang)))

    def _open_array(self, name: str) -> NDArray[Any]:
        return self._generation.array(name)

    @cached_property
    def _concepts(self) -> Concepts:
        return Concepts(self._generation)

    @cached_property
    def _practice(self) -> Practice:
        return Practice(self._documents, self._concepts)

    @cached_property
    def _missing_skills(self) -> MissingSkills:
        return MissingSkills(self._documents, self._engine)

    @cached_property
    def _guide_names(self) -> KnownGuideNames:
        guides = self._array("related_of")
        proper, everyday = (frozenset(guides[self._array(f"related_{x}")].tolist()) for x in ("proper", "everyday"))
        return KnownGuideNames(self._names.guide_rows, proper, everyday)

    @cached_property
    def _unit_rows(self) -> NDArray[np.int32]:
        return self._generation.array("unit_rows")

    @cached_property
    def _unit_of_row(self) -> Mapping[int, int]:
        return {int(row): unit for unit, row in enumerate(self._unit_rows.tolist())}
