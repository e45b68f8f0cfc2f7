"""The answer to one query over one generation, stage by stage: parse, name, plan, match, order; ``page`` shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.difficulty import NO_RANK
from corpus.difficulty import rank as difficulty_rank
from search.answer.meaning import with_meaning
from search.answer.naming import Naming, naming_of, with_words_corrected
from search.answer.ranking import Ranking, ordered, ordered_by, rank
from search.answer.support import Supporters
from search.engines.protocol import Matching
from search.generation import OpenGeneration
from search.query.parse import Query, parse
from search.query.plan import Planned, Planner
from search.query.relaxation import MAX_SHORT_CLAUSES
from search.query.respelling import Correction
from search.query.vocabulary import Words
from search.versions import NEWEST

Filters = Mapping[str, Sequence[str]]
Rows = NDArray[Any]
Stage = TypeVar("Stage")

SCOPE = ("lang", "version")
"""Filters in which an answer is sought, the site's language and the newest versions unless a query asks for others."""

MAX_KEPT_TEXT = 300
"""Characters of a query up to which its stages are kept; by hand."""

EVERY = ("all",)
"""Values of a filter of ``SCOPE`` that switch it off."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and what is known of it before it is planned.

    ``filters`` are those of the query and of the caller together, with the language and the versions that are searched;
    ``lang`` is the language of its words.
    """

    query: Query
    filters: Filters
    lang: str
    naming: Naming


@dataclass(frozen=True, slots=True)
class Found:
    """What the words of a query find.

    ``naming`` is that of the query as it was corrected.
    ``ranking`` is that of the whole answer in the language and versions that are searched, before other filters.
    """

    planned: Planned
    naming: Naming
    matching: Matching
    ranking: Ranking


@dataclass(frozen=True, slots=True)
class Answer:
    """All of an answer: its ``rows``, and what found them; None where the query has no words, and documents are listed.

    ``rows`` are in their own order, or in order of title where documents are listed. ``ranking`` is that of ``rows``.
    """

    asked: Asked
    rows: Rows
    found: Found | None = None
    ranking: Ranking | None = None

    @property
    def total(self) -> int:
        return len(self.rows)


def answer_to(text: str, filters: Filters, live: OpenGeneration, known: Sequence[Found] = ()) -> Answer:
    """Return the whole answer to the query ``text``; see ``answer_of``."""
    return answer_of(parsed(text, live), filters, live, known)


def parsed(text: str, live: OpenGeneration) -> Query:
    """Return the query ``text``, read with the words of the index."""
    query: Query = live.kept(_parsed, text) if len(text) <= MAX_KEPT_TEXT else _parsed(live, text)
    return query


def _parsed(live: OpenGeneration, text: str) -> Query:
    return parse(text, occurs=live.engine.df)


def answer_of(query: Query, filters: Filters, live: OpenGeneration, known: Sequence[Found] = ()) -> Answer:
    """Return the whole answer to ``query``; each stage takes the values of those before it.

    Args:
        known: what the same query finds in other languages; the matches of one with the same plan are taken.
    """
    asked = ask(query, filters, live)
    if not asked.query.wanted:
        return Answer(asked, listed(asked.query, asked.filters, live))
    planned = plan_of(asked, live)
    naming = with_words_corrected(asked.naming, asked.query.text, planned.corrections, live)
    same = next((found for found in known if found.planned.plan == planned.plan), None)
    matching = same.matching if same else live.engine.matching(planned.plan)
    scope, others = split_scope(asked.filters)
    ranking = ranked(asked, planned, matching, naming, scope, live)
    allowed = live.facets.mask(others)
    filtered = ranking if allowed is None else ranking.only(allowed)
    return Answer(asked, filtered.answer, Found(planned, naming, matching, ranking), filtered)


def ask(query: Query, filters: Filters, live: OpenGeneration) -> Asked:
    """Return ``query`` with the filters of the caller, its words looked up, and whose name it is."""
    all_filters = _with_scope({**query.filters, **{name: tuple(v) for name, v in filters.items() if v}}, live)
    lang = all_filters.get("lang", (live.language,))[0]
    _, naming = _kept(_named, query, lang, live)
    if naming.kind == "pasted" and naming.replacement:
        return ask(naming.replacement, filters, live)
    return Asked(query, all_filters, lang, naming)


def _named(live: OpenGeneration, query: Query, lang: str) -> tuple[Words, Naming]:
    words = Words(live.vocabulary(lang))
    return words, naming_of(query, words, lang, live)


def _kept(make: Callable[[OpenGeneration, Query, str], Stage], query: Query, lang: str, live: OpenGeneration) -> Stage:
    """Return a stage of a search that follows from the query and its language; it is kept unless the query is long."""
    stage: Stage = live.kept(make, query, lang) if len(query.text) <= MAX_KEPT_TEXT else make(live, query, lang)
    return stage


