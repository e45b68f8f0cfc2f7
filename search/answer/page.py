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
    Sought,
    answers_of,
    first_rows,
    is_unsearchable,
    listed,
    parsed,
    ranked,
    split_scope,
)
from search.answer.hits import hits_of, placed
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
    return [placed(make_hit(live.documents.at(row)), row, live) for row in rows]


def _in_place_of(answer: Answer, live: OpenGeneration) -> tuple[Mapping[str, int], Sequence[str]]:
    """Return what can be offered in place of an empty answer.

    That is its size without one of the filters, by the filter, or without all of them, which goes by ``""``; else, for
    a query with words, the titles of the guides with the most similar names.
    """
    filters = answer.asked.filters
    without = {left_out: {name: filters[name] for name in filters if name != left_out} for left_out in filters}
    # without words, all documents of a language or version are no answer
    without = {name: others for name, others in without.items() if answer.found or others.keys() - set(SCOPE)}
    unfiltered = _sizes_under(without, answer, live)
    if answer.found and len(filters) > 1 and not unfiltered:
        unfiltered = _sizes_under({"": {}}, answer, live)
    key = answer.found.naming.key if answer.found else ""
    is_named = bool(key) and not unfiltered and len(key) <= MAX_NAME
    return unfiltered, live.names.similar_titles(key) if is_named else ()


def _sizes_under(filters: Mapping[str, Filters], answer: Answer, live: OpenGeneration) -> dict[str, int]:
    """Return the size of the answer under each of several other filters, by the name of each; those above 0.

    Without a language, it is that in all languages.
    """
    in_same = [name for name, each in filters.items() if "lang" in each or "lang" not in answer.asked.filters]
    in_all = [name for name in filters if name not in in_same]
    query = replace(answer.asked.query, filters={})
    totals = _totals([filters[name] for name in in_same], answer, live)
    totals += [each.total for each in answers_of([(query, _stated(filters[name])) for name in in_all], live)]
    sizes = dict(zip([*in_same, *in_all], totals, strict=True))
    return {name: sizes[name] for name in filters if sizes[name]}


def _stated(filters: Filters) -> Filters:
    """Return ``filters`` that leave nothing to defaults: without a language or version, in all of them."""
    return {**dict.fromkeys(SCOPE, EVERY), **filters}


def _totals(filters: Sequence[Filters], answer: Answer, live: OpenGeneration) -> list[int]:
    """Return the number of results of the answer under each of several other filters, the same language among them."""
    return [live.facets.copies.n_shown(rows) for rows in _rows_under(filters, answer, live)]


def _rows_under(filters: Sequence[Filters], answer: Answer, live: OpenGeneration) -> list[Rows]:
    """Return the rows of the answer under each of several other filters, the same language among them."""
    found, asked = answer.found, answer.asked
    if not found:
        return [listed(asked.query, each, live) for each in filters]
    own_scope = split_scope(asked.filters)[0]
    scopes = [split_scope(each)[0] for each in filters]
    sought = [Sought(asked, found.planned, found.naming, scope) for scope in scopes if scope != own_scope]
    in_others = iter(ranked(sought, live))
    rankings = [found.ranking if scope == own_scope else next(in_others)[1] for scope in scopes]
    return [_allowed(ranking.answer, each, live) for ranking, each in zip(rankings, filters, strict=True)]


def _allowed(rows: Rows, filters: Filters, live: OpenGeneration) -> Rows:
    """Return those of ``rows`` that ``filters`` allow, beside those of ``SCOPE``."""
    allowed = live.facets.mask(split_scope(filters)[1])
    return rows if allowed is None else rows[allowed[rows]]


