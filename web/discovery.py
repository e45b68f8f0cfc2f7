"""What browsers, crawlers and load balancers ask a site for."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.listing import PARAMETERS, cut_query
from web.opening import UnavailableError
from web.parameters import read_pairs, read_query
from web.responses import json_document, xml_document
from web.site import Site

N_SUGGESTIONS = 8
DAY = 24 * 3600


class Discovery:
    """The documents that describe a site, and whether it is well."""

    def __init__(self, site: Site) -> None:
        self._site = site

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
        query, _ = cut_query(_asked())
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
        skills = self._site.source.searcher().skills()
        own = [skill for skill in skills if skill.url.startswith("/")]
        return xml_document("sitemap.xml", "application/xml", root=self._site.root, skills=own)

    def health(self) -> Response:
        return json_document({"status": "ok"}, "application/json")

    def readiness(self) -> Response:
        """Answer 200 when there is an index to search, 503 and what to run when there is none."""
        try:
            build_id = self._site.source.searcher().build_id
        except UnavailableError as error:
            state = {"status": "unavailable", "detail": str(error)}
            return json_document(state, "application/json", status=503)
        return json_document({"status": "ok", "build_id": build_id}, "application/json")


def _asked() -> str:
    pairs = read_pairs(request.query_string)
    return str(read_query(PARAMETERS[:1], pairs, strict=False)["q"])


def discovery_blueprint(discovery: Discovery) -> Blueprint:
    """Return the routes of the documents."""
    blueprint = Blueprint("discovery", __name__)
    routes = {
        "/opensearch.xml": discovery.opensearch,
        "/opensearch/suggestions": discovery.suggestions,
        "/manifest.webmanifest": discovery.manifest,
        "/favicon.ico": discovery.icon,
        "/sitemap.xml": discovery.sitemap,
        "/healthz": discovery.health,
        "/readyz": discovery.readiness,
    }
    for rule, view in routes.items():
        blueprint.add_url_rule(rule, view.__name__, view)
    return blueprint
