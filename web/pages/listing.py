"""A list of results with everything around it: facets, order, pages, and how it was widened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request

from search.results import FacetCount, ResultPage
from search.searcher import Searcher
from web.api.endpoints import FILTERS, MAX_OFFSET, MAX_QUERY, QUERY, SORT
from web.http.addresses import Address
from web.http.parameters import Parameter, read_pairs, read_query
from web.http.request_context import exchange
from web.pages import wording

PER_PAGE = 10
SHOWN_VALUES = 6
"""Values of a facet that are in sight; the rest is behind "more"."""
MOST_VALUES = 24
"""Values of a facet that a page lists; the search narrows the rest."""
EVERY_LANGUAGE = ("all",)
FILTER_NAMES = tuple(parameter.name for parameter in FILTERS)
PAGE = Parameter("page", "Page.", "integer", 1, minimum=1, maximum=MAX_OFFSET // PER_PAGE)
PARAMETERS = (replace(QUERY, max_length=None), *FILTERS, SORT, PAGE)


@dataclass(frozen=True, slots=True)
class Option:
    """A link that changes the list; one without a url changes nothing."""

    label: str
    url: str
    count: int = 0
    selected: bool = False
    key: str = ""
    """Names the link across two versions of the list, so that focus can stay on it."""


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A facet with its values, the chosen ones first."""

    name: str
    label: str
    shown: tuple[Option, ...]
    more: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class ResultListing:
    """What a page of results shows; ``page`` is the searcher's answer, unchanged."""

    address: Address
    page: ResultPage
    count: str
    notices: tuple[str, ...]
    groups: tuple[FacetGroup, ...]
    chosen: tuple[Option, ...]
    """The filters in force; each link takes one away."""
    sorts: tuple[Option, ...]
    pages: tuple[Option, ...]
    """The pages near this one; one without a url is a gap."""
    n_pages: int

    @property
    def previous(self) -> str:
        """The address of the page before, empty on the first."""
        number = min(self.address.page, self.n_pages + 1) - 1
        return self.address.at(number).url if number > 0 else ""

    @property
    def next(self) -> str:
        """The address of the page after, empty on the last."""
        number = self.address.page + 1
        return self.address.at(number).url if number <= self.n_pages else ""

    @property
    def is_past_the_end(self) -> bool:
        return self.page.total > 0 and self.address.page > self.n_pages


def asked_values() -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return what the request asks a list for, and what the reader should know about it.

    Names that no list has (those that other sites add to links) are passed over; a query that is
    too long is cut.
    """
    values = read_query(PARAMETERS, read_pairs(request.query_string), strict=False)
    values["q"], notices = cut_query(values["q"])
    return values, notices


def asked_query() -> str:
    """Return the query that the request names, as long as it may be; empty when it names none."""
    query = read_query(PARAMETERS[:1], read_pairs(request.query_string), strict=False)["q"]
    return cut_query(query)[0]


def cut_query(query: str) -> tuple[str, tuple[str, ...]]:
    """Return a query as long as it may be, and what the reader should know about that."""
    if len(query) <= MAX_QUERY:
        return query, ()
    notice = f"Only the first {MAX_QUERY:,} of {len(query):,} characters were searched."
    return query[:MAX_QUERY], (notice,)


def listing(
    searcher: Searcher,
    address: Address,
    facets: Sequence[str],
    *,
    only_kind: str = "",
    noun: str = "result",
    notices: tuple[str, ...] = (),
    per_page: int = PER_PAGE,
) -> ResultListing:
    """Return the list that ``address`` asks for.

    Args:
        facets: those to count, in the order in which they are shown.
        only_kind: the one kind of document that this list is made of; empty for all.
        noun: what the list is of, in the singular.
    """
    filters = dict(address.filters)
    if only_kind:
        filters["kind"] = (only_kind,)
    page = searcher.search(
        address.query,
        filters,
        limit=per_page,
        offset=(address.page - 1) * per_page,
        facets=tuple(facets),
        sort=address.sort,
    )
    exchange().n_found = page.total
    n_pages = -(-page.total // per_page)
    return ResultListing(
        address=address,
        page=page,
        count=wording.found_words(page.total, address.query, noun),
        notices=(*notices, *page.notices),
        groups=tuple(_groups(searcher, address, page, facets)),
        chosen=tuple(_chosen(address)),
        sorts=tuple(_sorts(address)),
        pages=tuple(_pages(address, n_pages)),
        n_pages=n_pages,
    )


def _groups(searcher: Searcher, address: Address, page: ResultPage, facets: Sequence[str]) -> list[FacetGroup]:
    groups = []
    for name in facets:
        counts = sorted(page.facets.get(name, ()), key=lambda count: not count.selected)
        # A facet with a single value that is not chosen narrows nothing.
        if len(counts) > 1 or any(count.selected for count in counts):
            counts += _without_results(counts, searcher.facet_values(name))
            options = [_facet_option(address, name, count) for count in counts[:MOST_VALUES]]
            shown, more = tuple(options[:SHOWN_VALUES]), tuple(options[SHOWN_VALUES:])
            groups.append(FacetGroup(name, wording.FACETS[name], shown, more))
    return groups


def _without_results(counts: Sequence[FacetCount], values: Sequence[str]) -> list[FacetCount]:
    """Return the values of a facet that would give nothing, where all of its values are in sight."""
    found = {count.value for count in counts}
    few = values if len(values) <= SHOWN_VALUES else ()
    return [FacetCount(value, 0) for value in few if value not in found]


def _facet_option(address: Address, name: str, count: FacetCount) -> Option:
    label = wording.facet_value(name, count.value)
    url = _toggling(address, name, count).url if count.count or count.selected else ""
    return Option(label, url, count.count, count.selected, f"{name}={count.value}")


def _toggling(address: Address, name: str, count: FacetCount) -> Address:
    """Return the list with a value chosen, or no longer chosen.

    Where no language is asked for, the site's own is chosen already: without it the list is in all of them.
    """
    if name == "lang" and address.values(name) in ((), EVERY_LANGUAGE):
        return address.having(name, EVERY_LANGUAGE if count.selected else (count.value,), FILTER_NAMES)
    return address.toggled(name, count.value, FILTER_NAMES)


def _chosen(address: Address) -> list[Option]:
    return [
        Option(
            f"{wording.FACETS[name]}: {wording.facet_value(name, value)}",
            address.toggled(name, value, FILTER_NAMES).url,
        )
        for name, values in address.filters
        for value in values
    ]


def _sorts(address: Address) -> list[Option]:
    """Return the orders to choose from; without a query, the usual one is by title."""
    usual = "score" if address.query else "title"
    chosen = usual if address.sort == "score" else address.sort
    return [
        Option(
            label,
            address.sorted_by("score" if sort == usual else sort).url,
            selected=sort == chosen,
            key=f"sort={sort}",
        )
        for sort, label in wording.SORTS.items()
        if address.query or sort != "score"
    ]


def _pages(address: Address, n_pages: int) -> list[Option]:
    """Return the first and last page and those around this one, with gaps between."""
    if n_pages < 2:
        return []
    around = range(address.page - 1, address.page + 2)
    numbers = sorted({1, n_pages, *(n for n in around if 1 <= n <= n_pages)})
    options: list[Option] = []
    for before, number in zip([0, *numbers], numbers, strict=False):
        if number - before > 1:
            options.append(Option("…", ""))
        selected = number == address.page
        options.append(Option(str(number), address.at(number).url, selected=selected))
    return options
