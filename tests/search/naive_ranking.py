"""A naive ranking in plain loops: parts of one guide, neighbours, titles, answer set, facets.

It repeats the constants of ``search.answer`` as numbers, so that a changed constant is noticed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.document import Document
from index.analysis import name_key
from index.storage.generations import Generation
from search.engines.protocol import Matches, Plan
from search.query.plan import Planned
from tests.search.naive import NaiveEngine

Filters = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class NaiveRanking:
    """Scores by row, the rows of the answer in order, and the number of its documents by facet and value."""

    scores: dict[int, int]
    rows: list[int]
    facets: dict[str, Counter[str]]


class NaiveRanker:
    """Ranks the documents of one generation, from which it reads only the neighbours."""

    def __init__(self, naive: NaiveEngine, generation: Generation) -> None:
        self.documents = naive.documents
        self._naive = naive
        self._sizes = Counter(document.guide for document in self.documents)
        neighbours = zip(
            generation.array("neighbour_rows").tolist(), generation.array("neighbour_weights").tolist(), strict=True
        )
        self._neighbours = [
            [(row, weight) for row, weight in zip(rows, weights, strict=True) if row >= 0]
            for rows, weights in neighbours
        ]

    def rank(
        self, text: str, planned: Planned, matches: Matches, filters: Filters, facets: Sequence[str]
    ) -> NaiveRanking:
        """Return the answer to ``text``, planned as ``planned`` and matched as ``matches``."""
        filters = self._with_language(filters)
        titled = self._titled(text, planned)
        languages = {key: values for key, values in filters.items() if key == "lang"}
        scores, whole = self._scored(planned.plan, matches, languages, titled)
        answer = [row for row in whole if _passes(self.documents[row], filters)]
        counts = {}
        for name in facets:
            others = {key: values for key, values in filters.items() if key != name}
            rows = [row for row in whole if _passes(self.documents[row], others)]
            counts[name] = Counter(value for row in rows for value in _values(self.documents[row], name))
            for chosen in filters.get(name, ()):
                counts[name].setdefault(self._as_written(name, chosen), 0)
        return NaiveRanking(scores, sorted(answer, key=lambda row: (-scores[row], row)), counts)

    def _scored(
        self, plan: Plan, matches: Matches, filters: Filters, titled: Mapping[int, int]
    ) -> tuple[dict[int, int], list[int]]:
        """Return the scores of all matches that pass ``filters``, those of languages, and the rows of the answer."""
        own = {
            row: int(score)
            for row, score in zip(matches.rows.tolist(), matches.scores.tolist(), strict=True)
            if _passes(self.documents[row], filters)
        }
        scores = {row: 10 * score for row, score in own.items()}
        if len(plan.clauses) > 1:
            top = sorted(own, key=lambda row: (-own[row], row))[:100]
            lead = self._lead_of_guides(plan, top)
            for row in top:
                lent = sum(own.get(near, 0) * share for near, share in self._neighbours[row])
                from_guide = 0 if self._is_guide(row) else 2 * (lead[row] - own[row])
                scores[row] += from_guide * 50 // max(50, self._sizes[self.documents[row].guide]) + lent * 3 // 1023
        best = max(scores.values(), default=0)
        answer = [row for row in sorted(own) if row in rows_with_all_terms(matches) or 5 * scores[row] >= best]
        return {row: score + titled.get(row, 0) * best for row, score in scores.items()}, answer

    def _lead_of_guides(self, plan: Plan, top: Sequence[int]) -> dict[int, int]:
        """Return, by row, the sum over clauses of the best score that any of ``top`` of the same guide has."""
        best: Counter[tuple[str, int]] = Counter()
        for number, clause in enumerate(plan.clauses):
            scores = self._naive.clause_scores(clause)
            for row in top:
                guide = self.documents[row].guide
                best[guide, number] = max(best[guide, number], scores.get(row, 0))
        numbers = range(len(plan.clauses))
        return {row: sum(best[self.documents[row].guide, number] for number in numbers) for row in top}

    def _titled(self, text: str, planned: Planned) -> dict[int, int]:
        """Return, by row, the multiple of the best score that an exact or begun name adds."""
        typed = name_key(text)
        names = sorted({name for document in self.documents if document.kind == "guide" for name in _names(document)})
        begun = [name for name in names if name.startswith(typed)][:256]
        if len(typed) >= 3 and begun and typed not in names:
            guides = {row: called for row, called in self._called(begun).items() if self._is_guide(row)}
            return {row: max(64 - min(len(name), 63) for name in called) for row, called in guides.items()}
        corrected = text
        for correction in planned.corrections:
            corrected = corrected.replace(correction.typed, correction.replacement)
        key = name_key(corrected)
        rows = self._called([key])
        is_told_apart = corrected == text and len(rows) > 1
        return {
            row: self._name_bonus(row, key)
            + 32 * (is_told_apart and _as_written(self.documents[row].title) == _as_written(text))
            for row in rows
        }

    def _called(self, names: Sequence[str]) -> dict[int, set[str]]:
        """Return the rows with any of ``names``, and which of them each has."""
        of_rows = {row: _names(document) & set(names) for row, document in enumerate(self.documents)}
        return {row: called for row, called in of_rows.items() if called}

    def _name_bonus(self, row: int, key: str) -> int:
        document = self.documents[row]
        own = {name_key(document.title)} | ({name_key(document.skill)} if self._is_guide(row) else set())
        return 64 * ((4 if self._is_guide(row) else 2) - (key not in own))

    def _as_written(self, facet: str, value: str) -> str:
        values = (written for document in self.documents for written in _values(document, facet))
        return next((written for written in values if written.casefold() == value.casefold()), value)

    def _is_guide(self, row: int) -> bool:
        return self.documents[row].kind == "guide"

    def _with_language(self, filters: Filters) -> Filters:
        langs = {document.lang for document in self.documents}
        if filters.get("lang") == ("all",):
            return {name: values for name, values in filters.items() if name != "lang"}
        if filters.get("lang") or len(langs) < 2 or "en" not in langs:
            return filters
        return {**filters, "lang": ("en",)}


def _as_written(name: str) -> str:
    return " ".join(name.casefold().split()).rstrip("?.! ")


def rows_with_all_terms(matches: Matches) -> set[int]:
    return set(matches.rows[matches.has_all_terms].tolist())


def _names(document: Document) -> set[str]:
    names = [document.title, *document.aliases, *([document.skill] if document.kind == "guide" else [])]
    return {name_key(name) for name in names} - {""}


def _values(document: Document, facet: str) -> tuple[str, ...]:
    if facet == "tag":
        return document.tags
    value = getattr(document, facet)
    return (value,) if value else ()


def _passes(document: Document, filters: Filters) -> bool:
    return all(
        {value.casefold() for value in _values(document, name)} & {value.casefold() for value in values}
        for name, values in filters.items()
    )
