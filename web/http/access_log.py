"""The log of a server process: JSON lines on standard error, without query, address or user id."""

import json
import logging
import sys
import time
from collections.abc import Mapping
from typing import Any

from web.http.request_context import Headers, RequestContext

logger = logging.getLogger("guidedex.requests")
SERVER_LOGGERS = ("_granian", "asyncio")
"""Loggers of the libraries that run the application; only their errors are written."""

_STANDARD_ATTRIBUTES = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}


_CONTROL = {code: f"\\u{code:04x}" for code in range(127, 160)}
"""Control characters that ``json.dumps`` leaves as they are, and with which a terminal could be commanded."""


class JsonFormatter(logging.Formatter):
    """Formats a log record as one line of JSON.

    The values passed in ``extra`` become members of the object; a traceback becomes its member ``error``.
    """

    def format(self, record: logging.LogRecord) -> str:
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line: dict[str, Any] = {
            "time": f"{moment}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            **_extra(record.__dict__),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str).translate(_CONTROL)


def _extra(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if name not in _STANDARD_ATTRIBUTES}


def configure_logging(level: str) -> None:
    """Write this process's log to standard error: ``errors`` only, or ``requests`` as well.

    Only Guidedex's own processes call this; inside another application, the host configures logging.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    for name in ("guidedex", *SERVER_LOGGERS):
        root = logging.getLogger(name)
        root.handlers = [handler]
        root.propagate = False
        root.setLevel(logging.INFO if level == "requests" and name not in SERVER_LOGGERS else logging.ERROR)


def log_response(method: str, status: str, context: RequestContext, seconds: float, headers: Headers) -> None:
    """Log one response to ``guidedex.requests``."""
    if logger.isEnabledFor(logging.INFO):
        length = next((value for name, value in headers if name == "Content-Length"), None)
        members = {
            "request_id": context.request_id,
            "method": method,
            "route": context.route,
            "status": int(status),
            "milliseconds": round(seconds * 1000, 3),
            "bytes": int(length) if length else None,
        }
        logger.info("answered", extra=members)