def _with_scope(filters: Filters, live: OpenGeneration) -> Filters:
    """Return ``filters`` with the site's language and the newest versions unless they ask for others.

    ``all`` stands for every language or version. A filter that names a guide asks for its version.
    """
    defaults = {"lang": live.default_language}
    if live.facets.versions.has_older and "guide" not in filters:
        defaults["version"] = (NEWEST,)
    asked = {**filters, **{name: default for name, default in defaults.items() if default and not filters.get(name)}}
    return {name: values for name, values in asked.items() if name not in SCOPE or values != EVERY}


def split_scope(filters: Filters) -> tuple[Filters, Filters]:
    """Return the filters of ``SCOPE``, in which an answer is sought, and the others, which narrow it afterwards."""
    scope = {name: values for name, values in filters.items() if name in SCOPE}
    return scope, {name: values for name, values in filters.items() if name not in SCOPE}


def plan_of(asked: Asked, live: OpenGeneration) -> Planned:
    """Return the plan that the engine is given; of the guide's name where the whole query is a misspelt one.

    ``docker swarm`` is not ``docker warm``, unless a document has both words: where no document has more clauses with
    the corrections than without, the plan is the one without.
    """
    return _kept(_planned, asked.query, asked.lang, live)


def _planned(live: OpenGeneration, query: Query, lang: str) -> Planned:
    words, naming = _kept(_named, query, lang, live)
    planner = Planner(live.engine, live.vocabulary(lang), live.names.is_guide_name, lang)
    if naming.replacement:
        planned = planner.plan(naming.replacement, words)
        return replace(planned, corrections=(Correction(query.text, naming.replacement.text, "typo"),))
    begins_name = naming.kind == "begun"
    planned = planner.plan(query, words, begins_name)
    if not planned.corrections:
        return planned
    if naming.is_whole:
        return replace(planned, corrections=())
    if not 1 < len(planned.plan.clauses) <= MAX_SHORT_CLAUSES:
        return planned
    plain = planner.plan(query, words, begins_name, corrects=False)
    is_plain = live.engine.most_clauses(plain.plan) >= live.engine.most_clauses(planned.plan)
    return plain if is_plain else planned


def ranked(
    asked: Asked, planned: Planned, matching: Matching, naming: Naming, filters: Filters, live: OpenGeneration
) -> Ranking:
    """Return the ranking of what matches in the languages and versions of ``filters``, and of what is close to it."""
    scope = live.facets.scope(filters)
    pinned = live.names.pinned(naming.key, scope.mask if scope else None)
    matches = matching.within(scope, () if pinned is None else (pinned,))
    guides, is_page = live.facets.codes("guide"), live.documents.is_guide
    sizes, clauses = live.facets.sizes("guide"), planned.plan.clauses
    supporters = Supporters(clauses, live.engine, live.neighbours, guides, sizes, is_page, live.weights)
    ranking = rank(matches, supporters, (naming.rows, naming.bonus), pinned)
    if live.closeness is None or not live.closeness.knows(asked.lang):
        return ranking
    return with_meaning(ranking, asked.query, planned, scope.mask if scope else None, live)


def is_unsearchable(query: Query) -> bool:
    """Return whether something was typed in which there is neither a word nor a filter."""
    return bool(query.text.strip()) and not query.wanted and not query.filters


def listed(query: Query, filters: Filters, live: OpenGeneration) -> Rows:
    """Return the rows that ``filters`` allow, in order of title: the answer to a query without words."""
    if is_unsearchable(query):
        return np.zeros(0, np.int32)
    order = live.documents.by_title
    allowed = live.facets.mask(filters)
    return order if allowed is None else order[allowed[order]]


def first_rows(answer: Answer, n_wanted: int, live: OpenGeneration, sort: str = "score") -> Rows:
    """Return the rows of the first ``n_wanted`` documents of an answer, in the order that ``sort`` names."""
    if answer.ranking and sort == "score":
        return answer.rows[ordered(answer.ranking, n_wanted)]
    keys = _sort_keys(answer.rows, sort, live)
    if not answer.ranking:
        return answer.rows[np.argsort(keys, kind="stable")][:n_wanted]
    return answer.rows[ordered_by(answer.ranking, keys, n_wanted)]


def _sort_keys(rows: Rows, sort: str, live: OpenGeneration) -> Rows:
    """Return integers that order ``rows`` as ``sort`` names; all are equal for ``score``."""
    if sort == "updated":
        return -live.facets.updated[rows]
    if sort == "difficulty":
        # by code; the last one takes the code -1, which stands for no difficulty
        rank_of_code = np.array([*map(difficulty_rank, live.facets.values("difficulty")), NO_RANK])
        return rank_of_code[live.facets.codes("difficulty")[rows]]
    if sort == "title":
        return live.documents.title_ranks[rows]
    return np.zeros(len(rows), np.int64)
