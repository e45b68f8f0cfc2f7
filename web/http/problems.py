"""Problem documents (RFC 9457) and their types, which are part of the API's contract: v1 renames and removes none."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from web.http.parameters import cut


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One type of problem; ``description`` tells when it occurs and how to react."""

    status: int
    title: str
    description: str


PROBLEM_TYPES: Mapping[str, ProblemType] = {
    "invalid-parameters": ProblemType(
        400,
        "Invalid parameters",
        "A parameter or a member of the body was refused. `errors` has one object for each, with `parameter`, "
        "`found` and `accepted`. Mend them and ask again.",
    ),
    "malformed-request": ProblemType(
        400,
        "Malformed request",
        "The request broke off, or its parts contradict each other. `detail` says why.",
    ),
    "unauthorized": ProblemType(
        401, "For editors", "The address is for editors. Send their token as `Authorization: Bearer …`, never in a URL."
    ),
    "not-found": ProblemType(
        404,
        "Not found",
        "There is no such skill, document or address. `nearest` holds the names most like an unknown one.",
    ),
    "method-not-allowed": ProblemType(
        405, "Method not allowed", "The address answers to other methods; the header `Allow` names them."
    ),
    "body-too-slow": ProblemType(
        408, "Body too slow", "The body did not come in time, and the connection is closed. Send it again."
    ),
    "body-too-large": ProblemType(413, "Body too large", "The body has more than 1,000,000 bytes. Send less text."),
    "unsupported-media-type": ProblemType(
        415, "Unsupported media type", "The body is not `application/json`. Say so in `Content-Type`."
    ),
    "too-many-requests": ProblemType(
        429,
        "Too many requests",
        "This client asked more often than the site allows. Ask again after the seconds in `Retry-After`.",
    ),
    "internal-error": ProblemType(
        500,
        "Something went wrong on our side",
        "A defect of Guidedex. It was logged under `request_id`; asking again may help.",
    ),
    "unavailable": ProblemType(
        503,
        "Search is unavailable",
        "There is no index, or it cannot be read, and `detail` says what to run; or too many ask at once. "
        "Ask again after `Retry-After`.",
    ),
}
BY_STATUS = {kind.status: name for name, kind in PROBLEM_TYPES.items() if name != "invalid-parameters"}
"""Type of problem by status; of the two with status 400, ``malformed-request``."""

NAMESPACE = "urn:guidedex:problem:"
MEDIA_TYPE = "application/problem+json"

MAX_INSTANCE = 200
"""Characters of a path that a problem repeats; by hand."""


def problem_body(type_uri: str, kind: ProblemType, detail: str, path: str, request_id: str, **members: Any) -> bytes:
    """Return a problem document with further ``members``; ``path`` is that of the request, percent-decoded."""
    document = {
        "type": type_uri,
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": quote(cut(path, MAX_INSTANCE)),
        "request_id": request_id,
        **members,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
