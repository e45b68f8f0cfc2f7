"""Guidedex below a path prefix, behind proxies, or inside another Flask application."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as BaseResponse

from web.http.request_context import Application, Environ
from web.settings import Settings

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


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


def guidedex_blueprint(settings: Settings | None = None, name: str = "guidedex") -> Blueprint:
    """Return a blueprint for another Flask application; it serves all paths below its ``url_prefix``.

    Guidedex stays an application of its own, with its own templates, error pages and headers. The host's
    ``before_request`` functions, such as a login check, run before these requests too.

    Args:
        settings: None loads ``guidedex.yaml`` and the environment variables.
        name: name of the blueprint.
    """
    from web.app import create_app

    app = create_app(settings)
    blueprint = Blueprint(name, __name__)

    def answer(rest: str) -> BaseResponse:
        environ = dict(request.environ)
        url_prefix = request.path[: len(request.path) - len(rest)].rstrip("/")
        environ["SCRIPT_NAME"] = request.script_root + _as_wsgi(url_prefix)
        environ["PATH_INFO"] = "/" + _as_wsgi(rest)
        return Response.from_app(app, environ)

    blueprint.add_url_rule("/", "home", answer, defaults={"rest": ""}, methods=METHODS)
    blueprint.add_url_rule("/<path:rest>", "page", answer, methods=METHODS, provide_automatic_options=False)
    return blueprint


def _as_wsgi(text: str) -> str:
    """Return ``text`` as a WSGI string: its UTF-8 bytes decoded as Latin-1 (PEP 3333)."""
    return text.encode("utf-8").decode("latin-1")
