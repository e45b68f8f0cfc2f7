"""Guidedex inside another Flask application."""

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as BaseResponse

from web.app import create_app
from web.settings import Settings

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def guidedex_blueprint(settings: Settings | None = None, name: str = "guidedex") -> Blueprint:
    """Return a blueprint for another Flask application; it serves all paths below its ``url_prefix``.

    Guidedex stays an application of its own, with its own templates, error pages and headers. The host's
    ``before_request`` functions, such as a login check, run before these requests too.

    Args:
        settings: None loads ``guidedex.yaml`` and the environment variables.
        name: name of the blueprint.
    Raises: SettingsError for settings that cannot be read.

    >>> from flask import Flask
    >>> from web.blueprint import guidedex_blueprint
    >>> host = Flask("host")
    >>> host.register_blueprint(guidedex_blueprint(), url_prefix="/learn")
    >>> host.test_client().get("/learn/healthz").status_code
    200
    """
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
