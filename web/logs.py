"""What a server writes down: JSON lines without query, address or name of who asked."""

import json
import logging
import sys
import time
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, g, request

from web.request_ids import request_id

logger = logging.getLogger("guidedex.requests")
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
    root = logging.getLogger("guidedex")
    root.handlers = [handler]
    root.propagate = False
    root.setLevel(logging.INFO if level == "requests" else logging.ERROR)


def _log(response: Response) -> Response:
    if logger.isEnabledFor(logging.INFO):
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        members = {
            "request_id": request_id(),
            "method": request.method,
            "route": request.endpoint or "none",
            "status": response.status_code,
            "milliseconds": round(seconds * 1000, 3),
            "bytes": response.content_length,
        }
        logger.info("answered", extra=members)
    return response


def log_requests(app: Flask) -> None:
    """Tell the logger ``guidedex.requests`` of every answer of ``app``."""
    app.after_request(_log)
