"""A page of an answer: hits, facets, and what is said to readers of a query that was changed or found nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.nearest_names import MAX_COMPARED, nearest_names
from search.answer.answer import Answer, Filters, Found, Rows, first_rows, is_unsearchable, listed, ranked
from search.answer.hits import hits_of
from search.generation import OpenGeneration
from search.hit import make_hit
from search.query.relaxation import nothing, relaxation, unknown_value
from search.query.respelling import corrected
from search.results import FacetCount, Hit, Relaxation, ResultPage

MAX_NAME = 64
"""Characters of a query for which skills with similar names are looked up; by hand."""

MAX_UNKNOWN, MAX_VALUES = 2, 6
"""Unknown values of filters that notices report, and known values that each notice lists; by hand."""

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
    n_unfiltered, near_skills = _in_place_of(answer, found, live) if found and not answer.total else (0, ())
    return ResultPage(
        query=query.text,
        total=answer.total,
        limit=view.limit,
        offset=view.offset,
        hits=tuple(_hits(answer, view, live)),
        facets={name: facet(name, answer, live) for name in view.facets},
        relaxed=_relaxed(answer, found, n_unfiltered, near_skills) if found else None,
        suggestion=_suggestion(query.text, found, near_skills) if found else None,
        notices=tuple(_notices(answer, n_unfiltered, live)),
        build_id=live.build_id,
    )


def _hits(answer: Answer, view: View, live: OpenGeneration) -> list[Hit]:
    last = view.offset + view.limit
    rows = first_rows(answer, last, live, view.sort)[view.offset :].tolist()
    if answer.found:
        return hits_of(rows, answer.found, view.explain, live)
    return [make_hit(live.documents.at(row)) for row in rows]


def _in_place_of(answer: Answer, found: Found, live: OpenGeneration) -> tuple[int, Sequence[str]]:
    """Return what can be offered in place of an empty answer.

    That is its size without other filters than the language, else the titles of the guides with the most similar names.
    """
    filters, key = answer.asked.filters, found.naming.key
    languages = {name: values for name, values in filters.items() if name == "lang"}
    n_unfiltered = len(_rows_under(languages, answer, live)) if languages != filters else 0
    return n_unfiltered, () if n_unfiltered or len(key) > MAX_NAME else live.names.nearest_titles(key)


def _rows_under(filters: Filters, answer: Answer, live: OpenGeneration) -> Rows:
    """Return the rows of the same answer under other ``filters``."""
    found = answer.found
    if not found:
        return listed(answer.asked.query, filters, live)
    return ranked(found.planned.plan, found.matches, found.naming, filters, live).answer


def facet(name: str, answer: Answer, live: OpenGeneration) -> tuple[FacetCount, ...]:
    """Return how many documents of the answer have each value of a facet, the facet's own filter lifted.

    Values that the filter selects are there at a count of 0 too.
    """
    filters = answer.asked.filters
    chosen = filters.get(name)
    if not chosen:
        return tuple(live.facets.counts(name, answer.rows))
    others = {key: values for key, values in filters.items() if key != name}
    counts = live.facets.counts(name, _rows_under(others, answer, live))
    values = live.facets.values(name)
    selected = {values[code] if (code := live.facets.code(name, value)) >= 0 else value for value in chosen}
    absent = sorted(selected - {count.value for count in counts})
    counts += [FacetCount(value, 0) for value in absent]
    return tuple(FacetCount(count.value, count.count, count.value in selected) for count in counts)


def _relaxed(answer: Answer, found: Found, n_unfiltered: int, near_skills: Sequence[str]) -> Relaxation | None:
    query, ranking = answer.asked.query, found.ranking
    if not answer.total:
        return None if n_unfiltered else nothing(query, near_skills)
    n_with_all_terms = int(ranking.has_all_terms.sum()) + (ranking.pinned >= 0)
    return relaxation(query, found.planned, n_with_all_terms)


def _suggestion(text: str, found: Found, near_skills: Sequence[str]) -> str | None:
    corrections = found.planned.corrections
    return corrected(text, corrections) if corrections else next(iter(near_skills), None)


def _notices(answer: Answer, n_unfiltered: int, live: OpenGeneration) -> Iterator[str]:
    query, found = answer.asked.query, answer.found
    yield from query.notices
    yield from islice(_unknown_values(answer.asked.filters, live), MAX_UNKNOWN)
    if found:
        yield from found.planned.notices
    elif is_unsearchable(query):
        yield UNSEARCHABLE
    if n_unfiltered:
        without = f"{n_unfiltered:,} result{'s' * (n_unfiltered > 1)}"
        yield f"Nothing matches with these filters; without them: {without}."


def _unknown_values(filters: Filters, live: OpenGeneration) -> Iterator[str]:
    """Yield a notice for each value of a filter that no document has."""
    for name, values in filters.items():
        for value in dict.fromkeys(values):
            if not live.facets.is_known(name, value):
                known = live.facets.values(name) if name != "updated" else ()
                shown = nearest_names(value[:MAX_COMPARED], known, MAX_VALUES, min_similarity=0)
                yield unknown_value(name, value, shown, len(known) - len(shown))
