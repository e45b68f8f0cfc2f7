"""The answer to one query over one generation, stage by stage: parse, name, plan, match, order; ``page`` shows it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.difficulty import NO_RANK
from corpus.difficulty import rank as difficulty_rank
from search.answer.meaning import with_meaning
from search.answer.naming import Naming, naming_of, with_words_corrected
from search.answer.ranking import Ranking, ordered, ordered_by, rank
from search.answer.support import Supporters
from search.engines.protocol import Matches, Scope, Wanted
from search.generation import OpenGeneration
from search.query.parse import Query, parse
from search.query.plan import Planned, Planner
from search.query.relaxation import MAX_SHORT_CLAUSES
from search.query.respelling import MIN_SURE, Correction
from search.query.vocabulary import Words
from search.versions import NEWEST

Filters = Mapping[str, Sequence[str]]
Rows = NDArray[Any]
Stage = TypeVar("Stage")

SCOPE = ("lang", "version")
"""Filters in which an answer is sought, the site's language and the newest versions unless a query asks for others."""

MAX_KEPT_TEXT = 300
"""Characters of a query up to which its stages are kept; by hand."""

RANKING_BYTES, CHARACTER_BYTES = 1_000, 200
"""Bytes of a kept ranking beside its arrays, and of a character of its query: a word of one letter takes 400.
By hand."""

EVERY = ("all",)
"""Values of a filter of ``SCOPE`` that switch it off."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and what is known of it before it is planned.

    ``filters`` are those of the query and of the caller together, with the language and the versions that are searched;
    ``given`` are those of the caller alone, ``lang`` is the language of its words.
    """

    query: Query
    filters: Filters
    given: Filters
    lang: str
    naming: Naming


class Sought(NamedTuple):
    """A planned query, and the filters of ``SCOPE`` under which its answer is sought; see ``Found``."""

    asked: Asked
    planned: Planned
    naming: Naming
    scope: Filters


@dataclass(frozen=True, slots=True)
class Found:
    """What the words of a query find.

    ``naming`` is that of the query as it was corrected.
    ``ranking`` is that of the whole answer in the language and versions that are searched, before other filters.
    """

    planned: Planned
    naming: Naming
    ranking: Ranking


@dataclass(frozen=True, slots=True)
class Answer:
    """All of an answer: its ``rows``, and what found them; None where the query has no words, and documents are listed.

    ``rows`` are in their own order, or in order of title where documents are listed. ``ranking`` is that of ``rows``.
    ``total`` is the number of results: of copies among ``rows`` one is shown.
    """

    asked: Asked
    rows: Rows
    total: int
    found: Found | None = None
    ranking: Ranking | None = None


def answer_to(text: str, filters: Filters, live: OpenGeneration) -> Answer:
    """Return the whole answer to the query ``text``."""
    return answers_of([(parsed(text, live), filters)], live)[0]


def parsed(text: str, live: OpenGeneration) -> Query:
    """Return the query ``text``, read with the words of the index."""
    query: Query = live.kept(_parsed, text) if len(text) <= MAX_KEPT_TEXT else _parsed(live, text)
    return query


def _parsed(live: OpenGeneration, text: str) -> Query:
    return parse(text, occurs=live.engine.df)


def answers_of(queries: Sequence[tuple[Query, Filters]], live: OpenGeneration) -> list[Answer]:
    """Return the whole answer to each query under its filters; each stage takes the values of those before it.

    The engine looks up the matches of all queries at once.
    """
    asked = [ask(query, filters, live) for query, filters in queries]
    rankings = iter(ranked([_sought(each, live) for each in asked if each.query.wanted], live))
    return [_answer(*next(rankings), live) if each.query.wanted else _listing(each, live) for each in asked]


def _sought(asked: Asked, live: OpenGeneration) -> Sought:
    planned = plan_of(asked, live)
    naming = with_words_corrected(asked.naming, asked.query.text, planned.corrections, live)
    return Sought(asked, planned, naming, split_scope(asked.filters)[0])


