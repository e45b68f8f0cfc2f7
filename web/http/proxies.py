"""Guidedex below a path prefix and behind proxies."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from web.http.request_context import Application, Environ


class PrefixMiddleware:
    """A WSGI application around another that serves it below ``prefix``, even if a proxy strips the prefix."""

    def __init__(self, application: Application, prefix: str) -> None:
        self._application = application
        self._prefix = prefix

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        rest = path.removeprefix(self._prefix)
        # "/learning" also starts with "/learn", but is not below it.
        if rest[:1] in ("", "/"):
            environ["PATH_INFO"] = rest or "/"
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "").removesuffix(self._prefix) + self._prefix
        return self._application(environ, start)


def mount(app: Flask, prefix: str, proxies: int) -> None:
    """Make ``app`` generate URLs below ``prefix``, and trust the forwarding headers of the last ``proxies`` proxies."""
    if prefix:
        app.wsgi_app = PrefixMiddleware(app.wsgi_app, prefix)  # type: ignore[method-assign, assignment]
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies, x_port=0, x_prefix=0 if prefix else proxies
        )
