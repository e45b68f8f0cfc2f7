"""A request and its answer, as all that stands around the application knows them.

An id for every request finds its answer, its problem and its line in the log again.
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

HEADER = "X-Request-Id"
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")
_KEY = "guidedex.exchange"


@dataclass(slots=True)
class RequestContext:
    """What is known of a request, and what the application adds to it."""

    request_id: str
    began: float
    route: str = "none"
    n_found: int | None = None
    """How many documents its search found; None when it was no search."""
    is_lasting: bool = False
    """Whether the answer is the same for everybody who asks, until another build is live."""
    again: "Callable[[Environ], None] | None" = None
    """What is to be done whenever the answer is given again, with that request."""

    @property
    def seconds(self) -> float:
        """The time since it began."""
        return perf_counter() - self.began


def begin(environ: Environ) -> RequestContext:
    """Return the exchange that begins with this request; its id is the one that a proxy gave it, else a new one."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    exchange = RequestContext(given if _ACCEPTED.fullmatch(given) else uuid4().hex, perf_counter())
    environ[_KEY] = exchange
    return exchange


def context_of(environ: Environ) -> RequestContext:
    """Return the exchange that a request belongs to; it begins here where it has not begun before."""
    found: RequestContext | None = environ.get(_KEY)
    return found or begin(environ)


def exchange() -> RequestContext:
    """Return the exchange that the current request belongs to."""
    return context_of(request.environ)
