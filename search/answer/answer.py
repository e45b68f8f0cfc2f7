"""The answer to one query over one generation: plan, matches, ranking, facets, and pages of hits."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.difficulty import NO_RANK
from corpus.difficulty import rank as difficulty_rank
from corpus.nearest_names import nearest_names
from index.analysis import fold, name_key
from search.answer.hits import HitMaker
from search.answer.inherited import Inherited, inherited, with_inherited
from search.answer.ranking import Ranking, ordered, rank
from search.engines.protocol import Matches
from search.generation import OpenGeneration
from search.hit import make_hit
from search.query.corrections import Correction, corrected
from search.query.parse import Phrase, Query, parse
from search.query.plan import Planned, Planner
from search.query.query_terms import QueryTerms, query_terms
from search.query.relaxation import MAX_SHORT_CLAUSES, nothing, relaxation, unknown_value
from search.results import FacetCount, Hit, Relaxation, ResultPage

MIN_BEGINNING = 3
"""Characters from which on a query may be the beginning of a name; by hand."""

MAX_NAME = 64
"""Characters of a query for which skills with similar names are looked up; by hand."""

MAX_MISSPELT_WORDS = 6
"""Words of a query that may be a misspelt name as a whole; by hand."""

MAX_BEGUN = 256
"""Names that begin with the query and are ranked for it; by hand."""

EXACT_NAME = 64
"""An exact name adds at least so many times the best score, a begun one 1 to 63 times, so that exact ones win. By hand.

