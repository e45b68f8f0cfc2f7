"""A list of search results with the links around it: facets, filters, sort orders and pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request

from search.answer.answer import EVERY, SCOPE
from search.results import FacetCount, ResultPage
from search.searcher import Searcher
from web.api.endpoints import FILTERS, MAX_OFFSET, MAX_QUERY, QUERY, SORT
from web.http.addresses import ListAddress
from web.http.parameters import Parameter, read_pairs, read_query
from web.http.request_context import current_context
from web.pages import wording

PER_PAGE = 10
MAX_SHOWN_VALUES = 6  # by hand
"""Values of a facet shown at first; "more" opens the others."""
MAX_VALUES = 24  # by hand
"""Values of a facet on a page, the most frequent; a narrower query reaches the others."""
FILTER_NAMES = tuple(parameter.name for parameter in FILTERS)
PAGE = Parameter("page", "Page.", "integer", 1, minimum=1, maximum=MAX_OFFSET // PER_PAGE)
PARAMETERS = (replace(QUERY, max_length=None), *FILTERS, SORT, PAGE)


@dataclass(frozen=True, slots=True)
class ListingLink:
    """A link to another version of the list; ``url`` is empty where there is none to go to."""

    label: str
    url: str
    count: int = 0
    selected: bool = False
    key: str = ""
    """Identifies the link in the old and the new list, so that keyboard focus stays on it."""


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A facet with links that toggle its values, selected values first."""

    name: str
    label: str
    shown: tuple[ListingLink, ...]
    more: tuple[ListingLink, ...]
    """The values behind "more"."""


@dataclass(frozen=True, slots=True)
class ResultListing:
    """The content of a page of results."""

    address: ListAddress
    page: ResultPage
    """The searcher's answer, unchanged."""
    count: str
    """The number of results, in words."""
    notices: tuple[str, ...]
    groups: tuple[FacetGroup, ...]
    chosen: tuple[ListingLink, ...]
    """The active filters; each link removes one."""
    sorts: tuple[ListingLink, ...]
    pages: tuple[ListingLink, ...]
    """Links to the first, the last and the neighbouring pages; a gap between them has no url."""
    n_pages: int

    @property
    def previous(self) -> str:
        """The URL of the previous page, empty on the first; a page past the end leads back to the last."""
        number = min(self.address.page, self.n_pages + 1) - 1
        return self.address.on_page(number).url if number > 0 else ""

    @property
    def next(self) -> str:
        """The URL of the next page, empty on the last."""
        number = self.address.page + 1
        return self.address.on_page(number).url if number <= self.n_pages else ""

    @property
    def is_past_the_end(self) -> bool:
        return self.page.total > 0 and self.address.page > self.n_pages


