"""The API's reference page, generated from the description that checks requests."""

from flask import Blueprint, Response
from markupsafe import Markup, escape

from web.api.endpoints import ENDPOINTS
from web.api.handlers import API_ROOT
from web.http.problems import NAMESPACE, PROBLEM_TYPES
from web.http.responses import html_response
from web.site import ServedSite


class ApiReference:
    """The reference page of one site."""

    def __init__(self, site: ServedSite) -> None:
        self._site = site

    def page(self) -> Response:
        root = self._site.absolute(API_ROOT)
        return html_response(
            "docs.html", endpoints=ENDPOINTS, root=root, problems=PROBLEM_TYPES, namespace=NAMESPACE, coded=coded
        )


def coded(text: str) -> Markup:
    """Return ``text`` as escaped HTML, with text in backticks as ``<code>``.

    >>> coded("`a<b` is")
    Markup('<code>a&lt;b</code> is')
    """
    parts = text.split("`")
    # Every second part was between backticks.
    html = (Markup("<code>{}</code>").format(part) if at % 2 else escape(part) for at, part in enumerate(parts))
    return Markup("").join(html)


def reference_blueprint(reference: ApiReference) -> Blueprint:
    """Return the route ``/api/v1/docs``."""
    blueprint = Blueprint("docs", __name__)
    blueprint.add_url_rule(f"{API_ROOT}/docs", "reference", reference.page)
    return blueprint
