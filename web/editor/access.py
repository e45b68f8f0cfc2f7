"""Access to the editors' page: by the token, or where none is set from the machine that serves it."""

import re
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from flask import request
from werkzeug.wrappers import Response

from web.editor.failures import LoginFailures
from web.editor.peers import has_foreign_clients
from web.editor.sessions import SESSION_SECONDS, Sessions
from web.settings import Settings
from web.settings.load import is_loopback

COOKIE = "guidedex_editor"

PROXY_HEADER = re.compile(
    r"x-(?!request-id$).*|cf-.*|cdn-.*|(.*-)?(forwarded|via|proxy|client-ip|real-ip|connecting-ip)(-.*)?", re.IGNORECASE
)
"""Headers that proxies add, and no browser or client by itself. X-Request-Id is part of the API."""

HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(:[0-9]{1,5})?", re.IGNORECASE | re.ASCII)

DIRECT_PROTOCOLS = ("HTTP/1.1", "HTTP/2", "HTTP/2.0")
"""nginx before 1.29.7 speaks HTTP/1.0 to what is behind it unless told otherwise; browsers never do."""


class EditorAccess:
    """Decides whether the current request may see the editors' page."""

    def __init__(self, settings: Settings) -> None:
        self._token = settings.editor_token
        self._is_on_loopback = settings.is_for_this_machine
        self._failures = LoginFailures()
        # The key of cookies is the token, so that a new token ends all sessions.
        self._sessions = Sessions(_digest(self._token), ended_sessions(settings.index))

    @property
    def has_token(self) -> bool:
        return bool(self._token)

    def is_granted(self) -> bool:
        """Return whether the request has the token or an open session; where no token is set, whether it is local."""
        if not self.has_token:
            return self.is_local()
        return self._has_bearer() or self._sessions.is_open(request.cookies.get(COOKIE, ""))

    def is_local(self) -> bool:
        """Return whether a client on this machine sent the request itself, not through a proxy.

        ``Host`` must be a loopback name too: another site could point its own name to 127.0.0.1 and read the
        page from its visitors' browsers (DNS rebinding).
        """
        host = HOST.fullmatch(request.environ.get("HTTP_HOST", ""))
        return (
            self._is_on_loopback
            and is_loopback(request.remote_addr or "")
            and host is not None
            and is_loopback(host[1].strip("[]").lower())
            and request.environ.get("SERVER_PROTOCOL") in DIRECT_PROTOCOLS
            and not any(PROXY_HEADER.fullmatch(header) for header, _ in request.headers)
            and not has_foreign_clients(int(request.environ.get("SERVER_PORT") or 0))
        )

    def is_token(self, text: str) -> bool:
        """Return whether ``text`` is the token; compared in constant time."""
        if not self.has_token:
            return False
        return compare_digest(_digest(text), _digest(self._token))

    def has_failed_too_often(self) -> bool:
        """Return whether this client sent too many wrong tokens lately."""
        return self._failures.are_too_many(request.remote_addr or "")

    def record_failure(self) -> None:
        self._failures.record(request.remote_addr or "")

    def set_cookie(self, response: Response) -> Response:
        """Return ``response`` with the cookie of a new session, which grants access in place of the token."""
        response.set_cookie(
            COOKIE,
            self._sessions.new(),
            max_age=SESSION_SECONDS,
            path=_cookie_path(),
            secure=request.is_secure,
            httponly=True,
            samesite="Strict",
        )
        return response

    def end_session(self, response: Response) -> Response:
        """End the session of the request everywhere; return ``response`` with the header that deletes its cookie."""
        if self.has_token:
            self._sessions.end(request.cookies.get(COOKIE, ""))
        response.delete_cookie(COOKIE, path=_cookie_path(), httponly=True, samesite="Strict")
        return response

    def _has_bearer(self) -> bool:
        """Return whether the token is in the header; the right one counts however many wrong ones came before."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return False
        is_right = self.is_token(_decoded(token.strip(" \t")))
        if not is_right:
            self.record_failure()
        return is_right


def ended_sessions(index: Path) -> Path:
    """Return the folder of the sessions that were ended, beside the index, where all workers find it."""
    index = index.absolute()
    return index.parent / f"{index.name}.ended-sessions"


def _cookie_path() -> str:
    return f"{request.script_root}/"


def _decoded(header: str) -> str:
    """Return a header that clients send in UTF-8, and some in Latin-1, as which WSGI has every header (PEP 3333)."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _digest(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass")).digest()
