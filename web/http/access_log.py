"""What a server writes down: JSON lines without query, address or name of who asked."""

import json
import logging
import sys
import time
from collections.abc import Mapping
from typing import Any

from web.http.request_context import Headers, RequestContext

logger = logging.getLogger("guidedex.requests")
BELOW = ("uvicorn", "asyncio")
"""What the application stands on; of these, errors alone are written down."""

STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}


class JsonLines(logging.Formatter):
    """One JSON object a line; what ``extra`` held are its members, a traceback is its ``error``."""

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
        return json.dumps(line, ensure_ascii=False, default=str)


def _extra(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if name not in STANDARD}


def write_logs(level: str) -> None:
    """Write this process's log to standard error: ``errors`` alone, or ``requests`` too.

    For processes of our own; an application within another's leaves that to it.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in ("guidedex", *BELOW):
        root = logging.getLogger(name)
        root.handlers = [handler]
        root.propagate = False
        root.setLevel(logging.INFO if level == "requests" and name not in BELOW else logging.ERROR)


def log_answer(method: str, status: str, known: RequestContext, seconds: float, headers: Headers) -> None:
    """Tell the logger ``guidedex.requests`` of an answer."""
    if logger.isEnabledFor(logging.INFO):
        length = next((value for name, value in headers if name == "Content-Length"), None)
        members = {
            "request_id": known.request_id,
            "method": method,
            "route": known.route,
            "status": int(status),
            "milliseconds": round(seconds * 1000, 3),
            "bytes": int(length) if length else None,
        }
        logger.info("answered", extra=members)
