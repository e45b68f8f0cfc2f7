"""Error handlers: an HTML page for readers, a problem document (RFC 9457) for clients of the API."""

import logging
from collections.abc import Sequence
from dataclasses import asdict
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
from web.http.problems import BY_STATUS, MEDIA_TYPE, NAMESPACE, PROBLEM_TYPES, ProblemType, problem_body
from web.http.request_context import current_context
from web.http.security_headers import API_PREFIX
from web.http.turns import BODY_SECONDS, BUSY, CROWDED_SECONDS, LATE

logger = logging.getLogger("guidedex.errors")

UNAVAILABLE_RETRY_SECONDS = "30"
"""``Retry-After`` while no index can be opened. By hand."""

HEADINGS = {
    400: "That address asks for something we do not know",
    404: "There is no such page",
    405: "That is not how this page is asked",
    500: "Something went wrong on our side",
    503: "Search is unavailable",
}
"""Heading of the error page by status."""


class MediaTypeError(GuidedexError):
    """The body of a request is not declared as JSON."""


def problem_response(kind: str, detail: str, **members: Any) -> Response:
    """Return a problem document of a type in ``PROBLEM_TYPES``, with further ``members``."""
    return _problem_response(NAMESPACE + kind, PROBLEM_TYPES[kind], detail, **members)


def _problem_response(type_uri: str, kind: ProblemType, detail: str, **members: Any) -> Response:
    path = request.script_root + request.path
    body = problem_body(type_uri, kind, detail, path, current_context().request_id, **members)
    return _not_stored(Response(body, kind.status, content_type=MEDIA_TYPE))


def _not_stored(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _error_page(status: int, detail: str, nearest: Sequence[str] = ()) -> Response:
    heading = HEADINGS.get(status, "That did not work")
    page = render_template("error.html", heading=heading, detail=detail, nearest=nearest)
    return _not_stored(Response(page, status, content_type="text/html; charset=utf-8"))


def _is_api() -> bool:
    return request.path.startswith(API_PREFIX)


def _invalid_parameters(error: ParameterError) -> Response:
    return _parameter_response("invalid-parameters", error)


def _body_too_large(_: RequestEntityTooLarge) -> Response:
    accepted = f"at most {request.max_content_length:,} bytes"
    return _parameter_response("body-too-large", ParameterError([ParameterProblem("body", "more", accepted)]))


def _parameter_response(kind: str, error: ParameterError) -> Response:
    if not _is_api():
        return _error_page(PROBLEM_TYPES[kind].status, str(error))
    return problem_response(kind, str(error), errors=[asdict(problem) for problem in error.problems])


def _not_found(error: UnknownName) -> Response:
    if not _is_api():
        return _error_page(404, f"Nothing here is called {quoted(error.name)}.", error.nearest)
    return problem_response("not-found", str(error), nearest=list(error.nearest))


def _unavailable(error: GuidedexError) -> Response:
    detail = str(error)
    response = problem_response("unavailable", detail) if _is_api() else _error_page(503, _capitalised(detail))
    response.headers["Retry-After"] = UNAVAILABLE_RETRY_SECONDS
    return response


def _unsupported_media_type(error: MediaTypeError) -> Response:
    return problem_response("unsupported-media-type", str(error))


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:  # Werkzeug raises redirects as exceptions too
        return Response(error.get_response().get_data(), status, error.get_headers())
    detail = _detail(error)
    response = _http_problem(status, error.name, detail) if _is_api() else _error_page(status, detail)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _http_problem(status: int, name: str, detail: str) -> Response:
    """Return the documented problem with this status; ``about:blank`` (RFC 9457, section 4.2.1) if there is none."""
    if status in BY_STATUS:
        return problem_response(BY_STATUS[status], detail)
    return _problem_response("about:blank", ProblemType(status, name, ""), detail)


def _detail(error: HTTPException) -> str:
    if error.code == 404:
        return f"There is nothing at {quoted(request.path)}."
    if error.code == 405:
        allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
        return f"{request.method} is not accepted at {quoted(request.path)}; accepted: {allowed}."
    if error.code == 429:
        return f"At most {error.description}; ask again after the seconds in Retry-After."
    return error.description or error.name


def _unexpected_error(error: Exception) -> Response:
    logger.error("%s %s failed", request.method, repr(request.path[:200]), exc_info=error)
    failure = InternalServerError("The error has been logged; trying again may help.")
    return _http_error(failure)


def _reject_if_flagged() -> None:
    """Raise the HTTP error of a request that is one too many, or whose body took too long."""
    if BUSY in request.environ:
        raise ServiceUnavailable(
            "Too many ask for this at once; ask again after the seconds in Retry-After.", retry_after=10
        )
    if LATE in request.environ:
        raise RequestTimeout(
            f"The body did not come within {BODY_SECONDS:.0f} seconds, or {CROWDED_SECONDS:.0f} while others waited."
        )


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def add_error_handlers(app: Flask) -> None:
    """Make ``app`` respond to every error with an HTML page or, below ``/api/``, a problem document."""
    app.before_request(_reject_if_flagged)
    app.register_error_handler(ParameterError, _invalid_parameters)
    app.register_error_handler(UnknownName, _not_found)
    app.register_error_handler(GuidedexError, _unavailable)
    app.register_error_handler(MediaTypeError, _unsupported_media_type)
    app.register_error_handler(RequestEntityTooLarge, _body_too_large)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected_error)
