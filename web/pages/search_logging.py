"""Logging of finished searches for the editors' queue: no keystrokes, and nothing about the reader."""

import atexit
from collections.abc import Mapping, Sequence
from functools import partial

from flask import Blueprint, Response, request
from flask.sansio.app import App
from werkzeug.datastructures import EnvironHeaders, Headers

from search.gaps.replay import n_answers
from search.query_log import QueryLog, may_log
from search.results import ResultPage
from web.http.request_context import INTERNAL, Environ, current_context
from web.pages.listing import FILTER_NAMES, requested_values
from web.site import ServedSite

Filters = Mapping[str, Sequence[str]]


class SearchLogging:
    """Counts finished searches in a query log.

    Nothing is counted without a log, for readers whose browser sends ``DNT`` or ``Sec-GPC``, or for requests that this
    program makes itself (``INTERNAL``).
    """

    def __init__(self, log: QueryLog | None = None) -> None:
        self._log = log

    def close(self) -> None:
        """Write the buffered counts and close the log."""
        if self._log is not None:
            self._log.close()

    @property
    def is_enabled(self) -> bool:
        return self._log is not None

    def count_page_view(self, page: ResultPage, filters: Filters) -> None:
        """Count the search of this request, and of every later request that the response cache answers.

        Only first pages of results count, and only where a reader opens them (not search.js, nor a prefetch).
        """
        if self._log is not None and page.offset == 0:
            count = partial(self._count_navigation, self._log, page.query, n_answers(page), filters)
            count(request.environ)
            current_context().on_cache_hit = count

    def count_typed(self, page: ResultPage, filters: Filters) -> None:
        """Count a search that search.js reports as finished."""
        if self._log is not None and _may_log(request.environ):
            self._log.record(page.query, n_answers(page), filters)

    def _count_navigation(self, log: QueryLog, query: str, n_found: int, filters: Filters, environ: Environ) -> None:
        if _is_navigation(EnvironHeaders(environ)) and _may_log(environ):
            log.record(query, n_found, filters)

    def count_click(self, query: str) -> None:
        """Count a click on a result of ``query``; nothing for an empty query and for links of other sites."""
        if self._log is not None and query and _is_same_site_navigation() and _may_log(request.environ):
            self._log.record(query, 0, clicked=True)


def _may_log(environ: Environ) -> bool:
    headers = EnvironHeaders(environ)
    return INTERNAL not in environ and may_log({name: headers.get(name, "") for name in ("DNT", "Sec-GPC")})


def _is_navigation(headers: Headers) -> bool:
    """Return whether a reader opens the page; False for a fetch by search.js and for a prefetch.

    Browsers that do not send ``Sec-Fetch-Mode`` count as opening it.
    """
    return headers.get("Sec-Fetch-Mode", "navigate") == "navigate" and "Sec-Purpose" not in headers


def _is_same_site_navigation() -> bool:
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site:
        return fetch_site == "same-origin" and _is_navigation(request.headers)
    return (request.referrer or "").startswith(request.host_url)


def search_logging_blueprint(searches: SearchLogging, site: ServedSite) -> Blueprint:
    """Return the route to which search.js reports a finished search."""
    blueprint = Blueprint("searches", __name__)

    def finished() -> Response:
        values, _ = requested_values()
        if values["q"] and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
            filters = {name: values[name] for name in FILTER_NAMES if values[name]}
            page = site.source.searcher().search(values["q"], filters, limit=0)
            searches.count_typed(page, filters)
        return Response(status=204)

    blueprint.add_url_rule("/search/finished", "finished", finished, methods=["POST"])
    blueprint.record(lambda state: _close_at_exit(state.app, searches))
    return blueprint


def _close_at_exit(app: App, searches: SearchLogging) -> None:
    app.extensions["guidedex.searches"] = searches
    if searches.is_enabled:
        atexit.register(searches.close)
