"""Query to ResultPage: planning, ranking, facets, snippets, reasons; the one path for every surface."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from corpus.guide import Guide
from corpus.problems import GuidedexError
from index.analysis import name_key
from index.storage import Generation, current_build, open_generation
from search.asked import AskedWords, asked_words
from search.corrections import Correction, corrected
from search.engines.engine import Engine, Matches
from search.engines.opening import open_engine
from search.highlight import Marker, WordStream
from search.hits import make_hit
from search.library import FACETS, Library, UnknownSkill
from search.pins import Pins
from search.plan import Planned, Planner
from search.query import FILTERS, Phrase, Query, parse
from search.ranking import NEIGHBOUR_SHARE, OWN_SHARE, Ranking, ordered, rank
from search.reasons import reasons_of
from search.recommend import Recommender
from search.results import (
    Contribution,
    FacetCount,
    Hit,
    Reason,
    RelatedPage,
    Relaxation,
    ResultPage,
    Skill,
    Suggestion,
)
from search.suggest import completions

SORTS = ("score", "updated", "difficulty", "title")
UNIT = 1023 * 4095 * 100 * 100 * (OWN_SHARE + NEIGHBOUR_SHARE)
"""The score of one word of the greatest idf and impact: shown scores are multiples of it."""

MIN_BEGINNING = 3
"""Letters from which a query is taken for the beginning of a name."""

MAX_NAME_WORDS = 6
"""Words of a query that may be a misspelt name."""

MAX_BEGUN = 256
BEGUN = 64
"""What an exact name counts at least, in best scores; one that only begins so counts less, by its length."""

UNSEARCHABLE = "There is no word to search for in that."

_DIFFICULTIES = {
    "easy": 0,
    "beginner": 0,
    "junior": 0,
    "medium": 1,
    "mid": 1,
    "hard": 2,
    "senior": 2,
}


def open_index(path: str | Path) -> "Searcher":
    """Open the index in the folder ``path``.

    Raises: IndexMissing, IndexFormat, IndexDamaged; each says what to run.
    """
    return Searcher(Path(path))


class _Live:
    """A generation that is open, and what is made of it on first use."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.build_id = generation.build_id
        self.library = Library(generation)
        self.engine: Engine = open_engine(generation)
        self.stream = WordStream(generation)
        self.neighbours = (
            generation.array("neighbour_rows"),
            generation.array("neighbour_weights"),
        )

    @cached_property
    def recommender(self) -> Recommender:
        return Recommender(self.generation, self.library)

    @cached_property
    def pins(self) -> Pins:
        return Pins(self.library)

    @cached_property
    def site_language(self) -> str:
        """The language that the site is said to be in, English unless it says so."""
        return str(self.library.site.get("language") or "en")

    @cached_property
    def language(self) -> str:
        """The site's language, and that of most documents where none is in the site's."""
        if self.library.code("lang", self.site_language) >= 0:
            return self.site_language
        commonest = self.library.facet_counts("lang", np.arange(self.library.n_docs, dtype=np.int32))
        return commonest[0][0] if commonest else self.site_language


