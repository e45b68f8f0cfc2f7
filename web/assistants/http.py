"""The MCP server over HTTP: stateless, bounded, and limited in rate as the API is."""

from typing import Any
from urllib.parse import urlsplit

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.problems import GuidedexError
from web.assistants.server import Assistants, make_server
from web.settings import Settings

PATH = "/mcp"

MAX_BODY = 1_000_000
"""Bytes of a request, as the HTTP API has it."""

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def serve_http(assistants: Assistants, settings: Settings, host: str, port: int) -> None:
    """Serve at ``host:port`` until SIGTERM or SIGINT."""
    app = http_app(assistants, settings, host)
    uvicorn.run(app, host=host, port=port, log_level="warning", proxy_headers=bool(settings.server.proxies))


def http_app(assistants: Assistants, settings: Settings, host: str) -> ASGIApp:
    """Return the ASGI application of the server.

    Raises: GuidedexError where a rate limit is set and its library is not installed.
    """
    app: Starlette = make_server(assistants, settings.title).streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        max_request_body_size=MAX_BODY,
        transport_security=_security(settings, host),
        host=host,
    )
    return RateLimit(app, settings.server.rate_limit) if settings.server.rate_limit else app


def _security(settings: Settings, host: str) -> TransportSecuritySettings:
    """Return the hosts that are answered: on loopback those of this machine and of the site's address, else all.

    A page of another site could otherwise reach a server on its reader's machine by a name that it points there.
    """
    if host not in ("127.0.0.1", "localhost", "::1"):
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    names = [*LOOPBACK, *filter(None, [urlsplit(settings.base_url).netloc])]
    origins = [f"{scheme}://{name}" for scheme in ("http", "https") for name in names]
    return TransportSecuritySettings(
        allowed_hosts=[*names, *(f"{name}:*" for name in names)],
        allowed_origins=[*origins, *(f"{origin}:*" for origin in origins)],
    )


class RateLimit:
    """An ASGI application around another that answers 429 beyond a rate for each client."""

    def __init__(self, app: ASGIApp, rate: str) -> None:
        try:
            from limits import parse
            from limits.storage import MemoryStorage
            from limits.strategies import MovingWindowRateLimiter
        except ImportError as error:
            raise GuidedexError(
                "cannot limit the rate of requests: limits is not installed; run `pip install 'guidedex[rate-limit]'`"
            ) from error
        self._app = app
        self._rate: Any = parse(rate)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = (scope.get("client") or ("",))[0]
        if scope["type"] == "http" and not self._limiter.hit(self._rate, client):
            answer = JSONResponse(
                {"error": "too many requests; try again later"},
                429,
                {"Retry-After": str(self._rate.get_expiry())},
            )
            return await answer(scope, receive, send)
        return await self._app(scope, receive, send)
