"""The API's reference as a page, from the description that checks requests."""

from flask import Blueprint, Response
from markupsafe import Markup, escape

from web.api.endpoints import ENDPOINTS
from web.api.handlers import PREFIX
from web.http.problems import NAMESPACE, PROBLEM_TYPES
from web.http.responses import page
from web.site import ServedSite


class Docs:
    """The page on the API of one site."""

    def __init__(self, site: ServedSite) -> None:
        self._site = site

    def reference(self) -> Response:
        root = self._site.absolute(PREFIX)
        return page(
            "docs.html", endpoints=ENDPOINTS, root=root, problems=PROBLEM_TYPES, namespace=NAMESPACE, coded=coded
        )


def coded(text: str) -> Markup:
    """Return a text as HTML, what stands between backticks as code.

    >>> coded("`a<b` is")
    Markup('<code>a&lt;b</code> is')
    """
    parts = text.split("`")
    marked = (Markup("<code>{}</code>").format(part) if at % 2 else escape(part) for at, part in enumerate(parts))
    return Markup("").join(marked)


def docs_blueprint(docs: Docs) -> Blueprint:
    """Return the route of the reference."""
    blueprint = Blueprint("docs", __name__)
    blueprint.add_url_rule(f"{PREFIX}/docs", "reference", docs.reference)
    return blueprint
