"""Figures for Prometheus: how long requests take, what searches find, which build is served.

Several worker processes add theirs up where ``PROMETHEUS_MULTIPROC_DIR`` names a folder before this module
is imported; ``guidedex serve`` sees to that. Nothing here knows a query or who asked.
"""

import os
from collections.abc import Iterator

from flask import Blueprint, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from corpus.problems import GuidedexError
from web.http.etags import SOFTWARE
from web.http.request_context import RequestContext
from web.site import ServedSite

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
RESULTS = (0, 1, 3, 10, 30, 100, 300, 1000)
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class Metrics:
    """The figures of one application over one index."""

    def __init__(self, site: ServedSite) -> None:
        self._site = site
        self._registry = CollectorRegistry()
        self._seconds = Histogram(
            "guidedex_request_seconds",
            "Seconds from a request to its answer.",
            ("method", "route", "status"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._timed: dict[tuple[str, str, str], Histogram] = {}
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

    def count(self, method: str, status: str, known: RequestContext, seconds: float) -> None:
        """Count an answer, and what its search found; a 304 says nothing of it, for then nothing was searched."""
        labels = (method if method in METHODS else "other", known.route, status)
        timed = self._timed.get(labels)
        if timed is None:
            timed = self._timed[labels] = self._seconds.labels(*labels)
        timed.observe(seconds)
        if known.n_found is not None and status == "200":
            self._results.observe(known.n_found)
            if not known.n_found:
                self._empty.inc()


class _Build(Collector):
    """The build that is served, 1, and none while there is no index."""

    def __init__(self, site: ServedSite) -> None:
        self._site = site

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily("guidedex_build_info", "The index that is served.", labels=("build_id", "version"))
        try:
            family.add_metric((self._site.source.searcher().build_id, SOFTWARE), 1)
        except GuidedexError:
            family.documentation = "The index that is served: none can be opened."
        yield family


def metrics_blueprint(metrics: Metrics) -> Blueprint:
    """Return the route of the figures."""
    blueprint = Blueprint("metrics", __name__)
    blueprint.add_url_rule("/metrics", "answer", metrics.answer)
    return blueprint
