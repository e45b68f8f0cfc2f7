"""Which searches are finished, and so counted for the editors' queue: never a keystroke, never a reader."""

import atexit
from collections.abc import Mapping, Sequence
from functools import partial

from flask import Blueprint, Response, request
from flask.sansio.app import App
from werkzeug.datastructures import EnvironHeaders, Headers

from search.gaps.replay import n_answers
from search.query_log import QueryLog, may_log
from search.results import ResultPage
from web.http.request_context import Environ, exchange
from web.pages.listing import FILTER_NAMES, asked_values
from web.site import ServedSite

Filters = Mapping[str, Sequence[str]]


class SearchLogging:
    """Counts finished searches in a log, where there is one and the reader does not object."""

    def __init__(self, log: QueryLog | None = None) -> None:
        self._log = log

    def close(self) -> None:
        """Write what is still to be written."""
        if self._log is not None:
            self._log.close()

    @property
    def are_counted(self) -> bool:
        return self._log is not None

    def loaded(self, page: ResultPage, filters: Filters) -> None:
        """Count a page of results that was opened as a page, and is the first of its list."""
        if self._log is not None and page.offset == 0:
            count = partial(self._opened, self._log, page.query, n_answers(page), filters)
            count(request.environ)
            exchange().again = count

    def finished(self, page: ResultPage, filters: Filters) -> None:
        """Count a search that somebody has finished typing."""
        if self._log is not None and _may_log(request.headers):
            self._log.record(page.query, n_answers(page), filters)

    def _opened(self, log: QueryLog, query: str, n_found: int, filters: Filters, environ: Environ) -> None:
        headers = EnvironHeaders(environ)
        if _is_opened(headers) and _may_log(headers):
            log.record(query, n_found, filters)

    def followed(self, query: str) -> None:
        """Count that somebody went from the results of ``query`` to one of them."""
        if self._log is not None and query and _comes_from_here() and _may_log(request.headers):
            self._log.record(query, 0, clicked=True)


def _may_log(headers: Headers) -> bool:
    return may_log({name: headers.get(name, "") for name in ("DNT", "Sec-GPC")})


def _is_opened(headers: Headers) -> bool:
    """Tell whether somebody opens the page, unlike the script, which fetches it, and a look ahead."""
    return headers.get("Sec-Fetch-Mode", "navigate") == "navigate" and "Sec-Purpose" not in headers


def _comes_from_here() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin" and _is_opened(request.headers)
    return (request.referrer or "").startswith(request.host_url)


def searches_blueprint(searches: SearchLogging, site: ServedSite) -> Blueprint:
    """Return the route by which the script says that a search is finished."""
    blueprint = Blueprint("searches", __name__)

    def finished() -> Response:
        values, _ = asked_values()
        if values["q"] and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
            filters = {name: values[name] for name in FILTER_NAMES if values[name]}
            page = site.source.searcher().search(values["q"], filters, limit=0)
            searches.finished(page, filters)
        return Response(status=204)

    blueprint.add_url_rule("/search/finished", "finished", finished, methods=["POST"])
    blueprint.record(lambda state: _close_with(state.app, searches))
    return blueprint


def _close_with(app: App, searches: SearchLogging) -> None:
    app.extensions["guidedex.searches"] = searches
    if searches.are_counted:
        atexit.register(searches.close)
