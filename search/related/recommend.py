"""Related content: what stands near a skill, a question, several skills, or a text; with reasons, or nothing."""

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
from search.related.candidate import Candidate, mean_of, raised
from search.related.concepts import Concepts, Vector
from search.related.missing_skill import Mentioned, Unwritten
from search.related.named_in_text import GuideNames, Named, named_in
from search.related.practice import Practice
from search.results import Reason, RelatedPage
from search.unknown_names import UnknownSkill

KINDS = {"skill": "guide", "guide": "guide", "question": "question"}
MAX_TEXT = 200_000
"""Characters of a free text that are read."""

N_NEAR = 50
"""Of what is near, so much is looked at closely."""

LEAST_SAID = 0.18
"""Near a text is what says at least this share of what the text says."""

ONE_WORD = 0.25
"""A question of another guide that shares one telling word scores so much: it may be another word there."""

MORE_WORDS = 4
"""A text counts as if it said so many words more that nobody says: one word that is shared tells little."""

MOST_PER_GUIDE = 3
TOO_ALIKE = 0.97
"""Two hits with a cosine above this say the same; the second is left out."""


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
        """Return what is related to exactly one of the four, best first.

        Without ``kind``, documents of the asked one's own kind come back, guides for a text. Nothing below
        ``floor`` is shown; without one, the floor that the corpus taught. Never padded.
        Raises: UnknownSkill, UnknownDocument; GuidedexError unless exactly one is asked about.
        """
        asked = [x for x in (skill, document, skills, text) if x is not None]
        if len(asked) != 1:
            raise GuidedexError(f"ask about one of skill, document, skills and text, found {len(asked)} of them")
        if kind is not None and kind not in KINDS:
            raise GuidedexError(f"unknown kind {kind!r}; known are {', '.join(KINDS)}")
        if limit < 0:
            raise GuidedexError(f"limit is at least 0, found {limit}")
        notices: list[str] = []
        if document is not None:
            row = self._documents.row_of(document)
            wanted = self._wanted(kind, row)
            found = self._near_row(row, wanted)
        elif text is not None:
            wanted = KINDS[kind or "skill"]
            found = self._near_text(text[:MAX_TEXT], wanted)
        else:
            wanted = KINDS[kind or "skill"]
            found = self._near_skills([skill] if skill is not None else list(skills or ()), wanted, notices)
        lowest = self._floor(found, wanted) if floor is None else floor
        near: Iterator[Candidate] = (
            one for one in found if one.score >= lowest and not (floor is None and one.has_weak_overlap)
        )
        if wanted == "question":
            near = self._mixed(near)
            near = self._told(near, self._guide_of(skill, document)) if floor is None else near
        shown = self._chosen(near, limit)
        hits = tuple(make_hit(self._documents.at(one.row), score=one.score, reasons=tuple(one.why())) for one in shown)
        return RelatedPage(hits, not hits and limit > 0, lowest, self._generation.build_id, tuple(notices))

    def lists(self, limit: int) -> dict[str, tuple[str, ...]]:
        """Return the ids that the list of each guide shows, by the guide's id."""
        lists = {}
        for row in self._array("related_of").tolist():
            document = self._documents.at(row)
            found = self._listed(row, document)
            shown = self._chosen((one for one in found if not one.has_weak_overlap), limit)
            lists[document.id] = tuple(self._documents.at(one.row).id for one in shown)
        return lists

    def _guide_of(self, skill: str | None, document: str | None) -> str:
        """Return the guide of what is asked about, ``""`` for several skills, a text, and what has none."""
        names = self._names.guide_rows
        row = self._documents.row_of(document) if document is not None else names.get(name_key(skill or ""))
        return "" if row is None else self._documents.at(row).guide

    def _told(self, questions: Iterable[Candidate], guide: str) -> Iterator[Candidate]:
        """Yield the questions whose reasons tell why: one word that is shared is the same word in the same guide."""
        for one in questions:
            reasons = tuple(one.why())
            is_near = one.score >= ONE_WORD or self._documents.at(one.row).guide == guide
            if any(reason.kind == "same" or len(reason.terms) > 1 - is_near for reason in reasons):
                yield replace(one, why=partial(tuple, reasons))

    def _wanted(self, kind: str | None, row: int) -> str:
        own_kind = self._documents.at(row).kind
        return KINDS[kind] if kind else own_kind if own_kind in KINDS.values() else "guide"

    def _near_row(self, row: int, wanted: str) -> list[Candidate]:
        document = self._documents.at(row)
        if document.kind == "guide" and wanted == "guide":
            return self._listed(row, document)
        found = self._near_vector(self._vector_of(row, document), wanted, {row}, document.lang)
        return self._practice.ordered(document, found) if document.kind == wanted == "question" else found

    def _vector_of(self, row: int, document: Document) -> Vector:
        unit = self._unit_of_row.get(row)
        if unit is not None:
            return self._concepts.of_unit(unit)
        return self._concepts.of_text("\n".join(text for text in field_texts(document) if text), document.lang)

    def _listed(self, row: int, document: Document) -> list[Candidate]:
        """Return the guide's list, which was worked out when the index was built."""
        place = int(np.searchsorted(self._array("related_of"), row))
        rows, scores, is_shown = (
            self._array(f"related_{name}")[place].tolist() for name in ("rows", "scores", "shown")
        )
        excluded, pinned = self._editors(document)
        reason = Reason("pin", "put here by the editors")
        found = [Candidate(other, 1.0, lambda: (reason,), True) for other in pinned]
        left_out = excluded | set(pinned)
        for i, (other, score) in enumerate(zip(rows, scores, strict=True)):
            if other >= 0 and other not in left_out:
                why = self._why_listed(document, row, other, place, i)
                found.append(Candidate(other, score, why, True, has_weak_overlap=not is_shown[i]))
        return found

    def _editors(self, document: Document) -> tuple[set[int], list[int]]:
        """Return the rows that the guide's front matter excludes, and those that it pins."""
        guide = self._documents.guide(document.id)
        if guide is None:
            return set(), []
        names = self._names.guide_rows
        excluded = [names.get(name_key(name)) for name in guide.related_exclude]
        pinned = [names.get(name_key(name)) for name in guide.related_pin]
        return {r for r in excluded if r is not None}, [r for r in pinned if r is not None]

    def _why_listed(
        self, document: Document, row: int, other: int, place: int, i: int
    ) -> Callable[[], Sequence[Reason]]:
        def why() -> Iterable[Reason]:
            there = self._documents.at(other)
            if self._array("related_listed")[place, i]:
                yield Reason("listed", f"{document.title} lists it as related", other=there.id)
            name = int(self._array("related_mentioned")[place, i])
            if self._array("related_linked")[place, i]:
                yield Reason("link", f"{document.title} links to it", other=there.id)
            elif name:
                said = (there.title, *there.aliases)[name - 1]
                yield Reason("mention", f"{document.title} mentions {said}", terms=(said,), other=there.id)
            if self._array("related_listed_back")[place, i] and not self._array("related_listed")[place, i]:
                yield Reason("listed", f"{there.title} lists {document.title} as related", other=there.id)
            units = self._unit_of_row
            yield from self._both_speak(self._concepts.of_unit(units[row]), self._concepts.of_unit(units[other]))

        return lambda: tuple(why())

    def _why_near(self, vector: Vector, unit: int) -> Sequence[Reason]:
        return self._both_speak(vector, self._concepts.of_unit(unit))

    def _both_speak(self, one: Vector, other: Vector) -> Sequence[Reason]:
        shared = self._concepts.shared(one, other)
        return (Reason("concepts", f"both speak of {_listing(shared)}", terms=shared),) if shared else ()

    def _near_skills(self, names: Sequence[str], wanted: str, notices: list[str]) -> list[Candidate]:
        """Return what is near all of some skills: the mean of their scores, more when more of them agree."""
        lists, rows = [], set()
        for name in dict.fromkeys(names):
            skill = self._skill(name)
            if isinstance(skill, Unwritten):
                notices.append(skill.notice)
                lists.append(self._near_unwritten(skill, wanted))
            elif skill not in rows:
                rows.add(skill)
                lists.append(self._near_row(skill, wanted))
        return lists[0] if len(lists) == 1 else self._merged(lists, rows)

    def _skill(self, name: str) -> int | Unwritten:
        """Return the row of the skill's guide, or what guides say of a skill that has none.

        Raises: UnknownSkill.
        """
        try:
            return self._names.guide_row(name)
        except UnknownSkill:
            unwritten = self._mentioned.find(name)
            if unwritten is None:
                raise
            return unwritten

    def _near_unwritten(self, skill: Unwritten, wanted: str) -> list[Candidate]:
        """Return what is near the places that mention a skill without a guide, those who do raised."""
        vector = self._concepts.mean([self._vector_of(row, one) for row, one in skill.documents.items()])
        found = self._near_vector(vector, wanted, set(), next(iter(skill.documents.values())).lang)
        kind = self._facets.code("kind", wanted)
        kinds = self._facets.codes("kind")
        return raised(found, {row: reason for row, reason in skill.reasons.items() if kinds[row] == kind})

    def _merged(self, lists: Sequence[Sequence[Candidate]], without: set[int]) -> list[Candidate]:
        alike: dict[int, list[Candidate]] = {}
        for found in (found for one in lists for found in one if found.row not in without):
            alike.setdefault(found.row, []).append(found)
        merged = [mean_of(row, founds, len(lists)) for row, founds in alike.items()]
        return sorted(merged, key=lambda found: (-found.score, found.row))

    def _near_text(self, text: str, wanted: str) -> list[Candidate]:
        """Return what is near a text: what says enough of what it says, and the guides that it names."""
        lang = self._documents.site_language
        vector = self._concepts.of_text(text, lang)
        found = self._near_vector(vector, wanted, set(), lang)
        named = named_in(text, self._guide_names) if wanted == "guide" else {}
        meant = self._meant(vector, named.values(), lang)
        reasons = {
            row: Reason("mention", f"the text mentions {name.said}", terms=(name.said,)) for row, name in named.items()
        }
        return [
            replace(one, has_weak_overlap=named.get(one.row) not in meant and not self._says_enough(vector, one.row))
            for one in raised(found, reasons)
        ]

    def _meant(self, text: Vector, named: Collection[Named], lang: str) -> set[Named]:
        """Return the names that are certainly meant: those written as such, or all where the text is full of them."""
        proper = [name for name in named if name.is_proper]
        names = self._concepts.of_text(" ".join(name.said for name in proper), lang)
        is_full = self._concepts.share(text, names) >= LEAST_SAID
        return {name for name in proper if name.is_certain or is_full}

    def _says_enough(self, text: Vector, row: int) -> bool:
        other = self._concepts.of_unit(self._unit_of_row[row])
        is_near = text.known * self._concepts.cosine(text, other) >= float(self._array("related_floor")[2])
        n_words = len(text.concepts) / max(text.known, 1e-9)
        return is_near and self._concepts.share(text, other) * n_words / (n_words + MORE_WORDS) >= LEAST_SAID

    def _near_vector(self, vector: Vector, wanted: str, without: set[int], lang: str) -> list[Candidate]:
        units = self._units_of(wanted, lang)
        scores = self._concepts.cosines(vector)[units]
        best = best_rows(scores, N_NEAR + len(without))
        near = np.minimum(np.round(scores[best] / WEIGHT_SCALE**2, 6), 1.0)
        return [
            Candidate(row, score, partial(self._why_near, vector, unit))
            for unit, row, score in zip(
                units[best].tolist(), self._unit_rows[units[best]].tolist(), near.tolist(), strict=True
            )
            if row not in without and score > 0
        ]

    def _chosen(self, found: Iterable[Candidate], limit: int) -> list[Candidate]:
        """Return the first ``limit`` without those that say the same as one before them.

        A hit scores at least what follows it.
        """
        kept: list[Candidate] = []
        vectors: list[Vector] = []
        for candidate in found:
            if len(kept) == limit:
                break
            vector = self._concepts.of_unit(self._unit_of_row[candidate.row])
            if not any(self._is_same(vector, other) for other in vectors):
                kept.append(candidate)
                vectors.append(vector)
        least = np.maximum.accumulate([one.score for one in reversed(kept)])[::-1].tolist()
        return [replace(one, score=score) for one, score in zip(kept, least, strict=True)]

    def _mixed(self, found: Iterable[Candidate]) -> Iterator[Candidate]:
        """Yield questions, those beyond a few of one guide after those of others."""
        n_of: Counter[str] = Counter()
        later = []
        for candidate in found:
            guide = self._documents.at(candidate.row).guide
            n_of[guide] += 1
            if n_of[guide] <= MOST_PER_GUIDE:
                yield candidate
            else:
                later.append(candidate)
        yield from later

    def _is_same(self, one: Vector, other: Vector) -> bool:
        return len(one.concepts) == len(other.concepts) and self._concepts.cosine(one, other) > TOO_ALIKE

    def _floor(self, found: Sequence[Candidate], wanted: str) -> float:
        """Return the floor that the corpus taught: of lists of guides, of questions, or of guides near something."""
        is_list = bool(found) and found[0].is_listed
        return float(self._array("related_floor")[1 if wanted == "question" else 0 if is_list else 2])

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
    def _mentioned(self) -> Mentioned:
        return Mentioned(self._documents, self._engine)

    @cached_property
    def _guide_names(self) -> GuideNames:
        guides = self._array("related_of")
        proper, everyday = (frozenset(guides[self._array(f"related_{x}")].tolist()) for x in ("proper", "everyday"))
        return GuideNames(self._names.guide_rows, proper, everyday)

    @cached_property
    def _unit_rows(self) -> NDArray[np.int32]:
        return self._generation.array("unit_rows")

    @cached_property
    def _unit_of_row(self) -> Mapping[int, int]:
        return {int(row): unit for unit, row in enumerate(self._unit_rows.tolist())}


def _listing(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + f" and {words[-1]}" if len(words) > 1 else "".join(words)
