"""Metrics for Prometheus: duration of requests, number of search results, the live build.

The metrics of several worker processes are added up when ``PROMETHEUS_MULTIPROC_DIR`` names a folder before
this module is imported; ``guidedex serve`` sets it. No metric contains a query or identifies a client.
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
from web.http.request_context import RequestContext
from web.site import ServedSite
from web.version import software_version

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
SECONDS_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
RESULT_BUCKETS = (0, 1, 3, 10, 30, 100, 300, 1000)
"""Upper bounds of the histograms' buckets, by hand: 1, 2.5, 5 and 1, 3 of each power of ten."""

METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class Metrics:
    """The metrics of one application over one index."""

    def __init__(self, site: ServedSite) -> None:
        self._site = site
        self._registry = CollectorRegistry()
        self._seconds = Histogram(
            "guidedex_request_seconds",
            "Seconds from a request to its answer.",
            ("method", "route", "status"),
            buckets=SECONDS_BUCKETS,
            registry=self._registry,
        )
        self._seconds_by_labels: dict[tuple[str, str, str], Histogram] = {}
        self._results = Histogram(
            "guidedex_search_results", "Results that searches found.", buckets=RESULT_BUCKETS, registry=self._registry
        )
        self._empty = Counter(
            "guidedex_searches_without_results", "Searches that found nothing.", registry=self._registry
        )

    def answer(self) -> Response:
        """Return all metrics in Prometheus's text format."""
        registry = CollectorRegistry()
        registry.register(_BuildCollector(self._site))
        if os.environ.get(FOLDER_VARIABLE):
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
            text = generate_latest(registry)
        else:
            text = generate_latest(registry) + generate_latest(self._registry)
        response = Response(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)
        response.headers["Cache-Control"] = "no-store"
        return response

    def count(self, method: str, status: str, context: RequestContext, seconds: float) -> None:
        """Count a response, and the results of its search; a 304 has none, since nothing was searched."""
        labels = (method if method in METHODS else "other", context.route, status)
        # ``Histogram.labels`` takes a lock and validates; the child is looked up here instead.
        histogram = self._seconds_by_labels.get(labels)
        if histogram is None:
            histogram = self._seconds_by_labels[labels] = self._seconds.labels(*labels)
        histogram.observe(seconds)
        if context.n_found is not None and status == "200":
            self._results.observe(context.n_found)
            if not context.n_found:
                self._empty.inc()


class _BuildCollector(Collector):
    """The gauge ``guidedex_build_info``: 1 for the live build, no sample while no index can be opened."""

    def __init__(self, site: ServedSite) -> None:
        self._site = site

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily("guidedex_build_info", "The index that is served.", labels=("build_id", "version"))
        try:
            family.add_metric((self._site.source.searcher().build_id, software_version()), 1)
        except GuidedexError:
            family.documentation = "The index that is served: none can be opened."
        yield family


def metrics_blueprint(metrics: Metrics) -> Blueprint:
    """Return the route ``/metrics``."""
    blueprint = Blueprint("metrics", __name__)
    blueprint.add_url_rule("/metrics", "answer", metrics.answer)
    return blueprint