def _answer(sought: Sought, ranking: Ranking, live: OpenGeneration) -> Answer:
    """Return the answer of which ``ranking`` has all that is found in its scope, narrowed by the other filters."""
    allowed = live.facets.mask(split_scope(sought.asked.filters)[1])
    filtered = ranking if allowed is None else ranking.only(allowed)
    total = live.facets.copies.n_shown(filtered.answer)
    return Answer(sought.asked, filtered.answer, total, Found(sought.planned, sought.naming, ranking), filtered)


def _listing(asked: Asked, live: OpenGeneration) -> Answer:
    """Return the answer to a query without words."""
    rows = listed(asked.query, asked.filters, live)
    return Answer(asked, rows, live.facets.copies.n_shown(rows))


def ask(query: Query, filters: Filters, live: OpenGeneration) -> Asked:
    """Return ``query`` with the filters of the caller, its words looked up, and whose name it is."""
    given = {name: tuple(values) for name, values in filters.items() if values}
    all_filters = _with_scope({**query.filters, **given}, live)
    langs = all_filters.get("lang", (live.language,))
    lang = next((lang for lang in langs if live.facets.is_known("lang", lang)), langs[0])
    _, naming = _kept(_named, query, lang, live)
    if naming.kind == "pasted" and naming.replacement:
        return ask(naming.replacement, filters, live)
    return Asked(query, all_filters, given, lang, naming)


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

    ``knex docker`` is not ``knee docker``, unless a document has both words: where a short word is corrected, and no
    document has more clauses with the corrections than without, the plan is the one without.
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
    is_sure = all(len(correction.typed) >= MIN_SURE for correction in planned.corrections)
    if is_sure or not 1 < len(planned.plan.clauses) <= MAX_SHORT_CLAUSES:
        return planned
    plain = planner.plan(query, words, begins_name, corrects=False)
    n_plain, n_corrected = live.engine.most_clauses([plain.plan, planned.plan])
    return plain if n_plain >= n_corrected else planned


def ranked(sought: Sequence[Sought], live: OpenGeneration) -> Iterator[tuple[Sought, Ranking]]:
    """Yield the ranking of what each of ``sought`` matches in its scope, and of what is close to it.

    Rankings are kept unless the query is long, or scores are known only nearly.
    """
    keys = [(each.asked.query, each.asked.lang, tuple(each.scope.items())) for each in sought]
    kept = [live.rankings.get(key) for key in keys]
    anew = _ranked_anew([each for each, ranking in zip(sought, kept, strict=True) if ranking is None], live)
    for each, key, ranking in zip(sought, keys, kept, strict=True):
        if ranking is None:
            ranking = next(anew)
            n_characters = len(each.asked.query.text)
            if n_characters <= MAX_KEPT_TEXT and ranking.near is None:
                live.rankings.put(key, ranking, ranking.n_bytes + RANKING_BYTES + CHARACTER_BYTES * n_characters)
        yield each, ranking


def _ranked_anew(sought: Sequence[Sought], live: OpenGeneration) -> Iterator[Ranking]:
    wanted = [_wanted(each, live) for each in sought]
    # one after the other, see ``Engine.needed``
    for each, (_, scope, pinned), matches in zip(sought, wanted, live.engine.needed(wanted), strict=True):
        yield _ranking(each, scope, pinned, matches, live)


def _wanted(sought: Sought, live: OpenGeneration) -> Wanted:
    scope = live.facets.scope(sought.scope)
    return Wanted(sought.planned.plan, scope, live.names.pinned(sought.naming.key, scope.mask if scope else None))


def _ranking(
    sought: Sought, scope: Scope | None, pinned: int | None, matches: Matches, live: OpenGeneration
) -> Ranking:
    asked, planned, naming, _ = sought
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
    """Return the rows of the first ``n_wanted`` results of an answer, in the order that ``sort`` names.

    Of copies the first one in this order is a result.
    """
    n_wanted = min(n_wanted, answer.total)
    n_rows = n_wanted if answer.total == len(answer.rows) else 2 * n_wanted
    while True:
        rows = _first_in_order(answer, n_rows, live, sort)
        shown = rows[~live.facets.copies.is_repeated(rows)]
        if len(shown) >= n_wanted:
            return shown[:n_wanted]
        n_rows *= 2


def _first_in_order(answer: Answer, n_wanted: int, live: OpenGeneration, sort: str) -> Rows:
    """Return the rows of the first ``n_wanted`` documents of an answer, copies among them."""
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
