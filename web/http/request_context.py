"""The context of a request: its id, its timing, and facts that the application reports to the middleware.

The id appears in the response, in a problem document and in the log line, so that they can be matched.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from uuid import uuid4

from flask import request

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

REQUEST_ID_HEADER = "X-Request-Id"
_VALID_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ENVIRON_KEY = "guidedex.request_context"

INTERNAL = "guidedex.internal"
"""Key in the environ of a request that this program makes itself, which is no reader's: nothing of it is logged.

No client can set it: a server puts the headers of a request below ``HTTP_``.
"""


@dataclass(slots=True)
class RequestContext:
    """Data about one request; the application fills in the fields after ``started``."""

    request_id: str
    started: float
    """Value of ``time.perf_counter`` when the request arrived."""
    route: str = "none"
    n_found: int | None = None
    """Number of documents that the search matched; None when the request was not a search."""
    is_cacheable: bool = False
    """Whether every client gets the same response until another build is live."""
    on_cache_hit: "Callable[[Environ], None] | None" = None
    """Callback to run on every cache hit, with the environ of that request (counts the search)."""

    @property
    def seconds(self) -> float:
        """Seconds since the request arrived."""
        return perf_counter() - self.started


def start_context(environ: Environ) -> RequestContext:
    """Create the context of a request and store it in ``environ``.

    Its id is the valid one in ``X-Request-Id``, else a new one.
    """
    request_id = environ.get("HTTP_X_REQUEST_ID", "")
    context = RequestContext(request_id if _VALID_ID.fullmatch(request_id) else uuid4().hex, perf_counter())
    environ[_ENVIRON_KEY] = context
    return context


def context_of(environ: Environ) -> RequestContext:
    """Return the context stored in ``environ``, created now if there is none."""
    context: RequestContext | None = environ.get(_ENVIRON_KEY)
    return context or start_context(environ)


def current_context() -> RequestContext:
    """Return the context of Flask's current request."""
    return context_of(request.environ)
