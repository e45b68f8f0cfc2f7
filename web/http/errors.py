"""Errors as readers and programs meet them: a page in the site's look, or a problem document."""

import json
import logging
from collections.abc import Sequence
from typing import Any

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    RequestEntityTooLarge,
    RequestTimeout,
    ServiceUnavailable,
)

from corpus.problems import GuidedexError
from search.unknown_names import UnknownName
from web.http.parameters import ParameterError, ParameterProblem, quoted
from web.http.problems import BY_STATUS, NAMESPACE, PROBLEM_TYPES
from web.http.request_context import exchange
from web.http.security_headers import API_PREFIX
from web.server.gateway import BUSY, LATE
from web.server.refusals import instance

logger = logging.getLogger("guidedex.errors")

HEADINGS = {
    400: "That address asks for something we do not know",
    404: "There is no such page",
    405: "That is not how this page is asked",
    500: "Something went wrong on our side",
    503: "Search is unavailable",
}


class MediaTypeError(GuidedexError):
    """A body of another type than JSON."""


def problem(kind: str, detail: str, **more: Any) -> Response:
    """Return a problem document of one of the documented kinds."""
    found = PROBLEM_TYPES[kind]
    return _problem(found.status, NAMESPACE + kind, found.title, detail, **more)


def _problem(status: int, kind: str, title: str, detail: str, **more: Any) -> Response:
    document = {
        "type": kind,
        "title": title,
        "status": status,
        "detail": detail,
        "instance": instance(request.script_root + request.path),
        "request_id": exchange().request_id,
        **more,
    }
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    response = Response(body.encode("utf-8", "replace"), status)
    response.content_type = "application/problem+json"
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(status: int, detail: str, nearest: Sequence[str] = ()) -> Response:
    heading = HEADINGS.get(status, "That did not work")
    page = render_template("error.html", heading=heading, detail=detail, nearest=nearest)
    response = Response(page, status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_api() -> bool:
    return request.path.startswith(API_PREFIX)


def _invalid(error: ParameterError) -> Response:
    return _refused("invalid-parameters", error)


def _too_large(_: RequestEntityTooLarge) -> Response:
    accepted = f"at most {request.max_content_length:,} bytes"
    return _refused("body-too-large", ParameterError([ParameterProblem("body", "more", accepted)]))


def _refused(kind: str, error: ParameterError) -> Response:
    if not _is_api():
        return _page(PROBLEM_TYPES[kind].status, str(error))
    return problem(kind, str(error), errors=[refusal.to_json() for refusal in error.refusals])


def _not_found(error: UnknownName) -> Response:
    if not _is_api():
        return _page(404, f"Nothing here is called {quoted(error.name)}.", error.nearest)
    return problem("not-found", str(error), nearest=list(error.nearest))


def _unavailable(error: GuidedexError) -> Response:
    response = problem("unavailable", str(error)) if _is_api() else _page(503, _sentence(str(error)))
    response.headers["Retry-After"] = "30"
    return response


def _unsupported(error: MediaTypeError) -> Response:
    return problem("unsupported-media-type", str(error))


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(error.get_response().get_data(), status, error.get_headers())
    detail = _detail(error)
    response = _http_problem(status, error.name, detail) if _is_api() else _page(status, detail)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _http_problem(status: int, name: str, detail: str) -> Response:
    """Return the documented problem of this status; for others, one that says no more than the status."""
    if status in BY_STATUS:
        return problem(BY_STATUS[status], detail)
    return _problem(status, "about:blank", name, detail)


def _detail(error: HTTPException) -> str:
    if error.code == 404:
        return f"There is nothing at {quoted(request.path)}."
    if error.code == 405:
        allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
        return f"{request.method} is not accepted at {quoted(request.path)}; accepted: {allowed}."
    if error.code == 429:
        return f"At most {error.description}; ask again after the seconds in Retry-After."
    return error.description or error.name


def _unexpected(error: Exception) -> Response:
    logger.error("%s %s failed", request.method, repr(request.path[:200]), exc_info=error)
    failure = InternalServerError("The error has been logged; trying again may help.")
    return _http(failure)


def _refuse_when_busy() -> None:
    if LATE in request.environ:
        raise RequestTimeout("The body did not come in time; send it at once, or less of it.")
    if BUSY in request.environ:
        raise ServiceUnavailable(
            "Too many ask for this at once; ask again after the seconds in Retry-After.", retry_after=10
        )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def handle_errors(app: Flask) -> None:
    """Make ``app`` answer every error with a page or, below ``/api/``, a problem document."""
    app.before_request(_refuse_when_busy)
    app.register_error_handler(ParameterError, _invalid)
    app.register_error_handler(UnknownName, _not_found)
    app.register_error_handler(GuidedexError, _unavailable)
    app.register_error_handler(MediaTypeError, _unsupported)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)
