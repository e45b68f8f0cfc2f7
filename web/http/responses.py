"""The kinds of answers that pages give."""

import json
from typing import Any

from flask import Response, render_template, request


def page(template: str, **values: Any) -> Response:
    """Return a page that a browser may keep as long as it asks whether it is still true."""
    response = Response(render_template(template, **values), mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def json_document(value: Any, media_type: str, *, max_age: int = 0, status: int = 200) -> Response:
    """Return ``value`` as JSON that may be kept for ``max_age`` seconds, 0 for not at all."""
    text = json.dumps(value, ensure_ascii=False)
    response = Response(text, status, content_type=f"{media_type}; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={max_age}" if max_age else "no-store"
    return response


def linked_data(value: Any) -> Response:
    """Return ``value`` as JSON-LD."""
    return json_document(value, "application/ld+json", max_age=60)


def xml_document(template: str, media_type: str, **values: Any) -> Response:
    """Return an XML document that may be kept for a day."""
    response = Response(render_template(template, **values))
    response.content_type = f"{media_type}; charset=utf-8"
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