The factors order names among each other: one time the best score already lifts a name above all other scores.
"""

MAX_UNKNOWN, MAX_VALUES = 2, 6
"""Unknown values of filters that notices report, and known values that each notice lists; by hand."""

UNSEARCHABLE = "There is no word to search for in that."

Filters = Mapping[str, Sequence[str]]
Rows = NDArray[Any]


class Answer:
    """What a query finds under some filters; each stage is computed on first use and kept.

    ``filters`` are those of the query and of the caller together, with the language that is searched.
    """

    def __init__(self, live: OpenGeneration, query: Query, filters: Filters, sort: str = "score") -> None:
        self._live = live
        self._documents, self._names, self._facets = live.documents, live.names, live.facets
        self._key = name_key(query.text)
        self.query = self._as_name(query)
        self._sort = sort
        of_caller = {name: tuple(values) for name, values in filters.items() if values}
        self.filters = self._with_language({**self.query.filters, **of_caller})
        self._lang = self.filters.get("lang", (live.language,))[0]

    def _as_name(self, query: Query) -> Query:
        """Return ``query`` parsed without operators where it is a document's name as its document writes it."""
        if not (query.excluded or query.filters or any(isinstance(operand, Phrase) for operand in query.wanted)):
            return query
        is_pasted = self._is_name and _as_written(self._names.written(self._key)) == _as_written(query.text)
        return parse(query.text, operators=False) if is_pasted else query

    def _with_language(self, filters: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        """Return ``filters`` with the site's language unless they have another; ``all`` stands for every language."""
        languages = filters.get("lang")
        if languages == ("all",):
            return {name: values for name, values in filters.items() if name != "lang"}
        default = self._live.default_language
        return {**filters, "lang": default} if default and not languages else filters

    def page(self, limit: int, offset: int, facets: Sequence[str], explain: bool) -> ResultPage:
        """Return the hits ``offset`` to ``offset + limit``, with total, facets and notices of the whole answer."""
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
        """Return the words that the query looks for, to be marked in texts."""
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
        """Return the places in ``ranking.answer`` of the first ``n_wanted`` by score, in order."""
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
        notices = (*self.query.notices, *islice(self._unknown_values(), MAX_UNKNOWN))
        if not self.query.wanted:
            return (*notices, *([UNSEARCHABLE] if self._is_unsearchable else []))
        notices = (*notices, *self.planned.notices)
        if self.total or not self._n_unfiltered:
            return notices
        without = f"{self._n_unfiltered:,} result{'s' * (self._n_unfiltered > 1)}"
        return (*notices, f"Nothing matches with these filters; without them: {without}.")

    def _unknown_values(self) -> Iterator[str]:
        """Yield a notice for each value of a filter that no document has."""
        for facet, values in self.filters.items():
            for value in dict.fromkeys(values):
                if not self._facets.is_known(facet, value):
                    known = self._facets.values(facet) if facet != "updated" else ()
                    shown = nearest_names(value, known, MAX_VALUES, min_similarity=0)
                    yield unknown_value(facet, value, shown, len(known) - len(shown))

    def _suggestion(self) -> str | None:
        if self.planned.corrections:
            return corrected(self.query.text, self.planned.corrections)
        return None if self.total or self._n_unfiltered else next(iter(self._near_skills), None)

    @property
    def _is_unsearchable(self) -> bool:
        """Whether something was typed in which there is neither a word nor a filter."""
        return bool(self.query.text.strip()) and not self.query.filters

    def _browsed(self, filters: Filters) -> Rows:
        """Return the rows that ``filters`` allow, in order of title: the answer to an empty query."""
        order = self._documents.by_title[: 0 if self._is_unsearchable else None]
        allowed = self._facets.mask(filters)
        return order if allowed is None else order[allowed[order]]

    @cached_property
    def planned(self) -> Planned:
        """The plan that the engine is given; of the respelt name where the whole query is a misspelt name."""
        planner, name = self._planner(corrects=True), self._respelt_name()
        if name:
            correction = Correction(self.query.text, name, "typo")
            return replace(planner.plan(parse(name)), corrections=(correction,))
        planned = planner.plan(self.query)
        if self._is_name:
            return replace(planned, corrections=())
        return self._uncorrected(planned) or planned

    def _planner(self, corrects: bool) -> Planner:
        live, is_name = self._live, self._names.is_guide_name
        return Planner(live.engine, live.vocabulary(self._lang), is_name, self._lang, self._begins_name, corrects)

    def _uncorrected(self, planned: Planned) -> Planned | None:
        """Return the plan without corrections where no document has more clauses with them; else None.

        ``docker swarm`` is not ``docker warm``, unless a document has both words.
        """
        if not planned.corrections or not 1 < len(planned.plan.clauses) <= MAX_SHORT_CLAUSES:
            return None
        plain = self._planner(corrects=False).plan(self.query)
        return plain if self._max_clauses_matched(plain) >= self._max_clauses_matched(planned) else None

    def _max_clauses_matched(self, planned: Planned) -> int:
        """Return the number of clauses that the best match of a plan has; 0 without matches."""
        engine, plan = self._live.engine, planned.plan
        n_clauses = np.zeros(engine.n_docs, np.int8)
        for clause in plan.clauses:
            has_clause = np.zeros(engine.n_docs, np.bool_)
            for alternative in clause.alternatives:
                has_clause[engine.rows_of(alternative.query)] = True
            n_clauses += has_clause
        return int(n_clauses[engine.matches(plan).rows].max(initial=0))

    @cached_property
    def _is_name(self) -> bool:
        """Whether the query is a document's name, so that there is nothing to correct."""
        return bool(len(self._names.rows_called(self._key)[0]))

    def _respelt_name(self) -> str:
        """Return the guide's name that the whole query is a typo of; ``""`` for none, or where every word is known."""
        words, vocabulary = self.query.words, self._live.vocabulary(self._lang)
        if len(words) > MAX_MISSPELT_WORDS or self._is_name or self._begins_name:
            return ""
        if all(word.is_quoted or vocabulary.is_known(word) for word in words):
            return ""
        operands = self.query.wanted
        phrases = [vocabulary.phrase_query(operand.words) for operand in operands if isinstance(operand, Phrase)]
        if any(len(self._live.engine.rows_of(phrase)) for phrase in phrases):
            return ""
        key = self._names.respelt(self._key)
        return self._names.written(key) if key else ""

    @cached_property
    def _matches(self) -> Matches:
        """The matches, with the scores that parts inherit of the guides that the query names."""
        return with_inherited(self._own_matches, self._inherited)

    @cached_property
    def _own_matches(self) -> Matches:
        return self._live.engine.matches(self.planned.plan)

    @cached_property
    def _inherited(self) -> Inherited:
        return inherited(self.planned.plan.clauses, self._own_matches, self._live.engine, self._names, self._facets)

    @cached_property
    def ranking(self) -> Ranking:
        """The ranking of the whole answer; only of queries with something to search for."""
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
        """Whether the query is the beginning of a guide's name, and not a guide's name itself."""
        if len(self._key) < MIN_BEGINNING or self._names.is_guide_name(self._key):
            return False
        return bool(len(self._begun[0]))

    @cached_property
    def _begun(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The rows of guides with a name that begins with the query, and the lengths of these names."""
        return self._names.guides_beginning(self._key, MAX_BEGUN)

    @cached_property
    def _titled(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The rows with the query, as corrected, for a name, and how many times the best score that adds.

        A guide's title adds most, then a guide's alias, another title, another alias. A name that begins with the
        query adds the more the shorter it is, whatever was typed of it: as more is typed, the order of the names that
        are left stays.
        """
        if self._begins_name:
            rows, lengths = self._begun
            return rows, EXACT_NAME - np.minimum(lengths, EXACT_NAME - 1)
        corrections = self.planned.corrections
        key = name_key(corrected(self.query.text, corrections)) if corrections else self._key
        rows, by_alias = self._names.rows_called(key)
        is_guide = self._documents.is_guide[rows]
        return rows, EXACT_NAME * np.where(is_guide, 4 - by_alias, 2 - by_alias)

    @cached_property
    def _title_reason(self) -> str:
        if self._begins_name:
            return "its name begins so"
        if self.planned.corrections:
            return f"called “{corrected(self.query.text, self.planned.corrections)}”"
        return "called exactly this"

    def _sorted(self, rows: Rows) -> Rows:
        """Return ``rows`` in the order that ``sort`` names; equal ones, and all for ``score``, stay in their order."""
        if self._sort == "updated":
            return rows[np.argsort(-self._facets.updated[rows], kind="stable")]
        if self._sort == "difficulty":
            # by code; the last one takes the code -1, which stands for no difficulty
            rank_of_code = np.array([*map(difficulty_rank, self._facets.values("difficulty")), NO_RANK])
            return rows[np.argsort(rank_of_code[self._facets.codes("difficulty")[rows]], kind="stable")]
        if self._sort == "title":
            place = np.empty(self._documents.n_docs, np.int64)
            place[self._documents.by_title] = np.arange(self._documents.n_docs)
            return rows[np.argsort(place[rows], kind="stable")]
        return rows

    def facet(self, name: str) -> tuple[FacetCount, ...]:
        """Return how many documents of the answer have each value of a facet, the facet's own filter lifted.

        Values that the filter selects are there at a count of 0 too.
        """
        rows_under: Callable[[Filters], Rows] = (
            (lambda filters: self._ranked(filters).answer) if self.query.wanted else self._browsed
        )
        if self.filters.get(name):
            rows = rows_under({key: values for key, values in self.filters.items() if key != name})
        else:
            rows = self.ranking.answer if self.query.wanted else self._browsed(self.filters)
        counts = self._facets.counts(name, rows)
        selected = {
            self._facets.values(name)[code] if (code := self._facets.code(name, value)) >= 0 else value
            for value in self.filters.get(name, ())
        }
        if not selected:
            return tuple(counts)
        absent = sorted(selected - {count.value for count in counts})
        counts += [FacetCount(value, 0) for value in absent]
        return tuple(FacetCount(count.value, count.count, count.value in selected) for count in counts)

    def _relaxed(self) -> Relaxation | None:
        ranking = self.ranking
        if not len(ranking.answer):
            return None if self._n_unfiltered else nothing(self.query, self._near_skills)
        n_with_all_terms = int(ranking.has_all_terms.sum()) + (ranking.pinned >= 0)
        return relaxation(self.query, self.planned, len(ranking.answer), n_with_all_terms)

    @cached_property
    def _n_unfiltered(self) -> int:
        """The size of the answer without other filters than the language; 0 where there are no others."""
        languages = {name: values for name, values in self.filters.items() if name == "lang"}
        return len(self._ranked(languages).answer) if languages != self.filters else 0

    @cached_property
    def _near_skills(self) -> tuple[str, ...]:
        """The titles of the guides with the names most similar to the query."""
        if len(self._key) > MAX_NAME:
            return ()
        return self._names.nearest_titles(self._key)


def _as_written(name: str) -> str:
    """Return a name without case, accents, repeated spaces and the marks that end a sentence."""
    return " ".join(fold(name).split()).strip("?.! ")
