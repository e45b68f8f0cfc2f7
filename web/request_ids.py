"""An id for every request, by which its answer, its problem and its line in the log are found again."""

import re
from uuid import uuid4

from flask import Flask, Response, g, request

HEADER = "X-Request-Id"
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")


def request_id() -> str:
    """Return the id of this request: the one that a proxy gave it, else a new one."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _ACCEPTED.fullmatch(given) else uuid4().hex
    return str(g.request_id)


def _name(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    return response


def name_requests(app: Flask) -> None:
    """Give every answer of ``app`` the id of its request."""
    app.after_request(_name)
