"""A page of an answer: hits, facets, and what is said to readers of a query that was changed or found nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from corpus.identity.versions import age
from corpus.nearest_names import MAX_COMPARED, nearest_names
from search.answer.answer import (
    EVERY,
    SCOPE,
    Answer,
    Filters,
    Found,
    Rows,
    answer_of,
    answer_to,
    first_rows,
    is_unsearchable,
    listed,
    ranked,
    split_scope,
)
from search.answer.hits import hits_of, other_versions
from search.generation import OpenGeneration
from search.hit import make_hit
from search.query.relaxation import emptied, nothing, relaxation, unknown_value, without_stop_words
from search.query.respelling import corrected
from search.results import FacetCount, Hit, Relaxation, ResultPage
from search.versions import NEWEST

MAX_NAME = 64
"""Characters of a query for which skills with similar names are looked up; by hand."""

MAX_UNKNOWN, MAX_VALUES = 2, 6
"""Unknown values of filters that notices report, and known values that each notice lists; by hand."""

MAX_LANGUAGES, MAX_VERSIONS = 32, 32
"""Languages, the commonest of the index, and newest versions in which results are counted: each costs a search or a
ranking. By hand."""

UNSEARCHABLE = "There is no word to search for in that."


@dataclass(frozen=True, slots=True)
class View:
    """The part of an answer that is shown: hits ``offset`` to ``offset + limit`` in the order that ``sort`` names."""

    limit: int = 10
    offset: int = 0
    facets: Sequence[str] = ()
    explain: bool = False
    sort: str = "score"


def page_of(answer: Answer, view: View, live: OpenGeneration) -> ResultPage:
    """Return one page, with total, facets and notices of the whole answer."""
    found, query = answer.found, answer.asked.query
    unfiltered, near_skills = ({}, ()) if answer.total else _in_place_of(answer, live)
    return ResultPage(
        query=query.text,
        total=answer.total,
        limit=view.limit,
        offset=view.offset,
        hits=tuple(_hits(answer, view, live)),
        facets={name: facet(name, answer, live) for name in view.facets},
        relaxed=_relaxed(answer, found, unfiltered, near_skills) if found else None,
        suggestion=_suggestion(query.text, found, near_skills) if found else None,
        notices=tuple(_notices(answer, unfiltered, live)),
        build_id=live.build_id,
    )


def _hits(answer: Answer, view: View, live: OpenGeneration) -> list[Hit]:
    last = view.offset + view.limit
    rows = first_rows(answer, last, live, view.sort)[view.offset :].tolist()
    if answer.found:
        return hits_of(rows, answer.found, view.explain, live)
    return [make_hit(live.documents.at(row), versions=other_versions(row, live)) for row in rows]


def _in_place_of(answer: Answer, live: OpenGeneration) -> tuple[Mapping[str, int], Sequence[str]]:
    """Return what can be offered in place of an empty answer.

    That is its size without one of the filters, by the filter, or without all of them, which goes by ``""``; else, for
    a query with words, the titles of the guides with the most similar names.
    """
    filters = answer.asked.filters
    unfiltered = {}
    for left_out in filters:
        others = {name: values for name, values in filters.items() if name != left_out}
        # without words, all documents of a language or version are no answer
        if answer.found or others.keys() - set(SCOPE):
            unfiltered[left_out] = _size_under(others, answer, live)
    if answer.found and len(filters) > 1 and not any(unfiltered.values()):
        unfiltered[""] = _size_under({}, answer, live)
    unfiltered = {name: size for name, size in unfiltered.items() if size}
    key = answer.found.naming.key if answer.found else ""
    is_named = bool(key) and not unfiltered and len(key) <= MAX_NAME
    return unfiltered, live.names.nearest_titles(key) if is_named else ()


def _size_under(filters: Filters, answer: Answer, live: OpenGeneration) -> int:
    """Return the size of the answer under other ``filters``; without a language, that in all languages."""
    if "lang" in filters or "lang" not in answer.asked.filters:
        return len(_rows_under(filters, answer, live))
    return answer_of(replace(answer.asked.query, filters={}), _stated(filters), live).total


def _stated(filters: Filters) -> Filters:
    """Return ``filters`` that leave nothing to defaults: without a language or version, in all of them."""
    return {**dict.fromkeys(SCOPE, EVERY), **filters}


def _rows_under(filters: Filters, answer: Answer, live: OpenGeneration) -> Rows:
    """Return the rows of the answer under other ``filters``, the same language among them."""
    found = answer.found
    if not found:
        return listed(answer.asked.query, filters, live)
    scope, others = split_scope(filters)
    is_same = scope == split_scope(answer.asked.filters)[0]
    ranking = (
        found.ranking if is_same else ranked(answer.asked, found.planned, found.matching, found.naming, scope, live)
    )
    rows = ranking.answer
    allowed = live.facets.mask(others)
    return rows if allowed is None else rows[allowed[rows]]


def facet(name: str, answer: Answer, live: OpenGeneration) -> tuple[FacetCount, ...]:
    """Return the number of results that each value of a facet gives in place of the values that are selected.

    Values that give nothing are left out, unless they are selected.
    """
    filters = answer.asked.filters
    chosen = filters.get(name) or ()
    values = live.facets.values(name)
    if name == "lang" and answer.found and len(values) > 1:
        counts = _language_counts(answer, answer.found, live)
    elif name == "version" and live.facets.versions.has_older:
        counts = _version_counts(answer, live)
    elif chosen:
        others = {key: values for key, values in filters.items() if key != name}
        counts = live.facets.counts(name, _rows_under(others, answer, live))
    else:
        counts = live.facets.counts(name, answer.rows)
    if chosen:
        selected = {values[code] if (code := live.facets.code(name, value)) >= 0 else value for value in chosen}
        for count in counts:
            count.selected = count.value in selected
        counts += [FacetCount(value, 0, selected=True) for value in sorted(selected - {c.value for c in counts})]
    return tuple(counts)


def _language_counts(answer: Answer, found: Found, live: OpenGeneration) -> list[FacetCount]:
    """Return the number of results in each language that has some, the commonest first.

    Each is asked for on its own, since words have other stems and other stop words in another language.
    """
    query, filters, known, totals = answer.asked.query, answer.asked.filters, [found], {}
    for lang in live.languages[:MAX_LANGUAGES]:
        in_lang = answer_to(query.text, {**_stated(filters), "lang": (lang,)}, live, known)
        totals[lang] = in_lang.total
        known += [in_lang.found] if in_lang.found else []
    return [FacetCount(lang, n) for lang, n in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0])) if n]


def _version_counts(answer: Answer, live: OpenGeneration) -> list[FacetCount]:
    """Return the number of results among the newest versions, then in each version that has some, newest first."""
    versions = (NEWEST, *sorted(live.facets.values("version"), key=age)[:MAX_VERSIONS])
    sizes = {
        version: len(_rows_under({**answer.asked.filters, "version": (version,)}, answer, live)) for version in versions
    }
    return [FacetCount(version, size) for version, size in sizes.items() if size]


def _relaxed(
    answer: Answer, found: Found, unfiltered: Mapping[str, int], near_skills: Sequence[str]
) -> Relaxation | None:
    query, ranking = answer.asked.query, answer.ranking
    if not ranking or not answer.total:
        return None if unfiltered else nothing(query, near_skills)
    n_with_all_terms = int(ranking.has_all_terms.sum()) + (ranking.pinned >= 0)
    return relaxation(query, found.planned, n_with_all_terms)


def _suggestion(text: str, found: Found, near_skills: Sequence[str]) -> str | None:
    planned = found.planned
    near = [word for word in planned.missing if word.replacement]
    if planned.corrections or near:
        return corrected(text, (*planned.corrections, *near))
    return next(iter(near_skills), None)


def _notices(answer: Answer, unfiltered: Mapping[str, int], live: OpenGeneration) -> Iterator[str]:
    query, found = answer.asked.query, answer.found
    yield from query.notices
    yield from islice(_unknown_values(answer.asked.filters, live), MAX_UNKNOWN)
    if found:
        yield from found.planned.notices
        if found.planned.stop_words and not answer.asked.naming.is_whole:
            yield without_stop_words(found.planned.stop_words)
    elif is_unsearchable(query):
        yield UNSEARCHABLE
    if unfiltered:
        yield emptied(answer.asked.filters, unfiltered)


def _unknown_values(filters: Filters, live: OpenGeneration) -> Iterator[str]:
    """Yield a notice for each value of a filter that no document has."""
    for name, values in filters.items():
        for value in dict.fromkeys(values):
            if not live.facets.is_known(name, value):
                known = live.facets.values(name) if name != "updated" else ()
                shown = nearest_names(value[:MAX_COMPARED], known, MAX_VALUES, min_similarity=0)
                yield unknown_value(name, value, shown, len(known) - len(shown))