class Searcher:
    """Searches an index; thread-safe, and always the generation that is live."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._live = _Live(open_generation(path))

    @property
    def build_id(self) -> str:
        return self._current().build_id

    @property
    def site(self) -> Mapping[str, Any]:
        return self._current().library.site

    @property
    def n_documents(self) -> int:
        return self._current().library.n_docs

    def search(
        self,
        query: str,
        filters: Mapping[str, Sequence[str]] | None = None,
        limit: int = 10,
        offset: int = 0,
        facets: Sequence[str] = (),
        explain: bool = False,
        sort: str = "score",
    ) -> ResultPage:
        """Return the hits ``offset`` to ``offset + limit`` of the answer to ``query``.

        An empty query lists what the filters allow, by title and id. Never raises for what ``query`` says.
        Raises: GuidedexError for an unknown filter, facet or sort, or a limit or offset below 0.
        """
        _check(filters or {}, facets, sort, limit, offset)
        return _Search(self._current(), parse(query), filters or {}, sort).page(limit, offset, facets, explain)

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return titles that ``text`` may be the beginning of, guides first."""
        live = self._current()
        rows = completions(live.library, text, limit)
        if len(rows) < limit and text.strip():
            page = _Search(live, parse(text), {}, "score").page(limit, 0, (), False)
            rows += [live.library.row_of(hit.id) for hit in page.hits if hit.kind != "row"]
        seen: dict[str, Suggestion] = {}
        for row in rows:
            document = live.library.document(row)
            seen.setdefault(
                name_key(document.title),
                Suggestion(document.title, document.kind, document.id, document.url, document.skill),
            )
        return tuple(seen.values())[:limit]

    def asked(self, query: str, lang: str | None = None) -> AskedWords:
        """Return the words that ``query`` looks for in texts of a language, to be marked where they stand."""
        live = self._current()
        filters = {"lang": [lang]} if lang else {}
        return _Search(live, parse(query), filters, "score").asked()

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
        """Return what is related to a skill, a document, several skills, or a text; see ``recommend``.

        Raises: UnknownSkill, UnknownDocument; GuidedexError unless exactly one of the four is given.
        """
        return self._current().recommender.related(skill, document, skills, text, kind, limit, floor)

    def skills(self) -> tuple[Skill, ...]:
        """Return every guide in order of title."""
        live = self._current()
        library = live.library
        guide_code = library.code("kind", "guide")
        rows = library.by_title[library.codes("kind")[library.by_title] == guide_code]
        return tuple(_skill(library, int(row)) for row in rows)

    def skill(self, name: str) -> Skill:
        """Return the guide with this slug, title or alias.

        Raises: UnknownSkill.
        """
        library = self._current().library
        return _skill(library, library.guide_row(name))

    def guide(self, name: str) -> Guide:
        """Return the whole guide with this slug, title or alias.

        Raises: UnknownSkill; also for a record, which has no page of its own.
        """
        guide = self._current().library.guide(name)
        if guide is None:
            raise UnknownSkill(name, ())
        return guide

    def guides(self) -> tuple[Guide, ...]:
        return self._current().library.guides()

    def document(self, id_: str) -> Document:
        """Return a document.

        Raises: UnknownDocument.
        """
        library = self._current().library
        return library.document(library.row_of(id_))

    @property
    def problems(self) -> Sequence[Mapping[str, Any]]:
        """What was wrong with the content when the index was built."""
        return self._current().library.problems

    def _current(self) -> _Live:
        live = self._live
        build_id = current_build(self._path)
        if build_id == live.build_id:
            return live
        with self._lock:
            if self._live.build_id != build_id:
                self._live = _Live(open_generation(self._path))
            return self._live


def _check(filters: Mapping[str, Sequence[str]], facets: Sequence[str], sort: str, limit: int, offset: int) -> None:
    for what, given, known in (
        ("filter", list(filters), (*FILTERS, "guide")),
        ("facet", list(facets), FACETS),
        ("sort", [sort], SORTS),
    ):
        for name in given:
            if name not in known:
                raise GuidedexError(f"unknown {what} {name!r}; known are {', '.join(known)}")
    for name, values in filters.items():
        if isinstance(values, str):
            raise GuidedexError(f"filter {name!r} takes a list of values, found the text {values!r}")
    if limit < 0 or offset < 0:
        raise GuidedexError(f"limit and offset are at least 0, found {limit} and {offset}")


@dataclass(frozen=True)
class _Outcome:
    """A plan that was carried out."""

    planned: Planned
    ranking: Ranking
    pinned: int | None = None
    """The row that editors put first."""

    @cached_property
    def lead(self) -> int:
        """What the pinned row is given beside what it scores: as much as the best, or a word's worth."""
        return int(self.ranking.scores.max(initial=0)) or UNIT


