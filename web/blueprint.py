"""Guidedex below a path, behind proxies, and within another Flask application."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as BaseResponse

from web.http.request_context import Application, Environ
from web.settings import Settings

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Mounted:
    """A WSGI application at ``prefix``, whether or not the proxy before it takes the prefix away."""

    def __init__(self, application: Application, prefix: str) -> None:
        self._application = application
        self._prefix = prefix

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        rest = path.removeprefix(self._prefix)
        if rest[:1] in ("", "/"):
            environ["PATH_INFO"] = rest or "/"
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "").removesuffix(self._prefix) + self._prefix
        return self._application(environ, start)


def mount(app: Flask, prefix: str, proxies: int) -> None:
    """Make ``app`` believe the headers of so many proxies, and write addresses below ``prefix``."""
    if prefix:
        app.wsgi_app = Mounted(app.wsgi_app, prefix)  # type: ignore[method-assign, assignment]
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies, x_port=0, x_prefix=0 if prefix else proxies
        )


def guidedex_blueprint(settings: Settings | None = None, name: str = "guidedex") -> Blueprint:
    """Return a blueprint for another Flask application that answers everything below its ``url_prefix``.

    The site stays an application of its own: its templates, errors and headers, and none of its host's. What
    the host does before each request, such as asking who is there, is done before these as well.
    """
    from web.app import create_app

    app = create_app(settings)
    blueprint = Blueprint(name, __name__)

    def answer(rest: str) -> BaseResponse:
        environ = dict(request.environ)
        below = request.path[: len(request.path) - len(rest)].rstrip("/")
        environ["SCRIPT_NAME"] = request.script_root + _as_wsgi(below)
        environ["PATH_INFO"] = "/" + _as_wsgi(rest)
        return Response.from_app(app, environ)

    blueprint.add_url_rule("/", "home", answer, defaults={"rest": ""}, methods=METHODS)
    blueprint.add_url_rule("/<path:rest>", "page", answer, methods=METHODS, provide_automatic_options=False)
    return blueprint


def _as_wsgi(text: str) -> str:
    """Return a text as PEP 3333 has it: bytes of UTF-8 as characters."""
    return text.encode("utf-8").decode("latin-1")
