"""The script of the widgets, which other sites load, and a page with examples."""

from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, request

from web.http.etags import entity_tag
from web.http.responses import html_response
from web.http.security_headers import WIDGET_PATH
from web.site import ServedSite

SCRIPT = Path(__file__).parents[1] / "static" / "widget.js"
CACHE_CONTROL = "public, max-age=3600, stale-while-revalidate=86400"


class Widgets:
    """Views of the script of the widgets and of the page with examples."""

    def __init__(self, site: ServedSite) -> None:
        self._site = site
        self._script = SCRIPT.read_bytes()
        self._tag = entity_tag("widget", sha256(self._script).hexdigest())

    def script(self) -> Response:
        response = Response(self._script, content_type="text/javascript; charset=utf-8")
        response.headers["Cache-Control"] = CACHE_CONTROL
        response.set_etag(self._tag)
        response.make_conditional(request)
        return response

    def examples(self) -> Response:
        """Return a page on which both widgets run, each below the HTML that embeds it."""
        skills = self._site.source.searcher().skills()
        return html_response("widgets.html", skill=skills[0] if skills else None, root=self._site.absolute("/"))


def widgets_blueprint(widgets: Widgets) -> Blueprint:
    """Return the routes of the widgets."""
    blueprint = Blueprint("widgets", __name__)
    blueprint.add_url_rule(WIDGET_PATH, "script", widgets.script)
    blueprint.add_url_rule("/widgets", "examples", widgets.examples)
    return blueprint
