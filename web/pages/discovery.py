"""What browsers, crawlers and load balancers ask a site for."""

from collections.abc import Callable

from flask import Blueprint, Response, redirect, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from corpus.problems import GuidedexError
from search.results import Skill
from web.http.responses import json_document, xml_document
from web.pages.listing import asked_query
from web.pages.readiness import FreshnessCheck
from web.site import ServedSite

N_SUGGESTIONS = 8
DAY = 24 * 3600
PER_SITEMAP = 49_000
"""Addresses in one sitemap; the protocol allows 50,000."""


class Discovery:
    """The documents that describe a site, and whether it is well."""

    def __init__(self, site: ServedSite) -> None:
        self._site = site
        self._freshness = FreshnessCheck(site.source.path)

    def opensearch(self) -> Response:
        """Answer with the description by which a browser adds the site to its search bar."""
        return xml_document(
            "opensearch.xml",
            "application/opensearchdescription+xml",
            root=self._site.root,
            short=self._site.title[:16],
        )

    def suggestions(self) -> Response:
        """Answer with completions as the OpenSearch suggestions extension has them."""
        query = asked_query()
        found = self._site.source.searcher().suggest(query, limit=N_SUGGESTIONS)
        texts, kinds = [item.text for item in found], [item.kind for item in found]
        urls = [self._site.absolute(item.url) for item in found]
        answer = [query, texts, kinds, urls]
        return json_document(answer, "application/x-suggestions+json", max_age=60)

    def manifest(self) -> Response:
        icon = url_for("static", filename="icon.svg")
        answer = {
            "name": self._site.title,
            "short_name": self._site.title[:12],
            "start_url": url_for("pages.home"),
            "display": "minimal-ui",
            "icons": [{"src": icon, "sizes": "any", "type": "image/svg+xml"}],
        }
        return json_document(answer, "application/manifest+json", max_age=DAY)

    def icon(self) -> BaseResponse:
        """Answer those who look for the icon where it was before pages could name it."""
        return redirect(url_for("static", filename="icon.svg"), 301)

    def sitemap(self) -> Response:
        """Answer with every page of guides; with the addresses of the parts where they are too many for one."""
        own = self._own_skills()
        if len(own) <= PER_SITEMAP:
            return xml_document("sitemap.xml", "application/xml", root=self._site.root, skills=own, first=True)
        n_parts = -(-len(own) // PER_SITEMAP)
        return xml_document("sitemaps.xml", "application/xml", root=self._site.root, n_parts=n_parts)

    def sitemap_part(self, number: int) -> Response:
        first = (number - 1) * PER_SITEMAP
        part = self._own_skills()[first : first + PER_SITEMAP] if number else ()
        if not part:
            raise NotFound
        return xml_document("sitemap.xml", "application/xml", root=self._site.root, skills=part, first=number == 1)

    def _own_skills(self) -> list[Skill]:
        return [skill for skill in self._site.source.skills() if skill.url.startswith("/")]

    def robots(self) -> Response:
        """Answer with where crawlers find every page; lists of results say themselves that they are none."""
        text = f"User-agent: *\nDisallow:\nSitemap: {self._site.root}{url_for('discovery.sitemap')}\n"
        return Response(text, content_type="text/plain; charset=utf-8")

    def health(self) -> Response:
        return json_document({"status": "ok"}, "application/json")

    def readiness(self) -> Response:
        """Answer 200 when there is an index as new as its sources, else 503 and what to run."""
        try:
            build_id = self._site.source.searcher().build_id
        except GuidedexError as error:
            state = {"status": "unavailable", "detail": str(error)}
            return json_document(state, "application/json", status=503)
        found = self._freshness.verdict()
        if found.is_stale:
            state = {"status": "stale", "detail": found.detail, "build_id": build_id}
            return json_document(state, "application/json", status=503)
        return json_document({"status": "ok", "build_id": build_id}, "application/json")


def discovery_blueprint(discovery: Discovery) -> Blueprint:
    """Return the routes of the documents."""
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
