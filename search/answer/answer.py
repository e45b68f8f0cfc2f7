"""The answer to one query of one generation: its plan, its order, its facets, and a page of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.difficulty import LEVELS
from index.analysis import fold, name_key
from search.answer.hits import HitMaker, make_hit
from search.answer.inherited import Inherited, inherited, with_inherited
from search.answer.ranking import Ranking, ordered, rank
from search.engines.protocol import Matches
from search.generation import OpenGeneration
from search.query.corrections import Correction, corrected
from search.query.parse import Phrase, Query, parse
from search.query.plan import Planned, Planner
from search.query.query_terms import QueryTerms, query_terms
from search.query.relaxation import MAX_SHORT_CLAUSES, nothing, relaxation, unknown_value
from search.results import FacetCount, Hit, Relaxation, ResultPage
from search.unknown_names import nearest

MIN_BEGINNING = 3
"""Letters from which a query is taken for the beginning of a name."""

MAX_NAME = 64
"""Letters of a query that may be meant for a name."""

MAX_MISSPELT_WORDS = 6
"""Words of a query that may be a misspelt name as a whole; by hand."""

MAX_BEGUN = 256
BEGUN = 64
"""What an exact name counts at least, in best scores; one that only begins so counts less, by its length."""

MAX_UNKNOWN, MAX_VALUES = 2, 6
"""Values that no document has of which it is said, and values that are named beside each."""

UNSEARCHABLE = "There is no word to search for in that."

Filters = Mapping[str, Sequence[str]]
Rows = NDArray[Any]


class Answer:
    """What a query finds under some filters; everything is worked out when it is first asked for."""

    def __init__(self, live: OpenGeneration, query: Query, filters: Filters, sort: str = "score") -> None:
        self._live = live
        self._documents, self._names, self._facets = live.documents, live.names, live.facets
        self._key = name_key(query.text)
        self.query = self._as_name(query)
        self._sort = sort
        given = {**self.query.filters, **{name: tuple(v) for name, v in filters.items() if v}}
        self.filters = self._with_language(given)
        self._lang = self.filters.get("lang", (live.language,))[0]

    def _as_name(self, query: Query) -> Query:
        """Return a query that is the very name of a document, pasted as it stands, without operators."""
        if not (query.excluded or query.filters or any(isinstance(o, Phrase) for o in query.wanted)):
            return query
        is_pasted = self._is_name and _as_written(self._names.written(self._key)) == _as_written(query.text)
        return parse(query.text, operators=False) if is_pasted else query

    def _with_language(self, filters: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        """Return ``filters`` with the site's language where none is asked for; ``all`` lifts it."""
        asked = filters.get("lang")
        if asked == ("all",):
            return {name: values for name, values in filters.items() if name != "lang"}
        default = self._live.default_language
        return {**filters, "lang": default} if default and not asked else filters

    def page(self, limit: int, offset: int, facets: Sequence[str], explain: bool) -> ResultPage:
        """Return the hits ``offset`` to ``offset + limit``, and what is counted over the whole answer."""
        return ResultPage(
            query=self.query.text,
            total=self.total,
            limit=limit,
            offset=offset,
            hits=tuple(self._hits(offset, offset + limit, explain)),
            facets={name: self.facet(name) for name in facets},
            relaxed=self._relaxed() if self.query.wanted else None,
            suggestion=self._suggestion() if self.query.wanted else None,
            notices=self._notices(),
            build_id=self._live.build_id,
        )

    def query_terms(self) -> QueryTerms:
        """Return the words that the query looks for."""
        return query_terms(self.planned.plan, self._lang) if self.query.wanted else QueryTerms()

    @property
    def total(self) -> int:
        return len(self.ranking.answer if self.query.wanted else self._browsed(self.filters))

    def rows(self, n_wanted: int) -> Rows:
        """Return the rows of the first ``n_wanted`` documents of the answer, in order."""
        if not self.query.wanted:
            return self._sorted(self._browsed(self.filters))[:n_wanted]
        if self._sort != "score":
            return self._sorted(self.ranking.answer)[:n_wanted]
        return self.ranking.answer[self.places(n_wanted)]

    def places(self, n_wanted: int) -> Rows:
        """Return where the first ``n_wanted`` by score stand in ``ranking.answer``, in order."""
        one_guide = self.filters.get("skill") or self.filters.get("guide")
        return ordered(self.ranking, None if one_guide else self._facets.codes("guide"), n_wanted)

    def _hits(self, first: int, last: int, explain: bool) -> list[Hit]:
        rows = [int(row) for row in self.rows(last)[first:]]
        documents = [self._documents.at(row) for row in rows]
        if not self.query.wanted:
            return [make_hit(document) for document in documents]
        clauses, live = self.planned.plan.clauses, self._live
        maker = HitMaker(live.stream, live.engine, clauses, self.ranking, self._inherited, self._title_reason)
        return maker.hits(rows, documents, explain)

    def _notices(self) -> tuple[str, ...]:
        asked = (*self.query.notices, *islice(self._unknown_values(), MAX_UNKNOWN))
        if not self.query.wanted:
            return (*asked, *([UNSEARCHABLE] if self._says_nothing else []))
        said = (*asked, *self.planned.notices)
        if self.total or not self._n_unfiltered:
            return said
        without = f"{self._n_unfiltered:,} result{'s' * (self._n_unfiltered > 1)}"
        return (*said, f"Nothing matches with these filters; without them: {without}.")

    def _unknown_values(self) -> Iterator[str]:
        """Yield what is said of each value of a filter that no document has."""
        for facet, values in self.filters.items():
            for value in dict.fromkeys(values):
                if not self._facets.is_known(facet, value):
                    known = self._facets.values(facet) if facet != "updated" else ()
                    named = nearest(value, known, MAX_VALUES, min_similarity=0)
                    yield unknown_value(facet, value, named, len(known) - len(named))

    def _suggestion(self) -> str | None:
        if self.planned.corrections:
            return corrected(self.query.text, self.planned.corrections)
        return None if self.total or self._n_unfiltered else next(iter(self._near_skills), None)

    @property
    def _says_nothing(self) -> bool:
        return bool(self.query.text.strip()) and not self.query.filters

    def _browsed(self, filters: Filters) -> Rows:
        """Return what ``filters`` allow, by title and id: the answer to an empty query."""
        order = self._documents.by_title[: 0 if self._says_nothing else None]
        allowed = self._facets.mask(filters)
        return order if allowed is None else order[allowed[order]]

    @cached_property
    def planned(self) -> Planned:
        """What is asked of the engine."""
        planner, near = self._planner(corrects=True), self._near_name()
        if near:
            correction = Correction(self.query.text, near, "typo")
            return replace(planner.plan(parse(near)), corrections=(correction,))
        planned = planner.plan(self.query)
        if self._is_name:
            return replace(planned, corrections=())
        return self._as_it_was(planned) or planned

    def _planner(self, corrects: bool) -> Planner:
        live, is_name = self._live, self._names.is_guide_name
        return Planner(live.engine, live.vocabulary(self._lang), is_name, self._lang, self._begins_name, corrects)

    def _as_it_was(self, planned: Planned) -> Planned | None:
        """Return the plan without corrections, where they bring no more words of the query together.

        ``docker swarm`` is not ``docker warm``, unless a document says both.
        """
        if not planned.corrections or not 1 < len(planned.plan.clauses) <= MAX_SHORT_CLAUSES:
            return None
        plain = self._planner(corrects=False).plan(self.query)
        return plain if self._most_together(plain) >= self._most_together(planned) else None

    def _most_together(self, planned: Planned) -> int:
        """Return how many words of the query one document has at most."""
        engine, plan = self._live.engine, planned.plan
        n_held = np.zeros(engine.n_docs, np.int8)
        for clause in plan.clauses:
            held = np.zeros(engine.n_docs, np.bool_)
            for alternative in clause.alternatives:
                held[engine.rows_of(alternative.query)] = True
            n_held += held
        return int(n_held[engine.matches(plan).rows].max(initial=0))

    @cached_property
    def _is_name(self) -> bool:
        """Tell whether a document is called what was typed, which leaves nothing to correct."""
        return bool(len(self._names.rows_called(self._key)[0]))

    def _near_name(self) -> str:
        """Return the name that the whole query is a typo of, where a word of it is unknown; ``""`` for none."""
        words, vocabulary = self.query.words, self._live.vocabulary(self._lang)
        if len(words) > MAX_MISSPELT_WORDS or self._is_name or self._begins_name:
            return ""
        if all(word.is_quoted or vocabulary.is_known(word) for word in words):
            return ""
        phrases = [vocabulary.phrase_query(o.words) for o in self.query.wanted if isinstance(o, Phrase)]
        if any(len(self._live.engine.rows_of(phrase)) for phrase in phrases):
            return ""
        near = self._names.respelt(self._key)
        return self._names.written(near) if near else ""

    @cached_property
    def _matches(self) -> Matches:
        """What matches, with what parts of guides inherit from the guide that the query names."""
        return with_inherited(self._matched, self._inherited)

    @cached_property
    def _matched(self) -> Matches:
        return self._live.engine.matches(self.planned.plan)

    @cached_property
    def _inherited(self) -> Inherited:
        return inherited(self.planned.plan.clauses, self._matched, self._live.engine, self._names, self._facets)

    @cached_property
    def ranking(self) -> Ranking:
        """The whole answer of a query that wants something."""
        return self._ranked(self.filters)

    def _ranked(self, filters: Filters) -> Ranking:
        plan, matches = self.planned.plan, self._matches
        allowed = self._facets.mask(filters)
        if allowed is not None:
            matches = matches.only(allowed)
        neighbours = None if len(plan.clauses) < 2 else self._live.neighbours
        pinned = self._names.pinned(self._key, allowed)
        return rank(matches, len(plan.clauses), neighbours, self._titled, pinned)

    @cached_property
    def _begins_name(self) -> bool:
        """Tell whether the query is the beginning of a guide's name, and not a name itself."""
        if len(self._key) < MIN_BEGINNING or self._names.is_guide_name(self._key):
            return False
        return bool(len(self._begun[0]))

    @cached_property
    def _begun(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the guides whose name begins with the query, and the lengths of those names."""
        return self._names.guides_beginning(self._key, MAX_BEGUN)

    @cached_property
    def _titled(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the rows that are called what was typed, or taken for it, and how much that counts.

        Where several are, a guide's title counts most, then its aliases, then other titles. A name that only
        begins so counts the more the shorter it is: as more is typed, the order of those that are left stays.
        """
        if self._begins_name:
            rows, lengths = self._begun
            return rows, BEGUN - np.minimum(lengths, BEGUN - 1)
        corrections = self.planned.corrections
        key = name_key(corrected(self.query.text, corrections)) if corrections else self._key
        rows, by_alias = self._names.rows_called(key)
        is_guide = self._documents.is_guide[rows]
        return rows, BEGUN * np.where(is_guide, 4 - by_alias, 2 - by_alias)

    @cached_property
    def _title_reason(self) -> str:
        if self._begins_name:
            return "its name begins so"
        if self.planned.corrections:
            return f"called “{corrected(self.query.text, self.planned.corrections)}”"
        return "called exactly this"

    def _sorted(self, rows: Rows) -> Rows:
        if self._sort == "updated":
            return rows[np.argsort(-self._facets.updated[rows], kind="stable")]
        if self._sort == "difficulty":
            names = self._facets.values("difficulty")
            ranks = np.array([*(LEVELS.get(name, 3) for name in names), 4])
            return rows[np.argsort(ranks[self._facets.codes("difficulty")[rows]], kind="stable")]
        if self._sort == "title":
            place = np.empty(self._documents.n_docs, np.int64)
            place[self._documents.by_title] = np.arange(self._documents.n_docs)
            return rows[np.argsort(place[rows], kind="stable")]
        return rows

    def facet(self, name: str) -> tuple[FacetCount, ...]:
        """Return how many documents have each value, the facet's own filter lifted; chosen values always."""
        rows_under: Callable[[Filters], Rows] = (
            (lambda filters: self._ranked(filters).answer) if self.query.wanted else self._browsed
        )
        if self.filters.get(name):
            rows = rows_under({key: values for key, values in self.filters.items() if key != name})
        else:
            rows = self.ranking.answer if self.query.wanted else self._browsed(self.filters)
        counts = self._facets.counts(name, rows)
        chosen = {
            self._facets.values(name)[code] if (code := self._facets.code(name, value)) >= 0 else value
            for value in self.filters.get(name, ())
        }
        if not chosen:
            return tuple(counts)
        absent = sorted(chosen - {found.value for found in counts})
        counts += [FacetCount(value, 0) for value in absent]
        return tuple(FacetCount(found.value, found.count, found.value in chosen) for found in counts)

    def _relaxed(self) -> Relaxation | None:
        ranking = self.ranking
        if not len(ranking.answer):
            return None if self._n_unfiltered else nothing(self.query, self._near_skills)
        n_complete = int(ranking.has_all_terms.sum()) + (ranking.pinned >= 0)
        return relaxation(self.query, self.planned, len(ranking.answer), n_complete)

    @cached_property
    def _n_unfiltered(self) -> int:
        """How many documents match in the language that is searched, whatever the other filters say."""
        languages = {name: values for name, values in self.filters.items() if name == "lang"}
        return len(self._ranked(languages).answer) if languages != self.filters else 0

    @cached_property
    def _near_skills(self) -> tuple[str, ...]:
        """Return the skills whose names look most like what was typed."""
        if len(self._key) > MAX_NAME:
            return ()
        return self._names.nearest_titles(self._key)


def _as_written(name: str) -> str:
    """Return a name without case and without what is around its words."""
    return " ".join(fold(name).split()).strip("?.! ")
