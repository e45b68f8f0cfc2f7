"""Constructors of the responses that pages return."""

import json
from typing import Any

from flask import Response, render_template, request


def html_response(template: str, **values: Any) -> Response:
    """Return a rendered page that browsers may store but must revalidate; 304 if the client has it."""
    response = Response(render_template(template, **values), mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def json_response(value: Any, media_type: str, *, max_age: int = 0, status: int = 200) -> Response:
    """Return ``value`` as JSON that may be cached for ``max_age`` seconds; 0 forbids storing it."""
    text = json.dumps(value, ensure_ascii=False)
    response = Response(text, status, content_type=f"{media_type}; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={max_age}" if max_age else "no-store"
    return response


def json_ld_response(value: Any) -> Response:
    """Return ``value`` as JSON-LD that may be cached for a minute."""
    return json_response(value, "application/ld+json", max_age=60)


def xml_response(template: str, media_type: str, **values: Any) -> Response:
    """Return a rendered XML document that may be cached for a day."""
    response = Response(render_template(template, **values))
    response.content_type = f"{media_type}; charset=utf-8"
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
