"""Access to the editors' page: by the token, or without one from the machine that serves it."""

import ipaddress
import time
from collections import deque
from hashlib import sha256
from hmac import compare_digest
from threading import Lock

from flask import request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from web.settings import Settings

COOKIE = "guidedex_editor"
COOKIE_SECONDS = 12 * 3600
"""By hand."""

MAX_FAILURES, FAILURE_SECONDS = 10, 60
"""A process accepts at most 10 wrong tokens within 60 seconds, from all clients together. By hand."""

PROXY_HEADERS = ("Forwarded", "Via", "X-Real-Ip", "X-Client-Ip", "True-Client-Ip", "Cf-Connecting-Ip")


class EditorAccess:
    """Decides whether the current request may see the editors' page."""

    def __init__(self, settings: Settings) -> None:
        self._token = settings.editor_token
        self._is_on_loopback = is_loopback(settings.host) and not settings.server.proxies
        self._failures: deque[float] = deque(maxlen=MAX_FAILURES)
        self._lock = Lock()

    @property
    def has_token(self) -> bool:
        return bool(self._token)

    def is_granted(self) -> bool:
        """Return whether the request is local, or has a valid cookie or bearer token."""
        return self.is_local() or (self.has_token and (self._has_cookie() or self._has_bearer()))

    def is_local(self) -> bool:
        """Return whether a client on this machine sent the request itself, not through a proxy.

        ``Host`` must be a loopback name too: another site could point its own name to 127.0.0.1 and read the
        page from its visitors' browsers (DNS rebinding).
        """
        # "[::1]:8000" and "localhost:8000" without their port; "[::1]" has none.
        name = request.host.rpartition(":")[0] if not request.host.endswith("]") else request.host
        return (
            self._is_on_loopback
            and is_loopback(request.remote_addr or "")
            and is_loopback((name or request.host).strip("[]"))
            and not any(_is_proxy_header(header) for header, _ in request.headers)
        )

    def is_token(self, text: str) -> bool:
        """Return whether ``text`` is the token; compared in constant time."""
        if not self.has_token:
            return False
        return compare_digest(_digest(text), _digest(self._token))

    def has_failed_too_often(self) -> bool:
        with self._lock:
            is_full = len(self._failures) == MAX_FAILURES
            return is_full and time.monotonic() - self._failures[0] < FAILURE_SECONDS

    def record_failure(self) -> None:
        with self._lock:
            self._failures.append(time.monotonic())

    def set_cookie(self, response: Response) -> Response:
        """Return ``response`` with the signed cookie, which grants access in place of the token."""
        response.set_cookie(
            COOKIE,
            self._serializer().dumps("editor"),
            max_age=COOKIE_SECONDS,
            path=_cookie_path(),
            secure=request.is_secure,
            httponly=True,
            samesite="Strict",
        )
        return response

    def delete_cookie(self, response: Response) -> Response:
        """Return ``response`` with the header that deletes the cookie."""
        response.delete_cookie(COOKIE, path=_cookie_path(), httponly=True, samesite="Strict")
        return response

    def _has_cookie(self) -> bool:
        try:
            self._serializer().loads(request.cookies.get(COOKIE, ""), max_age=COOKIE_SECONDS)
        except BadSignature:
            return False
        return True

    def _has_bearer(self) -> bool:
        authorization = request.authorization
        if authorization is None or authorization.type != "bearer" or self.has_failed_too_often():
            return False
        is_right = self.is_token(authorization.token or "")
        if not is_right:
            self.record_failure()
        return is_right

    def _serializer(self) -> URLSafeTimedSerializer:
        """Return the signer of cookies; its key is the token, so that a new token invalidates old cookies."""
        return URLSafeTimedSerializer(_digest(self._token), salt="guidedex editor")


def is_loopback(host: str) -> bool:
    """Return whether a host name or IP address is of the loopback interface."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_proxy_header(header: str) -> bool:
    name = header.title()
    return name.startswith("X-Forwarded") or name in PROXY_HEADERS


def _cookie_path() -> str:
    return f"{request.script_root}/"


def _digest(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass")).digest()