def requested_values() -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the parameters of the request by name, and notices about them for the reader.

    Unknown parameters (such as those that other sites append to links) are ignored; a query that is
    too long is cut, with a notice.
    """
    values = read_query(PARAMETERS, read_pairs(request.query_string), strict=False)
    values["q"], notices = cut_query(values["q"])
    return values, notices


def requested_query() -> str:
    """Return the parameter ``q`` of the request, cut to MAX_QUERY characters; empty when it is missing."""
    query = read_query(PARAMETERS[:1], read_pairs(request.query_string), strict=False)["q"]
    return cut_query(query)[0]


def cut_query(query: str) -> tuple[str, tuple[str, ...]]:
    """Return a query of at most MAX_QUERY characters, and a notice where it was cut."""
    if len(query) <= MAX_QUERY:
        return query, ()
    notice = f"Only the first {MAX_QUERY:,} of {len(query):,} characters were searched."
    return query[:MAX_QUERY], (notice,)


def listing(
    searcher: Searcher,
    address: ListAddress,
    facets: Sequence[str],
    *,
    only_kind: str = "",
    noun: str = "result",
    notices: tuple[str, ...] = (),
    per_page: int = PER_PAGE,
) -> ResultListing:
    """Search for ``address`` and return the results with their links.

    Args:
        facets: names of the facets to count, in the order in which the page shows them.
        only_kind: the one kind of document that the list may contain; empty for all.
        noun: the singular name of a result, for the count.
        notices: shown before those of the search.
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
    current_context().n_found = page.total
    n_pages = -(-page.total // per_page)
    return ResultListing(
        address=address,
        page=page,
        count=wording.count_words(page.total, address.query, noun),
        notices=(*notices, *page.notices),
        groups=tuple(_groups(searcher, address, page, facets)),
        chosen=tuple(_filter_links(address)),
        sorts=tuple(_sort_links(address)),
        pages=tuple(_page_links(address, n_pages)),
        n_pages=n_pages,
    )


def _groups(searcher: Searcher, address: ListAddress, page: ResultPage, facets: Sequence[str]) -> list[FacetGroup]:
    groups = []
    for name in facets:
        counts = sorted(page.facets.get(name, ()), key=lambda count: not count.selected)
        # A facet with a single value that is not selected cannot narrow the list.
        if len(counts) > 1 or any(count.selected for count in counts):
            counts += _without_results(counts, searcher.facet_values(name))
            links = [_facet_link(address, name, count) for count in counts[:MAX_VALUES]]
            shown, more = tuple(links[:MAX_SHOWN_VALUES]), tuple(links[MAX_SHOWN_VALUES:])
            groups.append(FacetGroup(name, wording.FACETS[name], shown, more))
    return groups


def _without_results(counts: Sequence[FacetCount], values: Sequence[str]) -> list[FacetCount]:
    """Return a count of 0 for each value without results, where the facet is small enough to show all of its values."""
    with_results = {count.value for count in counts}
    shown_values = values if len(values) <= MAX_SHOWN_VALUES else ()
    return [FacetCount(value, 0) for value in shown_values if value not in with_results]


def _facet_link(address: ListAddress, name: str, count: FacetCount) -> ListingLink:
    label = wording.facet_value(name, count.value)
    url = _toggled(address, name, count).url if count.count or count.selected else ""
    return ListingLink(label, url, count.count, count.selected, f"{name}={count.value}")


def _toggled(address: ListAddress, name: str, count: FacetCount) -> ListAddress:
    """Return the address with a value of a filter added, or removed where it is selected.

    Without a filter of ``SCOPE`` the site's own language and the newest versions are selected already, so that removing
    them selects all.
    """
    if name in SCOPE and address.values(name) in ((), EVERY):
        return address.with_values(name, EVERY if count.selected else (count.value,), FILTER_NAMES)
    return address.toggled(name, count.value, FILTER_NAMES)


def _filter_links(address: ListAddress) -> list[ListingLink]:
    return [
        ListingLink(
            f"{wording.FACETS[name]}: {wording.facet_value(name, value)}",
            address.toggled(name, value, FILTER_NAMES).url,
        )
        for name, values in address.filters
        for value in values
    ]


def _sort_links(address: ListAddress) -> list[ListingLink]:
    """Return a link for each sort order; without a query nothing has a score, and the default order is by title."""
    default = "score" if address.query else "title"
    selected = default if address.sort == "score" else address.sort
    return [
        ListingLink(
            label,
            address.sorted_by("score" if sort == default else sort).url,
            selected=sort == selected,
            key=f"sort={sort}",
        )
        for sort, label in wording.SORTS.items()
        if address.query or sort != "score"
    ]


def _page_links(address: ListAddress, n_pages: int) -> list[ListingLink]:
    """Return links to the first page, the last page and those next to the current one, with gaps between."""
    if n_pages < 2:
        return []
    neighbours = range(address.page - 1, address.page + 2)
    numbers = sorted({1, n_pages, *(n for n in neighbours if 1 <= n <= n_pages)})
    links: list[ListingLink] = []
    for before, number in zip([0, *numbers], numbers, strict=False):
        if number - before > 1:
            links.append(ListingLink("…", ""))
        selected = number == address.page
        links.append(ListingLink(str(number), address.on_page(number).url, selected=selected))
    return links