class _Search:
    """One search of one generation."""

    def __init__(self, live: _Live, query: Query, filters: Mapping[str, Sequence[str]], sort: str) -> None:
        self._live = live
        self._library = live.library
        self._query = self._as_name(query)
        self._sort = sort
        given = {**self._query.filters, **{name: tuple(v) for name, v in filters.items() if v}}
        self._filters = _with_language(given, live)
        self._lang = self._filters.get("lang", (live.language,))[0]

    def _as_name(self, query: Query) -> Query:
        """Return a query that is the very name of a document, pasted as it stands, without operators."""
        if not (query.excluded or query.filters or any(isinstance(o, Phrase) for o in query.wanted)):
            return query
        rows, _ = self._library.named(name_key(query.text))
        return parse(query.text, operators=False) if len(rows) else query

    def page(self, limit: int, offset: int, facets: Sequence[str], explain: bool) -> ResultPage:
        if not self._query.wanted:
            return self._browse(limit, offset, facets)
        outcome = self._carry_out(self._filters)
        rows = self._in_order(outcome, offset + limit)[offset:]
        marker = Marker(self._live.stream, outcome.planned.plan.clauses)
        hits = tuple(self._hit(int(row), outcome, marker, explain) for row in rows)
        counts = {name: self._facet(name, outcome) for name in facets}
        corrections = outcome.planned.corrections
        return ResultPage(
            query=self._query.text,
            total=len(outcome.ranking.answer),
            limit=limit,
            offset=offset,
            hits=hits,
            facets=counts,
            relaxed=self._relaxed(outcome),
            suggestion=corrected(self._query.text, corrections) if corrections else None,
            notices=(*self._query.notices, *outcome.planned.notices),
            build_id=self._live.build_id,
        )

    def asked(self) -> AskedWords:
        return asked_words(self._planned.plan, self._lang) if self._query.wanted else AskedWords()

    def _browse(self, limit: int, offset: int, facets: Sequence[str]) -> ResultPage:
        says_nothing = bool(self._query.text.strip()) and not self._query.filters
        order = self._library.by_title[: 0 if says_nothing else None]
        allowed = self._library.mask(self._filters)
        rows = order if allowed is None else order[allowed[order]]
        rows = self._sorted(rows)
        counts = {}
        for name in facets:
            counts[name] = self._counts(name, self._rows_for(name, lambda mask: _kept(order, mask)))
        hits = []
        for row in rows[offset : offset + limit]:
            document = self._library.document(int(row))
            hits.append(make_hit(document))
        return ResultPage(
            query=self._query.text,
            total=len(rows),
            limit=limit,
            offset=offset,
            hits=tuple(hits),
            facets=counts,
            relaxed=None,
            suggestion=None,
            notices=(*self._query.notices, *([UNSEARCHABLE] if says_nothing else [])),
            build_id=self._live.build_id,
        )

    @cached_property
    def _planned(self) -> Planned:
        library = self._library
        planner = Planner(self._live.engine, library.synonyms, library.is_guide_name, self._lang, self._begins_name)
        planned = planner.plan(self._query)
        return self._near_name(planner, planned) or planned

    def _near_name(self, planner: Planner, planned: Planned) -> Planned | None:
        """Return the plan for the name that the whole query is a typo of, where a word of it is unknown."""
        n_words = len(self._query.words)
        if not planned.n_unknown or n_words > MAX_NAME_WORDS or planned.plan.required:
            return None
        key = name_key(self._query.text)
        if self._begins_name or len(self._library.named(key)[0]):
            return None
        near = self._library.near_name(key)
        if not near:
            return None
        name = self._library.called(near)
        return replace(planner.plan(parse(name)), corrections=(Correction(self._query.text, name, "typo"),))

    @cached_property
    def _matches(self) -> Matches:
        return self._live.engine.matches(self._planned.plan)

    def _carry_out(self, filters: Mapping[str, Sequence[str]]) -> _Outcome:
        plan, matches = self._planned.plan, self._matches
        allowed = self._library.mask(filters)
        if allowed is not None:
            matches = Matches(matches.scores * allowed, matches.n_clauses * allowed)
        single = len(plan.clauses) < 2
        neighbours = None if single else self._live.neighbours
        ranking = rank(matches, len(plan.clauses), neighbours, self._titled(self._planned))
        pinned = self._live.pins.row(self._query.text, filters)
        if pinned is not None:
            ranking = replace(ranking, answer=np.union1d(ranking.answer, [pinned]))
        return _Outcome(self._planned, ranking, pinned)

    @cached_property
    def _begins_name(self) -> bool:
        """Tell whether the query is the beginning of a guide's name, and not a name itself."""
        key = name_key(self._query.text)
        return len(key) >= MIN_BEGINNING and not self._library.is_guide_name(key) and bool(len(self._begun[0]))

    @cached_property
    def _begun(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the guides whose name begins with the query, and the lengths of those names."""
        return self._library.guides_beginning(name_key(self._query.text), MAX_BEGUN)

    def _titled(self, planned: Planned) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the rows that are called what was typed, or taken for it, and how much that counts.

        Where several are, a guide's title counts most, then its aliases, then other titles. A name that only
        begins so counts the more the shorter it is: as more is typed, the order of those that are left stays.
        """
        if self._begins_name:
            rows, lengths = self._begun
            return rows, BEGUN - np.minimum(lengths, BEGUN - 1)
        key = name_key(corrected(self._query.text, planned.corrections))
        rows, by_alias = self._library.named(key)
        is_guide = self._library.codes("kind")[rows] == self._library.code("kind", "guide")
        return rows, BEGUN * np.where(is_guide, 4 - by_alias, 2 - by_alias)

    def _in_order(self, outcome: _Outcome, n_wanted: int) -> NDArray[np.int64]:
        if self._sort != "score":
            return self._sorted(outcome.ranking.answer)[:n_wanted]
        one_guide = self._filters.get("skill") or self._filters.get("guide")
        guides = None if one_guide else self._library.codes("guide")
        rows = ordered(outcome.ranking, guides, n_wanted)
        if outcome.pinned is None:
            return rows
        return np.concatenate([[outcome.pinned], rows[rows != outcome.pinned]])[:n_wanted]

    def _sorted(self, rows: NDArray[Any]) -> NDArray[Any]:
        if self._sort == "updated":
            return rows[np.argsort(-self._library.updated[rows], kind="stable")]
        if self._sort == "difficulty":
            names = self._library.values("difficulty")
            ranks = np.array([*(_DIFFICULTIES.get(name, 3) for name in names), 4])
            return rows[np.argsort(ranks[self._library.codes("difficulty")[rows]], kind="stable")]
        if self._sort == "title":
            place = np.empty(self._library.n_docs, np.int64)
            place[self._library.by_title] = np.arange(self._library.n_docs)
            return rows[np.argsort(place[rows], kind="stable")]
        return rows

    def _facet(self, name: str, outcome: _Outcome) -> tuple[FacetCount, ...]:
        if not self._filters.get(name):
            return self._counts(name, outcome.ranking.answer)
        others = {key: values for key, values in self._filters.items() if key != name}
        return self._counts(name, self._carry_out(others).ranking.answer)

    def _rows_for(self, name: str, keep: Callable[[NDArray[np.bool_] | None], NDArray[Any]]) -> NDArray[Any]:
        others = {key: values for key, values in self._filters.items() if key != name}
        return keep(self._library.mask(others))

    def _counts(self, name: str, rows: NDArray[Any]) -> tuple[FacetCount, ...]:
        counts = dict(self._library.facet_counts(name, rows))
        chosen = {
            self._library.values(name)[code] if (code := self._library.code(name, value)) >= 0 else value
            for value in self._filters.get(name, ())
        }
        for value in sorted(chosen - set(counts)):
            counts[value] = 0
        return tuple(FacetCount(value, count, value in chosen) for value, count in counts.items())

    def _relaxed(self, outcome: _Outcome) -> Relaxation | None:
        corrections = outcome.planned.corrections
        if corrections and len(outcome.ranking.answer):
            step = corrections[0].step
            taken = corrected(self._query.text, corrections)
            return Relaxation(step, f"Showing results for “{taken}”.", taken, self._quoted())
        plan = outcome.planned.plan
        n_complete = int(outcome.ranking.complete[outcome.ranking.answer].sum())
        short = 1 < len(plan.clauses) <= 4
        if short and not n_complete and len(outcome.ranking.answer):
            words = ", ".join(f"“{clause.shown}”" for clause in plan.clauses)
            text = f"Nothing has all of {words}; these come nearest."
            return Relaxation("drop", text, self._query.text, self._query.text)
        return None

    def _quoted(self) -> str:
        """Return a query that asks for exactly what was typed."""
        return " ".join(f'"{word.raw}"' for word in self._query.words)

    def _hit(self, row: int, outcome: _Outcome, marker: Marker, explain: bool) -> Hit:
        document = self._library.document(row)
        is_pinned = row == outcome.pinned
        score = (int(outcome.ranking.scores[row]) + is_pinned * outcome.lead) / UNIT
        matched = marker.matched(row)
        snippet = marker.snippet(row, document, matched)
        reasons = reasons_of(outcome.planned.plan.clauses, matched)
        if outcome.ranking.titled[row]:
            reasons.insert(0, Reason("title", self._title_reason(outcome.planned), "title"))
        if outcome.ranking.supported[row] and not reasons:
            reasons.append(Reason("neighbours", "similar documents match too"))
        if is_pinned:
            reasons.insert(0, Reason("pin", "put first by the editors"))
        explanation = self._explanation(row, outcome) if explain else ()
        return make_hit(document, snippet, score, reasons, explanation)

    def _title_reason(self, planned: Planned) -> str:
        if self._begins_name:
            return "its name begins so"
        if planned.corrections:
            return f"called “{corrected(self._query.text, planned.corrections)}”"
        return "called exactly this"

    def _explanation(self, row: int, outcome: _Outcome) -> tuple[Contribution, ...]:
        parts = []
        for clause in outcome.planned.plan.clauses:
            worth = self._live.engine.contributions(clause, row)
            alternative, value = max(worth, key=lambda pair: pair[1])
            if value:
                share = value * OWN_SHARE / UNIT
                parts.append(Contribution(alternative.kind, alternative.shown, share))
        for source, values in (
            ("neighbours", outcome.ranking.supported),
            ("title", outcome.ranking.titled),
        ):
            if values[row]:
                parts.append(Contribution(source, "", int(values[row]) / UNIT))
        if row == outcome.pinned:
            parts.append(Contribution("pin", "", outcome.lead / UNIT))
        return tuple(parts)


def _kept(order: NDArray[Any], mask: NDArray[np.bool_] | None) -> NDArray[Any]:
    return order if mask is None else order[mask[order]]


def _with_language(filters: Mapping[str, tuple[str, ...]], live: _Live) -> Mapping[str, tuple[str, ...]]:
    """Return ``filters`` with the site's language where none is asked for; ``all`` lifts it."""
    asked = filters.get("lang")
    if asked == ("all",):
        return {name: values for name, values in filters.items() if name != "lang"}
    if asked or len(live.library.values("lang")) < 2:
        return filters
    if live.library.code("lang", live.site_language) < 0:
        return filters
    return {**filters, "lang": (live.site_language,)}


def _skill(library: Library, row: int) -> Skill:
    document = library.document(row)
    of_guide = np.flatnonzero(library.codes("guide") == library.codes("guide")[row])
    kinds = library.facet_counts("kind", of_guide.astype(np.int32))
    return Skill(
        slug=document.id,
        title=document.title,
        skill=document.skill,
        category=document.category,
        summary=document.text.split("\n")[0][:300],
        url=document.url,
        updated=document.updated,
        lang=document.lang,
        aliases=document.aliases,
        counts=dict(kinds),
    )
