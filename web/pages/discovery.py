"""Machine-readable documents of a site: OpenSearch description, manifest, sitemaps, robots.txt, health checks."""

from collections.abc import Callable

from flask import Blueprint, Response, redirect, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from corpus.problems import GuidedexError
from search.results import Skill
from web.http.responses import json_response, xml_response
from web.pages.listing import requested_query
from web.pages.readiness import FreshnessCheck
from web.site import ServedSite

MAX_SUGGESTIONS = 8  # by hand: the lines that a browser's search bar shows
DAY = 24 * 3600
MAX_URLS_PER_SITEMAP = 49_000
"""URLs in one sitemap; sitemaps.org allows 50,000."""


class Discovery:
    """Views of the documents that describe a site and of its health checks."""

    def __init__(self, site: ServedSite) -> None:
        self._site = site
        self._freshness = FreshnessCheck(site.source.path)

    def opensearch(self) -> Response:
        """Return the OpenSearch description, with which a browser adds the site to its search bar."""
        return xml_response(
            "opensearch.xml",
            "application/opensearchdescription+xml",
            root=self._site.root,
            short=self._site.title[:16],
        )

    def suggestions(self) -> Response:
        """Return completions in the format of the OpenSearch suggestions extension: four parallel lists."""
        query = requested_query()
        suggestions = self._site.source.searcher().suggest(query, limit=MAX_SUGGESTIONS)
        texts = [suggestion.text for suggestion in suggestions]
        kinds = [suggestion.kind for suggestion in suggestions]
        urls = [self._site.absolute(suggestion.url) for suggestion in suggestions]
        return json_response([query, texts, kinds, urls], "application/x-suggestions+json", max_age=60)

    def manifest(self) -> Response:
        icon = url_for("static", filename="icon.svg")
        manifest = {
            "name": self._site.title,
            "short_name": self._site.title[:12],
            "start_url": url_for("pages.home"),
            "display": "minimal-ui",
            "icons": [{"src": icon, "sizes": "any", "type": "image/svg+xml"}],
        }
        return json_response(manifest, "application/manifest+json", max_age=DAY)

    def icon(self) -> BaseResponse:
        """Redirect ``/favicon.ico``, which browsers request by convention, to the icon."""
        return redirect(url_for("static", filename="icon.svg"), 301)

    def sitemap(self) -> Response:
        """Return the sitemap of all guides' pages, or an index of sitemaps where one cannot hold them all."""
        skills = self._local_skills()
        if len(skills) <= MAX_URLS_PER_SITEMAP:
            return xml_response("sitemap.xml", "application/xml", root=self._site.root, skills=skills, first=True)
        n_parts = -(-len(skills) // MAX_URLS_PER_SITEMAP)
        return xml_response("sitemaps.xml", "application/xml", root=self._site.root, n_parts=n_parts)

    def sitemap_part(self, number: int) -> Response:
        """Return one part of a divided sitemap, counted from 1; 404 for a part that does not exist."""
        first = (number - 1) * MAX_URLS_PER_SITEMAP
        skills = self._local_skills()[first : first + MAX_URLS_PER_SITEMAP] if number else ()
        if not skills:
            raise NotFound
        return xml_response("sitemap.xml", "application/xml", root=self._site.root, skills=skills, first=number == 1)

    def _local_skills(self) -> list[Skill]:
        """Return the skills whose pages this site serves; ``site.url_pattern`` leads the others to another site."""
        return [skill for skill in self._site.source.searcher().skills() if skill.url.startswith("/")]

    def robots(self) -> Response:
        """Return robots.txt, which allows everything: lists of results carry a ``noindex`` of their own."""
        text = f"User-agent: *\nDisallow:\nSitemap: {self._site.root}{url_for('discovery.sitemap')}\n"
        return Response(text, content_type="text/plain; charset=utf-8")

    def health(self) -> Response:
        """Return 200 as long as the process answers."""
        return json_response({"status": "ok"}, "application/json")

    def readiness(self) -> Response:
        """Return 200 when the index is sound, as new as its sources, and searched as set, else 503 and what to run."""
        try:
            searcher = self._site.source.searcher()
            searcher.reach()
            build_id = searcher.build_id
        except GuidedexError as error:
            state = {"status": "unavailable", "detail": str(error)}
            return json_response(state, "application/json", status=503)
        damage = self._site.source.damage()
        if damage:
            state = {"status": "damaged", "detail": damage, "build_id": build_id}
            return json_response(state, "application/json", status=503)
        change = self._freshness.change()
        if change:
            state = {"status": "stale", "detail": change, "build_id": build_id}
            return json_response(state, "application/json", status=503)
        if problem := self._site.source.meaning_problem():
            state = {"status": "without meaning", "detail": problem, "build_id": build_id}
            return json_response(state, "application/json", status=503)
        return json_response({"status": "ok", "build_id": build_id}, "application/json")


def discovery_blueprint(discovery: Discovery) -> Blueprint:
    """Return the routes of ``discovery``."""
    blueprint = Blueprint("discovery", __name__)
    routes: dict[str, Callable[..., BaseResponse]] = {
        "/opensearch.xml": discovery.opensearch,
        "/opensearch/suggestions": discovery.suggestions,
        "/manifest.webmanifest": discovery.manifest,
        "/favicon.ico": discovery.icon,
        "/sitemap.xml": discovery.sitemap,
        "/sitemap-<int:number>.xml": discovery.sitemap_part,
        "/robots.txt": discovery.robots,
        "/healthz": discovery.health,
        "/readyz": discovery.readiness,
    }
    for rule, view in routes.items():
        blueprint.add_url_rule(rule, view.__name__, view)
    return blueprint
