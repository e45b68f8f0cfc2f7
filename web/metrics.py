"""Figures for Prometheus: how long requests take, what searches find, which build is served.

Several worker processes add theirs up where ``PROMETHEUS_MULTIPROC_DIR`` names a folder before this module
is imported; ``guidedex serve`` sees to that. Nothing here knows a query or who asked.
"""

import os
import re
from collections.abc import Iterator
from time import perf_counter

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from web.caching import SOFTWARE
from web.opening import UnavailableError
from web.site import Site

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
RESULTS = (0, 1, 3, 10, 30, 100, 300, 1000)
SEARCHES = ("api.search", "api.questions")
_TOTAL = re.compile(rb'[,{]"total":([0-9]+)')
"""The first one is the answer's own: within a text of JSON, quotation marks have a backslash before them."""


class Metrics:
    """The figures of one application over one index."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._registry = CollectorRegistry()
        self._seconds = Histogram(
            "guidedex_request_seconds",
            "Seconds from a request to its answer.",
            ("method", "route", "status"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._results = Histogram(
            "guidedex_search_results", "Results that searches found.", buckets=RESULTS, registry=self._registry
        )
        self._empty = Counter(
            "guidedex_searches_without_results", "Searches that found nothing.", registry=self._registry
        )

    def answer(self) -> Response:
        """Answer with all figures in Prometheus's text format."""
        gathered = CollectorRegistry()
        gathered.register(_Build(self._site))
        if os.environ.get(FOLDER_VARIABLE):
            MultiProcessCollector(gathered)  # type: ignore[no-untyped-call]
            figures = generate_latest(gathered)
        else:
            figures = generate_latest(gathered) + generate_latest(self._registry)
        response = Response(figures, content_type=CONTENT_TYPE_PLAIN_0_0_4)
        response.headers["Cache-Control"] = "no-store"
        return response

    def begin(self) -> None:
        g.began = perf_counter()

    def end(self, response: Response) -> Response:
        method = request.method if request.method in ("GET", "HEAD", "POST", "OPTIONS") else "other"
        labels = (method, request.endpoint or "none", str(response.status_code))
        self._seconds.labels(*labels).observe(perf_counter() - g.get("began", perf_counter()))
        return response

    def count_results(self, response: Response) -> Response:
        """Count what a search found; a 304 says nothing of it, for then nothing was searched."""
        total = _total(response) if response.status_code == 200 else None
        if total is not None:
            self._results.observe(total)
            if not total:
                self._empty.inc()
        return response


def _total(response: Response) -> int | None:
    """Return how many documents the request's search found; None when it was no search.

    A page's list has left it behind. An answer of the API may have come from memory, and says it itself.
    """
    if request.endpoint in SEARCHES and request.method == "GET":
        found = _TOTAL.search(response.get_data())
        return int(found[1]) if found else None
    total: int | None = g.get("n_found")
    return total


class _Build(Collector):
    """The build that is served, 1, and none while there is no index."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily("guidedex_build_info", "The index that is served.", labels=("build_id", "version"))
        try:
            family.add_metric((self._site.source.searcher().build_id, SOFTWARE), 1)
        except UnavailableError:
            family.documentation = "The index that is served: none can be opened."
        yield family


def measure(app: Flask, metrics: Metrics) -> None:
    """Time every request of ``app``; registered before what compresses, so that it runs after."""
    app.before_request(metrics.begin)
    app.after_request(metrics.end)


def metrics_blueprint(metrics: Metrics) -> Blueprint:
    """Return the route of the figures."""
    blueprint = Blueprint("metrics", __name__)
    blueprint.add_url_rule("/metrics", "answer", metrics.answer)
    return blueprint
