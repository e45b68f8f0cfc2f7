"""The address that Guidedex is reached at: its host, a path prefix, and what proxies tell of both."""

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from web.http.request_context import Application, Environ
from web.settings.validators import URL_PREFIX

_LABEL = "[A-Za-z0-9-]{1,63}"
_PORT = "6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5]?[0-9]{1,4}"
HOST = re.compile(
    rf"((?!.{{254}}){_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]{{2,45}}\])(?::({_PORT}))?",
    re.ASCII,
)
"""A host name or address, perhaps with a port up to 65535. Werkzeug raises for labels that are empty or over 63
characters."""


class HostMiddleware:
    """A WSGI application around another that drops a ``Host`` which is no host: the server's own name then counts."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        if not HOST.fullmatch(environ.get("HTTP_HOST", "")):
            environ.pop("HTTP_HOST", None)
        return self._application(environ, start)


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


class ForwardedMiddleware:
    """A WSGI application around another that believes the forwarding headers of the last ``proxies`` proxies.

    Each proxy appends a value, so the one that counts is the ``proxies``-th from the right: what stands before it
    is the client's own. A value that is not of its header's form is not believed: a prefix of ``//evil.example``
    would be a redirect to another site.
    """

    def __init__(self, application: Application, proxies: int, with_prefix: bool) -> None:
        self._application = application
        self._proxies = proxies
        self._with_prefix = with_prefix

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        if client := client_address(self._forwarded(environ, "FOR")):
            environ["REMOTE_ADDR"] = client
        if (scheme := self._forwarded(environ, "PROTO").lower()) in ("http", "https"):
            environ["wsgi.url_scheme"] = scheme
        host = self._forwarded(environ, "HOST")
        if match := HOST.fullmatch(host):
            environ["HTTP_HOST"] = host
            environ["SERVER_NAME"] = match[1]
            environ["SERVER_PORT"] = match[2] or environ.get("SERVER_PORT", "80")
        prefix = self._forwarded(environ, "PREFIX").rstrip("/")
        if self._with_prefix and is_prefix(prefix):
            environ["SCRIPT_NAME"] = prefix
        return self._application(environ, start)

    def _forwarded(self, environ: Environ, name: str) -> str:
        """Return the value that the first of our proxies appended; empty if fewer values are there than proxies."""
        values = environ.get(f"HTTP_X_FORWARDED_{name}", "").split(",")
        return str(values[-self._proxies]).strip(" \t") if len(values) >= self._proxies else ""


def is_prefix(text: str) -> bool:
    """Return whether ``text`` is a path to mount a site at, such as ``/learn``: no host, query or step upwards."""
    return bool(URL_PREFIX.fullmatch(text)) and not {".", ".."} & set(text.split("/"))


def client_address(text: str) -> str:
    """Return the IP address in ``text``, without a port that some proxies write behind it; empty if there is none."""
    match = re.fullmatch(r"\[([^\]]*)\](?::\d+)?|([\d.]+)(?::\d+)?", text, re.ASCII)
    address = (match[1] or match[2] or "") if match else text
    try:
        return "" if "%" in address else str(ipaddress.ip_address(address))  # "%" begins any text as a zone
    except ValueError:
        return ""


def mount(app: Flask, prefix: str, proxies: int) -> None:
    """Make ``app`` generate URLs below ``prefix``, and trust the forwarding headers of the last ``proxies`` proxies."""
    app.wsgi_app = HostMiddleware(app.wsgi_app)  # type: ignore[method-assign, assignment]
    if prefix:
        app.wsgi_app = PrefixMiddleware(app.wsgi_app, prefix)  # type: ignore[method-assign, assignment]
    if proxies:
        app.wsgi_app = ForwardedMiddleware(app.wsgi_app, proxies, not prefix)  # type: ignore[method-assign, assignment]
