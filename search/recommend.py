"""Related content: what stands near a skill, a question, several skills, or a text; with reasons, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from corpus.problems import GuidedexError
from index.analysis import name_key, raw_words, stem, tokenize
from index.documents import field_texts
from index.storage import Generation, Lines
from search.hits import make_hit
from search.library import Library
from search.results import Hit, Reason, RelatedPage

KINDS = {"skill": "guide", "guide": "guide", "question": "question"}
MAX_TEXT = 200_000
"""Characters of a free text that are read."""

MENTION = 0.3
"""What a text adds to a skill that it names."""

MAX_NAME_WORDS = 4
QUESTION_FLOOR = 0.12
N_SHARED = 3
TOO_ALIKE = 0.97
"""Two hits with a cosine above this say the same; the second is left out."""


class _Vector(NamedTuple):
    """Concepts in order, and their weights; of L2 norm 1, or empty."""

    concepts: NDArray[np.int64]
    weights: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Found:
    """A candidate: its document's row, its score, and what is known about why."""

    row: int
    score: float
    reasons: tuple[Reason, ...] = ()


class Recommender:
    """Finds related content in one generation."""

    def __init__(self, generation: Generation, library: Library) -> None:
        self._generation = generation
        self._library = library

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
        found, wanted = self._found(skill, document, skills, text, kind)
        lowest = self._floor(wanted) if floor is None else floor
        shown = self._unlike([candidate for candidate in found if candidate.score >= lowest], limit)
        hits = tuple(self._hit(candidate) for candidate in shown)
        return RelatedPage(hits, not hits and limit > 0, lowest, self._library.build_id)

    def _found(
        self,
        skill: str | None,
        document: str | None,
        skills: Sequence[str] | None,
        text: str | None,
        kind: str | None,
    ) -> tuple[list[_Found], str]:
        if text is not None:
            wanted = KINDS[kind or "skill"]
            return self._for_text(text[:MAX_TEXT], wanted), wanted
        if skills is not None:
            rows = [self._library.guide_row(name) for name in skills]
            wanted = KINDS[kind or "skill"]
            return self._for_several(rows, wanted), wanted
        library = self._library
        row = library.guide_row(skill) if skill is not None else library.row_of(document or "")
        own_kind = library.document(row).kind
        wanted = KINDS[kind] if kind else own_kind if own_kind in KINDS.values() else "guide"
        return self._for_row(row, wanted), wanted

    def _for_row(self, row: int, wanted: str) -> list[_Found]:
        document = self._library.document(row)
        if document.kind == "guide" and wanted == "guide":
            return self._listed(row)
        unit = self._unit_of_row.get(row)
        if unit is None:
            vector = self._vector("\n".join(text for text in field_texts(document) if text))
        else:
            vector = self._unit_vector(unit)
        return self._by_cosine(vector, wanted, {row}, document.lang)

    def _listed(self, row: int) -> list[_Found]:
        """Return the guide's list, which was worked out when the index was built."""
        place = int(np.searchsorted(self._array("related_of"), row))
        rows = self._array("related_rows")[place]
        scores = self._array("related_scores")[place]
        signals = {name: self._array(f"related_{name}")[place] for name in ("listed", "linked", "mentioned")}
        document = self._library.document(row)
        excluded, pinned = self._editors(document)
        found = [_Found(other, 1.0, (Reason("pin", "put here by the editors"),)) for other in pinned]
        for i, other in enumerate(rows.tolist()):
            if other < 0 or other in excluded or other in pinned:
                continue
            said = {name: bool(values[i]) for name, values in signals.items()}
            reasons = self._reasons(document, row, other, said)
            found.append(_Found(other, float(scores[i]), reasons))
        return found

    def _editors(self, document: Document) -> tuple[set[int], list[int]]:
        """Return the rows that the guide's front matter excludes, and those that it pins."""
        guide = self._library.guide(document.id)
        if guide is None:
            return set(), []
        names = self._library.guide_names
        excluded = [names.get(name_key(name)) for name in guide.related_exclude]
        pinned = [names.get(name_key(name)) for name in guide.related_pin]
        return {r for r in excluded if r is not None}, [r for r in pinned if r is not None]

    def _reasons(self, document: Document, row: int, other: int, said: Mapping[str, bool]) -> tuple[Reason, ...]:
        title = self._library.document(other).title
        other_id = self._library.document(other).id
        reasons = []
        if said["listed"]:
            text = f"{document.title} lists it as related"
            reasons.append(Reason("listed", text, other=other_id))
        if said["linked"]:
            reasons.append(Reason("link", f"{document.title} links to it", other=other_id))
        elif said["mentioned"]:
            text = f"{document.title} mentions {title}"
            reasons.append(Reason("mention", text, terms=(title,), other=other_id))
        shared = self._shared(self._unit_of_row[row], self._unit_of_row[other])
        if shared:
            reasons.append(Reason("concepts", f"both speak of {_listing(shared)}", terms=shared))
        return tuple(reasons)

    def _shared(self, unit: int, other: int) -> tuple[str, ...]:
        """Return the concepts that join two units most."""
        return self._shared_words(self._unit_vector(unit), self._unit_vector(other))

    def _shared_words(self, one: _Vector, other: _Vector) -> tuple[str, ...]:
        _, a, b = np.intersect1d(one.concepts, other.concepts, assume_unique=True, return_indices=True)
        worth = one.weights[a] * other.weights[b]
        best = np.argsort(-worth, kind="stable")[:N_SHARED]
        return tuple(self._words[int(one.concepts[a[i]])] for i in best)

    def _for_several(self, rows: Sequence[int], wanted: str) -> list[_Found]:
        """Return what is near all of several skills: the mean of their scores, theirs left out."""
        totals: dict[int, list[_Found]] = {}
        for row in rows:
            for found in self._for_row(row, wanted):
                totals.setdefault(found.row, []).append(found)
        lang = self._library.document(rows[0]).lang if rows else "en"
        merged = [
            _Found(
                row,
                sum(found.score for found in founds) / len(rows) * (0.5 + 0.5 * len(founds) / len(rows)),
                tuple(dict.fromkeys(reason for found in founds for reason in found.reasons)),
            )
            for row, founds in totals.items()
            if row not in rows and self._library.document(row).lang == lang
        ]
        return sorted(merged, key=lambda found: (-found.score, found.row))

    def _for_text(self, text: str, wanted: str) -> list[_Found]:
        lang = str(self._library.site.get("language") or "en")
        found = self._by_cosine(self._vector(text), wanted, set(), lang)
        if wanted != "guide":
            return found
        named = self._named_in(text)
        scored = {candidate.row: candidate for candidate in found}
        for row, name in named.items():
            before = scored.get(row, _Found(row, 0.0))
            reason = Reason("mention", f"the text mentions {name}", terms=(name,))
            scored[row] = _Found(row, before.score + (1 - before.score) * MENTION, (reason, *before.reasons))
        return sorted(scored.values(), key=lambda candidate: (-candidate.score, candidate.row))

    def _named_in(self, text: str) -> dict[int, str]:
        """Return the guides that ``text`` names by title or alias, with the name as it stands there."""
        names = self._library.guide_names
        matches = list(raw_words(text))
        found: dict[int, str] = {}
        place = 0
        while place < len(matches):
            for length in range(min(MAX_NAME_WORDS, len(matches) - place), 0, -1):
                said = text[matches[place].start() : matches[place + length - 1].end()]
                row = names.get(name_key(said))
                if row is not None and (len(said) > 2 or said[:1].isupper()):
                    found.setdefault(row, said)
                    place += length - 1
                    break
            place += 1
        return found

    def _by_cosine(self, vector: _Vector, wanted: str, without: set[int], lang: str) -> list[_Found]:
        starts = self._array("concept_starts")
        units, weights = self._array("concept_units"), self._array("concept_weights")
        scores: NDArray[Any] = np.zeros(len(self._unit_rows))
        for concept, weight in zip(vector.concepts.tolist(), vector.weights.tolist(), strict=True):
            there = slice(starts[concept], starts[concept + 1])
            np.add.at(scores, units[there], weights[there] * (weight / 65535))
        scores = np.round(np.where(self._is_wanted(wanted, lang), scores, 0), 6)
        best = np.argsort(-scores, kind="stable")[: 100 + len(without)]
        return [
            _Found(int(self._unit_rows[unit]), float(scores[unit]), self._concepts(vector, unit))
            for unit in best.tolist()
            if scores[unit] > 0 and int(self._unit_rows[unit]) not in without
        ]

    def _concepts(self, vector: _Vector, unit: int) -> tuple[Reason, ...]:
        shared = self._shared_words(vector, self._unit_vector(unit))
        return (Reason("concepts", f"both speak of {_listing(shared)}", terms=shared),)

    def _is_wanted(self, wanted: str, lang: str) -> NDArray[np.bool_]:
        library = self._library
        rows = self._unit_rows
        kind = library.codes("kind")[rows] == library.code("kind", wanted)
        found: NDArray[np.bool_] = kind & (library.codes("lang")[rows] == library.code("lang", lang))
        return found

    def _vector(self, text: str) -> _Vector:
        """Return the TF-IDF vector of a text, in the concepts of the corpus."""
        counts: dict[int, int] = {}
        numbers: dict[str, int] = {}
        for token in tokenize(text):
            if token.term not in numbers:
                numbers[token.term] = self._concept_lines.find(stem(token.term))
            number = numbers[token.term]
            if number >= 0:
                counts[number] = counts.get(number, 0) + 1
        concepts = np.array(sorted(counts), np.int64)
        tf = np.array([counts[int(concept)] for concept in concepts], np.float64)
        weights = (1 + np.log(tf)) * self._array("concept_idf")[concepts] if len(tf) else tf
        norm = float(np.sqrt((weights**2).sum()))
        return _Vector(concepts, weights / norm if norm else weights)

    def _unit_vector(self, unit: int) -> _Vector:
        starts = self._array("unit_starts")
        there = slice(starts[unit], starts[unit + 1])
        weights = self._array("unit_weights")[there] / 65535
        return _Vector(self._array("unit_concepts")[there].astype(np.int64), weights)

    def _unlike(self, found: Sequence[_Found], limit: int) -> list[_Found]:
        """Return the first ``limit`` without those that say the same as one before them."""
        kept: list[_Found] = []
        for candidate in found:
            if len(kept) == limit:
                break
            if not any(self._is_same(candidate.row, other.row) for other in kept):
                kept.append(candidate)
        return kept

    def _is_same(self, row: int, other: int) -> bool:
        one, two = (self._unit_vector(self._unit_of_row[r]) for r in (row, other))
        if len(one.concepts) != len(two.concepts):
            return False
        _, a, b = np.intersect1d(one.concepts, two.concepts, assume_unique=True, return_indices=True)
        return float((one.weights[a] * two.weights[b]).sum()) > TOO_ALIKE

    def _floor(self, wanted: str) -> float:
        if wanted == "guide":
            return float(self._array("related_floor")[0])
        return QUESTION_FLOOR

    def _hit(self, found: _Found) -> Hit:
        document = self._library.document(found.row)
        return make_hit(document, score=found.score, reasons=found.reasons)

    def _array(self, name: str) -> NDArray[Any]:
        if name not in self._arrays:
            self._arrays[name] = self._generation.array(name)
        return self._arrays[name]

    @cached_property
    def _arrays(self) -> dict[str, NDArray[Any]]:
        return {}

    @cached_property
    def _unit_rows(self) -> NDArray[np.int32]:
        return self._generation.array("unit_rows")

    @cached_property
    def _unit_of_row(self) -> Mapping[int, int]:
        return {int(row): unit for unit, row in enumerate(self._unit_rows.tolist())}

    @cached_property
    def _concept_lines(self) -> Lines:
        return self._generation.lines("concepts")

    @cached_property
    def _words(self) -> Lines:
        return self._generation.lines("concept_words")


def _listing(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + f" and {words[-1]}" if len(words) > 1 else "".join(words)