def facet(name: str, answer: Answer, live: OpenGeneration) -> Sequence[FacetCount]:
    """Return the number of results once each value of a facet is added to those that the caller chose of it.

    Where the caller chose none, that is the number of results with the value. A value that is chosen already has that
    number too, be it by the query or by default; values that give nothing are left out, unless they are chosen.
    """
    filters = answer.asked.filters
    chosen = filters.get(name) or ()
    values = live.facets.values(name)
    counts: Sequence[FacetCount]
    if name == "lang" and answer.found and (len(values) > 1 or answer.asked.lang not in values):
        counts = _language_counts(answer, live)
    elif name == "version" and live.facets.versions.has_older:
        counts = _version_counts(answer, live)
    elif chosen:
        counts = _counts_beside(name, answer, live)
    else:
        counts = live.facets.counts(name, answer.rows)
    if not chosen:
        return counts
    selected = {values[code] if (code := live.facets.code(name, value)) >= 0 else value for value in chosen}
    known = {count.value for count in counts}
    return (
        *[FacetCount(count.value, count.count, count.value in selected) for count in counts],
        *[FacetCount(value, 0, selected=True) for value in sorted(selected - known)],
    )


def _given(name: str, answer: Answer) -> Sequence[str]:
    """Return the values of a facet that the caller chose; ``EVERY`` of ``SCOPE`` is none."""
    given = answer.asked.given.get(name, ())
    return () if name in SCOPE and tuple(given) == EVERY else given


def _counts_beside(name: str, answer: Answer, live: OpenGeneration) -> Sequence[FacetCount]:
    """Return the counts of a facet of which some values are chosen, see ``facet``."""
    others = {key: values for key, values in answer.asked.filters.items() if key != name}
    rows = _rows_under([others], answer, live)[0]
    counts, given = live.facets.counts(name, rows), _given(name, answer)
    chosen = live.facets.mask({name: given})
    if chosen is None:
        return counts
    beside = rows[chosen[rows]]
    # what a further value adds are documents that are neither chosen already nor copies of those
    rest = live.facets.copies.not_among(rows[~chosen[rows]], beside)
    n_beside, added = live.facets.copies.n_shown(beside), {c.value: c.count for c in live.facets.counts(name, rest)}
    is_given = {value.casefold() for value in given}
    together = [
        c if c.value.casefold() in is_given else FacetCount(c.value, n_beside + added.get(c.value, 0)) for c in counts
    ]
    return sorted(together, key=lambda count: (-count.count, count.value))


def _language_counts(answer: Answer, live: OpenGeneration) -> tuple[FacetCount, ...]:
    """Return the number of results in each language that has some, the commonest first, see ``facet``.

    Each has an answer of its own, since words have other stems and other stop words in another language.
    """
    query, filters = parsed(answer.asked.query.text, live), _stated(answer.asked.filters)
    given, langs = _given("lang", answer), live.languages[:MAX_LANGUAGES]
    is_given = {lang.casefold() for lang in given}
    wanted = {lang: (lang,) if lang.casefold() in is_given else tuple(sorted((*given, lang))) for lang in langs}
    others = [lang for lang in langs if filters["lang"] != wanted[lang]]
    totals = dict.fromkeys(langs, answer.total)
    answers = answers_of([(query, {**filters, "lang": wanted[lang]}) for lang in others], live)
    totals |= {lang: in_lang.total for lang, in_lang in zip(others, answers, strict=True)}
    by_size = sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple([FacetCount(lang, n) for lang, n in by_size if n])


def _version_counts(answer: Answer, live: OpenGeneration) -> tuple[FacetCount, ...]:
    """Return the number of results among the newest versions, then in each version that has some, newest first.

    See ``facet``.
    """
    versions = (NEWEST, *sorted(live.facets.values("version"), key=age)[:MAX_VERSIONS])
    given = _given("version", answer)
    under = {
        version: {**answer.asked.filters, "version": (version,) if version in given else (*given, version)}
        for version in versions
    }
    totals = _totals([*under.values()], answer, live)
    return tuple([FacetCount(version, total) for version, total in zip(under, totals, strict=True) if total])


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
